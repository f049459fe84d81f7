/*
 * What would be changed at the systems, as a person reads it: for `plan` and `approve`. Sets that
 * differ in their last day alone are one line; in JSON they stay what they are.
 */
#include "dossier/change.h"
#include "dossier/phrase.h"
#include "dossier/refusal.h"
#include "cli.h"

const char *
word_of(const struct word *list, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].code, code) == 0)
			return phrase(list[i].text);
	return code;
}

/* What becomes of it, or ${done}: became. */
static const char *
what_of(const json_t *set, bool done)
{
	static const struct word will[] = {
		{ "erase", "goes" },
		{ "anonymise", "is made anonymous" },
		{ "hold", "is held" },
		{ "keep", "stays" },
		{ "undecidable", "has to be decided" },
	};
	static const struct word was[] = {
		{ "erase", "erased" },
		{ "anonymise", "made anonymous" },
		{ "hold", "held" },
		{ "keep", "kept" },
	};
	const char *verdict = json_str_or(set, "verdict", "");
	/* of one that an officer decided of, what was done with it */
	if (done && strcmp(verdict, "undecidable") == 0)
		verdict = strcmp(json_str_or(set, "do", ""), "delete") == 0 ? "erase"
		    : strcmp(json_str_or(set, "do", ""), "anonymise") == 0  ? "anonymise"
									    : "keep";
	bool rest = strcmp(json_str_or(set, "do", ""), "anonymise") == 0;
	if (rest && strcmp(verdict, "hold") == 0)
		return done ? phrase("held, the rest made anonymous")
			    : phrase("is held, the rest is made anonymous");
	if (rest && strcmp(verdict, "keep") == 0)
		return done ? phrase("kept, the rest made anonymous")
			    : phrase("stays, the rest is made anonymous");
	return done ? word_of(was, array_len(was), verdict)
		    : word_of(will, array_len(will), verdict);
}

static const char *
why_of(const json_t *set, struct arena *a)
{
	static const struct word codes[] = {
		{ "rule", "the register's rule" },
		{ "statute", "the law keeps it" },
		{ "claim", "a claim" },
		{ "retention", "its retention is not over" },
		{ "contract", "a running contract needs it" },
		{ "opt-out", "it keeps them from being approached again" },
		{ "shared", "it is about somebody else too" },
		{ "referred", "a record that stays refers to it" },
		{ "no-rule", "the register has no rule" },
		{ "date", "a date cannot be told" },
		{ "not-ours", "not ours to alter, or nothing of theirs" },
	};
	const json_t *why = json_array_get(json_get(set, "why"), 0);
	const char *basis = json_str(why, "basis"), *article = json_str(why, "article"),
		   *column = json_str(why, "column");
	const char *text = word_of(codes, array_len(codes), json_str_or(why, "code", ""));
	if (basis)
		text = arena_printf(a, "%s (%s%s%s)", text, basis, article ? ", " : "",
		    article ? article_short(article, phrase_language_now(), a) : "");
	return column ? arena_printf(a, "%s: %s", text, column) : text;
}

static const char *
until_of(const json_t *row, struct arena *a)
{
	const char *first = json_str(row, "first"), *last = json_str(row, "last");
	if (!last)
		return json_flag(row, "ahead") ? phrase("it lies ahead") : "-";
	return strcmp(first, last) == 0 ? last : arena_printf(a, "%s - %s", first, last);
}

/* The columns that are written over: "email, name". */
static const char *
written_over(const json_t *set, struct arena *a)
{
	const char *all = NULL, *column;
	json_t *value;
	if (strcmp(json_str_or(set, "do", ""), "anonymise") == 0)
		json_object_foreach(json_get(set, "set"), column, value)
			all = all ? arena_printf(a, "%s, %s", all, column) : column;
	return all ? all : "-";
}

static json_t *
row_of(const json_t *set, bool done, struct arena *a)
{
	const json_t *why = json_array_get(json_get(set, "why"), 0);
	const char *last = json_str(why, "last");
	return json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:s?, s:s?, s:b}", "category",
	    json_str_or(set, "category", ""), "collection", json_str_or(set, "collection", ""), "n",
	    json_int_or(set, "n", 0), "what", what_of(set, done), "columns", written_over(set, a),
	    "why", why_of(set, a), "first", last, "last", last, "ahead",
	    !last && json_flag(why, "ahead"));
}

/* The same of the same records, but for the day. */
static bool
is_one(const json_t *x, const json_t *y)
{
	static const char *const same[] = { "category", "collection", "what", "columns", "why",
		"ahead", NULL };
	for (size_t i = 0; same[i]; i++)
		if (!json_equal(json_get(x, same[i]), json_get(y, same[i])))
			return false;
	return !json_str(x, "last") == !json_str(y, "last");
}

static void
add_to(json_t *row, const json_t *more)
{
	const char *first = json_str(more, "first"), *last = json_str(more, "last");
	json_object_set_new(
	    row, "n", json_integer(json_int_or(row, "n", 0) + json_int_or(more, "n", 0)));
	if (first && strcmp(first, json_str_or(row, "first", "")) < 0)
		json_object_set(row, "first", json_get(more, "first"));
	if (last && strcmp(last, json_str_or(row, "last", "")) > 0)
		json_object_set(row, "last", json_get(more, "last"));
}

json_t *
change_rows(const json_t *sets, bool done, struct arena *a)
{
	json_t *rows = json_array(), *row;
	size_t i, k;
	const json_t *s;
	json_array_foreach((json_t *)(uintptr_t)sets, i, s) {
		auto_drop(json) json_t *one = row_of(s, done, a);
		for (k = 0; k < json_array_size(rows); k++)
			if (is_one(json_array_get(rows, k), one))
				break;
		if (k < json_array_size(rows))
			add_to(json_array_get(rows, k), one);
		else
			json_array_append(rows, one);
	}
	json_array_foreach(rows, i, row)
		json_object_set_new(row, "until", json_string(until_of(row, a)));
	return rows;
}

static void
print_sets(const json_t *sets, struct arena *a)
{
	static const struct column columns[] = { { "category", "CATEGORY" },
		{ "collection", "RECORDS" }, { "n", "NUMBER" }, { "what", "WHAT BECOMES OF IT" },
		{ "why", "BECAUSE" }, { "until", "LAST DAY" }, { 0 } };
	auto_drop(json) json_t *rows = change_rows(sets, false, a);
	print_table(rows, columns, "nothing of the person was found there");
}

static void
print_problems(const json_t *list)
{
	static const struct word codes[] = {
		{ "no-key", "the table has no key" },
		{ "no-privilege", "what writes there may not" },
		{ "cascade", "what was not previewed would go along" },
		{ "refers", "what was not previewed refers to it" },
		{ "trigger", "a trigger may do something else" },
		{ "view", "it is a view, or its view shows what is blocked" },
		{ "epoch", "the system's epoch cannot be read" },
		{ "too-much", "there is too much for one transaction" },
		{ "set", "what it would be set to does not fit" },
		{ "another-database", "dsn_change leads to another database than dsn" },
	};
	size_t i;
	const json_t *p;
	json_array_foreach((json_t *)(uintptr_t)list, i, p)
		print_text("problem: %s: %s%s%s\n", json_str_or(p, "table", "-"),
		    word_of(codes, array_len(codes), json_str_or(p, "code", "")),
		    json_str(p, "name") ? ": " : "", json_str_or(p, "name", ""));
}

/* Nothing that forbids it: what whoever approves should know. */
static void
print_notes(const json_t *list)
{
	size_t i;
	const json_t *p;
	json_array_foreach((json_t *)(uintptr_t)list, i, p) {
		const char *code = json_str_or(p, "code", ""),
			   *table = json_str_or(p, "table", "-"),
			   *name = json_str_or(p, "name", "-");
		long long n = json_int_or(p, "n", 0);
		if (strcmp(code, "trigger") == 0)
			print_text("note: trigger or rule %s on %s runs: it may keep a copy\n",
			    name, table);
		else if (strcmp(code, "view") == 0)
			print_text(
			    "note: %s shows %lld records of %s that are held\n", name, n, table);
		else if (strcmp(code, "hold-unmatched") == 0)
			print_text(
			    "note: hold %s keeps nothing by %lld of its keys: no record of %s "
			    "has them\n",
			    name, n, table);
	}
}

/* What erasing there does besides; NULL: nothing. */
static const char *
effects_of(const json_t *system)
{
	const char *effects = json_text_in(json_get(system, "side_effects"), phrase_language_now());
	return effects && *effects ? effects : NULL;
}

static void
print_system(const json_t *s, struct arena *a)
{
	static const struct word states[] = {
		{ "searching", "not found yet" },
		{ "started", "begun" },
		{ "previewed", "previewed" },
		{ "not-searched", "not searched" },
		{ "by-hand", "a colleague looks: an identifier from there was somebody else's" },
	};
	const char *effects = effects_of(s);
	print_text("\n%s: %s\n", json_str_or(s, "system", ""),
	    word_of(states, array_len(states), json_str_or(s, "state", "")));
	if (json_array_size(json_get(s, "sets")) > 0 ||
	    strcmp(json_str_or(s, "state", ""), "previewed") == 0)
		print_sets(json_get(s, "sets"), a);
	print_problems(json_get(s, "problems"));
	print_notes(json_get(s, "notes"));
	if (json_str(s, "not_asked"))
		print_text("is asked nothing: %s\n", json_str(s, "not_asked"));
	if (effects)
		print_text("also: %s\n", effects);
}

static const char *
how_of(const json_t *people, struct arena *a)
{
	const char *not_asked = json_str(people, "not_asked");
	if (not_asked)
		return arena_printf(a, phrase("is asked nothing: %s"), not_asked);
	return strcmp(json_str_or(people, "connector", ""), "written") == 0
	    ? phrase("is told to in writing")
	    : phrase("a colleague does it");
}

static const char *
listed(const json_t *list, struct arena *a)
{
	const char *all = NULL;
	size_t i;
	const json_t *v;
	json_array_foreach((json_t *)(uintptr_t)list, i, v)
		all = all ? arena_printf(a, "%s, %s", all, json_string_value(v))
			  : json_string_value(v);
	return all ? all : "-";
}

static void
print_people(const json_t *list, struct arena *a)
{
	static const struct column columns[] = { { "system", "SYSTEM" }, { "how", "HOW" },
		{ "categories", "CATEGORIES" }, { 0 } };
	auto_drop(json) json_t *rows = json_array();
	size_t i;
	const json_t *p;
	json_array_foreach((json_t *)(uintptr_t)list, i, p)
		json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:s}", "system", json_str_or(p, "system", ""), "how",
			how_of(p, a), "categories", listed(json_get(p, "categories"), a)));
	if (json_array_size(rows) == 0)
		return;
	print_text("\n");
	print_table(rows, columns, NULL);
	json_array_foreach((json_t *)(uintptr_t)list, i, p) {
		const char *effects = effects_of(p);
		if (effects)
			print_text("%s, also: %s\n", json_str_or(p, "system", ""), effects);
	}
}

void
change_print(const json_t *v, struct arena *a)
{
	const json_t *s;
	size_t i;
	if (!json_is_object(v))
		return;
	json_array_foreach(json_get(v, "systems"), i, s)
		print_system(s, a);
	print_people(json_get(v, "people"), a);
	if (!json_flag(v, "waits"))
		return;
	print_text("\n%-12s %s\n", phrase("digest"), json_str_or(v, "digest", ""));
	if (json_str(json_get(v, "approval"), "by"))
		print_text(
		    "%-12s %s\n", phrase("approved by"), json_str(json_get(v, "approval"), "by"));
}

/* How many records of a system come to the same. */
static void
sum_up(json_t *rows, const char *system, const json_t *set)
{
	const char *what = what_of(set, false);
	int64_t n = json_int_or(set, "n", 0);
	json_t *row;
	size_t i;
	json_array_foreach(rows, i, row)
		if (strcmp(json_str_or(row, "system", ""), system) == 0 &&
		    strcmp(json_str_or(row, "what", ""), what) == 0) {
			json_object_set_new(row, "n", json_integer(json_int_or(row, "n", 0) + n));
			return;
		}
	json_array_append_new(
	    rows, json_pack("{s:s, s:I, s:s}", "system", system, "n", (json_int_t)n, "what", what));
}

void
change_print_sum(const json_t *v, struct arena *a)
{
	static const struct column columns[] = { { "system", "SYSTEM" }, { "n", "NUMBER" },
		{ "what", "WHAT BECOMES OF IT" }, { 0 } };
	auto_drop(json) json_t *rows = json_array();
	size_t i, k;
	const json_t *x, *set;
	json_array_foreach(json_get(v, "systems"), i, x)
		json_array_foreach(json_get(x, "sets"), k, set)
			sum_up(rows, json_str_or(x, "system", ""), set);
	if (json_array_size(rows) > 0)
		print_table(rows, columns, NULL);
	print_people(json_get(v, "people"), a);
}

/* "JBS-C01, JBS-C02": what one code is in the way of; NULL: of all. */
static const char *
blocked_of(const json_t *change, const char *code, bool *ret_any, struct arena *a)
{
	const char *all = NULL;
	size_t i;
	const json_t *b;
	*ret_any = false;
	json_array_foreach(json_get(change, "blocked"), i, b) {
		const char *category = json_str(b, "category"), *system = json_str(b, "system");
		const char *of = category && system ? arena_printf(a, "%s (%s)", category, system)
		    : category                      ? category
						    : system;
		if (strcmp(json_str_or(b, "code", ""), code) != 0)
			continue;
		*ret_any = true;
		if (of)
			all = all ? arena_printf(a, "%s, %s", all, of) : of;
	}
	return all;
}

/* What stands in the way, a line each, or that it can be approved. */
void
change_say(const struct cli *cli, const char *reference, const json_t *v)
{
	static const struct word codes[] = {
		{ "searching", "what it holds was not found yet: `dossier work`" },
		{ "failed", "what it holds could not be found: `dossier task list`" },
		{ "problem", "it cannot be done there as it is" },
		{ "undecidable", "of some records it cannot be told whether they go: --undecided" },
		{ "by-hand", "no program can erase them: the register has no rule" },
		{ "spared", "not erased, and previewed with the others: plan --again" },
		{ "ground", "previewed without the ground that was decided: plan --again" },
		{ "role",
		    "whose it is for this person has to be said: `dossier decide --category ... "
		    "--role controller` or `processor`" },
		{ "undecided", "nothing was decided of it: `dossier decide` or `refuse`" },
		{ "identity", "it is not established who asks: `dossier verify`" },
		{ "authority", "whether who asks may ask is not established: `dossier mandate`" },
		{ "copy", "its copy has to be answered first" },
		{ "identifier",
		    "whether an identifier is theirs waits to be said: `dossier plan "
		    "--confirm NO`" },
	};
	if (json_is_object(v) && json_array_size(json_get(v, "ends")) > 0)
		print_talk(cli,
		    "a service that runs would end by it (%s): ask once, `dossier clarify %s "
		    "--doubt TEXT`, or say why it is clear, --clear TEXT; silence stops nothing",
		    listed(json_get(v, "ends"), cli->arena), reference);
	if (!json_is_object(v) || !json_flag(v, "waits"))
		return;
	for (size_t i = 0; i < array_len(codes); i++) {
		bool any;
		const char *of = blocked_of(v, codes[i].code, &any, cli->arena);
		if (any)
			print_talk(cli, "not to be approved yet: %s%s%s", of ? of : "",
			    of ? ": " : "", phrase(codes[i].text));
	}
	if (json_flag(v, "ready") && !json_str(json_get(v, "approval"), "by"))
		print_talk(cli, "next: `dossier approve %s --confirm %s --digest %.16s`", reference,
		    reference, json_str_or(v, "digest", ""));
}
