/*
 * The receipt of an erasure: of what a slot says no more than its numbers and codes, and of these
 * none that was not approved. What was done with what, and why, is taken from what was approved: a
 * slot talked to strangers, and what it says would stand in clear, for good.
 */
#include "dossier/text.h"
#include "change_private.h"

#define LEFT_MAX 1000000
#define CATALOGUE "pg_catalog.pg_statistic"

static const char *const whys[] = { "left", "analysed", "not-analysed", "emptied", "not-read",
	"vacuumed", "not-vacuumed", "kept", "archived", "no-retention", NULL };

static int64_t
at_most(const json_t *v, const char *name, int64_t most)
{
	int64_t n = json_int_or(v, name, 0);
	return n < 0 ? 0 : n > most ? most : n;
}

/* ---- sets ---- */

static bool
is_equal(const json_t *x, const json_t *y, const char *name)
{
	const json_t *in_x = json_get(x, name), *in_y = json_get(y, name);
	bool none_x = !in_x || json_is_null(in_x), none_y = !in_y || json_is_null(in_y);
	return none_x || none_y ? none_x == none_y : json_equal(in_x, in_y) != 0;
}

/* How much of an approved set that is which is said to be done; 0: it is not. */
static int
likeness(const json_t *said, const json_t *approved)
{
	static const char *const must[] = { "table", "do", "set", "was", "kept" };
	static const char *const may[] = { "collection", "verdict", "why" };
	int n = 1;
	for (size_t i = 0; i < array_len(must); i++)
		if (!is_equal(said, approved, must[i]))
			return 0;
	for (size_t i = 0; i < array_len(may); i++)
		n += is_equal(said, approved, may[i]);
	return n;
}

static size_t
approved_as(const json_t *said, const json_t *approved)
{
	size_t i, best = SIZE_MAX;
	int most = 0;
	const json_t *set;
	json_array_foreach((json_t *)(uintptr_t)approved, i, set)
		if (likeness(said, set) > most) {
			most = likeness(said, set);
			best = i;
		}
	return best;
}

/* Of a person's own values nothing stands in clear, for good: which columns, and no more. */
static void
hide_values(json_t *set)
{
	json_t *columns, *value;
	const char *column;
	if (!json_get(set, "was"))
		return;
	columns = json_array();
	json_object_foreach(json_get(set, "set"), column, value)
		json_array_append_new(columns, json_string(column));
	(void)json_object_del(set, "was");
	(void)json_object_del(set, "set");
	json_object_set_new(set, "columns", columns);
}

/* Each with how many of it are left to be told: rows that were approved are told once. */
static json_t *
sets_of(const json_t *approved, const json_t *said, int64_t *ret_all)
{
	json_t *list = json_array(), *left = json_array(), *set;
	size_t i;
	*ret_all = 0;
	json_array_foreach((json_t *)(uintptr_t)approved, i, set) {
		*ret_all += json_int_or(set, "n", 0);
		json_array_append_new(left, json_integer(json_int_or(set, "n", 0)));
	}
	json_array_foreach((json_t *)(uintptr_t)said, i, set) {
		size_t at = approved_as(set, approved);
		if (at == SIZE_MAX)
			continue;
		int64_t room = json_integer_value(json_array_get(left, at));
		int64_t n = at_most(set, "n", room);
		json_t *told = json_copy(json_array_get(approved, at));
		(void)json_object_del(told, "keys");
		hide_values(told);
		json_object_set_new(told, "n", json_integer(n));
		json_array_set_new(left, at, json_integer(room - n));
		json_array_append_new(list, told);
	}
	json_decref(left);
	return list;
}

/* ---- layers ---- */

/* Is ${name}, quoted as it may be, a table of which something was approved, or the catalogue's? */
static bool
is_table(const json_t *approved, const char *name)
{
	size_t i;
	const json_t *set;
	if (strcmp(name, CATALOGUE) == 0)
		return true;
	json_array_foreach((json_t *)(uintptr_t)approved, i, set) {
		const char *t = json_str_or(set, "table", ""), *x = name;
		for (; *x; x++)
			if (*x != '"' && *x != *t++)
				break;
		if (!*x && !*t)
			return true;
	}
	return false;
}

/* One of those that a program writes, of such a table. */
static bool
is_command(const json_t *approved, const char *text, struct arena *a)
{
	static const char *const forms[][2] = {
		{ "ANALYZE ", ";" },
		{ "VACUUM (FULL, ANALYZE) ", ";" },
		{ "DELETE FROM pg_catalog.pg_statistic WHERE starelid = '", "'::regclass OR " },
	};
	for (size_t i = 0; i < array_len(forms); i++) {
		size_t head = strlen(forms[i][0]);
		const char *end =
		    strncmp(text, forms[i][0], head) == 0 ? strstr(text + head, forms[i][1]) : NULL;
		if (!end)
			continue;
		const char *name = arena_strndup(a, text + head, (size_t)(end - text) - head);
		const char *whole = i < 2
		    ? arena_printf(a, "%s%s;", forms[i][0], name)
		    : arena_printf(a,
			  "%s%s'::regclass OR starelid IN (SELECT indexrelid FROM pg_index WHERE "
			  "indrelid = '%s'::regclass);",
			  forms[i][0], name, name);
		return strcmp(text, whole) == 0 && is_table(approved, name);
	}
	return false;
}

static json_t *
layer_of(const json_t *approved, const json_t *said, struct arena *a)
{
	const char *why = json_str(said, "why"), *until = json_str(said, "until");
	const json_t *commands = json_get(said, "commands"), *c;
	struct date day;
	struct err none = { 0 };
	size_t i;
	json_t *told = json_pack("{s:s, s:s}", "layer", json_str_or(said, "layer", ""), "state",
	    json_str_or(said, "state", ""));
	if (why && text_among(why, whys, SIZE_MAX))
		json_object_set_new(told, "why", json_string(why));
	if (until && date_parse(until, &day, &none))
		json_object_set_new(told, "until", date_json(day));
	if (!json_is_array(commands))
		return told;
	json_t *list = json_array();
	json_array_foreach((json_t *)(uintptr_t)commands, i, c)
		if (is_command(approved, json_string_value(c), a))
			json_array_append(list, (json_t *)(uintptr_t)c);
	json_object_set_new(told, "commands", list);
	return told;
}

/* ---- all of it ---- */

static json_t *
stopped_of(const json_t *said)
{
	return json_pack("{s:{s:s, s:s?, s:I}}", "stopped", "why", json_str_or(said, "why", ""),
	    "collection", json_str(said, "collection"), "n",
	    (json_int_t)at_most(said, "n", LEFT_MAX));
}

static void
add_files(json_t *told, const json_t *approved, const json_t *said)
{
	const char *name;
	json_t *file, *files = json_object();
	json_object_foreach(json_get(said, "files"), name, file)
		if (is_table(approved, name) && json_is_string(file) &&
		    strspn(json_string_value(file), "0123456789") == json_string_length(file))
			json_object_set(files, name, file);
	json_object_set_new(told, "files", files);
}

json_t *
change_receipt(const json_t *approved, const json_t *said, struct arena *a)
{
	const json_t *stopped = json_get(said, "stopped"), *x;
	const char *xid = json_str_or(said, "xid", "");
	const char *server_time = json_str_or(said, "server_time", "");
	usec_t at = 0;
	struct err none = { 0 };
	int64_t all;
	size_t i;
	if (stopped)
		return stopped_of(stopped);
	json_t *sets = sets_of(approved, said ? json_get(said, "sets") : NULL, &all);
	json_t *after = json_array(), *layers = json_array();
	json_array_foreach(json_get(said, "after"), i, x)
		json_array_append_new(after,
		    json_pack("{s:s, s:I}", "collection", json_str_or(x, "collection", ""), "n",
			(json_int_t)at_most(x, "n", LEFT_MAX)));
	json_array_foreach(json_get(said, "layers"), i, x)
		json_array_append_new(layers, layer_of(approved, x, a));
	if (!instant_parse(json_str_or(said, "committed_at", ""), &at, &none))
		at = clock_now();
	json_t *told = json_pack("{s:o, s:o, s:o, s:o, s:I, s:I}", "committed_at", instant_json(at),
	    "sets", sets, "after", after, "layers", layers, "vanished",
	    (json_int_t)at_most(said, "vanished", all), "skipped",
	    (json_int_t)at_most(said, "skipped", all));
	if (*server_time && strspn(server_time, "0123456789-T:.Z") == strlen(server_time))
		json_object_set_new(told, "server_time", json_string(server_time));
	if (strspn(xid, "0123456789") == strlen(xid))
		json_object_set_new(told, "xid", json_string(xid));
	json_object_set_new(told, "epoch",
	    json_is_integer(json_get(said, "epoch")) ? json_integer(json_int_or(said, "epoch", 0))
						     : json_null());
	if (json_flag(said, "settled"))
		json_object_set_new(told, "settled", json_true());
	add_files(told, approved, said);
	return told;
}
