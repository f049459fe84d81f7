/*
 * What begins at once: a decision to restrict, lift, correct or stop has the systems asked which
 * records are the person's, and what they say begins by itself. Nothing goes by it: the old values
 * stand in the ledger. Where no program does it people are asked.
 */
#include "dossier/corrected.h"
#include "dossier/erase_rule.h"
#include "dossier/text.h"
#include "change_private.h"

/* ---- what is asked of whom ---- */

struct beginning {
	struct dossier *d;
	enum action action;
	const json_t *categories, *values;
	json_t *wanted;
	int change;
	struct task *finds;
	size_t nfinds;
	struct change_target *people;
	size_t npeople;
	json_t *kept; /* what targets borrow */
};

static const struct category *
category_of(const struct beginning *b, const json_t *collection)
{
	const char *id = json_str_or(collection, "category", "");
	return json_has(b->categories, id) ? reg_category(b->d->reg, id) : NULL;
}

/* Does the register say how it is done there, of any collection of these categories? */
static bool
has_rule(const struct beginning *b, const struct system *s, bool *ret, struct err *err)
{
	const json_t *c;
	size_t i;
	json_array_foreach(json_get(s->json, "collections"), i, c) {
		struct erase_rule rule;
		struct err why = { 0 };
		if (!category_of(b, c))
			continue;
		if (!set_rule_read(c, b->action, b->values, b->d->a, &rule, &why))
			return err_set(
			    err, ERR_DENIED, "%s: %s", b->d->request.reference, why.text);
		*ret = *ret || rule.act == ERASE_ANONYMISE;
	}
	return true;
}

/* A restriction is lifted where one was asked for. */
static bool
was_asked(const struct dossier *d, const char *system, enum action action)
{
	for (size_t i = 0; i < d->tasks.n; i++)
		if (d->tasks.items[i].action == action &&
		    strcmp(d->tasks.items[i].system, system) == 0)
			return true;
	return false;
}

static bool
add(struct beginning *b, const struct plan_task *t, const char *const *changes, struct err *err)
{
	struct dossier *d = b->d;
	const struct system *s = reg_system(d->reg, t->system);
	bool program = false;
	if (b->action == ACTION_LIFT && !was_asked(d, t->system, ACTION_RESTRICT))
		return true;
	if (!t->by_hand && text_among(t->system, changes, SIZE_MAX) &&
	    !has_rule(b, s, &program, err))
		return false;
	json_t *ids = json_strings(t->categories, SIZE_MAX);
	json_array_append_new(b->kept, ids);
	if (program && !change_missing(d, s) &&
	    change_find_task(d, s, b->change, &b->finds[b->nfinds])) {
		struct task *find = &b->finds[b->nfinds++];
		find->needs = json_strings(t->needs, SIZE_MAX);
		find->categories = ids;
		json_array_append_new(b->kept, find->needs);
		return true;
	}
	b->people[b->npeople++] = (struct change_target){ s->id, b->change, ids, NULL };
	return true;
}

static bool
look_for_all(struct beginning *b, struct err *err)
{
	struct dossier *d = b->d;
	const struct inventory *inv = &d->reg->inv;
	static const char *const none[] = { NULL };
	const struct plan_asked asked = { .controller = d->request.instructed_by, .known = none };
	struct plan p;
	plan_change(inv, &asked, b->action, json_texts(b->categories, d->a), d->a, &p);
	const char *const *changes = search_changes(d->in, &d->org, d->reg, b->action, d->a);
	b->finds = arena_alloc(d->a, (p.ntasks + 1) * sizeof(*b->finds));
	b->people = arena_alloc(d->a, (p.ntasks + 1) * sizeof(*b->people));
	for (size_t i = 0; i < p.ntasks; i++)
		if (!add(b, &p.tasks[i], changes, err))
			return false;
	return b->nfinds + b->npeople > 0 ||
	    err_set(err, ERR_DENIED, "%s: no system holds what is to be changed (%s)",
		d->request.reference, action_name(b->action));
}

/* ---- what may be written ---- */

/* Each collection named is one of these categories, somewhere; its columns are checked there. */
static bool
check_values(const struct beginning *b, struct err *err)
{
	const struct inventory *inv = &b->d->reg->inv;
	const char *name;
	json_t *set;
	json_object_foreach((json_t *)(uintptr_t)b->values, name, set) {
		bool there = false;
		for (size_t i = 0; i < inv->nsystems; i++) {
			const json_t *c;
			size_t k;
			json_array_foreach(json_get(inv->systems[i].json, "collections"), k, c)
				there = there ||
				    (strcmp(json_str_or(c, "name", ""), name) == 0 &&
					category_of(b, c) && json_get(c, "rectify"));
		}
		if (!there || json_object_size(set) == 0)
			return err_set(err, ERR_DENIED,
			    "%s: the register lets nothing be corrected in a collection %.60s of "
			    "these categories",
			    b->d->request.reference, name);
	}
	return true;
}

/* ---- writing it down ---- */

static bool
plan_row(const struct beginning *b, const char *system, struct err *err)
{
	struct dossier *d = b->d;
	const struct preview p = { .system = system,
		.action = action_name(b->action),
		.wanted = change_seal(d, wanted_place(&d->request, system, d->a), b->wanted, d->a),
		.change = b->change,
		.purpose = PREVIEW_PREVIEW,
		.register_version = d->request.register_version };
	return preview_plan(d->in->db, &d->request, &p, err);
}

static bool
write_down(struct beginning *b, struct err *err)
{
	struct dossier *d = b->d;
	for (size_t i = 0; i < b->nfinds; i++)
		if (!plan_row(b, b->finds[i].system, err))
			return false;
	for (size_t i = 0; i < b->npeople; i++)
		if (!plan_row(b, b->people[i].system, err))
			return false;
	const struct change_round round = { .action = b->action,
		.purpose = ERASURE_REQUEST,
		.targets = b->people,
		.n = b->npeople };
	return (b->nfinds == 0 ||
		   (task_insert(d->in->db, b->finds, b->nfinds, err) &&
		       change_asked_event(
			   d, PREVIEW_PREVIEW, b->action, b->finds, b->nfinds, err))) &&
	    (b->npeople == 0 || change_start(d, &round, err));
}

static bool
begin(struct dossier *d, enum right right, enum action action, const json_t *categories,
    const json_t *values, bool back, struct err *err)
{
	const struct change_rule *rule = change_rule(action);
	struct beginning b = { .d = d,
		.action = action,
		.categories = categories,
		.values = values,
		.change = change_next(d) };
	if (!rule || !rule->at_once || !(rule->rights & 1u << right) ||
	    json_array_size(categories) == 0 || rule->valued != json_is_object(values))
		BUG("%s is nothing that begins at once for %s", action_name(action),
		    right_name(right));
	if (rule->valued && !check_values(&b, err))
		return false;
	auto_drop(json) json_t *kept = b.kept = json_array();
	auto_drop(json) json_t *wanted = b.wanted =
	    json_pack("{s:s, s:O*}", "right", right_name(right), "values", values);
	if (back)
		json_object_set_new(wanted, "back", json_true());
	return look_for_all(&b, err) && write_down(&b, err);
}

bool
change_begin(struct dossier *d, enum right right, enum action action, const json_t *categories,
    const json_t *values, struct err *err)
{
	return begin(d, right, action, categories, values, false, err);
}

bool
change_begin_back(
    struct dossier *d, const json_t *categories, const json_t *values, struct err *err)
{
	return begin(d, RIGHT_RECTIFICATION, ACTION_RECTIFY, categories, values, true, err);
}

/* ---- what was found begins ---- */

/* Categories of which there are records that no program changes. */
static json_t *
left_to_people(const json_t *sets)
{
	json_t *ids = json_array();
	size_t i;
	const json_t *set;
	json_array_foreach((json_t *)(uintptr_t)sets, i, set) {
		const char *id = json_str_or(set, "category", "");
		if (strcmp(json_str_or(set, "verdict", ""), "undecidable") == 0 &&
		    !json_has(ids, id))
			json_array_append_new(ids, json_string(id));
	}
	return ids;
}

/* Of what takes back: what was written for this request, and no more. */
static bool
sets_of(
    const struct dossier *d, const struct change_found *f, bool back, json_t **ret, struct err *err)
{
	*ret = strcmp(f->row.action, action_name(ACTION_LIFT)) == 0 ? change_lifted(d, f, err)
	    : back                                                  ? change_written_back(d, f, err)
		   : json_incref(json_get(f->found, "sets"));
	return *ret != NULL;
}

static const json_t *
categories_of(const struct dossier *d, const struct change_found *f)
{
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (t->action == ACTION_FIND && t->change == f->row.change &&
		    strcmp(t->system, f->row.system) == 0)
			return t->categories;
	}
	return NULL;
}

static bool
begin_found(struct dossier *d, const struct change_found *f, struct err *err)
{
	const enum action action = change_rule_named(f->row.action)->action;
	const json_t *categories = categories_of(d, f);
	bool blocked = json_array_size(json_get(f->found, "problems")) > 0;
	json_t *all = NULL;
	if (!categories)
		return true;
	auto_drop(json) json_t *wanted = wanted_open(d, &f->row, d->a, err);
	bool back = json_flag(wanted, "back");
	if (!wanted || !sets_of(d, f, back, &all, err))
		return false;
	auto_drop(json) json_t *sets = all;
	auto_drop(json) json_t *people = left_to_people(sets);
	auto_drop(json) json_t *found = json_pack("{s:O, s:O?, s:O, s:O?, s:O?}", "fingerprint",
	    json_get(f->found, "fingerprint"), "epoch", json_get(f->found, "epoch"), "sets", sets,
	    "right", json_get(wanted, "right"), "wanted", json_get(wanted, "values"));
	struct change_target t[2];
	size_t n = 0;
	if (!blocked)
		t[n++] = (struct change_target){ f->row.system, f->row.change, categories, found };
	/* what keeps a program from it keeps nobody waiting */
	const struct preview asked = { .system = f->row.system,
		.action = f->row.action,
		.wanted = f->row.wanted,
		.change = change_next(d),
		.purpose = PREVIEW_PREVIEW,
		.register_version = d->request.register_version };
	if (blocked || json_array_size(people) > 0) {
		t[n++] = (struct change_target){ f->row.system, asked.change,
			blocked ? categories : people, NULL };
		if (!preview_plan(d->in->db, &d->request, &asked, err))
			return false;
	}
	const struct change_round round = { .action = action,
		.purpose = ERASURE_REQUEST,
		.only = action == ACTION_LIFT || back,
		.targets = t,
		.n = n };
	return change_start(d, &round, err);
}

bool
change_begin_found(struct dossier *d, const char *system, int change, struct err *err)
{
	struct change_found_list l;
	if (!change_found(d, &l, err))
		return false;
	bool ok = true;
	for (size_t i = 0; i < l.n; i++) {
		const struct change_found *f = &l.items[i];
		const struct change_rule *rule = change_rule_named(f->row.action);
		if (f->found && rule && rule->at_once && f->row.change == change &&
		    strcmp(f->row.system, system) == 0 &&
		    strcmp(f->row.purpose, PREVIEW_PREVIEW) == 0)
			ok = ok && begin_found(d, f, err);
	}
	change_found_drop(&l);
	return ok;
}
