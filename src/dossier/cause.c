/*
 * Deciding: why a request is late, or will be, as its handler says. It excuses nothing and moves no
 * date; the report counts it. One that was none is taken back by a fact of its own.
 */
#include "dossier/ladder.h"
#include "decide_private.h"

/* Late, or near enough to know that it will be. */
static bool
check_late(const struct dossier *d, struct err *err)
{
	const struct term *t = &d->term;
	char due[DATE_LEN];
	bool open = !date_is_set(t->end.on);
	if (term_is_late(t->end.statute) || term_is_late(t->end.promised) || t->end.refused_late ||
	    t->end.before != TERM_NONE)
		return true;
	if (open && date_to_days(t->due) - date_to_days(d->today) <= AT_RISK_DAYS)
		return true;
	if (!open)
		return err_set(err, ERR_DENIED,
		    "%s ended in time: there is no lateness to explain (art. 12(3) GDPR)",
		    d->request.reference);
	return err_set(err, ERR_DENIED,
	    "%s is not late and is due on %s: a cause is recorded from %d days before (art. 12(3) "
	    "GDPR); still possible: answer in time",
	    d->request.reference, date_format(t->due, due), AT_RISK_DAYS);
}

static bool
check_new(const struct dossier *d, const struct late_cause *c, struct err *err)
{
	return c->note || !fact_cause_stands(&d->facts, c->id) ||
	    err_set(err, ERR_CONFLICT, "%s: the cause %s is recorded already", d->request.reference,
		c->id);
}

bool
decide_cause(struct installation *in, const struct actor *who, const char *reference,
    const char *word, const char *note, struct err *err)
{
	const struct late_causes *all = laws_late_causes(in, err);
	const struct late_cause *c = all ? late_cause_find(all, word, err) : NULL;
	if (!c)
		return false;
	if (c->note && !text_says(note))
		return err_set(err, ERR_USAGE,
		    "the cause %s says nothing by itself: say it with --note", c->id);
	struct dossier *d = dossier_begin(in, who, reference, ACT_CAUSE, err);
	if (!d)
		return false;
	const struct fact f = { .kind = FACT_LATE_CAUSE, .on = d->today, .cause = c->id };
	bool ok = check_late(d, err) && check_new(d, c, err) && decide_append(d, &f, note, err);
	return dossier_commit(d, ok, err);
}

/* Its word may be gone from the table since: what was recorded by it is taken back all the same. */
static bool
check_stands(const struct dossier *d, const char *cause, struct err *err)
{
	return fact_cause_stands(&d->facts, cause) ||
	    err_set(err, ERR_DENIED,
		"%s: no cause of lateness \"%.40s\" stands there to be taken back (art. 5(2) "
		"GDPR): `dossier undo %s` names those that do",
		d->request.reference, cause, d->request.reference);
}

bool
decide_cause_back(struct installation *in, const struct actor *who, const char *reference,
    const char *cause, const char *why, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_CAUSE, err);
	if (!d)
		return false;
	const struct fact f = {
		.kind = FACT_LATE_CAUSE_TAKEN_BACK, .on = d->today, .cause = cause
	};
	return dossier_commit(
	    d, check_stands(d, cause, err) && decide_append(d, &f, why, err), err);
}
