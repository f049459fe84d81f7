/*
 * The rules behind findings: what the law needs of a statement, as rows of tables. A rule is about a kind of
 * object, says when it holds, what it then says, and the article. Nothing here knows an id.
 */
#include "findings.h"

enum test {
	IF_ABSENT, /* the member is null or not there */
	IF_NULL,   /* it is there, and null */
	IF_EMPTY,  /* a list or object without members, or none at all */
	IF_FALSE,
	IF_IS,    /* the text is that of value */
	IF_HAS,   /* the list has value */
	IF_HOLDS, /* the function says so */
};

struct rule {
	const char *
	    member; /* what it looks at and stands at: "remedies/court"; "/controllers" from the top */
	enum test test;
	const char *value;
	bool (*holds)(const struct reg *r, const json_t *object);
	bool ours;        /* not asked of a customer's data: that is for the controller to state */
	const char *text; /* {} stands for the text of shows */
	const char *shows;
	const char *article;
};

static const json_t *
member_at(const json_t *object, const char *path)
{
	const char *slash = strchr(path, '/');
	char first[32];
	if (!slash)
		return json_get(object, path);
	(void)snprintf(first, sizeof(first), "%.*s", (int)(slash - path), path);
	return json_get(json_get(object, first), slash + 1);
}

static bool
is(const json_t *object, const char *member, const char *value)
{
	const char *s = json_string_value(member_at(object, member));
	return s && strcmp(s, value) == 0;
}

/* ---- the organisation and its statement ---- */

static bool
no_contact(const struct reg *r, const json_t *organisation)
{
	const char *name;
	json_t *v;
	(void)r;
	json_object_foreach(json_get(organisation, "contact"), name, v)
		if (!json_is_null(v))
			return false;
	return true;
}

static bool
no_officer(const json_t *organisation)
{
	return !json_is_object(json_get(organisation, "dpo"));
}

static bool
no_officer_public(const struct reg *r, const json_t *organisation)
{
	(void)r;
	return no_officer(organisation) && is(organisation, "kind", "public");
}

static bool
no_officer_private(const struct reg *r, const json_t *organisation)
{
	(void)r;
	return no_officer(organisation) && is(organisation, "kind", "private");
}

static bool
nobody_to_forward_to(const struct reg *r, const json_t *organisation)
{
	(void)organisation;
	size_t n = 0;
	for (size_t i = 0; i < r->inv.ncategories; i++)
		n += r->inv.categories[i].role == ROLE_PROCESSOR;
	return n > 0 && r->ncontrollers == 0;
}

static const struct rule organisation_rules[] = {
	{ .member = "contact",
	    .test = IF_HOLDS,
	    .holds = no_contact,
	    .text = "no way to reach the organisation is stated",
	    .article = "GDPR 13(1)(a)" },
	{ .member = "address",
	    .test = IF_ABSENT,
	    .text = "no address is stated",
	    .article = "GDPR 13(1)(a)" },
	{ .member = "channels",
	    .test = IF_EMPTY,
	    .text =
		"no channel for requests is stated; a request starts the term wherever it arrives",
	    .article = "GDPR 12(2)" },
	{ .member = "dpo",
	    .test = IF_HOLDS,
	    .holds = no_officer_public,
	    .text = "a public body must have a data protection officer; none is named",
	    .article = "GDPR 37(1)(a), 13(1)(b)" },
	{ .member = "dpo",
	    .test = IF_HOLDS,
	    .holds = no_officer_private,
	    .text = "no data protection officer is named: keep on file why none is needed",
	    .article = "GDPR 37(1), 13(1)(b)" },
	{ .member = "authorities",
	    .test = IF_EMPTY,
	    .text = "no supervisory authority is named",
	    .article = "GDPR 13(2)(d)" },
	{ .member = "extension/limit",
	    .test = IF_NULL,
	    .text =
		"the term may be extended without a stated limit (\"{}\"); the law allows two months",
	    .shows = "extension/text",
	    .article = "GDPR 12(3)" },
	{ .member = "extension/notice",
	    .test = IF_FALSE,
	    .text =
		"nothing says that an extension is told within the first month, with its reasons (\"{}\")",
	    .shows = "extension/text",
	    .article = "GDPR 12(3)" },
	{ .member = "escalation/superior",
	    .test = IF_ABSENT,
	    .text = "no superior is named: what is late is told to handler and officer alone",
	    .article = "GDPR 12(3), 24(1)" },
	{ .member = "identity",
	    .test = IF_ABSENT,
	    .text =
		"nothing is said of verifying who asks; more may be asked on reasonable doubt only",
	    .article = "GDPR 12(6)" },
	{ .member = "fees",
	    .test = IF_ABSENT,
	    .text = "nothing says that a request costs nothing",
	    .article = "GDPR 12(5)" },
	{ .member = "remedies",
	    .test = IF_ABSENT,
	    .text = "neither the complaint to the authority nor the remedy in court is mentioned",
	    .article = "GDPR 13(2)(d), 12(4)" },
	{ .member = "remedies/complaint",
	    .test = IF_FALSE,
	    .text = "the right to complain to the authority is not mentioned",
	    .article = "GDPR 13(2)(d)" },
	{ .member = "remedies/court",
	    .test = IF_FALSE,
	    .text = "the remedy in court is not mentioned; a refusal must name it",
	    .article = "GDPR 12(4), 79" },
	{ .member = "automated_decisions",
	    .test = IF_ABSENT,
	    .text = "nothing is said of automated decisions; the answer must",
	    .article = "GDPR 13(2)(f), 15(1)(h)" },
	{ .member = "statement/date",
	    .test = IF_ABSENT,
	    .text = "the statement has no date, so nobody can tell which version was in force",
	    .article = "GDPR 5(2)" },
	{ .member = "statement/complete",
	    .test = IF_FALSE,
	    .text = "the text at hand is not complete: check this register against the whole",
	    .article = "GDPR 13, 14" },
	{ .member = "/controllers",
	    .test = IF_HOLDS,
	    .holds = nobody_to_forward_to,
	    .text =
		"data is processed for customers, but no controller is registered to forward a request to",
	    .article = "GDPR 28(3)(e)" },
};

/* ---- categories ---- */

static bool
is_ours(const json_t *category)
{
	return !is(category, "role", "processor");
}

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
basis_implied(const struct reg *r, const json_t *category)
{
	(void)r;
	return count_bases(category, "", "stated") < count_bases(category, "", NULL);
}

static bool
basis_shared(const struct reg *r, const json_t *category)
{
	(void)r;
	return count_bases(category, "", "shared") > 0;
}

/* Art. 20(1)(a): consent and contract carry portability, others do not; only consent can be withdrawn. */
static bool
bases_disagree(const struct reg *r, const json_t *category)
{
	size_t n = count_bases(category, "6", NULL);
	bool consent = count_bases(category, "6(1)(a)", NULL),
	     contract = count_bases(category, "6(1)(b)", NULL);
	return !basis_shared(r, category) && n > 1 && (consent || contract);
}

static bool
consent_of_our_own(const struct reg *r, const json_t *category)
{
	(void)r;
	return !is_ours(category) && count_bases(category, "6(1)(a)", "stated") > 0;
}

static bool
no_period(const struct reg *r, const json_t *category)
{
	const json_t *retention = json_get(category, "retention");
	(void)r;
	return json_str(retention, "text") && !json_str(retention, "period") &&
	    !json_str(retention, "until") && !is(retention, "set_by", "customer");
}

static bool
no_start(const struct reg *r, const json_t *category)
{
	const json_t *retention = json_get(category, "retention");
	(void)r;
	return json_str(retention, "period") && !json_str(retention, "from") &&
	    !json_flag(retention, "rolling");
}

static bool
no_source(const struct reg *r, const json_t *category)
{
	return !json_flag(category, "provided") &&
	    json_array_size(json_get(category, "sources")) == 0 &&
	    json_array_size(json_get(r->organisation, "sources")) == 0;
}

static bool
has_secrets(const struct reg *r, const json_t *category)
{
	(void)r;
	return json_array_size(json_get(category, "never_exported")) > 0;
}

static bool
in_no_system(const struct reg *r, const json_t *category)
{
	for (size_t i = 0; i < r->inv.nsystems; i++)
		if (json_has(
			json_get(r->inv.systems[i].json, "categories"), json_str(category, "id")))
			return false;
	return true;
}

static const struct rule category_rules[] = {
	{ .member = "role",
	    .test = IF_IS,
	    .value = "unclear",
	    .text = "our role is not stated: treated as controller until decided",
	    .article = "GDPR 4(7), 24, 28" },
	{ .member = "role",
	    .test = IF_HOLDS,
	    .holds = consent_of_our_own,
	    .text =
		"listed as a customer's data, but consent is its basis: a processor has no legal basis of its own",
	    .article = "GDPR 4(7), 28(10)" },
	{ .member = "kind",
	    .test = IF_IS,
	    .value = "mentioned-only",
	    .text = "mentioned, but not described as a category",
	    .article = "GDPR 12(1), 30(1)(c)" },
	{ .member = "examples",
	    .test = IF_ABSENT,
	    .text = "nothing says what is in it",
	    .article = "GDPR 15(1)(b)" },
	{ .member = "purposes",
	    .test = IF_EMPTY,
	    .ours = true,
	    .text = "no purpose is stated",
	    .article = "GDPR 13(1)(c), 15(1)(a)" },
	{ .member = "legal_basis",
	    .test = IF_EMPTY,
	    .ours = true,
	    .text = "no legal basis is stated",
	    .article = "GDPR 13(1)(c)" },
	{ .member = "legal_basis",
	    .test = IF_HOLDS,
	    .holds = basis_implied,
	    .ours = true,
	    .text = "a legal basis is only implied",
	    .article = "GDPR 13(1)(c)" },
	{ .member = "legal_basis",
	    .test = IF_HOLDS,
	    .holds = basis_shared,
	    .ours = true,
	    .text =
		"legal bases are stated for all data together; which one applies here decides on portability and withdrawal",
	    .article = "GDPR 13(1)(c), 20(1)(a), 7(3)" },
	{ .member = "legal_basis",
	    .test = IF_HOLDS,
	    .holds = bases_disagree,
	    .ours = true,
	    .text =
		"several legal bases; which one applies to what decides on portability and withdrawal",
	    .article = "GDPR 13(1)(c), 20(1)(a), 7(3)" },
	{ .member = "retention/text",
	    .test = IF_ABSENT,
	    .text = "no retention period is stated",
	    .article = "GDPR 13(2)(a), 15(1)(d)" },
	{ .member = "retention/period",
	    .test = IF_HOLDS,
	    .holds = no_period,
	    .text = "neither a period nor an event that ends it is stated (\"{}\")",
	    .shows = "retention/text",
	    .article = "GDPR 13(2)(a), 15(1)(d)" },
	{ .member = "retention/from",
	    .test = IF_HOLDS,
	    .holds = no_start,
	    .text = "a period is stated, but not the event at which it begins (\"{}\")",
	    .shows = "retention/text",
	    .article = "GDPR 13(2)(a), 15(1)(d)" },
	{ .member = "retention/bound",
	    .test = IF_IS,
	    .value = "at-least",
	    .text = "a minimum without a maximum (\"{}\")",
	    .shows = "retention/text",
	    .article = "GDPR 5(1)(e)" },
	{ .member = "retention/bound",
	    .test = IF_IS,
	    .value = "in-general",
	    .text = "a period that does not bind (\"{}\")",
	    .shows = "retention/text",
	    .article = "GDPR 13(2)(a), 5(1)(e)" },
	{ .member = "retention/extent",
	    .test = IF_IS,
	    .value = "part",
	    .text =
		"the duty to keep ({}) does not cover all of it: hold only what that duty needs",
	    .shows = "retention/basis",
	    .article = "GDPR 17(3)(b) \"to the extent\"" },
	{ .member = "retention/set_by",
	    .test = IF_IS,
	    .value = "customer",
	    .text = "the customer sets the period: look it up before telling it (\"{}\")",
	    .shows = "retention/text",
	    .article = "GDPR 15(1)(d), 28(3)(a)" },
	{ .member = "provided",
	    .test = IF_HOLDS,
	    .holds = no_source,
	    .ours = true,
	    .text = "not from the person, and no source is stated",
	    .article = "GDPR 14(2)(f), 15(1)(g)" },
	{ .member = "never_exported",
	    .test = IF_HOLDS,
	    .holds = has_secrets,
	    .text = "secrets are not handed over; only that they exist is told",
	    .article = "GDPR 15(4), 32" },
	{ .member = "id",
	    .test = IF_HOLDS,
	    .holds = in_no_system,
	    .ours = true,
	    .text = "no system holds it: nothing would be searched",
	    .article = "GDPR 15(1)" },
};

/* ---- recipients ---- */

static bool
transfer_not_stated(const struct reg *r, const json_t *recipient)
{
	(void)r;
	return json_has(member_at(recipient, "transfer/mechanisms"), "not-stated") &&
	    !is(recipient, "role", "internal");
}

static bool
no_assessment(const struct reg *r, const json_t *recipient)
{
	const json_t *mechanisms = member_at(recipient, "transfer/mechanisms");
	(void)r;
	return json_has(mechanisms, "scc") && !json_has(mechanisms, "dpf") &&
	    member_at(recipient, "transfer/tia") && !is(recipient, "transfer/tia", "yes");
}

static bool
agreement_missing(const struct reg *r, const json_t *recipient)
{
	(void)r;
	return is(recipient, "role", "processor") && is(recipient, "dpa", "no");
}

static bool
agreement_not_stated(const struct reg *r, const json_t *recipient)
{
	(void)r;
	return is(recipient, "role", "processor") && is(recipient, "dpa", "not-stated");
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
out_of_reach(const struct reg *r, const json_t *recipient)
{
	return is(recipient, "role", "processor") && !system_of(r, recipient);
}

/* A written instruction needs an address; an API or a colleague does not. */
static bool
no_address_to_write_to(const struct reg *r, const json_t *recipient)
{
	const struct system *s = system_of(r, recipient);
	return s && strcmp(s->connector, "written") == 0 &&
	    json_object_size(json_get(recipient, "contact")) == 0;
}

static const struct rule recipient_rules[] = {
	{ .member = "name",
	    .test = IF_NULL,
	    .text = "not named (\"{}\"): the person may ask who it is",
	    .shows = "described_as",
	    .article = "GDPR 15(1)(c), C-154/21" },
	{ .member = "transfer/mechanisms",
	    .test = IF_HAS,
	    .value = "privacy-shield",
	    .text = "the transfer rests on the Privacy Shield, which is void",
	    .article = "C-311/18, GDPR 44" },
	{ .member = "transfer/mechanisms",
	    .test = IF_HOLDS,
	    .holds = transfer_not_stated,
	    .text = "nothing says whether data leaves the EEA, nor on what ground",
	    .article = "GDPR 13(1)(f), 15(2)" },
	{ .member = "transfer/tia",
	    .test = IF_HOLDS,
	    .holds = no_assessment,
	    .text =
		"standard clauses without the Data Privacy Framework: the transfer impact assessment behind them is not on file",
	    .article = "GDPR 46(1), C-311/18" },
	{ .member = "dpa",
	    .test = IF_HOLDS,
	    .holds = agreement_missing,
	    .text = "a processor without a processing agreement",
	    .article = "GDPR 28(3)" },
	{ .member = "dpa",
	    .test = IF_HOLDS,
	    .holds = agreement_not_stated,
	    .text = "nothing says that there is a processing agreement",
	    .article = "GDPR 28(3)" },
	{ .member = "dpa",
	    .test = IF_IS,
	    .value = "claimed",
	    .text = "a processing agreement is claimed with what is no other party",
	    .article = "GDPR 4(8), 28(3)" },
	{ .member = "id",
	    .test = IF_HOLDS,
	    .holds = out_of_reach,
	    .text = "no system reaches it: it can be neither searched nor instructed",
	    .article = "GDPR 28(3)(e)" },
	{ .member = "contact",
	    .test = IF_HOLDS,
	    .holds = no_address_to_write_to,
	    .text = "instructions go in writing, but no address is known",
	    .article = "GDPR 28(3)(a), 28(3)(e)" },
};

/* ---- controllers ---- */

static const struct rule controller_rules[] = {
	{ .member = "contact/email",
	    .test = IF_ABSENT,
	    .text = "no address to forward a request to",
	    .article = "GDPR 28(3)(e)" },
};

/* ---- going through them ---- */

static bool
holds(const struct gather *g, const struct rule *rule, const json_t *object)
{
	const json_t *v = member_at(object, rule->member);
	if (rule->ours && !is_ours(object))
		return false;
	switch (rule->test) {
	case IF_ABSENT:
		return !v || json_is_null(v);
	case IF_NULL:
		return json_is_null(v);
	case IF_EMPTY:
		return json_array_size(v) + json_object_size(v) == 0;
	case IF_FALSE:
		return json_is_false(v);
	case IF_IS:
		return is(object, rule->member, rule->value);
	case IF_HAS:
		return json_has(v, rule->value);
	case IF_HOLDS:
		return rule->holds(g->r, object);
	}
	BUG("a rule without a test");
}

struct rules {
	const struct rule *items;
	size_t n;
};

static void
apply(struct gather *g, struct rules rules, const json_t *object, const char *pointer,
    const char *subject)
{
	for (size_t i = 0; i < rules.n; i++) {
		const struct rule *rule = &rules.items[i];
		if (!holds(g, rule, object))
			continue;
		const char *shown =
		    rule->shows ? json_string_value(member_at(object, rule->shows)) : NULL;
		const char *gap = strstr(rule->text, "{}"), *text = rule->text;
		if (gap)
			text = arena_printf(g->a, "%.*s%s%s", (int)(gap - text), text,
			    shown ? shown : "no words", gap + 2);
		bool top = rule->member[0] == '/';
		found(g, top ? rule->member : arena_printf(g->a, "%s/%s", pointer, rule->member),
		    subject, text, rule->article);
	}
}

static void
apply_each(struct gather *g, struct rules rules, const char *list)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(g->r->doc->root, list), i, v)
		apply(g, rules, v, arena_printf(g->a, "/%s/%zu", list, i), json_str(v, "id"));
}

#define RULES(table) ((struct rules){ table, array_len(table) })

void
findings_of_rules(struct gather *g)
{
	apply(g, RULES(organisation_rules), g->r->organisation, "/organisation", "organisation");
	apply_each(g, RULES(category_rules), "categories");
	apply_each(g, RULES(recipient_rules), "recipients");
	apply_each(g, RULES(controller_rules), "controllers");
}
