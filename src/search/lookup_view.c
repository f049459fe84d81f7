/*
 * How a lookup is shown: the newest, in words, beside what the person gave.
 */
#include "dossier/checked.h"
#include "dossier/phrase.h"
#include "dossier/sensitivity.h"
#include "lookup.h"

/* A row for each outcome of each category of each system. */
static bool
held_rows(const struct dossier *d, const struct code_words *words, const json_t *result,
    json_t *out, struct err *err)
{
	const char *lang = phrase_language_now();
	size_t i, k;
	json_t *s, *j;
	json_array_foreach(json_get(result, "systems"), i, s) {
		json_array_foreach(json_get(s, "outcomes"), k, j) {
			struct outcome o;
			if (!outcome_read(j, d->a, &o, err))
				return false;
			const struct category *c = reg_category(d->reg, o.category);
			json_t *row = outcome_view(words, &o, lang, d->a);
			json_object_set(row, "system", json_get(s, "system"));
			json_object_set_new(row, "name",
			    json_string(c ? json_text_in(json_get(c->json, "name"), lang) : ""));
			json_object_set_new(
			    row, "sensitivity", sensitivity_json(c ? sensitivity_of(c) : 0));
			json_array_append_new(out, row);
		}
	}
	return true;
}

static json_t *
failures(const json_t *result, struct arena *a)
{
	json_t *out = json_array(), *s;
	size_t i;
	json_array_foreach(json_get(result, "systems"), i, s) {
		const char *error = json_str(s, "error");
		if (error)
			json_array_append_new(out,
			    json_pack("{s:O, s:s}", "system", json_get(s, "system"), "error",
				phrase_said(error, a)));
	}
	return out;
}

/* The contact data they gave, and whether it stood somewhere before. */
static json_t *
given(const struct dossier *d, const json_t *result)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (!strchr(x->source, '/') && identifier_is_contact(x))
			json_array_append_new(out,
			    json_pack("{s:I, s:s, s:s, s:o}", "identifier", (json_int_t)x->id,
				"kind", x->kind, "state", x->state, "on_file",
				on_file_json(on_file(result, x))));
	}
	return out;
}

/* Of the plan what no system is asked about; independent recipients are no place of ours. */
static json_t *
left_out(const struct dossier *d, const struct code_words *words)
{
	json_t *out = json_array();
	struct plan plan;
	dossier_plan(d, NULL, d->a, &plan);
	for (size_t i = 0; i < plan.nleft_out; i++)
		if (plan.left_out[i].category)
			json_array_append_new(out,
			    view_left_out(words, &plan.left_out[i], phrase_language_now(), d->a));
	return out;
}

static json_t *
view(const struct dossier *d, const struct lookup *x, const json_t *result, struct err *err)
{
	const struct code_words *words = installation_words(d->in, err);
	auto_drop(json) json_t *held = json_array();
	if (!words || !held_rows(d, words, result, held, err))
		return NULL;
	return json_pack("{s:s, s:o, s:s, s:I, s:O, s:O, s:o, s:O, s:o, s:o}", "reference",
	    d->request.reference, "at", instant_json(x->at), "by", x->by, "earlier",
	    (json_int_t)x->earlier, "held", held, "contacts", json_get(result, "contacts"), "given",
	    given(d, result), "matches", json_get(result, "matches"), "failed",
	    failures(result, d->a), "left_out", left_out(d, words));
}

json_t *
view_lookup(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	struct lookup x;
	if (!d || !installation_allows(in, who, d->org.id, act_roles(ACT_HANDLE), err))
		return NULL;
	auto_drop(json) json_t *result = dossier_looked(d, &x, err);
	if (!result && err->kind == ERR_NONE)
		err_set(err, ERR_NOTFOUND, "nobody looked yet what is held: `dossier lookup %s`",
		    d->request.reference);
	return result ? view(d, &x, result, err) : NULL;
}
