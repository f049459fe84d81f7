/*
 * What goes with the copy (art. 15(1), 15(2)) beside what the register says: what a person recorded
 * of it, whether data went to a recipient, and what is blank still.
 */
#include "model.h"

bool
model_is_draft(const json_t *facts)
{
	return json_array_size(json_get(facts, "open")) > 0;
}

void
model_told(json_t *m, const json_t *facts, const json_t *c)
{
	static const struct {
		const char *item, *told, *shows, *has;
	} items[] = { { "a", "told_a", "shows_a", "any_purposes" }, { "b", "told_b", NULL, NULL },
		{ "c", "told_c", NULL, NULL }, { "d", "told_d", "shows_d", "retention" },
		{ "e", "told_e", NULL, NULL }, { "f", "told_f", NULL, NULL },
		{ "g", "told_g", "shows_g", "any_origin" },
		{ "15-2", "told_transfers", NULL, NULL } };
	model_set_flag(m, "any_origin", json_flag(c, "provided") || json_flag(m, "any_sources"));
	for (size_t i = 0; i < array_len(items); i++) {
		json_t *told = json_array(), *x;
		size_t k;
		json_array_foreach(json_get(c, "told"), k, x)
			if (strcmp(json_str_or(x, "item", ""), items[i].item) == 0)
				json_array_append(told, x);
		const json_t *has = items[i].has ? json_get(m, items[i].has) : NULL;
		bool any = json_array_size(told) > 0 || json_is_true(has) || json_is_string(has);
		if (items[i].shows)
			model_set_flag(m, items[i].shows, any || model_is_draft(facts));
		model_set_list(m, items[i].told, told);
	}
	model_set_flag(m, "draft", model_is_draft(facts));
	/* of what was not found it is not said that nobody got it */
	bool nobody = json_flag(c, "concerned") && !model_is_draft(facts);
	model_set_flag(m, "nobody", nobody);
	model_set_flag(m, "shows_c",
	    nobody || json_flag(m, "any_recipients") || model_is_draft(facts) ||
		json_str(json_get(facts, "request"), "instructed_by"));
}

/* Each text once, with its categories. */
static json_t *
decisions(const json_t *facts, const struct words *w)
{
	json_t *out = json_array(), *c, *x, *had;
	size_t i, k, n;
	json_array_foreach(json_get(facts, "categories"), i, c)
		json_array_foreach(json_get(c, "told"), k, x) {
			json_t *same = NULL;
			if (strcmp(json_str_or(x, "item", ""), "h") != 0)
				continue;
			json_array_foreach(out, n, had)
				if (json_equal(json_get(had, "text"), json_get(x, "text")))
					same = had;
			if (!same) {
				same = json_copy(x);
				json_object_set_new(same, "names", json_string(""));
				json_array_append_new(out, same);
			}
			const char *names = json_str_or(same, "names", "");
			json_object_set_new(same, "names",
			    json_string(arena_printf(w->arena, "%s%s%s", names, *names ? ", " : "",
				model_name_of(c, w))));
		}
	return out;
}

void
model_decisions(json_t *m, const json_t *facts, const struct words *w)
{
	model_set_list(m, "told_h", decisions(facts, w));
	model_set_flag(m, "shows_h",
	    json_is_object(json_get(m, "automated")) || json_flag(m, "any_told_h") ||
		model_is_draft(facts));
}

void
model_reached(json_t *m, const json_t *recipient, const char *category, const struct words *w)
{
	json_t *out = json_array(), *x;
	size_t i;
	json_array_foreach(json_get(recipient, "reached"), i, x) {
		const char *id = json_str_or(x, "category", ""),
			   *state = json_str_or(x, "state", "");
		if (category && strcmp(category, id) != 0)
			continue;
		json_array_append_new(out,
		    json_pack("{s:s?, s:s?, s:s?}", "category",
			category ? NULL : model_category_name(w->facts, id, w), "state",
			words_get(w, "reached", state), "text", json_str(x, "text")));
	}
	model_set_list(m, "reached", out);
}

const char *
model_open_item(const json_t *facts, const json_t *o, const struct words *w)
{
	const char *recipient = json_str(o, "recipient");
	const char *name = recipient ? model_recipient_name(facts, recipient) : NULL;
	return arena_printf(w->arena, "%s: %s%s%s",
	    model_category_name(facts, json_str(o, "category"), w),
	    words_get(w, "item", json_str(o, "item")), name ? ", " : "", name ? name : "");
}
