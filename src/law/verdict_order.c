/*
 * In which order the reasons of a verdict are told.
 */
#include "dossier/verdict.h"

/*
 * Which reason is told first: what nobody can tell, then what keeps most, and of that the longest.
 * The language is never asked: reasons are a part of what is approved.
 */
static int
weight(const struct verdict_reason *r, enum verdict v)
{
	static const int weights[WHY__MAX] = {
		[WHY_STATUTE] = 6,
		[WHY_CLAIM] = 5,
		[WHY_CONTRACT] = 4,
		[WHY_RETENTION] = 4,
		[WHY_OPT_OUT] = 3,
		[WHY_REFERRED] = 3,
		[WHY_SHARED] = 3,
		[WHY_NOT_OURS] = 2,
	};
	bool untold = r->code == WHY_NO_RULE || r->code == WHY_DATE || r->code == WHY_SHARED;
	if (v == VERDICT_KEEP && r->code == WHY_STATUTE)
		return 3; /* what it is kept by once the contract is over */
	return v == VERDICT_UNDECIDABLE && untold ? 7 : weights[r->code];
}

static bool
goes_first(const struct verdict_reason *r, const struct verdict_reason *than, enum verdict v)
{
	int a = weight(r, v), b = weight(than, v);
	if (a != b)
		return a > b;
	bool endless = !date_is_set(r->last), endless_than = !date_is_set(than->last);
	if (endless || endless_than)
		return endless && !endless_than && a >= 4;
	return date_cmp(r->last, than->last) > 0;
}

/* By insertion: equal reasons stay in the order of the register. */
void
verdict_order(struct verdict_reason *why, size_t n, enum verdict v)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j > 0 && goes_first(&why[j], &why[j - 1], v); j--) {
			struct verdict_reason r = why[j];
			why[j] = why[j - 1];
			why[j - 1] = r;
		}
}
