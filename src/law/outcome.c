/*
 * The codes of outcomes and reasons, by name, and their one form as JSON: in rows, on the wire and
 * in what the program prints. Words are made in code_words.c.
 */
#include "dossier/outcome.h"

static const char *const outcomes[] = {
	[OUTCOME_FOUND] = "found",
	[OUTCOME_HANDED] = "handed-over",
	[OUTCOME_NOTHING] = "nothing",
	[OUTCOME_NOT_SEARCHED] = "not-searched",
	[OUTCOME_ASKED] = "asked",
	[OUTCOME_WRITTEN] = "written",
	[OUTCOME_FORWARDED] = "forwarded",
	[OUTCOME_UNREACHABLE] = "unreachable",
	[OUTCOME_WITHHELD] = "withheld",
	[OUTCOME_IGNORED] = "ignored",
	[OUTCOME_REFUSED] = "refused",
	[OUTCOME_ERASED] = "erased",
	[OUTCOME_ANONYMISED] = "anonymised",
	[OUTCOME_HELD] = "held",
	[OUTCOME_KEPT] = "kept",
	[OUTCOME_RESTRICTED] = "restricted",
	[OUTCOME_LIFTED] = "lifted",
	[OUTCOME_RECTIFIED] = "rectified",
	[OUTCOME_STOPPED] = "stopped",
	[OUTCOME_BY_HAND] = "by-hand",
};
_Static_assert(array_len(outcomes) == OUTCOME__MAX, "a name for every outcome");

static const char *const reasons[] = {
	[REASON_NONE] = "none",
	[REASON_FOR_CUSTOMER] = "for-customer",
	[REASON_NOT_INSTRUCTED] = "not-instructed",
	[REASON_INDEPENDENT] = "independent",
	[REASON_INTERNAL] = "internal",
	[REASON_NO_SYSTEM] = "no-system",
	[REASON_UNREACHED] = "unreached",
	[REASON_ONLY_FOR_CUSTOMERS] = "only-for-customers",
	[REASON_NOTHING_PORTABLE] = "nothing-portable",
	[REASON_BASIS] = "basis",
	[REASON_NOT_AUTOMATED] = "not-automated",
	[REASON_NOT_PROVIDED] = "not-provided",
	[REASON_BY_HAND] = "by-hand",
	[REASON_NO_IDENTIFIER] = "no-identifier",
	[REASON_SETTINGS] = "settings",
	[REASON_SKIPPED] = "skipped",
	[REASON_PEOPLE] = "people",
	[REASON_LATER] = "later",
	[REASON_REOPENED] = "reopened",
	[REASON_NO_CONTACT] = "no-contact",
	[REASON_SECRET] = "secret",
	[REASON_OTHERS_DATA] = "others-data",
	[REASON_TECHNICAL] = "technical",
	[REASON_ROW_LIMIT] = "row-limit",
	[REASON_NO_COLLECTION] = "no-collection",
	[REASON_NO_COLLECTION_FILES] = "no-collection-files",
	[REASON_GAP] = "gap",
	[REASON_GROUND] = "ground",
	[REASON_STATUTE] = "statute",
	[REASON_CLAIM] = "claim",
	[REASON_RETENTION] = "retention",
	[REASON_CONTRACT] = "contract",
	[REASON_OPT_OUT] = "opt-out",
	[REASON_SHARED] = "shared",
	[REASON_REFERRED] = "referred",
	[REASON_NOT_OURS] = "not-ours",
	[REASON_UNDECIDED] = "undecided",
	[REASON_VANISHED] = "vanished",
};
_Static_assert(array_len(reasons) == REASON__MAX, "a name for every reason");

bool
outcome_went(enum outcome_code code)
{
	return code == OUTCOME_ERASED || code == OUTCOME_ANONYMISED;
}

const char *
outcome_name(enum outcome_code code)
{
	return outcomes[code];
}

const char *
reason_name(enum reason_code code)
{
	return reasons[code];
}

static void
put(json_t *j, const char *key, const char *text)
{
	if (text)
		json_object_set_new(j, key, json_string(text));
}

void
reason_put(json_t *j, const char *key, const struct reason *r)
{
	if (r->code != REASON_NONE)
		put(j, key, reasons[r->code]);
	if (r->missing)
		json_object_set_new(j, "missing", json_strings(r->missing, SIZE_MAX));
	put(j, "article", r->article);
	put(j, "basis", r->basis);
	put(j, "text", r->text);
}

json_t *
outcome_json(const struct outcome *o)
{
	json_t *j = json_object();
	put(j, "category", o->category);
	put(j, "code", outcomes[o->code]);
	if (o->count >= 0)
		json_object_set_new(j, "count", json_integer(o->count));
	put(j, "collection", o->collection);
	put(j, "field", o->field);
	put(j, "to", o->to);
	if (date_is_set(o->until))
		json_object_set_new(j, "until", date_json(o->until));
	if (date_is_set(o->first))
		json_object_set_new(j, "first", date_json(o->first));
	if (o->ahead)
		json_object_set_new(j, "ahead", json_true());
	reason_put(j, "why", &o->why);
	return j;
}

static size_t
find(const char *const *names, size_t n, const char *name)
{
	size_t i = 0;
	while (i < n && strcmp(names[i], name) != 0)
		i++;
	return i;
}

static const char *const *
strings(const json_t *list, struct arena *a)
{
	if (!json_is_array(list))
		return NULL;
	const char **out = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*out));
	size_t i, n = 0;
	json_t *v;
	json_array_foreach(list, i, v)
		if (json_is_string(v))
			out[n++] = arena_strdup(a, json_string_value(v));
	return out;
}

bool
reason_read(const json_t *j, const char *key, struct arena *a, struct reason *ret, struct err *err)
{
	const char *name = json_str_or(j, key, reasons[REASON_NONE]);
	size_t code = find(reasons, REASON__MAX, name);
	if (code == REASON__MAX)
		return err_set(err, ERR_INPUT, "a reason is \"%.40s\", which is no code", name);
	*ret = (struct reason){
		.code = (enum reason_code)code,
		.missing = strings(json_get(j, "missing"), a),
		.article = arena_strdup(a, json_str(j, "article")),
		.basis = arena_strdup(a, json_str(j, "basis")),
		.text = arena_strdup(a, json_str(j, "text")),
	};
	return true;
}

bool
outcome_read(const json_t *j, struct arena *a, struct outcome *ret, struct err *err)
{
	const char *name = json_str_or(j, "code", ""), *category = json_str(j, "category");
	size_t code = find(outcomes, OUTCOME__MAX, name);
	if (code == OUTCOME__MAX || !category)
		return err_set(err, ERR_INPUT, "an outcome is \"%.40s\", which is no code", name);
	*ret = (struct outcome){
		.category = arena_strdup(a, category),
		.code = (enum outcome_code)code,
		.count = json_int_or(j, "count", -1),
		.collection = arena_strdup(a, json_str(j, "collection")),
		.field = arena_strdup(a, json_str(j, "field")),
		.to = arena_strdup(a, json_str(j, "to")),
		.ahead = json_flag(j, "ahead"),
	};
	const char *until = json_str(j, "until");
	if (until && !date_parse(until, &ret->until, err))
		return err_wrap(err, "the last day of an outcome");
	const char *first = json_str(j, "first");
	if (first && !date_parse(first, &ret->first, err))
		return err_wrap(err, "the earliest last day of an outcome");
	return reason_read(j, "why", a, &ret->why, err);
}

/* ---- several as one ---- */

static bool
is_text(const char *x, const char *y)
{
	return strcmp(x ? x : "", y ? y : "") == 0;
}

static bool
is_reason(const struct reason *x, const struct reason *y)
{
	return x->code == y->code && !x->missing && !y->missing &&
	    is_text(x->article, y->article) && is_text(x->basis, y->basis) &&
	    is_text(x->text, y->text);
}

bool
outcome_add(struct outcome *into, const struct outcome *more)
{
	bool days = date_is_set(into->until);
	if (into->code != more->code || !is_text(into->category, more->category) ||
	    !is_text(into->collection, more->collection) || !is_text(into->field, more->field) ||
	    !is_text(into->to, more->to) || !is_reason(&into->why, &more->why) ||
	    into->ahead != more->ahead || days != date_is_set(more->until) || into->count < 0 ||
	    more->count < 0)
		return false;
	struct date from = date_is_set(into->first) ? into->first : into->until;
	struct date also = date_is_set(more->first) ? more->first : more->until;
	into->count += more->count;
	if (!days)
		return true;
	if (date_cmp(also, from) < 0)
		from = also;
	if (date_cmp(more->until, into->until) > 0)
		into->until = more->until;
	into->first = date_cmp(from, into->until) < 0 ? from : (struct date){ 0 };
	return true;
}
