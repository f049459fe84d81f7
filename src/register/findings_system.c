/*
 * Rules on what systems yield: what may be used to search further, and on what proof.
 */
#include "findings.h"

/* Earlier versions used it at once; without a proof nobody does any more. */
static bool
unproven(const struct reg *r, const json_t *yield, const struct rule *rule)
{
	(void)r;
	return json_is_false(json_get(yield, rule->member)) && !json_str(yield, "proof");
}

static const struct rule yield[] = {
	{ "proof-unsaid", FINDING_DOUBT, "GDPR 5(1)(f), 12(6)", "confirm", unproven, NULL,
	    "\"confirm\": false proves nothing: a person confirms each {} found here first, "
	    "unless \"proof\" says what shows that it is the person's",
	    "kind" },
};

const struct rules rules_yield = RULES(yield);
