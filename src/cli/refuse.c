/*
 * refuse: a right is refused, with its ground, the facts and the words the person must get.
 */
#include "dossier/decide.h"
#include "dossier/phrase.h"
#include "cli.h"

#define STATEMENT_MAX 8000 /* bytes of a statement of the person */

static const char *ground, *facts, *necessity, *proportionality, *by_law, *procedure, *until;
static struct opt_list rights, categories, purposes;
static const char *why;
static bool marketing, unannounced, list;
static const struct named_file *statement;

static const struct opt refuse_opts[] = {
	{ "right", "RIGHT", "which right; may be given more than once (default: the only open one)",
	    OPT_LIST, &rights, right_words, .also = right_said },
	{ "category", "ID", "only this category of it, or more: ID,ID; may be given more than once",
	    OPT_LIST, &categories },
	{ "purpose", "ID",
	    "only this purpose of an objection or a withdrawal of consent; may be given more than "
	    "once",
	    OPT_LIST, &purposes },
	{ "ground", "ID", "the ground; `dossier refuse --list` names those there are", OPT_STRING,
	    &ground },
	{ "facts", "TEXT", "what shows that the ground applies here", OPT_STRING, &facts },
	{ "necessity", "TEXT", "why it is necessary, where the ground asks it", OPT_STRING,
	    &necessity },
	{ "proportionality", "TEXT", "and why proportionate", OPT_STRING, &proportionality },
	{ "law", "TEXT", "which law, with its article, where the ground asks it", OPT_STRING,
	    &by_law },
	{ "procedure", "TEXT", "what the person does instead by that law, where the ground asks it",
	    OPT_STRING, &procedure },
	{ "until", "DATE",
	    "the last day it is kept, or the day it is looked at again, where the ground asks it",
	    OPT_STRING, &until },
	{ "statement", "FILE",
	    "of a rectification: what the person says themselves, kept sealed with the request, "
	    "and told in the letter (-: standard input)",
	    OPT_FILE_IN, &statement },
	{ "direct-marketing", NULL, "the objection is to direct marketing", OPT_FLAG, &marketing },
	{ "unannounced", NULL, "the person is not told: only a part, where telling would defeat it",
	    OPT_FLAG, &unannounced },
	{ "why", "TEXT", "why telling would defeat it; sealed", OPT_STRING, &why },
	{ "list", NULL, "list the grounds", OPT_FLAG, &list },
	{ 0 },
};

static json_t *
asks_of(const struct refusal_ground *g)
{
	json_t *names = json_array();
	for (unsigned i = 0; i < ASK__MAX; i++)
		if (g->asks & 1u << i)
			json_array_append_new(names, json_string(ask_name((enum ask)i)));
	return names;
}

static json_t *
rights_of(const struct refusal_ground *g)
{
	json_t *names = json_array();
	for (unsigned i = 0; i < RIGHT__MAX; i++)
		if (g->rights & 1u << i)
			json_array_append_new(names, json_string(right_name((enum right)i)));
	return names;
}

static bool
list_grounds(struct cli *cli, struct err *err)
{
	static const struct column columns[] = { { "id", "GROUND" }, { "article", "ARTICLE" },
		{ "title", "TITLE" }, { "country", "ONLY IN" }, { "rights", "RIGHTS" }, { 0 } };
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(err);
	size_t n;
	if (!law)
		return false;
	const struct refusal_ground *g = refusal_grounds(law, &n);
	json_t *rows = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:s, s:s, s:o, s:s?, s:b, s:b, s:o}", "id", g[i].id,
			"article", g[i].article, "title",
			json_text_in(g[i].title, phrase_language_now()), "must_show",
			g[i].must_show, "rights", rights_of(&g[i]), "country", g[i].country,
			"weigh", g[i].weigh, "part_only", g[i].part_only, "asks", asks_of(&g[i])));
	return print_rows(cli, rows, columns, "none", err);
}

static void
print_refusal(
    const struct cli *cli, const char *reference, const json_t *v, const struct letter_told *told)
{
	print_text("%s", json_str_or(v, "letter", ""));
	if (json_flag(v, "late"))
		print_talk(cli,
		    "\nlate: a refusal is due within the first month, and no extension moves that "
		    "(art. 12(4))");
	(void)fputc('\n', stderr);
	decide_say_letter(cli, reference, told);
	print_talk(cli,
	    unannounced ? "the person is not told (art. 23(2)(h)): the log and `show` tell of it"
			: "it counts as told on the day it leaves (art. 12(4)): then `dossier "
			  "letter sent`");
	const json_t *right;
	size_t i;
	json_array_foreach(json_get(v, "open"), i, right)
		print_talk(cli, "%s is open still%s", json_string_value(right),
		    categories.n || purposes.n ? phrase(", for what was not refused") : "");
}

/* A text as it is typed: NULL where none was named. */
static bool
read_statement(struct cli *cli, const char **ret, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	*ret = NULL;
	if (!statement)
		return true;
	if (!named_file_read(statement, STATEMENT_MAX, &b, err))
		return false;
	*ret = arena_strdup(cli->arena, b.data ? b.data : "");
	return strlen(*ret) == b.len ||
	    err_set(err, ERR_INPUT, "--statement: the file is no text: it holds a zero byte");
}

static bool
run_refuse(struct cli *cli, int argc, char *argv[], struct err *err)
{
	if (list)
		return list_grounds(cli, err);
	if (argc != 1)
		return err_set(err, ERR_USAGE,
		    "usage: dossier refuse REF --ground ID --facts TEXT, or --list");
	if (!ground || !*ground)
		return err_set(err, ERR_USAGE,
		    "a refusal needs its ground (--ground): `dossier refuse --list` names those "
		    "there are");
	struct date last;
	const char *said;
	if (!read_statement(cli, &said, err) || !cli_open(cli, err) ||
	    !advice_say(cli, argv[0], err) || !arg_day(cli, "--until", until, argv[0], &last, err))
		return false;
	const struct opt_list ids = arg_list(&categories, cli->arena),
			      uses = arg_list(&purposes, cli->arena);
	const struct decide_refusal x = {
		.rights = rights.items,
		.nrights = rights.n,
		.categories = ids.items,
		.ncategories = ids.n,
		.purposes = uses.items,
		.npurposes = uses.n,
		.ground = ground,
		.facts = facts ? facts : "",
		.necessity = necessity,
		.proportionality = proportionality,
		.law = by_law,
		.procedure = procedure,
		.until = last,
		.direct_marketing = marketing,
		.statement = said,
		.unannounced = unannounced ? why ? why : "" : NULL,
	};
	struct letter_told told;
	json_t *v = decide_refuse(cli->in, &cli->who, argv[0], &x, cli->arena, &told, err);
	if (!v)
		return false;
	if (cli->json) {
		json_object_set_new(v, "written", letter_told_json(&told));
		print_json(v);
		return true;
	}
	print_refusal(cli, argv[0], v, &told);
	json_decref(v);
	return true;
}

static const char refuse_help[] =
    "Prints the letter art. 12(4) demands, with the ground, the facts, complaint and court, and "
    "has it wait to be sent.\n"
    "A right is refused whole, or for some categories: then it stays open for the rest, and the "
    "archive leaves them out\nand says so. Other rights stay open.";

const struct command refuse_commands[] = {
	{ "refuse", NULL, "[REF]", "refuse a right or a part of it, with its ground and remedies",
	    refuse_help, refuse_opts, 0, 1, NEED_HOME, ACT_REFUSE, run_refuse,
	    .demands = "(--ground ID --facts TEXT | --list)", .shapes = "refuse grounds",
	    .lists = "--list",
	    .examples = "dossier refuse --list\n"
			"dossier refuse $REF --category JCC-C01 --ground others-15-4 "
			"--facts 'names two colleagues' "
			"--necessity 'they did not agree' --proportionality 'the rest is given'",
	    .next = "dossier letter list $REF", .changes = CHANGES_ONCE },
	{ 0 },
};
