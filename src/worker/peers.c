/*
 * What this worker knows of the systems: how many slots are at work at each, and which went silent.
 * One system never takes all slots, and one that is silent is left alone for a while.
 */
#include <search.h>

#include "worker_private.h"

#define FAILURES_MAX 3 /* temporary ones in a row: then it is silent */
#define PAUSE_MIN_MS (60 * INT64_C(1000))
#define PAUSE_MAX_MS (3600 * INT64_C(1000))
/*
 * All its slots are at work, and none came back for so long: what else waits for it makes room in
 * the leases, as a claim may have been of its tasks alone; soon it is looked at again.
 */
#define SLOW_MS (3 * INT64_C(1000))
#define SLOW_PAUSE_MS (5 * INT64_C(1000))

static int
by_name(const void *x, const void *y)
{
	const struct peer *a = x, *b = y;
	int order = strcmp(a->system, b->system);
	return order ? order : (a->org_id > b->org_id) - (a->org_id < b->org_id);
}

struct peer *
peer_of(struct peers *all, int64_t org_id, const char *system)
{
	const struct peer key = { .org_id = org_id, .system = system };
	struct peer **found = tfind(&key, &all->tree, by_name);
	if (found)
		return *found;
	struct peer *p = xcalloc(1, sizeof(*p));
	*p = (struct peer){ .org_id = org_id, .system = xstrdup(system) };
	if (!tsearch(p, &all->tree, by_name))
		BUG("no memory for a system");
	return p;
}

static void
peer_free(void *arg)
{
	struct peer *p = arg;
	free((char *)(uintptr_t)p->system);
	free(p);
}

void
peers_release(struct peers *all)
{
	tdestroy(all->tree, peer_free);
	all->tree = NULL;
}

static size_t
most_slots(int slots)
{
	return slots < 2 ? 1 : (size_t)slots / 2;
}

bool
peer_may_run(const struct peer *p, int slots)
{
	if (p->pause_ms > 0) /* one task, to try */
		return p->busy == 0 && clock_boot_ms() >= p->until_ms;
	return p->busy < most_slots(slots);
}

int64_t
peer_wait_ms(const struct peer *p, int slots)
{
	int64_t now = clock_boot_ms();
	if (peer_may_run(p, slots))
		return 0;
	if (p->pause_ms > 0)
		return now < p->until_ms ? p->until_ms - now : PAUSE_MIN_MS;
	return now - p->moved_ms > SLOW_MS ? SLOW_PAUSE_MS : 0;
}

void
peer_retry(struct peer *p)
{
	if (p->pause_ms > 0)
		p->until_ms = clock_boot_ms();
}

void
peer_begin(struct peer *p)
{
	p->busy++;
	p->moved_ms = clock_boot_ms();
}

enum peer_news
peer_end(struct peer *p, enum peer_heard heard)
{
	bool was_silent = p->pause_ms > 0;
	p->busy--;
	p->moved_ms = clock_boot_ms();
	if (heard == PEER_UNKNOWN)
		return PEER_NO_NEWS;
	if (heard == PEER_ANSWERED) {
		p->failures = 0;
		p->pause_ms = 0;
		return was_silent ? PEER_IS_BACK : PEER_NO_NEWS;
	}
	if (p->failures++ == 0)
		p->since = clock_now();
	if (p->failures < FAILURES_MAX)
		return PEER_NO_NEWS;
	/* of several that were at work when it fell silent, the first one counts */
	if (was_silent && p->moved_ms < p->until_ms)
		return PEER_NO_NEWS;
	p->pause_ms = !was_silent            ? PAUSE_MIN_MS
	    : p->pause_ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS
					     : p->pause_ms * 2;
	p->until_ms = p->moved_ms + p->pause_ms;
	return PEER_IS_SILENT;
}
