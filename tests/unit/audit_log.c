/*
 * Sequencing and verifying against a real database: nothing is left out or counted twice, and
 * whatever somebody changes, removes or moves is found at its place. Python recomputes the root on
 * its own.
 */
#include <libpq-fe.h>

#include "dossier/audit.h"
#include "dossier/store/organisation.h"
#include "unit/store_fixture.h"
#include "unit/unit.h"

#define EVENTS 2345 /* more than two pages */

static struct db *db;
static PGconn *sql;
static int64_t org_id, other_id;
static struct audit_log log_of[2]; /* of one, of two */
static struct vault *vault;

static int
set_up(void **state)
{
	if (fixture_start(state) != 0)
		return 1;
	struct org one = { .slug = "one",
		.code = "ONE",
		.name = "One",
		.zone = "UTC",
		.calendar = "nl",
		.country = "NL" };
	struct org two = { .slug = "two",
		.code = "TWO",
		.name = "Two",
		.zone = "UTC",
		.calendar = "nl",
		.country = "NL" };
	struct err err = { 0 };
	db = fix.db;
	sql = PQconnectdb(fix.uri);
	if (!db_begin(db, &err) || !org_put(db, &one, &org_id, &err) ||
	    !org_put(db, &two, &other_id, &err))
		return 1;
	event_none(db); /* so that the tests know every event */
	if (!db_commit(db, &err) || !vault_create(fix.dir, &err) ||
	    !(vault = vault_open(fix.dir, &err)))
		return 1;
	for (int i = 0; i < 2; i++) {
		const char *name = i ? "two" : "one";
		log_of[i] = (struct audit_log){ .db = db,
			.vault = vault,
			.org_id = i ? other_id : org_id,
			.origin = vault_note_name(vault, name, fix.arena),
			.dir = arena_printf(fix.arena, "%s/checkpoints/%s", fix.dir, name) };
	}
	return 0;
}

static int
tear_down(void **state)
{
	PQfinish(sql);
	vault_free(vault);
	return fixture_stop(state);
}

/* Behind the program's back. */
static void
tamper(const char *statement)
{
	PGresult *res = PQexec(sql, statement);
	if (PQresultStatus(res) != PGRES_COMMAND_OK || strcmp(PQcmdTuples(res), "0") == 0)
		fail_msg("%s: %s", statement, PQerrorMessage(sql));
	PQclear(res);
}

static void
append(int64_t org, int n)
{
	struct err err = { 0 };
	assert_ok(db_begin(db, &err), &err);
	for (int i = 0; i < n; i++) {
		auto_drop(json) json_t *body = json_pack("{s:i}", "n", i);
		assert_ok(event_append(db, org, 0, "tester", "test.event", body, &err), &err);
	}
	assert_ok(db_commit(db, &err), &err);
}

static int64_t
sequence(int64_t org)
{
	struct err err = { 0 };
	int64_t n = -1;
	assert_ok(audit_sequence(db, org, &n, &err), &err);
	return n;
}

/* What was found last, as "what@place ..." of each. */
static char found[1000];

static struct audit_result
verify_with(int64_t org, const struct checkpoint *kept)
{
	struct err err = { 0 };
	struct audit_result r;
	struct audit_findings f = { .list = json_array() };
	assert_ok(audit_verify(&log_of[org == other_id], kept, &f, &r, &err), &err);
	size_t i;
	json_t *one;
	*found = '\0';
	json_array_foreach(f.list, i, one) {
		size_t n = strlen(found);
		(void)snprintf(found + n, sizeof(found) - n, "%s%s", n ? " " : "",
		    json_str_or(one, "what", ""));
	}
	json_decref(f.list);
	return r;
}

static struct audit_result
verify(int64_t org)
{
	return verify_with(org, NULL);
}

static void
assert_found(int64_t org, const struct checkpoint *kept, const char *what)
{
	(void)verify_with(org, kept);
	if (strcmp(found, what) != 0)
		fail_msg("found \"%s\" and not \"%s\"", found, what);
}

static void
hex(const unsigned char hash[static 32], char out[static 65])
{
	for (size_t i = 0; i < 32; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

/* The checkpoint in the file at ${path}. */
static bool
read_from(const struct audit_log *l, const char *path, struct checkpoint *ret, struct err *e)
{
	struct named_file file = { .name = path, .fd = -1 };
	struct named_files one = { &file, 1, 0 };
	bool ok =
	    named_files_open(&one, fix.arena, e) && checkpoint_read(l, &file, fix.arena, ret, e);
	return named_files_end(&one, true, e) && ok;
}

static void
test_empty(void **state)
{
	struct audit_result r = verify(org_id);
	char root[65];
	(void)state;
	assert_int_equal(sequence(org_id), 0);
	hex(r.root, root);
	assert_string_equal(
	    root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_int_equal(r.events, 0);
	assert_int_equal(r.bad_position, -1);
	assert_string_equal(found, "");
}

static void
test_sequence(void **state)
{
	(void)state;
	append(org_id, EVENTS);
	append(other_id, 3);
	struct audit_result r = verify(org_id);
	assert_int_equal(r.events, EVENTS);
	assert_int_equal(r.leaves, 0);
	assert_int_equal(sequence(org_id), EVENTS);
	assert_int_equal(sequence(org_id), 0);
	r = verify(org_id);
	assert_int_equal(r.leaves, EVENTS);
	assert_int_equal(r.bad_position, -1);
	append(org_id, 1);
	assert_int_equal(sequence(org_id), 1);
	r = verify(org_id);
	assert_int_equal(r.leaves, EVENTS + 1);
	assert_int_equal(r.events, EVENTS + 1);
	assert_int_equal(verify(other_id).leaves, 0);
}

static const char python[] = "import hashlib,sys\n"
			     "h=lambda b: hashlib.sha256(b).digest()\n"
			     "def mth(l):\n"
			     "  if len(l)==1: return h(b'\\0'+l[0])\n"
			     "  k=1<<(len(l)-1).bit_length()-1\n"
			     "  return h(b'\\1'+mth(l[:k])+mth(l[k:]))\n"
			     "print(mth(open(sys.argv[1],'rb').read().splitlines()).hex())\n";

static void
test_python_agrees(void **state)
{
	char path[100], script[100], command[250], want[65], got[66] = "";
	struct audit_result r = verify(org_id);
	(void)state;
	(void)snprintf(path, sizeof(path), "%s/bodies", fix.dir);
	(void)snprintf(script, sizeof(script), "%s/root.py", fix.dir);
	(void)snprintf(command, sizeof(command), "python3 %s %s", script, path);
	PGresult *res = PQexec(sql,
	    "SELECT body FROM event_leaf JOIN event USING (organisation_id, event_id) "
	    "JOIN organisation USING (organisation_id) WHERE slug = 'one' ORDER BY position");
	assert_int_equal(PQntuples(res), EVENTS + 1);
	FILE *f = fopen(path, "w"), *s = fopen(script, "w");
	assert_true(f && s);
	for (int i = 0; i < PQntuples(res); i++)
		assert_true(fprintf(f, "%s\n", PQgetvalue(res, i, 0)) > 0);
	assert_true(fputs(python, s) >= 0 && fclose(f) == 0 && fclose(s) == 0);
	PQclear(res);
	FILE *p = popen(command, "r");
	assert_non_null(p);
	assert_non_null(fgets(got, sizeof(got), p));
	assert_int_equal(pclose(p), 0);
	got[64] = '\0';
	hex(r.root, want);
	assert_string_equal(got, want);
}

#define ONE "(SELECT organisation_id FROM organisation WHERE slug = 'one')"
/* The event that has a place in the log; its id is the database's business. */
#define AT(position)                                                                               \
	"(SELECT event_id FROM event_leaf WHERE organisation_id = " ONE                            \
	" AND position = " #position ")"

/* Something is done and undone; in between it is told, and the root is another. */
static void
finds(const char *change, const char *back, const char *what, int64_t position)
{
	struct audit_result before = verify(org_id);
	assert_string_equal(found, "");
	tamper(change);
	struct audit_result r = verify(org_id);
	if (strcmp(found, what) != 0)
		fail_msg("%s: found \"%s\" and not \"%s\"", change, found, what);
	assert_int_equal(r.bad_position, position);
	tamper(back);
	r = verify(org_id);
	assert_string_equal(found, "");
	assert_int_equal(r.bad_position, -1);
	assert_memory_equal(r.root, before.root, 32);
}

#define OF_ONE " AND organisation_id = " ONE

static void
test_tampering_is_found(void **state)
{
	(void)state;
	finds(
	    "UPDATE event SET body = replace(body, 'tester', 'nobody') WHERE event_id = " AT(1499),
	    "UPDATE event SET body = replace(body, 'nobody', 'tester') WHERE event_id = " AT(1499),
	    "event-altered tree-differs", 1499);
	finds("UPDATE event_leaf SET hash = sha256('x') WHERE position = 0" OF_ONE,
	    "UPDATE event_leaf l SET hash = sha256('\\x00'::bytea || convert_to(e.body, 'UTF8')) "
	    "FROM event e WHERE e.event_id = l.event_id AND position = 0 "
	    "AND l.organisation_id = " ONE,
	    "event-altered", 0);
	tamper("CREATE TABLE kept_event AS SELECT * FROM event");
	tamper("CREATE TABLE kept_leaf AS SELECT * FROM event_leaf");
	finds("DELETE FROM event WHERE event_id = " AT(1999),
	    "INSERT INTO event OVERRIDING SYSTEM VALUE SELECT k.* FROM kept_event k LEFT JOIN "
	    "event e USING (event_id) WHERE e.event_id IS NULL",
	    "event-missing", 1999);
	/* an event nobody gave a leaf */
	finds("INSERT INTO event (organisation_id, body) VALUES (" ONE
	      ", '{\"actor\":\"x\",\"reference\":null}')",
	    "DELETE FROM event WHERE body LIKE '{\"actor\":\"x\"%'", "leaf-missing", -1);
	/* the last leaf is gone, and then its event too: no signature is needed to miss it */
	finds("DELETE FROM event_leaf WHERE position = 2345" OF_ONE,
	    "INSERT INTO event_leaf SELECT * FROM kept_leaf WHERE position = 2345" OF_ONE,
	    "leaf-missing tree-differs", -1);
	finds("WITH l AS (DELETE FROM event_leaf WHERE position = 2345" OF_ONE
	      " RETURNING event_id) DELETE FROM event WHERE event_id IN (SELECT event_id FROM l)",
	    "WITH l AS (INSERT INTO event_leaf SELECT * FROM kept_leaf WHERE position = 2345" OF_ONE
	    " RETURNING event_id) INSERT INTO event OVERRIDING SYSTEM VALUE SELECT k.* FROM "
	    "kept_event k WHERE event_id IN (SELECT event_id FROM l)",
	    "tree-differs", -1);
	finds("UPDATE event_tree SET size = size - 1 WHERE true" OF_ONE,
	    "UPDATE event_tree SET size = size + 1 WHERE true" OF_ONE, "tree-differs", -1);
	tamper("UPDATE event_leaf SET position = 99999 WHERE position = 7" OF_ONE);
	assert_int_equal(verify(org_id).bad_position, 7);
	tamper("UPDATE event_leaf SET position = 7 WHERE position = 99999");
}

/* Of an event that waits for its place, whoever removes one of both or changes it is found too. */
static void
test_waiting(void **state)
{
	(void)state;
	append(other_id, 1);
	assert_found(other_id, NULL, "");
	tamper("CREATE TABLE kept_waiting AS SELECT * FROM event_waiting");
	tamper("DELETE FROM event_waiting");
	assert_found(other_id, NULL, "leaf-missing");
	assert_int_equal(sequence(other_id), 0);
	tamper("INSERT INTO event_waiting OVERRIDING SYSTEM VALUE SELECT * FROM kept_waiting");
	assert_found(other_id, NULL, "");
	tamper(
	    "CREATE TABLE kept_last AS SELECT * FROM event WHERE event_id = (SELECT max(event_id) "
	    "FROM event)");
	tamper("DELETE FROM event WHERE event_id = (SELECT event_id FROM kept_last)");
	assert_found(other_id, NULL, "waiting-missing");
	tamper("INSERT INTO event OVERRIDING SYSTEM VALUE SELECT organisation_id, event_id, "
	       "request_id, replace(body, 'tester', 'nobody') FROM kept_last");
	assert_found(other_id, NULL, "event-altered");
	/* the leaf is that of what was written, whatever stands there when it gets its place */
	assert_int_equal(sequence(other_id), 1);
	assert_found(other_id, NULL, "event-altered tree-differs");
	tamper("DELETE FROM event WHERE event_id = (SELECT event_id FROM kept_last)");
	assert_found(other_id, NULL, "event-missing");
	tamper("INSERT INTO event OVERRIDING SYSTEM VALUE SELECT * FROM kept_last");
	assert_found(other_id, NULL, "");
	append(other_id, 1);
	tamper("UPDATE event_waiting SET hashes = ARRAY['\\x00'::bytea] WHERE true");
	assert_found(other_id, NULL, "event-altered");
	tamper("UPDATE event_waiting SET hashes = ARRAY[sha256('\\x00'::bytea || convert_to(body, "
	       "'UTF8'))] FROM event e WHERE e.event_id = event_ids[1]");
	assert_int_equal(sequence(other_id), 1);
	assert_found(other_id, NULL, "");
}

static void
move_last(int64_t request_id)
{
	tamper(arena_printf(fix.arena,
	    "UPDATE event SET request_id = nullif(%lld, 0) WHERE event_id = (SELECT max(event_id) "
	    "FROM event)",
	    (long long)request_id));
}

/* An event says about which request it is; the column that finds it can not say otherwise. */
static void
test_moved_request(void **state)
{
	static const char *const rights[] = { "access", NULL };
	struct err err = { 0 };
	(void)state;
	struct request a = fixture_request(other_id, "TWO", rights),
		       b = fixture_request(other_id, "TWO", rights);
	assert_ok(db_begin(db, &err), &err);
	assert_ok(event_append(db, other_id, a.id, "tester", "test", NULL, &err), &err);
	assert_ok(db_commit(db, &err), &err);
	assert_int_equal(sequence(other_id), 3);
	assert_found(other_id, NULL, "");
	move_last(b.id);
	assert_found(other_id, NULL, "request-moved");
	move_last(0);
	assert_found(other_id, NULL, "request-moved");
	move_last(a.id);
	assert_found(other_id, NULL, "");
}

static struct checkpoint
signed_now(int64_t org)
{
	struct err err = { 0 };
	struct checkpoint c;
	assert_ok(audit_checkpoint(&log_of[org == other_id], fix.arena, &c, &err), &err);
	return c;
}

/* What the database alone can not tell: who rewrites an event makes all the rest fit. */
static void
test_checkpoints(void **state)
{
	struct err err = { 0 };
	(void)state;
	append(other_id, 10);
	(void)sequence(other_id);
	struct checkpoint first = signed_now(other_id), again = signed_now(other_id);
	assert_string_equal(first.path, again.path);
	assert_int_equal(verify(other_id).checkpoints, 1);
	append(other_id, 90);
	(void)sequence(other_id);
	struct checkpoint second = signed_now(other_id);
	assert_int_equal(second.size, first.size + 90);
	assert_int_equal(verify(other_id).checkpoints, 2);
	assert_found(other_id, NULL, "");
	/* a cut tail, with everything that counts it */
	tamper("CREATE TABLE two_event AS SELECT * FROM event WHERE organisation_id <> " ONE);
	tamper("CREATE TABLE two_leaf AS SELECT * FROM event_leaf WHERE organisation_id <> " ONE);
	tamper("CREATE TABLE two_tree AS SELECT * FROM event_tree WHERE organisation_id <> " ONE);
	fixture_sql(arena_printf(fix.arena,
	    "WITH l AS (DELETE FROM event_leaf WHERE organisation_id = %lld AND position >= %lld "
	    "RETURNING event_id) DELETE FROM event WHERE event_id IN (SELECT event_id FROM l);\n"
	    "DELETE FROM event_tree WHERE organisation_id = %lld",
	    (long long)other_id, (long long)first.size + 5, (long long)other_id));
	append(other_id, 1);
	assert_int_equal(sequence(other_id), 1); /* the tree is made anew */
	assert_found(other_id, NULL, "log-cut");
	assert_int_equal(verify(other_id).leaves, first.size + 6);
	assert_false(audit_checkpoint(&log_of[1], fix.arena, &again, &err));
	assert_err(&err, ERR_CONFLICT, "nothing more is signed");
	err_clear(&err);
	/* grown again, past what was signed: a fork */
	append(other_id, 200);
	(void)sequence(other_id);
	assert_found(other_id, NULL, "root-differs");
	/* and with its files gone too: one that was kept elsewhere */
	assert_int_equal(rename(second.path, arena_printf(fix.arena, "%s/kept", fix.dir)), 0);
	assert_found(other_id, NULL, "");
	struct checkpoint kept;
	assert_ok(
	    read_from(&log_of[1], arena_printf(fix.arena, "%s/kept", fix.dir), &kept, &err), &err);
	assert_found(other_id, &kept, "root-differs");
	fixture_sql("DELETE FROM event WHERE organisation_id <> " ONE ";\n"
		    "DELETE FROM event_leaf WHERE organisation_id <> " ONE ";\n"
		    "DELETE FROM event_tree WHERE organisation_id <> " ONE ";\n"
		    "INSERT INTO event OVERRIDING SYSTEM VALUE SELECT * FROM two_event;\n"
		    "INSERT INTO event_leaf SELECT * FROM two_leaf;\n"
		    "INSERT INTO event_tree SELECT * FROM two_tree");
	assert_found(other_id, &kept, "");
	/* a rewritten event whose leaf and tree fit it */
	fixture_sql("UPDATE event SET body = replace(body, 'tester', 'nobody') WHERE event_id = "
		    "(SELECT event_id FROM two_leaf WHERE position = 8);\n"
		    "UPDATE event_leaf l SET hash = sha256('\\x00'::bytea || convert_to(e.body, "
		    "'UTF8')) FROM event e WHERE e.event_id = l.event_id;\n"
		    "DELETE FROM event_tree WHERE organisation_id <> " ONE);
	append(other_id, 1);
	assert_int_equal(sequence(other_id), 1);
	assert_found(other_id, &kept, "root-differs root-differs");
}

/* A checkpoint is nothing without its signature, nor is one of another log. */
static void
test_forged_checkpoint(void **state)
{
	struct err err = { 0 };
	struct checkpoint c = signed_now(org_id), read;
	(void)state;
	assert_found(org_id, NULL, "");
	char *note = arena_strdup(fix.arena, c.note);
	*strstr(note, "2346") = '3';
	const char *path = arena_printf(fix.arena, "%s/000000003346.note", log_of[0].dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(note, f) >= 0 && fclose(f) == 0);
	assert_found(org_id, NULL, "checkpoint-forged");
	assert_false(audit_checkpoint(&log_of[0], fix.arena, &read, &err));
	assert_err(&err, ERR_INPUT, "no signature");
	err_clear(&err);
	assert_int_equal(remove(path), 0);
	assert_false(read_from(&log_of[1], c.path, &read, &err));
	assert_err(&err, ERR_INPUT, "no checkpoint of this log");
}

static void
test_another_sequencer(void **state)
{
	struct err err = { 0 };
	int64_t n;
	(void)state;
	append(other_id, 1);
	PQclear(PQexec(sql, "BEGIN"));
	PQclear(PQexec(sql,
	    "SELECT pg_advisory_xact_lock(hashtextextended('dossier event_leaf', organisation_id)) "
	    "FROM organisation WHERE slug = 'two'"));
	assert_false(audit_sequence(db, other_id, &n, &err));
	assert_err(&err, ERR_TEMPORARY, "sequencing");
	PQclear(PQexec(sql, "COMMIT"));
	assert_int_equal(sequence(other_id), 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_sequence),
		cmocka_unit_test(test_python_agrees),
		cmocka_unit_test(test_tampering_is_found),
		cmocka_unit_test(test_forged_checkpoint),
		cmocka_unit_test(test_another_sequencer),
		cmocka_unit_test(test_waiting),
		cmocka_unit_test(test_moved_request),
		cmocka_unit_test(test_checkpoints),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
