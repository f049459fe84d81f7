/*
 * task: what waits for a person, and what they did about it.
 */
#include <inttypes.h>

#include "dossier/change.h"
#include "dossier/request_words.h"
#include "cli.h"

static const struct named_file *file;
static const char *org, *state, *category, *ground, *to, *action, *until, *law, *proof, *gone;
static bool nothing, interactive;
static int count = -1, held = -1;
static struct opt_order said; /* of which category what was found: they belong together */
static const struct opt list_opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ "state", "STATE",
	    "in this state (default: asked, failed, and what failed and is tried again)",
	    OPT_STRING, &state, task_status_words },
	{ 0 },
};
#define ACTION_OPT                                                                                 \
	{                                                                                          \
		"action", "ACTION", "which, when the system has tasks of more than one",           \
		    OPT_STRING, &action, action_words                                              \
	}
static const struct opt action_opts[] = { ACTION_OPT, { 0 } };
static const struct opt done_opts[] = {
	{ "category", "ID",
	    "what follows was found of this category; again for the next; only where the task has "
	    "more",
	    OPT_STRING, &category, .order = &said },
	{ "nothing", NULL,
	    "searched, and nothing found; without --category of each that nothing was said of yet",
	    OPT_FLAG, &nothing, .order = &said },
	{ "file", "FILE",
	    "found this file, which goes into the archive: a CSV as rows; again for more",
	    OPT_FILE_IN, &file, .order = &said },
	{ "count", "N",
	    "so many records, handed over another way, as the archive says; asked to erase: so "
	    "many are gone",
	    OPT_INT, &count, .order = &said },
	{ "held", "N",
	    "asked to erase: so many stay there, as a law demands (--law, --until) or a hold; 0: "
	    "there was nothing of what has to stay",
	    OPT_INT, &held, .order = &said },
	{ "law", "ARTICLE",
	    "the article that demands it, or a basis of `dossier retention --list` by its id",
	    OPT_STRING, &law, .order = &said },
	{ "until", "DATE", "the last day on which it stays there", OPT_STRING, &until,
	    .order = &said },
	{ "columns", "A,B",
	    "asked to erase: of so many records (--count) these columns are gone, and nothing of "
	    "the person stands in the rest",
	    OPT_STRING, &gone, .order = &said },
	{ "proof", "TEXT",
	    "asked to erase: what shows it; kept sealed, and shown with `show --receipts --json`",
	    OPT_STRING, &proof, .order = &said },
	{ "interactive", NULL, "asks category by category", OPT_FLAG, &interactive },
	{ "to", "CONTROLLER",
	    "forward: the customer this person's data belong to; again for another", OPT_STRING,
	    &to },
	ACTION_OPT,
	{ 0 },
};
static const struct opt reopen_opts[] = {
	{ "category", "ID", "only this one is said anew", OPT_STRING, &category },
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
		{ "system", "SYSTEM" }, { "action", "ACTION" }, { "connector", "HOW" },
		{ "state", "STATE" }, { "asked", "ASKED" }, { "due", "DUE" },
		{ "next_try", "NEXT TRY" }, { "error", "WHY" }, { 0 } };
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
	if (one && !dossier_seen(cli->in, &cli->who, argv[0], "task", err)) {
		json_decref(one);
		return false;
	}
	if (one && cli->json) {
		print_json(one);
	} else if (one) {
		json_t *list = json_pack("[o]", one);
		request_print_tasks(list, cli->arena);
		rectify_print_fields(json_get(one, "correct"), cli->arena);
		json_decref(list);
	}
	return one != NULL;
}

/* ${open}: categories that nothing was said of yet, or NULL. */
static bool
end(struct cli *cli, char *argv[], bool ok, const char *open, struct err *err)
{
	if (ok && cli->json)
		print_json(json_pack(
		    "{s:s, s:s, s:s?}", "reference", argv[0], "system", argv[1], "open", open));
	return ok && next_say_of(cli, argv[0], err);
}

/* ---- what was found, category by category ---- */

/* What was said so far, of each category once. */
struct answers {
	struct task_said *items;
	size_t n;
};

static bool
is(const struct opt_said *s, const char *option)
{
	return strcmp(s->name, option) == 0;
}

static size_t
count_of(const char *option)
{
	size_t n = 0;
	for (size_t i = 0; i < said.n; i++)
		n += is(&said.items[i], option);
	return n;
}

static struct task_said *
answer_of(struct answers *all, const char *id, struct arena *a)
{
	for (size_t i = 0; i < all->n; i++)
		if (!id || strcmp(all->items[i].category, id) == 0)
			return &all->items[i];
	all->items[all->n] = (struct task_said){ .category = id,
		.count = -1,
		.files = arena_alloc(a, said.n * sizeof(struct task_file)) };
	return &all->items[all->n++];
}

static void
add_file(struct task_said *about, const struct named_file *f)
{
	const char *slash = strrchr(f->name, '/');
	about->files[about->nfiles++] = (struct task_file){ f->fd, slash ? slash + 1 : f->name };
}

static bool
add_number(struct task_said *about, const struct opt_said *s, struct err *err)
{
	if (is(s, "count") ? about->count >= 0 : about->held > 0 || about->none_held)
		return err_set(err, ERR_USAGE,
		    "--%s is said twice of one category: add them up, or say the rest in another "
		    "command",
		    s->name);
	if (is(s, "count"))
		about->count = s->number;
	else
		about->held = s->number;
	about->none_held = is(s, "held") && s->number == 0;
	return true;
}

static bool
add_said(struct cli *cli, struct task_said *about, const struct opt_said *s, struct err *err)
{
	if (is(s, "count") || is(s, "held"))
		return add_number(about, s, err);
	if (is(s, "until"))
		return arg_day(cli, "--until", s->value, NULL, &about->until, err);
	if (is(s, "law"))
		about->law = s->value;
	else if (is(s, "columns"))
		about->columns = s->value;
	else if (is(s, "proof"))
		about->proof = s->value;
	else if (is(s, "file"))
		add_file(about, s->file);
	else
		about->nothing = true;
	return true;
}

/*
 * One category may stand anywhere, as there is no doubt. Of more, what was found follows its own:
 * nothing is said of a category that was not meant.
 */
static bool
read_said(struct cli *cli, struct answers *ret, struct err *err)
{
	struct arena *a = cli->arena;
	bool one = count_of("category") <= 1;
	const char *id = one ? category : NULL;
	*ret = (struct answers){ .items = arena_alloc(a, (said.n + 1) * sizeof(*ret->items)) };
	for (size_t i = 0; i < said.n; i++) {
		const struct opt_said *s = &said.items[i];
		bool last = i + 1 == said.n || is(&said.items[i + 1], "category");
		if (is(s, "category")) {
			id = s->value;
			if (last && !(one && said.n > 1))
				return err_set(err, ERR_USAGE,
				    "say what was found of %s: "
				    "--nothing, --file, --count or --held after it",
				    id);
			continue;
		}
		if (!one && !id)
			return err_set(err, ERR_USAGE,
			    "--%s stands before the first of several --category: say it after the "
			    "one it is of",
			    s->name);
		if (!add_said(cli, answer_of(ret, id, a), s, err))
			return false;
	}
	return true;
}

static bool
run_done(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	struct answers found;
	struct task_told told;
	const struct task_name name = named(argv);
	if (cli->dry_run && count_of("file") > 0)
		return err_set(err, ERR_USAGE,
		    "--dry-run: a file that is put in is more than can be taken back");
	if (!read_said(cli, &found, err))
		return false;
	const struct task_answer w = {
		.said = found.items, .n = found.n, .to = to, .then = change_said
	};
	if (!search_task_done(cli->in, &cli->who, argv[0], &name, &w, cli->arena, &told, err))
		return false;
	if (told.unsent)
		print_talk(cli,
		    "warning: its instruction, letter %" PRId64 ", has not left; the archive says "
		    "so: if it did, `dossier letter sent %s %" PRId64 "`",
		    told.unsent, argv[0], told.unsent);
	if (told.open)
		print_talk(cli, "recorded; nothing was said yet of %s", told.open);
	return end(cli, argv, true, told.open, err);
}

static bool
run_reopen(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	const struct task_name name = named(argv);
	return end(cli, argv, search_task_reopen(cli->in, &cli->who, argv[0], &name, category, err),
	    NULL, err);
}

static bool
run_retry(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	const struct task_name name = named(argv);
	return end(
	    cli, argv, search_task_retry(cli->in, &cli->who, argv[0], &name, err), NULL, err);
}

static bool
run_skip(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	const struct task_name name = named(argv);
	return end(cli, argv, search_task_skip(cli->in, &cli->who, argv[0], &name, ground, err),
	    NULL, err);
}

const struct command task_commands[] = {
	{ "task", "list", NULL, "what waits for a person", NULL, list_opts, 0, 0, NEED_DB, ACT_SEE,
	    run_list, .shapes = "tasks", .lists = "",
	    .examples = "dossier task list\n"
			"dossier task list --state failed" },
	{ "task", "show", "REF SYSTEM", "one task", NULL, action_opts, 2, 2, NEED_DB, ACT_SEE,
	    run_show, .shapes = "task", .examples = "dossier task show $REF portal" },
	{ "task", "done", "REF SYSTEM",
	    "say what a person found or erased there, or what a recipient answered",
	    "Each category is said something of, in one command or several: files, a number of "
	    "records that were handed over another way, or that there is nothing. Nothing is said "
	    "of a category that is not named, and the task is done when all are accounted for. A "
	    "CSV file becomes rows of the archive, every other file goes in as it is. `task "
	    "reopen` takes it back.\n"
	    "Who was asked to erase says how much is gone (--count), and what has to stay there: "
	    "how much (--held), by which article (--law) and until which day (--until); what a "
	    "hold keeps has these. Where something has to stay there, nothing counts as gone "
	    "before it was said how much of it stays (--held 0: there was none). What they "
	    "accepted and did not confirm is not said: the task stays asked.",
	    done_opts, 2, 2, NEED_DB, ACT_TASK, run_done, .shapes = "task-said",
	    .examples =
		"dossier task done $REF portal --nothing\n"
		"dossier task done $REF administration --category JCC-C01 --file found.pdf "
		"--file list.csv --category JCC-C02 --nothing\n"
		"dossier task done $REF portal --action erase --count 3 --proof 'ticket 4711'\n"
		"dossier task done $REF portal --interactive",
	    .demands = "(--nothing | --file FILE | --count N | --held N | --to CONTROLLER | "
		       "--interactive)",
	    .exits = "3  it has no such task", .ask = task_ask, .next = "dossier show $REF",
	    .changes = CHANGES_ONCE },
	{ "task", "reopen", "REF SYSTEM",
	    "say anew what was found there: what was handed in is replaced by what is next", NULL,
	    reopen_opts, 2, 2, NEED_DB, ACT_TASK, run_reopen, .shapes = "task-said",
	    .examples = "dossier task reopen $REF portal", .next = "dossier task done $REF portal",
	    .changes = CHANGES_ONCE },
	{ "task", "retry", "REF SYSTEM", "try a failed task again", NULL, action_opts, 2, 2,
	    NEED_DB, ACT_TASK, run_retry, .shapes = "task-said",
	    .examples = "dossier task retry $REF portal", .next = "dossier work",
	    .changes = CHANGES_ONCE },
	{ "task", "skip", "REF SYSTEM", "do not ask this system, with the ground for that", NULL,
	    skip_opts, 2, 2, NEED_DB, ACT_TASK, run_skip, .demands = "--ground TEXT",
	    .shapes = "task-said",
	    .examples = "dossier task skip $REF analytics --ground 'never had an account there'",
	    .next = "dossier show $REF", .changes = CHANGES_ONCE },
	{ 0 },
};
