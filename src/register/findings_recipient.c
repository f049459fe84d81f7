/*
 * Rules on recipients: their names, transfers, agreements, and whether we can reach them (art.
 * 15(1)(c), 26, 28, 44-46).
 */
#include "findings.h"

/* Names that companies no longer bear: a contract or a statement with one was not kept up. */
static bool
is_gone(const struct reg *r, const json_t *recipient, const struct rule *rule)
{
	static const char *const gone[] = { "Google Inc.", "Facebook Inc.", "Facebook, Inc.",
		"Facebook Ireland Ltd.", "Facebook Ireland Limited", "Twitter, Inc.",
		"Twitter Inc." };
	(void)r;
	for (size_t i = 0; i < array_len(gone); i++)
		if (rule_is(recipient, rule->member, gone[i]))
			return true;
	return false;
}

static bool
transfer_not_stated(const struct reg *r, const json_t *recipient, const struct rule *rule)
{
	return rule_lists(r, recipient, rule) && !rule_is(recipient, "role", "internal");
}

static bool
no_assessment(const struct reg *r, const json_t *recipient, const struct rule *rule)
{
	const json_t *mechanisms = rule_member(recipient, "transfer/mechanisms");
	(void)r;
	return json_has(mechanisms, "scc") && !json_has(mechanisms, "dpf") &&
	    rule_member(recipient, rule->member) && !rule_is(recipient, rule->member, "yes");
}

static bool
processor_agreement(const struct reg *r, const json_t *recipient, const struct rule *rule)
{
	return rule_is(recipient, "role", "processor") && rule_equals(r, recipient, rule);
}

/* C-40/17: the site decides that the button is there, and with that on collecting and sending. */
static bool
embedded(const struct reg *r, const json_t *recipient, const struct rule *rule)
{
	(void)r;
	return json_flag(recipient, rule->member) && rule_is(recipient, "role", "independent");
}

static const struct system *
system_of(const struct reg *r, const json_t *recipient)
{
	for (size_t i = 0; i < r->inv.nsystems; i++) {
		const struct system *s = &r->inv.systems[i];
		if (s->recipient && strcmp(s->recipient, json_str(recipient, "id")) == 0)
			return s;
	}
	return NULL;
}

static bool
out_of_reach(const struct reg *r, const json_t *recipient, const struct rule *rule)
{
	(void)rule;
	return rule_is(recipient, "role", "processor") && !system_of(r, recipient);
}

/* A written instruction needs an address; an API or a colleague does not. */
static bool
no_address_to_write_to(const struct reg *r, const json_t *recipient, const struct rule *rule)
{
	const struct system *s = system_of(r, recipient);
	return s && strcmp(s->connector, "written") == 0 && rule_empty(r, recipient, rule);
}

/* Of one that no category lists anybody's data may have gone there; of ours, it is known. */
static bool
received_unsaid(const struct reg *r, const json_t *recipient, const struct rule *rule)
{
	(void)r;
	return rule_is(recipient, "role", "independent") && !json_str(recipient, rule->member);
}

static const struct rule recipient[] = {
	{ "recipient-unnamed", FINDING_NOTE, "GDPR 15(1)(c), C-154/21", "name", rule_null, NULL,
	    "not named (\"{}\"): the person may ask who it is", "described_as" },
	{ "recipient-asked", FINDING_NOTE, "GDPR 15(1)(c)", "received", received_unsaid, NULL,
	    "of each request a person has to say whether data went there, unless this says it of "
	    "everybody's",
	    NULL },
	{ "recipient-gone", FINDING_DOUBT, "GDPR 13(1)(e), 28(3)", "name", is_gone, NULL,
	    "no company of the name {} exists any more: name who the contract is with now",
	    "name" },
	{ "privacy-shield", FINDING_BREACH, "C-311/18, GDPR 44", "transfer/mechanisms", rule_lists,
	    "privacy-shield", "the transfer rests on the Privacy Shield, which is void", NULL },
	{ "transfer-unsaid", FINDING_DOUBT, "GDPR 13(1)(f), 15(2)", "transfer/mechanisms",
	    transfer_not_stated, "not-stated",
	    "nothing says whether data leaves the EEA, nor on what ground", NULL },
	{ "no-assessment", FINDING_DOUBT, "GDPR 46(1), C-311/18", "transfer/tia", no_assessment,
	    NULL,
	    "standard clauses without the Data Privacy Framework: the transfer impact assessment "
	    "behind them is not on file",
	    NULL },
	{ "no-agreement", FINDING_BREACH, "GDPR 28(3)", "dpa", processor_agreement, "no",
	    "a processor without a processing agreement", NULL },
	{ "agreement-unsaid", FINDING_NOTE, "GDPR 28(3)", "dpa", processor_agreement, "not-stated",
	    "nothing says that there is a processing agreement: there must be one", NULL },
	{ "agreement-claimed", FINDING_DOUBT, "GDPR 4(8), 28(3)", "dpa", rule_equals, "claimed",
	    "a processing agreement is claimed with what is no other party", NULL },
	{ "embedded", FINDING_DOUBT, "GDPR 26, C-40/17", "embedded", embedded, NULL,
	    "its button or script stands in our pages: we are joint controller for what that "
	    "collects and sends, and no arrangement is stated",
	    NULL },
	{ "out-of-reach", FINDING_BREACH, "GDPR 28(3)(e)", "id", out_of_reach, NULL,
	    "no system reaches it: it can be neither searched nor instructed", NULL },
	{ "no-address", FINDING_BREACH, "GDPR 28(3)(a), 28(3)(e)", "contact",
	    no_address_to_write_to, NULL, "instructions go in writing, but no address is known",
	    NULL },
};

const struct rules rules_recipient = RULES(recipient);
