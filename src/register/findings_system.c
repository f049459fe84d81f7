/*
 * Rules on what systems yield: what may be used to search further, and on what proof; and on what
 * becomes of their rows when a person is erased.
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

/* ---- erasure (art. 17) ---- */

/* Of a system that no program changes a person sees to it anyway. */
static bool
erase_unsaid(const struct reg *r, const json_t *collection, const struct rule *rule)
{
	const json_t *system, *c;
	size_t i, k;
	json_array_foreach(json_get(r->doc->root, "systems"), i, system)
		json_array_foreach(json_get(system, "collections"), k, c)
			if (c == collection)
				return !json_get(collection, rule->member) &&
				    json_get(json_get(system, "settings"), "dsn_change");
	return false;
}

static bool
hold_abroad(const struct reg *r, const json_t *collection, const struct rule *rule)
{
	const json_t *hold;
	size_t i;
	json_array_foreach(rule_member(collection, rule->member), i, hold)
		if (strncmp(json_str(hold, "basis"), r->country, strlen(r->country)) != 0)
			return true;
	return false;
}

/* The category says that the law covers a part of it, and the rule keeps whole rows. */
static bool
holds_too_much(const struct reg *r, const json_t *collection, const struct rule *rule)
{
	const struct category *c = reg_category(r, json_str(collection, "category"));
	const json_t *hold;
	size_t i;
	json_array_foreach(rule_member(collection, rule->member), i, hold)
		if (!json_get(hold, "columns") && rule_is(c->json, "retention/extent", "part"))
			return true;
	return false;
}

/* Told to people is the period of the category: rows that stay for longer break it. */
static bool
kept_longer(const struct reg *r, const json_t *collection, const struct rule *rule)
{
	const struct category *c = reg_category(r, json_str(collection, "category"));
	const char *told = json_str(json_get(c->json, "retention"), "period");
	const struct date any = { 2001, 1, 1 }; /* P24M is P2Y */
	const json_t *keep;
	size_t i;
	json_array_foreach(rule_member(collection, rule->member), i, keep)
		if (told &&
		    date_cmp(retention_period_last(json_str(keep, "period"), any),
			retention_period_last(told, any)) > 0)
			return true;
	return false;
}

static const struct rule collection[] = {
	{ "erase-unsaid", FINDING_NOTE, "GDPR 17(1), 5(2)", "erase", erase_unsaid, NULL,
	    "what becomes of the rows of {} when a person is erased is not said: an officer "
	    "decides each time, and no program does it",
	    "name" },
	{ "hold-abroad", FINDING_DOUBT, "GDPR 17(3)(b)", "erase/holds", hold_abroad, NULL,
	    "rows of {} are held by a law of another country than the organisation's: does it "
	    "reach them?",
	    "name" },
	{ "hold-whole", FINDING_DOUBT, "GDPR 17(3)(b), 5(1)(c)", "erase/holds", holds_too_much,
	    NULL,
	    "rows of {} are held whole, and the law covers a part of their category (extent): name "
	    "the columns it needs",
	    "name" },
	{ "kept-longer", FINDING_DOUBT, "GDPR 5(1)(e), 13(2)(a)", "erase/kept", kept_longer, NULL,
	    "rows of {} are kept for longer than the period of their category, which is what "
	    "people were told",
	    "name" },
};

const struct rules rules_collection = RULES(collection);
