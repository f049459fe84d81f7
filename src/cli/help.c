/*
 * Help, from the one table of commands: of all, of what is done with one thing, of one command; and
 * the table itself for programs. What is said is one of man.c's pages, shorter.
 */
#include "dossier/phrase.h"
#include "cli.h"

#define WIDTH 80
#define TEXT_AT 28 /* where what a command or an option does begins */

static const char intro[] =
    "Dossier answers requests of data subjects (AVG/GDPR art. 15-22) within the month.";

/* What is done, in the order somebody meets it. */
static const struct {
	const char *heading, *nouns;
} subjects[] = {
	{ "begin", "init register connector doctor user" },
	{ "a request", "log list show next plan work note assign" },
	{ "what waits", "today due task letter" },
	{ "who asks", "lookup verify mandate agent clarify" },
	{ "its term", "deadline extend cause" },
	{ "decide", "decide refuse hold suppressed retention fee advise" },
	{ "answer", "review inform archive approve answer" },
	{ "end", "close withdraw reopen" },
	{ "a mistake", "undo correct replay" },
	{ "account", "report audit metrics" },
	{ "keep running", "worker daemon db backup key config version help" },
};

/* ---- text ---- */

/* In lines of WIDTH, from column ${at} of the first one; the next ones begin at ${indent}. */
static void
put_wrapped(const char *text, int at, int indent)
{
	const char *between = "";
	for (const char *s = text; *s; s += strspn(s, " \n")) {
		int n = (int)strcspn(s, " \n");
		if (*between && at + 1 + n > WIDTH) {
			printf("\n%*s", indent, "");
			between = "";
			at = indent;
		}
		at += printf("%s%.*s", between, n, s);
		s += n;
		between = " ";
		if (strncmp(s, "\n\n", 2) == 0) {
			printf("\n\n%*s", indent, "");
			between = "";
			at = indent;
		}
	}
	(void)fputc('\n', stdout);
}

/* "  NAME   TEXT": the text in a column of its own, below a name that is too long for it. */
static void
put_row(const char *name, const char *text)
{
	int at = printf("  %-*s", TEXT_AT - 3, name);
	if (at > TEXT_AT - 1)
		printf("\n%*s", TEXT_AT, "");
	else
		printf("%*s", TEXT_AT - at, "");
	put_wrapped(text, TEXT_AT, TEXT_AT);
}

static void
put_lines(const char *heading, const char *lines)
{
	if (!lines)
		return;
	printf("\n%s\n", heading);
	for (const char *s = lines; *s;) {
		int n = (int)strcspn(s, "\n");
		printf("  %.*s\n", n, s);
		s += n + (s[n] != '\0');
	}
}

static void
heading(const struct command *c, bool usage, char *out, size_t n)
{
	(void)snprintf(out, n, "%s%s%s%s%s%s%s", c->noun, c->verb ? " " : "",
	    c->verb ? c->verb : "", c->args ? " " : "", c->args ? c->args : "",
	    c->demands && usage ? " " : "", c->demands && usage ? c->demands : "");
}

/* ---- of all, and of a noun ---- */

static int
put_commands(const struct cli *cli, const char *noun)
{
	char head[120];
	int n = 0;
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++) {
			if (noun && strcmp(noun, c->noun) != 0)
				continue;
			heading(c, false, head, sizeof(head));
			put_row(head, phrase(c->summary));
			n++;
		}
	return n;
}

static void
help_all(const struct cli *cli, bool every)
{
	printf("%s\n\n%s dossier COMMAND [OPTION...] [OPERAND...]\n\n", phrase(intro),
	    phrase("usage:"));
	if (every)
		(void)put_commands(cli, NULL);
	for (size_t i = 0; !every && i < array_len(subjects); i++)
		printf("  %-14s %s\n", phrase(subjects[i].heading), subjects[i].nouns);
	put_lines(phrase("examples:"),
	    "dossier log --org jcc --right access --email anna@example.org\n"
	    "dossier today\n"
	    "dossier show $REF");
	printf("\n");
	put_wrapped(
	    phrase("`dossier COMMAND --help` tells more; `dossier help --all` lists every "
		   "command. Exit status: 0 done, 1 failed, 2 usage, 3 not found, 4 refused "
		   "by a rule, 5 something is overdue, 75 try again, 130 interrupted."),
	    0, 0);
}

static bool
help_noun(const struct cli *cli, const char *noun)
{
	if (!cli_has_noun(cli, noun))
		return false;
	printf("%s dossier %s VERB [OPTION...] [OPERAND...]\n\n", phrase("usage:"), noun);
	(void)put_commands(cli, noun);
	printf(phrase("\n`dossier %s VERB --help` tells more.\n"), noun);
	return true;
}

/* ---- of a command ---- */

static const char *
opt_text(const struct opt *o, int act, struct buf *b)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *states = o->act ? act_states(o->act, a) : NULL;
	buf_reset(b);
	buf_adds(b, phrase(o->help));
	for (size_t i = 0; o->words && o->words[i]; i++)
		buf_addf(b, "%s%s", i ? ", " : ": ", o->words[i]);
	if (o->act && strcmp(act_roles(o->act), act ? act_roles(act) : "") != 0)
		buf_addf(b, phrase("; who may: %s"), act_roles(o->act));
	if (states)
		buf_addf(b, phrase("; while the request is: %s"), states);
	return b->data;
}

static void
help_opts(const struct opt *opts, int act)
{
	char name[60];
	auto_drop(buf) struct buf b = { 0 };
	for (; opts && opts->name; opts++) {
		(void)snprintf(name, sizeof(name), "--%s%s%s", opts->name, opts->arg ? " " : "",
		    opts->arg ? opts->arg : "");
		put_row(name, opt_text(opts, act, &b));
	}
}

static void
help_changes(const struct command *c)
{
	static const char *const what[] = {
		[CHANGES_NOTHING] = "nothing",
		[CHANGES_ONCE] = "one transaction, which --dry-run shows and does not keep",
		[CHANGES_MORE] = "more than one transaction of the database",
	};
	printf("\n%s %s", phrase("changes:"), phrase(what[c->changes]));
	if (c->preview)
		printf(phrase("; `%s` shows what is there"), c->preview);
	printf("\n");
	if (c->next)
		printf(phrase("next: %s\n"), c->next);
}

static void
help_command(const struct command *c)
{
	char head[240];
	heading(c, true, head, sizeof(head) - sizeof(" [OPTION...]"));
	(void)snprintf(
	    head + strlen(head), sizeof(" [OPTION...]"), "%s", c->opts ? " [OPTION...]" : "");
	put_wrapped(head, printf("%s dossier ", phrase("usage:")), 4);
	printf("\n");
	put_wrapped(phrase(c->summary), 0, 0);
	if (c->details) {
		printf("\n");
		put_wrapped(phrase(c->details), 0, 0);
	}
	if (c->opts) {
		printf("\n%s\n", phrase("options:"));
		help_opts(c->opts, c->act);
	}
	printf("\n%s\n", phrase("options of every command:"));
	help_opts(cli_global_opts, ACT_NONE);
	put_lines(phrase("examples:"), c->examples);
	put_lines(phrase("exit status, beside those of every command:"), phrase(c->exits));
	printf("\n%s %s\n", phrase("who may:"),
	    c->act                       ? act_roles(c->act)
		: c->need == NEED_HOLDER ? phrase("the user whose directory the installation is")
					 : phrase("anybody"));
	auto_drop(arena) struct arena *a = arena_new();
	const char *states = act_states(c->act, a);
	if (states)
		printf("%s %s\n", phrase("while the request is:"), states);
	help_changes(c);
}

/* ---- the table ---- */

static json_t *
lines_json(const char *lines)
{
	json_t *out = json_array();
	for (const char *s = lines; s && *s;) {
		size_t n = strcspn(s, "\n");
		json_array_append_new(out, json_stringn(s, n));
		s += n + (s[n] != '\0');
	}
	return out;
}

static json_t *
opts_json(const struct opt *opts, struct arena *a)
{
	static const char *const types[] = { [OPT_FLAG] = "flag",
		[OPT_STRING] = "text",
		[OPT_LIST] = "list",
		[OPT_INT] = "number",
		[OPT_FILE_IN] = "file",
		[OPT_FILE_OUT] = "new-file",
		[OPT_FROM] = "options" };
	json_t *out = json_array();
	for (; opts && opts->name; opts++)
		json_array_append_new(out,
		    json_pack("{s:s, s:s?, s:s, s:s, s:s?, s:s?, s:o}", "name", opts->name,
			"argument", opts->arg, "kind", types[opts->type], "help", opts->help,
			"roles", act_roles(opts->act), "states", act_states(opts->act, a), "words",
			opts->words ? json_strings(opts->words, SIZE_MAX) : json_null()));
	return out;
}

static json_t *
command_json(const struct command *c)
{
	auto_drop(arena) struct arena *a = arena_new();
	static const char *const changes[] = { [CHANGES_NOTHING] = "nothing",
		[CHANGES_ONCE] = "one-transaction",
		[CHANGES_MORE] = "more" };
	return json_pack(
	    "{s:s, s:s?, s:s?, s:s?, s:s, s:s?, s:o, s:o, s:o, s:s?, s:s?, s:s?, s:s, s:s?, s:s?, "
	    "s:s?}",
	    "noun", c->noun, "verb", c->verb, "arguments", c->args, "demands", c->demands,
	    "summary", c->summary, "details", c->details, "options", opts_json(c->opts, a),
	    "examples", lines_json(c->examples), "exits", lines_json(c->exits), "next", c->next,
	    "roles", act_roles(c->act), "states", act_states(c->act, a), "changes",
	    changes[c->changes], "preview", c->preview, "shapes", c->shapes, "lists", c->lists);
}

static json_t *
commands_json(const struct cli *cli)
{
	json_t *out = json_array();
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++)
			json_array_append_new(out, command_json(c));
	return out;
}

/* ---- the command ---- */

static bool mdoc, every;

static bool
run_help(struct cli *cli, int argc, char *argv[], struct err *err)
{
	int words;
	if (cli->json) {
		print_json(commands_json(cli));
		return true;
	}
	if (mdoc) {
		man_all(cli);
		return true;
	}
	if (argc == 0) {
		help_all(cli, every);
		return true;
	}
	const struct command *c = cli_find(cli, argc, argv, &words);
	if (c && words == argc) {
		help_command(c);
		return true;
	}
	return (argc == 1 && help_noun(cli, argv[0])) || cli_unknown(cli, argc, argv, err);
}

static const struct opt help_opts_table[] = {
	{ "all", NULL, "every command, a line each", OPT_FLAG, &every },
	{ "mdoc", NULL, "write the man pages", OPT_FLAG, &mdoc },
	{ 0 },
};

const struct command help_commands[] = {
	{ "help", NULL, "[COMMAND]", "list the commands, or tell about one", NULL, help_opts_table,
	    0, 2, NEED_NOTHING, ACT_NONE, run_help, .shapes = "help",
	    .examples = "dossier help\n"
			"dossier help task done" },
	{ 0 },
};
