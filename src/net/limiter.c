/*
 * Rate limits in memory that forked slots share: GCRA, one atomic integer a limit (the instant at
 * which the next call would be exactly in time). Lock-free; nobody waits here: the caller is told
 * for how long.
 */
#include <errno.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <time.h>

#include "dossier/net.h"
#include "dossier/date.h"

#define LIMITS 4096 /* a power of two; far more than systems anybody registers */

struct limit {
	_Atomic uint64_t key; /* 0: free */
	_Atomic int64_t due;
};
struct limiter {
	struct limit limit[LIMITS];
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

/* The key's place. In a full table limits share one: that is slower, never faster than allowed. */
static struct limit *
find(struct limiter *l, uint64_t h)
{
	for (uint64_t i = 0; i < LIMITS; i++) {
		struct limit *at = &l->limit[((h >> 16 ^ h) + i) & (LIMITS - 1)];
		uint64_t there = 0;
		if (atomic_compare_exchange_strong(&at->key, &there, h) || there == h)
			return at;
	}
	return &l->limit[h & (LIMITS - 1)];
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
limiter_take(struct limiter *l, const char *key, double per_s, unsigned burst)
{
	if (!l || per_s <= 0)
		return 0;
	struct limit *limit = find(l, hash(key));
	int64_t step = (int64_t)((double)USEC_PER_SEC / per_s),
		slack = step * (burst > 1 ? burst - 1 : 0);
	int64_t now = monotonic(), due = atomic_load(&limit->due);
	for (;;) {
		int64_t at = due > now ? due : now;
		if (atomic_compare_exchange_weak(&limit->due, &due, at + step))
			return at - slack > now ? at - slack - now : 0;
	}
}
