/*
 * Guards on what is said of a letter: that it left, that it came back. Art. 12(3) and (4) count
 * from the day on which the person was told, and who says so shows it (art. 5(2)): a letter that
 * was only written has told nobody.
 */
#include "dossier/phrase.h"
#include "guard_private.h"

static bool
not_to_come(const char *what, const struct guard_letter *x, struct err *err)
{
	return date_cmp(x->on, x->today) <= 0 ||
	    err_set(err, ERR_DENIED,
		"%s on %s lies in the future: record it once it is so (art. 5(2) GDPR)",
		phrase(what), DAY(x->on));
}

bool
guard_proven(
    const char *what, struct date on, struct date today, const char *proof, struct err *err)
{
	return !guard_is_late(on, today) || guard_said(proof) ||
	    err_set(err, ERR_USAGE,
		"%s on %s is recorded when that day was over: say with --proof what from outside "
		"shows it, such as a message of the provider or the proof of posting (art. 5(2) "
		"GDPR)",
		phrase(what), DAY(on));
}

static bool
check_proof(const struct guard_letter *x, struct err *err)
{
	if (guard_said(x->proof))
		return true;
	if (date_is_set(x->bounced))
		return err_set(err, ERR_USAGE,
		    "the letter came back on %s: say with --proof how it left again, another way "
		    "(art. 5(2) GDPR)",
		    DAY(x->bounced));
	return guard_proven("that it left", x->on, x->today, x->proof, err);
}

bool
guard_is_late(struct date on, struct date today)
{
	return date_cmp(on, today) < 0;
}

bool
guard_letter_left(const struct guard_letter *x, struct err *err)
{
	if (date_is_set(x->sent) && !date_is_set(x->bounced))
		return err_set(err, ERR_CONFLICT,
		    "the letter left already, on %s; still possible: record that it came back",
		    DAY(x->sent));
	if (!not_to_come("that it left", x, err))
		return false;
	if (date_cmp(x->on, x->written) < 0)
		return err_set(err, ERR_DENIED,
		    "the letter is of %s and cannot have left on %s (art. 5(2) GDPR): expected a "
		    "day from then on",
		    DAY(x->written), DAY(x->on));
	if (date_is_set(x->bounced) && date_cmp(x->on, x->bounced) < 0)
		return err_set(err, ERR_DENIED,
		    "the letter came back on %s: that it had left on %s does not mend that (art. "
		    "5(2) GDPR); expected a day from then on",
		    DAY(x->bounced), DAY(x->on));
	return check_proof(x, err);
}

bool
guard_letter_back(const struct guard_letter *x, struct err *err)
{
	if (!date_is_set(x->sent))
		return err_set(err, ERR_DENIED,
		    "the letter has not left, and cannot come back: record first that it left "
		    "(art. 5(2) GDPR)");
	if (date_is_set(x->bounced))
		return err_set(err, ERR_CONFLICT,
		    "the letter is recorded as come back already, on %s; still possible: send it "
		    "another way",
		    DAY(x->bounced));
	if (!not_to_come("that it came back", x, err))
		return false;
	if (date_cmp(x->on, x->sent) < 0)
		return err_set(err, ERR_DENIED,
		    "the letter left on %s and cannot have come back on %s (art. 5(2) GDPR): "
		    "expected a day from then on",
		    DAY(x->sent), DAY(x->on));
	return guard_proven("that it came back", x->on, x->today, x->proof, err);
}
