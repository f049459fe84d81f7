/*
 * What a slot asks in the middle of its task, and the supervisor says to it: against a slot that is
 * none, which asks what it may not, twice, or without end.
 */
#include "unit/unit.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "../src/worker/worker_private.h"

/* A supervisor with one slot at work, whose end is ours. */
struct fake {
	struct supervisor s;
	struct worker_options opt;
	struct peer peer;
	int end;
	int asked;
	bool go;
	enum err_kind fails;
	char xid[24];
};
static struct fake fake;

static bool
decide(struct supervisor *s, const struct task *t, const char *xid, bool *ret_go, struct err *err)
{
	(void)s;
	fake.asked++;
	assert_int_equal(t->id, 7);
	(void)snprintf(fake.xid, sizeof(fake.xid), "%s", xid);
	if (fake.fails != ERR_NONE)
		return err_set(err, fake.fails, "the database is away");
	*ret_go = fake.go;
	return true;
}

static int
setup(void **state)
{
	struct err err = { 0 };
	int pair[2];
	(void)state;
	fake = (struct fake){ .peer = { .system = "shop", .busy = 1 }, .go = true };
	fake.s = (struct supervisor){ .opt = &fake.opt, .may_commit = decide };
	assert_ok(slots_start(&fake.s.slots, 1, &err), &err);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	fake.s.slots.items[0].fd[PAIR_WORK] = pair[0];
	fake.end = pair[1];
	struct work *w = xcalloc(1, sizeof(*w));
	w->arena = arena_new();
	w->task = (struct task){ .id = 7, .action = ACTION_ERASE, .system = "shop" };
	w->peer = &fake.peer;
	fake.s.slots.items[0].work = w;
	fake.s.slots.items[0].since_ms = clock_boot_ms();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	slots_stop(&fake.s.slots);
	work_list_release(&fake.s.finished);
	return close(fake.end);
}

static void
say(const char *text)
{
	uint32_t head = htonl((uint32_t)strlen(text));
	assert_int_equal(send(fake.end, &head, sizeof(head), 0), sizeof(head));
	assert_int_equal(send(fake.end, text, strlen(text), 0), strlen(text));
}

static void
turn(void)
{
	struct err err = { 0 };
	assert_ok(flow_take_in(&fake.s, &err), &err);
}

/* What the supervisor said: 1 go, 0 no; -1: nothing, and the slot was ended. */
static int
heard(void)
{
	struct err err = { 0 };
	auto_drop(json) json_t *said = message_receive(fake.end, &err);
	if (!said)
		return -1;
	assert_int_equal(json_object_size(said), 1);
	assert_true(json_is_boolean(json_get(said, "go")));
	return json_flag(said, "go");
}

static struct work *
at_work(void)
{
	return fake.s.slots.items[0].work;
}

/* It keeps its work, and what it answers in the end is its answer. */
static void
test_asks(void **state)
{
	(void)state;
	say("{\"ask\":\"commit\",\"xid\":\"18446744073709551615\"}");
	turn();
	assert_int_equal(heard(), 1);
	assert_string_equal(fake.xid, "18446744073709551615");
	assert_non_null(at_work());
	assert_int_equal(fake.s.finished.n, 0);
	say("{\"ok\":true}");
	turn();
	assert_null(at_work());
	assert_int_equal(fake.s.finished.n, 1);
	assert_true(json_flag(fake.s.finished.first->answer, "ok"));
	assert_int_equal(fake.peer.busy, 0);
}

static void
test_held(void **state)
{
	(void)state;
	fake.go = false;
	say("{\"ask\":\"commit\",\"xid\":\"7\"}");
	turn();
	assert_int_equal(heard(), 0);
	assert_non_null(at_work());
}

/* The slot ends, its transaction with it, and the task has failed: for the time being, or not. */
static void
ended(bool transient)
{
	turn();
	assert_int_equal(heard(), -1);
	assert_null(at_work());
	assert_int_equal(fake.s.finished.n, 1);
	assert_false(json_flag(fake.s.finished.first->answer, "ok"));
	assert_int_equal(json_flag(fake.s.finished.first->answer, "transient"), transient);
	assert_int_equal(fake.peer.busy, 0);
}

static void
test_nobody_can_say(void **state)
{
	(void)state;
	fake.fails = ERR_TEMPORARY;
	say("{\"ask\":\"commit\",\"xid\":\"7\"}");
	ended(true);
	assert_int_equal(fake.asked, 1);
}

static void
test_asks_twice(void **state)
{
	(void)state;
	say("{\"ask\":\"commit\",\"xid\":\"7\"}");
	turn();
	assert_int_equal(heard(), 1);
	say("{\"ask\":\"commit\",\"xid\":\"7\"}");
	ended(false);
	assert_int_equal(fake.asked, 1);
}

/* The next task of the same slot has a question of its own. */
static void
test_other_task(void **state)
{
	(void)state;
	at_work()->task.action = ACTION_COLLECT;
	say("{\"ask\":\"commit\",\"xid\":\"7\"}");
	ended(false);
	assert_int_equal(fake.asked, 0);
}

static void
test_asks_nonsense(void **state)
{
	static const char *const asks[] = {
		"{\"ask\":\"commit\"}",
		"{\"ask\":\"commit\",\"xid\":7}",
		"{\"ask\":\"commit\",\"xid\":\"\"}",
		"{\"ask\":\"commit\",\"xid\":\"7; DROP\"}",
		"{\"ask\":\"commit\",\"xid\":\"-7\"}",
		"{\"ask\":\"commit\",\"xid\":\"123456789012345678901\"}",
		"{\"ask\":\"key\",\"xid\":\"7\"}",
		"{\"ask\":true,\"xid\":\"7\"}",
		"{\"ask\":null,\"ok\":true}",
	};
	for (size_t i = 0; i < array_len(asks); i++) {
		say(asks[i]);
		ended(false);
		assert_int_equal(fake.asked, 0);
		(void)teardown(state);
		(void)setup(state);
	}
}

static void
test_garbage(void **state)
{
	(void)state;
	say("{\"ask\":");
	turn();
	assert_int_equal(heard(), -1);
	assert_int_equal(fake.s.finished.n, 1);
	assert_null(fake.s.finished.first->answer); /* as of one that died */
}

/* ---- the other end ---- */

static void
test_slot_asks(void **state)
{
	(void)state;
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	static const char *const said[] = { "{\"go\":true}", "{\"go\":false}", "{\"go\":\"yes\"}",
		"{}", "[]" };
	for (size_t i = 0; i < array_len(said); i++) {
		struct err err = { 0 };
		bool go = false;
		auto_drop(json) json_t *answer = json_loads(said[i], 0, NULL);
		assert_ok(message_send(pair[1], answer, &err), &err);
		assert_int_equal(commit_ask(&pair[0], "12", &go, &err), i < 2);
		assert_int_equal(go, i == 0);
		assert_int_equal(err.kind, i < 2 ? ERR_NONE : ERR_TEMPORARY);
		auto_drop(json) json_t *ask = message_receive(pair[1], &err);
		assert_string_equal(json_str(ask, "ask"), "commit");
		assert_string_equal(json_str(ask, "xid"), "12");
	}
	struct err err = { 0 };
	bool go = false;
	(void)close(pair[1]);
	assert_false(commit_ask(&pair[0], "12", &go, &err)); /* its supervisor died */
	assert_int_equal(err.kind, ERR_TEMPORARY);
	assert_false(go);
	(void)close(pair[0]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_asks), TEST(test_held),
		TEST(test_nobody_can_say), TEST(test_asks_twice), TEST(test_other_task),
		TEST(test_asks_nonsense), TEST(test_garbage), cmocka_unit_test(test_slot_asks) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
