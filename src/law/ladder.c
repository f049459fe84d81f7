/*
 * The ladders of escalation, as tables of days and roles. Tells nobody: says who is to be told, and
 * when to look again.
 */
#include "dossier/ladder.h"

#define ALL (LADDER_HANDLER | LADDER_OFFICER | LADDER_SUPERIOR)
#define WEEK 7

struct rung {
	const char *name;
	int after;  /* days after asked; only of a task */
	int before; /* days before due */
	unsigned roles;
};

/* A higher rung tells everybody whom a lower one tells, so that skipping loses nobody. */
static const struct rung request_rungs[] = {
	{ "T-14", 0, AT_RISK_DAYS, LADDER_HANDLER },
	{ "T-7", 0, 7, LADDER_HANDLER },
	{ "T-3", 0, 3, LADDER_HANDLER | LADDER_OFFICER },
	{ "T-1", 0, 1, LADDER_HANDLER | LADDER_OFFICER },
	{ "today", 0, 0, ALL },
	{ "late", 0, -1, ALL },
};
static const struct rung task_rungs[] = {
	{ "chase", 7, 7, LADDER_ASKED },
	{ "second chase", 12, 4, LADDER_ASKED | LADDER_HANDLER },
	{ "escalate", 14, 3, LADDER_ASKED | LADDER_HANDLER | LADDER_OFFICER },
};

/* Days after the day before it is chased. */
static const struct rung stop_rungs[] = {
	{ "chase", 1, 0, LADDER_ASKED | LADDER_HANDLER },
	{ "second chase", 3, 0, LADDER_ASKED | LADDER_HANDLER },
	{ "escalate", 5, 0, LADDER_ASKED | LADDER_HANDLER | LADDER_OFFICER },
};

struct climb {
	const struct rung *rungs;
	int n;
	bool weekly; /* after the last rung, once a week for ever */
	struct date asked, due;
};

const char *
ladder_roles(unsigned roles, struct arena *a)
{
	static const char *const names[] = { "handler", "officer", "superior", "asked" };
	const char *list = NULL;
	for (size_t i = 0; i < array_len(names); i++)
		if (roles & (1u << i))
			list = list ? arena_printf(a, "%s, %s", list, names[i]) : names[i];
	return list ? list : "nobody";
}

static struct date
rung_day(const struct climb *c, int i)
{
	int last = c->n - 1;
	const struct rung *r = &c->rungs[i < last ? i : last];
	struct date d = date_add_days(c->due, -r->before + WEEK * (i > last ? i - last : 0));
	if (!date_is_set(c->asked))
		return d;
	/* the earlier of both, but nobody is chased on the day of asking */
	struct date after = date_add_days(c->asked, r->after), soonest = date_add_days(c->asked, 1);
	if (date_cmp(after, d) < 0)
		d = after;
	return date_cmp(d, soonest) < 0 ? soonest : d;
}

static const char *
rung_name(const struct climb *c, int i, struct arena *a)
{
	int weeks = i - (c->n - 1);
	if (weeks <= 0)
		return c->rungs[i].name;
	return arena_printf(a, "late by %d week%s", weeks, weeks == 1 ? "" : "s");
}

/* The highest rung whose day has come; -1: none. */
static int
rung_at(const struct climb *c, struct date today)
{
	int i = c->n - 1;
	if (c->weekly && date_cmp(rung_day(c, i), today) <= 0)
		return i + (date_to_days(today) - date_to_days(rung_day(c, i))) / WEEK;
	while (i >= 0 && date_cmp(rung_day(c, i), today) > 0)
		i--;
	return i;
}

/* Years too late is thousands of weeks: beyond a handful the count says enough. */
static const char *
skipped(const struct climb *c, int from, int to, struct arena *a)
{
	enum { NAMED = 8 };
	auto_drop(buf) struct buf names = { 0 };
	for (int i = from; i < to && i < from + NAMED; i++)
		buf_addf(&names, "%s%s", i > from ? ", " : "", rung_name(c, i, a));
	if (to - from > NAMED)
		buf_addf(&names, " and %d more", to - from - NAMED);
	return names.len ? arena_strdup(a, names.data) : NULL;
}

static void
climb(const struct climb *c, struct date today, struct ladder_told told, struct arena *a,
    struct ladder_news *ret)
{
	/* a person asked for something is not chased afresh because our own due date moved */
	bool same = date_is_set(c->asked) || date_cmp(told.due, c->due) == 0;
	int last = same ? told.rung : -1;
	int now = rung_at(c, today), next = (now > last ? now : last) + 1;
	*ret = (struct ladder_news){ .rung = -1 };
	if (next < c->n || c->weekly)
		ret->next = rung_day(c, next);
	if (now <= last)
		return;
	ret->rung = now;
	ret->name = rung_name(c, now, a);
	ret->day = rung_day(c, now);
	ret->roles = c->rungs[now < c->n ? now : c->n - 1].roles;
	ret->skipped = skipped(c, last + 1, now, a);
}

void
ladder_request(struct date due, struct date today, struct ladder_told told, struct arena *a,
    struct ladder_news *ret)
{
	const struct climb c = {
		.rungs = request_rungs, .n = array_len(request_rungs), .weekly = true, .due = due
	};
	climb(&c, today, told, a, ret);
}

void
ladder_task(struct date asked, struct date due, struct date today, struct ladder_told told,
    struct arena *a, struct ladder_news *ret)
{
	const struct climb c = {
		.rungs = task_rungs, .n = array_len(task_rungs), .asked = asked, .due = due
	};
	climb(&c, today, told, a, ret);
}

void
ladder_stop(struct date from, struct date today, struct ladder_told told, struct arena *a,
    struct ladder_news *ret)
{
	/* no due day brings it nearer: that one is over */
	const struct climb c = { .rungs = stop_rungs,
		.n = array_len(stop_rungs),
		.asked = date_add_days(from, -1),
		.due = date_add_days(from, 365) };
	climb(&c, today, told, a, ret);
}
