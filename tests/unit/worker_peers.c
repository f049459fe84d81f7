/*
 * What a worker knows of the systems: none takes all slots, and a silent one is left alone, for
 * longer each time, until one task that is tried there comes back.
 */
#include "unit/unit.h"

#include "../src/worker/worker_private.h"

static void
pass(struct peer *p, int64_t ms)
{
	p->moved_ms -= ms;
	p->until_ms -= ms;
}

static enum peer_news
run(struct peer *p, enum peer_heard heard)
{
	assert_true(peer_may_run(p, 4));
	peer_begin(p);
	return peer_end(p, heard);
}

static void
test_half(void **state)
{
	(void)state;
	static const struct {
		int slots;
		size_t most;
	} rows[] = { { 1, 1 }, { 2, 1 }, { 3, 1 }, { 4, 2 }, { 5, 2 }, { 64, 32 } };
	for (size_t i = 0; i < array_len(rows); i++) {
		struct peer p = { .system = "s" };
		while (peer_may_run(&p, rows[i].slots))
			peer_begin(&p);
		assert_int_equal(p.busy, rows[i].most);
	}
}

/* Its tasks are held while slots come back, and not when none does. */
static void
test_slow(void **state)
{
	(void)state;
	struct peer p = { .system = "s" };
	peer_begin(&p);
	assert_int_equal(peer_wait_ms(&p, 4), 0);
	peer_begin(&p);
	assert_int_equal(peer_wait_ms(&p, 4), 0);
	pass(&p, 2000);
	assert_int_equal(peer_wait_ms(&p, 4), 0);
	pass(&p, 2000);
	assert_int_equal(peer_wait_ms(&p, 4), 5000);
	assert_int_equal(peer_end(&p, PEER_ANSWERED), PEER_NO_NEWS);
	assert_int_equal(peer_wait_ms(&p, 4), 0);
}

static void
test_silent(void **state)
{
	(void)state;
	struct peer p = { .system = "s" };
	assert_int_equal(run(&p, PEER_FAILED), PEER_NO_NEWS);
	assert_int_equal(run(&p, PEER_FAILED), PEER_NO_NEWS);
	assert_int_equal(run(&p, PEER_ANSWERED), PEER_NO_NEWS); /* not in a row */
	assert_int_equal(run(&p, PEER_FAILED), PEER_NO_NEWS);
	usec_t since = p.since;
	assert_int_equal(run(&p, PEER_UNKNOWN), PEER_NO_NEWS);
	assert_int_equal(run(&p, PEER_FAILED), PEER_NO_NEWS);
	assert_int_equal(run(&p, PEER_FAILED), PEER_IS_SILENT);
	assert_int_equal(p.since, since);
	for (int64_t pause = 60000, i = 0; i < 8; i++) {
		assert_int_equal(p.pause_ms, pause);
		assert_false(peer_may_run(&p, 4));
		assert_true(peer_wait_ms(&p, 4) > pause - 5000);
		pass(&p, pause);
		assert_true(peer_may_run(&p, 4));
		peer_begin(&p);
		assert_false(peer_may_run(&p, 4)); /* one is enough to try */
		assert_int_equal(peer_wait_ms(&p, 4), 60000);
		assert_int_equal(peer_end(&p, PEER_FAILED), PEER_IS_SILENT);
		pause = pause * 2 < 3600000 ? pause * 2 : 3600000;
	}
	assert_false(peer_may_run(&p, 4));
	peer_retry(&p); /* a person says so */
	assert_int_equal(run(&p, PEER_ANSWERED), PEER_IS_BACK);
	peer_retry(&p);
	peer_begin(&p);
	assert_true(peer_may_run(&p, 4));
	assert_int_equal(peer_end(&p, PEER_FAILED), PEER_NO_NEWS);
}

/* Those that were at work when it fell silent end later, and make nothing worse or better. */
static void
test_several(void **state)
{
	(void)state;
	struct peer p = { .system = "s" };
	for (int i = 0; i < 5; i++)
		peer_begin(&p);
	for (int i = 0; i < 2; i++)
		assert_int_equal(peer_end(&p, PEER_FAILED), PEER_NO_NEWS);
	assert_int_equal(peer_end(&p, PEER_FAILED), PEER_IS_SILENT);
	assert_int_equal(peer_end(&p, PEER_FAILED), PEER_NO_NEWS);
	assert_int_equal(p.pause_ms, 60000);
	assert_int_equal(peer_end(&p, PEER_ANSWERED), PEER_IS_BACK);
	assert_true(peer_may_run(&p, 4));
}

static void
test_names(void **state)
{
	(void)state;
	struct peers all = { 0 };
	struct peer *p = peer_of(&all, 1, "s"), *q = peer_of(&all, 2, "s");
	assert_ptr_not_equal(p, q);
	assert_ptr_not_equal(p, peer_of(&all, 1, "t"));
	assert_ptr_equal(p, peer_of(&all, 1, "s"));
	assert_ptr_equal(q, peer_of(&all, 2, "s"));
	peers_release(&all);
}

static void
test_pop(void **state)
{
	(void)state;
	struct peer full = { .system = "f", .busy = 2 }, idle = { .system = "i" };
	struct work work[3] = { { .peer = &full }, { .peer = &idle }, { .peer = &full } };
	struct work_list l = { 0 };
	for (size_t i = 0; i < 3; i++)
		work_push(&l, &work[i]);
	assert_ptr_equal(work_pop_for(&l, 4), &work[1]);
	assert_null(work_pop_for(&l, 4));
	full.busy = 1;
	assert_ptr_equal(work_pop_for(&l, 4), &work[0]);
	assert_ptr_equal(work_pop_for(&l, 4), &work[2]);
	assert_null(work_pop_for(&l, 4));
	assert_true(l.n == 0 && !l.first && !l.last);
	work_push(&l, &work[0]);
	work[1].peer = &idle;
	work_push(&l, &work[1]);
	full.busy = 2;
	assert_ptr_equal(work_pop_for(&l, 4), &work[1]); /* the last one */
	work_push(&l, &work[1]);
	assert_ptr_equal(l.last, &work[1]);
	assert_int_equal(l.n, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_half),
		cmocka_unit_test(test_slow), cmocka_unit_test(test_silent),
		cmocka_unit_test(test_several), cmocka_unit_test(test_names),
		cmocka_unit_test(test_pop) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
