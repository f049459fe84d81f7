/*
 * Guards on putting right what was recorded wrongly (art. 5(1)(d), 5(2)): the day of receipt, a
 * question, a right.
 * Decides nothing and changes nothing.
 */
#include "dossier/phrase.h"
#include "guard_private.h"

/* The GDPR applies from this day (art. 99(2)); an older date is a slip of the pen. */
static const struct date applies_from = { 2018, 5, 25 };

bool
guard_received(struct date on, struct date today, struct err *err)
{
	if (date_cmp(on, applies_from) < 0)
		return err_set(err, ERR_DENIED,
		    "received on %s: the AVG/GDPR applies from 2018-05-25 (art. 99(2))", DAY(on));
	return date_cmp(on, today) <= 0 ||
	    err_set(err, ERR_DENIED, "received on %s: that is in the future", DAY(on));
}

/* The first thing that happened since; NULL: nothing did. */
static const struct fact *
first_since(const struct fact_list *facts)
{
	const struct fact *first = NULL;
	for (size_t i = 0; i < facts->n; i++) {
		const struct fact *f = &facts->items[i];
		bool receipt = f->kind == FACT_RECEIVED || f->kind == FACT_RECEIPT_CORRECTED;
		if (!receipt && (!first || date_cmp(f->on, first->on) < 0))
			first = f;
	}
	return first;
}

static bool
guard_why(const char *why, const char *what, struct err *err)
{
	return guard_said(why) ||
	    err_set(err, ERR_DENIED,
		"%s without saying how that is known: expected --note (art. 5(2) GDPR)",
		phrase(what));
}

bool
guard_receipt(const struct term *t, const struct guard_receipt *x, struct err *err)
{
	const struct fact *since = first_since(x->facts);
	if (date_cmp(x->on, t->received) == 0)
		return err_set(err, ERR_DENIED,
		    "%s is the day of receipt as it stands: there is nothing to correct",
		    DAY(x->on));
	if (!guard_received(x->on, x->today, err))
		return false;
	if (date_cmp(x->on, x->logged) > 0)
		return err_set(err, ERR_DENIED,
		    "received on %s: it was logged on %s, so it was there then (art. 12(3) GDPR)",
		    DAY(x->on), DAY(x->logged));
	if (since && date_cmp(x->on, since->on) > 0)
		return err_set(err, ERR_DENIED,
		    "received on %s: on %s it was there already, as the log says (%s); still "
		    "possible: an earlier day",
		    DAY(x->on), DAY(since->on), fact_name(since->kind));
	if (!guard_why(x->why, "correcting the day of receipt", err))
		return false;
	if (date_cmp(x->on, t->received) > 0 && !guard_said(x->proof))
		return err_set(err, ERR_DENIED,
		    "a later day of receipt gives more time: say with --proof what from outside "
		    "shows it (art. 5(2) GDPR)");
	return true;
}

bool
guard_not_asked(const struct guard_correction *x, struct err *err)
{
	if (x->taken_back)
		return err_set(err, ERR_DENIED,
		    "the question is taken back already (art. 5(1)(d) GDPR): nothing is left to "
		    "correct");
	if (date_is_set(x->left))
		return err_set(err, ERR_DENIED,
		    "the letter of the question left on %s, so the person was asked (art. 12(6) "
		    "GDPR); still possible: record the answer",
		    DAY(x->left));
	return guard_why(x->why, "taking a question back", err);
}

bool
guard_add_right(const struct term *t, const struct guard_correction *x, struct err *err)
{
	if (!guard_open(t, "adding a right", err))
		return false;
	if (x->planned && x->copy && x->a_copy)
		return err_set(err, ERR_DENIED,
		    "adding a right that is answered by a copy: the systems were asked for another "
		    "copy already (art. 15, 20 GDPR); still possible: log it with --again, as "
		    "received on %s",
		    DAY(t->received));
	return guard_why(x->why, "adding a right", err);
}

bool
guard_take_off_right(const struct term *t, const struct guard_correction *x, struct err *err)
{
	if (!guard_open(t, "taking a right off", err))
		return false;
	if (!x->open || x->decided)
		return err_set(err, ERR_DENIED,
		    "taking a right off of which something is decided (art. 12(3), 12(4) GDPR): "
		    "the person was to be told that; still possible: `dossier withdraw --right`");
	if (x->alone)
		return err_set(err, ERR_DENIED,
		    "taking off the only right that is open; still possible: close the request "
		    "as " ENTERED_BY_MISTAKE " (art. 5(1)(d), 5(2) GDPR), and log it as it was "
		    "asked");
	return guard_why(x->why, "taking a right off", err);
}
