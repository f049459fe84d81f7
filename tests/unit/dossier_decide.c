/*
 * One dossier: opened once with all that belongs to it, acted upon under its lock, and decided in
 * the one way: a fact, its event, the dates that follow, and whether an archive is still current.
 */
#include "dossier/post.h"
#include "dossier/request_state.h"
#include "dossier/store/fanout.h"
#include "dossier/store/task_finish.h"
#include <ctype.h>
#include <inttypes.h>

#include "unit/dossier_help.h"

static void
assert_date(struct date d, int year, int month, int day)
{
	assert_int_equal(date_cmp(d, (struct date){ year, month, day }), 0);
}

static void
test_open(void **state)
{
	(void)state;
	struct request r = request_put(access_and_erasure, "logged");
	auto_drop(dossier) struct dossier *d = opened(&r);
	assert_string_equal(d->request.reference, r.reference);
	assert_string_equal(d->org.slug, "jbsync");
	assert_int_equal(d->rights.n, 2);
	assert_int_equal(d->facts.n, 1);
	assert_int_equal(d->facts.items[0].kind, FACT_RECEIVED);
	assert_int_equal(d->identifiers.n, 1);
	const char *place = seal_place(r.reference, "email", d->a), *plain = NULL;
	ok(plain = unseal(d->keys->ledger, place, d->identifiers.items[0].sealed, d->a, &err));
	assert_string_equal(plain, "anna@example.nl");
	assert_date(d->today, 2026, 3, 5);
	assert_date(d->term.in_force, 2026, 4, 7); /* after Easter */
	assert_date(d->term.extended, 2026, 6, 5);
	/* as people type it */
	auto_drop(str) char *typed = xstrdup(r.reference);
	for (char *c = typed; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
	auto_drop(dossier) struct dossier *again = NULL;
	ok(again = dossier_open(in, &root, typed, &err));
	assert_int_equal(again->request.id, r.id);
}

static void
test_who(void **state)
{
	(void)state;
	struct request r = request_put(access_only, "logged");
	refused(ERR_NOTFOUND, dossier_open(in, &stranger, r.reference, &err));
	refused(ERR_NOTFOUND, dossier_open(in, &root, "JBS-2026-000000", &err));
	refused(ERR_NOTFOUND, dossier_begin(in, &stranger, r.reference, ACT_HANDLE, &err));
	refused(ERR_DENIED, dossier_begin(in, &root, r.reference, ACT_APPROVE, &err));
	ok(db_begin(in->db, &err)); /* none of these left a transaction open */
	db_rollback(in->db);
	struct err err = { 0 };
	assert_false(dossier_commit(NULL, false, &err));
}

static void
test_destroyed_keys(void **state)
{
	(void)state;
	struct request r = request_put(access_only, "logged");
	(void)fixture_sql(arena_printf(fix.arena,
	    "UPDATE sealing_key SET state = 'destroyed', destroyed_at = now(), content = NULL,\n"
	    "	content_public = NULL, ledger = NULL WHERE request_id = %lld",
	    (long long)r.id));
	refused(ERR_NOTFOUND, dossier_open(in, &root, r.reference, &err));
}

/* In one act the dossier knows what was decided before it is committed; given up, nothing stays. */
static void
test_one_act(void **state)
{
	(void)state;
	struct request r = request_put(access_only, "logged");
	for (int keep = 0; keep < 2; keep++) {
		struct dossier *d = NULL;
		ok(d = dossier_begin(in, &root, r.reference, ACT_HANDLE, &err));
		const struct fact decided = { .kind = FACT_EXTENSION_DECIDED,
			.on = d->today,
			.ground = "complexity" },
				  left = { .kind = FACT_EXTENSION_NOTICE_SENT, .on = d->today };
		ok(decide_append(d, &decided, "there is much of it", &err));
		assert_int_equal(d->term.extension, EXTENSION_DECIDED);
		ok(decide_append(d, &left, "seen at the counter", &err));
		assert_int_equal(d->term.extension, EXTENSION_IN_FORCE);
		assert_int_equal(d->facts.n, 3);
		assert_string_equal(d->facts.items[1].by, "root");
		assert_non_null(d->facts.items[1].sealed);
		struct err none = { 0 };
		assert_int_equal(dossier_commit(d, keep, &none), keep);
		auto_drop(dossier) struct dossier *after = opened(&r);
		assert_int_equal(after->facts.n, keep ? 3 : 1);
		assert_int_equal(after->request.is_extended, keep);
		assert_date(after->request.due, 2026, keep ? 6 : 4, keep ? 5 : 7);
		assert_int_equal(events_of(&r, "clock.extension-decided"), keep);
		assert_int_equal(events_of(&r, "clock.extension-notice-sent"), keep);
	}
	/* the words are sealed, and told to nobody */
	assert_int_equal(
	    fixture_count("SELECT count(*) FROM event WHERE body LIKE '%there is much%'"), 0);
}

/* Kinds that move no date go the same way. */
static void
test_verify(void **state)
{
	(void)state;
	struct request r = request_put(access_only, "logged");
	int64_t by = 0;
	const struct decide_check login = { .method = "login", .result = "passed" },
				  horoscope = { .method = "horoscope", .result = "passed" };
	auto_drop(dossier) struct dossier *before = opened(&r);
	assert_non_null(strstr(decide_unidentified(before, "access"), "no check is recorded"));
	ok(decide_verify(in, &root, r.reference, &login, &by, &err));
	refused(ERR_USAGE, decide_verify(in, &root, r.reference, &horoscope, &by, &err));
	auto_drop(dossier) struct dossier *d = opened(&r);
	assert_int_equal(d->facts.n, 2);
	assert_int_equal(d->facts.items[1].kind, FACT_VERIFIED);
	assert_string_equal(d->facts.items[1].method, "login");
	assert_string_equal(d->facts.items[1].result, "passed");
	assert_int_equal(events_of(&r, "clock.verified"), 1);
	/* the only address that was given is theirs by it */
	assert_int_equal(d->facts.items[1].identifier, by);
	assert_int_equal(d->identifiers.items[0].id, by);
	assert_string_equal(d->identifiers.items[0].proof, PROOF_VERIFICATION);
	assert_null(decide_unidentified(d, "access"));
}

static void
test_questions(void **state)
{
	(void)state;
	struct request r = request_put(access_only, "logged");
	const struct decide_question first = { .about = "identity",
		.doubt = "another address",
		.method = "login" },
				     second = { .about = "clarification",
					     .doubt = "which of the years",
					     .large_quantity = true };
	const struct date today = { 0 };
	refused(
	    ERR_DENIED, decide_question_answered(in, &root, r.reference, "identity", today, &err));
	ok(decide_question(in, &root, r.reference, &first, fix.arena, &letter, &err));
	refused(ERR_DENIED,
	    decide_question(
		in, &root, r.reference, &first, fix.arena, &letter, &err)); /* the same */
	ok(decide_question(in, &root, r.reference, &second, fix.arena, &letter, &err));
	refused(ERR_DENIED, /* neither has left */
	    decide_question_answered(in, &root, r.reference, "identity", today, &err));
	bool untaken;
	struct letter_list letters;
	ok(letter_list(in->db, r.org_id, r.id, fix.arena, &letters, &err));
	assert_int_equal(letters.n, 2);
	ok(post_sent(in, &root, r.reference, &(struct post_news){ .letter = letters.items[1].id },
	    &untaken, &err));
	refused(ERR_DENIED, /* nor is it the answer to the other one */
	    decide_question_answered(in, &root, r.reference, "identity", today, &err));
	ok(post_sent(in, &root, r.reference, &(struct post_news){ .letter = letters.items[0].id },
	    &untaken, &err));
	ok(decide_question_answered(in, &root, r.reference, "identity", today, &err));
	auto_drop(dossier) struct dossier *d = opened(&r);
	assert_int_equal(d->facts.n, 6);
	assert_int_equal(d->facts.items[1].ref, 1);
	assert_int_equal(d->facts.items[2].ref, 2);
	assert_int_equal(d->facts.items[3].kind, FACT_QUESTION_SENT);
	assert_int_equal(d->facts.items[3].ref, 2);
	assert_int_equal(d->facts.items[5].ref, 1);
	assert_string_equal(d->facts.items[5].ground, "identity");
	assert_false(d->term.identity_open);
	assert_true(d->term.suspended_now); /* by the other one */
}

/* A question that never left takes no answer away from the one that did. */
static void
test_question_that_left(void **state)
{
	(void)state;
	struct request r = request_put(access_only, "logged");
	struct decide_question q = {
		.about = "identity", .doubt = "another address", .method = "login"
	};
	const struct date today = { 0 };
	bool untaken;
	struct letter_list letters;
	ok(decide_question(in, &root, r.reference, &q, fix.arena, &letter, &err));
	q.doubt = "another name";
	ok(decide_question(in, &root, r.reference, &q, fix.arena, &letter, &err));
	ok(letter_list(in->db, r.org_id, r.id, fix.arena, &letters, &err));
	ok(post_sent(in, &root, r.reference, &(struct post_news){ .letter = letters.items[0].id },
	    &untaken, &err));
	ok(decide_question_answered(in, &root, r.reference, "identity", today, &err));
	auto_drop(dossier) struct dossier *d = opened(&r);
	assert_int_equal(d->facts.items[d->facts.n - 1].ref, 1);
	refused(
	    ERR_DENIED, decide_question_answered(in, &root, r.reference, "identity", today, &err));
}

/* What was recorded later was not known, whenever it happened. */
static void
test_as_of(void **state)
{
	(void)state;
	struct request r = request_put(access_only, "logged");
	const struct date asked = { 2026, 3, 6 };
	const struct decide_question q = { .about = "identity",
		.doubt = "who is this",
		.method = "login",
		.on = asked,
		.proof = "<1@example.org>" };
	clock_at("2026-03-09T10:00:00Z");
	ok(decide_question(in, &root, r.reference, &q, fix.arena, &letter, &err));
	auto_drop(dossier) struct dossier *d = opened(&r);
	struct term t;
	ok(dossier_term(d, asked, &t, &err));
	assert_false(t.identity_open);
	ok(dossier_term(d, d->today, &t, &err));
	assert_true(t.identity_open);
	refused(ERR_DENIED, dossier_term(d, (struct date){ 2026, 3, 4 }, &t, &err));
	clock_at("2026-03-05T10:00:00Z");
}

static int64_t
changes_of(const struct request *r)
{
	auto_drop(dossier) struct dossier *d = opened(r);
	return d->request.changes;
}

/* Raised by what an archive rests on, and by nothing else. */
static void
test_changes(void **state)
{
	(void)state;
	struct request r = request_put(access_and_erasure, "logged");
	static const char *const rights[] = { "erasure" };
	const struct decide_extension much = { "complexity", "there is much of it" };
	const struct decide_refusal x = { .rights = rights,
		.nrights = 1,
		.ground = "unfounded-12-5",
		.facts = "asked for the fifth time this week" };
	assert_int_equal(changes_of(&r), 0);
	ok(dossier_note(in, &root, r.reference, "called back", &err));
	ok(decide_extend(in, &root, r.reference, &much, fix.arena, &letter, &err));
	assert_string_equal(letter.kind, "extension");
	assert_string_equal(letter.to, "email");
	assert_non_null(strstr(letter.body, "there is much of it"));
	assert_int_equal(changes_of(&r), 0);
	json_t *told = NULL;
	ok(told = decide_refuse(in, &root, r.reference, &x, fix.arena, &letter, &err));
	json_decref(told);
	assert_int_equal(changes_of(&r), 1);
	ok(decide_withdraw(in, &root, r.reference,
	    &(struct decide_withdrawal){ .by = "person", .how = "the message of today" }, fix.arena,
	    &end, &err));
	ok(decide_reopen(in, &root, r.reference, "meant another one", &err));
	assert_int_equal(changes_of(&r), 2);
}

/* A letter is drafted, then it left, then it is closed: none of these for another. */
static void
test_closing(void **state)
{
	(void)state;
	struct request r = request_put(access_only, "logged");
	struct decide_closing c = { .ground = "misdirected", .facts = "meant for another shop" };
	refused(ERR_DENIED, decide_close(in, &root, r.reference, &c, fix.arena, &end, &err));
	c.letter = true;
	ok(decide_close(in, &root, r.reference, &c, fix.arena, &end, &err));
	auto_drop(dossier) struct dossier *d = opened(&r);
	assert_string_equal(d->request.state, "logged");
	assert_int_equal(d->facts.items[1].kind, FACT_CLOSE_LETTER);
	assert_non_null(d->facts.items[1].letter);
	const struct decide_closing other = {
		.ground = "deceased", .facts = "a letter of the family", .letter_sent = true
	};
	refused(ERR_DENIED, decide_close(in, &root, r.reference, &other, fix.arena, &end, &err));
	c = (struct decide_closing){ .ground = "misdirected", .facts = "" };
	refused(ERR_DENIED, decide_close(in, &root, r.reference, &c, fix.arena, &end, &err));
	clock_at("2026-03-07T10:00:00Z");
	c.letter_sent = true;
	c.on = (struct date){ 2026, 3, 6 };
	refused(ERR_USAGE, decide_close(in, &root, r.reference, &c, fix.arena, &end, &err));
	c.proof = "3SABC";
	ok(decide_close(in, &root, r.reference, &c, fix.arena, &end, &err));
	auto_drop(dossier) struct dossier *after = opened(&r);
	assert_string_equal(after->request.state, "closed");
	assert_int_equal(after->term.end.by, FACT_CLOSED);
	assert_int_equal(date_cmp(after->term.end.on, c.on), 0); /* told then, recorded later */
	assert_true(after->facts.items[after->facts.n - 1].late);
	clock_at("2026-03-05T10:00:00Z");
}

/* As the batches do: those that are fanned out, then those in which nothing runs. */
static void
move_batch(const struct request *r, bool fan_out)
{
	int64_t *collected;
	size_t n;
	ok(db_begin(in->db, &err));
	if (fan_out)
		ok(fan_out_done(in->db, fix.org, &r->id, 1, &err));
	ok(task_settle(in->db, fix.org, &r->id, 1, clock_now(), fix.arena, &collected, &n, &err));
	ok(event_append(in->db, fix.org, r->id, "tester", "test", NULL, &err));
	ok(db_commit(in->db, &err));
}

static void
put_task(const struct request *r, const char *state)
{
	(void)fixture_sql(arena_printf(fix.arena,
	    "INSERT INTO task (organisation_id, request_id, system, action, connector, state, "
	    "needs, categories, due, created_at)\n"
	    "VALUES (%lld, %lld, 'vps', 'collect', 'postgresql', '%s', '[]', '[\"JBS-C01\"]', "
	    "'2026-04-07', now())",
	    (long long)fix.org, (long long)r->id, state));
}

/*
 * The statements that move many requests at once agree with law/request_state, and with the way one
 * is moved: that of fanning out, and that of settling.
 */
static void
test_states(void **state)
{
	static const char *const tasks[] = { NULL, "ready", "waiting", "asked", "failed", "done",
		"skipped" };
	static const char *const from[] = { "searching", "logged" };
	(void)state;
	for (size_t i = 0; i < array_len(tasks) * array_len(from); i++) {
		const char *task = tasks[i / array_len(from)];
		bool logged = i % array_len(from) == 1;
		struct request r = request_put(access_only, from[logged]);
		if (task)
			put_task(&r, task);
		move_batch(&r, logged);
		struct dossier *d = NULL;
		ok(d = dossier_begin(in, &root, r.reference, ACT_HANDLE, &err));
		bool running = task && strcmp(task, "ready") == 0;
		const char *is = request_state_name(request_state_of(&d->facts, true, running));
		assert_string_equal(d->request.state, is);
		ok(dossier_advance(d, &err));
		assert_string_equal(d->request.state, is);
		ok(dossier_event(d, "test", json_object(), &err));
		ok(dossier_commit(d, true, &err));
	}
}

/* What is not logged any more, be it that it ended before it was planned, is moved by none. */
static void
test_fan_out_again(void **state)
{
	static const char *const from[] = { "searching", "collected", "answered", "closed" };
	(void)state;
	for (size_t i = 0; i < array_len(from); i++) {
		struct request r = request_put(access_only, from[i]);
		ok(db_begin(in->db, &err));
		refused(ERR_CONFLICT, fan_out_done(in->db, fix.org, &r.id, 1, &err));
		db_rollback(in->db);
		auto_drop(dossier) struct dossier *d = opened(&r);
		assert_string_equal(d->request.state, from[i]);
	}
	struct request ended = request_put(access_only, "logged");
	ok(decide_withdraw(in, &root, ended.reference,
	    &(struct decide_withdrawal){ .by = "person", .how = "the message of today" }, fix.arena,
	    &end, &err));
	ok(db_begin(in->db, &err));
	refused(ERR_CONFLICT, fan_out_done(in->db, fix.org, &ended.id, 1, &err));
	db_rollback(in->db);
	auto_drop(dossier) struct dossier *d = opened(&ended);
	assert_string_equal(
	    d->request.state, request_state_name(request_state_of(&d->facts, false, false)));
}

/* Reopened, a request is where its tasks are: one that was never planned is planned. */
static void
test_reopened(void **state)
{
	(void)state;
	struct request r = request_put(access_only, "searching");
	ok(decide_withdraw(in, &root, r.reference,
	    &(struct decide_withdrawal){ .by = "person", .how = "by telephone" }, fix.arena, &end,
	    &err));
	ok(decide_reopen(in, &root, r.reference, "meant another one", &err));
	auto_drop(dossier) struct dossier *d = opened(&r);
	assert_string_equal(d->request.state, "logged");
	(void)fixture_sql(arena_printf(fix.arena,
	    "INSERT INTO task (organisation_id, request_id, system, action, connector, state, "
	    "needs, categories, due, created_at)\n"
	    "VALUES (%lld, %lld, 'vps', 'collect', 'postgresql', 'ready', '[]', '[\"JBS-C01\"]', "
	    "'2026-04-07', now())",
	    (long long)fix.org, (long long)r.id));
	ok(decide_withdraw(in, &root, r.reference,
	    &(struct decide_withdrawal){ .by = "person", .how = "by telephone" }, fix.arena, &end,
	    &err));
	assert_int_equal(fixture_count(arena_printf(fix.arena,
			     "SELECT count(*) FROM task WHERE request_id = %lld AND state = "
			     "'skipped'",
			     (long long)r.id)),
	    1);
	ok(decide_reopen(in, &root, r.reference, "meant another one", &err));
	auto_drop(dossier) struct dossier *again = opened(&r);
	assert_string_equal(again->request.state, "searching");
}

/* The same address, or another's; ${of} is the earlier one. */
static void
not_duplicate(const struct request *r, const struct request *of)
{
	const struct decide_closing c = {
		.ground = "duplicate", .facts = "", .duplicate_of = of->reference
	};
	refused(ERR_DENIED, decide_close(in, &root, r->reference, &c, fix.arena, &end, &err));
}

static void
test_duplicates(void **state)
{
	(void)state;
	struct request first = request_put(access_only, "logged"),
		       second = request_put(access_only, "logged"),
		       more = request_put(access_and_erasure, "logged"),
		       other = request_put(access_only, "logged");
	(void)fixture_sql(arena_printf(fix.arena,
	    "UPDATE identifier SET blind = 'another' WHERE request_id = %" PRId64, other.id));
	not_duplicate(&first, &second); /* the earlier one goes on */
	not_duplicate(&more, &first);   /* erasure is asked here alone */
	not_duplicate(&other, &first);  /* of somebody else */
	const struct decide_closing c = {
		.ground = "duplicate", .facts = "", .duplicate_of = first.reference
	};
	ok(decide_close(in, &root, second.reference, &c, fix.arena, &end, &err));
	assert_null(end.resumed);
	struct request third = request_put(access_only, "logged");
	not_duplicate(&third, &second); /* closed: nobody answers it */
	not_duplicate(&first, &third);
}

/* What is to answer a duplicate ends without an answer: the duplicate is not lost with it. */
static void
test_resumed(void **state)
{
	(void)state;
	struct request first = request_put(access_and_erasure, "logged"),
		       second = request_put(access_only, "logged"),
		       third = request_put(access_only, "logged"),
		       decided = request_put(access_only, "logged");
	const char *const rights[] = { "erasure", "access" };
	char *small = arena_strdup(fix.arena, first.reference);
	for (char *c = small; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	const struct decide_closing c = {
		.ground = "duplicate", .facts = "", .duplicate_of = small
	};
	const struct request *const all[] = { &second, &third, &decided };
	for (size_t i = 0; i < array_len(all); i++)
		ok(decide_close(in, &root, all[i]->reference, &c, fix.arena, &end, &err));
	ok(decide_reopen(in, &root, decided.reference, "no duplicate", &err));
	struct decide_withdrawal w = {
		.rights = rights, .nrights = 1, .by = "person", .how = "by telephone"
	};
	ok(decide_withdraw(in, &root, first.reference, &w, fix.arena, &end, &err));
	assert_null(end.resumed[0]); /* they ask for access, which goes on */
	w.rights = &rights[1];
	ok(decide_withdraw(in, &root, first.reference, &w, fix.arena, &end, &err));
	assert_string_equal(end.resumed[0], third.reference);
	assert_string_equal(end.resumed[1], second.reference);
	assert_null(end.resumed[2]);
	auto_drop(dossier) struct dossier *d = opened(&second);
	assert_string_equal(d->request.state, "logged");
	assert_string_equal(d->facts.items[1].duplicate_of, first.reference);
	assert_int_equal(d->facts.items[2].kind, FACT_REOPENED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_who),
		cmocka_unit_test(test_destroyed_keys),
		cmocka_unit_test(test_one_act),
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_questions),
		cmocka_unit_test(test_question_that_left),
		cmocka_unit_test(test_as_of),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_closing),
		cmocka_unit_test(test_duplicates),
		cmocka_unit_test(test_resumed),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_fan_out_again),
		cmocka_unit_test(test_reopened),
	};
	return cmocka_run_group_tests(tests, installation_start, installation_stop);
}
