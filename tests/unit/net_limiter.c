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
		assert_int_equal(limiter_take(l, "o", "stripe", 10, 5), 0);
	for (int i = 1; i <= 20; i++)
		assert_in_range(
		    limiter_take(l, "o", "stripe", 10, 5), i * SEC / 10 - SEC / 20, i * SEC / 10);
	limiter_free(l);
}

static void
keys_apart(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	assert_int_equal(limiter_take(l, "o", "a", 1, 1), 0);
	assert_in_range(limiter_take(l, "o", "a", 1, 1), SEC / 2, SEC);
	assert_int_equal(limiter_take(l, "o", "b", 1, 1), 0);
	limiter_free(l);
}

static void
refills(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	assert_int_equal(limiter_take(l, "o", "a", 20, 1), 0);
	assert_true(limiter_take(l, "o", "a", 20, 1) > 0);
	usleep(110000);
	assert_int_equal(limiter_take(l, "o", "a", 20, 1), 0);
	limiter_free(l);
}

static void
none(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	assert_int_equal(limiter_take(NULL, "o", "a", 1, 1), 0);
	for (int i = 0; i < 100; i++)
		assert_int_equal(limiter_take(l, "o", "a", 0, 0), 0);
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
		(void)limiter_take(l, "o", key, 0.001, 1);
	}
	assert_true(limiter_take(l, "o", "k5999", 0.001, 1) > 0);
	limiter_free(l);
}

/* Whatever one owner asks, another waits for nothing; nor does it ever come round. */
static void
owners(void **state)
{
	(void)state;
	static const double rates[] = { 1e-300, 1e300, 1e-9, 5, 0.0 / 0.0, -1 };
	static const unsigned bursts[] = { 0, 1, 1000000, UINT32_MAX };
	struct limiter *l = limiter_new();
	for (int i = 0; i < 40000; i++) {
		char key[16];
		(void)snprintf(key, sizeof(key), "k%d", i % 8000);
		assert_true(limiter_take(l, "planted", key, rates[i % 6], bursts[i / 6 % 4]) >= 0);
	}
	for (int i = 0; i < 1000; i++)
		assert_in_range(
		    limiter_take(l, "planted", "k", 1e-300, 1), 0, INT64_C(400) * 86400 * SEC);
	assert_true(limiter_take(l, "planted", "k", 1e-300, 1) > 0);
	assert_int_equal(limiter_take(l, "other", "k", 1, 1), 0);
	assert_int_equal(limiter_take(l, "other", "k1", 1, 1), 0);
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
				(void)limiter_take(l, "o", "a", 100, 1);
			_exit(0);
		}
	for (int p = 0; p < 4; p++)
		assert_true(wait(NULL) > 0);
	assert_in_range(limiter_take(l, "o", "a", 100, 1), 38 * SEC, 40 * SEC);
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
		cmocka_unit_test(owners),
		cmocka_unit_test(shared),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
