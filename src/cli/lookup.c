/*
 * lookup: what is held of the person, before anybody is asked for it.
 */
#include "dossier/phrase.h"
#include "dossier/worker.h"
#include "cli.h"
#include "table.h"

static bool last;
static const struct opt opts[] = {
	{ "last", NULL, "what was found the last time; no system is asked", OPT_FLAG, &last,
	    .act = ACT_HANDLE },
	{ 0 },
};

static void
print_held(const json_t *v)
{
	static const struct column columns[] = { { "category", "CATEGORY" }, { "name", "NAME" },
		{ "sensitivity", "SENSITIVE" }, { "system", "SYSTEM" }, { "count", "ROWS" },
		{ "result", "RESULT" }, { 0 } };
	print_table(json_get(v, "held"), columns, "no system is asked for any of it");
}

static void
print_contacts(const json_t *v, struct arena *a)
{
	static const struct column columns[] = { { "kind", "ON FILE" }, { "value", "VALUE" },
		{ "where", "PLACE" }, { "proof", "PROOF" }, { "given", "GIVEN AS" }, { 0 } };
	auto_drop(json) json_t *rows = json_array();
	size_t i;
	const json_t *c;
	json_array_foreach(json_get(v, "contacts"), i, c)
		json_array_append_new(rows,
		    json_pack("{s:O, s:O, s:s, s:O, s:O}", "kind", json_get(c, "kind"), "value",
			json_get(c, "value"), "where",
			arena_printf(a, "%s/%s", json_str_or(c, "system", ""),
			    json_str_or(c, "collection", "")),
			"proof", json_get(c, "proof"), "given", json_get(c, "identifier")));
	print_table(rows, columns, "no contact data stood in what was looked at");
}

/* What they gave and stood nowhere shows that they have it, and nothing else. */
static void
print_given(const json_t *v)
{
	size_t i;
	const json_t *g;
	json_array_foreach(json_get(v, "given"), i, g)
		if (json_is_false(json_get(g, "on_file")))
			print_text(phrase("only given: identifier %lld (%s) stood in nothing that "
					  "was looked at: a code to it shows who has it, and no "
					  "more\n"),
			    (long long)json_int_or(g, "identifier", 0), json_str_or(g, "kind", ""));
}

static void
print_matches(const json_t *v)
{
	static const struct column columns[] = { { "system", "TO CONFIRM" },
		{ "collection", "TABLE" }, { "field", "COLUMN" }, { "values", "VALUES" },
		{ "identifier", "NOT AS GIVEN" }, { 0 } };
	if (json_array_size(json_get(v, "matches")) == 0)
		return;
	print_text("\n");
	print_table(json_get(v, "matches"), columns, "");
	print_text("%s\n",
	    phrase("more than one in a column may be more than one person: nothing is decided; "
		   "look there which are theirs"));
}

static void
print_unseen(const json_t *v)
{
	static const struct column failed[] = { { "system", "NOT REACHED" }, { "error", "BECAUSE" },
		{ 0 } };
	static const struct column left[] = { { "category", "LEFT OUT" }, { "reason", "BECAUSE" },
		{ 0 } };
	if (json_array_size(json_get(v, "failed")) > 0) {
		print_text("\n");
		print_table(json_get(v, "failed"), failed, "");
	}
	if (json_array_size(json_get(v, "left_out")) > 0) {
		print_text("\n");
		print_table(json_get(v, "left_out"), left, "");
	}
}

static void
print_view(const struct cli *cli, const json_t *v)
{
	const char *ref = json_str_or(v, "reference", "");
	long long earlier = (long long)json_int_or(v, "earlier", 0);
	print_text(phrase("%s, as %s found it on %s\n\n"), ref, json_str_or(v, "by", ""),
	    table_instant(json_str_or(v, "at", ""), cli->arena));
	print_held(v);
	print_text("\n");
	print_contacts(v, cli->arena);
	print_given(v);
	print_matches(v);
	print_unseen(v);
	if (earlier > 0)
		print_talk(
		    cli, "it was looked at before: %lld earlier, kept and not shown", earlier);
}

static bool
look(struct cli *cli, const char *reference, struct err *err)
{
	/* the processes that ask are made before there is a key to inherit */
	auto_drop(worker_try) struct worker_try *slots = worker_try_start(err);
	if (!slots || !cli_open(cli, err))
		return false;
	const struct doctor_tries tries = worker_tries(slots);
	return search_lookup(cli->in, &cli->who, reference, &tries, err);
}

static bool
run_lookup(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	if (!(last ? cli_open(cli, err) : look(cli, argv[0], err)))
		return false;
	auto_drop(json) json_t *v = view_lookup(cli->in, &cli->who, argv[0], err);
	/* one that was made just now is in the log already */
	if (!v || (last && !dossier_seen(cli->in, &cli->who, argv[0], "lookup", err)))
		return false;
	if (cli->json)
		print_json(json_incref(v));
	else
		print_view(cli, v);
	return true;
}

static const char lookup_help[] =
    "Every system that a program can reach is asked what it holds of the person, by what is known "
    "and proven theirs, and\nonly the numbers are kept, sealed: no copy is made, and no task, "
    "state or deadline changes. It tells how sensitive\nthat is, which contact data stood there "
    "already (masked) and which was merely given, where more than one person may\nhave been "
    "matched, and what was not looked at and why. How they are to be checked follows from it "
    "(`dossier verify`).";

const struct command lookup_commands[] = {
	{ "lookup", NULL, "REF", "what is held of the person, before anybody is asked for it",
	    lookup_help, opts, 1, 1, NEED_HOME, ACT_LOOKUP, run_lookup, .shapes = "lookup",
	    .examples = "dossier lookup $REF\n"
			"dossier lookup $REF --last",
	    .next = "dossier plan $REF" },
	{ 0 },
};
