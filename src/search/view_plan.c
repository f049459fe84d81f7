/*
 * Views of the search: what would be asked or was asked of whom, and the tasks of an organisation.
 */
#include "dossier/corrected.h"
#include "dossier/decide.h"
#include "dossier/phrase.h"
#include "dossier/store/user.h"
#include "search_private.h"

/* "phone, customer_id" */
static const char *
joined(const char *const *kinds, struct arena *a)
{
	const char *list = NULL;
	for (; *kinds; kinds++)
		list = list ? arena_printf(a, "%s, %s", list, *kinds) : *kinds;
	return list;
}

json_t *
view_left_out(
    const struct code_words *w, const struct plan_left_out *l, const char *lang, struct arena *a)
{
	json_t *v = json_pack("{s:s?, s:s?, s:s}", "category", l->category, "recipient",
	    l->recipient, "reason", reason_words(w, &l->why, lang, a));
	reason_put(v, "code", &l->why);
	return v;
}

static json_t *
planned(const struct dossier *d, const struct plan *plan)
{
	json_t *tasks = json_array();
	for (size_t i = 0; i < plan->ntasks; i++) {
		const struct plan_task *t = &plan->tasks[i];
		const char *connector = search_planned(d->in, &d->org, d->reg, t, d->a);
		json_array_append_new(tasks,
		    json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:s?, s:[]}", "system", t->system,
			"action", action_name(t->action), "state", "planned", "connector",
			connector, "categories", json_strings(t->categories, SIZE_MAX), "needs",
			json_strings(t->needs, SIZE_MAX), "waits_for",
			t->waits ? joined(t->needs, d->a) : NULL, "outcomes"));
	}
	return tasks;
}

/* Is it by hand alone that a right is done: nobody was asked for it? */
static bool
is_said_by_hand(const struct dossier *d, const struct plan_left_out *l)
{
	const char *erasure = right_article(RIGHT_ERASURE);
	if (l->why.code != REASON_BY_HAND || strcmp(l->why.article, erasure) != 0)
		return true;
	for (size_t i = 0; i < d->tasks.n; i++)
		if (d->tasks.items[i].action == ACTION_ERASE)
			return false;
	return true;
}

static json_t *
plan_view(const struct dossier *d, struct err *err)
{
	struct plan plan;
	dossier_plan(d,
	    d->tasks.n ? NULL : search_changes(d->in, &d->org, d->reg, ACTION_ERASE, d->a), d->a,
	    &plan);
	const struct code_words *words = installation_words(d->in, err);
	auto_drop(json) json_t *waits = json_object();
	json_t *ids = words && dossier_waits(d, waits, err) ? view_identifiers(d, err) : NULL;
	if (!ids)
		return NULL;
	json_t *tasks = d->tasks.n ? json_array() : planned(d, &plan), *left = json_array();
	for (size_t i = 0; i < d->tasks.n; i++)
		json_array_append_new(tasks, view_dossier_task(words, d, &d->tasks.items[i], d->a));
	for (size_t i = 0; i < plan.nleft_out; i++)
		if (is_said_by_hand(d, &plan.left_out[i]))
			json_array_append_new(left,
			    view_left_out(words, &plan.left_out[i], phrase_language_now(), d->a));
	return json_pack("{s:s, s:O, s:o, s:o, s:o, s:o, s:o}", "reference", d->request.reference,
	    "status", json_get(waits, "status"), "rights", view_rights(&d->rights), "identifiers",
	    ids, "tasks", tasks, "left_out", left, "unidentified", view_unidentified(d));
}

json_t *
view_plan(struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	return d ? plan_view(d, err) : NULL;
}

/* What the person reads these categories called: the register's names. */
static json_t *
names_of(const struct dossier *d, const struct task *t)
{
	json_t *names = json_object();
	size_t i;
	json_t *id;
	json_array_foreach(t->categories, i, id) {
		const struct category *c = reg_category(d->reg, json_string_value(id));
		if (c)
			json_object_set(names, c->id, json_get(c->json, "name"));
	}
	return names;
}

/* What is to stand there, for who does it or decides. */
static bool
add_correct(const struct dossier *d, const struct task *t, json_t *to, struct err *err)
{
	struct err denied = { 0 };
	if (t->action != ACTION_RECTIFY ||
	    !installation_allows(d->in, d->who, d->org.id, act_roles(ACT_TASK), &denied))
		return true;
	json_t *fields = corrected_of(d->in, d, t, phrase_language_now(), d->a, err);
	json_object_set_new(to, "correct", fields);
	return fields != NULL;
}

json_t *
view_one_task(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	const struct code_words *words = d ? installation_words(in, err) : NULL;
	const struct task *t = words ? task_named(d, name, err) : NULL;
	json_t *v = t ? view_dossier_task(words, d, t, d->a) : NULL;
	if (v)
		json_object_set_new(v, "names", names_of(d, t));
	if (!v || add_correct(d, t, v, err))
		return v;
	json_decref(v);
	return NULL;
}

/* Why it failed; that is sealed. */
static const char *
error_of(struct installation *in, int64_t org_id, const struct task *t, struct arena *a)
{
	struct err bad = { 0 };
	if (!t->error)
		return NULL;
	auto_drop(request_keys) struct request_keys *keys =
	    dossier_keys(in, org_id, t->request_id, t->reference, &bad);
	return dossier_error_words(keys, t->reference, t->error, a);
}

/* Of which of their requests who looks is told nothing: those about themselves. */
static bool
own_of(struct installation *in, const struct actor *who, const struct org *org,
    const struct task_list *list, struct arena *a, struct request_ids *ret, struct err *err)
{
	struct request_ids ids = { arena_alloc(a, (list->n + 1) * sizeof(*ids.items)), list->n };
	for (size_t i = 0; i < list->n; i++)
		ids.items[i] = list->items[i].request_id;
	return themselves_among(in, org, who->name, &ids, a, ret, err);
}

/* Why they failed may tell of the person: whoever is shown that has looked. */
static bool
tasks_seen(struct installation *in, const struct actor *who, const struct org_list *orgs,
    const json_t *tasks, struct err *err)
{
	auto_drop(json) json_t *told = json_array();
	size_t i;
	json_t *t;
	json_array_foreach((json_t *)(uintptr_t)tasks, i, t)
		if (json_str(t, "error"))
			json_array_append(told, t);
	return dossier_person_seen(in, who, orgs, "view.tasks", told, err);
}

json_t *
view_tasks(struct installation *in, const struct actor *who, const char *org, const char *state,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	if (!installation_orgs(in, who, org, act_roles(ACT_SEE), a, &orgs, err))
		return NULL;
	json_t *out = json_array();
	for (size_t i = 0; i < orgs.n; i++) {
		struct task_list list;
		struct request_ids own;
		if (!task_list(in->db, orgs.items[i].id, state, 1000, a, &list, err) ||
		    !own_of(in, who, &orgs.items[i], &list, a, &own, err)) {
			json_decref(out);
			return NULL;
		}
		for (size_t k = 0; k < list.n; k++) {
			const struct task *t = &list.items[k];
			bool mine = request_ids_have(&own, t->request_id);
			const char *error = mine ? NULL : error_of(in, orgs.items[i].id, t, a);
			json_t *v = view_task(&orgs.items[i], t, error);
			json_object_set_new(v, "reference", json_string(list.items[k].reference));
			json_object_set_new(v, "organisation", json_string(orgs.items[i].slug));
			json_object_set_new(v, "due", date_json(list.items[k].due));
			json_array_append_new(out, v);
			json_decref(list.items[k].needs);
			json_decref(list.items[k].categories);
		}
	}
	if (!tasks_seen(in, who, &orgs, out, err)) {
		json_decref(out);
		return NULL;
	}
	return out;
}
