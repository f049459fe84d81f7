/*
 * What is to be erased again: rows of the ledger, lines of the ledger files that it lacks, and what
 * people were asked.
 */
#include "dossier/ledger_file.h"
#include "dossier/store/restored.h"
#include "replay_private.h"

static struct replay_item *
item_of(struct replay_list *l, const struct org *org, const char *reference, const char *system,
    int change)
{
	const char *key = arena_printf(l->a, "%s %s %s %d", org->slug, reference, system, change);
	const json_t *place = json_get(l->index, key);
	if (place)
		return &l->items[json_integer_value(place)];
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 64;
		l->items = xrealloc(l->items, l->cap * sizeof(*l->items));
	}
	json_object_set_new(l->index, key, json_integer((json_int_t)l->n));
	struct replay_item *i = &l->items[l->n++];
	*i = (struct replay_item){ .org = org,
		.reference = arena_strdup(l->a, reference),
		.system = arena_strdup(l->a, system),
		.action = ACTION_ERASE,
		.change = change };
	return i;
}

/* ---- the ledger ---- */

static bool
add_rows(struct installation *in, struct replay_list *l, const struct org *org, usec_t since,
    struct err *err)
{
	struct erasure_list rows;
	if (!erasure_list(in->db, org->id, 0, l->a, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		const struct erasure *e = &rows.items[i];
		struct replay_item *x = item_of(l, org, e->reference, e->system, e->change);
		x->row = e;
		x->purpose = e->purpose;
		x->action = change_rule_named(e->action)->action;
		x->at = e->ended_at;
		x->is_stopped = strcmp(e->state, ERASURE_DONE) != 0;
		x->stopped = x->is_stopped || e->ended_at < since;
	}
	return true;
}

struct reading {
	struct replay_list *l;
	const struct org *org;
};

/* Of what the ledger has, that counts. A later line of the same takes the place of an earlier. */
static bool
take_line(void *arg, const json_t *entry, struct err *err)
{
	struct reading *r = arg;
	struct err ignored = { 0 };
	const char *reference = json_str(entry, "reference"), *system = json_str(entry, "system");
	const char *kind = json_str_or(entry, "kind", "");
	if (strcmp(kind, LEDGER_BEGUN) == 0 || strcmp(kind, LEDGER_DESTROYED) == 0)
		return true;
	if (!reference || !system)
		return err_set(err, ERR_INPUT, "a line of the ledger file names no request");
	struct replay_item *x =
	    item_of(r->l, r->org, reference, system, (int)json_int_or(entry, "change", 0));
	if (x->row)
		return true;
	if (strcmp(json_str_or(entry, "kind", ""), LEDGER_END) == 0) {
		x->is_stopped = strcmp(json_str_or(entry, "state", ""), ERASURE_STOPPED) == 0;
		x->stopped = x->is_stopped;
		return true;
	}
	x->entry = (json_t *)(uintptr_t)entry;
	json_array_append(r->l->kept, x->entry);
	const struct change_rule *rule = change_rule_named(json_str(entry, "action"));
	x->action = rule ? rule->action : ACTION_ERASE;
	x->purpose = ERASURE_REQUEST;
	x->stopped = false;
	(void)!instant_parse(json_str_or(entry, "at", ""), &x->at, &ignored);
	return true;
}

static bool
add_file(struct installation *in, struct replay_list *l, const struct org *org, struct err *err)
{
	const struct ledger_file f = installation_ledger_file(in, org->slug, l->a);
	struct ledger_end end;
	struct reading r = { l, org };
	return ledger_walk(&f, 0, take_line, &r, &end, err);
}

/* ---- people ---- */

static bool
add_instructed(struct installation *in, struct replay_list *l, const struct org *org,
    const char *system, usec_t since, struct err *err)
{
	struct instructed_list rows;
	if (!erasure_instructed(in->db, org->id, system, since, l->a, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		struct replay_item *x =
		    item_of(l, org, rows.items[i].reference, system, -1 - rows.items[i].change);
		x->asked = rows.items[i].categories;
		x->at = rows.items[i].at;
		x->purpose = ERASURE_REQUEST;
		json_array_append_new(l->kept, rows.items[i].categories);
	}
	return true;
}

/* ---- what was repeated ---- */

/* By a row of its own that is not stopped; of what people were asked, when it was said last. */
static bool
was_repeated(
    const struct replay_list *l, const struct replay_item *x, const struct replayed_list *said)
{
	for (size_t i = 0; !x->asked && i < l->n; i++) {
		const struct replay_item *r = &l->items[i];
		if (r->row && r->org == x->org && strcmp(r->row->purpose, ERASURE_REPLAY) == 0 &&
		    strcmp(r->row->state, ERASURE_STOPPED) != 0 && r->row->planned_at >= x->at &&
		    r->action == x->action && r != x && strcmp(r->reference, x->reference) == 0 &&
		    strcmp(r->system, x->system) == 0)
			return true;
	}
	for (size_t i = 0; x->asked && i < said->n; i++)
		if (strcmp(said->items[i].system, x->system) == 0 && said->items[i].at >= x->at)
			return true;
	return false;
}

/* A replay that was done is what it repeated. */
static void
mark_repeated(
    struct replay_list *l, const struct org *org, const struct replayed_list *said, bool again)
{
	for (size_t i = 0; i < l->n; i++) {
		struct replay_item *x = &l->items[i];
		if (x->org != org || x->stopped)
			continue;
		bool is_replay = x->row && strcmp(x->row->purpose, ERASURE_REPLAY) == 0;
		x->repeated = !again && (is_replay || was_repeated(l, x, said));
	}
}

/* Of what it was done; NULL: nobody can read that any more. New. */
static json_t *
categories_of(struct installation *in, const struct replay_list *l, const struct replay_item *x)
{
	struct err none = { 0 };
	const json_t *k = json_get(x->entry, "keys");
	const char *content = json_str(k, "content");
	const char *sealed = x->row ? x->row->sealed : json_str(x->entry, "approved");
	auto_drop(request_keys) struct request_keys *keys = x->row
	    ? dossier_keys(in, x->org->id, x->row->request_id, x->reference, &none)
	    : vault_unwrap(in->vault, x->reference,
		  content && !vault_is_blank(content) ? content : NULL,
		  json_str_or(k, "ledger", ""), &none);
	const struct dossier d = { .keys = keys, .request = { .reference = x->reference } };
	auto_drop(json) json_t *approved = keys && sealed
	    ? change_open(&d, change_ledger_place(&d.request, x->system, l->a), sealed, l->a, &none)
	    : NULL;
	return json_incref(json_get(approved, "categories"));
}

/* ${y} took ${x} back, for what it names. */
static void
take_back(struct installation *in, struct replay_list *l, struct replay_item *x,
    const struct replay_item *y)
{
	auto_drop(json) json_t *done = categories_of(in, l, x), *back = categories_of(in, l, y);
	size_t i;
	json_t *id;
	if (!x->back)
		json_array_append_new(l->kept, x->back = json_array());
	json_array_extend(x->back, back);
	x->undone = true;
	json_array_foreach(back ? done : NULL, i, id)
		x->undone = x->undone && json_has(x->back, json_string_value(id));
}

/* What was taken back since is not done again, and what takes it back neither: art. 18(3). */
static void
drop_undone(struct installation *in, struct replay_list *l, const struct org *org)
{
	for (size_t i = 0; i < l->n; i++) {
		struct replay_item *x = &l->items[i];
		const struct change_rule *rule = change_rule(x->action);
		if (x->org != org)
			continue;
		x->undone = !rule->replayed;
		for (size_t k = 0; k < l->n && rule->undone_by != x->action; k++) {
			const struct replay_item *y = &l->items[k];
			bool was_done = (y->row || y->entry) && !y->is_stopped;
			if (!x->undone && was_done && y->org == org &&
			    y->action == rule->undone_by && y->change > x->change &&
			    strcmp(y->reference, x->reference) == 0 &&
			    strcmp(y->system, x->system) == 0)
				take_back(in, l, x, y);
		}
	}
}

/* ---- all of it ---- */

static bool
since_of(const struct org *org, const struct replaying *x, const struct replay_list *l, usec_t *ret,
    struct err *err)
{
	/* where nobody knows when it was made: all that ever was */
	*ret = l->outside.made_at ? l->outside.made_at : 1;
	return !date_is_set(x->since) || zone_midnight(org->zone, x->since, ret, err);
}

static bool
collect_org(struct installation *in, const struct replaying *x, struct replay_list *l, size_t i,
    struct err *err)
{
	const struct org *org = &l->orgs.items[i];
	struct replayed_list said;
	if (!since_of(org, x, l, &l->since[i], err) || !add_rows(in, l, org, l->since[i], err) ||
	    !add_file(in, l, org, err) ||
	    (x->system && !add_instructed(in, l, org, x->system, l->since[i], err)) ||
	    !replayed_list(in->db, org->id, l->a, &said, err))
		return false;
	mark_repeated(l, org, &said, x->again);
	drop_undone(in, l, org);
	return true;
}

/* Those that are asked for; what was stopped, or done before, is none. */
static void
keep_wanted(const struct replaying *x, struct replay_list *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++) {
		const struct replay_item *it = &l->items[i];
		bool done = it->row || it->entry || it->asked;
		if (done && !it->stopped && !it->undone &&
		    (!x->system || strcmp(x->system, it->system) == 0))
			l->items[n++] = *it;
	}
	l->n = n;
}

bool
replay_collect(struct installation *in, const struct actor *who, const struct replaying *x,
    struct replay_list *ret, struct err *err)
{
	*ret =
	    (struct replay_list){ .a = arena_new(), .kept = json_array(), .index = json_object() };
	if (!restored_look(in, ret->a, &ret->outside, err) ||
	    !installation_orgs(in, who, x->org, act_roles(ACT_REPLAY), ret->a, &ret->orgs, err))
		return false;
	ret->why = restored_why(&ret->outside, ret->a);
	if (!date_is_set(x->since) && !ret->why)
		return err_set(
		    err, ERR_USAGE, "--since DATE: the day of the backup that was restored");
	ret->since = arena_alloc(ret->a, (ret->orgs.n + 1) * sizeof(*ret->since));
	for (size_t i = 0; i < ret->orgs.n; i++)
		if (!collect_org(in, x, ret, i, err))
			return false;
	keep_wanted(x, ret);
	return true;
}

void
replay_release(struct replay_list *l)
{
	json_decref(l->kept);
	json_decref(l->index);
	free(l->items);
	arena_free(l->a);
}
