/*
 * One more round of asking the systems what they hold of a person: to decide on it anew, to see
 * that nothing came back, or as a duty to keep is over. It reads, and changes nothing there.
 */
#include "dossier/text.h"
#include "change_private.h"

/* The newest task that asked it; NULL: none did. */
static const struct task *
asked_before(const struct dossier *d, const char *system)
{
	const struct task *newest = NULL;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (t->action == ACTION_FIND && !search_asks_people(t) &&
		    strcmp(t->system, system) == 0 && (!newest || t->change > newest->change))
			newest = t;
	}
	return newest;
}

static const struct plan_task *
planned(const struct plan *p, const char *system)
{
	for (size_t i = 0; i < p->ntasks; i++)
		if (p->tasks[i].action == ACTION_FIND && strcmp(p->tasks[i].system, system) == 0)
			return &p->tasks[i];
	return NULL;
}

/* Without those of which something else was decided, where that leaves any. */
static json_t *
left(const struct dossier *d, json_t *categories)
{
	json_t *out = json_array(), *id;
	size_t i;
	json_array_foreach(categories, i, id)
		if (!change_spares(d, json_string_value(id)))
			json_array_append(out, id);
	if (json_array_size(out) == 0)
		json_array_extend(out, categories);
	json_decref(categories);
	return out;
}

/* As it is planned now, else as it was asked before: a right that was answered plans nothing. */
static bool
make_task(const struct dossier *d, const struct plan *p, const struct system *s, struct task *ret)
{
	const struct plan_task *now = planned(p, s->id);
	const struct task *before = asked_before(d, s->id);
	if (!now && !before)
		return false;
	*ret = (struct task){
		.org_id = d->org.id,
		.request_id = d->request.id,
		.system = s->id,
		.action = ACTION_FIND,
		.change = change_next(d),
		.state = now && now->waits ? "waiting" : "ready",
		.connector = search_connector(d->in, &d->org, d->reg, s->id, ACTION_FIND, d->a),
		.yields = json_get(s->json, "yields"),
		.due = d->request.due,
	};
	if (search_asks_people(ret))
		return false;
	ret->needs = now ? json_strings(now->needs, SIZE_MAX) : json_incref(before->needs);
	ret->categories = left(
	    d, now ? json_strings(now->categories, SIZE_MAX) : json_incref(before->categories));
	return true;
}

static bool
plan_row(const struct dossier *d, const struct task *t, const char *purpose, struct err *err)
{
	const struct preview p = { .system = t->system,
		.action = action_name(ACTION_ERASE),
		.change = t->change,
		.purpose = purpose,
		.register_version = d->request.register_version,
		.at = clock_now() };
	return preview_plan(d->in->db, &d->request, &p, err);
}

static bool
write_round(
    struct dossier *d, const struct task *tasks, size_t n, const char *purpose, struct err *err)
{
	json_t *systems = json_array();
	bool ok = task_insert(d->in->db, tasks, n, err);
	for (size_t i = 0; i < n; i++) {
		ok = ok && plan_row(d, &tasks[i], purpose, err);
		json_array_append_new(systems, json_string(tasks[i].system));
	}
	json_t *body = json_pack(
	    "{s:s, s:i, s:o}", "purpose", purpose, "round", tasks[0].change, "systems", systems);
	if (ok)
		return dossier_event(d, "change.asked", body, err);
	json_decref(body);
	return false;
}

bool
change_ask(struct dossier *d, const char *purpose, const char *const *systems, int64_t *ret_n,
    struct err *err)
{
	struct plan p;
	struct task *tasks = arena_alloc(d->a, (d->reg->inv.nsystems + 1) * sizeof(*tasks));
	size_t n = 0;
	dossier_plan(d, search_changes(d->in, &d->org, d->reg, d->a), d->a, &p);
	for (size_t i = 0; i < d->reg->inv.nsystems; i++) {
		const struct system *s = &d->reg->inv.systems[i];
		if (!systems || text_among(s->id, systems, SIZE_MAX))
			n += make_task(d, &p, s, &tasks[n]);
	}
	bool ok = n == 0 || write_round(d, tasks, n, purpose, err);
	for (size_t i = 0; i < n; i++) {
		json_decref(tasks[i].needs);
		json_decref(tasks[i].categories);
	}
	*ret_n = (int64_t)n;
	return ok;
}
