/*
 * Guards on answering and refusing: what each right demands, as a table; which grounds fit. Whether
 * a demand is met is for the caller to say, who can look.
 */
#include "guard_private.h"

#define BIT(d) (1u << (d))
#define NEEDS(d) BIT(DEMAND_##d)
#define REFUSAL (NEEDS(REASONS) | NEEDS(REMEDIES))

static const struct {
	const char *name, *article, *lacks;
} demands[] = {
	[DEMAND_ACCOUNTED] = { "accounted", "GDPR art. 15(1), 5(2)",
	    "a category or recipient of the plan has no outcome yet" },
	[DEMAND_IDENTITY] = { "identity", "GDPR art. 12(6)",
	    "a question about who asks is still open" },
	[DEMAND_COPY] = { "copy", "GDPR art. 15(3), 20(1)",
	    "there is no reviewed copy of the data as they are now" },
	[DEMAND_INFORMATION] = { "information", "GDPR art. 15(1)(a)-(h), 15(2)",
	    "the information about the processing is not with it" },
	[DEMAND_MACHINE] = { "machine-readable", "GDPR art. 20(1)",
	    "it is not in a structured, machine-readable form" },
	[DEMAND_DECIDED] = { "decided", "GDPR art. 12(3)", "a category has no decision yet" },
	[DEMAND_DONE] = { "done", "GDPR art. 12(3)",
	    "what was granted has not been done everywhere" },
	[DEMAND_RECIPIENTS] = { "recipients", "GDPR art. 19",
	    "a recipient was not told, and it is not said why that is impossible" },
	[DEMAND_STOPPED] = { "stopped", "GDPR art. 21(1), 21(3), 7(3)",
	    "the processing has not stopped" },
	[DEMAND_HUMAN] = { "human", "GDPR art. 22(3)",
	    "nobody has looked at it who may change it, and heard the person" },
	[DEMAND_REASONS] = { "reasons", "GDPR art. 12(4)",
	    "a refused part has no ground with its facts" },
	[DEMAND_REMEDIES] = { "remedies", "GDPR art. 12(4)", "complaint and court are not in it" },
	[DEMAND_SENT] = { "sent", "GDPR art. 12(3)", "it is not said how it left" },
};
_Static_assert(array_len(demands) == DEMAND__MAX, "a row for every demand");

static const unsigned granted[] = {
	[RIGHT_ACCESS] = NEEDS(ACCOUNTED) | NEEDS(IDENTITY) | NEEDS(COPY) | NEEDS(INFORMATION),
	[RIGHT_RECTIFICATION] = NEEDS(IDENTITY) | NEEDS(DECIDED) | NEEDS(DONE) | NEEDS(RECIPIENTS),
	[RIGHT_ERASURE] =
	    NEEDS(ACCOUNTED) | NEEDS(IDENTITY) | NEEDS(DECIDED) | NEEDS(DONE) | NEEDS(RECIPIENTS),
	[RIGHT_RESTRICTION] = NEEDS(IDENTITY) | NEEDS(DECIDED) | NEEDS(DONE) | NEEDS(RECIPIENTS),
	[RIGHT_PORTABILITY] = NEEDS(ACCOUNTED) | NEEDS(IDENTITY) | NEEDS(COPY) | NEEDS(MACHINE),
	/* a doubt about who asks is no reason to go on with what can simply be stopped */
	[RIGHT_OBJECTION] = NEEDS(DECIDED) | NEEDS(STOPPED),
	[RIGHT_HUMAN_REVIEW] = NEEDS(IDENTITY) | NEEDS(HUMAN) | NEEDS(DECIDED),
	[RIGHT_CONSENT_WITHDRAWAL] = NEEDS(STOPPED),
};
_Static_assert(array_len(granted) == RIGHT__MAX, "a row for every right");

const char *
guard_demand_name(enum demand d)
{
	return demands[d].name;
}

unsigned
guard_answer_demands(enum right right, enum answer_kind kind)
{
	return NEEDS(SENT) | (kind == ANSWER_REFUSED ? 0 : granted[right]) |
	    (kind == ANSWER_GRANTED ? 0 : REFUSAL);
}

/* The first thing missing in full, the others by name. */
static bool
lacking(enum right right, unsigned missing, struct err *err)
{
	auto_drop(buf) struct buf others = { 0 };
	size_t first = (size_t)__builtin_ctz(missing);
	for (size_t i = first + 1; i < array_len(demands); i++)
		if (missing & BIT(i))
			buf_addf(&others, "%s%s",
			    others.len ? ", " : "; missing too: ", demands[i].name);
	return err_set(err, ERR_DENIED, "%s cannot be answered: %s (%s)%s", right_name(right),
	    demands[first].lacks, demands[first].article, others.len ? others.data : "");
}

bool
guard_answer(const struct term *t, const struct guard_answer *x, struct err *err)
{
	unsigned missing = guard_answer_demands(x->right, x->kind) & ~x->met;
	if (!guard_open(t, "answering", err))
		return false;
	if (missing)
		return lacking(x->right, missing, err);
	return guard_day(t, "an answer", x->on, x->today, err);
}

/* ---- refusal: art. 12(4) ---- */

bool
guard_refusal_is_late(const struct term *t, struct date on)
{
	return date_cmp(on, t->first) > 0;
}

/* What can be done instead, as far as a line holds. */
static const char *
instead_of(const struct guard_refusal *x, const struct refusal_law *law, struct arena *a)
{
	enum { ROOM = 180 };
	const char *all = refusal_grounds_for(law, x->right, x->country, a);
	if (strcmp(all, "none") == 0)
		return "grant it";
	size_t n = strlen(all);
	for (; n > ROOM; n--)
		while (all[n - 1] != ',')
			n--;
	return arena_printf(
	    a, "grant it, or refuse on %.*s%s", (int)n, all, all[n] ? " and others" : "");
}

static bool
no_fit(const struct guard_refusal *x, const struct refusal_law *law, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct refusal_ground *g = x->ground;
	if (g->country && strcmp(g->country, x->country) != 0)
		return err_set(err, ERR_DENIED, "%s is law of %s, not of %.8s; still possible: %s",
		    g->article, g->country, x->country, instead_of(x, law, a));
	return err_set(err, ERR_DENIED, "%s is no ground to refuse %s; still possible: %s",
	    g->article, right_name(x->right), instead_of(x, law, a));
}

static bool
check_words(const struct guard_refusal *x, struct err *err)
{
	const struct refusal_ground *g = x->ground;
	if (!guard_said(x->facts))
		return err_set(err, ERR_DENIED,
		    "refusing without facts (art. 12(4) GDPR; %s): they must show %.200s",
		    g->article, g->must_show);
	if (g->weigh && !(guard_said(x->necessity) && guard_said(x->proportionality)))
		return err_set(err, ERR_DENIED,
		    "refusing on %s: record why it is necessary and why it is proportionate; "
		    "still possible: refuse only the part for which both can be said",
		    g->article);
	return true;
}

bool
guard_refuse(const struct term *t, const struct guard_refusal *x, const struct refusal_law *law,
    struct err *err)
{
	if (!guard_open(t, "refusing", err))
		return false;
	if (x->right == RIGHT_OBJECTION && x->direct_marketing)
		return err_set(err, ERR_DENIED,
		    "an objection to direct marketing cannot be refused (art. 21(3) GDPR): stop "
		    "it, and keep "
		    "only what keeps it stopped");
	if (!refusal_fits(x->ground, x->right, x->country))
		return no_fit(x, law, err);
	if (x->whole && x->ground->part_only)
		return err_set(err, ERR_DENIED,
		    "%s is never a ground to give nothing at all (recital 63); still possible: "
		    "refuse only the categories it is about (--category), and give the rest",
		    x->ground->article);
	return check_words(x, err) && guard_day(t, "a refusal", x->today, x->today, err);
}
