/*
 * Rate limits in memory that the brokers of all slots share: GCRA, one atomic integer a limit (the
 * instant at which the next call would be exactly in time). Lock-free; nobody waits here: the
 * caller is told for how long. What is asked comes from a slot: no value of it harms another.
 */
#include <errno.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <time.h>

#include "dossier/net.h"
#include "dossier/date.h"

#define OWNERS 4096 /* powers of two; far more than systems anybody registers */
#define LIMITS 64
#define STEP_MAX (31 * USEC_PER_DAY)
#define BURST_MAX 1000000
#define DUE_MAX (366 * USEC_PER_DAY) /* from now */

struct limit {
	_Atomic uint64_t key; /* 0: free */
	_Atomic int64_t due;
};
struct owner {
	_Atomic uint64_t key;
	struct limit limit[LIMITS];
};
struct limiter { /* most of it is never touched, and takes no memory */
	struct owner owner[OWNERS];
};

struct limiter *
limiter_new(void)
{
	void *p = mmap(NULL, sizeof(struct limiter), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		BUG("no shared memory for rate limits: error %d", errno);
	return p;
}

void
limiter_free(struct limiter *l)
{
	if (l)
		(void)munmap(l, sizeof(*l));
}

/* FNV-1a; the lowest bit is set, so that it is never 0. */
static uint64_t
hash(const char *key)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * UINT64_C(1099511628211);
	return h | 1;
}

/* Is this the place of ${h}? A free one becomes it. */
static bool
is_at(_Atomic uint64_t *key, uint64_t h)
{
	uint64_t there = 0;
	return atomic_compare_exchange_strong(key, &there, h) || there == h;
}

/* Where all places are taken, some share one: that is slower, never faster than allowed. */
static struct owner *
find_owner(struct limiter *l, uint64_t h)
{
	const uint64_t from = h >> 16 ^ h;
	for (uint64_t i = 0; i < OWNERS; i++)
		if (is_at(&l->owner[(from + i) & (OWNERS - 1)].key, h))
			return &l->owner[(from + i) & (OWNERS - 1)];
	return &l->owner[from & (OWNERS - 1)];
}

static struct limit *
find(struct owner *o, uint64_t h)
{
	const uint64_t from = h >> 16 ^ h;
	for (uint64_t i = 0; i < LIMITS; i++)
		if (is_at(&o->limit[(from + i) & (LIMITS - 1)].key, h))
			return &o->limit[(from + i) & (LIMITS - 1)];
	return &o->limit[from & (LIMITS - 1)];
}

/* Not the domain clock: that one may stand still. */
static int64_t
monotonic(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * USEC_PER_SEC + t.tv_nsec / 1000;
}

int64_t
limiter_take(struct limiter *l, const char *owner, const char *key, double per_s, unsigned burst)
{
	if (!l || !(per_s > 0))
		return 0;
	struct limit *limit = find(find_owner(l, hash(owner)), hash(key));
	double apart = (double)USEC_PER_SEC / per_s;
	int64_t step = apart < (double)STEP_MAX ? (int64_t)apart : STEP_MAX;
	int64_t slack = step * (burst < 1 ? 0 : (burst < BURST_MAX ? burst : BURST_MAX) - 1);
	int64_t now = monotonic(), due = atomic_load(&limit->due);
	for (;;) {
		int64_t at = due > now ? due : now;
		if (at > now + DUE_MAX) /* nobody asks that often who heeds the answer */
			return DUE_MAX;
		if (atomic_compare_exchange_weak(&limit->due, &due, at + step))
			return at - slack > now ? at - slack - now : 0;
	}
}
