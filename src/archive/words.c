/*
 * Codes, dates and numbers as a person reads them. Knows no page.
 */
#include <inttypes.h>

#include "dossier/asset.h"

#include "labels.h"

const char *
words_lang(const char *lang)
{
	return lang && strcmp(lang, "nl") == 0 ? "nl" : "en";
}

json_t *
words_load(struct err *err)
{
	auto_drop(json_doc) struct json_doc *doc = asset_json("archive/words.json", err);
	return doc ? json_incref(doc->root) : NULL;
}

json_t *
words_load_columns(struct err *err)
{
	auto_drop(json_doc) struct json_doc *doc = asset_json("archive/columns.json", err);
	return doc ? json_incref(doc->root) : NULL;
}

const char *
words_get(const struct words *w, const char *group, const char *key)
{
	return key ? json_str_or(json_get(w->root, group), key, key) : NULL;
}

const char *
words_date(const struct words *w, const char *iso)
{
	struct date d;
	if (!iso || !date_parse(iso, &d, NULL))
		return iso;
	const char *month =
	    json_string_value(json_array_get(json_get(w->root, "months"), (size_t)d.month - 1));
	return arena_printf(w->arena, "%d %s %d", d.day, month ? month : iso, d.year);
}

const char *
words_moment(const struct words *w, struct date d, int minutes)
{
	char iso[DATE_LEN];
	const char *day = words_date(w, date_format(d, iso));
	bool nl = w->lang[0] == 'n';
	if (minutes == 0) /* a day on which a letter left has no hour */
		return day;
	return arena_printf(w->arena, "%s, %d%s%02d%s", day, minutes / 60, nl ? "." : ":",
	    minutes % 60, nl ? " uur" : "");
}

const char *
words_instant(const struct words *w, const char *rfc3339)
{
	enum { CLOCKS_CHANGED = 3 * 60 }; /* behind that hour the end of the day counts */
	usec_t t, midnight, next;
	struct date d;
	if (!rfc3339 || !instant_parse(rfc3339, &t, NULL) || !zone_date(w->zone, t, &d, NULL) ||
	    !zone_midnight(w->zone, d, &midnight, NULL) ||
	    !zone_midnight(w->zone, date_add_days(d, 1), &next, NULL))
		return rfc3339;
	int minutes = (int)((t - midnight) / USEC_PER_SEC / 60);
	if (minutes >= CLOCKS_CHANGED)
		minutes = 24 * 60 - (int)((next - t + 60 * USEC_PER_SEC - 1) / USEC_PER_SEC / 60);
	return words_moment(w, d, minutes);
}

const char *
words_number(const struct words *w, int64_t n)
{
	const char *digits = arena_printf(w->arena, "%" PRId64, n);
	size_t len = strlen(digits);
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			buf_addc(&b, w->lang[0] == 'n' ? '.' : ',');
		buf_addc(&b, digits[i]);
	}
	return arena_strdup(w->arena, b.data);
}

const char *
words_bytes(const struct words *w, int64_t n)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };
	if (n < 1000)
		return arena_printf(w->arena, "%" PRId64 " bytes", n);
	double v = (double)n;
	size_t u = 0;
	for (; v >= 999.95 && u + 1 < array_len(units); u++)
		v /= 1000;
	char *text = arena_printf(w->arena, v < 10 ? "%.1f %s" : "%.0f %s", v, units[u]);
	char *dot = strchr(text, '.');
	if (dot && w->lang[0] == 'n')
		*dot = ',';
	return text;
}

const char *
words_outcome(const struct words *w, const struct outcome *o)
{
	const char *text = outcome_words(w->codes, o, w->lang, w->arena);
	if (o->count > 0)
		text = arena_printf(w->arena, "%s %s", words_number(w, o->count), text);
	return o->collection ? arena_printf(w->arena, "%s (%s)", text,
				   label_collection(w->facts, o->category, o->collection, w))
			     : text;
}

const char *
words_reason(const struct words *w, const json_t *j)
{
	struct reason r;
	return reason_read(j, "code", w->arena, &r, NULL)
	    ? reason_words(w->codes, &r, w->lang, w->arena)
	    : NULL;
}
