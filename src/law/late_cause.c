/*
 * Causes of lateness: the table of templates/law/late-causes.json. No law asks for them; art. 5(2)
 * GDPR asks to be able to explain. Judges nothing.
 */
#include "dossier/late_cause.h"
#include "rules.h"

struct late_causes {
	struct arena *arena;
	struct json_doc *doc;
	struct late_cause *items;
	size_t n;
};

static void
read_causes(struct late_causes *l)
{
	const json_t *items = json_get(l->doc->root, "causes"), *j;
	size_t i;
	l->items = arena_alloc(l->arena, json_array_size(items) * sizeof(*l->items));
	json_array_foreach(items, i, j)
		l->items[l->n++] = (struct late_cause){ json_str(j, "id"), json_get(j, "name"),
			json_flag(j, "note") };
}

struct late_causes *
late_causes_open(struct err *err)
{
	auto_drop(late_causes) struct late_causes *l = xcalloc(1, sizeof(*l));
	l->arena = arena_new();
	l->doc = rules_load("law/late-causes.json", "law/late-causes.schema.json", l->arena, err);
	if (!l->doc)
		return NULL;
	read_causes(l);
	return take(l);
}

void
late_causes_free(struct late_causes *l)
{
	if (!l)
		return;
	json_doc_free(l->doc);
	arena_free(l->arena);
	free(l);
}

const struct late_cause *
late_causes_all(const struct late_causes *l, size_t *ret_n)
{
	*ret_n = l->n;
	return l->items;
}

const char *
late_causes_names(const struct late_causes *l, struct arena *a)
{
	const char *names = NULL;
	for (size_t i = 0; i < l->n; i++)
		names = names ? arena_printf(a, "%s, %s", names, l->items[i].id) : l->items[i].id;
	return names ? names : "none";
}

const struct late_cause *
late_cause_find(const struct late_causes *l, const char *id, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->items[i].id, id) == 0)
			return &l->items[i];
	if (!*id)
		(void)err_set(err, ERR_USAGE, "lateness without its cause: expected one of %s",
		    late_causes_names(l, a));
	(void)err_set(err, ERR_USAGE, "no cause of lateness \"%.40s\": expected one of %s", id,
	    late_causes_names(l, a));
	return NULL;
}
