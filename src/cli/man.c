/*
 * The man page, from the table of commands.
 */
#include "dossier/phrase.h"
#include "cli.h"

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
		for (size_t i = 0; opts->words && opts->words[i]; i++)
			printf("%s%s", i ? ", " : ".Pp\nOne of: ", opts->words[i]);
		if (opts->words)
			printf(".\n");
	}
	printf(".El\n");
}

/* As they are, a line each. */
static void
mdoc_lines(const char *lines)
{
	printf(".Bd -literal -compact\n");
	mdoc_text(lines);
	printf(".Ed\n");
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
	if (c->examples)
		mdoc_lines(c->examples);
}

void
man_all(const struct cli *cli)
{
	(void)phrase_language("en"); /* its frame is English */
	printf(".Dd $Mdocdate$\n.Dt DOSSIER 1\n.Os\n"
	       ".Sh NAME\n.Nm dossier\n.Nd answer requests of data subjects within the month\n"
	       ".Sh SYNOPSIS\n.Nm\n.Op Fl -home Ar DIR\n.Op Fl -json\n"
	       ".Ar command\n.Op Ar argument ...\n"
	       ".Sh DESCRIPTION\n");
	mdoc_text(
	    "Dossier answers requests of data subjects (AVG/GDPR art. 15-22) within the month.");
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
