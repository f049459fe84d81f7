/*
 * What check of who asks suffices: of the categories that hold something, or may, by lookup and
 * search, what law/sufficient says; and whether what was recorded reaches it.
 */
#include "dossier/checked.h"
#include "dossier/guard.h"
#include "dossier/phrase.h"
#include "decide_private.h"

/* What is not known to be empty may hold anything. */
static const struct category *const *
held_of(const struct dossier *d, const char *right, const json_t *looked)
{
	const char *const *ids = right_categories(d, right, d->a);
	size_t n = 0, most = 0;
	while (ids[most])
		most++;
	const struct category **held = arena_alloc(d->a, (most + 1) * sizeof(struct category *));
	for (; *ids; ids++) {
		const struct category *c =
		    held_is_empty(d, *ids, looked) ? NULL : reg_category(d->reg, *ids);
		if (c)
			held[n++] = c;
	}
	held[n] = NULL;
	return held;
}

static const json_t *
own_rules(const struct dossier *d)
{
	return json_get(d->reg->organisation, "verification");
}

const char *
checked_copy_reason(const struct dossier *d)
{
	return json_str(json_get(own_rules(d), "masked_copy"), "reason");
}

bool
checked_least(const struct dossier *d, const char *right, enum absolute about, const json_t *looked,
    struct sufficient *ret, struct err *err)
{
	const struct sufficient_law *law = laws_sufficient(d->in, err);
	if (!law)
		return false;
	const struct sufficient_asked x = { .right = right_of(right),
		.about = about,
		.held = held_of(d, right, looked),
		.rules = json_get(own_rules(d), "rules") };
	sufficient_for(law, &x, ret);
	return true;
}

/* ---- what was shown ---- */

const char *
checked_methods(enum check_level level, bool more, struct arena *a)
{
	size_t n;
	const char *names = NULL;
	const struct verify_method *m = guard_verify_methods(&n);
	for (size_t i = 0; i < n; i++)
		if (m[i].level == level ||
		    (more && m[i].level > level && m[i].level < CHECK_DOCUMENT))
			names = names ? arena_printf(a, "%s, %s", names, m[i].name) : m[i].name;
	return names ? names : "";
}

bool
check_is_taken_back(const struct dossier *d, const struct fact *check)
{
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (x->id == check->identifier && strcmp(x->state, "usable") != 0)
			return true;
	}
	return false;
}

/* The best that passed since a check failed; *ret_method: how. */
static enum check_level
reached(const struct dossier *d, const char *right, const char **ret_method)
{
	enum check_level best = CHECK_NONE;
	*ret_method = NULL;
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		const struct verify_method *m = guard_verify_method(f->method);
		if (f->kind != FACT_VERIFIED || (f->right && strcmp(f->right, right) != 0))
			continue;
		bool passed = strcmp(f->result, "passed") == 0;
		if (!passed)
			best = CHECK_NONE;
		if (passed && m && m->level > best && !check_is_taken_back(d, f)) {
			best = m->level;
			*ret_method = m->name;
		}
	}
	return best;
}

/* "category JBS-C17 (special)"; of the register: its reason. */
static const char *
because(const struct dossier *d, const struct sufficient *s)
{
	if (s->why == SUFFICIENT_REGISTER)
		return arena_printf(d->a, phrase("the register (%s)"), s->reason);
	if (s->why != SUFFICIENT_SENSITIVE)
		return phrase("what is held of them");
	auto_drop(json) json_t *of = sensitivity_json(s->sensitivity);
	const char *words = NULL;
	size_t i;
	const json_t *word;
	json_array_foreach(of, i, word)
		words = words ? arena_printf(d->a, "%s, %s", words, json_string_value(word))
			      : arena_strdup(d->a, json_string_value(word));
	return arena_printf(d->a, phrase("category %s (%s)"), s->category, words);
}

const char *
checked_lacks(const struct dossier *d, const char *right, enum absolute about)
{
	struct err unread = { 0 };
	struct sufficient s;
	const char *method;
	const enum check_level level = reached(d, right, &method);
	auto_drop(json) json_t *looked = dossier_looked(d, NULL, &unread);
	if (!checked_least(d, right, about, looked, &s, &unread))
		return arena_strdup(d->a, unread.text);
	if (!method || level >= s.least)
		return NULL;
	return arena_printf(d->a,
	    phrase("%s shows too little for %s (GDPR art. 12(6)): record one of %s; `dossier "
		   "verify %s` proposes which"),
	    method, because(d, &s), checked_methods(s.least, true, d->a), d->request.reference);
}

/* Of what only may be there it can not be said that it would have done. */
const char *
checked_enough(
    const json_t *looked, const struct sufficient *least, const char *method, struct arena *a)
{
	const struct verify_method *m = guard_verify_method(method);
	const enum check_level enough = least->least < CHECK_ON_FILE ? CHECK_ON_FILE : least->least;
	bool sure = json_array_size(json_get(looked, "contacts")) > 0 || enough > CHECK_ON_FILE;
	if (!m || m->level <= enough || (m->level <= CHECK_STRONG && !sure))
		return NULL;
	return checked_methods(enough, false, a);
}

const char *
checked_first(const struct dossier *d, const char *right, enum absolute about)
{
	struct err unread = { 0 };
	struct sufficient s;
	auto_drop(json) json_t *looked = dossier_looked(d, NULL, &unread);
	bool more = checked_least(d, right, about, looked, &s, &unread) && s.least > CHECK_ON_FILE;
	return !more ? "login" : s.least == CHECK_STRONG ? "letter-code" : "eid";
}
