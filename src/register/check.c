/*
 * What a schema cannot say about a register: ids that clash or lead nowhere, members that
 * contradict one another. What the statement merely lacks is no error but a finding (findings.c).
 */
#include "register_private.h"

/* Every id of a list once, and its objects in the index. */
static bool
check_ids(const struct check *c, const char *list)
{
	json_t *seen = json_object();
	json_object_set_new(c->index, list, seen);
	size_t i;
	json_t *v;
	json_array_foreach(json_get(c->doc->root, list), i, v) {
		const char *id = json_str(v, "id");
		if (json_get(seen, id))
			return complain(c, at(c, "/%s/%zu/id", list, i),
			    "%s stands twice among the %s; give one another id", id, list);
		json_object_set(seen, id, v);
	}
	return true;
}

static bool
check_name(const struct check *c, const json_t *names, const char *pointer)
{
	return json_object_size(names) > 0 ||
	    complain(c, pointer,
		"a name in at least one language is expected, such as {\"en\": \"...\"}");
}

static bool
check_dates(const struct check *c, const json_t *organisation)
{
	const char *date = json_str(json_get(organisation, "statement"), "date");
	struct date d;
	struct err why = { 0 };
	if (date && strlen(date) == strlen("2026-05-21") && !date_parse(date, &d, &why))
		return complain(c, "/organisation/statement/date", "%s", why.text);
	const char *within = json_str(json_get(organisation, "promise"), "within");
	struct promise p;
	if (within && !promise_parse(within, &p, &why))
		return complain(c, "/organisation/promise/within", "%s", why.text);
	if (within && p.weeks == 0 && p.months == 0)
		return complain(c, "/organisation/promise/within",
		    "a promise of %s is none: give null, or weeks or months", within);
	return true;
}

static bool
check_zone_and_calendar(const struct check *c, const json_t *organisation)
{
	struct err why = { 0 };
	struct date today;
	if (!zone_date(json_str(organisation, "zone"), clock_now(), &today, &why))
		return complain(c, "/organisation/zone", "%s", why.text);
	auto_drop(calendar) struct calendar *calendar =
	    calendar_open(json_str(organisation, "calendar"), &why);
	return calendar || complain(c, "/organisation/calendar", "%s", why.text);
}

static bool
check_rights(const struct check *c, const json_t *organisation)
{
	unsigned seen = 0;
	size_t i;
	json_t *v;
	json_array_foreach(json_get(organisation, "rights"), i, v) {
		enum right right;
		if (!right_parse(json_str(v, "right"), &right, c->err))
			return false;
		if (seen & 1u << right)
			return complain(c, at(c, "/organisation/rights/%zu/right", i),
			    "right %s stands twice; join the two texts", right_name(right));
		seen |= 1u << right;
	}
	return true;
}

static bool
check_contradictions(const struct check *c, const json_t *organisation)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(organisation, "contradictions"), i, v) {
		const char *about = json_str(v, "about");
		if (about && !known(c, "categories", about) && !known(c, "recipients", about) &&
		    !known(c, "systems", about))
			return complain(c, at(c, "/organisation/contradictions/%zu/about", i),
			    "no category, recipient or system has the id %s", about);
	}
	return true;
}

/* What is asked of who asks for a category that there is not would be asked of nobody. */
static bool
check_verification(const struct check *c, const json_t *organisation)
{
	const json_t *rules = json_get(json_get(organisation, "verification"), "rules");
	size_t i, k;
	json_t *rule, *id;
	json_array_foreach(rules, i, rule)
		json_array_foreach(json_get(rule, "categories"), k, id)
			if (!known(c, "categories", json_string_value(id)))
				return complain(c,
				    at(c, "/organisation/verification/rules/%zu/categories/%zu", i,
					k),
				    "no category has the id %s", json_string_value(id));
	return true;
}

static bool
check_retention(const struct check *c, const json_t *retention, const char *pointer)
{
	bool has_period = json_str(retention, "period") != NULL;
	if (has_period && !json_str(retention, "text"))
		return complain(c, at(c, "%s/text", pointer),
		    "a period without its literal words; copy them from the statement");
	if (!has_period && !json_str(retention, "until") && json_get(retention, "bound"))
		return complain(c, at(c, "%s/bound", pointer),
		    "bound says how a period binds, but there is neither period nor until");
	if (!has_period && json_flag(retention, "rolling"))
		return complain(c, at(c, "%s/rolling", pointer),
		    "rolling says that each item runs its period, but period is null");
	if (!json_str(retention, "basis") && json_get(retention, "extent"))
		return complain(c, at(c, "%s/extent", pointer),
		    "extent says how far a statute reaches, but basis is null");
	return true;
}

/* For whom it is processed. */
static bool
check_customers(const struct check *c, const json_t *category, const char *pointer)
{
	const json_t *controllers = json_get(category, "controllers");
	size_t i;
	json_t *v;
	if (controllers && strcmp(json_str(category, "role"), "processor") != 0)
		return complain(c, at(c, "%s/controllers", pointer),
		    "controllers says for whom it is processed, but its role is %s",
		    json_str(category, "role"));
	json_array_foreach(controllers, i, v)
		if (!known(c, "controllers", json_string_value(v)))
			return complain(c, at(c, "%s/controllers/%zu", pointer, i),
			    "there is no controller %s", json_string_value(v));
	return true;
}

static bool
check_category(const struct check *c, const json_t *category, const char *pointer)
{
	size_t i;
	json_t *v;
	auto_drop(json) json_t *seen = json_object();
	json_array_foreach(json_get(category, "legal_basis"), i, v) {
		const char *article = json_str(v, "article");
		if (json_get(seen, article))
			return complain(c, at(c, "%s/legal_basis/%zu/article", pointer, i),
			    "legal basis %s stands twice", article);
		json_object_set(seen, article, v);
	}
	json_array_foreach(json_get(category, "purposes"), i, v)
		if (!known(c, "purposes", json_string_value(v)))
			return complain(c, at(c, "%s/purposes/%zu", pointer, i),
			    "there is no purpose %s: the list of purposes says which there are",
			    json_string_value(v));
	json_array_foreach(json_get(category, "recipients"), i, v)
		if (!known(c, "recipients", json_string_value(v)))
			return complain(c, at(c, "%s/recipients/%zu", pointer, i),
			    "there is no recipient %s", json_string_value(v));
	return check_customers(c, category, pointer) &&
	    check_review(c, json_get(category, "review"), NULL, at(c, "%s/review", pointer)) &&
	    check_name(c, json_get(category, "name"), at(c, "%s/name", pointer)) &&
	    check_retention(c, json_get(category, "retention"), at(c, "%s/retention", pointer));
}

static bool
check_recipient(const struct check *c, const json_t *recipient, const char *pointer)
{
	const json_t *mechanisms = json_get(json_get(recipient, "transfer"), "mechanisms");
	static const char *const alone[] = { "none-needed", "not-stated" };
	for (size_t i = 0; i < array_len(alone); i++)
		if (json_has(mechanisms, alone[i]) && json_array_size(mechanisms) > 1)
			return complain(c, at(c, "%s/transfer/mechanisms", pointer),
			    "%s contradicts the mechanisms beside it", alone[i]);
	if (!json_str(recipient, "name") && !json_str(recipient, "described_as"))
		return complain(c, at(c, "%s/name", pointer),
		    "a recipient without a name needs described_as: what the statement calls it");
	bool processor = strcmp(json_str(recipient, "role"), "processor") == 0;
	if (processor && strcmp(json_str(recipient, "dpa"), "not-applicable") == 0)
		return complain(c, at(c, "%s/dpa", pointer),
		    "a processor needs a processing agreement (art. 28(3)): yes, no, "
		    "not-stated or claimed");
	return true;
}

typedef bool check_one(const struct check *c, const json_t *value, const char *pointer);

static bool
check_each(const struct check *c, const char *list, check_one *one)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(c->doc->root, list), i, v)
		if (!one(c, v, at(c, "/%s/%zu", list, i)))
			return false;
	return true;
}

static bool
check_organisation(const struct check *c)
{
	const json_t *organisation = json_get(c->doc->root, "organisation");
	return check_zone_and_calendar(c, organisation) && check_dates(c, organisation) &&
	    check_rights(c, organisation) && check_contradictions(c, organisation) &&
	    check_verification(c, organisation);
}

bool
register_check(const struct json_doc *doc, struct definition **definitions, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *index = json_object();
	auto_drop(withholding) struct withholding_law *grounds = withholding_open(err);
	auto_drop(retention_law) struct retention_law *retention = retention_law_open(err);
	const struct check c = { doc, definitions, index, a, grounds, retention, err };
	bool ok = grounds && retention && check_ids(&c, "purposes") &&
	    check_ids(&c, "categories") && check_ids(&c, "recipients") &&
	    check_ids(&c, "systems") && check_ids(&c, "controllers") && check_organisation(&c) &&
	    check_each(&c, "categories", check_category) &&
	    check_each(&c, "recipients", check_recipient);
	for (size_t i = 0; ok && i < json_array_size(json_get(doc->root, "systems")); i++)
		ok = check_system(&c, i);
	return ok && check_reachable(&c);
}
