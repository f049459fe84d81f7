/*
 * The man pages, from the table of commands: of all, and of each noun. A line .\" NAME.1 begins
 * one, for who puts each into its file.
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
mdoc_opts(const struct opt *opts, int act)
{
	auto_drop(arena) struct arena *a = arena_new();
	printf(".Bl -tag -width Ds\n");
	for (; opts->name; opts++) {
		printf(".It Fl -%s", opts->name);
		printf(opts->arg ? " Ar %s\n" : "%s\n", opts->arg ? opts->arg : "");
		mdoc_text(opts->help);
		for (size_t i = 0; opts->words && opts->words[i]; i++)
			printf("%s%s", i ? ", " : ".Pp\nOne of: ", opts->words[i]);
		if (opts->words)
			printf(".\n");
		const char *states = opts->act ? act_states(opts->act, a) : NULL;
		if (opts->act && strcmp(act_roles(opts->act), act ? act_roles(act) : "") != 0)
			printf(".Pp\nWho may: %s.\n", act_roles(opts->act));
		if (states)
			printf(".Pp\nWhile the request is %s.\n", states);
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
begin_page(const char *file, const char *name, const char *title)
{
	printf(
	    ".\\\" %s.1\n.Dd $Mdocdate$\n.Dt %s 1\n.Os\n.Sh NAME\n.Nm %s\n.Nd ", file, title, name);
}

/* ---- of what is done with one thing ---- */

static void
synopsis(const struct command *c)
{
	printf(".Nm dossier\n.Cm %s", c->noun);
	if (c->verb)
		printf(" %s", c->verb);
	printf("\n.Op Ar option ...\n");
	if (c->args)
		printf(".Ar %s\n", c->args);
}

static void
describe(const struct command *c)
{
	if (c->verb)
		printf(".Ss %s %s\n", c->noun, c->verb);
	mdoc_text(c->summary);
	if (c->details) {
		printf(".Pp\n");
		mdoc_text(c->details);
	}
	if (c->opts)
		mdoc_opts(c->opts, c->act);
	if (c->act)
		printf(".Pp\nWho may: %s.\n", act_roles(c->act));
	auto_drop(arena) struct arena *a = arena_new();
	const char *states = act_states(c->act, a);
	if (states)
		printf(".Pp\nWhile the request is %s.\n", states);
	if (c->changes == CHANGES_ONCE)
		printf(".Pp\nIs one transaction, which\n.Fl -dry-run\nshows and does not keep.\n");
	if (c->preview)
		printf(".Pp\nWhat it will meet is shown by\n.Ql %s .\n", c->preview);
	if (c->next)
		printf(".Pp\nUsually comes next:\n.Ql %s .\n", c->next);
	if (c->exits) {
		printf(".Pp\nExit status in particular:\n");
		mdoc_lines(c->exits);
	}
}

static const struct command *
first_of(const struct cli *cli, const char *noun)
{
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++)
			if (strcmp(c->noun, noun) == 0)
				return c;
	return NULL;
}

/* The commands of ${noun} in turn; they may stand in more than one group. */
static void
each_of(const struct cli *cli, const char *noun, void (*does)(const struct command *c))
{
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++)
			if (strcmp(c->noun, noun) == 0)
				does(c);
}

static void
examples(const struct command *c)
{
	mdoc_lines(c->examples);
}

static void
man_noun(const struct cli *cli, const struct command *first)
{
	const char *noun = first->noun;
	const char *name = arena_printf(cli->arena, "dossier-%s", noun);
	char *title = arena_strdup(cli->arena, name);
	for (char *s = title; *s; s++)
		if (*s >= 'a' && *s <= 'z')
			*s = (char)(*s - 'a' + 'A');
	begin_page(name, name, title);
	printf("%s\n.Sh SYNOPSIS\n", first->verb ? "what is done with one thing" : first->summary);
	each_of(cli, noun, synopsis);
	printf(".Sh DESCRIPTION\n");
	each_of(cli, noun, describe);
	printf(".Sh EXIT STATUS\nAs of every command, in\n.Xr dossier 1 ,\nas are its options.\n"
	       ".Sh EXAMPLES\n"
	       ".Li $REF\nis the reference of a request,\n.Li $NO\nthe number of a letter.\n");
	each_of(cli, noun, examples);
	printf(".Sh SEE ALSO\n.Xr dossier 1\n");
}

/* ---- of all ---- */

static void
summary(const struct command *c)
{
	printf(".It Cm %s%s%s", c->noun, c->verb ? " " : "", c->verb ? c->verb : "");
	if (c->args)
		printf(" Ar %s", c->args);
	printf("\n");
	mdoc_text(c->summary);
}

static const char ending[] =
    ".El\n.Sh ENVIRONMENT\n.Bl -tag -width Ds\n"
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
    ".It 75\nTry again: the database or a disk is not available now.\n"
    ".It 130\nInterrupted.\n.El\n";

void
man_all(const struct cli *cli)
{
	(void)phrase_language("en"); /* its frame is English */
	begin_page("dossier", "dossier", "DOSSIER");
	printf("answer requests of data subjects within the month\n"
	       ".Sh SYNOPSIS\n.Nm\n.Op Fl -home Ar DIR\n.Op Fl -json\n"
	       ".Ar command\n.Op Ar argument ...\n"
	       ".Sh DESCRIPTION\n");
	mdoc_text(
	    "Dossier answers requests of data subjects (AVG/GDPR art. 15-22) within the month.");
	printf("Results go to standard output, talk to standard error; with\n"
	       ".Fl -json\nlists are arrays.\n"
	       "The options of every command are:\n");
	mdoc_opts(cli_global_opts, ACT_NONE);
	printf(".Sh COMMANDS\nEach has a page of its own, such as\n.Xr dossier-log 1 .\n"
	       ".Bl -tag -width Ds\n");
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++)
			summary(c);
	(void)fputs(ending, stdout);
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++)
			if (c == first_of(cli, c->noun))
				man_noun(cli, c);
}
