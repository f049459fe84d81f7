/*
 * Deciding: why a request is late, or will be, as its handler says. It excuses nothing and moves no
 * date; the report counts it.
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
	for (size_t i = 0; i < d->facts.n && !c->note; i++) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_LATE_CAUSE && strcmp(f->cause, c->id) == 0)
			return err_set(err, ERR_CONFLICT, "%s: the cause %s is recorded already",
			    d->request.reference, c->id);
	}
	return true;
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
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	if (!d)
		return false;
	const struct fact f = { .kind = FACT_LATE_CAUSE, .on = d->today, .cause = c->id };
	bool ok = check_late(d, err) && check_new(d, c, err) && decide_append(d, &f, note, err);
	return dossier_commit(d, ok, err);
}
