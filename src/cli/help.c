/*
 * Help and the man page, from the one table of commands.
 */
#include "dossier/phrase.h"
#include "cli.h"

static const char intro[] =
    "Dossier answers requests of data subjects (AVG/GDPR art. 15-22) within the month.";

static void
heading(const struct command *c, char *out, size_t n)
{
	(void)snprintf(out, n, "%s%s%s%s%s", c->noun, c->verb ? " " : "", c->verb ? c->verb : "",
	    c->args ? " " : "", c->args ? c->args : "");
}

int
help_noun(const struct cli *cli, const char *noun)
{
	char head[120];
	int n = 0;
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++) {
			if (noun && strcmp(noun, c->noun) != 0)
				continue;
			heading(c, head, sizeof(head));
			printf("  %-38s %s\n", head, phrase(c->summary));
			n++;
		}
	return n;
}

void
help_all(const struct cli *cli)
{
	printf("%s\n\n%s dossier [--home DIR] [--json] COMMAND ...\n\n", phrase(intro),
	    phrase("usage:"));
	(void)help_noun(cli, NULL);
	printf("\n%s\n",
	    phrase("`dossier COMMAND --help` tells more. Exit status: 0 done, 1 failed, 2 usage, 3 "
		   "not found, 4 refused by a\n"
		   "rule, 5 something is overdue, 75 try again."));
}

static void
help_opts(const struct opt *opts)
{
	char name[60];
	for (; opts && opts->name; opts++) {
		(void)snprintf(name, sizeof(name), "--%s%s%s", opts->name, opts->arg ? " " : "",
		    opts->arg ? opts->arg : "");
		printf("  %-26s %s\n", name, phrase(opts->help));
	}
}

void
help_command(const struct command *c)
{
	char head[120];
	heading(c, head, sizeof(head));
	printf("%s dossier %s%s\n\n%s\n", phrase("usage:"), head, c->opts ? " [OPTION...]" : "",
	    phrase(c->summary));
	if (c->details)
		printf("\n%s\n", phrase(c->details));
	if (c->opts) {
		printf("\n%s\n", phrase("options:"));
		help_opts(c->opts);
	}
	printf("\n%s\n", phrase("options of every command:"));
	help_opts(cli_global_opts);
}

static void
mdoc_text(const char *s)
{
	bool start = true;
	for (; *s; s++) {
		if (start && (*s == '.' || *s == '\''))
			(void)fputs("\\&", stdout);
		if (*s == '\\')
			(void)fputs("\\e", stdout);
		else if (*s == '-')
			(void)fputs("\\-", stdout);
		else
			(void)fputc(*s, stdout);
		start = *s == '\n';
		/* a sentence begins on a line of its own, or mandoc complains */
		if (*s == '.' && s[1] == ' ' && s[2] >= 'A' && s[2] <= 'Z') {
			(void)fputc('\n', stdout);
			start = true;
			s++;
		}
	}
	(void)fputc('\n', stdout);
}

static void
mdoc_opts(const struct opt *opts)
{
	printf(".Bl -tag -width Ds\n");
	for (; opts->name; opts++) {
		printf(".It Fl -%s", opts->name);
		printf(opts->arg ? " Ar %s\n" : "%s\n", opts->arg ? opts->arg : "");
		mdoc_text(opts->help);
	}
	printf(".El\n");
}

static void
mdoc_command(const struct command *c)
{
	printf(".It Nm %s", c->noun);
	if (c->verb)
		printf(" Cm %s", c->verb);
	if (c->args)
		printf(" Ar %s", c->args);
	printf("\n");
	mdoc_text(c->summary);
	if (c->details) {
		printf(".Pp\n");
		mdoc_text(c->details);
	}
	if (c->opts)
		mdoc_opts(c->opts);
}

static void
help_mdoc(const struct cli *cli)
{
	printf(".Dd $Mdocdate$\n.Dt DOSSIER 1\n.Os\n"
	       ".Sh NAME\n.Nm dossier\n.Nd answer requests of data subjects within the month\n"
	       ".Sh SYNOPSIS\n.Nm\n.Op Fl -home Ar DIR\n.Op Fl -json\n"
	       ".Ar command\n.Op Ar argument ...\n"
	       ".Sh DESCRIPTION\n");
	mdoc_text(intro);
	printf("Results go to standard output, talk to standard error; with\n"
	       ".Fl -json\nlists are arrays.\n"
	       "The options of every command are:\n");
	mdoc_opts(cli_global_opts);
	printf(".Sh COMMANDS\n.Bl -tag -width Ds\n");
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++)
			mdoc_command(c);
	printf(".El\n.Sh ENVIRONMENT\n.Bl -tag -width Ds\n"
	       ".It Ev DOSSIER_HOME\nThe installation's directory;\n.Fl -home\ngoes first.\n"
	       ".It Ev DOSSIER_NOW\nThe instant a rehearsal installation takes for now;\n"
	       ".Fl -now\ngoes first.\n"
	       ".It Ev NO_COLOR\nNo colours, unless\n.Fl -color\nsays so.\n"
	       ".It Ev COLUMNS\nHow wide tables are on a terminal (default: as it is).\n"
	       ".It Ev PAGER\nShows what is more than a screen (default: less -FIRX);\n"
	       "cat: nothing does.\n"
	       ".El\n.Sh EXIT STATUS\n.Bl -tag -width Ds -compact\n"
	       ".It 0\nDone.\n.It 1\nFailed.\n.It 2\nThe command line is wrong.\n"
	       ".It 3\nNot found.\n.It 4\nRefused by a rule, or somebody else was first.\n"
	       ".It 5\nSomething is overdue.\n"
	       ".It 75\nTry again: the database or a disk is not available now.\n.El\n");
}

static json_t *
opts_json(const struct opt *opts)
{
	json_t *out = json_array();
	for (; opts && opts->name; opts++)
		json_array_append_new(out,
		    json_pack("{s:s, s:s?, s:s}", "name", opts->name, "argument", opts->arg, "help",
			opts->help));
	return out;
}

static json_t *
commands_json(const struct cli *cli)
{
	json_t *out = json_array();
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++)
			json_array_append_new(out,
			    json_pack("{s:s, s:s?, s:s?, s:s, s:s?, s:o}", "noun", c->noun, "verb",
				c->verb, "arguments", c->args, "summary", c->summary, "details",
				c->details, "options", opts_json(c->opts)));
	return out;
}

static bool mdoc;

static bool
run_help(struct cli *cli, int argc, char *argv[], struct err *err)
{
	int words;
	if (cli->json) {
		print_json(commands_json(cli));
		return true;
	}
	if (mdoc) {
		(void)phrase_language("en"); /* its frame is English */
		help_mdoc(cli);
		return true;
	}
	if (argc == 0) {
		help_all(cli);
		return true;
	}
	const struct command *c = cli_find(cli, argc, argv, &words);
	if (!c && argc == 1 && help_noun(cli, argv[0]))
		return true;
	if (!c)
		return err_set(
		    err, ERR_USAGE, "there is no command %s; `dossier help` lists them", argv[0]);
	help_command(c);
	return true;
}

static const struct opt help_opts_table[] = {
	{ "mdoc", NULL, "write the man page", OPT_FLAG, &mdoc },
	{ 0 },
};

const struct command help_commands[] = {
	{ "help", NULL, "[COMMAND]", "list the commands, or tell about one", NULL, help_opts_table,
	    0, 2, NEED_NOTHING, NULL, run_help },
	{ 0 },
};
