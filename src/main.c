/*
 * The program: the table of commands and their dispatch. Each command's rows stand in its own
 * file of cli/.
 */
#include <unistd.h>

#include "dossier/asset.h"
#include "dossier/sandbox.h"
#include "dossier/text.h"
#include "cli/cli.h"

static const struct command *const command_groups[] = {
	setup_commands,
	user_commands,
	register_commands,
	connector_commands,
	request_commands,
	plan_commands,
	work_commands,
	task_commands,
	archive_commands,
	question_commands,
	refuse_commands,
	done_commands,
	fee_commands,
	decide_commands,
	letter_commands,
	deadline_commands,
	report_commands,
	audit_commands,
	audit_prove_commands,
	help_commands,
	NULL,
};

static const char *home, *now;
static bool json, help;
static const struct opt global_opts[] = {
	{ "home", "DIR", "the installation (default: DOSSIER_HOME, else ~/.dossier)", OPT_STRING,
	    &home },
	{ "json", NULL, "print JSON in the shapes of docs/json", OPT_FLAG, &json },
	{ "now", "INSTANT", "take this for now (rehearsal installations only)", OPT_STRING, &now },
	{ "from", "FILE", "take options from a file (-: standard input), a line OPTION: VALUE each",
	    OPT_FROM, NULL },
	{ "help", NULL, "tell about the command", OPT_FLAG, &help },
	{ 0 },
};

static bool
unknown(char *argv[], struct err *err)
{
	struct buf verbs = { 0 };
	for (size_t g = 0; command_groups[g]; g++)
		for (const struct command *c = command_groups[g]; c->noun; c++)
			if (c->verb && strcmp(c->noun, argv[0]) == 0)
				buf_addf(&verbs, "%s%s", verbs.len ? ", " : "", c->verb);
	if (verbs.len)
		err_set(err, ERR_USAGE, "say what to do with %s: %s", argv[0], verbs.data);
	else
		err_set(
		    err, ERR_USAGE, "there is no command %s; `dossier help` lists them", argv[0]);
	buf_release(&verbs);
	return false;
}

/* `dossier letter --help`: of a word with several commands, all of them. */
static bool
asks_help(int argc, char *argv[])
{
	return argc == 2 && strcmp(argv[1], "--help") == 0;
}

/* Options may stand before the command's words too: `dossier --home D show REF`. */
static int
leading_options(int argc, char *argv[])
{
	int i = 1;
	while (i < argc && argv[i][0] == '-' && strcmp(argv[i], "--") != 0) {
		bool takes_value = strcmp(argv[i], "--home") == 0 ||
		    strcmp(argv[i], "--now") == 0 || strcmp(argv[i], "--from") == 0;
		i += takes_value ? 2 : 1;
	}
	return i < argc ? i : argc;
}

static bool
check_args(const struct command *c, const char *name, int n, struct err *err)
{
	if (n < c->min_args || (c->max_args >= 0 && n > c->max_args))
		return err_set(err, ERR_USAGE, "usage: %s%s%s; `%s --help` tells more", name,
		    c->args ? " " : "", c->args ? c->args : "", name);
	return true;
}

static bool
prepare(struct cli *cli, struct err *err)
{
	if (cli->command->need == NEED_NOTHING)
		return true;
	cli->home = conf_home(home, cli->arena, err);
	const char *env = getenv("DOSSIER_NOW");
	cli->now = now ? now : env && *env ? env : NULL;
	if (!cli->home)
		return false;
	/* what is listed or computed without the database is by the installation's own files too */
	asset_override_dir(arena_printf(cli->arena, "%s/templates", cli->home));
	return cli->command->need == NEED_HOME || cli_open(cli, err);
}

static bool
dispatch(struct cli *cli, int argc, char *argv[], struct err *err)
{
	int first = leading_options(argc, argv), words = 0;
	if (first == argc) {
		int n = argc;
		char **args = argv;
		if (!opt_parse(NULL, global_opts, &n, &args, err))
			return false;
		help_all(cli);
		return true;
	}
	cli->command = cli_find(cli, argc - first, argv + first, &words);
	if (!cli->command)
		return asks_help(argc - first, argv + first) && help_noun(cli, argv[first])
		    ? true
		    : unknown(argv + first, err);
	const char *name = arena_printf(cli->arena, "dossier %s%s%s", cli->command->noun,
	    cli->command->verb ? " " : "", cli->command->verb ? cli->command->verb : "");
	/* the words of the command are taken out; what is left are options and operands */
	char **args = arena_alloc(cli->arena, ((size_t)argc + 1) * sizeof(*args));
	int n = 0;
	args[n++] = arena_strdup(cli->arena, name);
	for (int i = 1; i < argc; i++)
		if (i < first || i >= first + words)
			args[n++] = argv[i];
	if (!opt_parse(cli->command->opts, global_opts, &n, &args, err))
		return false;
	cli->json = json;
	if (help) {
		help_command(cli, cli->command);
		return true;
	}
	return check_args(cli->command, name, n, err) && prepare(cli, err) &&
	    cli->command->run(cli, n, args, err);
}

/*
 * What is typed is stored, shown and printed as text; a byte that is none would come back much
 * later.
 */
static bool
check_text(int argc, char *argv[], struct err *err)
{
	for (int i = 1; i < argc; i++)
		if (!text_is_utf8(argv[i], strlen(argv[i])))
			return err_set(err, ERR_USAGE, "argument %d is not UTF-8 text", i);
	return true;
}

static void
complain(const char *kind, const char *text)
{
	(void)fprintf(stderr, "dossier: %s", kind);
	print_safe(stderr, text, "");
	(void)fputc('\n', stderr);
}

static void
warn(const char *text)
{
	complain("warning: ", text);
}

int
main(int argc, char *argv[])
{
	struct err err = { 0 };
	sandbox_process();
	asset_tell(warn);
	struct cli cli = {
		.arena = arena_new(), .groups = command_groups, .global_opts = global_opts
	};
	cli.who = actor_of_process(cli.arena);
	bool ok = check_text(argc, argv, &err) && dispatch(&cli, argc, argv, &err);
	/* a full disk behind stdout must not look like success */
	if ((fflush(stdout) != 0 || ferror(stdout)) && ok)
		ok = err_set(&err, ERR_TEMPORARY, "cannot write the output: %m");
	if (err.kind != ERR_NONE)
		complain("", err.text);
	installation_close(cli.in);
	arena_free(cli.arena);
	return ok ? 0 : err_exit_status(err.kind);
}
