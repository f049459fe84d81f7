/*
 * Rate limits: a burst goes at once, then calls come at the rate; keys do not touch each other;
 * processes share.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "dossier/net.h"

#include "sink.h"

#define SEC 1000000

static void
burst_then_rate(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	for (int i = 0; i < 5; i++)
		assert_int_equal(limiter_take(l, "stripe", 10, 5), 0);
	for (int i = 1; i <= 20; i++)
		assert_in_range(
		    limiter_take(l, "stripe", 10, 5), i * SEC / 10 - SEC / 20, i * SEC / 10);
	limiter_free(l);
}

static void
keys_apart(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	assert_int_equal(limiter_take(l, "a", 1, 1), 0);
	assert_in_range(limiter_take(l, "a", 1, 1), SEC / 2, SEC);
	assert_int_equal(limiter_take(l, "b", 1, 1), 0);
	limiter_free(l);
}

static void
refills(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	assert_int_equal(limiter_take(l, "a", 20, 1), 0);
	assert_true(limiter_take(l, "a", 20, 1) > 0);
	usleep(110000);
	assert_int_equal(limiter_take(l, "a", 20, 1), 0);
	limiter_free(l);
}

static void
none(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	assert_int_equal(limiter_take(NULL, "a", 1, 1), 0);
	for (int i = 0; i < 100; i++)
		assert_int_equal(limiter_take(l, "a", 0, 0), 0);
	limiter_free(l);
}

/* More keys than places: nothing loops, and no limit is exceeded. */
static void
full_table(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	for (int i = 0; i < 6000; i++) {
		char key[16];
		(void)snprintf(key, sizeof(key), "k%d", i);
		(void)limiter_take(l, key, 0.001, 1);
	}
	assert_true(limiter_take(l, "k5999", 0.001, 1) > 0);
	limiter_free(l);
}

/* Four processes, 1000 calls each: none is lost, so the next one waits for all of them. */
static void
shared(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	for (int p = 0; p < 4; p++)
		if (fork() == 0) {
			for (int i = 0; i < 1000; i++)
				(void)limiter_take(l, "a", 100, 1);
			_exit(0);
		}
	for (int p = 0; p < 4; p++)
		assert_true(wait(NULL) > 0);
	assert_in_range(limiter_take(l, "a", 100, 1), 38 * SEC, 40 * SEC);
	limiter_free(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(burst_then_rate),
		cmocka_unit_test(keys_apart),
		cmocka_unit_test(refills),
		cmocka_unit_test(none),
		cmocka_unit_test(full_table),
		cmocka_unit_test(shared),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
