/*
 * The queue in one process: planning, claiming in order, fences, waking, settling, moving by a
 * person. What several processes and kills do to it is store_queue.c.
 */
#include "dossier/store/fanout.h"
#include "dossier/store/approval.h"
#include "dossier/store/release.h"
#include "dossier/store/task_finish.h"
#include "unit/store_fixture.h"

/* What nothing but a sealed value looks like. */
#define SEALED "c2VhbGVkc2VhbGVkc2VhbGVkc2VhbGVkc2VhbGVkc2VhbGVkc2VhbGVkc2VhbGVk"

static const char *const access_right[] = { "access", NULL };
static struct request req;

static int
start(void **state)
{
	int r = fixture_start(state);
	if (r == 0)
		fix.org = fixture_org("jbsync", "JBS");
	return r;
}

/*
 * A request of its own for each test, already searching, so that nothing is left over for the next
 * one.
 */
static int
new_request(void **state)
{
	(void)state;
	assert_int_equal(fixture_queue_wrong(), 0);
	fixture_sql("UPDATE task SET state = 'done', not_before = NULL, lease_until = NULL, "
		    "worker = NULL");
	fixture_queue();
	req = fixture_request(fix.org, "JBS", access_right);
	ok(db_begin(fix.db, &err));
	ok(request_advance(fix.db, &req, "logged", "searching", 0, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	return 0;
}

static void
add_due(
    const char *system, const char *task_state, const char *need, usec_t purge_at, struct date due)
{
	struct task t = { .org_id = fix.org,
		.request_id = req.id,
		.system = system,
		.action = ACTION_COLLECT,
		.connector = "http",
		.state = task_state,
		.needs = need ? json_pack("[s]", need) : json_array(),
		.categories = json_pack("[s,s]", "C01", "C02"),
		.purge_at = purge_at,
		.due = due };
	ok(db_begin(fix.db, &err));
	ok(task_insert(fix.db, &t, 1, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	json_decref(t.needs);
	json_decref(t.categories);
}

static void
add(const char *system, const char *task_state, const char *need)
{
	add_due(system, task_state, need, 0, req.due);
}

/* What the tests look at of a list stays in the arena; its JSON goes at once. */
static void
release(const struct task_list *l)
{
	struct task_list copy = *l;
	task_list_release(&copy);
}

static struct task_list
claim(const char *worker, int max)
{
	struct task_list l;
	ok(task_claim(fix.db, fix.org, worker, max, 60, true, fix.arena, &l, &err));
	release(&l);
	return l;
}

static struct task
claim_one(const char *worker)
{
	struct task_list l = claim(worker, 1);
	assert_int_equal(l.n, 1);
	return l.items[0];
}

static struct task_done
as_done(const struct task *t, const char *state)
{
	return (struct task_done){ .org_id = t->org_id,
		.id = t->id,
		.request_id = t->request_id,
		.fence = t->fence,
		.state = state };
}

static bool
finish(const struct task_done *d)
{
	bool accepted = false;
	ok(db_begin(fix.db, &err));
	ok(task_finish(fix.db, d, 1, &accepted, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	return accepted;
}

static size_t
settle(void)
{
	int64_t *ids;
	size_t n;
	ok(db_begin(fix.db, &err));
	ok(task_settle(fix.db, fix.org, &req.id, 1, clock_now(), fix.arena, &ids, &n, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	assert_true(n == 0 || ids[0] == req.id);
	return n;
}

static const char *
state_of(const char *system)
{
	struct task_list l;
	ok(task_of_request(fix.db, fix.org, req.id, fix.arena, &l, &err));
	release(&l);
	for (size_t i = 0; i < l.n; i++)
		if (strcmp(l.items[i].system, system) == 0)
			return l.items[i].state;
	return NULL;
}

static void
move(const char *system, const char *to, bool expected)
{
	struct task_list l;
	ok(task_of_request(fix.db, fix.org, req.id, fix.arena, &l, &err));
	release(&l);
	for (size_t i = 0; i < l.n; i++) {
		if (strcmp(l.items[i].system, system) != 0)
			continue;
		struct err why = { 0 };
		ok(db_begin(fix.db, &err));
		assert_int_equal(task_move(fix.db, &l.items[i], to, &why), expected);
		assert_int_equal(why.kind, expected ? ERR_NONE : ERR_CONFLICT);
		event_none(fix.db);
		if (expected)
			ok(db_commit(fix.db, &err));
		else
			db_rollback(fix.db);
	}
}

static void
test_order(void **state)
{
	(void)state;
	struct date soon = { 2026, 3, 20 }, later = { 2026, 4, 7 };
	const struct request ours = req;
	add_due("last", "ready", NULL, 0, later);
	const struct request other = req = fixture_request(fix.org, "JBS", access_right);
	fixture_sql("UPDATE request SET state = 'searching', due = '2026-03-20' "
		    "WHERE state = 'logged'");
	add_due("third", "ready", NULL, 0, soon);
	req = ours;
	add_due("second", "ready", NULL, INT64_C(1773000000000000), later);
	add_due("first", "ready", NULL, INT64_C(1772900000000000), later);
	add_due("first", "ready", NULL, 0, soon); /* there already: left */
	add("waits", "waiting", "phone");
	static const char *const order[] = { "first", "second", "third", "last" };
	struct task_list l;
	ok(task_claim(fix.db, fix.org, "w1", 10, 60, true, fix.arena, &l, &err));
	assert_int_equal(l.n, 4);
	for (size_t i = 0; i < l.n; i++) {
		assert_string_equal(l.items[i].system, order[i]);
		assert_string_equal(l.items[i].state, "leased");
		assert_string_equal(
		    l.items[i].reference, i == 2 ? other.reference : ours.reference);
		assert_int_equal(l.items[i].fence, 1);
		assert_int_equal(l.items[i].attempts, 1);
		assert_int_equal(json_array_size(l.items[i].categories), 2);
	}
	assert_int_equal(l.items[0].purge_at, INT64_C(1772900000000000));
	release(&l);
	assert_int_equal(claim("w2", 10).n, 0);
	int64_t ready, leased;
	int next;
	ok(task_counts(fix.db, fix.org, &ready, &leased, &next, &err));
	assert_int_equal(ready, 0);
	assert_int_equal(leased, 4);
	assert_in_range(next, 50, 60);
}

static void
test_fence(void **state)
{
	(void)state;
	add("app", "ready", NULL);
	struct task first = claim_one("w1");
	fixture_sql(
	    "UPDATE task SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL");
	struct task second = claim_one("w2");
	assert_int_equal(second.id, first.id);
	assert_int_equal(second.fence, first.fence + 1);
	struct outcome o = { .category = "C01", .code = OUTCOME_FOUND, .count = 3 };
	struct task_done stale = as_done(&first, "done"), done = as_done(&second, "done");
	stale.outcomes = done.outcomes = &o;
	stale.noutcomes = done.noutcomes = 1;
	assert_false(finish(&stale));
	assert_string_equal(state_of("app"), "leased");
	assert_true(finish(&done));
	assert_false(finish(&done)); /* once */
	assert_string_equal(state_of("app"), "done");
	struct outcome_list l;
	ok(outcome_list(fix.db, fix.org, req.id, fix.arena, &l, &err));
	assert_int_equal(l.n, 1);
	assert_int_equal(l.items[0].o.count, 3);
	assert_int_equal(l.items[0].o.code, OUTCOME_FOUND);
	assert_null(l.items[0].o.why.text);
	assert_true(l.items[0].at > 0);
}

static void
test_expired_but_unclaimed(void **state)
{
	(void)state;
	add("app", "ready", NULL);
	struct task t = claim_one("w1");
	fixture_sql(
	    "UPDATE task SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL");
	assert_string_equal(state_of("app"), "ready");
	ok(task_extend(fix.db, fix.org, "w2", &t.id, 1, 60, &err));
	assert_string_equal(state_of("app"), "ready");
	ok(task_extend(fix.db, fix.org, "w1", &t.id, 1, 60, &err));
	assert_string_equal(state_of("app"), "leased");
	/* one that somebody holds is not waited for: they may wait for another of ours */
	fixture_sql("DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = 2000', "
		    "current_database()); END$$");
	struct db *hurried = NULL;
	ok(hurried = fixture_open(&err));
	ok(db_begin(fix.db, &err));
	ok(task_extend(fix.db, fix.org, "w1", &t.id, 1, 60, &err));
	ok(task_extend(hurried, fix.org, "w1", &t.id, 1, 60, &err));
	db_rollback(fix.db);
	db_close(hurried);
	fixture_sql("DO $$BEGIN EXECUTE format('ALTER DATABASE %I RESET lock_timeout', "
		    "current_database()); END$$");
	struct task_done d = as_done(&t, "done");
	assert_true(finish(&d));
}

static void
test_delay(void **state)
{
	(void)state;
	add("vendor", "ready", NULL);
	struct task t = claim_one("w1");
	struct task_done d = as_done(&t, "ready");
	d.again_s = 3600;
	d.job_state = "sealed job";
	d.error = SEALED;
	assert_true(finish(&d));
	assert_int_equal(claim("w1", 10).n, 0);
	int64_t ready, leased;
	int next;
	ok(task_counts(fix.db, fix.org, &ready, &leased, &next, &err));
	assert_int_equal(ready, 0);
	assert_int_equal(leased, 0);
	assert_in_range(next, 3590, 3600);
	fixture_sql(
	    "UPDATE task SET not_before = now() - interval '1 s' WHERE not_before IS NOT NULL");
	t = claim_one("w1");
	assert_string_equal(t.job_state, "sealed job");
	assert_string_equal(t.error, SEALED);
	assert_int_equal(t.attempts, 2);
	d = as_done(&t, "ready"); /* at once */
	assert_true(finish(&d));
	claim_one("w1");
	ok(task_counts(fix.db, fix.org, &ready, &leased, &next, &err));
	assert_int_equal(leased, 1);
}

/* A system that is back: what was put off unasked is ready, and nothing else. */
static void
test_hasten(void **state)
{
	static const char *const systems[] = { "unasked", "failed", "job", "elsewhere" };
	struct task_list l;
	(void)state;
	for (size_t i = 0; i < array_len(systems); i++)
		add(systems[i], "ready", NULL);
	l = claim("w1", 4);
	assert_int_equal(l.n, 4);
	for (size_t i = 0; i < l.n; i++) {
		struct task *t = &l.items[i];
		struct task_done d = as_done(t, "ready");
		d.again_s = 3600;
		d.error = strcmp(t->system, "failed") == 0 ? SEALED : NULL;
		d.job_state = strcmp(t->system, "job") == 0 ? "sealed job" : NULL;
		if (d.error || d.job_state)
			assert_true(finish(&d));
		else
			ok(task_put_off(
			    fix.db, fix.org, "w1", &t->id, &t->request_id, 1, 3600, &err));
	}
	fixture_sql("UPDATE task SET system = 'silent', change = task_id "
		    "WHERE state = 'ready' AND system <> 'elsewhere'");
	assert_int_equal(claim("w1", 10).n, 0);
	ok(task_hasten(fix.db, fix.org, "silent", &err));
	l = claim("w1", 10);
	assert_int_equal(l.n, 1);
	assert_string_equal(l.items[0].system, "silent");
	assert_null(l.items[0].error);
	assert_null(l.items[0].job_state);
	assert_int_equal(l.items[0].attempts, 1);
}

static struct task_done
with_found(const struct task *t, const struct identifier *id, const struct stored_part *p,
    const struct letter *l)
{
	struct task_done d = as_done(t, "done");
	d.ids = id;
	d.nids = id ? 1 : 0;
	d.parts = p;
	d.nparts = p ? 1 : 0;
	d.letters = l;
	d.nletters = l ? 1 : 0;
	return d;
}

static void
test_what_a_task_finds(void **state)
{
	(void)state;
	add("app", "ready", "email");
	struct stored_part first = { "C01", "customers", "json", "blob1", "{\"rows\":1}" },
			   second = { "C01", "customers", "json", "blob2", "{\"rows\":2}" };
	struct letter letter = { .kind = "instruction",
		.recipient_kind = "recipient",
		.recipient = "R05",
		.message_id = "1@x",
		.file = "1.eml",
		.sealed = "once" };
	struct task t = claim_one("w1");
	struct task_done d = with_found(&t, NULL, &first, &letter);
	assert_true(finish(&d));
	struct part_list parts;
	ok(part_list(fix.db, fix.org, req.id, fix.arena, &parts, &err));
	assert_int_equal(parts.n, 1);
	assert_string_equal(parts.items[0].json, "{\"rows\": 1}");
	bool known;
	ok(blob_is_known(fix.db, fix.org, "blob1", &known, &err));
	assert_true(known);

	/* a second round replaces the parts; the letter of the same file is written again */
	letter.sealed = "twice";
	ok(db_begin(fix.db, &err));
	ok(task_wake(fix.db, fix.org, req.id, "email", &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	t = claim_one("w1");
	d = with_found(&t, NULL, &second, &letter);
	assert_true(finish(&d));
	ok(part_list(fix.db, fix.org, req.id, fix.arena, &parts, &err));
	assert_int_equal(parts.n, 1);
	assert_string_equal(parts.items[0].blob, "blob2");
	ok(blob_is_known(fix.db, fix.org, "blob1", &known, &err));
	assert_false(known);
	struct letter_list letters;
	ok(letter_list(fix.db, fix.org, req.id, fix.arena, &letters, &err));
	assert_int_equal(letters.n, 1);
	assert_string_equal(letters.items[0].state, "written");
	assert_string_equal(letters.items[0].file, "1.eml");
	assert_string_equal(letters.items[0].sealed, "twice");

	/* a failed round keeps what was found before */
	ok(db_begin(fix.db, &err));
	ok(task_wake(fix.db, fix.org, req.id, "email", &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	t = claim_one("w1");
	d = as_done(&t, "failed");
	d.error = SEALED;
	assert_true(finish(&d));
	ok(part_list(fix.db, fix.org, req.id, fix.arena, &parts, &err));
	assert_int_equal(parts.n, 1);
}

static void
test_rounds(void **state)
{
	(void)state;
	struct identifier phone = { 0, "phone", "blind-phone", "sealed", "app/customers", "usable",
		NULL };
	add("app", "ready", "email");
	add("dir", "ready", "phone"); /* runs while the phone number is found */
	add("early", "done", "phone");
	add("twilio", "waiting", "phone");
	add("other", "waiting", "customer_id");
	struct task_list l = claim("w1", 10);
	assert_int_equal(l.n, 2);
	struct task_done d = with_found(&l.items[0], &phone, NULL, NULL);
	assert_true(finish(&d));
	assert_string_equal(state_of("app"), "done");
	assert_string_equal(state_of("dir"), "leased");
	assert_string_equal(state_of("early"), "ready");
	assert_string_equal(state_of("twilio"), "ready");
	assert_string_equal(state_of("other"), "waiting");
	assert_int_equal(settle(), 0);
	/* the one that ran without the number goes round again */
	d = as_done(&l.items[1], "done");
	assert_true(finish(&d));
	assert_string_equal(state_of("dir"), "ready");
	l = claim("w1", 10);
	assert_int_equal(l.n, 3);
	for (size_t i = 0; i < l.n; i++) {
		d = with_found(&l.items[i], &phone, NULL, NULL); /* known by now: wakes nobody */
		assert_true(finish(&d));
	}
	assert_int_equal(settle(), 1);
	assert_string_equal(state_of("other"), "done");
	struct outcome_list out;
	ok(outcome_list(fix.db, fix.org, req.id, fix.arena, &out, &err));
	size_t unsearched = 0;
	for (size_t i = 0; i < out.n; i++)
		unsearched += strcmp(out.items[i].system, "other") == 0 &&
		    out.items[i].o.code == OUTCOME_NOT_SEARCHED &&
		    out.items[i].o.why.code == REASON_NO_IDENTIFIER &&
		    strcmp(out.items[i].o.why.missing[0], "customer_id") == 0 &&
		    out.items[i].o.count == -1;
	assert_int_equal(unsearched, 2);
	struct request back;
	assert_true(fixture_read(fix.org, req.id, &back));
	assert_string_equal(back.state, "collected");
	assert_int_equal(settle(), 0);
}

/*
 * A colleague who has the cabinet may still find the number: what waits for it is not closed. One
 * who cannot find it keeps nobody waiting.
 */
static void
test_rounds_of_people(void **state)
{
	(void)state;
	add("cabinet", "asked", NULL);
	add("drawer", "asked", NULL);
	add("invoices", "waiting", "customer_id");
	fixture_sql("UPDATE task SET yields = '[\"customer_id\"]' WHERE system = 'cabinet'");
	assert_int_equal(settle(), 1);
	assert_string_equal(state_of("invoices"), "waiting");
	move("drawer", "done", true);
	assert_int_equal(settle(), 0);
	assert_string_equal(state_of("invoices"), "waiting");
	move("cabinet", "done", true);
	assert_int_equal(settle(), 0);
	assert_string_equal(state_of("invoices"), "done");
	/* found after all: it goes round again */
	ok(db_begin(fix.db, &err));
	ok(task_wake(fix.db, fix.org, req.id, "customer_id", &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	assert_string_equal(state_of("invoices"), "ready");
}

/* What waits may itself yield what another waits for: none of them is closed too early. */
static void
test_rounds_in_a_row(void **state)
{
	(void)state;
	add("cabinet", "failed", NULL);
	add("app", "waiting", "phone");
	add("invoices", "waiting", "customer_id");
	fixture_sql("UPDATE task SET yields = '[\"phone\"]' WHERE system = 'cabinet'");
	fixture_sql("UPDATE task SET yields = '[\"customer_id\"]' WHERE system = 'app'");
	assert_int_equal(settle(), 1);
	assert_string_equal(state_of("app"), "waiting");
	assert_string_equal(state_of("invoices"), "waiting");
	move("cabinet", "skipped", true);
	(void)settle();
	assert_string_equal(state_of("app"), "done");
	assert_string_equal(state_of("invoices"), "done");
}

/* What one proof says is the only one of its kind is used by nobody while there are two. */
static void
test_conflict(void **state)
{
	(void)state;
	struct identifier first = { 0, "customer_id", "b1", "s", "app/c", "usable", PROOF_ROW_KEY },
			  second = first, elsewhere = first, typed = first;
	second.blind = "b2";
	elsewhere.blind = "b3";
	elsewhere.source = "shop/c";
	typed.blind = "b4";
	typed.proof = NULL;
	typed.state = "proposed";
	struct identifier each[] = { first, second, elsewhere, typed };
	for (size_t i = 0; i < array_len(each); i++) {
		char system[] = "app0";
		system[3] = (char)('0' + i);
		add(system, "ready", NULL);
		struct task t = claim_one("w1");
		struct task_done d = with_found(&t, &each[i], NULL, NULL);
		assert_true(finish(&d));
	}
	struct identifier_list l;
	ok(identifier_list(fix.db, fix.org, req.id, fix.arena, &l, &err));
	const char *const states[] = { "usable", "proposed", "usable", "proposed" };
	assert_int_equal(l.n, array_len(states));
	for (size_t i = 0; i < l.n; i++)
		assert_string_equal(l.items[i].state, states[i]);
}

static void
test_doubtful(void **state)
{
	(void)state;
	struct identifier ids[] = { { 0, "phone", "b", "s", "a/b", "proposed", NULL },
		{ 0, "phone", "b", "s", "c/d", "usable", NULL } };
	add("app", "ready", NULL);
	add("twilio", "waiting", "phone");
	struct task t = claim_one("w1");
	struct task_done d = with_found(&t, &ids[0], NULL, NULL);
	d.state = "ready";
	assert_true(finish(&d));
	assert_string_equal(state_of("twilio"), "waiting");
	t = claim_one("w1");
	d = with_found(&t, ids, NULL, NULL); /* the same twice in a batch, one of them certain */
	d.nids = 2;
	assert_true(finish(&d));
	assert_string_equal(state_of("twilio"), "ready");
	struct identifier_list l;
	ok(identifier_list(fix.db, fix.org, req.id, fix.arena, &l, &err));
	assert_int_equal(l.n, 1);
	assert_string_equal(l.items[0].state, "usable");
	assert_string_equal(l.items[0].source, "c/d");
}

static void
test_person(void **state)
{
	(void)state;
	add("cabinet", "ready", NULL);
	add("waits", "waiting", "phone");
	struct task t = claim_one("w1");
	move("cabinet", "ready", false);
	move("cabinet", "done", false);
	struct task_done d = as_done(&t, "asked");
	assert_true(finish(&d));
	assert_string_equal(state_of("cabinet"), "asked");
	struct task_list l;
	ok(task_list(fix.db, fix.org, NULL, 10, fix.arena, &l, &err));
	release(&l);
	assert_int_equal(l.n, 1);
	assert_string_equal(l.items[0].system, "cabinet");
	struct stored_part p = { "C01", "scan.pdf", "file", "blob9", "{}" };
	struct outcome o[] = { { .category = "C01", .code = OUTCOME_FOUND, .count = 1 },
		{ .category = "C02",
		    .code = OUTCOME_NOT_SEARCHED,
		    .why = { .code = REASON_SKIPPED, .text = "empty drawer" },
		    .count = -1 } };
	ok(db_begin(fix.db, &err));
	ok(task_part_put(fix.db, &t, &p, &err));
	ok(task_outcomes_put(fix.db, &t, o, 2, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	move("cabinet", "done", true);
	move("cabinet", "skipped", false);
	move("waits", "skipped", true);
	static const struct {
		const char *state;
		size_t n;
	} lists[] = { { "skipped", 1 }, { "waiting", 0 }, { "ready", 0 }, { "leased", 0 } };
	for (size_t i = 0; i < array_len(lists); i++) {
		ok(task_list(fix.db, fix.org, lists[i].state, 10, fix.arena, &l, &err));
		release(&l);
		assert_int_equal(l.n, lists[i].n);
	}
	ok(task_list(fix.db, fix.org, "done", 1, fix.arena, &l, &err));
	release(&l);
	assert_int_equal(l.n, 1);
	struct outcome_list out;
	ok(outcome_list(fix.db, fix.org, req.id, fix.arena, &out, &err));
	assert_int_equal(out.n, 2);
	assert_string_equal(out.items[1].o.why.text, "empty drawer");
	assert_int_equal(out.items[1].o.why.code, REASON_SKIPPED);
	assert_int_equal(settle(), 1);
	/* a skipped task that still runs somewhere is not finished by it */
	add("slow", "ready", NULL);
	t = claim_one("w1");
	move("slow", "skipped", true);
	d = as_done(&t, "done");
	assert_false(finish(&d));
	assert_string_equal(state_of("slow"), "skipped");
}

static void
test_two_organisations(void **state)
{
	(void)state;
	int64_t other = fixture_org("maila", "MLA");
	struct request r2 = fixture_request(other, "MLA", access_right);
	json_t *none = json_array();
	struct task both[] = {
		{ .org_id = fix.org,
		    .request_id = req.id,
		    .system = "a",
		    .action = ACTION_COLLECT,
		    .connector = "http",
		    .state = "ready",
		    .needs = none,
		    .categories = none,
		    .due = req.due },
		{ .org_id = other,
		    .request_id = r2.id,
		    .system = "b",
		    .action = ACTION_COLLECT,
		    .connector = "http",
		    .state = "ready",
		    .needs = none,
		    .categories = none,
		    .due = req.due },
		{ .org_id = fix.org,
		    .request_id = req.id,
		    .system = "c",
		    .action = ACTION_COLLECT,
		    .connector = "http",
		    .state = "ready",
		    .needs = none,
		    .categories = none,
		    .due = req.due },
	};
	ok(db_begin(fix.db, &err));
	ok(task_insert(fix.db, both, 3, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	json_decref(none);
	struct task_list one = claim("w1", 10), two;
	ok(task_claim(fix.db, other, "w1", 10, 60, true, fix.arena, &two, &err));
	release(&two);
	assert_int_equal(one.n, 2);
	assert_int_equal(two.n, 1);
	struct task_done d[] = { as_done(&one.items[0], "done"), as_done(&two.items[0], "done"),
		as_done(&one.items[1], "done") };
	d[2].fence++;
	bool accepted[3];
	ok(db_begin(fix.db, &err));
	ok(task_finish(fix.db, d, 3, accepted, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	assert_true(accepted[0] && accepted[1] && !accepted[2]);
}

static struct {
	int64_t org_id;
	char system[32];
} heard_of;

static void
heard(void *arg, int64_t org_id, const char *system)
{
	(void)arg;
	heard_of.org_id = org_id;
	(void)snprintf(heard_of.system, sizeof(heard_of.system), "%s", system);
}

static void
test_notification(void **state)
{
	(void)state;
	struct err why = { 0 };
	struct db *listener = fixture_open(&why);
	ok(db_listen(listener, &err));
	assert_false(db_wait(listener, 10, heard, NULL));
	add("app", "ready", NULL);
	assert_true(db_wait(listener, 2000, heard, NULL));
	assert_false(db_wait(listener, 10, heard, NULL));
	assert_int_equal(heard_of.org_id, 0);
	add("shop", "failed", NULL);
	move("shop", "ready", true);
	while (heard_of.org_id == 0)
		assert_true(db_wait(listener, 2000, heard, NULL));
	assert_int_equal(heard_of.org_id, fix.org);
	assert_string_equal(heard_of.system, "shop");
	db_close(listener);
}

static void
test_fan_out(void **state)
{
	(void)state;
	fixture_sql("UPDATE request SET state = 'searching' WHERE state = 'logged'");
	struct request r = fixture_request(fix.org, "JBS", access_right);
	struct identifier i = { .kind = "email",
		.blind = "b",
		.sealed = "s",
		.source = "given",
		.state = "usable" },
			  doubtful = { .kind = "phone",
				  .blind = "b",
				  .sealed = "s",
				  .source = "x",
				  .state = "proposed" };
	bool new;
	ok(db_begin(fix.db, &err));
	ok(identifier_insert(fix.db, fix.org, r.id, &i, &new, &err));
	ok(identifier_insert(fix.db, fix.org, r.id, &doubtful, &new, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	struct fan_out_list l;
	ok(db_begin(fix.db, &err));
	ok(fan_out_claim(fix.db, fix.org, 10, fix.arena, &l, &err));
	assert_int_equal(l.n, 1);
	assert_int_equal(l.items[0].request_id, r.id);
	assert_string_equal(l.items[0].rights[0], "access");
	assert_null(l.items[0].rights[1]);
	assert_string_equal(l.items[0].kinds[0], "email");
	assert_null(l.items[0].kinds[1]);
	ok(fan_out_done(fix.db, fix.org, &r.id, 1, &err));
	refused(ERR_CONFLICT, fan_out_done(fix.db, fix.org, &r.id, 1, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	assert_true(fixture_read(fix.org, r.id, &r));
	assert_string_equal(r.state, "searching");
}

static void
test_release(void **state)
{
	(void)state;
	struct release r = { .blob = "z1",
		.sha256 = "0000000000000000000000000000000000000000000000000000000000000000",
		.bytes = 5,
		.built_at = 1,
		.contents = "[]",
		.built_by = "anna" },
		       back;
	int64_t ready, leased;
	int next = -1;
	ok(task_counts(fix.db, fix.org, &ready, &leased, &next, &err));
	assert_int_equal(next, 0); /* nothing will become ready by itself */
	refused(ERR_NOTFOUND, release_newest(fix.db, fix.org, req.id, fix.arena, &back, &err));
	ok(db_begin(fix.db, &err));
	ok(release_insert(fix.db, fix.org, req.id, &r, &err));
	r.blob = "z2";
	ok(release_insert(fix.db, fix.org, req.id, &r, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	ok(release_newest(fix.db, fix.org, req.id, fix.arena, &back, &err));
	assert_string_equal(back.blob, "z2");
	assert_string_equal(back.contents, "[]");
	assert_int_equal(back.built_at, 1);
	assert_string_equal(back.built_by, "anna");
	bool found = true;
	ok(release_answered(fix.db, fix.org, req.id, "access", fix.arena, &back, &found, &err));
	assert_false(found); /* nothing was answered */
}

/* It is of one archive and of the request as it was; the same once. */
static void
test_approval(void **state)
{
	(void)state;
	struct approval given = { .kind = APPROVAL_ANSWER,
		.digest = "1111111111111111111111111111111111111111111111111111111111111111",
		.changes = 3,
		.by = "bert" },
			back, other = given;
	bool found;
	ok(db_begin(fix.db, &err));
	ok(approval_insert(fix.db, fix.org, req.id, &given, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	ok(approval_standing(fix.db, fix.org, req.id, &given, fix.arena, &back, &found, &err));
	assert_true(found);
	assert_string_equal(back.by, "bert");
	assert_true(back.at > 0);
	ok(db_begin(fix.db, &err));
	refused(ERR_CONFLICT, approval_insert(fix.db, fix.org, req.id, &given, &err));
	db_rollback(fix.db);
	other.changes = 4;
	ok(approval_standing(fix.db, fix.org, req.id, &other, fix.arena, &back, &found, &err));
	assert_false(found);
	other = given;
	other.digest = "2222222222222222222222222222222222222222222222222222222222222222";
	ok(approval_standing(fix.db, fix.org, req.id, &other, fix.arena, &back, &found, &err));
	assert_false(found);
}

/* Who has the role here; who had a hand in it is told with what they did first. */
static void
test_approvers(void **state)
{
	(void)state;
	struct approver_list people;
	ok(db_begin(fix.db, &err));
	ok(user_put(fix.db, "anna", 1001, &err));
	ok(user_put(fix.db, "bert", 1002, &err));
	ok(user_put(fix.db, "cor", 1003, &err));
	ok(user_grant(fix.db, "anna", fix.org, "approver", &err));
	ok(user_grant(fix.db, "bert", 0, "approver", &err));
	ok(user_grant(fix.db, "cor", 0, "officer", &err));
	ok(event_append(fix.db, fix.org, req.id, "bert", "view.show", NULL, &err));
	ok(event_append(fix.db, fix.org, req.id, "bert", "request.noted", NULL, &err));
	ok(event_append(fix.db, fix.org, req.id, "bert", "lookup.begun", NULL, &err));
	ok(event_append(fix.db, fix.org, req.id, "bert", "answer.approved", NULL, &err));
	ok(event_append(fix.db, fix.org, req.id, "anna", "archive.built", NULL, &err));
	ok(event_append(fix.db, fix.org, req.id, "anna", "clock.refused", NULL, &err));
	ok(approval_people(fix.db, fix.org, req.id, fix.arena, &people, &err));
	assert_int_equal(people.n, 2);
	assert_string_equal(people.items[0].name, "anna");
	assert_string_equal(people.items[0].hand, "archive.built");
	assert_string_equal(people.items[1].name, "bert");
	assert_null(people.items[1].hand);
	ok(user_disable(fix.db, "bert", &err));
	ok(approval_people(fix.db, fix.org, req.id, fix.arena, &people, &err));
	assert_int_equal(people.n, 1);
	db_rollback(fix.db);
}

/* The server goes away between two statements: that is TEMPORARY, and nothing was half written. */
static void
test_lost_server(void **state)
{
	(void)state;
	struct err why = { 0 };
	struct db *db = fixture_open(&why);
	add("app", "ready", NULL);
	ok(db_begin(db, &err));
	struct task_list l;
	ok(task_claim(db, fix.org, "w1", 1, 60, true, fix.arena, &l, &err));
	release(&l);
	fixture_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
		    "WHERE state = 'idle in transaction'");
	refused(ERR_TEMPORARY, task_extend(db, fix.org, "w1", &l.items[0].id, 1, 60, &err));
	refused(ERR_TEMPORARY, task_extend(db, fix.org, "w1", &l.items[0].id, 1, 60, &err));
	db_rollback(db);
	refused(ERR_TEMPORARY, db_begin(db, &err));
	db_close(db);
	claim_one("w2");
	struct err none = { 0 };
	assert_null(
	    db_open("postgresql:///postgres?host=%2Ftmp%2Fnowhere&user=dossier", DB_APP, &none));
	assert_int_equal(none.kind, ERR_TEMPORARY);
	assert_null(strchr(none.text, '\n'));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_order, new_request),
		cmocka_unit_test_setup(test_fence, new_request),
		cmocka_unit_test_setup(test_expired_but_unclaimed, new_request),
		cmocka_unit_test_setup(test_delay, new_request),
		cmocka_unit_test_setup(test_hasten, new_request),
		cmocka_unit_test_setup(test_what_a_task_finds, new_request),
		cmocka_unit_test_setup(test_rounds, new_request),
		cmocka_unit_test_setup(test_rounds_of_people, new_request),
		cmocka_unit_test_setup(test_rounds_in_a_row, new_request),
		cmocka_unit_test_setup(test_conflict, new_request),
		cmocka_unit_test_setup(test_doubtful, new_request),
		cmocka_unit_test_setup(test_person, new_request),
		cmocka_unit_test_setup(test_two_organisations, new_request),
		cmocka_unit_test_setup(test_notification, new_request),
		cmocka_unit_test_setup(test_fan_out, new_request),
		cmocka_unit_test_setup(test_release, new_request),
		cmocka_unit_test_setup(test_approval, new_request),
		cmocka_unit_test_setup(test_approvers, new_request),
		cmocka_unit_test_setup(test_lost_server, new_request),
	};
	return cmocka_run_group_tests(tests, start, fixture_stop);
}
