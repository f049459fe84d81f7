/*
 * What changed between two versions of a register, as lines for people. Things are known by their
 * id (or name, right, kind), so an order that changed is no change. Literal texts are cut short.
 */
#include "dossier/phrase.h"
#include "register_private.h"

#define SHOWN 60 /* bytes of a value that a line shows */

struct diff {
	struct arena *a;
	const char *subject; /* "category JBS-C04" */
	const char **lines;
	size_t n, cap;
};

/* "SUBJECT: WHAT" */
static void
line(struct diff *d, const char *what)
{
	if (d->n == d->cap) {
		d->cap = d->cap ? 2 * d->cap : 32;
		const char **more = arena_alloc(d->a, d->cap * sizeof(*more));
		if (d->n > 0)
			memcpy(more, d->lines, d->n * sizeof(*more));
		d->lines = more;
	}
	d->lines[d->n++] = arena_printf(d->a, "%s: %s", d->subject, phrase(what));
}

/* P12M as "12 months"; NULL for what is no period of one unit. */
static const char *
period_words(const char *s, struct arena *a)
{
	static const struct {
		char unit;
		const char *one, *more;
	} units[] = { { 'D', "day", "days" }, { 'W', "week", "weeks" }, { 'M', "month", "months" },
		{ 'Y', "year", "years" } };
	size_t n = *s == 'P' ? strspn(s + 1, "0123456789") : 0;
	if (n == 0 || s[1 + n] == '\0' || s[2 + n] != '\0')
		return NULL;
	for (size_t i = 0; i < array_len(units); i++)
		if (units[i].unit == s[1 + n])
			return arena_printf(a, "%.*s %s", (int)n, s + 1,
			    phrase(n == 1 && s[1] == '1' ? units[i].one : units[i].more));
	return NULL;
}

/* A value for people, one line, cut at the end of a character. */
static const char *
shown(const json_t *v, struct arena *a)
{
	if (!v || json_is_null(v))
		return phrase("none");
	if (json_is_boolean(v))
		return json_is_true(v) ? phrase("yes") : phrase("no");
	const char *words = json_is_string(v) ? period_words(json_string_value(v), a) : NULL;
	if (words)
		return words;
	auto_drop(str) char *dump = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT);
	if (!dump)
		return "?";
	size_t n = strlen(dump);
	if (n <= SHOWN)
		return arena_strdup(a, dump);
	for (n = SHOWN; n > 0 && ((unsigned char)dump[n] & 0xc0) == 0x80; n--)
		;
	return arena_printf(a, "%.*s...", (int)n, dump);
}

/* What an element of a list is known by: what names it there, else its whole value. */
static const char *
element_key(const json_t *v, struct arena *a)
{
	static const char *const names[] = { "id", "name", "right", "article", "basis" };
	if (json_is_string(v))
		return json_string_value(v);
	for (size_t i = 0; i < array_len(names); i++)
		if (json_str(v, names[i]))
			return json_str(v, names[i]);
	auto_drop(str) char *dump = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
	return arena_strdup(a, dump ? dump : "");
}

static const char *
element_shown(const json_t *v, struct arena *a)
{
	const char *key = element_key(v, a);
	return *key == '{' ? shown(v, a) : key;
}

static const json_t *
element_of(const json_t *list, const char *key, struct arena *a)
{
	size_t i;
	json_t *v;
	json_array_foreach(list, i, v)
		if (strcmp(element_key(v, a), key) == 0)
			return v;
	return NULL;
}

/* One of a list: "category" of "categories"; lists without a plural keep their name. */
static const char *
singular(const char *list, struct arena *a)
{
	size_t n = strlen(list);
	if (n > 3 && strcmp(list + n - 3, "ies") == 0)
		return arena_printf(a, "%.*sy", (int)(n - 3), list);
	bool plural = n > 1 && list[n - 1] == 's' && list[n - 2] != 's' && list[n - 2] != 'i';
	return plural ? arena_strndup(a, list, n - 1) : list;
}

/* The name of a member as it reads: "legal_basis" as "legal basis". */
static const char *
label(const char *path, const char *member, struct arena *a)
{
	char *s = arena_printf(a, "%s%s%s", path, *path ? " " : "", member);
	for (char *p = s; *p; p++)
		if (*p == '_')
			*p = ' ';
	return s;
}

static void diff_value(struct diff *d, const char *what, const json_t *from, const json_t *to);

static void
diff_object(struct diff *d, const char *what, const json_t *from, const json_t *to)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)from, key, v)
		diff_value(d, label(what, key, d->a), v, json_get(to, key));
	json_object_foreach((json_t *)(uintptr_t)to, key, v)
		if (!json_get(from, key))
			diff_value(d, label(what, key, d->a), NULL, v);
}

static void
diff_list(struct diff *d, const char *what, const json_t *from, const json_t *to)
{
	const char *one = singular(what, d->a);
	size_t i;
	json_t *v;
	json_array_foreach(from, i, v)
		if (!element_of(to, element_key(v, d->a), d->a))
			line(d,
			    arena_printf(
				d->a, phrase("%s %s removed"), one, element_shown(v, d->a)));
	json_array_foreach(to, i, v) {
		const json_t *before = element_of(from, element_key(v, d->a), d->a);
		const char *name = arena_printf(d->a, "%s %s", one, element_shown(v, d->a));
		if (before)
			diff_value(d, name, before, v);
		else
			line(d, arena_printf(d->a, phrase("%s added"), name));
	}
}

static void
diff_value(struct diff *d, const char *what, const json_t *from, const json_t *to)
{
	bool absent = (!from || json_is_null(from)) && (!to || json_is_null(to));
	if (absent || (from && to && json_equal(from, to)))
		return;
	if (json_is_object(from) && json_is_object(to))
		diff_object(d, what, from, to);
	else if ((!from || json_is_array(from)) && (!to || json_is_array(to)))
		diff_list(d, what, from, to);
	else
		line(
		    d, arena_printf(d->a, "%s %s -> %s", what, shown(from, d->a), shown(to, d->a)));
}

/* The things of a top-level list; each is a subject of its own. */
static void
diff_things(struct diff *d, const char *list, const json_t *from, const json_t *to)
{
	size_t i;
	json_t *v;
	json_array_foreach(from, i, v) {
		const json_t *after = element_of(to, json_str(v, "id"), d->a);
		d->subject =
		    arena_printf(d->a, "%s %s", phrase(singular(list, d->a)), json_str(v, "id"));
		if (after)
			diff_object(d, "", v, after);
		else
			line(d, "removed");
	}
	json_array_foreach(to, i, v) {
		d->subject =
		    arena_printf(d->a, "%s %s", phrase(singular(list, d->a)), json_str(v, "id"));
		if (!element_of(from, json_str(v, "id"), d->a))
			line(d, "added");
	}
}

struct text_list
reg_diff(const struct reg *from, const struct reg *to, struct arena *a)
{
	static const char *const lists[] = { "purposes", "categories", "recipients", "systems",
		"controllers" };
	struct diff d = { .a = a, .subject = phrase("organisation") };
	diff_object(&d, "", from->organisation, to->organisation);
	for (size_t i = 0; i < array_len(lists); i++)
		diff_things(&d, lists[i], json_get(from->doc->root, lists[i]),
		    json_get(to->doc->root, lists[i]));
	return (struct text_list){ d.lines, d.n };
}
