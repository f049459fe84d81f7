/*
 * Rules on the organisation and on what its statement says about requests and rights (art. 12, 13,
 * 14, 21). What art. 12 demands of an answer and not of the statement (the court, the costs, how a
 * requester is checked) is no finding.
 */
#include "findings.h"

/* ---- how it is reached ---- */

static bool
no_contact(const struct reg *r, const json_t *organisation, const struct rule *rule)
{
	static const char *const ways[] = { "email", "phone", "whatsapp" };
	(void)r;
	for (size_t i = 0; i < array_len(ways); i++)
		if (json_str(json_get(organisation, rule->member), ways[i]))
			return false;
	return !json_str(organisation, "address");
}

static bool
no_officer(const struct reg *r, const json_t *organisation, const struct rule *rule)
{
	(void)r;
	return !json_is_object(json_get(organisation, rule->member)) &&
	    rule_is(organisation, "kind", rule->value);
}

static bool
nobody_to_forward_to(const struct reg *r, const json_t *root, const struct rule *rule)
{
	(void)root, (void)rule;
	size_t n = 0;
	for (size_t i = 0; i < r->inv.ncategories; i++)
		n += r->inv.categories[i].role == ROLE_PROCESSOR;
	return n > 0 && r->ncontrollers == 0;
}

/* ---- what rests on what ---- */

/* Is a category that is answered as our own such that ${so} holds? */
static bool
any_of_ours(
    const struct reg *r, bool (*so)(const struct category *c, const char *value), const char *value)
{
	for (size_t i = 0; i < r->inv.ncategories; i++) {
		const struct category *c = &r->inv.categories[i];
		if (c->role != ROLE_PROCESSOR && so(c, value))
			return true;
	}
	return false;
}

static bool
is_provided(const struct category *c, const char *value)
{
	return json_flag(c->json, value);
}

static bool
rests_on(const struct category *c, const char *article)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(c->json, "legal_basis"), i, v)
		if (strcmp(json_str(v, "article"), article) == 0)
			return true;
	return false;
}

static bool
serves_consent(const struct category *c, const char *unused)
{
	(void)unused;
	return purposes_consent(c->purposes);
}

static bool
serves_marketing(const struct category *c, const char *unused)
{
	(void)unused;
	return purposes_marketing(c->purposes);
}

/* Art. 13(2)(e) is about what the person is asked for. */
static bool
obligation_unsaid(const struct reg *r, const json_t *organisation, const struct rule *rule)
{
	return rule_absent(r, organisation, rule) && any_of_ours(r, is_provided, "provided");
}

static bool
complaint_unsaid(const struct reg *r, const json_t *organisation, const struct rule *rule)
{
	(void)r;
	return !json_flag(json_get(organisation, rule->member), rule->value);
}

/* ---- the rights ---- */

static const json_t *
right_mentioned(const json_t *organisation, const char *right)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(organisation, "rights"), i, v)
		if (strcmp(json_str(v, "right"), right) == 0)
			return v;
	return NULL;
}

static bool
right_missing(const struct reg *r, const json_t *organisation, const struct rule *rule)
{
	(void)r;
	return !right_mentioned(organisation, rule->value);
}

static bool
withdrawal_missing(const struct reg *r, const json_t *organisation, const struct rule *rule)
{
	return right_missing(r, organisation, rule) &&
	    (any_of_ours(r, rests_on, "6(1)(a)") || any_of_ours(r, serves_consent, NULL));
}

static bool
review_missing(const struct reg *r, const json_t *organisation, const struct rule *rule)
{
	return right_missing(r, organisation, rule) &&
	    json_flag(json_get(organisation, "automated_decisions"), "exist");
}

/* Art. 21(4): where there is a right to object at all, and the statement knows of it. */
static bool
objection_hidden(const struct reg *r, const json_t *organisation, const struct rule *rule)
{
	const json_t *objection = right_mentioned(organisation, rule->value);
	return objection && !json_flag(objection, "separately") &&
	    (any_of_ours(r, rests_on, "6(1)(f)") || any_of_ours(r, rests_on, "6(1)(e)") ||
		any_of_ours(r, serves_marketing, NULL));
}

#define RIGHT(name, text)                                                                          \
	{                                                                                          \
		"no-right-" name, FINDING_BREACH, "GDPR 13(2)(b)", "rights", right_missing, name,  \
		    text, NULL                                                                     \
	}

static const struct rule organisation[] = {
	{ "no-contact", FINDING_BREACH, "GDPR 13(1)(a)", "contact", no_contact, NULL,
	    "no way to reach the organisation is stated: neither address nor e-mail nor telephone",
	    NULL },
	{ "no-channel", FINDING_NOTE, "GDPR 12(2)", "channels", rule_empty, NULL,
	    "no channel for requests is stated; a request starts the term wherever it arrives",
	    NULL },
	{ "no-officer", FINDING_BREACH, "GDPR 37(1)(a), 13(1)(b)", "dpo", no_officer, "public",
	    "a public body must have a data protection officer; none is named", NULL },
	{ "no-officer-private", FINDING_NOTE, "GDPR 37(1), 13(1)(b)", "dpo", no_officer, "private",
	    "no data protection officer is named: rightly so, unless art. 37(1) asks for one",
	    NULL },
	{ "no-authority", FINDING_NOTE, "GDPR 13(2)(d)", "authorities", rule_empty, NULL,
	    "no supervisory authority is named: letters name that of the country", NULL },
	{ "extension-unlimited", FINDING_DOUBT, "GDPR 12(3)", "extension/limit", rule_null, NULL,
	    "the term may be extended without a stated limit (\"{}\"); the law allows two months",
	    "extension/text" },
	{ "extension-untold", FINDING_NOTE, "GDPR 12(3)", "extension/notice", rule_false, NULL,
	    "nothing says that an extension is told within the first month, with its reasons "
	    "(\"{}\"); it must be",
	    "extension/text" },
	{ "no-complaint", FINDING_BREACH, "GDPR 13(2)(d)", "remedies", complaint_unsaid,
	    "complaint", "the right to complain to the authority is not mentioned", NULL },
	{ "no-obligation", FINDING_BREACH, "GDPR 13(2)(e)", "obligation", obligation_unsaid, NULL,
	    "nothing says whether the data must be given, and what follows when it is not", NULL },
	{ "automated-unsaid", FINDING_NOTE, "GDPR 13(2)(f), 15(1)(h)", "automated_decisions",
	    rule_absent, NULL,
	    "nothing is said of automated decisions; the answer to a request for access must",
	    NULL },
	{ "do-not-track", FINDING_BREACH, "GDPR 21(5)", "do_not_track/honoured", rule_false, NULL,
	    "objecting by automated means is refused (\"{}\")", "do_not_track/text" },
	{ "statement-undated", FINDING_NOTE, "GDPR 5(2)", "statement/date", rule_absent, NULL,
	    "the statement has no date, so nobody can tell which version was in force", NULL },
	{ "statement-incomplete", FINDING_NOTE, "GDPR 13, 14", "statement/complete", rule_false,
	    NULL, "the text at hand is not complete: check this register against the whole", NULL },
	RIGHT("access", "the right of access (art. 15) is not mentioned; it exists all the same"),
	RIGHT("rectification",
	    "the right of rectification (art. 16) is not mentioned; it exists all the same"),
	RIGHT("erasure", "the right of erasure (art. 17) is not mentioned; it exists all the same"),
	RIGHT("restriction",
	    "the right of restriction (art. 18) is not mentioned; it exists all the same"),
	RIGHT("portability",
	    "the right of portability (art. 20) is not mentioned; it exists all the same"),
	RIGHT("objection",
	    "the right of objection (art. 21) is not mentioned; it exists all the same"),
	{ "no-right-consent-withdrawal", FINDING_BREACH, "GDPR 13(2)(c), 7(3)", "rights",
	    withdrawal_missing, "consent-withdrawal",
	    "data rests on consent, but that it can be withdrawn is not mentioned", NULL },
	{ "no-right-human-review", FINDING_BREACH, "GDPR 22(3), 13(2)(f)", "rights", review_missing,
	    "human-review",
	    "decisions are automated, but that a person can be asked for is not mentioned", NULL },
	{ "objection-hidden", FINDING_BREACH, "GDPR 21(4)", "rights", objection_hidden, "objection",
	    "the right to object stands among the others; it must be shown clearly and separately",
	    NULL },
};

static const struct rule channel[] = {
	{ "doubtful-channel", FINDING_DOUBT, "GDPR 12(2)", "doubtful", rule_true, NULL,
	    "what is sent to {} may never arrive; if it does, the term has begun", "address" },
};

static const struct rule contradiction[] = {
	{ "contradiction", FINDING_DOUBT, NULL, "text", rule_always, NULL, "{}", "text" },
};

static const struct rule whole[] = {
	{ "no-controller", FINDING_BREACH, "GDPR 28(3)(e)", "controllers", nobody_to_forward_to,
	    NULL,
	    "data is processed for customers, but no controller is registered to forward a request "
	    "to",
	    NULL },
};

static const struct rule controller[] = {
	{ "controller-unreachable", FINDING_BREACH, "GDPR 28(3)(e)", "contact/email", rule_absent,
	    NULL, "no address to forward a request to", NULL },
};

const struct rules rules_organisation = RULES(organisation), rules_channel = RULES(channel),
		   rules_contradiction = RULES(contradiction), rules_register = RULES(whole),
		   rules_controller = RULES(controller);
