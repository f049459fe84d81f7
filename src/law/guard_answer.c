/*
 * Guard on answering: what each right demands, as a table. Whether a demand is met is for the
 * caller to say, who can look. Refusing is in guard_refusal.c.
 */
#include "dossier/phrase.h"
#include "guard_private.h"

#define BIT(d) (1u << (d))
#define NEEDS(d) BIT(DEMAND_##d)
#define REFUSAL (NEEDS(REASONS) | NEEDS(REMEDIES))

static const struct {
	const char *name, *article, *lacks;
	const char *instead; /* what can be done about it; NULL: nothing more to say */
} demands[] = {
	[DEMAND_ACCOUNTED] = { "accounted", "GDPR art. 15(1), 5(2)",
	    "a category or recipient of the plan has no outcome yet" },
	[DEMAND_AUTHORITY] = { "authority", "GDPR art. 12(2), 12(6), UAVG 5",
	    "it was not seen that who asks may" },
	[DEMAND_IDENTITY] = { "identity", "GDPR art. 12(2), 12(6)", "who asks is not established",
	    "ask (`dossier verify --doubt`), record a check that passed, or refuse as not "
	    "identifiable" },
	[DEMAND_REVIEWED] = { "reviewed", "GDPR art. 15(4), 20(4)",
	    "nobody looked at all that leaves with the copy" },
	[DEMAND_COPY] = { "copy", "GDPR art. 15(3), 20(1)",
	    "there is no copy of the data as they are now" },
	[DEMAND_INFORMATION] = { "information", "GDPR art. 15(1)(a)-(h), 15(2)",
	    "the information about the processing is not with it" },
	[DEMAND_MACHINE] = { "machine-readable", "GDPR art. 20(1)",
	    "it is not in a structured, machine-readable form" },
	[DEMAND_TRANSFER] = { "transfer", "GDPR art. 20(2)",
	    "the person wants it sent to another controller, and that was not done",
	    "`dossier decide --transferred --proof TEXT`, or `--infeasible TEXT`" },
	[DEMAND_DECIDED] = { "decided", "GDPR art. 12(3)", "a category has no decision yet",
	    "`dossier decide --done` or `--nothing`, or `dossier refuse`" },
	[DEMAND_DONE] = { "done", "GDPR art. 12(3)",
	    "what was granted has not been done everywhere",
	    "`dossier decide --done` or `--nothing`, or `dossier refuse`" },
	[DEMAND_RECIPIENTS] = { "recipients", "GDPR art. 19",
	    "a recipient was not told, and it is not said why that is impossible",
	    "`dossier decide --notify`, `--told` or `--untold`" },
	[DEMAND_STOPPED] = { "stopped", "GDPR art. 21(1), 21(3), 7(3)",
	    "the processing has not stopped", "`dossier decide --done` once it has" },
	[DEMAND_HUMAN] = { "human", "GDPR art. 22(3)",
	    "nobody has looked at it who may change it, and heard the person",
	    "`dossier decide --done --by NAME`" },
	[DEMAND_REASONS] = { "reasons", "GDPR art. 12(4)",
	    "a refused part has no ground with its facts" },
	[DEMAND_REMEDIES] = { "remedies", "GDPR art. 12(4)", "complaint and court are not in it" },
	[DEMAND_SENT] = { "sent", "GDPR art. 12(3)", "it is not said how it left" },
};
_Static_assert(array_len(demands) == DEMAND__MAX, "a row for every demand");

unsigned
guard_answer_demands(enum right right, enum answer_kind kind, enum absolute about)
{
	const struct right_rule *rule = right_rule(right);
	bool checked = right_wants_check(right, about);
	unsigned granted = rule->rests_on | (checked ? NEEDS(AUTHORITY) | NEEDS(IDENTITY) : 0);
	return NEEDS(SENT) | (kind == ANSWER_REFUSED ? 0 : granted) |
	    (kind == ANSWER_GRANTED ? 0 : REFUSAL);
}

/* The first thing missing in full, the others by name. */
static bool
lacking(const struct guard_answer *x, unsigned missing, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	size_t first = (size_t)__builtin_ctz(missing);
	const char *which = x->lacks[first], *instead = demands[first].instead;
	if (which)
		buf_addf(&b, ": %s", phrase(which));
	if (instead)
		buf_addf(&b, phrase("; still possible: %s"), phrase(instead));
	const char *head = phrase("; missing too: ");
	for (size_t i = first + 1; i < array_len(demands); i++) {
		if (!(missing & BIT(i)))
			continue;
		buf_addf(&b, "%s%s", head, phrase(demands[i].name));
		head = ", ";
	}
	return err_set(err, ERR_DENIED, "%s cannot be answered: %s (%s)%s", right_name(x->right),
	    phrase(demands[first].lacks), phrase(demands[first].article), b.len ? b.data : "");
}

bool
guard_answer(const struct term *t, const struct guard_answer *x, struct err *err)
{
	unsigned missing = guard_answer_demands(x->right, x->kind, x->about) & ~x->met;
	if (!guard_open(t, "answering", err))
		return false;
	if (missing)
		return lacking(x, missing, err);
	return guard_day(t, "an answer", x->on, x->today, err);
}
