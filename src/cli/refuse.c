/*
 * refuse: a right is refused, with its ground, the facts and the words the person must get.
 */
#include "dossier/decide.h"
#include "cli.h"

static const char *right, *ground, *facts, *necessity, *proportionality;
static bool marketing, list;

static const struct opt refuse_opts[] = {
	{ "right", "RIGHT", "which right (default: the only open one)", OPT_STRING, &right },
	{ "ground", "ID", "the ground; `dossier refuse --list` names those there are", OPT_STRING,
	    &ground },
	{ "facts", "TEXT", "what shows that the ground applies here", OPT_STRING, &facts },
	{ "necessity", "TEXT", "why it is necessary, where the ground asks it", OPT_STRING,
	    &necessity },
	{ "proportionality", "TEXT", "and why proportionate", OPT_STRING, &proportionality },
	{ "direct-marketing", NULL, "the objection is to direct marketing", OPT_FLAG, &marketing },
	{ "list", NULL, "list the grounds", OPT_FLAG, &list },
	{ 0 },
};

static bool
list_grounds(struct cli *cli, struct err *err)
{
	static const struct column columns[] = { { "id", "GROUND" }, { "article", "ARTICLE" },
		{ "title", "TITLE" }, { 0 } };
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(err);
	size_t n;
	if (!law)
		return false;
	const struct refusal_ground *g = refusal_grounds(law, &n);
	json_t *rows = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:s, s:s}", "id", g[i].id, "article", g[i].article,
			"title", json_text_in(g[i].title, "en"), "must_show", g[i].must_show));
	return print_rows(cli, rows, columns, "none");
}

/* The only right still open, when none was named. */
static const char *
only_open(struct cli *cli, const char *reference, struct err *err)
{
	json_t *v = view_show(cli->in, reference, err), *d;
	const char *name = NULL;
	size_t i, n = 0;
	json_array_foreach (json_get(v, "decisions"), i, d)
		if (strcmp(json_str_or(d, "state", ""), "open") == 0 && ++n)
			name = arena_strdup(cli->arena, json_str(d, "right"));
	json_decref(v);
	if (v && n != 1)
		err_set(err, ERR_USAGE, "say which right with --right: %zu are open", n);
	return n == 1 ? name : NULL;
}

static bool
run_refuse(struct cli *cli, int argc, char *argv[], struct err *err)
{
	const char *letter;
	bool late;
	if (list)
		return list_grounds(cli, err);
	if (argc != 1)
		return err_set(err, ERR_USAGE,
		    "usage: dossier refuse REF --ground ID --facts TEXT, or --list");
	if (!require("ground", ground, err) || !cli_open(cli, err) ||
	    (!right && !(right = only_open(cli, argv[0], err))))
		return false;
	const struct case_refusal x = { right, ground, facts ? facts : "", necessity,
		proportionality, marketing };
	if (!case_refuse(cli->in, argv[0], &x, cli->arena, &letter, &late, err))
		return false;
	if (cli->json) {
		print_json(json_pack("{s:s, s:s, s:s, s:b, s:s}", "reference", argv[0], "right",
		    right, "ground", ground, "late", late, "letter", letter));
		return true;
	}
	printf("%s", letter);
	if (late)
		say(cli,
		    "\nlate: a refusal is due within the first month, and no extension moves that "
		    "(art. 12(4))");
	say(cli, "\nnext: send these words to the person");
	return true;
}

static const char refuse_help[] = "Prints the words art. 12(4) demands: the ground, the facts, "
				  "complaint and court. One right at a time; the others stay open.";

const struct command commands_refuse[] = {
	{ "refuse", NULL, "[REF]", "refuse a right, with its ground and remedies", refuse_help,
	    refuse_opts, 0, 1, NEED_HOME, NULL, run_refuse },
	{ 0 },
};
