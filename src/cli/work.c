/*
 * work, worker: run tasks.
 */
#include "dossier/change.h"
#include "dossier/phrase.h"
#include "dossier/worker.h"
#include "cli.h"

#define NEXT_MAX 8
#define LOGGED_MAX 1000 /* of each organisation, in a list for a person */

static int slots;
static const struct opt opts[] = {
	{ "slots", "N", "collect with so many processes (default: dossier.conf)", OPT_INT, &slots },
	{ 0 },
};

struct told {
	const struct cli *cli;
	json_t *rows, *letters; /* NULL: not asked for */
	const char
	    *language; /* of who reads; what the worker writes down is English (worker_run) */
};

/* Which system it waits for, and until when. */
static const char *
waits_for(const struct worker_progress *p)
{
	static char doing[200], system[80];
	static int64_t known_ms;
	const int64_t until_ms = clock_boot_ms() + p->most_ms - p->waited_ms;
	const time_t until = time(NULL) + (p->most_ms - p->waited_ms) / 1000;
	struct tm local;
	char at[20] = "?";
	/* of one wait it is the same, but for the time it takes to tell */
	if (strcmp(system, p->system) == 0 && llabs(until_ms - known_ms) < 1000)
		return doing;
	known_ms = until_ms;
	if (localtime_r(&until, &local))
		(void)strftime(at, sizeof(at), "%H:%M:%S", &local);
	(void)snprintf(system, sizeof(system), "%s", p->system);
	(void)snprintf(doing, sizeof(doing),
	    phrase("waiting for %s, until %s at most if it stays silent; tasks done"), system, at);
	return doing;
}

static void
show(const struct worker_progress *p, void *arg)
{
	int64_t all = p->tasks_done + p->leased + p->ready;
	if (!progress_is_json())
		(void)phrase_language(((const struct told *)arg)->language);
	const char *doing = p->system ? waits_for(p)
	    : p->next_s               ? phrase("waiting for the next try")
				      : phrase("tasks done");
	progress_show(doing, p->tasks_done, all, NULL);
	(void)phrase_language("en");
}

/*
 * `work` ends with what was wrong as its error; who keeps running says it when it happens. A silent
 * system is said by both.
 */
static void
warn(const char *text, void *arg)
{
	(void)arg;
	print_clear();
	(void)fputs("dossier: ", stderr);
	print_safe(stderr, text, "");
	(void)fputc('\n', stderr);
}

/* What the corrected calendar did to one of both dates. */
static void
say_moved(const json_t *row, const char *key)
{
	const json_t *date = json_get(row, key);
	const char *from = json_str_or(date, "from", ""), *to = json_str_or(date, "to", "");
	if (strcmp(from, to) == 0)
		return;
	print_clear();
	(void)fprintf(stderr, phrase("dossier: the calendar was corrected: %s: %s %s is now %s\n"),
	    json_str_or(row, "reference", ""),
	    strcmp(key, "deadline") == 0 ? phrase("the deadline") : phrase("if extended,"), from,
	    to);
}

static void
began(void *arg)
{
	cli_stay(((const struct told *)arg)->cli);
}

static void
asking(const char *system, void *arg)
{
	print_more(((const struct told *)arg)->cli, "asking %s", system);
}

static void
moved(const json_t *row, void *arg)
{
	json_t *rows = ((const struct told *)arg)->rows;
	(void)phrase_language(((const struct told *)arg)->language);
	say_moved(row, "deadline");
	say_moved(row, "extended");
	(void)phrase_language("en");
	if (rows)
		json_array_append_new(rows, json_deep_copy(row));
}

/* What is rolled back is written again, under the same name. */
static void
wrote(const char *reference, const char *kind, const char *file, void *arg)
{
	json_t *letters = ((const struct told *)arg)->letters, *l;
	size_t i;
	json_array_foreach(letters, i, l)
		if (strcmp(json_str_or(l, "file", ""), file) == 0)
			return;
	json_array_append_new(letters,
	    json_pack("{s:s, s:s, s:s}", "reference", reference, "kind", kind, "file", file));
}

/* Those of a kind and a request as one, with how many; new. */
static json_t *
together(const json_t *letters)
{
	json_t *each = json_array(), *one;
	size_t i, k;
	const json_t *l;
	json_array_foreach((json_t *)(uintptr_t)letters, i, l) {
		json_array_foreach(each, k, one)
			if (json_equal(json_get(one, "reference"), json_get(l, "reference")) &&
			    json_equal(json_get(one, "kind"), json_get(l, "kind")))
				break;
		if (k == json_array_size(each))
			json_array_append_new(each,
			    json_pack("{s:O, s:O}", "reference", json_get(l, "reference"), "kind",
				json_get(l, "kind")));
		one = json_array_get(each, k);
		json_object_set_new(one, "n", json_integer(json_int_or(one, "n", 0) + 1));
	}
	return each;
}

/* What a program erased since, a line a system. */
static void
say_erased(struct cli *cli, usec_t since)
{
	struct err none = { 0 };
	auto_drop(json) json_t *rows = !cli->json && cli_open(cli, &none)
	    ? view_erased(cli->in, &cli->who, since, &none)
	    : NULL;
	size_t i;
	const json_t *v;
	json_array_foreach(rows, i, v) {
		const char *sum = erased_sum(v, cli->arena);
		if (i < NEXT_MAX)
			print_talk(cli, "%s at %s: %s: `dossier show %s --receipts`",
			    json_str_or(v, "reference", ""), json_str_or(v, "system", ""),
			    strcmp(json_str_or(v, "state", ""), "stopped") == 0
				? phrase("stopped, and nothing was changed")
				: sum,
			    json_str_or(v, "reference", ""));
	}
	if (i > NEXT_MAX)
		print_talk(cli, "and %zu more", i - NEXT_MAX);
}

/* What this run wrote, each with its place, and then how many lie there with it. */
static void
say_letters(const struct cli *cli, const json_t *letters, const json_t *today)
{
	auto_drop(json) json_t *each = together(letters);
	size_t i;
	const json_t *v;
	int64_t lie = 0;
	json_array_foreach(each, i, v) {
		const char *kind = phrase(json_str_or(v, "kind", "")),
			   *ref = json_str_or(v, "reference", "");
		int64_t n = json_int_or(v, "n", 1);
		if (i < NEXT_MAX && n == 1)
			print_talk(cli, "wrote a letter: %s: `dossier letter list %s`", kind, ref);
		else if (i < NEXT_MAX)
			print_talk(cli, "wrote %lld letters: %s: `dossier letter list %s`",
			    (long long)n, kind, ref);
	}
	if (i > NEXT_MAX)
		print_talk(cli, "and %zu more", i - NEXT_MAX);
	json_array_foreach(today, i, v)
		lie += json_int_or(v, "letters", 0);
	if (lie == 1)
		print_talk(cli, "a letter lies there and waits to be sent: `dossier today`");
	if (lie > 1)
		print_talk(cli, "%lld letters lie there and wait to be sent: `dossier today`",
		    (long long)lie);
}

/* What waits for who ran it: the first few, each with its command. */
static void
say_next(struct cli *cli, const json_t *letters)
{
	struct err none = { 0 }; /* who runs the worker need not see cases */
	size_t i, said = 0, all = 0;
	const json_t *row;
	auto_drop(json) json_t *rows = !cli->json && cli_open(cli, &none)
	    ? view_today(cli->in, &cli->who, NULL, false, &none)
	    : NULL;
	say_letters(cli, letters, rows);
	if (rows && !answer_look(cli->in, &cli->who, rows, &none))
		return;
	json_array_foreach(rows, i, row) {
		const char *what = json_str_or(row, "what", "");
		const char *command = next_command(row, cli->arena);
		if (!command || strcmp(what, "system") == 0 || strcmp(what, "letter") == 0)
			continue;
		if (++all > NEXT_MAX)
			continue;
		said++;
		print_talk(cli, "next: `%s`: %s", command, next_why(row, cli->arena));
	}
	if (all > said)
		print_talk(cli, "`dossier today` lists %zu more", all - said);
}

static bool
run(struct cli *cli, bool once, struct err *err)
{
	struct conf conf;
	struct worker_result r;
	auto_drop(json) json_t *rows = once ? json_array() : NULL,
			       *letters = once ? json_array() : NULL;
	if (!conf_load(cli->home, cli->arena, &conf, err))
		return false;
	if (!once)
		print_clear(); /* it is at work for as long as it is there */
	usec_t since = clock_now();
	struct told told = { cli, rows, letters, phrase_language_now() };
	const struct wrote to = { wrote, &told };
	const struct worker_options opt = {
		.began = began,
		.asking = once ? asking : NULL,
		.wrote = once ? &to : NULL,
		.slots = slots ? slots : conf.slots,
		.once = once,
		.progress = once && progress_is_wanted() ? show : NULL,
		.say = warn,
		.warn = once ? NULL : warn,
		.moved = moved,
		.arg = &told,
	};
	struct err none = { 0 };
	if (cli->now && !instant_parse(cli->now, &since, &none))
		since = 0;
	bool ok = worker_run(cli->home, cli->now, cli->who, &opt, &r, err);
	print_clear();
	if (!ok)
		return false;
	if (cli->json)
		print_json(json_pack("{s:I, s:I, s:i, s:O?, s:O?}", "requests",
		    (json_int_t)r.requests, "tasks", (json_int_t)r.tasks, "next_s", r.next_s,
		    "recomputed", rows, "letters", letters));
	else
		print_text("%lld request%s planned, %lld task%s run\n", (long long)r.requests,
		    r.requests == 1 ? "" : "s", (long long)r.tasks, r.tasks == 1 ? "" : "s");
	if (once && r.tasks > 0)
		say_erased(cli, since);
	if (once)
		say_next(cli, letters);
	if (r.next_s)
		print_talk(cli,
		    "some tasks wait for their next try: run `dossier work` again in %d s",
		    r.next_s);
	return true;
}

/* Those whose time has come: nothing but a lease is between them and a slot. */
static json_t *
ready_now(struct cli *cli, struct err *err)
{
	json_t *all = view_tasks(cli->in, &cli->who, NULL, "ready", err), *t;
	json_t *now = all ? json_array() : NULL;
	size_t i;
	json_array_foreach(all, i, t)
		if (!json_str(t, "next_try"))
			json_array_append(now, t);
	json_decref(all);
	return now;
}

/* --dry-run: which requests it would plan, and which tasks it would lease. */
static bool
rehearse(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "reference", "REFERENCE" },
		{ "system", "SYSTEM" }, { "action", "ACTION" }, { "connector", "HOW" },
		{ "due", "DUE" }, { 0 } };
	const struct request_filter f = { .state = "logged", .limit = LOGGED_MAX };
	(void)argc;
	(void)argv;
	if (!cli_open(cli, err))
		return false;
	auto_drop(json) json_t *new = view_list(cli->in, &cli->who, &f, NULL, NULL, err);
	auto_drop(json) json_t *tasks = new ? ready_now(cli, err) : NULL;
	json_t *requests = json_array(), *r;
	size_t i;
	json_array_foreach(new, i, r)
		json_array_append(requests, json_get(r, "reference"));
	if (tasks && cli->json) {
		print_json(json_pack("{s:O, s:O}", "requests", requests, "tasks", tasks));
	} else if (tasks) {
		print_table(tasks, columns, "no task is ready");
		json_array_foreach(requests, i, r)
			print_text("%s would be planned first: `dossier plan %s`\n",
			    json_string_value(r), json_string_value(r));
	}
	json_decref(requests);
	return tasks != NULL;
}

static bool
run_work(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	(void)argv;
	return run(cli, true, err);
}

static bool
run_worker(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	(void)argv;
	return run(cli, false, err);
}

const struct command work_commands[] = {
	{ "work", NULL, NULL, "plan what is new and run what is ready, once", NULL, opts, 0, 0,
	    NEED_HOME, ACT_WORK, run_work, .shapes = "work work-preview", .rehearse = rehearse,
	    .examples = "dossier work\n"
			"dossier work --dry-run",
	    .next = "dossier task list", .changes = CHANGES_MORE,
	    .preview = "dossier task list --state ready" },
	{ "worker", NULL, NULL, "keep running what becomes ready",
	    "SIGTERM lets what runs finish and ends. As many as wanted may run, on as many "
	    "machines.",
	    opts, 0, 0, NEED_HOLDER, ACT_NONE, run_worker, .shapes = "work",
	    .examples = "dossier worker --slots 2", .changes = CHANGES_MORE,
	    .preview = "dossier task list --state ready" },
	{ 0 },
};
