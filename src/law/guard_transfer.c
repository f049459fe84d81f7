/*
 * Guard on sending what is portable to another controller (art. 20(2)): people do that, and this is
 * asked before they record it. Whether it is technically feasible is for them to know.
 */
#include "dossier/phrase.h"
#include "guard_private.h"

/* What each step has to say. */
static const char *
lacks(enum fact_kind what)
{
	switch (what) {
	case FACT_TRANSFER_ASKED:
		return "a transfer without the other controller's name: say who it is";
	case FACT_TRANSFER_INFEASIBLE:
		return "a transfer that is not technically feasible, without why: the person reads "
		       "it with the answer";
	case FACT_TRANSFER_SENT:
		return "a transfer recorded without proof: say what shows it (--proof)";
	default:
		return "a transfer dropped without the person's words: say where they are";
	}
}

static bool
check_stands(const struct guard_transfer *x, struct err *err)
{
	const struct fact *asked, *last = fact_transfer(x->facts, &asked);
	if (!last && x->what != FACT_TRANSFER_ASKED)
		return err_set(err, ERR_DENIED,
		    "no transfer to another controller is asked (art. 20(2) GDPR): say to whom "
		    "with --transfer-to");
	if (last && last->kind == FACT_TRANSFER_SENT)
		return err_set(err, ERR_DENIED,
		    "it was sent to another controller already, on %s (art. 20(2) GDPR); still "
		    "possible: answer, which tells it",
		    DAY(last->on));
	return true;
}

/* What leaves for another controller leaves as it does for the person. */
static bool
check_leaves(const struct term *t, const struct guard_transfer *x, struct err *err)
{
	if (x->unauthorised || x->unidentified)
		return err_set(err, ERR_DENIED,
		    "a transfer recorded while it is not established that who asks may (art. "
		    "20(2), 12(6) GDPR): %s",
		    phrase(x->unauthorised ? x->unauthorised : x->unidentified));
	if (!x->built)
		return err_set(err, ERR_DENIED,
		    "a transfer of nothing: no archive was built that holds anything portable "
		    "(art. 20(2) GDPR); still possible: `dossier archive build`, `dossier archive "
		    "get`, then send its portability folder; where it has none, `--infeasible`");
	return guard_day(t, "a transfer", x->on, x->today, err);
}

bool
guard_transfer(const struct term *t, const struct guard_transfer *x, struct err *err)
{
	if (!x->invoked)
		return err_set(err, ERR_DENIED,
		    "a transfer to another controller is of portability, which is not asked (art. "
		    "20(2) GDPR); still possible, where it was: `dossier correct --add-right "
		    "portability`");
	if (!guard_open(t, "a transfer", err) ||
	    !guard_own_name(t, "a transfer to another controller", err))
		return false;
	if (!x->open)
		return err_set(err, ERR_DENIED,
		    "a transfer after portability was decided (art. 20(2) GDPR); still possible: "
		    "`dossier reopen`, with the reason");
	if (!check_stands(x, err))
		return false;
	if (!guard_said(x->text))
		return err_set(
		    err, ERR_DENIED, "%s (art. 20(2), 5(2) GDPR)", phrase(lacks(x->what)));
	return x->what != FACT_TRANSFER_SENT || check_leaves(t, x, err);
}
