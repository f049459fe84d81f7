/*
 * One more round of asking the systems what they hold of a person: to decide on it anew, to see
 * that nothing came back, or as a duty to keep is over. It reads, and changes nothing there.
 */
#include "dossier/text.h"
#include "change_private.h"

/* What a round is for; one that nobody planned is of an erasure. */
const struct preview *
change_round_of(const struct preview_list *l, const char *system, int change)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].change == change && strcmp(l->items[i].system, system) == 0)
			return &l->items[i];
	return NULL;
}

enum action
change_find_action(const struct preview_list *l, const struct task *t)
{
	const struct preview *p = change_round_of(l, t->system, t->change);
	const struct change_rule *rule = change_rule_named(p ? p->action : NULL);
	return rule ? rule->action : ACTION_ERASE;
}

struct asking {
	struct dossier *d;
	const char *purpose;
	enum action action;
	struct preview_list rounds; /* so far */
	struct plan plan;           /* of an erasure */
};

/* The newest task that asked it for that; NULL: none did. */
static const struct task *
asked_before(const struct asking *x, const char *system)
{
	const struct task *newest = NULL;
	for (size_t i = 0; i < x->d->tasks.n; i++) {
		const struct task *t = &x->d->tasks.items[i];
		if (t->action == ACTION_FIND && !search_asks_people(t) &&
		    strcmp(t->system, system) == 0 &&
		    change_find_action(&x->rounds, t) == x->action &&
		    (!newest || t->change > newest->change))
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
left(const struct asking *x, json_t *categories)
{
	json_t *out = json_array(), *id;
	size_t i;
	json_array_foreach(categories, i, id)
		if (x->action != ACTION_ERASE || !change_spares(x->d, json_string_value(id)))
			json_array_append(out, id);
	if (json_array_size(out) == 0)
		json_array_extend(out, categories);
	json_decref(categories);
	return out;
}

bool
change_find_task(const struct dossier *d, const struct system *s, int change, struct task *ret)
{
	*ret = (struct task){
		.org_id = d->org.id,
		.request_id = d->request.id,
		.system = s->id,
		.action = ACTION_FIND,
		.change = change,
		.state = "ready",
		.connector = search_connector(d->in, &d->org, d->reg, s->id, ACTION_FIND, d->a),
		.yields = json_get(s->json, "yields"),
		.due = d->request.due,
	};
	return !search_asks_people(ret);
}

/* As it is planned now, else as it was asked before: a right that was answered plans nothing. */
static bool
make_task(const struct asking *x, const struct system *s, struct task *ret)
{
	const struct plan_task *now = x->action == ACTION_ERASE ? planned(&x->plan, s->id) : NULL;
	const struct task *before = asked_before(x, s->id);
	if ((!now && !before) || !change_find_task(x->d, s, change_next(x->d), ret))
		return false;
	if (now && now->waits)
		ret->state = "waiting";
	ret->needs = now ? json_strings(now->needs, SIZE_MAX) : json_incref(before->needs);
	ret->categories = left(
	    x, now ? json_strings(now->categories, SIZE_MAX) : json_incref(before->categories));
	return true;
}

static bool
plan_row(const struct asking *x, const struct task *t, struct err *err)
{
	const struct task *before = asked_before(x, t->system);
	const struct preview *was =
	    before ? change_round_of(&x->rounds, before->system, before->change) : NULL;
	const struct preview p = { .system = t->system,
		.action = action_name(x->action),
		.wanted = was ? was->wanted : NULL,
		.change = t->change,
		.purpose = x->purpose,
		.register_version = x->d->request.register_version };
	return preview_plan(x->d->in->db, &x->d->request, &p, err);
}

bool
change_asked_event(struct dossier *d, const char *purpose, enum action action,
    const struct task *tasks, size_t n, struct err *err)
{
	json_t *systems = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(systems, json_string(tasks[i].system));
	return dossier_event(d, "change.asked",
	    json_pack("{s:s, s:s, s:i, s:o}", "purpose", purpose, "action", action_name(action),
		"round", tasks[0].change, "systems", systems),
	    err);
}

static bool
write_round(const struct asking *x, const struct task *tasks, size_t n, struct err *err)
{
	bool ok = task_insert(x->d->in->db, tasks, n, err);
	for (size_t i = 0; i < n; i++)
		ok = ok && plan_row(x, &tasks[i], err);
	return ok && change_asked_event(x->d, x->purpose, x->action, tasks, n, err);
}

bool
change_ask(struct dossier *d, const char *purpose, enum action action, const char *const *systems,
    int64_t *ret_n, struct err *err)
{
	struct asking x = { .d = d, .purpose = purpose, .action = action };
	struct task *tasks = arena_alloc(d->a, (d->reg->inv.nsystems + 1) * sizeof(*tasks));
	size_t n = 0;
	if (!preview_list(d->in->db, d->request.org_id, d->request.id, d->a, &x.rounds, err))
		return false;
	if (action == ACTION_ERASE)
		dossier_plan(
		    d, search_changes(d->in, &d->org, d->reg, action, d->a), d->a, &x.plan);
	for (size_t i = 0; i < d->reg->inv.nsystems; i++) {
		const struct system *s = &d->reg->inv.systems[i];
		if (!systems || text_among(s->id, systems, SIZE_MAX))
			n += make_task(&x, s, &tasks[n]);
	}
	bool ok = n == 0 || write_round(&x, tasks, n, err);
	for (size_t i = 0; i < n; i++) {
		json_decref(tasks[i].needs);
		json_decref(tasks[i].categories);
	}
	*ret_n = (int64_t)n;
	return ok;
}
