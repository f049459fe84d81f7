/*
 * Random mutations of a log, by somebody who can write in the database and makes all else fit as
 * far as that goes: each is found against a checkpoint that was kept elsewhere. MUTATIONS of
 * EVENTS in so many LOGS (100 of 2000 in two; `make soak`: 10,000 of 100,000 in one, half an hour
 * of two idle cores). Each time all of the log it is done to is verified.
 */
#include <libpq-fe.h>

#include "dossier/audit.h"
#include "unit/store_fixture.h"
#include "unit/unit.h"

#define REACH 40 /* events that one mutation touches at most */

#define LOGS_MAX 20

#define STEP 1000

struct one_log {
	struct audit_log audit;
	struct checkpoint kept;
	int64_t first_id, events;
	unsigned char (*leaves)[32]; /* as they were when it was kept */
	struct merkle *grown;        /* as far as every STEP of them */
};
static PGconn *sql;
static struct one_log logs[LOGS_MAX], *at; /* the one that something is done to */
static int64_t nlogs, last_id;             /* of all */

static int64_t
setting(const char *name, int64_t otherwise)
{
	const char *text = getenv(name);
	return text ? strtoll(text, NULL, 10) : otherwise;
}

/* The same each time, by SEED: a mutation that was missed can be looked at. */
static uint64_t seed;

static int64_t
below(int64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int64_t)(seed % (uint64_t)n);
}

static void
run(const char *statements)
{
	PGresult *res = PQexec(sql, statements);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		fail_msg("%s: %s", statements, PQerrorMessage(sql));
	PQclear(res);
}

#define RUN(...)                                                                                   \
	do {                                                                                       \
		auto_drop(buf) struct buf _text = { 0 };                                           \
		buf_addf(&_text, __VA_ARGS__);                                                     \
		run(_text.data);                                                                   \
	} while (0)

#define LL(x) ((long long)(x))
#define ORG LL(at->audit.org_id)
/* those of this log: an index finds them */
#define OURS "organisation_id = %lld AND "

/* ---- what somebody does to the event ${id}, or from there on ---- */

/* Their leaves fit them again. */
static void
rehash(int64_t from, int64_t to)
{
	RUN("UPDATE event_leaf l SET hash = sha256('\\x00'::bytea || convert_to(e.body, 'UTF8')) "
	    "FROM event e WHERE e.organisation_id = %lld AND e.event_id = l.event_id "
	    "AND l.organisation_id = e.organisation_id AND l.event_id BETWEEN %lld AND %lld",
	    ORG, LL(from), LL(to));
}

static void
flip_body(int64_t id)
{
	RUN("UPDATE event SET body = overlay(body PLACING chr(ascii(substr(body, 12, 1)) # 1) "
	    "FROM 12) WHERE " OURS "event_id = %lld",
	    ORG, LL(id));
}

static void
rewrite(int64_t id)
{
	RUN("UPDATE event SET body = overlay(body PLACING 'x' FROM 12) WHERE " OURS
	    "event_id = %lld",
	    ORG, LL(id));
	rehash(id, id);
}

static void
flip_hash(int64_t id)
{
	RUN("UPDATE event_leaf SET hash = set_bit(hash, %d, 1 - get_bit(hash, %d)) "
	    "WHERE " OURS "event_id = %lld",
	    (int)(id % 256), (int)(id % 256), ORG, LL(id));
}

static void
drop_event(int64_t id)
{
	RUN("DELETE FROM event WHERE " OURS "event_id = %lld", ORG, LL(id));
}

static void
drop_leaf(int64_t id)
{
	RUN("DELETE FROM event_leaf WHERE " OURS "event_id = %lld", ORG, LL(id));
}

static void
drop_both(int64_t id)
{
	drop_event(id);
	drop_leaf(id);
}

static void
insert_bare(int64_t id)
{
	RUN("INSERT INTO event (organisation_id, body) SELECT organisation_id, body FROM event "
	    "WHERE " OURS "event_id = %lld",
	    ORG, LL(id));
}

static void
swap_places(int64_t id)
{
	RUN("UPDATE event_leaf SET position = position + 2 * %lld WHERE " OURS "event_id = %lld",
	    LL(at->events), ORG, LL(id));
	RUN("UPDATE event_leaf SET position = position - 1 WHERE " OURS "event_id = %lld", ORG,
	    LL(id + 1));
	RUN("UPDATE event_leaf SET position = %lld WHERE " OURS "event_id = %lld",
	    LL(id + 1 - at->first_id), ORG, LL(id));
}

static void
swap_bodies(int64_t id)
{
	RUN("UPDATE event e SET body = o.body FROM event o WHERE e.organisation_id = %lld "
	    "AND e.event_id IN (%lld, %lld) AND o.organisation_id = e.organisation_id "
	    "AND o.event_id = %lld - e.event_id",
	    ORG, LL(id), LL(id + 1), LL(2 * id + 1));
	rehash(id, id + 1);
}

static void
move_request(int64_t id)
{
	RUN("UPDATE event SET request_id = (SELECT request_id FROM request r "
	    "WHERE r.organisation_id = event.organisation_id AND request_id IS DISTINCT FROM "
	    "event.request_id LIMIT 1) WHERE " OURS "event_id = %lld",
	    ORG, LL(id));
}

static void
cut(int64_t id)
{
	RUN("DELETE FROM event_leaf WHERE " OURS "event_id >= %lld", ORG, LL(id));
	RUN("DELETE FROM event WHERE " OURS "event_id >= %lld", ORG, LL(id));
}

static void
fork_from(int64_t id)
{
	RUN("UPDATE event SET body = overlay(body PLACING 'y' FROM 12) WHERE " OURS
	    "event_id >= %lld",
	    ORG, LL(id));
	rehash(id, INT64_MAX);
}

/*
 * One more in the middle: those after it move up. It tells what the first one told: the last one's
 * own words before it would be no other log than with them behind it, and that one only grew.
 */
static void
insert_between(int64_t id)
{
	RUN("UPDATE event_leaf SET position = position + 1 + 2 * %lld WHERE " OURS
	    "event_id >= %lld",
	    LL(at->events), ORG, LL(id));
	RUN("UPDATE event_leaf SET position = position - 2 * %lld WHERE " OURS "event_id >= %lld",
	    LL(at->events), ORG, LL(id));
	RUN("WITH e AS (INSERT INTO event (organisation_id, body) SELECT organisation_id, body "
	    "FROM event WHERE " OURS "event_id = %lld RETURNING organisation_id, event_id) "
	    "INSERT INTO event_leaf SELECT organisation_id, event_id, %lld, sha256('') FROM e",
	    ORG, LL(at->first_id), LL(id - at->first_id));
	rehash(last_id + 1, INT64_MAX);
}

static const struct {
	const char *name;
	void (*change)(int64_t id);
	bool tail;   /* all after it is touched too: near the end only */
	bool regrow; /* and what counts the leaves is made to fit */
} kinds[] = {
	{ "a bit of a body", flip_body, false, false },
	{ "an event and its leaf", rewrite, false, true },
	{ "a bit of a hash", flip_hash, false, true },
	{ "an event is gone", drop_event, false, false },
	{ "a leaf is gone", drop_leaf, true, true },
	{ "both are gone", drop_both, true, true },
	{ "an event without a leaf", insert_bare, false, false },
	{ "two places change", swap_places, false, true },
	{ "two events change", swap_bodies, false, true },
	{ "another request", move_request, false, false },
	{ "a cut tail", cut, true, true },
	{ "a fork", fork_from, true, true },
	{ "one between", insert_between, true, true },
};

/* What it touched, and what came behind all that was kept. */
static void
undo(int64_t id)
{
	static const struct {
		const char *table, *kept;
	} both[] = { { "event_leaf", "kept_leaf" }, { "event", "kept_event" } };
	for (size_t i = 0; i < array_len(both); i++)
		RUN("DELETE FROM %s WHERE " OURS "event_id BETWEEN %lld AND %lld;"
		    "DELETE FROM %s WHERE " OURS "event_id > %lld;"
		    "INSERT INTO %s OVERRIDING SYSTEM VALUE SELECT * FROM %s "
		    "WHERE " OURS "event_id BETWEEN %lld AND %lld",
		    both[i].table, ORG, LL(id), LL(id + REACH), both[i].table, ORG, LL(last_id),
		    both[i].table, both[i].kept, ORG, LL(id), LL(id + REACH));
	RUN("DELETE FROM event_tree; INSERT INTO event_tree SELECT * FROM kept_tree");
}

/* As who sequences would make it anew, by what stands there: elsewhere nothing was touched. */
static void
regrow(int64_t place)
{
	struct err err = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	struct merkle m = at->grown[place / STEP];
	for (int64_t i = place / STEP * STEP; i < place; i++)
		merkle_add(&m, at->leaves[i]);
	PGresult *res = PQexecParams(sql,
	    arena_printf(a,
		"SELECT hash FROM event_leaf WHERE " OURS
		"position BETWEEN %lld AND %lld ORDER BY position",
		ORG, LL(place), LL(place + REACH)),
	    0, NULL, NULL, NULL, NULL, 1);
	assert_int_equal(PQresultStatus(res), PGRES_TUPLES_OK);
	for (int i = 0; i < PQntuples(res); i++)
		merkle_add(&m, (const unsigned char *)PQgetvalue(res, i, 0));
	PQclear(res);
	for (int64_t i = place + REACH + 1; i < at->events; i++)
		merkle_add(&m, at->leaves[i]);
	assert_ok(db_begin(fix.db, &err), &err);
	assert_ok(
	    event_tree_put(fix.db, at->audit.org_id, (int64_t)m.n, merkle_text(&m, a), &err), &err);
	assert_ok(db_commit(fix.db, &err), &err);
}

static int64_t
found(void)
{
	struct err err = { 0 };
	struct audit_findings f = { 0 };
	struct audit_result r;
	bool ok = audit_verify(&at->audit, &at->kept, &f, &r, &err);
	json_decref(f.list);
	return ok ? f.n : 1; /* what can not be read is told too */
}

static void
fill(int64_t org, int64_t events, const struct request *r)
{
	struct new_event batch[500];
	json_t *bodies[500];
	for (int64_t done = 0; done < events;) {
		size_t n = 0;
		for (; n < array_len(batch) && done < events; n++, done++) {
			bodies[n] = json_pack("{s:I}", "n", (json_int_t)done);
			batch[n] = (struct new_event){ done % 3 ? r[done % 2].id : 0, "test.event",
				bodies[n] };
		}
		ok(db_begin(fix.db, &err));
		ok(event_append_many(fix.db, org, "tester", batch, n, &err));
		ok(db_commit(fix.db, &err));
		while (n-- > 0)
			json_decref(bodies[n]);
	}
}

static void
keep_leaves(void)
{
	struct err err = { 0 };
	struct log_scan *s = log_scan_open(fix.db, at->audit.org_id, &err);
	struct merkle m = { 0 };
	assert_non_null(s);
	at->leaves = xcalloc((size_t)at->events, sizeof(*at->leaves));
	at->grown = xcalloc((size_t)(at->events / STEP + 1), sizeof(*at->grown));
	for (const struct log_leaf *leaf; (leaf = log_next_leaf(s, &err));) {
		if (m.n % STEP == 0)
			at->grown[m.n / STEP] = m;
		memcpy(at->leaves[m.n], leaf->hash, sizeof(*at->leaves));
		merkle_add(&m, leaf->hash);
	}
	assert_int_equal(m.n, at->events);
	log_scan_free(s);
}

static bool
make_log(const struct vault *vault, char letter, int64_t events)
{
	static const char *const rights[] = { "access", NULL };
	struct err err = { 0 };
	int64_t n;
	const char *slug = arena_printf(fix.arena, "log-%c", letter),
		   *code = arena_printf(fix.arena, "LO%c", letter - 'a' + 'A');
	int64_t org = fixture_org(slug, code);
	const struct request r[] = { fixture_request(org, code, rights),
		fixture_request(org, code, rights) };
	fill(org, events, r);
	at->audit = (struct audit_log){ .db = fix.db,
		.vault = vault,
		.org_id = org,
		.origin = vault_note_name(vault, slug, fix.arena),
		.dir = arena_printf(fix.arena, "%s/checkpoints", fix.dir) };
	if (!audit_sequence(fix.db, org, &n, &err) ||
	    !audit_checkpoint(&at->audit, fix.arena, &at->kept, &err))
		return false;
	/* it is elsewhere now */
	assert_int_equal(remove(at->kept.path), 0);
	at->events = at->kept.size;
	at->first_id = fixture_count("SELECT max(event_id) FROM event") - at->events + 1;
	keep_leaves();
	return true;
}

static int
set_up(void **state)
{
	struct err err = { 0 };
	if (fixture_start(state) != 0)
		return 1;
	sql = PQconnectdb(fix.uri);
	struct vault *vault = vault_create(fix.dir, &err) ? vault_open(fix.dir, &err) : NULL;
	nlogs = setting("LOGS", 2);
	seed = (uint64_t)setting("SEED", 42);
	if (!vault || nlogs < 1 || nlogs > LOGS_MAX)
		return 1;
	for (at = logs; at < logs + nlogs; at++)
		if (!make_log(vault, (char)('a' + (at - logs)), setting("EVENTS", 2000) / nlogs))
			return 1;
	last_id = fixture_count("SELECT max(event_id) FROM event");
	run("CREATE TABLE kept_event AS SELECT * FROM event; CREATE TABLE kept_leaf AS SELECT * "
	    "FROM event_leaf; CREATE TABLE kept_tree AS SELECT * FROM event_tree;"
	    "CREATE INDEX ON kept_event (event_id); CREATE INDEX ON kept_leaf (event_id); ANALYZE");
	return 0;
}

static int
tear_down(void **state)
{
	struct vault *v = (struct vault *)(uintptr_t)logs[0].audit.vault;
	PQfinish(sql);
	for (at = logs; at < logs + nlogs; at++) {
		free(at->leaves);
		free(at->grown);
	}
	vault_free(v);
	return fixture_stop(state);
}

static int64_t
found_in_all(void)
{
	int64_t n = 0;
	for (at = logs; at < logs + nlogs; at++)
		n += found();
	return n;
}

static void
test_mutations(void **state)
{
	int64_t n = setting("MUTATIONS", 100);
	(void)state;
	assert_int_equal(found_in_all(), 0);
	for (int64_t i = 0; i < n; i++) {
		at = &logs[below(nlogs)];
		size_t kind =
		    i < (int64_t)array_len(kinds) ? (size_t)i : (size_t)below(array_len(kinds));
		int64_t place =
		    kinds[kind].tail ? at->events - 1 - below(REACH) : below(at->events - REACH);
		kinds[kind].change(at->first_id + place);
		if (kinds[kind].regrow)
			regrow(place);
		if (found() == 0)
			fail_msg("%s at %lld of %lld was not found", kinds[kind].name, LL(place),
			    LL(at->events));
		undo(at->first_id + place);
		if (i % 1000 == 999)
			run("VACUUM");
	}
	assert_int_equal(found_in_all(), 0);
	print_message("# %lld mutations of %lld events in %lld logs, each found\n", LL(n),
	    LL(nlogs * logs[0].events), LL(nlogs));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_mutations) };
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
