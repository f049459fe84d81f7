/*
 * Values of a definition, each kind once, and objects by tables of their members: a member that no
 * table names, one that is missing and a value of another kind are refused at their place.
 */
#include <ctype.h>

#include "dossier/phrase.h"
#include "definition_private.h"

#define TEXT_MAX 4000

const struct form form_word = { "abcdefghijklmnopqrstuvwxyz",
	"abcdefghijklmnopqrstuvwxyz0123456789_", "customer_id" };
const struct form form_slug = { "abcdefghijklmnopqrstuvwxyz0123456789",
	"abcdefghijklmnopqrstuvwxyz0123456789_-", "mail-log" };
const struct form form_header = { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-",
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-", "X-Api-Version" };

/* ---- objects by tables ---- */

static bool
refuse_unknown(struct reader *r, const json_t *object, const char *at, const struct members *m)
{
	const char *name;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)object, name, v) {
		size_t i = 0;
		while (i < m->n && strcmp(m->items[i].name, name) != 0)
			i++;
		if (i < m->n)
			continue;
		auto_drop(buf) struct buf list = { 0 };
		for (i = 0; i < m->n; i++)
			buf_addf(&list, "%s%s", i ? ", " : "", m->items[i].name);
		return complain(r, below(r, at, name), "no member \"%s\" is known here, only %s",
		    name, list.data);
	}
	return true;
}

bool
read_members(
    struct reader *r, const json_t *object, const char *at, const struct members *m, void *out)
{
	if (!json_is_object(object))
		return complain(r, at, "expected an object");
	if (!refuse_unknown(r, object, at, m))
		return false;
	for (size_t i = 0; i < m->n; i++) {
		const struct member *one = &m->items[i];
		const json_t *v = json_get(object, one->name);
		if (!v && one->required)
			return complain(r, at, "%s is missing", one->name);
		if (v &&
		    !one->read(r, v, below(r, at, one->name), one->how, (char *)out + one->offset))
			return false;
	}
	return true;
}

/* ---- lists and maps ---- */

/* As they stand in the structs: a pointer to the items, then how many. */
struct array {
	void *items;
	size_t n;
};

static bool
check_count(struct reader *r, size_t n, const char *at, const struct many *many)
{
	if (n < many->least)
		return complain(r, at, "at least %zu is expected", many->least);
	if (many->most && n > many->most)
		return complain(r, at, "at most %zu are possible", many->most);
	return true;
}

bool
read_list(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const struct many *many = how;
	if (!json_is_array(v))
		return complain(r, at, "expected a list");
	if (!check_count(r, json_array_size(v), at, many))
		return false;
	char *items = arena_alloc(r->a, (json_array_size(v) + 1) * many->size);
	struct array array = { items, json_array_size(v) };
	for (size_t i = 0; i < array.n; i++)
		if (!many->read(r, json_array_get(v, i), arena_printf(r->a, "%s/%zu", at, i),
			many->how, items + i * many->size + many->offset))
			return false;
	memcpy(out, &array, sizeof(array));
	return true;
}

static bool
check_form(struct reader *r, const char *text, const char *at, const struct form *form)
{
	if (form &&
	    (!strchr(form->first, *text) || text[strspn(text, form->rest)] || strlen(text) > 63))
		return complain(r, at, "expected a name such as %s", form->like);
	return true;
}

bool
read_map(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const struct many *many = how;
	const char *name;
	json_t *member;
	if (!json_is_object(v))
		return complain(r, at, "expected an object");
	if (!check_count(r, json_object_size(v), at, many))
		return false;
	char *items = arena_alloc(r->a, (json_object_size(v) + 1) * many->size);
	struct array array = { items, 0 };
	json_object_foreach((json_t *)(uintptr_t)v, name, member) {
		char *item = items + array.n++ * many->size;
		const char *place = below(r, at, name);
		*(const char **)(void *)item = arena_strdup(r->a, name);
		if (!*name || !check_form(r, name, place, many->names) ||
		    !many->read(r, member, place, many->how, item + many->offset))
			return *name ? false : complain(r, place, "a name is expected");
	}
	memcpy(out, &array, sizeof(array));
	return true;
}

/* ---- single values ---- */

bool
read_flag(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	(void)how;
	*(bool *)out = json_is_true(v);
	return json_is_boolean(v) || complain(r, at, "expected true or false");
}

bool
read_text(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const char *text = *(const char **)out = json_string_value(v);
	if (!text || !*text || strlen(text) > TEXT_MAX)
		return complain(r, at, "expected a text of at most %d bytes", TEXT_MAX);
	return check_form(r, text, at, how);
}

bool
read_lower(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const char **text = out;
	if (!read_text(r, v, at, how, out))
		return false;
	char *lower = arena_strdup(r->a, *text);
	for (char *p = lower; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	*text = lower;
	return true;
}

bool
read_word(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const struct words *words = how;
	auto_drop(buf) struct buf list = { 0 };
	for (size_t i = 0; i < words->n; i++) {
		if (json_is_string(v) && strcmp(json_string_value(v), words->items[i]) == 0) {
			*(unsigned *)out = (unsigned)i;
			return true;
		}
		buf_addf(&list, "%s\"%s\"", i ? ", " : "", words->items[i]);
	}
	return complain(r, at, "expected %s, one of %s", phrase(words->what), list.data);
}

bool
read_int(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const struct range *range = how;
	int64_t n = *(int64_t *)out = json_integer_value(v);
	return (json_is_integer(v) && n >= range->least && n <= range->most) ||
	    complain(r, at, "expected a whole number from %lld to %lld", (long long)range->least,
		(long long)range->most);
}

bool
span_parse(const char *text, double *ret_s)
{
	static const struct {
		const char *unit;
		double s;
	} units[] = { { "ms", 0.001 }, { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 },
		{ "y", 31557600 }, { "D", 86400 }, { "W", 604800 }, { "Y", 31557600 },
		{ "H", 3600 }, { "M", 60 }, { "S", 1 } };
	bool iso = *text == 'P', time = iso && text[1] == 'T';
	const char *digits = text + iso + time;
	size_t n = strspn(digits, "0123456789");
	for (size_t i = 0; n > 0 && n < 8 && i < array_len(units); i++) {
		bool upper = i >= 6, of_day = i >= 9;
		if (strcmp(digits + n, units[i].unit) != 0 || upper != iso || of_day != time)
			continue;
		*ret_s = (double)strtol(digits, NULL, 10) * units[i].s;
		return true;
	}
	return false;
}

bool
read_span(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	double s;
	(void)how;
	if (!json_is_string(v) || !span_parse(json_string_value(v), &s))
		return complain(r, at, "expected a time such as PT15M, P2D or 20s");
	*(int64_t *)out = (int64_t)s;
	return true;
}

const bool no_list;
bool
read_path(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct err why = { 0 };
	const struct path *path =
	    path_parse(json_is_string(v) ? json_string_value(v) : "", r->a, &why);
	*(const struct path **)out = path;
	if (!path)
		return complain(r, at, "%s", why.text);
	return !path->in_list || how != &no_list ||
	    complain(r, at, "this path can not lead through a list");
}

const struct many many_texts = { .read = read_text, .size = sizeof(const char *) };
const struct many many_paths = {
	.read = read_path, .how = &no_list, .size = sizeof(const struct path *)
};
