/*
 * review: what is to leave with a copy, looked at, passed, left out or blacked out.
 */
#include "dossier/phrase.h"
#include "cli.h"
#include "table.h"

static struct opt_list items;
static const char *rows, *row, *pages, *column, *where, *is, *text, *pattern, *ground, *facts,
    *confirm, *fact;
static bool everywhere;

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
	return ret->first > 0 || err_set(err, ERR_USAGE, "%s: numbers begin with 1", option);
}

static bool
read_items(struct cli *cli, int64_t **ret, size_t *ret_n, struct err *err)
{
	const struct opt_list list = arg_list(&items, cli->arena);
	*ret_n = list.n;
	*ret = arena_alloc(cli->arena, (list.n + 1) * sizeof(**ret));
	for (size_t i = 0; i < list.n; i++)
		if (!arg_number("--item", list.items[i], &(*ret)[i], err))
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

/* How many rows or bytes there are of it. */
static json_t *
shown_item(const json_t *i, struct arena *a)
{
	bool file = strcmp(json_str_or(i, "kind", ""), "file") == 0;
	long long seen = (long long)json_int_or(i, "seen", 0),
		  n = (long long)json_int_or(i, "rows", 0);
	const char *size = file
	    ? arena_printf(a, phrase("%lld bytes"), (long long)json_int_or(i, "bytes", 0))
	    : arena_printf(a, phrase(n == 1 ? "%lld row" : "%lld rows"), n);
	if (strcmp(json_str_or(i, "state", ""), "partly") == 0)
		size = arena_printf(a, phrase("%s, %lld seen"), size, seen);
	return json_pack("{s:O, s:O, s:O, s:s, s:O, s:O}", "item", json_get(i, "item"), "category",
	    json_get(i, "category"), "name", json_get(i, "name"), "size", size, "state",
	    json_get(i, "state"), "columns", json_get(i, "columns"));
}

static const char *
range_words(const json_t *range, bool pages_of, struct arena *a)
{
	long long from = json_integer_value(json_array_get(range, 0)),
		  to = json_integer_value(json_array_get(range, 1));
	if (pages_of)
		return arena_printf(a, phrase("pages %lld to %lld"), from, to);
	return from == to ? arena_printf(a, phrase("row %lld"), from)
			  : arena_printf(a, phrase("rows %lld to %lld"), from, to);
}

/* What of it: "column note", "rows 3 to 5", "where kind is x", "a text". */
static const char *
what_words(const json_t *said, struct arena *a)
{
	const char *column_name = json_str(said, "column"), *of = json_str(said, "where");
	auto_drop(buf) struct buf b = { 0 };
	if (json_str(said, "text"))
		buf_addf(&b, phrase("the text %s"), json_str(said, "text"));
	else if (json_str(said, "pattern"))
		buf_addf(&b, phrase("what matches %s"), json_str(said, "pattern"));
	if (json_is_array(json_get(said, "pages")))
		buf_adds(&b, range_words(json_get(said, "pages"), true, a));
	if (column_name)
		buf_addf(&b, phrase("%scolumn %s"), b.len ? ", " : "", column_name);
	if (json_is_array(json_get(said, "rows")))
		buf_addf(
		    &b, "%s%s", b.len ? ", " : "", range_words(json_get(said, "rows"), false, a));
	if (of)
		buf_addf(&b, phrase("%srows where %s is %s"), b.len ? ", " : "", of,
		    json_str_or(said, "is", ""));
	return b.len ? arena_strdup(a, b.data) : phrase("all of it");
}

static void
print_items(const json_t *v, struct arena *a)
{
	static const struct column columns[] = { { "item", "ITEM" }, { "category", "CATEGORY" },
		{ "name", "NAME" }, { "size", "SIZE" }, { "state", "STATE" },
		{ "columns", "TO READ" }, { 0 } };
	auto_drop(json) json_t *shown = json_array();
	size_t i;
	const json_t *item;
	json_array_foreach(json_get(v, "items"), i, item)
		json_array_append_new(shown, shown_item(item, a));
	print_table(shown, columns, "nothing was found that could leave");
}

static void
print_said(const json_t *v, struct arena *a)
{
	static const struct column columns[] = { { "said", "SAID" }, { "kind", "WHAT" },
		{ "item", "ITEM" }, { "of", "OF IT" }, { "ground", "GROUND" }, { "count", "MET" },
		{ "by", "BY" }, { "at", "ON" }, { 0 } };
	auto_drop(json) json_t *shown = json_array();
	size_t i;
	json_t *said;
	json_array_foreach(json_get(v, "said"), i, said) {
		if (json_is_integer(json_get(said, "taken_back")))
			continue;
		json_t *one = json_copy(said);
		json_object_set_new(one, "of", json_string(what_words(said, a)));
		json_array_append_new(shown, one);
	}
	if (json_array_size(shown) == 0)
		return;
	print_text("\n");
	print_table(shown, columns, "");
}

/* A person decides what becomes of it. */
static void
say_doubt(const json_t *rule)
{
	const char *doubt = json_str_or(rule, "doubt", ""), *id = json_str_or(rule, "rule", "");
	if (strcmp(doubt, "no-column") == 0)
		print_text(phrase("rule %s names a column that is not there\n"), id);
	else if (strcmp(doubt, "nothing") == 0)
		print_text(phrase("rule %s met nothing\n"), id);
	else if (strcmp(doubt, "everything") == 0)
		print_text(phrase("rule %s met everything: all %lld rows\n"), id,
		    (long long)json_int_or(rule, "of", 0));
}

static void
say_rules(const json_t *v, struct arena *a)
{
	static const struct column columns[] = { { "rule", "RULE" }, { "kind", "WHAT" },
		{ "of", "OF IT" }, { "ground", "GROUND" }, { "count", "MET" }, { 0 } };
	auto_drop(json) json_t *shown = json_array();
	size_t i;
	json_t *rule;
	json_array_foreach(json_get(v, "rules"), i, rule) {
		json_t *one = json_copy(rule);
		json_object_set_new(one, "of",
		    json_string(json_flag(rule, "third_parties") ? phrase("third parties")
								 : what_words(rule, a)));
		json_array_append_new(shown, one);
	}
	if (json_array_size(shown) == 0)
		return;
	print_text("\n");
	print_table(shown, columns, "");
	json_array_foreach(shown, i, rule)
		say_doubt(rule);
}

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
	print_items(v, cli->arena);
	say_rules(v, cli->arena);
	print_said(v, cli->arena);
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
	if (json_is_string(json_get(line, "text"))) {
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
	int64_t item;
	struct review_range page = { 0 };
	(void)argc;
	if (!read_one(cli, &item, err) || !read_range("--rows", rows, cli->arena, &page, err))
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
	if (json_flag(v, "more"))
		print_talk(cli, "there is more of it: --rows");
	return true;
}

/* ---- saying ---- */

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
		.ground = ground,
		.facts = facts,
		.confirm = confirm };
	if (rows && row)
		return err_set(err, ERR_USAGE, "--row or --rows");
	if (!read_items(cli, &list, &said.nitems, err) ||
	    !read_range(row ? "--row" : "--rows", row ? row : rows, cli->arena, &said.rows, err) ||
	    !read_range("--pages", pages, cli->arena, &said.pages, err))
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
	if (!arg_require("--said", fact, err) || !arg_number("--said", fact, &id, err))
		return false;
	auto_drop(json) json_t *v = answer_review_undo(cli->in, &cli->who, argv[0], id, err);
	if (!v)
		return false;
	if (cli->json)
		print_json(json_incref(v));
	print_talk(cli, "%lld to look at still", (long long)json_int_or(v, "open", 0));
	return true;
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
	    1, NEED_DB, ACT_FETCH, run_read, .demands = "--item NO", .shapes = "review-read",
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
		"printf 'intern\\n' | dossier review withhold $REF --item $NO --where kind "
		"--is - --ground not-provided",
	    .next = "dossier archive build $REF", .changes = CHANGES_ONCE },
	{ "review", "redact", "REF", "black out a text, what matches a pattern, or pages",
	    redact_help, redact_opts, 1, 1, NEED_DB, ACT_REVIEW, run_redact,
	    .demands = "(--item NO | --everywhere) (--text TEXT | --pattern ERE | --pages A..B) "
		       "--ground ID",
	    .shapes = "review-said",
	    .examples = "printf 'Jan Jansen\\n' | dossier review redact $REF --everywhere --text - "
			"--ground third-party",
	    .next = "dossier archive build $REF", .changes = CHANGES_ONCE },
	{ "review", "undo", "REF", "take back what was said of an item", NULL, undo_opts, 1, 1,
	    NEED_DB, ACT_REVIEW, run_undo, .demands = "--said NO", .shapes = "review-said",
	    .examples = "dossier review undo $REF --said $NO", .changes = CHANGES_ONCE },
	{ "review", "grounds", NULL, "the grounds on which a part is left out", NULL, NULL, 0, 0,
	    NEED_HOME, ACT_NONE, run_grounds, .shapes = "review-grounds", .lists = "",
	    .examples = "dossier review grounds" },
	{ 0 },
};
