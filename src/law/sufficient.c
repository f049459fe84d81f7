/*
 * The least check that suffices: the register's own rule for a category, else that of its
 * sensitivity; of several categories the most that one of them asks for.
 */
#include "dossier/sufficient.h"
#include "rules.h"

const char *const check_level_words[CHECK__MAX + 1] = {
	[CHECK_NONE] = "none",
	[CHECK_GIVEN] = "given",
	[CHECK_ON_FILE] = "on-file",
	[CHECK_STRONG] = "strong",
	[CHECK_EID] = "eid",
	[CHECK_DOCUMENT] = "document",
};
const char *const sufficient_words[SUFFICIENT__MAX + 1] = {
	[SUFFICIENT_ABSOLUTE] = "absolute",
	[SUFFICIENT_NOTHING_HELD] = "nothing-held",
	[SUFFICIENT_ORDINARY] = "ordinary",
	[SUFFICIENT_SENSITIVE] = "sensitive",
	[SUFFICIENT_REGISTER] = "register",
};

struct sufficient_law {
	struct arena *arena;
	struct json_doc *doc;
};

struct sufficient_law *
sufficient_law_open(struct err *err)
{
	auto_drop(sufficient_law) struct sufficient_law *l = xcalloc(1, sizeof(*l));
	l->arena = arena_new();
	l->doc = rules_load("law/verification.json", "law/verification.schema.json", l->arena, err);
	return l->doc ? take(l) : NULL;
}

void
sufficient_law_free(struct sufficient_law *l)
{
	if (!l)
		return;
	json_doc_free(l->doc);
	arena_free(l->arena);
	free(l);
}

/* Its schema has no word that is no level. */
static enum check_level
level_of(const json_t *rule)
{
	unsigned level = CHECK_NONE;
	const char *least = json_str_or(rule, "least", "none");
	while (level < CHECK_DOCUMENT && strcmp(check_level_words[level], least) != 0)
		level++;
	return (enum check_level)level;
}

static struct sufficient
by_step(const json_t *step, enum sufficient_why why)
{
	return (struct sufficient){ .least = level_of(step),
		.why = why,
		.article = json_str(step, "article"),
		.source = json_str(step, "source") };
}

static bool
is_about(const json_t *rule, const char *key, const char *word)
{
	const json_t *list = json_get(rule, key);
	return !list || json_has(list, word);
}

/* What the register asks for, of the rules that are about it the most; false: it says nothing. */
static bool
by_register(const struct sufficient_asked *x, const struct category *c, struct sufficient *ret)
{
	bool any = false;
	size_t i;
	const json_t *rule;
	json_array_foreach((json_t *)(uintptr_t)x->rules, i, rule) {
		if (!is_about(rule, "rights", right_name(x->right)) ||
		    !is_about(rule, "categories", c->id) || (any && level_of(rule) <= ret->least))
			continue;
		*ret = (struct sufficient){ .least = level_of(rule),
			.why = SUFFICIENT_REGISTER,
			.category = c->id,
			.reason = json_str(rule, "reason"),
			.article = "GDPR art. 12(6)" };
		any = true;
	}
	return any;
}

static struct sufficient
by_law(const struct sufficient_law *l, const struct category *c)
{
	struct sufficient most = by_step(json_get(l->doc->root, "ordinary"), SUFFICIENT_ORDINARY);
	const unsigned is = sensitivity_of(c);
	size_t i;
	const json_t *rule;
	json_array_foreach(json_get(l->doc->root, "sensitive"), i, rule) {
		unsigned of = 0;
		for (unsigned s = 0; s < SENSITIVE__MAX; s++)
			of |= is & 1u << s &&
				json_has(json_get(rule, "sensitivity"), sensitivity_words[s])
			    ? 1u << s
			    : 0;
		if (!of || level_of(rule) <= most.least)
			continue;
		most = by_step(rule, SUFFICIENT_SENSITIVE);
		most.category = c->id;
		most.sensitivity = of;
	}
	return most;
}

void
sufficient_for(
    const struct sufficient_law *l, const struct sufficient_asked *x, struct sufficient *ret)
{
	if (!right_wants_check(x->right, x->about)) {
		*ret = (struct sufficient){ .least = CHECK_NONE,
			.why = SUFFICIENT_ABSOLUTE,
			.article =
			    x->about == ABSOLUTE_MARKETING ? "GDPR art. 21(2)" : "GDPR art. 7(3)" };
		return;
	}
	*ret = by_step(json_get(l->doc->root, "nothing_held"), SUFFICIENT_NOTHING_HELD);
	for (const struct category *const *c = x->held; *c; c++) {
		struct sufficient one;
		if (!by_register(x, *c, &one))
			one = by_law(l, *c);
		if (c == x->held || one.least > ret->least)
			*ret = one;
	}
}
