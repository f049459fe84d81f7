/*
 * Guards on recording who may ask for whom (art. 12(2), 12(6) GDPR; UAVG 5): what authority was
 * seen, that it ended, whether the person can decide. Whether the paper is genuine is not for it to
 * know.
 */
#include "dossier/phrase.h"
#include "guard_private.h"

/* Only what the law of this relation takes for it. */
static bool
check_evidence(const struct guard_authority *x, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	if (!x->row)
		return err_set(err, ERR_DENIED,
		    "the person asks themselves: there is no authority to see (art. 12(2) GDPR); "
		    "still possible: log it as asked by somebody else (`dossier log --for NAME "
		    "--as RELATION`)");
	if (x->evidence && evidence_shows(x->row, x->evidence->id))
		return true;
	return err_set(err, ERR_USAGE, "no authority of a %s by that (%s): expected one of %s",
	    x->row->relation, x->row->article, evidence_names(x->row, a));
}

/* A parent's ends on a birthday, whatever paper there is; a mandate of the person does not. */
static bool
check_age(const struct guard_authority *x, struct err *err)
{
	if (x->evidence->by_person || !x->row->under || !date_is_set(x->born))
		return true;
	struct date of_age = age_reached(x->born, x->row->under);
	return date_cmp(x->today, of_age) < 0 ||
	    err_set(err, ERR_DENIED,
		"the person is %d or older and asks themselves: a %s may ask for them no more "
		"(%s); still possible: a mandate that they signed (written-mandate)",
		x->row->under, x->row->relation, x->row->article);
}

bool
guard_authority(const struct term *t, const struct guard_authority *x, struct err *err)
{
	bool over = date_is_set(x->until) && date_cmp(x->until, x->today) < 0;
	if (!guard_open(t, "authority", err) || !guard_own_name(t, "authority", err) ||
	    !check_evidence(x, err))
		return false;
	if (x->advice && x->row->not_of_advice && !x->evidence->by_person)
		return err_set(err, ERR_DENIED,
		    "free help and advice: nobody asks for a minor or who is under curatele (UAVG "
		    "5(5)); still possible: the person asks themselves");
	if (!check_age(x, err))
		return false;
	if (!guard_said(x->what))
		return err_set(err, ERR_DENIED,
		    "authority without what was seen: say it with --what (art. 5(2), 12(2) GDPR)");
	if (over)
		return err_set(err, ERR_DENIED,
		    "authority that ended on %s: nobody asks by it any more (art. 12(2) GDPR); "
		    "still possible: ask for another (`dossier verify --doubt TEXT --method "
		    "mandate`)",
		    DAY(x->until));
	if (x->row->ends && !date_is_set(x->until))
		return err_set(err, ERR_DENIED,
		    "authority of an %s has its last day (%s): say it with --until; where the "
		    "mandate names none, the day by which this is answered",
		    x->row->relation, x->row->article);
	if (x->row->scope && !x->scope)
		return err_set(err, ERR_DENIED,
		    "a %s asks only what their order covers (%s): say which categories with "
		    "--category, and refuse the others",
		    x->row->relation, x->row->article);
	return guard_day(t, "authority", x->on, x->today, err);
}

bool
guard_authority_ended(const struct term *t, const struct guard_authority_end *x, struct err *err)
{
	if (!guard_open(t, "the end of an authority", err))
		return false;
	if (!x->stands)
		return err_set(err, ERR_DENIED,
		    "no authority stands that could end (art. 12(2) GDPR): nothing was seen, or "
		    "it ended already");
	if (!guard_said(x->why))
		return err_set(err, ERR_DENIED,
		    "the end of an authority without how that is known: expected --note (art. "
		    "5(2) GDPR)");
	return guard_day(t, "the end of an authority", x->on, x->today, err);
}

bool
guard_competence(const struct term *t, const struct guard_competence *x, struct err *err)
{
	if (strcmp(x->result, "capable") != 0 && strcmp(x->result, "incapable") != 0)
		return err_set(err, ERR_USAGE,
		    "no judgement \"%.40s\": expected capable or incapable", x->result);
	if (!guard_open(t, "judging whether the person can decide", err) ||
	    !guard_own_name(t, "judging whether the person can decide", err))
		return false;
	if (!guard_said(x->facts))
		return err_set(err, ERR_DENIED,
		    "judging whether the person can decide, without what shows it: expected "
		    "--facts (UAVG 5(4): only in so far as incapable)");
	return guard_day(t, "the judgement", x->on, x->today, err);
}
