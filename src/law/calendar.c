/*
 * Calendars of public holidays, read from data (docs/calendars.md). Knows no holiday by itself,
 * only the four kinds of rule by which a law names one, and Easter. Does not compute terms: that is
 * deadline.c.
 */
#include "dossier/asset.h"
#include "dossier/calendar.h"
#include "dossier/digest.h"
#include "rules.h"

enum rule_kind { RULE_DAY, RULE_EASTER, RULE_WEEKDAY, RULE_DATE };
static const char *const rule_kinds[] = { "day", "easter", "weekday", "date" };
static const char *const weekdays[] = { "monday", "tuesday", "wednesday", "thursday", "friday",
	"saturday", "sunday" };

struct rule {
	enum rule_kind kind;
	const char *name, *source;
	struct date date;      /* day, weekday (first day of the range): month and day; date: all */
	struct date on_sunday; /* day: month and day to take when it is a Sunday; or none */
	int offset;            /* easter: days from Easter Sunday */
	int weekday;           /* weekday: the first such day from date on */
};

struct calendar {
	struct arena *arena;
	const char *name, *text;
	char version[13];
	int last_year;
	struct rule *rules;
	size_t nrules;
};

static int
index_of(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	BUG("the calendar schema let \"%s\" pass", name);
}

/* A day of any year, "04-27". 29 February is refused: no law names it. */
static bool
month_day(const char *s, struct date *ret, struct err *err)
{
	char text[DATE_LEN];
	(void)snprintf(text, sizeof(text), "2023-%.5s", s);
	return date_parse(text, ret, err);
}

static bool
rule_dates(const json_t *json, struct rule *r, struct err *err)
{
	const char *on_sunday = json_str(json, "on_sunday");
	switch (r->kind) {
	case RULE_DAY:
		return month_day(json_str(json, "day"), &r->date, err) &&
		    (!on_sunday || month_day(on_sunday, &r->on_sunday, err));
	case RULE_EASTER:
		r->offset = (int)json_int_or(json, "offset", 0);
		return true;
	case RULE_WEEKDAY:
		r->weekday = index_of(weekdays, array_len(weekdays), json_str(json, "weekday"));
		return month_day(json_str(json, "from"), &r->date, err);
	case RULE_DATE:
		return date_parse(json_str(json, "date"), &r->date, err);
	}
	BUG("no such kind of rule: %d", r->kind);
}

/*
 * A decreed date that stands twice, lies in a weekend or past the known years is most likely a slip
 * of the pen.
 */
static bool
check_decreed(const struct calendar *c, const struct rule *r, struct err *err)
{
	char text[DATE_LEN];
	if (r->kind != RULE_DATE)
		return true;
	date_format(r->date, text);
	if (r->date.year > c->last_year)
		return err_set(err, ERR_INPUT,
		    "%s is later than last_year %d: raise last_year once every day of it is in",
		    text, c->last_year);
	if (date_weekday(r->date) >= 5)
		return err_set(err, ERR_INPUT,
		    "%s is a Saturday or Sunday: expected a working day that a decree takes out",
		    text);
	for (size_t i = 0; i < c->nrules; i++)
		if (c->rules[i].kind == RULE_DATE && date_cmp(c->rules[i].date, r->date) == 0)
			return err_set(err, ERR_INPUT, "%s stands there twice", text);
	return true;
}

static bool
rule_read(struct calendar *c, const json_t *root, const json_t *json, struct err *err)
{
	struct rule r = {
		.kind = (enum rule_kind)index_of(
		    rule_kinds, array_len(rule_kinds), json_str(json, "kind")),
		.name = arena_strdup(c->arena, json_str(json, "name")),
		.source = arena_strdup(c->arena, json_str(json, "source")),
	};
	if (!rule_dates(json, &r, err) || !check_decreed(c, &r, err))
		return false;
	const char *name = json_str(json, "switch");
	const json_t *sw = json_get(json_get(root, "switches"), name);
	if (name && !sw)
		return err_set(
		    err, ERR_INPUT, "no switch named %.40s: expected one of \"switches\"", name);
	if (!name || json_flag(sw, "on"))
		c->rules[c->nrules++] = r;
	return true;
}

static bool
rules_read(struct calendar *c, const struct json_doc *doc, struct err *err)
{
	const json_t *rules = json_get(doc->root, "rules"), *rule;
	size_t i;
	c->rules = arena_alloc(c->arena, json_array_size(rules) * sizeof(*c->rules));
	json_array_foreach(rules, i, rule) {
		if (!rule_read(c, doc->root, rule, err))
			return err_wrap(err, "%s",
			    json_where(doc, arena_printf(c->arena, "/rules/%zu", i), c->arena));
	}
	return true;
}

static void
fingerprint(const struct json_doc *doc, char ret[static 13])
{
	unsigned char hash[SHA256_LEN];
	digest_of(&(struct bytes){ doc->text, doc->len }, 1, hash);
	(void)hex_put(hash, 6, ret);
}

struct calendar *
calendar_new(const struct json_doc *doc, struct err *err)
{
	auto_drop(calendar) struct calendar *c = xcalloc(1, sizeof(*c));
	c->arena = arena_new();
	if (!rules_check(doc, "law/calendar.schema.json", c->arena, err))
		return NULL;
	c->name = arena_strdup(c->arena, json_str(doc->root, "name"));
	c->text = arena_strndup(c->arena, doc->text, doc->len);
	c->last_year = (int)json_int_or(doc->root, "last_year", 0);
	fingerprint(doc, c->version);
	return rules_read(c, doc, err) ? take(c) : NULL;
}

/* "nl, be, se": those built in; an installation's own calendars are found by name only. */
static const char *
names_known(struct arena *a)
{
	static const char prefix[] = "law/calendar-";
	const char *names = NULL;
	for (const struct asset *f = NULL; (f = asset_next(f, prefix));) {
		const char *name = f->name + sizeof(prefix) - 1;
		int len = (int)strcspn(name, ".");
		names = names ? arena_printf(a, "%s, %.*s", names, len, name)
			      : arena_printf(a, "%.*s", len, name);
	}
	return names ? names : "none";
}

static struct calendar *
no_calendar(const char *name, struct arena *a, struct err *err)
{
	err_set(err, ERR_NOTFOUND, "no calendar %.32s: there are %s", name, names_known(a));
	return NULL;
}

struct calendar *
calendar_open(const char *name, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err e = { 0 };
	size_t len;
	const char *file = arena_printf(a, "law/calendar-%.32s.json", name);
	const char *text = strchr(name, '/') ? NULL : asset_text(file, a, &len, &e);
	if (!text && (e.kind == ERR_NONE || e.kind == ERR_NOTFOUND))
		return no_calendar(name, a, err);
	if (!text)
		return err_set(err, e.kind, "%s", e.text), NULL;
	auto_drop(json_doc) struct json_doc *doc = json_doc_parse(file, text, len, err);
	auto_drop(calendar) struct calendar *c = doc ? calendar_new(doc, err) : NULL;
	if (c && strcmp(c->name, name) != 0)
		err_set(err, ERR_INPUT,
		    "%s: named \"%.32s\" inside: expected the name in the file's name", file,
		    c->name);
	return c && strcmp(c->name, name) == 0 ? take(c) : NULL;
}

void
calendar_free(struct calendar *c)
{
	if (!c)
		return;
	arena_free(c->arena);
	free(c);
}

const char *
calendar_name(const struct calendar *c)
{
	return c->name;
}

const char *
calendar_version(const struct calendar *c)
{
	return c->version;
}

const char *
calendar_text(const struct calendar *c)
{
	return c->text;
}

int
calendar_last_year(const struct calendar *c)
{
	return c->last_year;
}

/* The day in ${year} that the rule names; for a decreed date always that date. */
static struct date
rule_day(const struct rule *r, int year)
{
	struct date d = { year, r->date.month, r->date.day };
	switch (r->kind) {
	case RULE_DAY:
		if (date_is_set(r->on_sunday) && date_weekday(d) == 6)
			return (struct date){ year, r->on_sunday.month, r->on_sunday.day };
		return d;
	case RULE_EASTER:
		return date_add_days(date_easter(year), r->offset);
	case RULE_WEEKDAY:
		return date_add_days(d, (r->weekday - date_weekday(d) + 7) % 7);
	case RULE_DATE:
		return r->date;
	}
	BUG("no such kind of rule: %d", r->kind);
}

const char *
calendar_holiday(const struct calendar *c, struct date d, const char **ret_source)
{
	for (size_t i = 0; i < c->nrules; i++) {
		const struct rule *r = &c->rules[i];
		if (date_cmp(rule_day(r, d.year), d) != 0)
			continue;
		*ret_source = r->source;
		return r->name;
	}
	return NULL;
}

bool
calendar_is_working_day(const struct calendar *c, struct date d)
{
	const char *source;
	return date_weekday(d) < 5 && !calendar_holiday(c, d, &source);
}
