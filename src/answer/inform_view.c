/*
 * What goes with the copy of one request, told: to who works on it, and into the facts of its
 * archive. Decides nothing.
 */
#include "answer_private.h"

/* What a person recorded, opened; NULL: nothing was. */
static bool
words_of(const struct dossier *d, const struct fact *f, const char **ret, struct err *err)
{
	*ret = NULL;
	return !f || (*ret = decide_fact_text(d, f, err)) != NULL;
}

/* ---- to who works on it ---- */

static json_t *
item_view(const struct informing_item *i, const char *text)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:s?, s:s?}", "category", i->category->id,
	    "item", info_words[i->item], "article", info_article(i->item), "title",
	    info_title(i->item), "state", info_state_name(i->state), "number",
	    i->said ? json_integer((json_int_t)i->said->ref) : json_null(), "text", text, "by",
	    i->said ? i->said->by : NULL);
}

static json_t *
reach_view(const struct informing_reach *r, const char *text)
{
	const json_t *described = json_get(r->recipient->json, "described_as");
	const char *name = r->recipient->name ? r->recipient->name : json_string_value(described);
	return json_pack("{s:s, s:s?, s:b, s:[s], s:s, s:o, s:s?, s:s?}", "recipient",
	    r->recipient->id, "name", name, "named", r->recipient->name != NULL, "categories",
	    r->category->id, "state", reach_name(r->reach), "number",
	    r->said ? json_integer((json_int_t)r->said->ref) : json_null(), "text", text, "by",
	    r->said ? r->said->by : NULL);
}

/* One row for the categories of which the same is to be said. */
static void
add_row(json_t *rows, json_t *row)
{
	size_t i;
	json_t *had;
	json_array_foreach(rows, i, had) {
		bool same = strcmp(json_str_or(had, "recipient", ""),
				json_str_or(row, "recipient", "")) == 0 &&
		    strcmp(json_str_or(had, "state", ""), json_str_or(row, "state", "")) == 0 &&
		    json_equal(json_get(had, "number"), json_get(row, "number"));
		if (!same)
			continue;
		json_array_extend(
		    json_object_get(had, "categories"), json_object_get(row, "categories"));
		json_decref(row);
		return;
	}
	json_array_append_new(rows, row);
}

static bool
items_view(const struct dossier *d, const struct informing *x, json_t *out, struct err *err)
{
	for (size_t i = 0; i < x->nitems; i++) {
		const char *text;
		if (!words_of(d, x->items[i].said, &text, err))
			return false;
		json_array_append_new(out, item_view(&x->items[i], text));
	}
	return true;
}

/* In the order of the register, whatever category comes first. */
static bool
reaches_view(const struct dossier *d, const struct informing *x, json_t *out, struct err *err)
{
	for (size_t k = 0; k < d->reg->inv.nrecipients; k++)
		for (size_t i = 0; i < x->nreaches; i++) {
			const char *text;
			if (x->reaches[i].recipient != &d->reg->inv.recipients[k])
				continue;
			if (!words_of(d, x->reaches[i].said, &text, err))
				return false;
			add_row(out, reach_view(&x->reaches[i], text));
		}
	return true;
}

static json_t *
view(const struct dossier *d, struct err *err)
{
	struct informing x;
	auto_drop(json) json_t *items = json_array(), *recipients = json_array();
	informing_of(d, d->a, &x);
	if (!items_view(d, &x, items, err) || !reaches_view(d, &x, recipients, err))
		return NULL;
	return json_pack("{s:s, s:I, s:O, s:O}", "reference", d->request.reference, "blanks",
	    (json_int_t)x.nblanks, "items", items, "recipients", recipients);
}

json_t *
answer_informed(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	return d ? view(d, err) : NULL;
}

/* ---- into an archive ---- */

static json_t *
by_id(json_t *list, const char *id)
{
	size_t i;
	json_t *x;
	json_array_foreach(list, i, x)
		if (strcmp(json_str_or(x, "id", ""), id) == 0)
			return x;
	return NULL;
}

static void
append_to(json_t *object, const char *key, json_t *value)
{
	if (!json_get(object, key))
		json_object_set_new(object, key, json_array());
	json_array_append_new(json_object_get(object, key), value);
}

static bool
item_facts(
    const struct dossier *d, const struct informing_item *i, json_t *category, struct err *err)
{
	const char *text;
	json_object_set_new(category, "concerned", json_true());
	if (!i->said)
		return true;
	if (!words_of(d, i->said, &text, err))
		return false;
	append_to(category, "told",
	    json_pack("{s:s, s:s, s:b}", "item", info_words[i->item], "text", text, "impossible",
		i->state == INFO_IMPOSSIBLE));
	return true;
}

/* Who got it: with the recipient what of it, with the category who. */
static bool
reach_facts(const struct dossier *d, const struct informing_reach *r, json_t *category,
    json_t *recipient, struct err *err)
{
	const char *text;
	if (!words_of(d, r->said, &text, err))
		return false;
	append_to(recipient, "reached",
	    json_pack("{s:s, s:s, s:s*}", "category", r->category->id, "state",
		reach_name(r->reach), "text", text && *text ? text : NULL));
	if (reach_is_recipient(r->reach))
		append_to(category, "recipients", json_string(r->recipient->id));
	return true;
}

bool
informing_facts(const struct dossier *d, json_t *facts, struct err *err)
{
	struct informing x;
	json_t *categories = json_object_get(facts, "categories"),
	       *recipients = json_object_get(facts, "recipients");
	informing_of(d, d->a, &x);
	/* of those concerned who really got them stands there, not who may */
	for (size_t i = 0; i < x.nitems; i++)
		if (x.items[i].item == INFO_RECIPIENTS)
			json_object_set_new(
			    by_id(categories, x.items[i].category->id), "recipients", json_array());
	for (size_t i = 0; i < x.nitems; i++)
		if (!item_facts(d, &x.items[i], by_id(categories, x.items[i].category->id), err))
			return false;
	for (size_t i = 0; i < x.nreaches; i++)
		if (!reach_facts(d, &x.reaches[i], by_id(categories, x.reaches[i].category->id),
			by_id(recipients, x.reaches[i].recipient->id), err))
			return false;
	return true;
}
