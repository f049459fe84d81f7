/*
 * Guard on recording that a right was carried out by hand. Whether the proof is one is not
 * for it to know.
 */
#include "dossier/phrase.h"
#include "guard_private.h"

/* Art. 22(3): a human who may change it, and the person's own view; art. 12(3): what came of it. */
static bool
check_review(const struct guard_done *x, struct err *err)
{
	if (!guard_said(x->by))
		return err_set(err, ERR_DENIED,
		    "human review without a human (art. 22(3) GDPR): say who looked at it and may "
		    "change it (--by)");
	if (!guard_said(x->heard))
		return err_set(err, ERR_DENIED,
		    "human review without the person's own view (art. 22(3) GDPR): say how they "
		    "gave it, or could have (--heard)");
	return guard_said(x->result) ||
	    err_set(err, ERR_DENIED,
		"human review without its result (art. 12(3) GDPR): say what became of the "
		"decision, as the person will read it (--result)");
}

/* Art. 15, 20, 12(2): what is erased can not be given any more. */
static bool
check_copy(const struct right_rule *rule, const struct guard_done *x, struct err *err)
{
	if (!x->copy || x->nothing || !(rule->actions & 1u << ACTION_ERASE))
		return true;
	return err_set(err, ERR_DENIED,
	    "%s recorded as done while %s is open still (art. %s, 12(2) GDPR): what is erased can "
	    "not be given any more; still possible: give the copy first (`dossier archive build`, "
	    "`dossier answer --right %s`), or refuse it (`dossier refuse --right %s`)",
	    rule->name, x->copy->name, x->copy->article, x->copy->name, x->copy->name);
}

bool
guard_done(const struct term *t, const struct guard_done *x, struct err *err)
{
	const struct right_rule *rule = right_rule(x->right);
	if (rule->actions & 1u << ACTION_COLLECT)
		return err_set(err, ERR_DENIED,
		    "%s is carried out by its copy (art. %s GDPR): build its archive and answer",
		    rule->name, rule->article);
	if (!guard_open(t, "recording what was done", err))
		return false;
	if (x->unauthorised && right_wants_check(x->right, x->about))
		return err_set(err, ERR_DENIED,
		    "%s recorded as done while who asks may not ask for the person (art. 12(2) "
		    "GDPR, UAVG 5): %s",
		    rule->name, phrase(x->unauthorised));
	if (x->unidentified && right_wants_check(x->right, x->about))
		return err_set(err, ERR_DENIED,
		    "%s recorded as done while who asks is not established (art. 12(2), 12(6) "
		    "GDPR): %s; still possible: %s%s",
		    rule->name, phrase(x->unidentified), x->at_once ? x->at_once : "",
		    x->at_once
			? phrase(" now (art. 21(3)), ask, check or refuse")
			: phrase("ask (`dossier verify --doubt`), record a check that passed, or "
				 "refuse as not identifiable"));
	if (!check_copy(rule, x, err))
		return false;
	if (!guard_said(x->proof))
		return err_set(err, ERR_DENIED,
		    "%s recorded as done without proof (art. 5(2) GDPR): say what shows it "
		    "(--proof)",
		    rule->name);
	if (!(rule->rests_on & 1u << DEMAND_HUMAN))
		return guard_day(t, "what was done", x->on, x->today, err);
	if (x->nothing)
		return err_set(err, ERR_DENIED,
		    "%s is of a decision, which was taken or was not (art. 22(3) GDPR); still "
		    "possible: refuse it with `--ground not-automated-22-1`",
		    rule->name);
	if (!check_review(x, err))
		return false;
	return guard_day(t, "what was done", x->on, x->today, err);
}

/* What a copy shows is not said to be nowhere. */
bool
guard_nothing(enum right right, const char *category, bool found, struct err *err)
{
	return !found ||
	    err_set(err, ERR_DENIED,
		"%s: nothing held in %s, where data were found (art. 5(1)(d), 5(2) GDPR); still "
		"possible: say what was done with them (--done), refuse it, or, where they are "
		"somebody else's, `dossier plan --reject`",
		right_name(right), category);
}

bool
guard_told(const struct term *t, struct date on, struct date today, struct err *err)
{
	return guard_open(t, "telling recipients", err) &&
	    guard_day(t, "what recipients were told", on, today, err);
}
