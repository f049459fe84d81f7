/*
 * What was erased of one person is erased again, the way of any erasure: in the ledger, by tasks,
 * with a fresh look. A request that was lost is logged again by its reference, with its keys, and
 * nothing else of it is known.
 */
#include "dossier/deadline.h"
#include "dossier/store/identifier.h"
#include "dossier/store/key.h"
#include "replay_private.h"

/* ---- a request that was lost ---- */

static bool
set_dates(struct installation *in, const struct org *org, const struct reg *reg,
    struct date received, struct request *r, struct arena *a, struct err *err)
{
	const struct calendar *calendar = laws_calendar(in, org->calendar, err);
	struct deadline d;
	if (!calendar || !zone_midnight(org->zone, received, &r->received_at, err))
		return false;
	deadline_compute(calendar, received, &reg->promise, a, &d);
	r->received = d.received;
	r->deadline = d.first;
	r->extended = d.extended;
	r->promise = d.promise;
	r->due = d.due;
	r->calendar = arena_strdup(a, calendar_name(calendar));
	r->calendar_version = arena_strdup(a, calendar_version(calendar));
	return true;
}

/* As it was sealed: *ret, their kinds. */
static bool
insert_identifiers(struct installation *in, const struct request *r, const json_t *ids,
    json_t *kinds, struct err *err)
{
	size_t i;
	const json_t *v;
	bool is_new;
	json_array_foreach((json_t *)(uintptr_t)ids, i, v) {
		const struct identifier id = { .kind = json_str_or(v, "kind", ""),
			.blind = json_str_or(v, "blind", ""),
			.sealed = json_str_or(v, "sealed", ""),
			.source = json_str_or(v, "source", "given"),
			.state = "usable",
			.proof = json_str(v, "proof") };
		json_array_append_new(kinds, json_string(id.kind));
		if (!identifier_insert(in->db, r->org_id, r->id, &id, &is_new, err))
			return false;
	}
	return true;
}

static bool
insert(struct installation *in, const struct actor *who, struct request *r, const json_t *entry,
    struct err *err)
{
	const json_t *keys = json_get(entry, "keys");
	auto_drop(json) json_t *kinds = json_array();
	static const char *const rights[] = { "erasure", NULL };
	const char *content = json_str(keys, "content");
	const bool there = content && !vault_is_blank(content);
	const struct wrapped_keys wrapped = { .content = there ? content : NULL,
		.content_public = there ? json_str_or(keys, "content_public", "") : NULL,
		.ledger = json_str_or(keys, "ledger", "") };
	return request_insert_as(in->db, r, r->reference, rights, who->name, err) &&
	    request_key_insert(in->db, r, &wrapped, err) &&
	    insert_identifiers(in, r, json_get(entry, "identifiers"), kinds, err) &&
	    installation_event(in, who, r->org_id, r->id, "request.logged",
		json_pack("{s:[s], s:O, s:s, s:o, s:o, s:s, s:b}", "rights", "erasure",
		    "identifiers", kinds, "channel", r->channel, "received", date_json(r->received),
		    "deadline", date_json(r->deadline), "calendar", r->calendar_version,
		    "recovered", true),
		err);
}

static bool
recover(struct installation *in, const struct actor *who, const struct replay_item *x,
    struct arena *a, struct err *err)
{
	struct date received;
	const struct reg *reg = register_of(in, x->org, 0, err);
	if (!reg || !date_parse(json_str_or(x->entry, "received", ""), &received, err))
		return false;
	struct request r = {
		.org_id = x->org->id,
		.reference = x->reference,
		.state = "logged",
		.channel = arena_strdup(a, json_str_or(x->entry, "channel", "email")),
		.language = arena_strdup(a, json_str_or(x->entry, "language", "nl")),
		.subject_relation = "self",
		.answer_by = "email",
		.register_version = x->org->register_version,
		.logged_at = clock_now(),
	};
	return set_dates(in, x->org, reg, received, &r, a, err) && db_begin(in->db, err) &&
	    installation_commit(in, insert(in, who, &r, x->entry, err), err);
}

static bool
ensure_there(struct installation *in, const struct actor *who, struct replay_item *const *items,
    size_t n, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct request r;
	struct err none = { 0 };
	if (request_by_reference(in->db, items[0]->reference, a, &r, &none))
		return true;
	if (none.kind != ERR_NOTFOUND)
		return err_set(err, none.kind, "%s", none.text);
	for (size_t i = 0; i < n; i++)
		if (items[i]->entry)
			return recover(in, who, items[i], a, err);
	return err_set(err, none.kind, "%s", none.text);
}

/* ---- beginning ---- */

/* A record that a later erasure names is not what an earlier one made of it. */
static json_t *
without_seen(const json_t *set, json_t *seen)
{
	json_t *mine = json_copy((json_t *)(uintptr_t)set), *keys = json_array(), *key;
	size_t i;
	json_array_foreach(json_get(set, "keys"), i, key) {
		auto_drop(str) char *text = json_dumps(key, JSON_COMPACT | JSON_ENCODE_ANY);
		auto_drop(arena) struct arena *a = arena_new();
		const char *name = arena_printf(a, "%s %s", json_str_or(set, "table", ""), text);
		if (json_get(seen, name))
			continue;
		json_object_set_new(seen, name, json_true());
		json_array_append(keys, key);
	}
	json_object_set_new(mine, "n", json_integer((json_int_t)json_array_size(keys)));
	json_object_set_new(mine, "keys", keys);
	return mine;
}

static void
add_sets(
    json_t *found, json_t *categories, const json_t *approved, const json_t *back, json_t *seen)
{
	size_t i;
	json_t *set, *c;
	json_array_foreach(json_get(approved, "sets"), i, set) {
		if (json_has(back, json_str_or(set, "category", "")))
			continue;
		json_t *mine = without_seen(set, seen);
		if (json_array_size(json_get(mine, "keys")) > 0)
			json_array_append(json_object_get(found, "sets"), mine);
		json_decref(mine);
	}
	json_array_foreach(json_get(approved, "categories"), i, c)
		if (!json_has(categories, json_string_value(c)) &&
		    !json_has(back, json_string_value(c)))
			json_array_append(categories, c);
	static const char *const members[] = { "fingerprint", "grounds", "right", "wanted" };
	for (i = 0; i < array_len(members); i++)
		if (!json_get(found, members[i]))
			json_object_set(found, members[i], json_get(approved, members[i]));
}

/*
 * With the links that were frozen: a round of its own, as any system's answer. The latest has those
 * of all before it.
 */
static bool
keep_links(struct dossier *d, const struct replay_item *x, int change, struct err *err)
{
	const char *sealed = json_str(x->entry, "found");
	if (!sealed)
		return true;
	auto_drop(json) json_t *text = json_string(sealed);
	const struct preview p = { .system = x->system,
		.action = action_name(x->action),
		.change = change,
		.purpose = PREVIEW_REPLAY,
		.digest = change_digest(text, d->a),
		.counts = "{}",
		.sealed = sealed,
		.register_version = d->request.register_version };
	return preview_put(d->in->db, &d->request, &p, err);
}

/* All of one action that was done at one system, the latest first. */
static bool
target_of(struct dossier *d, struct replay_item *const *items, size_t n, const char *system,
    enum action action, int change, json_t *kept, struct change_target *ret, struct err *err)
{
	json_t *found = json_pack("{s:n, s:[]}", "epoch", "sets"), *categories = json_array();
	auto_drop(json) json_t *seen = json_object();
	json_array_append_new(kept, found);
	json_array_append_new(kept, categories);
	*ret = (struct change_target){ system, change, categories, NULL };
	for (size_t i = n; i-- > 0;) {
		const struct replay_item *x = items[i];
		if (strcmp(x->system, system) != 0 || x->action != action)
			continue;
		if (x->asked) {
			ret->categories = x->asked;
			continue;
		}
		const char *sealed =
		    x->row ? x->row->sealed : json_str_or(x->entry, "approved", "");
		auto_drop(json) json_t *approved = change_open(
		    d, change_ledger_place(&d->request, system, d->a), sealed, d->a, err);
		if (!approved || (!x->row && !ret->found && !keep_links(d, x, change, err)))
			return false;
		add_sets(found, categories, approved, x->back, seen);
		ret->found = found;
	}
	return true;
}

static bool
has(const struct change_round *r, const char *system)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->targets[i].system, system) == 0)
			return true;
	return false;
}

/* ${action} of them; *change: of its round. */
static bool
begin_action(struct dossier *d, struct replay_item *const *items, size_t n, enum action action,
    int *change, struct err *err)
{
	struct change_target *t = arena_alloc(d->a, (n + 1) * sizeof(*t));
	auto_drop(json) json_t *kept = json_array();
	struct change_round round = {
		.action = action, .purpose = ERASURE_REPLAY, .only = true, .targets = t
	};
	for (size_t i = 0; i < n; i++) {
		if (items[i]->action != action || has(&round, items[i]->system))
			continue;
		if (!target_of(
			d, items, n, items[i]->system, action, *change, kept, &t[round.n], err))
			return false;
		round.n++;
	}
	if (round.n == 0)
		return true;
	(*change)++;
	return change_start(d, &round, err);
}

/* What is corrected or restricted and erased later is gone in the end: that goes last. */
static bool
begin(struct dossier *d, struct replay_item *const *items, size_t n, struct err *err)
{
	int change = change_next(d);
	for (unsigned a = 0; a < ACTION__MAX; a++)
		if (a != ACTION_ERASE && !begin_action(d, items, n, (enum action)a, &change, err))
			return false;
	return begin_action(d, items, n, ACTION_ERASE, &change, err);
}

bool
replay_again(struct installation *in, const struct actor *who, struct replay_item *const *items,
    size_t n, struct err *err)
{
	if (!ensure_there(in, who, items, n, err))
		return false;
	struct dossier *d = dossier_begin(in, who, items[0]->reference, ACT_REPLAY, err);
	return d && dossier_commit(d, begin(d, items, n, err), err);
}
