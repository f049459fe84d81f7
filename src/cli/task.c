/*
 * task: what waits for a person, and what they did about it.
 */
#include <inttypes.h>

#include "cli.h"

static const struct named_file *file;
static const char *org, *state, *category, *ground, *to, *action;
static bool nothing;
static int count = -1;
static const char *const states[] = { "waiting", "ready", "leased", "asked", "done", "failed",
	"skipped", NULL };
static const struct opt list_opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ "state", "STATE", "in this state (default: asked and failed)", OPT_STRING, &state,
	    states },
	{ 0 },
};
#define ACTION_OPT                                                                                 \
	{                                                                                          \
		"action", "ACTION", "which, when the system has tasks of more than one",           \
		    OPT_STRING, &action, words_action                                              \
	}
static const struct opt action_opts[] = { ACTION_OPT, { 0 } };
static const struct opt done_opts[] = {
	{ "nothing", NULL, "searched, and nothing found", OPT_FLAG, &nothing },
	{ "file", "FILE", "found this file: it goes into the archive", OPT_FILE_IN, &file },
	{ "count", "N", "so many records, handed over another way", OPT_INT, &count },
	{ "category", "ID", "which category, when the task has more", OPT_STRING, &category },
	{ "to", "CONTROLLER",
	    "forward: the customer this person's data belong to; again for another", OPT_STRING,
	    &to },
	ACTION_OPT,
	{ 0 },
};
static const struct opt skip_opts[] = {
	{ "ground", "TEXT", "why it is not asked; the person will read it", OPT_STRING, &ground },
	ACTION_OPT,
	{ 0 },
};

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "reference", "REFERENCE" },
		{ "system", "SYSTEM" }, { "connector", "HOW" }, { "state", "STATE" },
		{ "asked", "ASKED" }, { "due", "DUE" }, { "error", "WHY" }, { 0 } };
	(void)argc;
	(void)argv;
	return print_rows(cli, view_tasks(cli->in, &cli->who, org, state, err), columns,
	    "nothing waits for a person", err);
}

static struct task_name
named(char *argv[])
{
	return (struct task_name){ .system = argv[1], .action = action };
}

static bool
run_show(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	const struct task_name name = named(argv);
	json_t *one = view_one_task(cli->in, &cli->who, argv[0], &name, err);
	if (one && cli->json) {
		print_json(one);
	} else if (one) {
		json_t *list = json_pack("[o]", one);
		request_print_tasks(list, cli->arena);
		json_decref(list);
	}
	return one != NULL;
}

static bool
end(struct cli *cli, char *argv[], bool ok)
{
	if (ok && cli->json)
		print_json(json_pack("{s:s, s:s}", "reference", argv[0], "system", argv[1]));
	return ok;
}

static bool
run_done(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	const char *slash = file ? strrchr(file->name, '/') : NULL;
	if (nothing + (file != NULL) + (count >= 0) > 1)
		return err_set(err, ERR_USAGE, "one of --nothing, --file and --count");
	const struct task_file found = { file ? file->fd : -1,
		slash      ? slash + 1
		    : file ? file->name
			   : NULL };
	const struct task_answer w = { .nothing = nothing,
		.file = file ? &found : NULL,
		.category = category,
		.count = count,
		.to = to };
	const struct task_name name = named(argv);
	int64_t unsent;
	if (!search_task_done(cli->in, &cli->who, argv[0], &name, &w, &unsent, err))
		return false;
	if (unsent)
		print_talk(cli,
		    "warning: its instruction, letter %" PRId64 ", has not left; the archive says "
		    "so: if it did, `dossier letter sent %s %" PRId64 "`",
		    unsent, argv[0], unsent);
	return end(cli, argv, true);
}

static bool
run_retry(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	const struct task_name name = named(argv);
	return end(cli, argv, search_task_retry(cli->in, &cli->who, argv[0], &name, err));
}

static bool
run_skip(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	const struct task_name name = named(argv);
	return end(cli, argv, search_task_skip(cli->in, &cli->who, argv[0], &name, ground, err));
}

const struct command task_commands[] = {
	{ "task", "list", NULL, "what waits for a person", NULL, list_opts, 0, 0, NEED_DB,
	    MAY_SEE_CASES, run_list,
	    .examples = "dossier task list\n"
			"dossier task list --state failed" },
	{ "task", "show", "REF SYSTEM", "one task", NULL, action_opts, 2, 2, NEED_DB, MAY_SEE_CASES,
	    run_show, .examples = "dossier task show $REF portal" },
	{ "task", "done", "REF SYSTEM",
	    "say what a person found there, or what a recipient answered", NULL, done_opts, 2, 2,
	    NEED_DB, NULL, run_done,
	    .examples = "dossier task done $REF portal --nothing\n"
			"dossier task done $REF administration --file found.pdf --category JCC-C01",
	    .next = "dossier show $REF", .changes = CHANGES_ONCE },
	{ "task", "retry", "REF SYSTEM", "try a failed task again", NULL, action_opts, 2, 2,
	    NEED_DB, NULL, run_retry, .examples = "dossier task retry $REF portal",
	    .next = "dossier work", .changes = CHANGES_ONCE },
	{ "task", "skip", "REF SYSTEM", "do not ask this system, with the ground for that", NULL,
	    skip_opts, 2, 2, NEED_DB, NULL, run_skip,
	    .examples = "dossier task skip $REF analytics --ground 'never had an account there'",
	    .next = "dossier show $REF", .changes = CHANGES_ONCE },
	{ 0 },
};
