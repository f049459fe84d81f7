/*
 * The rules of sql/: every query can be prepared against a fresh schema, names its organisation
 * when it writes or locks and says when it changes state; every key begins with organisation_id,
 * everything has a comment; and with 100,000 requests and 300,000 tasks no list, look-up or claim
 * reads a table from end to end, before and after ANALYZE and for an organisation that came later.
 */
#include "unit/store_fixture.h"

#include "../../src/store/db.h"

static bool
is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static bool
writes(const char *text)
{
	static const char *const words[] = { "INSERT INTO", "UPDATE ", "DELETE FROM", NULL };
	for (const char *const *w = words; *w; w++) {
		/* FOR UPDATE, FOR NO KEY UPDATE only lock */
		for (const char *at = text; (at = strstr(at, *w)) != NULL; at++)
			if (at < text + 4 ||
			    (strncmp(at - 4, "FOR ", 4) != 0 && strncmp(at - 4, "KEY ", 4) != 0))
				return true;
	}
	return false;
}

static void
test_prepare(void **state)
{
	(void)state;
	static const char *const utility[] = { "begin", "commit", "rollback", NULL };
	struct err err = { 0 };
	size_t n = 0;
	for (const struct query *const *q = all_queries; *q; q++, n++) {
		if (is_one_of((*q)->name, utility))
			continue;
		auto_drop(pgresult) PGresult *res =
		    PQprepare(db_conn(fix.db), (*q)->name, (*q)->text, 0, NULL);
		if (PQresultStatus(res) != PGRES_COMMAND_OK)
			(void)db_error(fix.db, res, &err);
		if (err.kind != ERR_NONE)
			fail_msg("%s: %s", (*q)->name, err.text);
		auto_drop(pgresult) PGresult *described =
		    PQdescribePrepared(db_conn(fix.db), (*q)->name);
		if (PQnparams(described) != (*q)->nparams)
			fail_msg("%s: %d parameters, the server counts %d", (*q)->name,
			    (*q)->nparams, PQnparams(described));
	}
	assert_true(n > 80);
}

static void
test_organisation_named(void **state)
{
	(void)state;
	/* what belongs to no organisation */
	static const char *const global[] = { "installation_put", "calendar_put",
		"migration_record", "organisation_insert", "user_put", "user_disable",
		"user_revoke", "user_lock", "user_away", "restored_put", "restored_forget",
		"backup_put", "installation_key_put", NULL };
	/* what only moves work about, keeps a record of what is public, or is itself the event */
	static const char *const silent[] = { "installation_put", "calendar_put",
		"migration_record", "task_claim", "task_queue", "task_mature", "task_give_back",
		"task_put_off", "task_hasten", "task_extend", "erasure_run", "letter_written",
		"event_append", "event_unsequenced", "event_leaf_insert", "event_tree_put",
		"restored_put", "restored_forget", "backup_put", "installation_key_put",
		"ledger_file_put", "ledger_file_anew", NULL };
	for (const struct query *const *q = all_queries; *q; q++) {
		bool locks =
		    strstr((*q)->text, "FOR UPDATE") || strstr((*q)->text, "FOR NO KEY UPDATE");
		if ((writes((*q)->text) || locks) && !is_one_of((*q)->name, global) &&
		    !strstr((*q)->text, "organisation_id = $1") &&
		    !strstr((*q)->text, "(organisation_id") &&
		    !strstr((*q)->text, "(user_id, organisation_id"))
			fail_msg(
			    "%s writes or locks and does not name an organisation", (*q)->name);
		if (writes((*q)->text) != ((*q)->changes_state || is_one_of((*q)->name, silent)))
			fail_msg("%s: does it change state or not?", (*q)->name);
	}
}

static void
test_keys(void **state)
{
	(void)state;
	assert_string_equal(
	    fixture_sql(
		"SELECT c.conrelid::regclass || ' ' || c.conname FROM pg_constraint c\n"
		"JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]\n"
		"WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f') "
		"AND a.attname <> 'organisation_id'\n"
		"AND c.conrelid::regclass::text NOT IN ('organisation', 'installation', "
		"'schema_migration', 'app_user', 'user_role', 'user_identifier', 'calendar', "
		"'restored')"),
	    "");
	assert_string_equal(
	    fixture_sql(
		"SELECT c.conrelid::regclass || ' ' || c.conname FROM pg_constraint c\n"
		"JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = c.confkey[1]\n"
		"WHERE c.connamespace = 'public'::regnamespace AND c.contype = 'f' "
		"AND a.attname <> 'organisation_id'\n"
		"AND c.conrelid::regclass::text NOT IN ('user_role', 'user_identifier', "
		"'app_user')"),
	    "");
	assert_true(
	    fixture_count(
		"SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
		"AND contype = 'f'") > 10);
}

/*
 * What leasing and finishing a task change stands in no index, neither as a column nor in a
 * predicate: such an update writes none (HOT).
 */
static void
test_leases_in_no_index(void **state)
{
	(void)state;
	assert_string_equal(
	    fixture_sql(
		"SELECT i.indexrelid::regclass || ' ' || a.attname FROM pg_index i\n"
		"JOIN pg_attribute a ON a.attrelid = i.indrelid\n"
		"WHERE i.indrelid = 'task'::regclass AND a.attname IN ('state', 'lease_until', "
		"'worker', 'fence', 'attempts', 'again', 'job_state', 'error', 'outcomes', "
		"'finished_at')\n"
		"AND (a.attnum = ANY (i.indkey) OR EXISTS (SELECT FROM pg_depend d\n"
		"	WHERE d.objid = i.indexrelid AND d.refobjid = i.indrelid "
		"AND d.refobjsubid = a.attnum))"),
	    "");
	assert_true(fixture_count("SELECT count(*) FROM pg_index "
				  "WHERE indrelid = 'task'::regclass AND indpred IS NOT NULL") > 1);
}

static void
test_comments(void **state)
{
	(void)state;
	assert_string_equal(
	    fixture_sql(
		"SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace "
		"AND c.relkind IN ('r', 'v', 'p')\n"
		"AND obj_description(c.oid, 'pg_class') IS NULL"),
	    "");
	assert_string_equal(
	    fixture_sql(
		"SELECT c.relname || '.' || a.attname FROM pg_class c "
		"JOIN pg_attribute a ON a.attrelid = c.oid\n"
		"WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'p') "
		"AND a.attnum > 0 AND NOT a.attisdropped\n"
		"AND col_description(c.oid, a.attnum) IS NULL"),
	    "");
}

/* What the first statistics were made from is gone. */
static void
test_nothing_left(void **state)
{
	(void)state;
	assert_int_equal(fixture_count("SELECT count(*) FROM organisation"), 0);
	assert_int_equal(fixture_count("SELECT count(*) FROM request"), 0);
	assert_int_equal(fixture_count("SELECT count(*) FROM event_leaf"), 0);
}

static const char many[] =
    "SET session_replication_role = replica;\n" /* no foreign keys: half the time */
    "INSERT INTO request (organisation_id, reference, state, channel, language, handler, "
    "subject_relation, received_at,\n"
    "	received, deadline, extended, due, calendar, calendar_version, logged_at, answered_at, "
    "closed_at)\n"
    "SELECT %d, '%s-' || n, (ARRAY['logged', 'searching', 'collected', 'answered', "
    "'closed'])[1 + n %% 5], 'email', 'nl',\n"
    "	'handler' || n %% 20, 'self', now(), d, d, d, d, 'nl', 'x', now(), now(), CASE n %% 5 "
    "WHEN 4 THEN now() END\n"
    "FROM generate_series(1, %d) AS n, LATERAL (SELECT '2026-01-01'::date + n %% 365 AS d) AS x;\n"
    "INSERT INTO sealing_key (organisation_id, request_id, state, content, content_public, ledger, "
    "created_at)\n"
    "SELECT organisation_id, request_id, 'active', 'c', 'p', 'l', now() FROM request\n"
    "	WHERE organisation_id = %d AND reference LIKE '%s-%%';\n"
    "INSERT INTO identifier (organisation_id, request_id, kind, blind, sealed, source, state, "
    "created_at)\n"
    "SELECT organisation_id, request_id, 'email', md5((request_id / 2)::text), 's', 'given', "
    "'usable', now() FROM request\n"
    "	WHERE organisation_id = %d AND reference LIKE '%s-%%';\n"
    "INSERT INTO request_right (organisation_id, request_id, name, state)\n"
    "SELECT organisation_id, request_id, 'access', 'open' FROM request WHERE organisation_id = %d "
    "AND reference LIKE '%s-%%';\n"
    "INSERT INTO request_clock (organisation_id, request_id, fact, day, at, by, recorded_at)\n"
    "SELECT organisation_id, request_id, 'received', received, now(), 'anna', now() FROM request "
    "WHERE organisation_id = %d AND reference LIKE '%s-%%';\n"
    "INSERT INTO task (organisation_id, request_id, system, action, connector, state, needs, "
    "categories, due, created_at)\n"
    "SELECT organisation_id, request_id, 'system' || n, 'collect', 'http',\n"
    "	(ARRAY['done', 'done', 'done', 'ready', 'asked', 'waiting', 'failed'])[1 + (request_id + "
    "n) %% 7], '[]', '[]', due, now()\n"
    "FROM request, generate_series(1, 3) AS n WHERE organisation_id = %d AND reference "
    "LIKE '%s-%%';\n"
    "INSERT INTO erasure (organisation_id, request_id, system, change, purpose, holds, sealed, "
    "planned_at, by) SELECT organisation_id, request_id, 'system1', 0, 'request', 0, 'sealed', "
    "now(), 'anna' FROM request WHERE organisation_id = %d AND reference LIKE '%s-%%';\n"
    "INSERT INTO found (organisation_id, request_id, system, change, purpose, register_version, "
    "at) SELECT organisation_id, request_id, 'system1', 0, 'preview', 1, now() FROM request "
    "WHERE organisation_id = %d AND reference LIKE '%s-%%';\n";

static void
fill(int64_t org, const char *code, int n)
{
	fixture_sql(arena_printf(fix.arena, many, (int)org, code, n, (int)org, code, (int)org, code,
	    (int)org, code, (int)org, code, (int)org, code, (int)org, code, (int)org, code));
	fixture_queue();
}

/* The plan of a query with these arguments; ${key} must stand in an index condition of it. */
static void
explain(const char *when, const struct query *q, const struct arg *args, const char *key)
{
	const struct query explained = { .name = q->name,
		.nparams = q->nparams,
		.text = arena_printf(fix.arena, "EXPLAIN %s", q->text) };
	auto_drop(pgresult) PGresult *res = NULL;
	ok(db_run(fix.db, &explained, args, &res, &err));
	auto_drop(buf) struct buf plan = { 0 };
	bool found = false, never = false;
	for (int i = 0; i < PQntuples(res); i++) {
		const char *line = col_text(res, i, 0, fix.arena);
		buf_addf(&plan, "%s\n", line);
		/* what stands below such a one is never run */
		never = never || strstr(line, "One-Time Filter: false");
		if (strstr(line, "Seq Scan") && !strstr(line, "Seq Scan on organisation") && !never)
			fail_msg("%s, %s: %s", q->name, when, line);
		never = never && !strstr(line, "Seq Scan");
		found = found || (strstr(line, "Index Cond") && strstr(line, key));
	}
	if (!found)
		fail_msg("%s, %s: no index condition on %s:\n%s", q->name, when, key, plan.data);
}

static void
explain_lists(const char *when, int64_t org)
{
	static const struct {
		const struct query *q;
		const char *state, *handler, *blind, *key;
	} lists[] = {
		{ &q_request_list_unclosed, NULL, NULL, NULL, "organisation_id" },
		{ &q_request_list_open, "open", NULL, NULL, "organisation_id" },
		{ &q_request_list_all, "all", NULL, NULL, "organisation_id" },
		{ &q_request_list_state, "collected", NULL, NULL, "state" },
		{ &q_request_list_handler, NULL, "handler7", NULL, "handler" },
		{ &q_request_list_handlers, NULL, "handler7,handler8", NULL, "due" },
		{ &q_request_list_person, "all", NULL, "c4ca4238a0b923820dcc509a6f75849b",
		    "blind" },
	};
	const struct date none = { 0 }, due_by = { 2026, 2, 1 };
	for (size_t i = 0; i < array_len(lists); i++)
		for (int with = 0; with < 4; with++)
			explain(when, lists[i].q,
			    ARGS(I64(org), TEXT(lists[i].state), TEXT(lists[i].handler),
				TEXT(lists[i].blind), DATE(with & 1 ? due_by : none),
				TEXT(with & 2 ? "BIG-500" : NULL), I64(100)),
			    lists[i].key);
}

static void
explain_all(const char *when, int64_t org, int64_t request, const char *reference)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 }, texts = { .type = ARRAY_TEXT };
	for (int64_t i = 0; i < 100; i++) {
		array_i64(&ids, request + i);
		array_text(&texts, "phone");
	}
	explain_lists(when, org);
	explain(when, &q_request_by_reference, ARGS(TEXT(reference)), "reference");
	explain(when, &q_request_by_ids, ARGS(I64(org), ARRAY(ids)), "request_id");
	explain(when, &q_work_list, ARGS(I64(org), ARRAY(ids)), "request_id");
	explain(when, &q_request_advance,
	    ARGS(I64(org), I64(request), TEXT("logged"), TEXT("searching"), USEC(1)), "request_id");
	explain(when, &q_identifier_list, ARGS(I64(org), I64(request)), "request_id");
	explain(when, &q_task_of_request, ARGS(I64(org), I64(request)), "request_id");
	explain(when, &q_outcome_list, ARGS(I64(org), I64(request)), "request_id");
	explain(when, &q_task_claim, ARGS(I64(org), TEXT("w"), I64(1000), INT(60), BOOL(true)),
	    "organisation_id");
	explain(when, &q_task_mature, ARGS(I64(org), I64(1000)), "not_before");
	explain(when, &q_task_hasten, ARGS(I64(org), TEXT("system1")), "not_before");
	explain(when, &q_task_extend, ARGS(I64(org), TEXT("w"), ARRAY(ids), INT(60)), "task_id");
	explain(when, &q_task_finish_lock, ARGS(I64(org), ARRAY(ids)), "request_id");
	explain(when, &q_task_finish,
	    ARGS(I64(org), ARRAY(ids), ARRAY(ids), ARRAY(texts), ARRAY(ids), ARRAY(texts),
		ARRAY(texts), ARRAY(texts), USEC(1)),
	    "task_id");
	explain(when, &q_task_wake, ARGS(I64(org), ARRAY(ids), ARRAY(texts)), "request_id");
	explain(when, &q_task_wake_find, ARGS(I64(org), ARRAY(ids), ARRAY(texts), USEC(1)),
	    "request_id");
	explain(when, &q_task_settle, ARGS(I64(org), ARRAY(ids)), "request_id");
	explain(when, &q_task_settle_waiting,
	    ARGS(I64(org), ARRAY(ids), USEC(1), TEXT("not-searched"), TEXT("no-identifier")),
	    "request_id");
	explain(when, &q_task_list_person, ARGS(I64(org), I64(100)), "idle");
	explain(when, &q_task_list_idle, ARGS(I64(org), I64(100), TEXT("waiting")), "idle");
	explain(when, &q_task_list_ready, ARGS(I64(org), I64(100)), "organisation_id");
	explain(when, &q_task_list_leased, ARGS(I64(org), I64(100)), "organisation_id");
	explain(when, &q_task_list_done, ARGS(I64(org), I64(100)), "organisation_id");
	explain(when, &q_fan_out_claim, ARGS(I64(org), I64(100)), "organisation_id");
}

static void
test_plans(void **state)
{
	(void)state;
	int64_t big = fixture_org("big", "BIG"), later;
	fixture_sql("ALTER TABLE request SET (autovacuum_enabled = off); ALTER TABLE task "
		    "SET (autovacuum_enabled = off);\n"
		    "ALTER TABLE identifier SET (autovacuum_enabled = off)");
	fill(big, "BIG", 100000);
	explain_all("grown, never analysed", big, 20000, "BIG-2000");
	fixture_sql("ANALYZE");
	explain_all("analysed", big, 20000, "BIG-2000");
	later = fixture_org("later", "LTR");
	fill(later, "LTR", 1000);
	explain_all("of a later organisation", later, 100500, "LTR-500");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_left),
		cmocka_unit_test(test_prepare),
		cmocka_unit_test(test_organisation_named),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_leases_in_no_index),
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_plans),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
