/*
 * Placing a hold: by a person, on what it needs and nothing else. What was erased is not brought
 * back by it, and what is being erased is not stopped half way: under the lock of the counter of
 * holds it is there before a system is told to commit, or after.
 */
#include "dossier/hold.h"
#include "dossier/store/user.h"
#include "dossier/text.h"
#include "hold_private.h"

struct adding {
	struct dossier *d;
	const struct new_hold *x;
	const struct reg *reg; /* the newest */
	struct hold h;
	json_t *keys; /* [["1"]]; NULL: none are named */
};

/* ---- on what ---- */

static bool
has(const char *const *list)
{
	return list && list[0];
}

static bool
check_category(struct adding *p, const struct system *s, struct err *err)
{
	if (!reg_category(p->reg, p->h.category))
		return err_set(err, ERR_NOTFOUND,
		    "the register has no category %.40s: `dossier register show` lists them",
		    p->h.category);
	return !s || text_among(p->h.category, s->categories, SIZE_MAX) ||
	    err_set(
		err, ERR_USAGE, "%s holds nothing of %s, by the register", s->id, p->h.category);
}

/* A whole person is never held: at least a category, which a collection has. */
static bool
check_scope(struct adding *p, struct err *err)
{
	const struct new_hold *x = p->x;
	const struct system *s = x->system ? reg_system(p->reg, x->system) : NULL;
	const json_t *c = s && x->collection ? system_collection(s->json, x->collection) : NULL;
	if (x->system && !s)
		return err_set(err, ERR_NOTFOUND, "the register has no system %.40s", x->system);
	if (x->collection && !s)
		return err_set(err, ERR_USAGE, "--collection: say with --system of which system");
	if (x->collection && !c)
		return err_set(err, ERR_NOTFOUND, "%s has no collection %.40s, by the register",
		    s->id, x->collection);
	if ((has(x->keys) || has(x->columns)) && !c)
		return err_set(
		    err, ERR_USAGE, "--key, --column: say with --collection of which records");
	if (!x->category && !c)
		return err_set(err, ERR_DENIED,
		    "a hold is on what it needs, never on all there is of a person (art. 17(3) "
		    "GDPR: to the extent): name it, --category or --system and --collection");
	const char *of = c ? json_str_or(c, "category", "") : NULL;
	if (of && x->category && strcmp(of, x->category) != 0)
		return err_set(err, ERR_USAGE, "collection %s is of %s, not of %.40s",
		    x->collection, of, x->category);
	p->h.system = s ? s->id : NULL;
	p->h.category = of ? of : x->category;
	p->h.collection = c ? x->collection : NULL;
	p->h.columns = has(x->columns) ? x->columns : NULL;
	return check_category(p, s, err);
}

/* "12", or of a key of several columns ["12","3"]: as PostgreSQL writes them. */
static json_t *
read_key(const char *text)
{
	json_t *v = *text == '[' ? json_loads(text, 0, NULL) : json_pack("[s]", text);
	size_t i;
	const json_t *part;
	bool ok = json_array_size(v) > 0;
	json_array_foreach(v, i, part)
		ok = ok && json_is_string(part);
	if (ok)
		return v;
	json_decref(v);
	return NULL;
}

static bool
read_keys(struct adding *p, struct err *err)
{
	for (const char *const *k = p->x->keys; k && *k; k++) {
		json_t *key = read_key(*k);
		if (!key)
			return err_set(err, ERR_USAGE,
			    "--key: expected the key of a record as text, or of several columns a "
			    "JSON array of texts, as in [\"12\",\"3\"]");
		p->keys = p->keys ? p->keys : json_array();
		json_array_append_new(p->keys, key);
	}
	p->h.records = (int64_t)json_array_size(p->keys);
	return true;
}

/* ---- on which ground ---- */

static bool
check_owner(const struct adding *p, const char *name, struct err *err)
{
	bool may = false, is = false;
	if (!name || !*name)
		return err_set(err, ERR_DENIED,
		    "a claim has an owner, who looks at it again on its day (art. 5(2), 17(3)(e) "
		    "GDPR): name them with --owner");
	if (!user_has_role(p->d->in->db, name, p->d->org.id, act_roles(ACT_HOLDS), &may, err) ||
	    !themselves_is(p->d->in, name, &p->d->request, &is, err))
		return false;
	return (may && !is) ||
	    err_set(err, ERR_DENIED,
		is ? "it is about %.40s: somebody else owns it (art. 5(1)(f) GDPR)"
		   : "%.40s may not see holds here, and can not look at it again: name "
		     "somebody who may, with --owner (`dossier user list`)",
		name);
}

static bool
check_claim(struct adding *p, struct err *err)
{
	const struct new_hold *x = p->x;
	if (date_is_set(x->from) || x->book_year)
		return err_set(err, ERR_USAGE,
		    "--from and --book-year-ends are of a statute (--basis), not of a claim");
	p->h.kind = HOLD_CLAIM;
	p->h.article = "GDPR 17(3)(e)";
	p->h.owner = x->owner;
	p->h.review = x->review;
	return hold_check_dispute(x->claim, err) && hold_check_against(x->against, err) &&
	    check_owner(p, x->owner, err) && hold_check_review(x->review, p->d->today, err);
}

/* Of the columns that its rule has kept, those that were named; or all of these. */
static bool
check_covers(struct adding *p, const struct retention_basis *b, bool *ret_rule, struct err *err)
{
	const struct hold_scope x = {
		.inv = &p->reg->inv,
		.category = reg_category(p->reg, p->h.category),
		.system = p->h.system,
		.collection = p->h.collection,
		.columns = p->h.columns,
	};
	json_t *columns;
	size_t i;
	const json_t *c;
	bool ok = hold_check_covers(b, &x, &columns, ret_rule, err);
	if (ok && columns && !p->h.columns) {
		const char **list =
		    arena_alloc(p->d->a, (json_array_size(columns) + 1) * sizeof(*list));
		json_array_foreach(columns, i, c)
			list[i] = arena_strdup(p->d->a, json_string_value(c));
		list[json_array_size(columns)] = NULL;
		p->h.columns = list;
	}
	json_decref(columns);
	return ok;
}

static bool
check_statute(struct adding *p, struct err *err)
{
	const struct new_hold *x = p->x;
	const struct retention_law *law = laws_retention(p->d->in, err);
	const struct retention_basis *b =
	    law ? hold_statute(law, x->basis, p->d->org.country, err) : NULL;
	struct retention_asked asked = { .from = x->from, .today = p->d->today };
	struct retention r;
	bool rule;
	if (x->owner || date_is_set(x->review) || x->against)
		return err_set(err, ERR_USAGE,
		    "--owner, --review and --against are of a claim (--claim), not of a statute");
	if (!b || !check_covers(p, b, &rule, err) ||
	    !book_year_parse(x->book_year, &asked.book_year, err) ||
	    !retention_compute(b, &asked, p->d->a, &r, err) ||
	    !hold_check_runs(&r, p->d->today, rule, err))
		return false;
	p->h.kind = HOLD_STATUTE;
	p->h.basis = b->id;
	p->h.article = b->article;
	p->h.last = r.last;
	p->h.must_go = r.must_go;
	return true;
}

static bool
check_ground(struct adding *p, struct err *err)
{
	const struct new_hold *x = p->x;
	if (!x->claim && !x->basis)
		return err_set(err, ERR_DENIED,
		    "a hold rests on a statute (--basis) or on a claim that is named (--claim): "
		    "art. 17(3)(b), (e) GDPR");
	if (x->claim && x->basis)
		return err_set(
		    err, ERR_USAGE, "--claim and --basis: place two holds, the latest end wins");
	return x->claim ? check_claim(p, err) : check_statute(p, err);
}

/* ---- is it there yet? ---- */

static bool
is_of(const struct adding *p, const json_t *set)
{
	const char *of = json_str_or(set, "collection", ""), *c = json_str_or(set, "category", "");
	return p->h.collection ? strcmp(of, p->h.collection) == 0 : strcmp(c, p->h.category) == 0;
}

static bool
stands_in(const json_t *keys, const json_t *key)
{
	size_t i;
	const json_t *k;
	json_array_foreach((json_t *)(uintptr_t)keys, i, k)
		if (json_equal(k, key))
			return true;
	return false;
}

/* Does ${sets} take away some of what is to be held; and is anything of it left? */
static void
weigh(const struct adding *p, const json_t *sets, bool *ret_goes, bool *ret_stays)
{
	size_t i, k, found = 0;
	const json_t *set, *key;
	*ret_goes = *ret_stays = false;
	json_array_foreach((json_t *)(uintptr_t)sets, i, set) {
		const char *act = json_str_or(set, "do", "");
		bool deleted = strcmp(act, "delete") == 0;
		if (!is_of(p, set))
			continue;
		if (!p->keys) {
			*ret_goes = *ret_goes || strcmp(act, "nothing") != 0;
			*ret_stays = *ret_stays || !deleted;
		}
		json_array_foreach(p->keys, k, key)
			if (stands_in(json_get(set, "keys"), key)) {
				*ret_goes = *ret_goes || strcmp(act, "nothing") != 0;
				found += deleted;
			}
	}
	if (p->keys)
		*ret_stays = found < json_array_size(p->keys);
}

/* What one row of the ledger leaves of it: refused where that is nothing, or not known yet. */
static bool
check_erasure(const struct adding *p, const struct erasure *e, struct err *err)
{
	bool goes, stays, done = strcmp(e->state, ERASURE_DONE) == 0;
	char on[INSTANT_LEN];
	if ((!done && strcmp(e->state, ERASURE_COMMITTING) != 0) ||
	    (p->h.system && strcmp(p->h.system, e->system) != 0))
		return true;
	auto_drop(json) json_t *sets = hold_approved(p->d, e, err);
	if (!sets)
		return false;
	weigh(p, sets, &goes, &stays);
	if (goes && !done)
		return err_set(err, ERR_TEMPORARY,
		    "%s is being told to commit what %s erases of it: nothing was placed; look in "
		    "a moment what is left (`dossier show %s --receipts`)",
		    e->system, e->reference, e->reference);
	return !goes || stays ||
	    err_set(err, ERR_DENIED,
		"nothing is left to hold: %s erased it at %s on %.10s (`dossier show %s "
		"--receipts`); what came there since is named by its --key",
		e->reference, e->system, instant_format(e->ended_at, on), e->reference);
}

static bool
check_ledger(const struct adding *p, struct err *err)
{
	struct erasure_list rows;
	if (!hold_ledger(p->d, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++)
		if (!check_erasure(p, &rows.items[i], err))
			return false;
	return true;
}

/* ---- does it name a record? ---- */

static bool
previewed(const struct adding *p, const json_t *sets, const json_t *key, bool *ret_any)
{
	size_t i;
	const json_t *set;
	json_array_foreach((json_t *)(uintptr_t)sets, i, set) {
		const json_t *keys = json_get(set, "keys");
		if (!is_of(p, set) || json_array_size(keys) == 0)
			continue;
		*ret_any = true;
		if (stands_in(keys, key))
			return true;
	}
	return false;
}

/*
 * A key that is mistaken would keep nothing, and look as if it did. Where no record of that
 * collection was seen yet nobody can tell: the next preview does.
 */
static bool
check_keys(const struct adding *p, struct err *err)
{
	struct change_found_list found;
	bool ok = true, any = false;
	size_t i;
	const json_t *key;
	if (!p->keys)
		return true;
	if (!change_found(p->d, &found, err))
		return false;
	const struct change_found *f = change_found_newest(&found, p->h.system);
	json_array_foreach(p->keys, i, key)
		ok = ok && (previewed(p, json_get(f ? f->found : NULL, "sets"), key, &any) || !any);
	change_found_drop(&found);
	return ok ||
	    err_set(err, ERR_NOTFOUND,
		"--key: what %s was previewed with has no such record of %s: expected its key as "
		"the database writes it; of one that came since, first `dossier plan %s --again`",
		p->h.system, p->h.collection, p->d->request.reference);
}

/* ---- placing ---- */

static bool
write_hold(struct adding *p, int64_t *ret_id, struct err *err)
{
	struct dossier *d = p->d;
	const struct hold_words words = {
		.dispute = p->x->claim, .against = p->x->against, .keys = p->keys
	};
	const struct hold_of w = hold_whose(d);
	struct hold *h = &p->h;
	h->request_id = d->request.id;
	h->by = d->who->name;
	return hold_seal(&w, h, &words, err) && hold_insert(d->in->db, d->org.id, h, ret_id, err) &&
	    dossier_event(d, "hold.placed",
		json_pack("{s:I, s:s, s:s?, s:s, s:s?, s:o, s:o, s:s?, s:I}", "hold",
		    (json_int_t)*ret_id, "kind", h->kind, "system", h->system, "category",
		    h->category, "basis", h->basis, "last_day", date_json(h->last), "review",
		    date_json(h->review), "owner", h->owner, "records", (json_int_t)h->records),
		err);
}

static bool
add(struct adding *p, int64_t *ret_id, struct err *err)
{
	struct dossier *d = p->d;
	return (p->reg = contact_register(d, err)) && check_scope(p, err) && read_keys(p, err) &&
	    check_ground(p, err) && org_holds_raise(d->in->db, d->org.id, err) &&
	    check_ledger(p, err) && check_keys(p, err) && write_hold(p, ret_id, err);
}

bool
change_hold_add(struct installation *in, const struct actor *who, const char *reference,
    const struct new_hold *x, int64_t *ret_id, struct err *err)
{
	struct adding p = { .d = dossier_begin(in, who, reference, ACT_HOLD, err), .x = x };
	bool ok = p.d && add(&p, ret_id, err);
	json_decref(p.keys);
	return dossier_commit(p.d, ok, err);
}
