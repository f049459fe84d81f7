/*
 * Identifiers that a system yielded. What a person may type into a profile proves nothing, so one
 * is only proposed unless the register names its proof; nor is a second one that a proof says is
 * the only one: one of the two is somebody else's, and which, a person says.
 */
#include "dossier/store/task_finish.h"
#include "search_private.h"

#define YIELDS_MAX 200

static bool
may_yield(const struct dossier *c, const struct task *t, const char *kind)
{
	const struct system *s = reg_system(c->reg, t->system);
	return s && json_has(json_get(s->json, "yields"), kind);
}

/* What the register says proves it; a slot's word is none. */
static const char *
proof_of(const struct dossier *c, const struct task *t, const json_t *yielded)
{
	const struct system *s = reg_system(c->reg, t->system);
	const char *source = json_str_or(yielded, "source", ""),
		   *kind = json_str_or(yielded, "kind", ""),
		   *field = json_str_or(yielded, "field", "");
	const json_t *collection, *rule;
	size_t i, k;
	json_array_foreach(json_get(s->json, "collections"), i, collection) {
		if (strcmp(json_str_or(collection, "name", ""), source) != 0)
			continue;
		json_array_foreach(json_get(collection, "yields"), k, rule)
			if (strcmp(json_str_or(rule, "kind", ""), kind) == 0 &&
			    strcmp(json_str_or(rule, "field", ""), field) == 0)
				return json_str(rule, "proof");
	}
	return NULL;
}

/* Does another that was found now speak against it? What was known before: identifier_found.sql. */
static bool
is_contested(const struct identifier *x, const struct identifier *found, size_t n)
{
	bool contested = false;
	for (size_t i = 0; i < n; i++)
		contested = contested || identifiers_conflict(x, &found[i]);
	return contested;
}

bool
yields_accept(struct installation *in, const struct dossier *c, const struct task *t,
    const json_t *answer, struct arena *a, struct task_done *d, struct err *err)
{
	const json_t *list = json_get(answer, "yields"), *y;
	/* never silently fewer: what is left out would open no further system, unseen */
	if (json_array_size(list) > YIELDS_MAX)
		return err_set(err, ERR_INPUT,
		    "%s yields more than %d identifiers of one person: its match is too wide",
		    t->system, YIELDS_MAX);
	struct identifier *out = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*out));
	size_t i, n = 0;
	json_array_foreach(list, i, y) {
		const struct identifier_value v = { json_str_or(y, "kind", ""),
			json_str_or(y, "value", "") };
		/* a phone number nobody can dial is no way to find anybody */
		struct err unreadable = { 0 };
		if (!may_yield(c, t, v.kind) ||
		    !identifier_sealed(
			in, &c->org, t->reference, c->keys, &v, a, &out[n], &unreadable))
			continue;
		out[n].source = arena_printf(a, "%s/%s", t->system, json_str_or(y, "source", ""));
		out[n].proof = proof_of(c, t, y);
		n++;
	}
	for (i = 0; i < n; i++)
		out[i].state =
		    out[i].proof && !is_contested(&out[i], out, n) ? "usable" : "proposed";
	d->ids = out;
	d->nids = n;
	return true;
}
