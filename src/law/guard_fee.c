/*
 * Guards on a fee: art. 12(5)(a) and 15(3) allow one for what is unfounded, excessive, or a further
 * copy, as much as it costs to administer, and only after a warning with a chance to withdraw.
 */
#include "guard_private.h"

#define GUIDELINES "EDPB Guidelines 01/2022 par. 31, 194"

static bool
find_ground(const char *name, enum fee_ground *ret)
{
	for (int i = 0; name && i < FEE__MAX; i++)
		if (strcmp(fee_ground_name((enum fee_ground)i), name) == 0) {
			*ret = (enum fee_ground)i;
			return true;
		}
	return false;
}

static bool
check_ground(const char *ground, struct err *err)
{
	enum fee_ground known;
	if (find_ground(ground, &known))
		return true;
	if (!ground || !*ground)
		return err_set(err, ERR_USAGE,
		    "a fee without a ground: expected one of excessive-12-5, unfounded-12-5, "
		    "further-copy");
	return err_set(err, ERR_USAGE,
	    "no ground for a fee \"%.40s\": art. 12(5) GDPR knows excessive-12-5 and "
	    "unfounded-12-5, "
	    "art. 15(3) further-copy",
	    ground);
}

/* Art. 12(5)(a), 15(3): reasonable, based on administrative costs. */
static bool
check_amount(const struct guard_fee *x, struct err *err)
{
	if (x->amount_cents <= 0)
		return err_set(
		    err, ERR_USAGE, "a fee of nothing: expected an amount in cents above zero");
	if (!guard_said(x->facts))
		return err_set(err, ERR_DENIED,
		    "a fee without facts: art. 12(5) GDPR leaves the proof to the organisation; "
		    "say what shows it, or answer free of charge");
	return guard_said(x->costs) ||
	    err_set(err, ERR_DENIED,
		"a fee without its costs: art. 12(5)(a) and 15(3) GDPR allow what this request "
		"costs to administer and no more; say how the amount follows from that (--costs)");
}

/* Art. 15(3): the first copy is free. */
static bool
check_copy(const struct guard_fee *x, struct err *err)
{
	return strcmp(x->ground, "further-copy") != 0 || !x->first_copy ||
	    err_set(err, ERR_DENIED,
		"a fee for a first copy: art. 15(3) GDPR gives it free of charge, and no earlier "
		"request of this person was answered with one; still possible: excessive-12-5 or "
		"unfounded-12-5, or answer free of charge");
}

static bool
check_chance(const struct guard_fee *x, struct err *err)
{
	return date_cmp(x->withdraw_by, x->warned) > 0 ||
	    err_set(err, ERR_DENIED,
		"a fee without a chance to withdraw (art. 12(5) GDPR; " GUIDELINES
		"): give at least until the day after the warning of %s",
		DAY(x->warned));
}

bool
guard_fee_warning(const struct term *t, const struct guard_fee *x, struct err *err)
{
	return check_ground(x->ground, err) && guard_open(t, "a fee", err) &&
	    guard_own_name(t, "a fee", err) && guard_weighed(x->about, "a fee", err) &&
	    check_copy(x, err) && check_amount(x, err) &&
	    guard_day(t, "a warning", x->warned, x->today, err) && check_chance(x, err);
}

bool
guard_fee(const struct term *t, const struct guard_fee *x, struct err *err)
{
	if (!guard_open(t, "a fee", err) || !guard_own_name(t, "a fee", err) ||
	    !guard_weighed(x->about, "a fee", err))
		return false;
	if (!date_is_set(x->warned) || date_cmp(x->warned, x->today) > 0)
		return err_set(err, ERR_DENIED,
		    "a fee without warning (art. 12(5) GDPR; " GUIDELINES
		    "): tell the person the amount first, with a day until which to withdraw; a "
		    "letter tells once it left (`letter sent`)");
	if (!check_chance(x, err))
		return false;
	if (!x->accepted && date_cmp(x->today, x->withdraw_by) <= 0)
		return err_set(err, ERR_DENIED,
		    "the person can still withdraw until %s (art. 12(5) GDPR; " GUIDELINES
		    "): charge it after that day, or once it is accepted",
		    DAY(x->withdraw_by));
	return true;
}
