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
	return db_commit(db, &err) ? 0 : 1;
}

static int
tear_down(void **state)
{
	PQfinish(sql);
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

static struct audit_result
verify(int64_t org)
{
	struct err err = { 0 };
	struct audit_result r;
	assert_ok(audit_verify(db, org, &r, &err), &err);
	return r;
}

static void
hex(const unsigned char hash[static 32], char out[static 65])
{
	for (size_t i = 0; i < 32; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", hash[i]);
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

/* Something is done and undone; in between the position is told and the root is another. */
static void
finds(const char *change, const char *back, int64_t position)
{
	struct audit_result before = verify(org_id);
	assert_int_equal(before.bad_position, -1);
	tamper(change);
	struct audit_result r = verify(org_id);
	assert_int_equal(r.bad_position, position);
	tamper(back);
	r = verify(org_id);
	assert_int_equal(r.bad_position, -1);
	assert_memory_equal(r.root, before.root, 32);
}

static void
test_tampering_is_found(void **state)
{
	(void)state;
	finds(
	    "UPDATE event SET body = replace(body, 'tester', 'nobody') WHERE event_id = " AT(1499),
	    "UPDATE event SET body = replace(body, 'nobody', 'tester') WHERE event_id = " AT(1499),
	    1499);
	finds(
	    "UPDATE event_leaf SET hash = sha256('x') WHERE position = 0 AND organisation_id = " ONE
	    "",
	    "UPDATE event_leaf l SET hash = sha256('\\x00'::bytea || convert_to(e.body, 'UTF8')) "
	    "FROM event e WHERE e.event_id = l.event_id AND position = 0 "
	    "AND l.organisation_id = " ONE,
	    0);
	finds("UPDATE event_leaf SET position = 99999 WHERE position = 7 AND organisation_id = " ONE
	      "",
	    "UPDATE event_leaf SET position = 7 WHERE position = 99999", 7);
	/* an event whose leaf is made to fit it again gives another root, which checkpoints tell */
	struct audit_result before = verify(org_id);
	tamper("UPDATE event SET body = replace(body, 'tester', 'nobody') WHERE event_id = " AT(8));
	tamper(
	    "UPDATE event_leaf l SET hash = sha256('\\x00'::bytea || convert_to(e.body, 'UTF8')) "
	    "FROM event e WHERE e.event_id = l.event_id AND l.event_id = " AT(8));
	struct audit_result after = verify(org_id);
	assert_int_equal(after.bad_position, -1);
	assert_memory_not_equal(after.root, before.root, 32);
	tamper("DELETE FROM event WHERE event_id = " AT(1999));
	assert_int_equal(verify(org_id).bad_position, 1999);
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
		cmocka_unit_test(test_another_sequencer),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
