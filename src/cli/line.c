/*
 * A command line, from what was typed to what the command gets. Whoever types it reads it
 * (cli_read): its files are opened, what it says by standard input stands in it. Whoever runs it
 * takes it (cli_take), which may be another process.
 */
#include "dossier/dsn.h"
#include "dossier/phrase.h"
#include "dossier/text.h"
#include "cli.h"

static const char *home, *now, *language, *output, *fields, *colour, *progress;
static bool json, help, no_pager, quiet, verbose, no_input, dry_run;
static const struct named_file *input;
static const char *const forms[] = {
	[OUTPUT_TABLE] = "table",
	[OUTPUT_PLAIN] = "plain",
	[OUTPUT_CSV] = "csv",
	[OUTPUT_JSON] = "json",
	[OUTPUT_JSONL] = "jsonl",
	NULL,
};
const char *const words_language[] = { "nl", "en", NULL };
static const char *const when[] = { "auto", "always", "never", NULL };
static const char *const shows[] = { "auto", "json", "none", NULL };
const struct opt cli_global_opts[] = {
	{ "home", "DIR", "the installation (default: DOSSIER_HOME, else ~/.dossier)", OPT_STRING,
	    &home },
	{ "json", NULL, "print JSON in the shapes of docs/json", OPT_FLAG, &json },
	{ "output", "FORM", "how; plain is a line a record, between tabs, jsonl a line a record",
	    OPT_STRING, &output, forms },
	{ "fields", "A,B", "of a list only these, in this order", OPT_STRING, &fields },
	{ "color", "WHEN",
	    "what is late or failed is red, and says so; auto: on a terminal, unless NO_COLOR is "
	    "set",
	    OPT_STRING, &colour, when },
	{ "no-pager", NULL, "do not show by PAGER (default: less) what is more than a screen",
	    OPT_FLAG, &no_pager },
	{ "quiet", NULL, "-q: say nothing but what went wrong", OPT_FLAG, &quiet },
	{ "verbose", NULL, "-v: say more of what is done", OPT_FLAG, &verbose },
	{ "progress", "FORM",
	    "of long work; auto: a line on a terminal, else one each 10 s; json: a line each",
	    OPT_STRING, &progress, shows },
	{ "dry-run", NULL, "show what it would do, and keep nothing of it", OPT_FLAG, &dry_run },
	{ "input", "FILE",
	    "run it once a line: a JSON object with options, and operands by their names, for "
	    "keys; prints a line of JSON for each",
	    OPT_FILE_IN, &input },
	{ "no-input", NULL, "wait for nobody to type: a - is refused where that is a terminal",
	    OPT_FLAG, &no_input },
	{ "now", "INSTANT", "take this for now (rehearsal installations only)", OPT_STRING, &now },
	{ "from", "FILE", "take options from a file (-: standard input), a line OPTION: VALUE each",
	    OPT_FROM, NULL },
	{ "lang", "LANGUAGE",
	    "the language of what is printed (default: that of LC_ALL, LC_MESSAGES or LANG); "
	    "before the command where that has a --lang of its own; what programs read is English",
	    OPT_STRING, &language, words_language },
	{ "help", NULL, "tell about the command", OPT_FLAG, &help },
	{ 0 },
};

static const char *
name_of(const struct command *c, struct arena *a)
{
	return arena_printf(
	    a, "dossier %s%s%s", c->noun, c->verb ? " " : "", c->verb ? c->verb : "");
}

/* The noun, or the verb of ${noun}, that is nearest to ${word}; NULL: none is near. */
static const char *
nearest(const struct cli *cli, const char *noun, const char *word)
{
	const char *best = NULL;
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++)
			if (!noun)
				text_nearer(word, c->noun, &best);
			else if (c->verb && strcmp(c->noun, noun) == 0)
				text_nearer(word, c->verb, &best);
	return best;
}

bool
cli_unknown(const struct cli *cli, int argc, char *argv[], struct err *err)
{
	auto_drop(buf) struct buf verbs = { 0 };
	const char *noun = argc > 1 && cli_has_noun(cli, argv[0]) ? argv[0] : NULL;
	const char *word = argv[noun ? 1 : 0], *meant = nearest(cli, noun, word);
	for (size_t g = 0; noun && cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++)
			if (c->verb && strcmp(c->noun, noun) == 0)
				buf_addf(&verbs, "%s%s", verbs.len ? ", " : "", c->verb);
	const char *space = noun ? " " : "";
	noun = noun ? noun : "";
	if (meant)
		return err_set(err, ERR_USAGE,
		    "there is no command %s%s%.40s; did you mean `dossier %s%s%s`?", noun, space,
		    word, noun, space, meant);
	return verbs.len
	    ? err_set(err, ERR_USAGE, "there is no command %s %.40s; there are %s", noun, word,
		  verbs.data)
	    : err_set(err, ERR_USAGE, "there is no command %s; `dossier help` lists them", word);
}

/* ---- operands ---- */

static bool
check_args(const struct command *c, const char *name, int n, struct err *err)
{
	const char *args = c->args ? c->args : "", *space = c->args ? " " : "";
	if (n < c->min_args)
		return err_set(err, ERR_USAGE, "usage: %s%s%s%s%s; `%s --help` tells more", name,
		    space, args, c->demands ? " " : "", c->demands ? c->demands : "", name);
	if (c->max_args >= 0 && n > c->max_args) /* which word it is may be nobody's to read */
		return err_set(err, ERR_USAGE, "usage: %s%s%s; word %d after %s is one too many",
		    name, space, args, c->max_args + 1, name);
	return true;
}

/* ---- taking ---- */

static bool
says_value(const struct opt_line *line, const char *option)
{
	for (size_t i = 1; i < line->options; i++)
		if (strncmp(line->words.items[i], option, strlen(option)) == 0)
			return true;
	return false;
}

static const char *
who_may(const struct command *c, const struct opt_line *line, struct arena *a)
{
	int act = c->act;
	for (const struct opt *o = c->opts; o && o->name; o++)
		if (o->act &&
		    (o->type == OPT_FLAG ? cli_says(line, arena_printf(a, "--%s", o->name))
					 : says_value(line, arena_printf(a, "--%s=", o->name))))
			act = o->act;
	return act_roles(act);
}

static const struct command *
command_named(struct cli *cli, const char *name)
{
	char *word = arena_strdup(cli->arena, name + strcspn(name, " "));
	char *args[2] = { word + strspn(word, " ") };
	char *space = strchr(args[0], ' ');
	int words;
	if (space) {
		*space = '\0';
		args[1] = space + 1;
	}
	const struct command *c = cli_find(cli, space ? 2 : 1, args, &words);
	return c && strcmp(name_of(c, cli->arena), name) == 0 ? c : NULL;
}

static bool
take_output(struct cli *cli, struct err *err)
{
	struct print_as how = { json ? OUTPUT_JSON
		    : input          ? OUTPUT_JSONL
				     : OUTPUT_TABLE,
		fields, colour, quiet, verbose };
	for (enum output o = 0; output && forms[o]; o++)
		if (strcmp(forms[o], output) == 0)
			how.output = o;
	if (json && how.output != OUTPUT_JSON)
		return err_set(err, ERR_USAGE, "--json is --output json: say one of them");
	cli->json = how.output == OUTPUT_JSON || how.output == OUTPUT_JSONL;
	if (cli->json)
		(void)phrase_language("en");
	if (quiet && verbose)
		return err_set(err, ERR_USAGE, "one of --quiet and --verbose");
	print_begin(&how);
	progress_begin(cli, progress, quiet);
	return true;
}

static bool
check_dry_run(const struct cli *cli, struct err *err)
{
	const struct command *c = cli->command;
	if (!cli->dry_run || c->changes == CHANGES_ONCE || c->rehearse)
		return true;
	if (c->changes == CHANGES_NOTHING)
		return err_set(
		    err, ERR_USAGE, "--dry-run: this changes nothing, so there is nothing to try");
	return c->preview
	    ? err_set(err, ERR_USAGE,
		  "--dry-run: this does more than can be taken back; `%s` shows what "
		  "it will meet",
		  c->preview)
	    : err_set(err, ERR_USAGE, "--dry-run: this does more than can be taken back");
}

/* A line of a batch is a transaction; and who types opens files for one command. */
static bool
check_input(const struct cli *cli, const struct opt_line *line, struct err *err)
{
	if (!input)
		return true;
	if (cli->command->changes != CHANGES_ONCE)
		return err_set(err, ERR_USAGE,
		    "--input: a batch is of a command that is one transaction, which this is not");
	if (output && strcmp(output, "jsonl") != 0)
		return err_set(err, ERR_USAGE, "--input: its results are --output jsonl");
	if (cli->command->args && strstr(cli->command->args, "FILE"))
		return err_set(err, ERR_USAGE, "--input: a file is named on the command line only");
	if (cli->argc > 0)
		return err_set(
		    err, ERR_USAGE, "--input: operands stand in its lines, and none beside it");
	return line->files.n == 1 || err_set(err, ERR_USAGE, "--input: no other file goes with it");
}

static bool
prints_list(const struct cli *cli, const struct opt_line *line)
{
	const char *lists = cli->command->lists;
	if (!lists || cli->input)
		return false;
	return !*lists || (*lists == '-' ? cli_says(line, lists) : !cli->file);
}

/* What can not be shown so is not shown otherwise, as if it were. */
static bool
check_output(const struct cli *cli, const struct opt_line *line, struct err *err)
{
	enum output o = print_output();
	const char *said = fields ? "--fields"
	    : o == OUTPUT_PLAIN   ? "--output plain"
	    : o == OUTPUT_CSV     ? "--output csv"
				  : NULL;
	return !said || prints_list(cli, line) ||
	    err_set(err, ERR_USAGE, "%s is for a list, and this prints none: expected --json%s",
		said, fields ? "" : phrase(", or the table"));
}

bool
cli_take(struct cli *cli, struct opt_line *line, struct err *err)
{
	char **args = arena_alloc(cli->arena, (line->words.n + 1) * sizeof(*args));
	for (size_t i = 0; i < line->words.n; i++)
		args[i] = arena_strdup(cli->arena, line->words.items[i]);
	const char *name = args[0];
	int n = (int)line->words.n;
	if (!cli->command && !(cli->command = command_named(cli, name)))
		return err_set(err, ERR_USAGE, "there is no such command");
	/* of a daemon's own line, which its children began with */
	home = now = output = fields = colour = progress = NULL;
	input = NULL;
	json = help = no_pager = quiet = verbose = no_input = dry_run = false;
	batch_hold(cli);
	if (!opt_parse(cli->command->opts, cli_global_opts, &n, &args, &line->files, err) ||
	    (!input && !check_args(cli->command, name, n, err)))
		return false;
	cli->input = input;
	cli->typed = line;
	cli->home = home;
	cli->home_said = home != NULL;
	cli->now = now;
	cli->no_input = no_input;
	cli->dry_run = dry_run;
	cli->roles = who_may(cli->command, line, cli->arena);
	cli->argc = n;
	cli->argv = args;
	return take_output(cli, err) && check_dry_run(cli, err) && check_input(cli, line, err) &&
	    cli_take_files(cli, &line->files, err) && check_output(cli, line, err);
}

/* ---- reading ---- */

static bool
takes_value(const char *word)
{
	for (const struct opt *o = cli_global_opts; o->name; o++)
		if (strncmp(word, "--", 2) == 0 && strcmp(word + 2, o->name) == 0)
			return o->type != OPT_FLAG;
	return false;
}

/* Options may stand before the command's words too: `dossier --home D show REF`. */
static int
leading_options(int argc, char *argv[])
{
	int i = 1;
	while (i < argc && argv[i][0] == '-' && strcmp(argv[i], "--") != 0) {
		i += takes_value(argv[i]) ? 2 : 1;
	}
	return i < argc ? i : argc;
}

static bool
choose_language(const char *name, struct err *err)
{
	return phrase_language(name) ||
	    err_set(err, ERR_USAGE, "--lang of the interface is nl or en");
}

/* Before the command's words --lang is the interface's, whatever that command calls so. */
static bool
take_language(int *argc, char *argv[], int *first, struct err *err)
{
	for (int i = 1; i < *first; i++) {
		bool apart = strcmp(argv[i], "--lang") == 0 && i + 1 < *argc;
		const char *value = apart                 ? argv[i + 1]
		    : strncmp(argv[i], "--lang=", 7) == 0 ? argv[i] + 7
							  : NULL;
		if (!value)
			continue;
		if (!choose_language(value, err))
			return false;
		int n = apart ? 2 : 1;
		for (int k = i; k + n <= *argc; k++)
			argv[k] = argv[k + n];
		*argc -= n;
		*first -= n;
		i--;
	}
	return true;
}

/*
 * After them it is so for a command that has none. Whoever runs it elsewhere is told by our
 * environment.
 */
static bool
said_language(const struct opt *opts, const struct opt_line *line, struct err *err)
{
	for (; opts && opts->name; opts++)
		if (strcmp(opts->name, "lang") == 0)
			return true;
	for (size_t i = 1; i < line->options; i++)
		if (strncmp(line->words.items[i], "--lang=", 7) == 0 &&
		    !choose_language(line->words.items[i] + 7, err))
			return false;
	return true;
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

/* Everybody on the machine sees the words of a command, and most of them for as long as it runs. */
static bool
check_passwords(const struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const char option[] = "--database=";
	for (int i = 1; i < argc; i++) {
		bool apart = strcmp(argv[i], "--database") == 0 && i + 1 < argc;
		const char *value = apart                           ? argv[i + 1]
		    : strncmp(argv[i], option, strlen(option)) == 0 ? argv[i] + strlen(option)
								    : NULL;
		if (value && dsn_value(value, "password", cli->arena))
			return err_set(err, ERR_USAGE,
			    "--database holds a password, which all on this machine can see: put "
			    "it in a file for libpq and passfile=FILE in the address");
	}
	return true;
}

/* `dossier`, `dossier letter`, `dossier letter list --help`: the command help instead. */
static bool
read_help(struct cli *cli, const char *noun, const char *verb, struct err *err)
{
	const char *const words[] = { "help", noun, verb };
	char *args[4] = { arena_strdup(cli->arena, "dossier help") };
	int used, n = noun ? verb ? 3 : 2 : 1;
	for (int i = 1; i < n; i++)
		args[i] = arena_strdup(cli->arena, words[i]);
	char *one = arena_strdup(cli->arena, "help");
	cli->command = cli_find(cli, 1, &one, &used);
	cli->argc = n - 1;
	cli->argv = arena_alloc(cli->arena, sizeof(args));
	memcpy(cli->argv, args + 1, sizeof(args) - sizeof(*args));
	return cli->command || err_set(err, ERR_USAGE, "there is no help");
}

bool
cli_says(const struct opt_line *line, const char *flag)
{
	for (size_t i = 1; i < line->options; i++)
		if (strcmp(line->words.items[i], flag) == 0)
			return true;
	return false;
}

/* The command's words are taken out; what is left are options and operands. */
static int
without_words(struct cli *cli, int argc, char *argv[], int first, int words, char ***ret)
{
	char **args = arena_alloc(cli->arena, ((size_t)argc + 3) * sizeof(*args));
	const char *env = getenv("DOSSIER_NOW");
	int n = 0;
	args[n++] = arena_strdup(cli->arena, name_of(cli->command, cli->arena));
	if (env && *env) /* first: --now goes before it */
		args[n++] = arena_printf(cli->arena, "--now=%s", env);
	for (int i = 1; i < argc; i++)
		if (i < first || i >= first + words)
			args[n++] = argv[i];
	*ret = args;
	return n;
}

static bool
has_word(int argc, char *argv[], const char *word)
{
	int i = 1;
	while (i < argc && strcmp(argv[i], word) != 0 && strcmp(argv[i], "--") != 0)
		i++;
	return i < argc && strcmp(argv[i], word) == 0;
}

/* Also of a line that is none: what is wrong with it is told to a program. */
static bool
asks_json(int argc, char *argv[])
{
	return has_word(argc, argv, "--json") || has_word(argc, argv, "--output=json") ||
	    has_word(argc, argv, "--output=jsonl");
}

bool
cli_read(struct cli *cli, int argc, char *argv[], struct opt_line *ret, struct err *err)
{
	if (argc > 1 && strcmp(argv[1], "--version") == 0)
		argv[1] = arena_strdup(cli->arena, "version");
	int first = leading_options(argc, argv), words = 0;
	char **args = argv;
	*ret = (struct opt_line){ 0 };
	(void)phrase_language(phrase_language_of_locale());
	if (!check_text(argc, argv, err) || !take_language(&argc, argv, &first, err))
		return false;
	cli->json = asks_json(argc, argv);
	if (!check_passwords(cli, argc, argv, err))
		return false;
	if (cli->json)
		(void)phrase_language("en");
	ret->no_input = has_word(argc, argv, "--no-input");
	if (first == argc)
		return opt_resolve(NULL, cli_global_opts, argc, argv, ret, err) &&
		    said_language(NULL, ret, err) && read_help(cli, NULL, NULL, err);
	cli->command = cli_find(cli, argc - first, argv + first, &words);
	const char *noun = argv[first];
	if (!cli->command && cli_has_noun(cli, noun) &&
	    (argc - first == 1 || argv[first + 1][0] == '-'))
		return opt_resolve(NULL, cli_global_opts, argc, argv, ret, err) &&
		    said_language(NULL, ret, err) && read_help(cli, noun, NULL, err);
	if (!cli->command)
		return cli_unknown(cli, argc - first, argv + first, err);
	int n = without_words(cli, argc, argv, first, words, &args);
	if (!opt_resolve(cli->command->opts, cli_global_opts, n, args, ret, err) ||
	    !said_language(cli->command->opts, ret, err))
		return false;
	(void)setenv("DOSSIER_LANG", phrase_language_now(), 1);
	if (cli_says(ret, "--help"))
		return read_help(cli, cli->command->noun, cli->command->verb, err);
	bool batch = says_value(ret, "--input=");
	if (!batch &&
	    !check_args(cli->command, args[0], (int)(ret->words.n - ret->options - 1), err))
		return false;
	if (!batch && cli->command->ask && !cli->command->ask(cli, ret, err))
		return false;
	return cli_name_files(cli, ret, err) && named_files_open(&ret->files, cli->arena, err) &&
	    cli_take(cli, ret, err);
}
