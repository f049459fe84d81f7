/*
 * How much a run may take, and what is said when it took it.
 */
#include <errno.h>
#include <poll.h>

#include "dossier/budget.h"
#include "dossier/date.h"
#include "dossier/mem.h"
#include "dossier/phrase.h"

const struct budget_limits budget_usual = {
	.run_ms = 2 * 3600 * INT64_C(1000),
	.silence_ms = 5 * 60 * INT64_C(1000),
	.most = {
		[BUDGET_TRIPS] = 1000000,
		[BUDGET_ROWS] = 100000000,
		[BUDGET_BYTES] = INT64_C(100) << 30,
	},
};

static const struct budget_limits *
limits_of(const struct budget *b)
{
	return b->limits ? b->limits : &budget_usual;
}

static int64_t
left_ms(struct budget *b)
{
	int64_t now = clock_boot_ms();
	if (b->begun_ms == 0)
		b->begun_ms = now;
	return b->begun_ms + limits_of(b)->run_ms - now;
}

int
budget_wait_ms(struct budget *b, int64_t most_ms)
{
	int64_t left = left_ms(b), most = most_ms ? most_ms : limits_of(b)->silence_ms;
	int64_t wait = left < most ? left : most;
	return wait < 0 ? 0 : (int)wait;
}

static bool
over(const struct budget *b, const char *what, struct err *err)
{
	return err_set(err, ERR_TEMPORARY, "%s goes on for more than %lld seconds: given up",
	    phrase(what), (long long)(limits_of(b)->run_ms / 1000));
}

bool
budget_silent(struct budget *b, const char *what, struct err *err)
{
	return left_ms(b) > 0
	    ? err_set(err, ERR_TEMPORARY, "%s did not answer in time", phrase(what))
	    : over(b, what, err);
}

bool
budget_poll(
    struct budget *b, int fd, short events, int64_t most_ms, const char *what, struct err *err)
{
	struct pollfd p = { .fd = fd, .events = events };
	int ms = budget_wait_ms(b, most_ms);
	int n = ms > 0 ? poll(&p, 1, ms) : 0;
	if (n == 0)
		return budget_silent(b, what, err);
	return n > 0 || errno == EINTR ||
	    err_set(err, ERR_SYSTEM, "cannot wait for %s: %m", phrase(what));
}

bool
budget_take(struct budget *b, enum budget_kind kind, int64_t n, struct err *err)
{
	static const char *const words[] = {
		[BUDGET_TRIPS] = "round trips",
		[BUDGET_ROWS] = "rows",
		[BUDGET_BYTES] = "bytes",
	};
	_Static_assert(array_len(words) == BUDGET__MAX, "a word for each");
	int64_t most = limits_of(b)->most[kind];
	if (n > most - b->used[kind])
		return err_set(err, ERR_INPUT,
		    "the system goes on after %lld %s: have a colleague read it by hand",
		    (long long)most, phrase(words[kind]));
	b->used[kind] += n;
	return left_ms(b) > 0 || over(b, "the system", err);
}
