/*
 * How fast the queue is: fills a database with requests and their tasks, then lets processes claim
 * and finish all of them in batches, each with an outcome, its request settled when it is through,
 * and an event per batch. Checks that every task was done exactly once. Used by
 * tests/bench/queue.sh.
 *
 * queue_bench URI PROCESSES TASKS BATCH: prints "insert TASKS/s" and "run TASKS/s".
 */
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "dossier/store/event.h"
#include "dossier/store/migrate.h"
#include "dossier/store/organisation.h"
#include "dossier/store/task_finish.h"
#include "bench.h"

#define TASKS_PER_REQUEST 33

static int64_t
make_org(struct db *db)
{
	struct err err = { 0 };
	char code[32];
	snprintf(code, sizeof(code), "B%lld", (long long)clock_now());
	char slug[32];
	snprintf(slug, sizeof(slug), "b%lld", (long long)clock_now());
	struct org o = { .slug = slug,
		.code = code,
		.name = "Bench",
		.zone = "UTC",
		.calendar = "nl",
		.country = "NL" };
	int64_t id;
	check(db_begin(db, &err) && org_put(db, &o, &id, &err), &err);
	event_none(db);
	check(db_commit(db, &err), &err);
	return id;
}

static int64_t *
make_requests(struct db *db, int64_t org, size_t n, struct arena *a)
{
	static const char *const rights[] = { "access", NULL };
	struct err err = { 0 };
	int64_t *ids = arena_alloc(a, n * sizeof(*ids));
	check(db_begin(db, &err), &err);
	for (size_t i = 0; i < n; i++) {
		struct date day = date_add_days((struct date){ 2026, 3, 1 }, (int)(i % 30));
		struct request r = { .org_id = org,
			.channel = "email",
			.language = "nl",
			.subject_relation = "self",
			.received_at = clock_now(),
			.received = day,
			.deadline = day,
			.extended = day,
			.due = day,
			.calendar = "nl",
			.calendar_version = "x" };
		check(request_insert(db, &r, "BNC", rights, "bench", a, &err) &&
			request_advance(db, &r, "logged", "searching", 0, &err),
		    &err);
		ids[i] = r.id;
	}
	event_none(db);
	check(db_commit(db, &err), &err);
	return ids;
}

/* As casework fans out: the tasks of a thousand requests in one statement. */
static void
insert_tasks(struct db *db, int64_t org, const int64_t *requests, size_t n)
{
	struct err err = { 0 };
	char systems[TASKS_PER_REQUEST][16];
	struct task *t = xcalloc(n, sizeof(*t));
	json_t *needs = json_pack("[s,s]", "email", "phone"),
	       *categories = json_pack("[s,s]", "JBS-C01", "JBS-C02");
	for (size_t i = 0; i < TASKS_PER_REQUEST; i++)
		snprintf(systems[i], sizeof(systems[i]), "system-%zu", i);
	for (size_t i = 0; i < n; i++)
		t[i] = (struct task){ .org_id = org,
			.request_id = requests[i / TASKS_PER_REQUEST],
			.system = systems[i % TASKS_PER_REQUEST],
			.action = ACTION_COLLECT,
			.connector = "http",
			.state = "ready",
			.needs = needs,
			.categories = categories,
			.due = { 2026, 4, 1 + (int)(i / TASKS_PER_REQUEST % 28) } };
	for (size_t i = 0; i < n; i += 1000 * TASKS_PER_REQUEST) {
		size_t m = n - i < 1000 * TASKS_PER_REQUEST ? n - i : 1000 * TASKS_PER_REQUEST;
		check(db_begin(db, &err) && task_insert(db, t + i, m, &err), &err);
		event_none(db);
		check(db_commit(db, &err), &err);
	}
	json_decref(needs);
	json_decref(categories);
	free(t);
}

static size_t
one_batch(struct db *db, int64_t org, const char *name, size_t batch)
{
	static const struct outcome found = {
		.category = "JBS-C01", .code = OUTCOME_FOUND, .count = 3
	};
	struct err err = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	struct task_list l;
	check(task_claim(db, org, name, (int)batch, 60, true, a, &l, &err), &err);
	if (l.n == 0)
		return 0;
	struct task_done *done = arena_alloc(a, l.n * sizeof(*done));
	int64_t *requests = arena_alloc(a, l.n * sizeof(*requests)), *collected;
	bool *accepted = arena_alloc(a, l.n * sizeof(*accepted));
	size_t nrequests = 0, n;
	for (size_t i = 0; i < l.n; i++) {
		const struct task *t = &l.items[i];
		done[i] = (struct task_done){ .org_id = org,
			.id = t->id,
			.request_id = t->request_id,
			.fence = t->fence,
			.state = "done",
			.outcomes = &found,
			.noutcomes = 1 };
		if (i == 0 || t->request_id != l.items[i - 1].request_id)
			requests[nrequests++] = t->request_id;
	}
	check(db_begin(db, &err) && task_finish(db, done, l.n, accepted, &err) &&
		task_settle(db, org, requests, nrequests, clock_now(), a, &collected, &n, &err) &&
		event_append(db, org, 0, name, "tasks.done", NULL, &err) && db_commit(db, &err),
	    &err);
	n = l.n;
	task_list_release(&l);
	return n;
}

static void
work(const char *uri, int64_t org, int number, size_t batch)
{
	struct err err = { 0 };
	char name[32];
	snprintf(name, sizeof(name), "worker-%d", number);
	struct db *db = db_open(uri, DB_WORKER, &err);
	check(db != NULL, &err);
	while (one_batch(db, org, name, batch) > 0)
		continue;
	db_close(db);
	_exit(0);
}

int
main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: queue_bench URI PROCESSES TASKS BATCH\n");
		return 2;
	}
	struct err err = { 0 };
	int applied, processes = (int)strtol(argv[2], NULL, 10), status;
	size_t tasks = (size_t)strtol(argv[3], NULL, 10), batch = (size_t)strtol(argv[4], NULL, 10);
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(db) struct db *db = db_open(argv[1], DB_OWNER, &err);
	check(db && migrate(db, &applied, &err), &err);
	int64_t org = make_org(db), ready, leased;
	int64_t *requests = make_requests(db, org, tasks / TASKS_PER_REQUEST + 1, a);
	int next_s;

	double begin = seconds();
	insert_tasks(db, org, requests, tasks);
	printf("insert %.0f\n", (double)tasks / (seconds() - begin));
	fflush(stdout);
	begin = seconds();
	for (int i = 0; i < processes; i++)
		if (fork() == 0)
			work(argv[1], org, i, batch);
	bool ok = true;
	while (wait(&status) > 0)
		ok = ok && status == 0;
	printf("run %.0f\n", (double)tasks / (seconds() - begin));
	check(task_counts(db, org, &ready, &leased, &next_s, &err), &err);
	if (!ok || ready + leased != 0) {
		fprintf(stderr, "queue_bench: %lld tasks left over\n", (long long)(ready + leased));
		return 1;
	}
	return 0;
}
