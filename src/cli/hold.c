/*
 * hold: what of a person is kept though its erasure was asked.
 */
#include "dossier/holds.h"
#include "dossier/phrase.h"
#include "dossier/refusal.h"
#include "cli.h"

static const char *claim, *against, *owner, *review, *basis, *from, *book_year, *category, *sys,
    *collection, *reason;
static bool ended, ask;
static struct opt_list keys, columns;

static const struct opt list_opts[] = {
	{ "ended", NULL, "also those that were released or are over", OPT_FLAG, &ended },
	{ 0 },
};
static const struct opt check_opts[] = {
	{ "ask", NULL, "ask the systems anew", OPT_FLAG, &ask, .act = ACT_HOLD },
	{ 0 },
};
static const struct opt add_opts[] = {
	{ "claim", "TEXT", "the dispute: about what; kept sealed", OPT_STRING, &claim },
	{ "against", "WHO", "with whom the dispute is; kept sealed", OPT_STRING, &against },
	{ "owner", "USER", "who looks at the claim again", OPT_STRING, &owner },
	{ "review", "DATE", "on which day, at most a year away", OPT_STRING, &review },
	{ "basis", "BASIS", "the statute, of `retention --list`", OPT_STRING, &basis },
	{ "from", "DATE", "the day of the event that it counts from (left out: a rule finds it)",
	    OPT_STRING, &from },
	{ "book-year-ends", "MM-DD", "the last day of the book year: 06-30", OPT_STRING,
	    &book_year },
	{ "category", "CATEGORY", "on what is of this category", OPT_STRING, &category },
	{ "system", "SYSTEM", "in this system (default: in each)", OPT_STRING, &sys },
	{ "collection", "COLLECTION", "of this collection of it", OPT_STRING, &collection },
	{ "key", "KEY", "on the record of this key; repeatable", OPT_LIST, &keys },
	{ "column", "COLUMN", "on this column alone; repeatable", OPT_LIST, &columns },
	{ 0 },
};
static const struct opt release_opts[] = {
	{ "reason", "TEXT", "why it is held no longer; kept sealed", OPT_STRING, &reason },
	{ 0 },
};

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column shown[] = { { "hold", "NO" }, { "reference", "REFERENCE" },
		{ "kind", "KIND", true }, { "state", "STATE" }, { "category", "CATEGORY" },
		{ "where", "WHERE" }, { "records", "RECORDS" }, { "basis", "BASIS" },
		{ "until", "UNTIL" }, { 0 } };
	return print_rows(cli,
	    view_holds(cli->in, &cli->who, argc > 0 ? argv[0] : NULL, ended, err), shown,
	    "nothing is held", err);
}

/* ---- one ---- */

static void
line(const char *heading, const char *text)
{
	if (text && *text)
		print_text("%-12s %s\n", phrase(heading), text);
}

/* "a, b" of a list, of keys of several columns "a/b"; NULL: there is none. */
static const char *
joined(const json_t *list, const char *between, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	size_t i;
	const json_t *v;
	json_array_foreach((json_t *)(uintptr_t)list, i, v)
		buf_addf(&b, "%s%s", i ? between : "",
		    json_is_array(v) ? joined(v, "/", a) : json_string_value(v));
	return b.data ? arena_strdup(a, b.data) : NULL;
}

static const char *
until(const json_t *v)
{
	if (json_str(v, "last_day"))
		return json_str(v, "last_day");
	return json_flag(v, "ahead") ? phrase("what it counts from lies ahead") : NULL;
}

static void
print_hold(const struct cli *cli, const json_t *v)
{
	line("hold",
	    arena_printf(cli->arena, "%lld, %s, %s", (long long)json_int_or(v, "hold", 0),
		phrase(json_str(v, "kind")), phrase(json_str(v, "state"))));
	line("request", json_str(v, "reference"));
	line("category", json_str(v, "category"));
	line("system", json_str(v, "system"));
	line("collection", json_str(v, "collection"));
	line("columns", joined(json_get(v, "columns"), ", ", cli->arena));
	line("keys", joined(json_get(v, "keys"), ", ", cli->arena));
	line("with it", joined(json_get(v, "parts"), ", ", cli->arena));
	line("basis", json_str(v, "basis"));
	line("article",
	    article_short(json_str_or(v, "article", ""), phrase_language_now(), cli->arena));
	line("last day", until(v));
	line("must go", json_str(v, "must_go"));
	line("against", json_str(v, "against"));
	line("dispute", json_str(v, "dispute"));
	line("owner", json_str(v, "owner"));
	line("review", json_str(v, "review"));
	line("placed", arena_printf(cli->arena, "%.10s, %s", json_str(v, "at"), json_str(v, "by")));
	if (json_str(v, "released_at"))
		line("released",
		    arena_printf(cli->arena, "%.10s, %s", json_str(v, "released_at"),
			json_str(v, "released_by")));
	line("reason", json_str(v, "reason"));
}

static bool
show(struct cli *cli, int64_t id, struct err *err)
{
	json_t *v = view_hold(cli->in, &cli->who, id, err);
	if (!v)
		return false;
	if (cli->json) {
		print_json(v);
		return true;
	}
	print_hold(cli, v);
	json_decref(v);
	return true;
}

static bool
number_of(const char *text, int64_t *ret, struct err *err)
{
	struct err bad = { 0 };
	return arg_number("hold", text, ret, &bad) ||
	    err_set(err, ERR_USAGE, "a hold goes by its number: `dossier hold list` has them");
}

static bool
run_show(struct cli *cli, int argc, char *argv[], struct err *err)
{
	int64_t id;
	(void)argc;
	return number_of(argv[0], &id, err) && show(cli, id, err);
}

static const char *const *
ended_list(const struct opt_list *l, struct arena *a)
{
	const char **list = arena_alloc(a, (l->n + 1) * sizeof(*list));
	for (size_t i = 0; i < l->n; i++)
		list[i] = l->items[i];
	list[l->n] = NULL;
	return list;
}

static bool
run_add(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct new_hold x = { .claim = claim,
		.against = against,
		.owner = owner,
		.basis = basis,
		.book_year = book_year,
		.category = category,
		.system = sys,
		.collection = collection,
		.keys = ended_list(&keys, cli->arena),
		.columns = ended_list(&columns, cli->arena) };
	int64_t id;
	(void)argc;
	return arg_day(cli, "--review", review, argv[0], &x.review, err) &&
	    arg_day(cli, "--from", from, argv[0], &x.from, err) &&
	    change_hold_add(cli->in, &cli->who, argv[0], &x, &id, err) && show(cli, id, err);
}

static bool
run_release(struct cli *cli, int argc, char *argv[], struct err *err)
{
	int64_t id;
	(void)argc;
	if (!arg_require("reason", reason, err) || !number_of(argv[0], &id, err) ||
	    !change_hold_release(cli->in, &cli->who, id, reason, err))
		return false;
	print_talk(cli,
	    "nothing is erased by it: where an erasure was asked, the systems are asked again, and "
	    "what they say is to be approved");
	return show(cli, id, err);
}

static bool
run_check(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column shown[] = { { "hold", "NO" }, { "reference", "REFERENCE" },
		{ "system", "SYSTEM" }, { "collection", "COLLECTION" }, { "view", "VIEW" },
		{ "state", "STATE" }, { "visible", "VISIBLE" }, { "at", "LOOKED" }, { 0 } };
	json_t *rows = change_hold_check(cli->in, &cli->who, argc > 0 ? argv[0] : NULL, ask, err);
	if (rows && ask)
		print_talk(cli, "the systems are asked: `dossier work`, and then look here again");
	return print_rows(cli, rows, shown, "nothing is held by a statute", err);
}

static bool
run_ddl(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	json_t *v = view_hold_ddl(cli->in, &cli->who, argv[0], argv[1], err);
	if (!v)
		return false;
	if (cli->json) {
		print_json(v);
		return true;
	}
	print_text("%s", json_str_or(v, "ddl", ""));
	json_decref(v);
	return true;
}

static const char check_help[] =
    "What is held is for its duty alone: it stays out of the views that the register names "
    "(erase.blocked.view), and a find looks whether it does.\n"
    "Shown is what each system said last since it is held: out, visible (of how many records), "
    "unknown (not asked since), undeclared (the register names\nno view). With --ask they are "
    "asked anew.";
static const char ddl_help[] =
    "Triggers that refuse UPDATE and DELETE of what is held, with its last day, to all but the "
    "role that erases. A draft for whoever administers\n"
    "that database: it is printed and never installed. Of collections with erase.blocked.column.";
static const char add_help[] =
    "A hold keeps what a statute obliges to keep (--basis, art. 17(3)(b)) or what a claim needs "
    "(--claim, art. 17(3)(e)), and nothing\n"
    "else: it names a category, or the records and columns. The last day of a statute is computed "
    "from --from; a claim has an owner, who\n"
    "looks at it again on its day. What was approved to be erased before has to be approved again. "
    "Of several holds the latest end wins.";
static const char release_help[] =
    "Nothing is erased by it: where an erasure was asked, the systems are asked again what they "
    "hold, and that is decided and approved as\never. The hold stays to be seen (`hold list "
    "--ended`).";

const struct command hold_commands[] = {
	{ "hold", "list", "[ORG|REF]", "what is kept though its erasure was asked, and until when",
	    NULL, list_opts, 0, 1, NEED_DB, ACT_HOLDS, run_list, .shapes = "holds", .lists = "",
	    .examples = "dossier hold list jcc", .next = "dossier hold show 3" },
	{ "hold", "show", "HOLD", "a hold, with what it rests on",
	    "Reading it is an event of the log.", NULL, 1, 1, NEED_DB, ACT_HOLDS, run_show,
	    .shapes = "hold", .examples = "dossier hold show 3", .exits = "3  there is none" },
	{ "hold", "add", "REF", "keep what a statute or a claim needs", add_help, add_opts, 1, 1,
	    NEED_DB, ACT_HOLD, run_add,
	    .demands = "(--basis BASIS | --claim TEXT --against WHO --owner USER --review DATE) "
		       "(--category CATEGORY | --system SYSTEM --collection COLLECTION)",
	    .shapes = "hold",
	    .examples =
		"dossier hold add $REF --basis NL-AWR52 --from 2022-03-01 --category JBS-C02\n"
		"dossier hold add $REF --claim 'invoice 114, court of Utrecht' --against 'A. de "
		"Vries' --owner anna --review 2027-03-01 --category JCC-C03",
	    .exits = "3   the register has no such category, system or collection\n"
		     "4   it rests on nothing, or nothing is left to hold\n"
		     "75  what it is on is being erased this moment",
	    .next = "dossier hold list $REF", .changes = CHANGES_ONCE },
	{ "hold", "check", "[ORG]", "is what is held out of normal reads?", check_help, check_opts,
	    0, 1, NEED_DB, ACT_HOLDS, run_check, .shapes = "hold-check", .lists = "",
	    .examples = "dossier hold check jcc\ndossier hold check jcc --ask",
	    .next = "dossier work", .changes = CHANGES_MORE, .preview = "dossier hold check" },
	{ "hold", "ddl", "ORG SYSTEM",
	    "a draft of triggers that keep what is held from being written", ddl_help, NULL, 2, 2,
	    NEED_DB, ACT_REGISTER, run_ddl, .shapes = "hold-ddl",
	    .examples = "dossier hold ddl jbsync app",
	    .exits = "3  its register names no column for that" },
	{ "hold", "release", "HOLD", "a hold is needed no longer; nothing is erased by it",
	    release_help, release_opts, 1, 1, NEED_DB, ACT_HOLD, run_release,
	    .demands = "--reason TEXT", .shapes = "hold",
	    .examples = "dossier hold release 3 --reason 'settled on 3 March'",
	    .exits = "3  there is none\n4  it was released already, or is over",
	    .next = "dossier hold list --ended", .changes = CHANGES_ONCE },
	{ 0 },
};
