/*
 * The sweep, `due`, the metrics and the worker's polls touch what is due, not the table: with
 * 100,000 requests, 300,000 tasks and as many events, of which a few dozen are due, each query runs
 * under EXPLAIN (ANALYZE, BUFFERS), and what it touched is counted in rows and buffers, not in
 * time. Before and after ANALYZE.
 */
#include <inttypes.h>

#include "dossier/store/clock.h"
#include "unit/store_fixture.h"

#include "../../src/store/db.h"

#define REQUESTS 100000
#define OPEN 10000 /* requests that are neither answered nor closed: one in ten */
#define DUE 40     /* of each kind of thing that is due */

static const char fill[] =
    "SET session_replication_role = replica;\n" /* no foreign keys: half the time */
    "ALTER TABLE request SET (autovacuum_enabled = off); ALTER TABLE task "
    "SET (autovacuum_enabled = off);\n"
    "ALTER TABLE request_right SET (autovacuum_enabled = off); ALTER TABLE escalation "
    "SET (autovacuum_enabled = off);\n"
    "ALTER TABLE event SET (autovacuum_enabled = off); ALTER TABLE event_leaf "
    "SET (autovacuum_enabled = off);\n"
    /* one in ten is open; of those forty are to be looked at, forty of an older calendar, forty
       due, forty not planned */
    "INSERT INTO request (organisation_id, reference, state, channel, language, subject_relation, "
    "received_at, received,\n"
    "	deadline, extended, due, calendar, calendar_version, logged_at, answered_at, closed_at, "
    "look_again)\n"
    "SELECT %1$d, 'BIG-' || n, state, 'email', 'nl', 'self', now(), '2026-01-01', '2027-01-01', "
    "'2027-01-01',\n"
    "	CASE WHEN is_open AND n %% 2500 <> 20 THEN DATE '2026-08-01' + n %% 100 "
    "ELSE DATE '2026-06-01' - n %% 100 END, 'nl',\n"
    "	CASE WHEN n %% 2500 = 10 OR NOT is_open AND n %% 3 = 0 THEN 'older' "
    "ELSE 'x' END, now(), now(),\n"
    "	CASE state WHEN 'closed' THEN now() END,\n"
    "	CASE WHEN n %% 5000 = 0 OR NOT is_open THEN NULL WHEN n %% 2500 = 0 THEN DATE '2026-06-30' "
    "ELSE '2026-07-25' END\n"
    "FROM generate_series(1, %2$d) AS n, LATERAL (SELECT n %% 10 = 0 AS is_open) x, "
    "LATERAL (SELECT CASE\n"
    "	WHEN NOT is_open THEN CASE n %% 2 WHEN 1 THEN 'answered' ELSE 'closed' END\n"
    "	WHEN n %% 2500 = 30 THEN 'logged' ELSE 'searching' END AS state) y;\n"
    "INSERT INTO request_right (organisation_id, request_id, name, state, decided)\n"
    "SELECT %1$d, request_id, 'access', CASE WHEN closed_at IS NULL AND state <> 'answered' "
    "THEN 'open' ELSE 'answered' END,\n"
    "	CASE WHEN closed_at IS NULL AND state <> 'answered' THEN NULL ELSE received END "
    "FROM request;\n"
    "INSERT INTO identifier (organisation_id, request_id, kind, blind, sealed, source, state, "
    "created_at)\n"
    "SELECT %1$d, request_id, 'email', md5(request_id::text), 's', 'given', 'usable', now() "
    "FROM request;\n"
    "INSERT INTO task (organisation_id, request_id, system, action, connector, state, needs, "
    "categories, due, created_at,\n"
    "	asked_at, look_again, not_before)\n"
    "SELECT %1$d, request_id, 's' || n, 'collect', 'http', CASE WHEN n = 1 AND request_id %% 3 = 0 "
    "THEN 'asked'\n"
    "	WHEN n = 2 AND request_id %% 2500 IN (11, 12) THEN 'ready' "
    "ELSE 'done' END, '[]', '[]', due, now(), now(),\n"
    "	CASE WHEN request_id %% 7500 = 0 THEN NULL WHEN request_id %% 7500 = 3 "
    "THEN DATE '2026-03-01' ELSE '9999-12-31' END,\n"
    "	CASE WHEN n = 2 AND request_id %% 2500 = 12 THEN now() END\n"
    "FROM request, generate_series(1, 3) AS n;\n"
    "INSERT INTO escalation (organisation_id, request_id, rung, name, roles, due, reached, "
    "told_at)\n"
    "SELECT %1$d, request_id, n, 'T', 'handler', due, due, now() "
    "FROM request, generate_series(0, 2) AS n;\n"
    "INSERT INTO part (organisation_id, request_id, task_id, category, name, format, blob, "
    "description)\n"
    "SELECT %1$d, request_id, task_id, 'C', 'n', 'json', 'p' || task_id, '{}' FROM task "
    "WHERE system = 's3';\n"
    "INSERT INTO sealing_key (organisation_id, request_id, state, content, content_public, ledger, "
    "created_at) SELECT %1$d, request_id, 'active', 'c', 'p', 'l', now() FROM request;\n"
    "INSERT INTO letter (organisation_id, request_id, task_id, kind, recipient_kind, recipient, "
    "state, message_id, file, sealed, at, sent)\n"
    "SELECT %1$d, request_id, task_id, 'instruction', 'recipient', 'r', "
    "CASE request_id %% 2500 WHEN 20 THEN 'queued' WHEN 21 THEN 'written' ELSE 'sent' END, "
    "task_id, 'l' || task_id, '', now(), "
    "CASE WHEN request_id %% 2500 NOT IN (20, 21) THEN now() END\n"
    "FROM task WHERE system = 's1';\n"
    "INSERT INTO release (organisation_id, request_id, blob, sha256, bytes, contents, built_at, "
    "changes)\n"
    "SELECT %1$d, request_id, 'r' || request_id, repeat('0', 64), 0, '[]', now(), 0 FROM request;\n"
    "INSERT INTO approval (organisation_id, request_id, kind, digest, changes, by, at)\n"
    "SELECT %1$d, request_id, 'answer', repeat('0', 64), 0, 'x', now() FROM request;\n"
    "INSERT INTO request_clock (organisation_id, request_id, fact, day, at, by, recorded_at)\n"
    "SELECT %1$d, request_id, fact, now(), now(), 'x', now()\n"
    "FROM request, unnest(ARRAY['received', 'late-cause']) AS fact;\n"
    "INSERT INTO event (organisation_id, request_id, body) SELECT %1$d, request_id, '{}' "
    "FROM request;\n"
    "INSERT INTO event_leaf (organisation_id, event_id, position, hash) "
    "SELECT organisation_id, event_id, event_id, sha256('x') FROM event "
    "WHERE event_id <= %2$d - 40;\n"
    "INSERT INTO event_waiting (organisation_id, event_ids, hashes) "
    "SELECT organisation_id, ARRAY[event_id], ARRAY[sha256('x')] FROM event "
    "WHERE event_id > %2$d - 40;\n";

static struct db *session; /* of whoever runs the query */
static int bad;            /* queries that touched too much */

/*
 * What a plan touched: rows its scans looked at, kept or not; a sequential scan of a large table is
 * named.
 */
static void
touched(const json_t *plan, double *rows, const char **seq)
{
	const json_t *loops = json_get(plan, "Actual Loops");
	const char *type = json_str_or(plan, "Node Type", "");
	if (strstr(type, "Scan") && !strstr(type, "CTE"))
		*rows += json_number_value(loops) *
		    (json_number_value(json_get(plan, "Actual Rows")) +
			json_number_value(json_get(plan, "Rows Removed by Filter")) +
			json_number_value(json_get(plan, "Rows Removed by Index Recheck")));
	const char *table = json_str_or(plan, "Relation Name", "?");
	/* these hold nothing but what is due */
	if (strcmp(type, "Seq Scan") == 0 && json_number_value(loops) > 0 &&
	    strcmp(table, "queue") != 0 && strcmp(table, "event_waiting") != 0)
		*seq = table;
	size_t i;
	json_t *p;
	json_array_foreach(json_get(plan, "Plans"), i, p)
		touched(p, rows, seq);
}

/* It runs, is rolled back, and must have touched no more than these rows and buffers. */
static void
measure(const char *when, const struct query *q, const struct arg *args, int64_t most_rows,
    int64_t most_buffers)
{
	const struct query explained = { .name = q->name,
		.nparams = q->nparams,
		.text = arena_printf(
		    fix.arena, "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) %s", q->text) };
	auto_drop(pgresult) PGresult *res = NULL;
	ok(db_begin(session, &err));
	ok(db_run(session, &explained, args, &res, &err));
	db_rollback(session);
	auto_drop(json) json_t *doc =
	    json_loadb(PQgetvalue(res, 0, 0), (size_t)PQgetlength(res, 0, 0), 0, NULL);
	const json_t *plan = json_get(json_array_get(doc, 0), "Plan");
	assert_non_null(plan);
	double rows = 0;
	const char *seq = NULL;
	touched(plan, &rows, &seq);
	int64_t buffers =
	    json_int_or(plan, "Shared Hit Blocks", 0) + json_int_or(plan, "Shared Read Blocks", 0);
	print_message("# %s, %s: %.0f rows, %" PRId64 " buffers\n", q->name, when, rows, buffers);
	if (!seq && rows <= (double)most_rows && buffers <= most_buffers)
		return;
	bad++;
	char *text = json_dumps(plan, 0);
	fprintf(stderr, "# at most %" PRId64 " rows, %" PRId64 " buffers%s%s: %s\n", most_rows,
	    most_buffers, seq ? ", not all of " : "", seq ? seq : "", text);
	free(text);
}

static void
measure_all(const char *when)
{
	const struct date today = { 2026, 7, 1 }, week = { 2026, 7, 8 }, none = { 0 };
	const int64_t org = fix.org;
	/*
	 * a look-up or a row written costs some ten buffers: the tree's levels, the row, its
	 * indexes
	 */
	auto_drop(db) struct db *worker = cluster_open(fix.dir, DB_WORKER, &(struct err){ 0 });
	session = worker;
	measure(when, &q_request_look, ARGS(I64(org), DATE(today), INT(500)), 4 * DUE, 12 * DUE);
	measure(when, &q_task_look, ARGS(I64(org), DATE(today), INT(500)), 4 * DUE, 14 * DUE);
	session = fix.db;
	measure(
	    when, &q_request_calendar_old, ARGS(I64(org), TEXT("x"), INT(10000)), 2 * DUE, 3 * DUE);
	measure(when, &q_request_list_open,
	    ARGS(I64(org), TEXT("open"), TEXT(NULL), TEXT(NULL), DATE(week), TEXT(NULL), I64(1000)),
	    2 * DUE, 3 * DUE);
	measure(when, &q_request_list_open,
	    ARGS(I64(org), TEXT("open"), TEXT(NULL), TEXT(NULL), DATE(none), TEXT(NULL), I64(100)),
	    200, 300);
	measure(when, &q_metrics, ARGS(I64(org), DATE(today)), 3 * OPEN, 6 * OPEN);
	auto_drop(array) struct array none_of = { .type = ARRAY_TEXT };
	measure(when, &q_letter_unsent,
	    ARGS(I64(org), I64_OR_NULL(0), USEC(INT64_MAX / 2), ARRAY(none_of), I64(1000),
		ARRAY(none_of), DATE(today)),
	    16 * DUE, 50 * DUE);
	measure(when, &q_letter_queued, ARGS(I64(org), I64(0), I64(1000)), 4 * DUE, 30 * DUE);
	measure(when, &q_metrics_queue, ARGS(I64(org), USEC(1)), 6 * DUE, 8 * DUE);
	measure(when, &q_look_again, ARGS(I64(org), I64(20), I64_OR_NULL(0), DATE(week)), 5, 60);
	measure(when, &q_look_again, ARGS(I64(org), I64(20), I64(58), DATE(week)), 5, 60);
	session = worker;
	measure(when, &q_escalation_insert,
	    ARGS(I64(org), I64(20), I64_OR_NULL(0), INT(9), TEXT("T"), TEXT("officer"), DATE(week),
		DATE(today), USEC(1), USEC(0)),
	    5, 60);
	session = fix.db;
	measure(when, &q_request_term_set,
	    ARGS(I64(org), I64(20), BOOL(false), DATE(week), DATE(week), DATE(week), TEXT("x")), 8,
	    80);
	measure(when, &q_fan_out_claim, ARGS(I64(org), I64(1000)), 5 * DUE, 20 * DUE);
	measure(when, &q_task_claim, ARGS(I64(org), TEXT("w"), I64(1000), INT(60), BOOL(true)),
	    10 * DUE, 30 * DUE);
	measure(when, &q_task_mature, ARGS(I64(org), I64(1000)), 4 * DUE, 35 * DUE);
	measure(when, &q_task_counts, ARGS(I64(org)), 6 * DUE, 8 * DUE);
	measure(when, &q_event_unsequenced, ARGS(I64(org), I64(1000)), 6 * DUE, 10 * DUE);
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	for (int64_t i = 0; i < DUE; i++)
		array_i64(&ids, 20 + 2500 * i);
	measure(when, &q_clock_explained, ARGS(I64(org), ARRAY(ids)), 4 * DUE, 10 * DUE);
	auto_drop(array) struct array rights = { .type = ARRAY_TEXT };
	array_text(&rights, "access");
	measure(when, &q_request_waits, ARGS(I64(org), ARRAY(ids), ARRAY(rights), ARRAY(rights)),
	    16 * DUE, 50 * DUE);
	measure(when, &q_blob_is_known, ARGS(I64(org), TEXT("x")), 3, 20);
}

static void
test_touch(void **state)
{
	(void)state;
	fix.org = fixture_org("big", "BIG");
	fixture_sql(arena_printf(fix.arena, fill, (int)fix.org, REQUESTS));
	fixture_queue();
	assert_int_equal(
	    fixture_count("SELECT count(*) FROM request WHERE state NOT IN ('answered', 'closed')"),
	    OPEN);
	assert_int_equal(
	    fixture_count("SELECT count(*) FROM request WHERE state NOT IN ('answered', 'closed')\n"
			  "AND coalesce(look_again, '-infinity') <= '2026-07-01'"),
	    DUE);
	assert_int_equal(
	    fixture_count("SELECT count(*) FROM request WHERE state NOT IN ('answered', 'closed') "
			  "AND due <= '2026-07-08'"),
	    DUE);
	measure_all("grown, never analysed");
	fixture_sql("ANALYZE");
	measure_all("analysed");
	fixture_sql("VACUUM");
	measure_all("vacuumed");
	assert_int_equal(bad, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_touch),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
