/*
 * An identifier that became known after the request was logged: what it opens, and what is refused.
 */
#include "unit/dossier_help.h"

#include "dossier/search.h"

static struct request req;

static int64_t
tasks_in(const char *what)
{
	return fixture_count(arena_printf(fix.arena,
	    "SELECT count(*) FROM task WHERE request_id = %lld AND %s", (long long)req.id, what));
}

static const char *
status(void)
{
	auto_drop(dossier) struct dossier *d = opened(&req);
	return arena_strdup(fix.arena, d->request.state);
}

/* A planned request of which every task that could run was done. */
static int
searched(void **state)
{
	(void)state;
	struct org org;
	int64_t n;
	req = request_put(access_only, "logged");
	ok(org_by_id(in->db, fix.org, fix.arena, &org, &err));
	ok(search_fan_out(in, &root, &org, &n, &err));
	fixture_sql("UPDATE task SET state = 'done', finished_at = now(), outcomes = "
		    "'[{\"category\":\"JBS-C01\",\"code\":\"nothing\"}]' WHERE state = 'ready'");
	struct dossier *d = NULL;
	ok(d = dossier_begin(in, &root, req.reference, ACT_HANDLE, &err));
	ok(dossier_commit(d, dossier_advance(d, &err), &err));
	return 0;
}

#define denied(kind_, part, call)                                                                  \
	do {                                                                                       \
		struct err err = { 0 };                                                            \
		assert_false(call);                                                                \
		if (err.kind != (kind_) || !strstr(err.text, (part)))                              \
			fail_msg("%s: kind %d: %s", #call, err.kind, err.text);                    \
	} while (0)

#define add(kind_, value_)                                                                         \
	search_identifier_add(                                                                     \
	    in, &root, req.reference, &(const struct identifier_value){ (kind_), (value_) }, &err)

static void
test_opens(void **state)
{
	(void)state;
	assert_string_equal(status(), "collected");
	const char *unsearched = "state = 'done' AND outcomes::text LIKE '%\"no-identifier\"%'",
		   *of_kind = "state = 'ready' AND needs ? 'customer_id'";
	assert_true(tasks_in(unsearched) >= 5);
	assert_int_equal(tasks_in("state = 'ready'"), 0);
	ok(add("customer_id", "K10042"));

	assert_string_equal(status(), "searching");
	assert_int_equal(tasks_in(of_kind), tasks_in("needs ? 'customer_id'"));
	assert_int_equal(tasks_in("state = 'ready'"), tasks_in(of_kind)); /* and nobody else */
	assert_int_equal(events_of(&req, "identifier.added"), 1);
	assert_int_equal(fixture_count("SELECT count(*) FROM event WHERE body LIKE '%K10042%'"), 0);

	auto_drop(dossier) struct dossier *d = opened(&req);
	const struct identifier *last = &d->identifiers.items[d->identifiers.n - 1];
	assert_string_equal(last->kind, "customer_id");
	assert_string_equal(last->source, "added");
	assert_string_equal(last->state, "usable");
	assert_int_equal(d->request.changes, req.changes + 2); /* collected, added */
}

/* What no system was waiting for leaves a collected request collected. */
static void
test_known(void **state)
{
	(void)state;
	denied(ERR_CONFLICT, "searched by this email already", add("email", "ANNA@example.nl"));
	assert_string_equal(status(), "collected");
	denied(ERR_USAGE, "searches by this kind: expected one of email, phone, customer_id",
	    add("shoe_size", "43"));
	denied(ERR_USAGE, "phone", add("phone", "043"));
	assert_int_equal(events_of(&req, "identifier.added"), 0);
}

static void
test_proposed(void **state)
{
	(void)state;
	ok(add("phone", "+31612345678"));
	fixture_sql("UPDATE identifier SET state = 'proposed', source = 'app/customers' WHERE kind "
		    "= 'phone'");
	ok(add("phone", "06 12345678"));
	auto_drop(dossier) struct dossier *d = opened(&req);
	assert_int_equal(d->identifiers.n, 2);
	assert_string_equal(d->identifiers.items[1].state, "usable");
	fixture_sql("UPDATE identifier SET state = 'rejected' WHERE kind = 'phone'");
	denied(ERR_CONFLICT, "was rejected as somebody else's", add("phone", "+31612345678"));
}

/* ---- somebody else's ---- */

static const char *
state_of(const char *kind)
{
	auto_drop(dossier) struct dossier *d = opened(&req);
	const char *state = "forgotten";
	for (size_t i = 0; i < d->identifiers.n; i++)
		if (strcmp(d->identifiers.items[i].kind, kind) == 0)
			state = arena_strdup(fix.arena, d->identifiers.items[i].state);
	return state;
}

static int64_t
number_of(const char *kind)
{
	auto_drop(dossier) struct dossier *d = opened(&req);
	for (size_t i = d->identifiers.n; i > 0; i--)
		if (strcmp(d->identifiers.items[i - 1].kind, kind) == 0)
			return d->identifiers.items[i - 1].id;
	return 0;
}

static int64_t
parts_of(const char *which)
{
	return fixture_count(arena_printf(fix.arena,
	    "SELECT count(*) FROM part p JOIN task t USING (organisation_id, task_id) WHERE "
	    "p.request_id = %lld AND %s",
	    (long long)req.id, which));
}

/* Searched by phone and customer number, too, both yielded by ${place}; something was collected. */
static int
searched_more(void **state)
{
	searched(state);
	ok(add("phone", "+31612345678"));
	ok(add("customer_id", "K2"));
	fixture_sql(arena_printf(fix.arena,
	    "UPDATE identifier SET source = 'app/customers' WHERE request_id = %lld AND kind IN "
	    "('phone', 'customer_id');"
	    "UPDATE task SET state = 'done', finished_at = now() WHERE request_id = %lld AND "
	    "action = 'collect';"
	    "INSERT INTO part (organisation_id, request_id, task_id, category, name, format, "
	    "blob, description) SELECT organisation_id, request_id, task_id, 'JBS-C01', 'x', "
	    "'csv', 'b', '{}' FROM task WHERE request_id = %lld AND state = 'done'",
	    (long long)req.id, (long long)req.id, (long long)req.id));
	return 0;
}

#define say(kind_, said) search_identifier(in, &root, req.reference, number_of(kind_), said, &err)

/* The row it stands in is a stranger's: it goes, and nothing it yielded is taken for granted. */
static void
test_rejected(void **state)
{
	(void)state;
	fixture_sql("UPDATE identifier SET state = 'proposed' WHERE kind = 'phone'");
	assert_int_equal(parts_of("system = 'app'"), 1);
	ok(say("phone", IDENTIFIER_REJECTED));

	assert_string_equal(state_of("phone"), "rejected");
	assert_string_equal(state_of("customer_id"), "proposed");
	assert_string_equal(state_of("email"), "usable");
	assert_int_equal(
	    tasks_in("system = 'app' AND state = 'ready' AND connector = 'manual'"), 1);
	assert_int_equal(parts_of("connector NOT IN ('written', 'manual')"), 0);
	assert_int_equal(parts_of("needs ? 'customer_id'"), 0);
	assert_int_equal(tasks_in("needs = '[\"customer_id\"]' AND state IN ('ready', 'done')"), 0);
	assert_string_equal(status(), "searching");

	fixture_sql("UPDATE task SET state = 'asked' WHERE system = 'app'");
	const struct task_name app = { "app", NULL };
	ok(search_task_retry(in, &root, req.reference, &app, &err));
	assert_int_equal(tasks_in("system = 'app' AND connector = 'manual'"), 1);
}

/* A number that several people share says nothing about the row it stands in. */
static void
test_shared(void **state)
{
	(void)state;
	fixture_sql("UPDATE identifier SET state = 'proposed' WHERE kind = 'phone'");
	ok(say("phone", IDENTIFIER_SHARED));
	assert_string_equal(state_of("phone"), "shared");
	assert_string_equal(state_of("customer_id"), "usable");
	assert_int_equal(parts_of("system = 'app'"), 1);
	assert_int_equal(tasks_in("state = 'ready'"), 0);
	denied(ERR_NOTFOUND, "no proposed identifier", say("phone", IDENTIFIER_CONFIRMED));
	denied(ERR_CONFLICT, "others' too", add("phone", "+31612345678"));
	assert_int_equal(events_of(&req, "identifier.shared"), 1);
}

/* What was added by mistake: all that was found with it is found again, or not. */
static void
test_taken_back(void **state)
{
	(void)state;
	ok(add("email", "wrong@example.nl"));
	ok(say("email", IDENTIFIER_REJECTED));
	assert_string_equal(state_of("customer_id"), "forgotten");
	assert_string_equal(state_of("phone"), "forgotten");
	assert_int_equal(parts_of("connector NOT IN ('written', 'manual')"), 0);
	assert_int_equal(tasks_in("system = 'app' AND state = 'ready' AND connector <> 'manual'"),
	    tasks_in("system = 'app'"));
	assert_string_equal(status(), "searching");
	denied(ERR_CONFLICT, "somebody else's", add("email", "wrong@example.nl"));
}

/* Before anything is planned it stands there with the others; after the answer it is too late. */
static void
test_states(void **state)
{
	(void)state;
	req = request_put(access_only, "logged");
	ok(add("customer_id", "K1"));
	assert_string_equal(status(), "logged");
	req = request_put(access_only, "answered");
	denied(ERR_CONFLICT, "reopen", add("customer_id", "K1"));
	const struct identifier_value v = { "customer_id", "K2" };
	denied(ERR_NOTFOUND, "no request",
	    search_identifier_add(in, &stranger, req.reference, &v, &err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_opens, searched),
		cmocka_unit_test_setup(test_known, searched),
		cmocka_unit_test_setup(test_proposed, searched),
		cmocka_unit_test_setup(test_rejected, searched_more),
		cmocka_unit_test_setup(test_shared, searched_more),
		cmocka_unit_test_setup(test_taken_back, searched_more),
		cmocka_unit_test(test_states),
	};
	return cmocka_run_group_tests(tests, installation_start, installation_stop);
}
