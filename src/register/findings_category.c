/*
 * Rules on categories: purpose, basis, retention, source (art. 13, 14, 15(1)), and what electronic
 * marketing and storage on a device need beside them (Directive 2002/58/EC; NL:
 * Telecommunicatiewet).
 */
#include "findings.h"

/* ---- legal bases ---- */

/* How many legal bases are ${article} ("": any) and have ${flag} (NULL: any). */
static size_t
count_bases(const json_t *category, const char *article, const char *flag)
{
	size_t i, n = 0;
	json_t *v;
	json_array_foreach(json_get(category, "legal_basis"), i, v)
		n += (!flag || json_flag(v, flag)) &&
		    strncmp(json_str(v, "article"), article, strlen(article)) == 0;
	return n;
}

static bool
basis_implied(const struct reg *r, const json_t *category, const struct rule *rule)
{
	(void)r, (void)rule;
	return count_bases(category, "", "stated") < count_bases(category, "", NULL);
}

static bool
basis_shared(const struct reg *r, const json_t *category, const struct rule *rule)
{
	(void)r, (void)rule;
	return count_bases(category, "", "shared") > 0;
}

/*
 * Art. 20(1)(a): consent and contract carry portability, others do not; only consent can be
 * withdrawn.
 */
static bool
bases_disagree(const struct reg *r, const json_t *category, const struct rule *rule)
{
	size_t n = count_bases(category, "6", NULL);
	bool consent = count_bases(category, "6(1)(a)", NULL),
	     contract = count_bases(category, "6(1)(b)", NULL);
	return !basis_shared(r, category, rule) && n > 1 && (consent || contract);
}

static bool
consent_of_our_own(const struct reg *r, const json_t *category, const struct rule *rule)
{
	(void)r, (void)rule;
	return rule_is(category, "role", "processor") &&
	    count_bases(category, "6(1)(a)", "stated") > 0;
}

/* The line that claims a legitimate interest without saying which; 0: none does. */
static json_int_t
unnamed_interest(const json_t *category)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(category, "legal_basis"), i, v)
		if (strcmp(json_str(v, "article"), "6(1)(f)") == 0 && json_flag(v, "stated") &&
		    !json_str(v, "interest"))
			return json_int_or(v, "line", -1);
	return 0;
}

/* Words that many categories share are found once, at the first of them. */
static bool
interest_unnamed(const struct reg *r, const json_t *category, const struct rule *rule)
{
	json_int_t line = unnamed_interest(category);
	(void)rule;
	for (size_t i = 0; line > 0 && r->inv.categories[i].json != category; i++) {
		const struct category *before = &r->inv.categories[i];
		if (before->role != ROLE_PROCESSOR && unnamed_interest(before->json) == line)
			return false;
	}
	return line != 0;
}

/* ---- marketing, and what stands on the person's device ---- */

static bool
serves_marketing(const struct reg *r, const json_t *category)
{
	return purposes_marketing(reg_category(r, json_str(category, "id"))->purposes);
}

static bool
without_consent(const struct reg *r, const json_t *category)
{
	return count_bases(category, "6(1)(a)", NULL) == 0 &&
	    !purposes_consent(reg_category(r, json_str(category, "id"))->purposes);
}

/* Who gave an address with a purchase may be written to until they object: 2002/58/EC 13(2). */
static bool
cold_marketing(const struct reg *r, const json_t *category, const struct rule *rule)
{
	(void)rule;
	return !json_flag(category, "provided") && serves_marketing(r, category) &&
	    without_consent(r, category);
}

static bool
source_untold(const struct reg *r, const json_t *category, const struct rule *rule)
{
	(void)rule;
	return !json_flag(category, "provided") && serves_marketing(r, category) &&
	    !json_str(json_get(r->organisation, "informed"), "text");
}

static bool
device_marketing(const struct reg *r, const json_t *category, const struct rule *rule)
{
	return json_flag(category, rule->member) && serves_marketing(r, category) &&
	    without_consent(r, category);
}

/* No source gives a number: two years are ours. */
#define DEVICE_DAYS (2 * 365)

static bool
device_long(const struct reg *r, const json_t *category, const struct rule *rule)
{
	const char *period = json_str(json_get(category, "retention"), "period");
	return json_flag(category, rule->member) && without_consent(r, category) &&
	    period_days(period) > DEVICE_DAYS;
}

/* ---- retention, source, place ---- */

static bool
no_period(const struct reg *r, const json_t *category, const struct rule *rule)
{
	const json_t *retention = json_get(category, "retention");
	(void)r, (void)rule;
	return json_str(retention, "text") && !json_str(retention, "period") &&
	    !json_str(retention, "until") && !rule_is(retention, "set_by", "customer");
}

static bool
no_start(const struct reg *r, const json_t *category, const struct rule *rule)
{
	const json_t *retention = json_get(category, "retention");
	(void)r, (void)rule;
	return json_str(retention, "period") && !json_str(retention, "from") &&
	    !json_flag(retention, "rolling");
}

static bool
no_source(const struct reg *r, const json_t *category, const struct rule *rule)
{
	(void)rule;
	return !json_flag(category, "provided") &&
	    json_array_size(json_get(category, "sources")) == 0 &&
	    json_array_size(json_get(r->organisation, "sources")) == 0;
}

static bool
has_secrets(const struct reg *r, const json_t *category, const struct rule *rule)
{
	return !rule_empty(r, category, rule);
}

static bool
in_no_system(const struct reg *r, const json_t *category, const struct rule *rule)
{
	for (size_t i = 0; i < r->inv.nsystems; i++)
		if (json_has(json_get(r->inv.systems[i].json, "categories"),
			json_str(category, rule->member)))
			return false;
	return true;
}

static const struct rule any[] = {
	{ "role-unclear", FINDING_DOUBT, "GDPR 4(7), 24, 28", "role", rule_equals, "unclear",
	    "our role is not stated: treated as controller until decided", NULL },
	{ "processor-consent", FINDING_DOUBT, "GDPR 4(7), 28(10)", "role", consent_of_our_own, NULL,
	    "listed as a customer's data, but consent is its basis: a processor has no legal basis "
	    "of its own",
	    NULL },
	{ "mentioned-only", FINDING_DOUBT, "GDPR 12(1), 30(1)(c)", "kind", rule_equals,
	    "mentioned-only", "mentioned, but not described as a category", NULL },
	{ "no-examples", FINDING_NOTE, "GDPR 15(1)(b)", "examples", rule_absent, NULL,
	    "nothing says what is in it", NULL },
	{ "no-retention", FINDING_BREACH, "GDPR 13(2)(a), 15(1)(d)", "retention/text", rule_absent,
	    NULL, "no retention period is stated", NULL },
	{ "no-period", FINDING_BREACH, "GDPR 13(2)(a), 15(1)(d)", "retention/period", no_period,
	    NULL, "neither a period nor an event that ends it is stated (\"{}\")",
	    "retention/text" },
	{ "no-start", FINDING_BREACH, "GDPR 13(2)(a), 15(1)(d)", "retention/from", no_start, NULL,
	    "a period is stated, but not the event at which it begins (\"{}\")", "retention/text" },
	{ "minimum-only", FINDING_BREACH, "GDPR 5(1)(e)", "retention/bound", rule_equals,
	    "at-least", "a minimum without a maximum (\"{}\")", "retention/text" },
	{ "period-loose", FINDING_DOUBT, "GDPR 13(2)(a), 5(1)(e)", "retention/bound", rule_equals,
	    "in-general", "a period that does not bind (\"{}\")", "retention/text" },
	{ "statute-part", FINDING_DOUBT, "GDPR 17(3)(b) \"to the extent\"", "retention/extent",
	    rule_equals, "part",
	    "the duty to keep ({}) does not cover all of it: hold only what that duty needs",
	    "retention/basis" },
	{ "customer-period", FINDING_NOTE, "GDPR 15(1)(d), 28(3)(a)", "retention/set_by",
	    rule_equals, "customer",
	    "the customer sets the period: look it up before telling it (\"{}\")",
	    "retention/text" },
	{ "secrets", FINDING_NOTE, "GDPR 15(4), 32", "never_exported", has_secrets, NULL,
	    "secrets are not handed over; only that they exist is told", NULL },
};

static const struct rule ours[] = {
	{ "no-purpose", FINDING_BREACH, "GDPR 13(1)(c), 15(1)(a)", "purposes", rule_empty, NULL,
	    "no purpose is stated", NULL },
	{ "no-basis", FINDING_BREACH, "GDPR 13(1)(c)", "legal_basis", rule_empty, NULL,
	    "no legal basis is stated", NULL },
	{ "basis-implied", FINDING_DOUBT, "GDPR 13(1)(c)", "legal_basis", basis_implied, NULL,
	    "a legal basis is only implied", NULL },
	{ "basis-shared", FINDING_DOUBT, "GDPR 13(1)(c), 20(1)(a), 7(3)", "legal_basis",
	    basis_shared, NULL,
	    "legal bases are stated for all data together; which one applies here decides on "
	    "portability and withdrawal",
	    NULL },
	{ "bases-disagree", FINDING_DOUBT, "GDPR 13(1)(c), 20(1)(a), 7(3)", "legal_basis",
	    bases_disagree, NULL,
	    "several legal bases; which one applies to what decides on portability and withdrawal",
	    NULL },
	{ "interest-unnamed", FINDING_BREACH, "GDPR 13(1)(d)", "legal_basis", interest_unnamed,
	    NULL,
	    "a legitimate interest is claimed and not named, here and wherever the same words "
	    "serve",
	    NULL },
	{ "no-source", FINDING_BREACH, "GDPR 14(2)(f), 15(1)(g)", "provided", no_source, NULL,
	    "not from the person, and no source is stated", NULL },
	{ "source-untold", FINDING_DOUBT, "GDPR 14(3)", "provided", source_untold, NULL,
	    "marketing to people whose data came from elsewhere: nothing says that they are told "
	    "at the first message at the latest",
	    NULL },
	{ "cold-marketing", FINDING_DOUBT, "2002/58/EC 13(1)", "purposes", cold_marketing, NULL,
	    "marketing to people who neither gave their data nor consented: an electronic message "
	    "needs consent first",
	    NULL },
	{ "device-marketing", FINDING_BREACH, "2002/58/EC 5(3)", "on_device", device_marketing,
	    NULL, "kept on or read from the person's device for marketing, without consent", NULL },
	{ "device-long", FINDING_DOUBT, "2002/58/EC 5(3)", "on_device", device_long, NULL,
	    "so long on the person's device (\"{}\") it is hardly of little consequence for "
	    "privacy, without which it needs consent",
	    "retention/text" },
	{ "in-no-system", FINDING_BREACH, "GDPR 15(1)", "id", in_no_system, NULL,
	    "no system holds it: nothing would be searched", NULL },
};

const struct rules rules_category = RULES(any), rules_our_category = RULES(ours);
