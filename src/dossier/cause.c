/*
 * Deciding: why a request is late, or will be, as its handler says. It excuses nothing and moves no
 * date; the report counts it.
 */
#include "dossier/late_cause.h"
#include "dossier/ladder.h"
#include "decide_private.h"

static bool
is_too_late(enum term_state s)
{
	return s == TERM_LATE || s == TERM_MISSED;
}

/* Late, or near enough to know that it will be. */
static bool
check_late(const struct deciding *x, struct err *err)
{
	const struct term *t = &x->term;
	char due[DATE_LEN];
	bool open = !date_is_set(t->ended);
	if (is_too_late(t->statute) || is_too_late(t->promised) || t->refused_late)
		return true;
	if (open && date_to_days(t->due) - date_to_days(x->today) <= AT_RISK_DAYS)
		return true;
	if (!open)
		return err_set(err, ERR_DENIED,
		    "%s ended in time: there is no lateness to explain (art. 12(3) GDPR)",
		    x->d->request.reference);
	return err_set(err, ERR_DENIED,
	    "%s is not late and is due on %s: a cause is recorded from %d days before (art. 12(3) "
	    "GDPR); still possible: answer in time",
	    x->d->request.reference, date_format(t->due, due), AT_RISK_DAYS);
}

static bool
check_new(const struct deciding *x, const struct late_cause *c, struct err *err)
{
	for (size_t i = 0; i < x->facts.n && !c->note; i++) {
		const struct clock_fact *f = &x->facts.items[i];
		auto_drop(json) json_t *detail =
		    strcmp(f->fact, LATE_CAUSE_FACT) == 0 ? clock_fact_detail(f) : NULL;
		if (strcmp(json_str_or(detail, "cause", ""), c->id) == 0)
			return err_set(err, ERR_CONFLICT, "%s: the cause %s is recorded already",
			    x->d->request.reference, c->id);
	}
	return true;
}

struct causing {
	const struct late_cause *cause;
	const char *note;
};

static bool
cause(struct deciding *x, const void *arg, struct err *err)
{
	const struct causing *c = arg;
	return check_late(x, err) && check_new(x, c->cause, err) &&
	    decide_append_fact(x, LATE_CAUSE_FACT, x->today,
		json_pack("{s:s}", "cause", c->cause->id), c->note, err);
}

bool
decide_cause(struct installation *in, const struct actor *who, const char *reference,
    const char *word, const char *note, struct err *err)
{
	auto_drop(late_causes) struct late_causes *all = late_causes_open(err);
	const struct late_cause *found = all ? late_cause_find(all, word, err) : NULL;
	const struct causing c = { found, note };
	if (!found)
		return false;
	if (found->note && !(note && note[strspn(note, " \t\r\n")]))
		return err_set(err, ERR_USAGE,
		    "the cause %s says nothing by itself: say it with --note", found->id);
	return decide_act(in, who, reference, cause, &c, err);
}
