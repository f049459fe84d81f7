/*
 * review: what is to leave with a copy, looked at, passed, left out or blacked out.
 */
#include "dossier/phrase.h"
#include "cli.h"
#include "table.h"

static struct opt_list items;
static const char *rows, *row, *pages, *column, *where, *is, *text, *pattern, *ground, *facts,
    *confirm, *fact;
static bool everywhere, people, only_here;

#define ITEM                                                                                       \
	{                                                                                          \
		"item", "NO", "which item, by its number; may be given more than once", OPT_LIST,  \
		    &items                                                                         \
	}
#define ONE_ITEM                                                                                   \
	{                                                                                          \
		"item", "NO", "which item, by its number", OPT_LIST, &items                        \
	}
#define ROWS(what)                                                                                 \
	{                                                                                          \
		"rows", "A..B", what, OPT_STRING, &rows                                            \
	}
#define GROUND                                                                                     \
	{                                                                                          \
		"ground", "ID", "the ground; `dossier review grounds` lists them", OPT_STRING,     \
		    &ground                                                                        \
	}
#define FACTS                                                                                      \
	{                                                                                          \
		"facts", "TEXT", "what shows that the ground applies, where it asks it; sealed",   \
		    OPT_STRING, &facts                                                             \
	}
#define COLUMN(what)                                                                               \
	{                                                                                          \
		"column", "NAME", what, OPT_STRING, &column                                        \
	}
#define ONLY_HERE                                                                                  \
	{                                                                                          \
		"only-here", NULL, "that it stands in other places too is meant", OPT_FLAG,        \
		    &only_here                                                                     \
	}
#define CONFIRM                                                                                    \
	{                                                                                          \
		"confirm", "REF", "the reference again, where it meets everything", OPT_STRING,    \
		    &confirm                                                                       \
	}

static const struct opt read_opts[] = {
	ONE_ITEM,
	ROWS("which rows, or lines of a file (default: the first 50)"),
	{ 0 },
};
static const struct opt pass_opts[] = {
	ITEM,
	ROWS("only these rows of it"),
	{ 0 },
};
static const struct opt withhold_opts[] = {
	ITEM,
	COLUMN("only this column"),
	ROWS("only these rows"),
	{ "row", "NO", "only this row", OPT_STRING, &row },
	{ "where", "NAME", "only the rows of which this column is what --is says", OPT_STRING,
	    &where },
	{ "is", "VALUE", "and what it is; sealed", OPT_STRING, &is },
	ONLY_HERE,
	GROUND,
	FACTS,
	CONFIRM,
	{ 0 },
};
static const struct opt redact_opts[] = {
	ITEM,
	{ "everywhere", NULL, "in every item there is", OPT_FLAG, &everywhere },
	COLUMN("only in this column"),
	ROWS("only in these rows"),
	{ "text", "TEXT", "the passage, as it reads; sealed", OPT_STRING, &text },
	{ "pattern", "ERE", "what this POSIX extended regular expression matches; sealed",
	    OPT_STRING, &pattern },
	{ "pages", "A..B", "these pages of a PDF", OPT_STRING, &pages },
	{ "people", NULL, "addresses and names of third parties: each becomes a number", OPT_FLAG,
	    &people },
	ONLY_HERE,
	GROUND,
	FACTS,
	CONFIRM,
	{ 0 },
};
static const struct opt undo_opts[] = {
	{ "said", "NO", "what was said by this number of `dossier review list`", OPT_STRING,
	    &fact },
	{ 0 },
};

/* ---- what was typed ---- */

static bool
read_range(const char *option, const char *typed, struct arena *a, struct review_range *ret,
    struct err *err)
{
	const char *dots = typed ? strstr(typed, "..") : NULL;
	if (!typed)
		return true;
	const char *from = dots ? arena_strndup(a, typed, (size_t)(dots - typed)) : typed;
	if (!arg_number(option, from, &ret->first, err) ||
	    !arg_number(option, dots ? dots + 2 : typed, &ret->last, err))
		return false;
	return ret->first > 0 || err_set(err, ERR_USAGE, "--%s: numbers begin with 1", option);
}

static bool
read_items(struct cli *cli, int64_t **ret, size_t *ret_n, struct err *err)
{
	const struct opt_list list = arg_list(&items, cli->arena);
	*ret_n = list.n;
	*ret = arena_alloc(cli->arena, (list.n + 1) * sizeof(**ret));
	for (size_t i = 0; i < list.n; i++)
		if (!arg_number("item", list.items[i], &(*ret)[i], err))
			return false;
	return true;
}

static bool
read_one(struct cli *cli, int64_t *ret, struct err *err)
{
	int64_t *list;
	size_t n;
	if (!read_items(cli, &list, &n, err))
		return false;
	*ret = list[0];
	return n == 1 ||
	    err_set(err, ERR_USAGE, "one item (--item): `dossier review list` has their numbers");
}

/* ---- list ---- */

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	auto_drop(json) json_t *v = answer_review_items(cli->in, &cli->who, argv[0], err);
	if (!v)
		return false;
	if (cli->json) {
		print_json(json_incref(v));
		return true;
	}
	review_print(v, cli->arena);
	long long open = (long long)json_int_or(v, "open", 0);
	if (open > 0)
		print_talk(cli,
		    "%lld to look at: `dossier review read %s --item NO`, then `dossier review "
		    "pass %s --item NO`",
		    open, json_str_or(v, "reference", ""), json_str_or(v, "reference", ""));
	return open > 0 || next_say_of(cli, argv[0], err);
}

/* ---- read ---- */

static void
print_row(const json_t *line, const json_t *v, struct arena *a)
{
	const char *name;
	json_t *value;
	if (json_str(line, "heading"))
		print_text("== %s\n", review_heading(json_str(line, "heading"), a));
	if (json_is_null(json_get(line, "text")))
		print_text(
		    "%s\n", phrase("(it cannot be read: take the archive out to look at it)"));
	if (!json_get(line, "values")) {
		print_text("%s\n", json_str_or(line, "text", ""));
		return;
	}
	print_text(phrase("row %lld"), (long long)json_int_or(line, "row", 0));
	print_text("\n");
	json_object_foreach(json_get(line, "values"), name, value) {
		auto_drop(buf) struct buf b = { 0 };
		if (json_is_null(value))
			continue;
		if (json_is_object(value) || json_is_array(value))
			json_put(value, &b);
		else
			(void)json_scalar(value, &b);
		print_text("  %s%s: %s\n", json_has(json_get(v, "columns"), name) ? "* " : "", name,
		    arena_strdup(a, b.data ? b.data : ""));
	}
}

static bool
run_read(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "kind", "STANDS IN IT" }, { "value", "VALUE" },
		{ "name", "NAME" }, { 0 } };
	int64_t item;
	struct review_range page = { 0 };
	(void)argc;
	if (!read_one(cli, &item, err) || !read_range("rows", rows, cli->arena, &page, err))
		return false;
	auto_drop(json) json_t *v =
	    answer_review_read(cli->in, &cli->who, argv[0], item, page, err);
	size_t i;
	const json_t *line;
	if (!v)
		return false;
	if (cli->json) {
		print_json(json_incref(v));
		return true;
	}
	json_array_foreach(json_get(v, "rows"), i, line)
		print_row(line, v, cli->arena);
	if (json_array_size(json_get(v, "people")) > 0) {
		print_text("\n");
		print_table(json_get(v, "people"), columns, "");
	}
	if (json_flag(v, "more"))
		print_talk(cli, "there is more of it: --rows");
	return true;
}

/* ---- saying ---- */

/* It is told, and left to who passed it: they may have looked elsewhere. */
static void
say_unopened(struct cli *cli, const json_t *unopened)
{
	auto_drop(buf) struct buf b = { 0 };
	size_t i;
	const json_t *x;
	json_array_foreach((json_t *)(uintptr_t)unopened, i, x) {
		const json_t *of = json_get(x, "rows");
		buf_addf(&b, phrase("%sitem %lld rows %lld..%lld"), b.len ? ", " : "",
		    (long long)json_int_or(x, "item", 0),
		    (long long)json_integer_value(json_array_get(of, 0)),
		    (long long)json_integer_value(json_array_get(of, 1)));
	}
	if (b.len > 0)
		print_talk(cli, "passed, and nobody opened it here: %s", b.data);
}

static bool
say(struct cli *cli, const char *reference, const char *kind, struct err *err)
{
	int64_t *list;
	struct review_said said = { .kind = kind,
		.column = column,
		.where = where,
		.is = is,
		.text = text,
		.pattern = pattern,
		.people = people,
		.only_here = only_here,
		.ground = people && !ground ? "third-party" : ground,
		.facts = facts,
		.confirm = confirm };
	if (rows && row)
		return err_set(err, ERR_USAGE, "--row or --rows");
	if (!read_items(cli, &list, &said.nitems, err) ||
	    !read_range(row ? "row" : "rows", row ? row : rows, cli->arena, &said.rows, err) ||
	    !read_range("pages", pages, cli->arena, &said.pages, err))
		return false;
	said.items = list;
	if (everywhere == (said.nitems > 0) && strcmp(kind, "redact") == 0)
		return err_set(err, ERR_USAGE, "which item (--item), or --everywhere");
	auto_drop(json) json_t *v = answer_review_say(cli->in, &cli->who, reference, &said, err);
	if (!v)
		return false;
	if (cli->json) {
		print_json(json_incref(v));
		return true;
	}
	say_unopened(cli, json_get(v, "unopened"));
	if (json_is_integer(json_get(v, "count")))
		print_text(phrase("%lld met\n"), (long long)json_int_or(v, "count", 0));
	print_talk(cli, "%lld to look at still", (long long)json_int_or(v, "open", 0));
	return json_int_or(v, "open", 0) > 0 || next_say_of(cli, reference, err);
}

static bool
run_pass(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	return say(cli, argv[0], "pass", err);
}

static bool
run_withhold(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	return say(cli, argv[0], "withhold", err);
}

static bool
run_redact(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	return say(cli, argv[0], "redact", err);
}

static bool
run_undo(struct cli *cli, int argc, char *argv[], struct err *err)
{
	int64_t id;
	(void)argc;
	if (!arg_require("said", fact, err) || !arg_number("said", fact, &id, err))
		return false;
	auto_drop(json) json_t *v = answer_review_undo(cli->in, &cli->who, argv[0], id, err);
	if (!v)
		return false;
	if (cli->json)
		print_json(json_incref(v));
	if (json_int_or(v, "passes", 0) > 0)
		print_talk(cli,
		    "what was passed after it was seen without it, and does not count any more "
		    "either: %lld, to be looked at again",
		    (long long)json_int_or(v, "passes", 0));
	print_talk(cli, "%lld to look at still", (long long)json_int_or(v, "open", 0));
	return true;
}

static bool
run_approve(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	if (!answer_review_approve(cli->in, &cli->who, argv[0], err))
		return false;
	auto_drop(json) json_t *v = answer_review_items(cli->in, &cli->who, argv[0], err);
	if (!v)
		return false;
	if (cli->json)
		print_json(json_incref(v));
	else
		review_print(v, cli->arena);
	return next_say_of(cli, argv[0], err);
}

/* ---- grounds ---- */

static json_t *
rights_of(const struct withholding_ground *g)
{
	json_t *names = json_array();
	for (unsigned r = 0; r < RIGHT__MAX; r++)
		if (g->rights & 1u << r)
			json_array_append_new(names, json_string(right_name((enum right)r)));
	return names;
}

static bool
run_grounds(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "id", "GROUND" }, { "article", "ARTICLE" },
		{ "title", "TITLE" }, { "country", "ONLY IN" }, { "rights", "RIGHTS" },
		{ "needs_facts", "FACTS" }, { 0 } };
	auto_drop(withholding) struct withholding_law *law = withholding_open(err);
	size_t n;
	(void)argc;
	(void)argv;
	if (!law)
		return false;
	const struct withholding_ground *g = withholding_all(law, &n);
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s?, s:o, s:b, s:s?}", "id", g[i].id, "article",
			g[i].article, "title", json_text_in(g[i].title, phrase_language_now()),
			"country", g[i].country, "rights", rights_of(&g[i]), "needs_facts",
			g[i].needs_facts, "must_show", g[i].must_show));
	return print_rows(cli, list, columns, "none", err);
}

static const char list_help[] =
    "Columns of tables leave by themselves, but for free text; files never do. A rule of the "
    "register may leave out or black\nout more. Items that are to-review or partly have to be "
    "looked at before the copy is answered.";
static const char redact_help[] =
    "A text is found however it is written, in the JSON, the CSV and the page alike. With "
    "--everywhere it goes from every\nitem. The value - of an option is a line of standard input, "
    "so that nobody sees it among the processes.";

const struct command review_commands[] = {
	{ "review", "list", "REF", "what is to leave, and what of it a person has to look at",
	    list_help, NULL, 1, 1, NEED_DB, ACT_SEE, run_list, .shapes = "review",
	    .examples = "dossier review list $REF", .next = "dossier review read $REF --item $NO" },
	{ "review", "read", "REF", "what stands in an item, a page at a time", NULL, read_opts, 1,
	    1, NEED_DB, ACT_READ, run_read, .demands = "--item NO", .shapes = "review-read",
	    .examples = "dossier review read $REF --item $NO\n"
			"dossier review read $REF --item $NO --rows 51..100",
	    .next = "dossier review pass $REF --item $NO" },
	{ "review", "pass", "REF", "record that an item was looked at, and may leave", NULL,
	    pass_opts, 1, 1, NEED_DB, ACT_REVIEW, run_pass, .demands = "--item NO",
	    .shapes = "review-said",
	    .examples = "dossier review pass $REF --item $NO\n"
			"dossier review pass $REF --item $NO --rows 1..2",
	    .next = "dossier archive build $REF", .changes = CHANGES_ONCE },
	{ "review", "withhold", "REF", "leave out an item, a column or rows of it, on a ground",
	    NULL, withhold_opts, 1, 1, NEED_DB, ACT_REVIEW, run_withhold,
	    .demands = "--item NO --ground ID", .shapes = "review-said",
	    .examples =
		"dossier review withhold $REF --item $NO --column note --ground third-party\n"
		"dossier review withhold $REF --item $NO --where kind --is - --ground third-party",
	    .next = "dossier archive build $REF", .changes = CHANGES_ONCE },
	{ "review", "redact", "REF", "black out a text, what matches a pattern, or pages",
	    redact_help, redact_opts, 1, 1, NEED_DB, ACT_REVIEW, run_redact,
	    .demands = "(--item NO | --everywhere) (--text TEXT | --pattern ERE | --pages A..B | "
		       "--people) --ground ID",
	    .shapes = "review-said",
	    .examples = "dossier review redact $REF --everywhere --text - --ground third-party",
	    .next = "dossier archive build $REF", .changes = CHANGES_ONCE },
	{ "review", "undo", "REF", "take back what was said of an item", NULL, undo_opts, 1, 1,
	    NEED_DB, ACT_REVIEW, run_undo, .demands = "--said NO", .shapes = "review-said",
	    .examples = "dossier review undo $REF --said $NO", .changes = CHANGES_ONCE },
	{ "review", "approve", "REF", "approve what was said in the review, as a second person",
	    "Where the register asks for it (\"approvals\"): by somebody with the role approver "
	    "who did nothing to the request.",
	    NULL, 1, 1, NEED_DB, ACT_APPROVE, run_approve, .shapes = "review",
	    .examples = "dossier review approve $REF",
	    .exits = "4  nothing waits for a second person", .next = "dossier archive build $REF",
	    .changes = CHANGES_ONCE },
	{ "review", "grounds", NULL, "the grounds on which a part is left out", NULL, NULL, 0, 0,
	    NEED_HOME, ACT_NONE, run_grounds, .shapes = "review-grounds", .lists = "",
	    .examples = "dossier review grounds" },
	{ 0 },
};
