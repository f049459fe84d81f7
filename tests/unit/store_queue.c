/*
 * The queue under fire: eight processes work off 10,000 tasks of 1,000 requests while they are
 * killed at random moments and some dawdle until their leases have run out. In the end every task
 * was finished exactly once, every request was settled exactly once, what a late worker brought was
 * refused, and nobody waited in a circle.
 */
#include "dossier/store/task_finish.h"
#include "unit/store_fixture.h"

#include <stdatomic.h>
#include <sys/mman.h>
#include <time.h>

#define WORKERS 8
#define SPARED 2 /* of them are never killed, so that some live to come too late */
#define REQUESTS 1000
#define PATIENCE_S 60 /* in which something must have been done */
#define TASKS 10 /* of each request: the first finds a telephone number, the last waits for one */

static const char *const access_right[] = { "access", NULL };
static struct shared {
	atomic_int stale, temporary, other;
} * shared;

static int
start(void **state)
{
	shared =
	    mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int r = fixture_start(state);
	if (r != 0)
		return r;
	fix.org = fixture_org("jbsync", "JBS");
	return 0;
}

static void
fill(void)
{
	char systems[TASKS][16];
	struct task *t = xcalloc(REQUESTS * TASKS, sizeof(*t));
	json_t *none = json_array(), *phone = json_pack("[s]", "phone"),
	       *categories = json_pack("[s]", "C01");
	for (size_t j = 0; j < TASKS; j++)
		snprintf(systems[j], sizeof(systems[j]), "system%zu", j);
	ok(db_begin(fix.db, &err));
	for (size_t i = 0; i < REQUESTS; i++) {
		struct request r = { .org_id = fix.org,
			.channel = "email",
			.language = "nl",
			.subject_relation = "self",
			.received_at = 1,
			.received = { 2026, 3, 5 },
			.deadline = { 2026, 4, 7 },
			.extended = { 2026, 6, 5 },
			.due = { 2026, 4, 7 },
			.calendar = "nl",
			.calendar_version = "x" };
		ok(request_insert(fix.db, &r, "JBS", access_right, "tester", fix.arena, &err));
		ok(request_advance(fix.db, &r, "logged", "searching", 0, &err));
		for (size_t j = 0; j < TASKS; j++)
			t[i * TASKS + j] = (struct task){ .org_id = fix.org,
				.request_id = r.id,
				.system = systems[j],
				.action = ACTION_COLLECT,
				.connector = "http",
				.state = j == TASKS - 1 ? "waiting" : "ready",
				.needs = j == TASKS - 1 ? phone : none,
				.categories = categories,
				.due = r.due };
	}
	ok(task_insert(fix.db, t, REQUESTS * TASKS, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	json_decref(none);
	json_decref(phone);
	json_decref(categories);
	free(t);
}

/*
 * One event a task that counted and one a request that settled, in the transaction they stand for.
 */
static bool
tell(struct db *db, const struct task_list *l, const bool *accepted, const int64_t *collected,
    size_t ncollected, struct err *err)
{
	struct new_event e[128];
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		if (accepted[i])
			e[n++] = (struct new_event){ .request_id = l->items[i].request_id,
				.kind = arena_printf(
				    fix.arena, "done.%lld", (long long)l->items[i].id) };
	for (size_t i = 0; i < ncollected; i++)
		e[n++] = (struct new_event){ .request_id = collected[i], .kind = "collected" };
	return event_append_many(db, fix.org, "w", e, n, err);
}

static bool
one_batch(struct db *db, const char *name, int *ret_n, struct err *err)
{
	static const struct outcome found = {
		.category = "C01", .code = OUTCOME_FOUND, .count = 1
	};
	static const struct identifier phone = { 0, "phone", "blind", "sealed", "system0/x",
		"usable", NULL };
	struct task_list l;
	struct task_done d[64];
	int64_t requests[64], *collected;
	bool accepted[64];
	size_t n;
	if (!task_claim(db, fix.org, name, 40, 1, true, fix.arena, &l, err))
		return false;
	*ret_n = (int)l.n;
	if (rand() % 8 == 0)
		usleep(1300000); /* the lease has run out by then */
	for (size_t i = 0; i < l.n; i++) {
		d[i] = (struct task_done){ .org_id = fix.org,
			.id = l.items[i].id,
			.request_id = l.items[i].request_id,
			.fence = l.items[i].fence,
			.state = "done",
			.outcomes = &found,
			.noutcomes = 1 };
		if (strcmp(l.items[i].system, "system0") == 0) {
			d[i].ids = &phone;
			d[i].nids = 1;
		}
		requests[i] = l.items[i].request_id;
	}
	if (l.n == 0)
		return true;
	bool done = db_begin(db, err) && task_finish(db, d, l.n, accepted, err) &&
	    task_settle(db, fix.org, requests, l.n, clock_now(), fix.arena, &collected, &n, err) &&
	    tell(db, &l, accepted, collected, n, err) && db_commit(db, err);
	if (!done)
		db_rollback(db);
	for (size_t i = 0; done && i < l.n; i++)
		shared->stale += !accepted[i];
	task_list_release(&l);
	return done;
}

static void
work(int number)
{
	char name[32];
	snprintf(name, sizeof(name), "worker-%d", (int)getpid());
	srand((unsigned)(getpid() * 31 + number));
	for (;;) {
		struct err err = { 0 };
		auto_drop(db) struct db *db = fixture_open(&err);
		while (db) {
			int n = 0;
			err = (struct err){ 0 };
			if (!one_batch(db, name, &n, &err)) {
				*(err.kind == ERR_TEMPORARY ? &shared->temporary
							    : &shared->other) += 1;
				if (err.kind != ERR_TEMPORARY)
					fprintf(stderr, "# %s\n", err.text);
				break;
			}
			if (n == 0)
				usleep(20000);
		}
	}
}

static pid_t
fork_worker(int number)
{
	pid_t pid = fork();
	if (pid == 0)
		work(number);
	return pid;
}

struct progress {
	int64_t left; /* tasks and requests */
	time_t end;
};

/* There is work, and some of it is done now and then: under valgrind all of it takes minutes. */
static bool
goes_on(struct progress *p)
{
	int64_t left = fixture_count("SELECT count(*) FROM task WHERE state <> 'done'") +
	    fixture_count("SELECT count(*) FROM request WHERE state <> 'collected'");
	if (p->end == 0 || left < p->left)
		*p = (struct progress){ left, time(NULL) + PATIENCE_S };
	return left > 0 && time(NULL) < p->end;
}

static void
test_kills(void **state)
{
	struct progress all = { 0 };
	(void)state;
	pid_t pids[WORKERS];
	int kills = 0;
	fill();
	for (int i = 0; i < WORKERS; i++)
		pids[i] = fork_worker(i);
	for (int turn = 0; turn % 20 != 0 || goes_on(&all); turn++) {
		usleep((useconds_t)(10000 + rand() % 40000));
		int victim = SPARED + rand() % (WORKERS - SPARED);
		kill(pids[victim], SIGKILL);
		waitpid(pids[victim], NULL, 0);
		pids[victim] = fork_worker(victim);
		kills++;
	}
	for (int i = 0; i < WORKERS; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	printf("# %d kills, %d late results refused, %d temporary failures\n", kills, shared->stale,
	    shared->temporary);
	assert_int_equal(fixture_count("SELECT count(*) FROM task WHERE state <> 'done'"), 0);
	assert_int_equal(
	    fixture_count("SELECT count(*) FROM task WHERE outcomes = "
			  "'[{\"code\": \"found\", \"count\": 1, \"category\": \"C01\"}]'"),
	    REQUESTS * TASKS);
	assert_int_equal(fixture_count("SELECT count(*) FROM event WHERE body LIKE '%\"done.%'"),
	    REQUESTS * TASKS);
	assert_int_equal(
	    fixture_count("SELECT count(DISTINCT body::jsonb->>'kind') FROM event WHERE body "
			  "LIKE '%\"done.%'"),
	    REQUESTS * TASKS);
	assert_int_equal(
	    fixture_count("SELECT count(*) FROM event WHERE body LIKE '%\"collected\"%'"),
	    REQUESTS);
	assert_int_equal(
	    fixture_count("SELECT count(*) FROM request WHERE state = 'collected'"), REQUESTS);
	assert_int_equal(fixture_count("SELECT count(*) FROM identifier"), REQUESTS);
	assert_int_equal(
	    fixture_count("SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'"), 0);
	assert_int_equal(fixture_count("SELECT count(*) FROM queue"), 0);
	assert_int_equal(shared->other, 0);
	assert_true(kills > 10);
	assert_true(shared->stale > 0);
}

/* The server itself crashes under work: what was committed stays, the rest is worked again. */
static void
test_server_crash(void **state)
{
	(void)state;
	pid_t pids[2];
	fixture_sql("UPDATE task SET state = 'ready', outcomes = '[]', finished_at = NULL "
		    "WHERE system <> 'system0';\n"
		    "UPDATE request SET state = 'searching'");
	fixture_queue();
	for (int i = 0; i < 2; i++)
		pids[i] = fork_worker(i);
	for (int i = 0; i < 3; i++) {
		usleep(300000);
		fixture_shell(
		    arena_printf(fix.arena, "kill -QUIT $(head -1 %s/pg/postmaster.pid)", fix.dir));
		bool up = false;
		for (int j = 0; j < 100 && !up; j++, usleep(50000)) {
			struct err why = { 0 };
			up = cluster_start(fix.dir, &why);
		}
		assert_true(up);
	}
	struct progress all = { 0 };
	while (goes_on(&all))
		usleep(100000);
	for (int i = 0; i < 2; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	assert_int_equal(fixture_count("SELECT count(*) FROM task WHERE state <> 'done'"), 0);
	assert_int_equal(fixture_count("SELECT count(*) FROM event WHERE body LIKE '%\"done.%'"),
	    REQUESTS * (TASKS + TASKS - 1));
	assert_int_equal(
	    fixture_count("SELECT count(*) FROM event WHERE body LIKE '%\"collected\"%'"),
	    REQUESTS * 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_kills),
		cmocka_unit_test(test_server_crash) };
	return cmocka_run_group_tests(tests, start, fixture_stop);
}
