/*
 * Holds as they stand: sealed and opened, and those that a job at a system goes by. Places none.
 */
#include "dossier/hold.h"
#include "hold_private.h"

/* ---- what is sealed of it ---- */

struct hold_of
hold_whose(const struct dossier *d)
{
	return (struct hold_of){ d->in, &d->org, &d->request, d->keys, &d->identifiers, d->a };
}

/* Who seals or opens it, and where it stands; *ret_own: what is to be freed. */
static const unsigned char *
key_of(const struct hold_of *w, const struct hold *h, struct request_keys **ret_own,
    const char **ret_place, struct err *err)
{
	*ret_own = NULL;
	*ret_place =
	    arena_printf(w->a, "hold/%s", hold_is_left(h) ? w->request->reference : w->org->slug);
	if (hold_is_left(h))
		return w->keys->ledger;
	*ret_own = organisation_keys(w->in, w->org, err);
	return *ret_own ? (*ret_own)->ledger : NULL;
}

static const char *
sealed(const struct hold_of *w, const struct hold *h, const char *text, struct err *err)
{
	struct request_keys *own;
	const char *place;
	const unsigned char *key = key_of(w, h, &own, &place, err);
	const char *out = key ? seal(key, place, text, w->a) : NULL;
	request_keys_free(own);
	return out;
}

static const char *
opened(const struct hold_of *w, const struct hold *h, const char *text, struct err *err)
{
	struct request_keys *own;
	const char *place;
	const unsigned char *key = key_of(w, h, &own, &place, err);
	const char *out = key ? unseal(key, place, text, w->a, err) : NULL;
	request_keys_free(own);
	return out;
}

bool
hold_seal(const struct hold_of *w, struct hold *h, const struct hold_words *words, struct err *err)
{
	auto_drop(json) json_t *v = json_pack("{s:s?, s:s*, s:O?}", "dispute", words->dispute,
	    "against", words->against, "keys", words->keys);
	char *plain = v ? json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	if (!plain)
		return err_set(err, ERR_SYSTEM, "cannot write down what is held");
	h->sealed = sealed(w, h, plain, err);
	free(plain);
	return h->sealed != NULL;
}

const char *
hold_seal_reason(const struct hold_of *w, const struct hold *h, const char *reason, struct err *err)
{
	return sealed(w, h, reason, err);
}

bool
hold_open(const struct hold_of *w, const struct hold *h, struct hold_words *ret, struct err *err)
{
	*ret = (struct hold_words){ 0 };
	const char *plain = opened(w, h, h->sealed, err);
	auto_drop(json) json_t *v = plain ? json_loads(plain, 0, NULL) : NULL;
	if (!v)
		return plain ? err_set(err, ERR_INPUT, "hold %lld is none", (long long)h->id)
			     : false;
	if (h->reason && !(ret->reason = opened(w, h, h->reason, err)))
		return false;
	json_t *keys = json_get(v, "keys");
	ret->dispute = arena_strdup(w->a, json_str(v, "dispute"));
	ret->against = arena_strdup(w->a, json_str(v, "against"));
	ret->keys = json_is_array(keys) ? json_incref(keys) : NULL;
	return true;
}

json_t *
hold_approved(const struct dossier *d, const struct erasure *e, struct err *err)
{
	const struct request r = { .reference = e->reference };
	auto_drop(request_keys) struct request_keys *other = NULL;
	if (e->request_id != d->request.id &&
	    !(other = dossier_keys(d->in, d->org.id, e->request_id, e->reference, err)))
		return NULL;
	const char *plain = unseal(other ? other->ledger : d->keys->ledger,
	    change_ledger_place(&r, e->system, d->a), e->sealed, d->a, err);
	auto_drop(json) json_t *v = plain ? json_loads(plain, 0, NULL) : NULL;
	json_t *sets = json_get(v, "sets");
	if (plain && !json_is_array(sets))
		(void)err_set(err, ERR_INPUT, "what was approved for %s at %s is not that",
		    e->reference, e->system);
	return json_incref(sets);
}

/* ---- whose ---- */

const char *const *
hold_blinds(const struct hold_of *w)
{
	return identifier_blinds(w->identifiers, w->a);
}

bool
hold_ledger(const struct dossier *d, struct erasure_list *ret, struct err *err)
{
	const struct hold_of w = hold_whose(d);
	struct request_list all;
	if (!request_of_person(d->in->db, &d->request, hold_blinds(&w), d->a, &all, err))
		return false;
	*ret = (struct erasure_list){ 0 };
	for (size_t i = 0; i < all.n; i++) {
		struct erasure_list rows;
		if (!erasure_list(d->in->db, d->org.id, all.items[i].id, d->a, &rows, err))
			return false;
		struct erasure *items = arena_alloc(d->a, (ret->n + rows.n + 1) * sizeof(*items));
		for (size_t k = 0; k < ret->n + rows.n; k++)
			items[k] = k < ret->n ? ret->items[k] : rows.items[k - ret->n];
		*ret = (struct erasure_list){ .items = items, .n = ret->n + rows.n };
	}
	return true;
}

bool
hold_is_over(const struct hold *h, struct date today)
{
	return h->released_at || h->ended_at ||
	    (date_is_set(h->last) && date_cmp(h->last, today) < 0);
}

bool
change_check_evidence(const struct dossier *d, struct err *err)
{
	struct request_list all;
	const struct hold_of w = hold_whose(d);
	if (!request_of_person(d->in->db, &d->request, hold_blinds(&w), d->a, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++) {
		struct request_right_list rights;
		const struct request *r = &all.items[i];
		if (r->id == d->request.id)
			continue;
		if (!request_rights(d->in->db, r->org_id, r->id, d->a, &rights, err))
			return false;
		for (size_t k = 0; k < rights.n; k++)
			if (right_is_open(&rights.items[k]) && right_is_copy(rights.items[k].right))
				return err_set(err, ERR_DENIED,
				    "%s of the same person asks for a copy and is not answered "
				    "(art. 15, 12(3) GDPR): what it is about is erased after that",
				    r->reference);
	}
	return true;
}

/* ---- what a job goes by ---- */

static json_t *
job_hold(const struct hold *h, const char *collection, json_t *keys)
{
	return json_pack("{s:I, s:s?, s:O?, s:o, s:o, s:s?, s:s?, s:o}", "id", (json_int_t)h->id,
	    "collection", collection, "keys", keys, "columns",
	    h->columns && h->columns[0] ? json_strings(h->columns, SIZE_MAX) : json_null(),
	    "review", date_json(h->review), "basis", h->basis, "article",
	    strcmp(h->kind, HOLD_CLAIM) != 0 ? h->article : NULL, "last", date_json(h->last));
}

/*
 * On one collection. By a statute it is on what the rule of that collection has kept by it; of what
 * lies ahead that rule finds the day, and keeps it until then.
 */
static void
add_hold_on(const struct hold *h, const json_t *c, json_t *keys, json_t *out)
{
	json_t *columns = NULL;
	bool rule = h->basis && hold_rule(c, h->basis, &columns);
	bool other = h->basis && !h->collection && json_is_object(json_get(c, "erase")) && !rule;
	if (!other && !(rule && !date_is_set(h->last))) {
		json_t *v = job_hold(h, json_str(c, "name"), keys);
		if (columns && !(h->columns && h->columns[0]))
			json_object_set(v, "columns", columns);
		json_array_append_new(out, v);
	}
	json_decref(columns);
}

/* One that names a category is on each collection of it that ${s} has. */
static void
add_hold(const struct hold *h, const struct system *s, json_t *keys, json_t *out)
{
	size_t i;
	const json_t *c;
	if (!s) {
		json_array_append_new(out, job_hold(h, h->collection, keys));
		return;
	}
	json_array_foreach(json_get(s->json, "collections"), i, c)
		if (strcmp(json_str_or(c, h->collection ? "name" : "category", ""),
			h->collection ? h->collection : h->category) == 0)
			add_hold_on(h, c, keys, out);
}

json_t *
change_holds(struct installation *in, const struct dossier *d, const char *system, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct hold_of w = { in, &d->org, &d->request, d->keys, &d->identifiers, a };
	struct hold_list all;
	struct date today;
	auto_drop(json) json_t *out = json_array();
	if (!org_today(&d->org, &today, err) ||
	    !hold_of_person(in->db, &d->request, hold_blinds(&w), system, a, &all, err))
		return NULL;
	for (size_t i = 0; i < all.n; i++) {
		const struct hold *h = &all.items[i];
		struct hold_words words;
		if (hold_is_over(h, today))
			continue;
		if (!hold_open(&w, h, &words, err))
			return NULL;
		add_hold(h, system ? reg_system(d->reg, system) : NULL, words.keys, out);
		json_decref(words.keys);
	}
	return take(out);
}
