/*
 * What would be changed at the systems, as a person reads it: for `plan` and `approve`; and the
 * receipts of what was, for `show`.
 */
#include "dossier/change.h"
#include "dossier/phrase.h"
#include "cli.h"

struct word {
	const char *code, *text;
};

/* A code that is none of these is shown as it is. */
static const char *
word_of(const struct word *list, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].code, code) == 0)
			return phrase(list[i].text);
	return code;
}

static const char *
what_of(const json_t *set)
{
	static const struct word verdicts[] = {
		{ "erase", "goes" },
		{ "anonymise", "is made anonymous" },
		{ "hold", "is held" },
		{ "keep", "stays" },
		{ "undecidable", "has to be decided" },
	};
	const char *verdict = json_str_or(set, "verdict", "");
	bool rest = strcmp(json_str_or(set, "do", ""), "anonymise") == 0;
	if (rest && strcmp(verdict, "hold") == 0)
		return phrase("is held, the rest is made anonymous");
	if (rest && strcmp(verdict, "keep") == 0)
		return phrase("stays, the rest is made anonymous");
	return word_of(verdicts, array_len(verdicts), verdict);
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
		text = arena_printf(
		    a, "%s (%s%s%s)", text, basis, article ? ", " : "", article ? article : "");
	return column ? arena_printf(a, "%s: %s", text, column) : text;
}

static const char *
until_of(const json_t *set)
{
	const json_t *why = json_array_get(json_get(set, "why"), 0);
	const char *last = json_str(why, "last");
	return last ? last : json_flag(why, "ahead") ? phrase("it lies ahead") : "-";
}

static void
print_sets(const json_t *sets, struct arena *a)
{
	static const struct column columns[] = { { "category", "CATEGORY" },
		{ "collection", "RECORDS" }, { "n", "NUMBER" }, { "what", "WHAT BECOMES OF IT" },
		{ "why", "BECAUSE" }, { "until", "LAST DAY" }, { 0 } };
	auto_drop(json) json_t *rows = json_array();
	size_t i;
	const json_t *s;
	json_array_foreach((json_t *)(uintptr_t)sets, i, s)
		json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:I, s:s, s:s, s:s}", "category",
			json_str_or(s, "category", ""), "collection",
			json_str_or(s, "collection", ""), "n", json_int_or(s, "n", 0), "what",
			what_of(s), "why", why_of(s, a), "until", until_of(s)));
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

static void
print_system(const json_t *s, struct arena *a)
{
	static const struct word states[] = {
		{ "searching", "not found yet" },
		{ "started", "begun" },
		{ "previewed", "previewed" },
		{ "not-searched", "not searched" },
	};
	const char *effects = json_text_in(json_get(s, "side_effects"), phrase_language_now());
	print_text("\n%s: %s\n", json_str_or(s, "system", ""),
	    word_of(states, array_len(states), json_str_or(s, "state", "")));
	if (json_array_size(json_get(s, "sets")) > 0 ||
	    strcmp(json_str_or(s, "state", ""), "previewed") == 0)
		print_sets(json_get(s, "sets"), a);
	print_problems(json_get(s, "problems"));
	if (effects && *effects)
		print_text("also: %s\n", effects);
}

void
change_print(const json_t *v, struct arena *a)
{
	const json_t *s, *p;
	size_t i;
	if (!json_is_object(v))
		return;
	json_array_foreach(json_get(v, "systems"), i, s)
		print_system(s, a);
	json_array_foreach(json_get(v, "people"), i, p)
		print_text("\n%s: %s\n", json_str_or(p, "system", ""),
		    strcmp(json_str_or(p, "connector", ""), "written") == 0
			? phrase("is told to in writing")
			: phrase("a colleague does it"));
	if (!json_flag(v, "waits"))
		return;
	print_text("\n%-12s %s\n", phrase("digest"), json_str_or(v, "digest", ""));
	if (json_str(json_get(v, "approval"), "by"))
		print_text(
		    "%-12s %s\n", phrase("approved by"), json_str(json_get(v, "approval"), "by"));
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
		{ "role", "whose it is for this person has to be said: --role" },
		{ "undecided", "nothing was decided of it: `dossier decide` or `refuse`" },
		{ "identity", "it is not established who asks: `dossier verify`" },
		{ "authority", "whether who asks may ask is not established: `dossier mandate`" },
		{ "copy", "its copy has to be answered first" },
		{ "identifier", "an identifier waits for a person: `dossier plan`" },
	};
	const json_t *b;
	size_t i;
	if (!json_is_object(v) || !json_flag(v, "waits"))
		return;
	json_array_foreach(json_get(v, "blocked"), i, b) {
		const char *of = json_str(b, "category"), *at = json_str(b, "system");
		print_talk(cli, "not to be approved yet: %s%s%s",
		    of       ? of
			: at ? at
			     : "",
		    of || at ? ": " : "",
		    word_of(codes, array_len(codes), json_str_or(b, "code", "")));
	}
	if (json_flag(v, "ready") && !json_str(json_get(v, "approval"), "by"))
		print_talk(cli, "next: `dossier approve %s --confirm %s --digest %.16s`", reference,
		    reference, json_str_or(v, "digest", ""));
}

void
receipts_print(const json_t *v)
{
	static const struct column columns[] = { { "number", "NUMBER" }, { "system", "SYSTEM" },
		{ "state", "STATE" }, { "layer", "LAYER" }, { "clean", "CLEAN" },
		{ "why", "BECAUSE" }, { 0 } };
	auto_drop(json) json_t *rows = json_array();
	size_t i, k;
	const json_t *r, *l;
	json_array_foreach(json_get(v, "receipts"), i, r) {
		const json_t *layers = json_get(json_get(r, "receipt"), "layers");
		json_array_foreach(layers, k, l)
			json_array_append_new(rows,
			    json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "number",
				json_int_or(r, "number", 0), "system", json_str_or(r, "system", ""),
				"state", json_str_or(r, "state", ""), "layer",
				json_str_or(l, "layer", ""), "clean", json_str_or(l, "state", ""),
				"why", json_str_or(l, "why", "-")));
		if (json_array_size(layers) == 0)
			json_array_append_new(rows,
			    json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "number",
				json_int_or(r, "number", 0), "system", json_str_or(r, "system", ""),
				"state", json_str_or(r, "state", ""), "layer", "-", "clean", "-",
				"why", "-"));
	}
	print_table(rows, columns, "nothing was erased by a program");
}
