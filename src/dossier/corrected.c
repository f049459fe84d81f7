/*
 * What was decided to be corrected: opened from the rounds in which it is done, the last one last.
 */
#include "dossier/corrected.h"
#include "dossier/correction.h"
#include "dossier/text.h"

const char *
wanted_place(const struct request *r, const char *system, struct arena *a)
{
	return arena_printf(a, "wanted/%s/%s", r->reference, system);
}

json_t *
wanted_open(const struct dossier *d, const struct preview *p, struct arena *a, struct err *err)
{
	if (!p || !p->wanted)
		return json_null();
	const char *plain =
	    unseal(d->keys->ledger, wanted_place(&d->request, p->system, a), p->wanted, a, err);
	json_t *v = plain ? json_loads(plain, 0, NULL) : NULL;
	if (plain && !v)
		err_set(err, ERR_SYSTEM, "what was sealed of a change cannot be read back");
	return v;
}

/* ---- by field ---- */

struct gathering {
	struct installation *in; /* a dossier of the worker has none */
	const struct dossier *d;
	const char *const *categories; /* NULL: each */
	const char *language;
	struct arena *a;
	json_t *fields;
};

const char *
corrected_category(const struct dossier *d, const char *collection)
{
	const struct inventory *inv = &d->reg->inv;
	for (size_t i = 0; i < inv->nsystems; i++) {
		size_t k;
		json_t *c;
		json_array_foreach(json_get(inv->systems[i].json, "collections"), k, c)
			if (strcmp(json_str_or(c, "name", ""), collection) == 0)
				return json_str_or(c, "category", "");
	}
	return "";
}

/* One that was said again takes the place of what stood. */
static void
add_field(struct gathering *g, const char *collection, const char *column, json_t *value)
{
	const struct dossier *d = g->d;
	const char *category = corrected_category(d, collection);
	size_t i;
	json_t *f;
	if (g->categories && !text_among(category, g->categories, SIZE_MAX))
		return;
	json_array_foreach(g->fields, i, f)
		if (strcmp(json_str_or(f, "collection", ""), collection) == 0 &&
		    strcmp(json_str_or(f, "column", ""), column) == 0) {
			json_object_set(f, "value", value);
			return;
		}
	json_array_append_new(g->fields,
	    json_pack("{s:s, s:s, s:s, s:s, s:O}", "collection", collection, "column", column,
		"category", category, "label",
		correction_label(&d->reg->inv, collection, column, g->language, g->a), "value",
		value));
}

static bool
add_round(struct gathering *g, const struct preview *p, struct err *err)
{
	const char *collection, *column;
	json_t *set, *value;
	if (strcmp(p->action, action_name(ACTION_RECTIFY)) != 0)
		return true;
	auto_drop(json) json_t *wanted = wanted_open(g->d, p, g->a, err);
	json_object_foreach(json_object_get(wanted, "values"), collection, set)
		json_object_foreach(set, column, value)
			add_field(g, collection, column, value);
	return wanted != NULL;
}

static json_t *
gather(struct gathering *g, const struct task *t, struct err *err)
{
	struct preview_list rounds;
	const struct request *r = &g->d->request;
	auto_drop(json) json_t *fields = g->fields = json_array();
	if (!preview_list(g->in->db, r->org_id, r->id, g->a, &rounds, err))
		return NULL;
	for (size_t i = 0; i < rounds.n; i++) {
		const struct preview *p = &rounds.items[i];
		bool ours = !t || (p->change == t->change && strcmp(p->system, t->system) == 0);
		if (ours && !add_round(g, p, err))
			return NULL;
	}
	return take(fields);
}

json_t *
corrected_fields(
    const struct dossier *d, const char *const *categories, const char *language, struct err *err)
{
	struct gathering g = { d->in, d, categories, language, d->a, NULL };
	return gather(&g, NULL, err);
}

json_t *
corrected_of(struct installation *in, const struct dossier *d, const struct task *t,
    const char *language, struct arena *a, struct err *err)
{
	/* of what is nothing of theirs they read nothing */
	struct gathering g = { in, d, json_texts(t->categories, a), language, a, NULL };
	return gather(&g, t, err);
}
