/*
 * What a lookup makes of the answers: counts by category, contact data that stood there, masked,
 * and values that differ where a person has one. Decides nothing about any of them.
 */
#include "lookup.h"

/* ---- counts ---- */

static int64_t
rows_of(const json_t *found, const char *category, bool *ret_searched)
{
	int64_t rows = 0;
	size_t i;
	const json_t *f;
	*ret_searched = false;
	json_array_foreach((json_t *)(uintptr_t)found, i, f) {
		if (strcmp(json_str_or(f, "category", ""), category) != 0)
			continue;
		*ret_searched = true;
		rows += json_int_or(f, "rows", 0);
	}
	return rows;
}

/* Does it tell that a count is not all there is? */
static bool
is_limit(const struct outcome *o)
{
	return o->code == OUTCOME_NOT_SEARCHED || o->why.code == REASON_GAP ||
	    o->why.code == REASON_ROW_LIMIT;
}

/* It comes from a process that talked to strangers: what is no outcome of ours counts as none. */
static bool
add_limits(const json_t *answer, const char *category, json_t *out, struct arena *a)
{
	bool any = false;
	size_t i;
	json_t *j;
	json_array_foreach(json_get(answer, "outcomes"), i, j) {
		struct outcome o;
		struct err none = { 0 };
		if (!outcome_read(j, a, &o, &none) || strcmp(o.category, category) != 0 ||
		    !is_limit(&o))
			continue;
		json_array_append_new(out, outcome_json(&o));
		any = true;
	}
	return any;
}

static json_t *
count(const struct looking *l, const struct place *p, const json_t *answer)
{
	json_t *out = json_array();
	for (const char *const *c = p->t->categories; *c; c++) {
		bool searched;
		int64_t rows = rows_of(json_get(answer, "found"), *c, &searched);
		bool limited = add_limits(answer, *c, out, l->d->a);
		const struct outcome o = { .category = *c,
			.code = rows > 0 ? OUTCOME_FOUND : OUTCOME_NOTHING,
			.count = rows };
		if (searched || !limited)
			json_array_append_new(out, outcome_json(&o));
	}
	return out;
}

/* ---- contact data that stood there ---- */

bool
lookup_stood(const struct looking *l, const struct place *p, const struct identifier *x)
{
	size_t i;
	const json_t *c;
	json_array_foreach(l->contacts, i, c)
		if (json_int_or(c, "identifier", 0) == x->id &&
		    strcmp(json_str_or(c, "system", ""), p->t->system) == 0)
			return true;
	return false;
}

static const struct identifier *
known_as(const struct dossier *d, const char *kind, const char *blind)
{
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (x->id && strcmp(x->kind, kind) == 0 && strcmp(x->blind, blind) == 0)
			return x;
	}
	return NULL;
}

static bool
says(const json_t *j, const char *key, const char *value)
{
	return strcmp(json_str_or(j, key, ""), value) == 0;
}

static void
add_contact(struct looking *l, const struct place *p, const char *collection,
    const struct identifier *x, const char *value)
{
	size_t i;
	json_t *c;
	const struct identifier *known = known_as(l->d, x->kind, x->blind);
	json_array_foreach(l->contacts, i, c)
		if (says(c, "kind", x->kind) && says(c, "blind", x->blind) &&
		    says(c, "system", p->t->system) && says(c, "collection", collection))
			return;
	json_array_append_new(l->contacts,
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:s?}", "kind", x->kind, "blind", x->blind,
		"value", identifier_masked(x, value, l->d->a), "system", p->t->system, "collection",
		collection, "identifier", known ? json_integer((json_int_t)known->id) : json_null(),
		"proof", x->proof));
}

static const json_t *
collection_of(const struct dossier *d, const char *system, const char *name)
{
	const struct system *s = reg_system(d->reg, system);
	return system_collection(s ? s->json : NULL, name);
}

/*
 * Could these rows have been found by an identifier of this kind? By those its match names, or by
 * any of its system's where the register does not say.
 */
static bool
may_match(const json_t *collection, const struct plan_task *t, const char *kind)
{
	const json_t *match = json_get(collection, "match"), *m;
	bool named = false;
	size_t i;
	json_array_foreach((json_t *)(uintptr_t)match, i, m)
		named = named || says(m, "identifier", kind);
	return json_array_size(match) ? named : text_among(kind, t->needs, SIZE_MAX);
}

/* Other rows led to them: they need not hold what those were found by. */
static bool
is_led_to(const json_t *collection)
{
	const json_t *match = json_get(collection, "match"), *m;
	size_t i;
	json_array_foreach((json_t *)(uintptr_t)match, i, m)
		if (json_str(m, "collection"))
			return true;
	return false;
}

/* The one identifier by which its rows can have been found; NULL: none, or it may be several. */
static const struct identifier *
found_by(const struct dossier *d, const struct place *p, const char *collection)
{
	const json_t *c = collection_of(d, p->t->system, collection);
	const struct identifier *one = NULL;
	for (size_t i = 0; !is_led_to(c) && i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (strcmp(x->state, "usable") != 0 || !may_match(c, p->t, x->kind))
			continue;
		if (one)
			return NULL;
		one = x;
	}
	return one;
}

/* Rows that were found by an address alone hold it: it stood there. */
void
lookup_note_matched(struct looking *l, const struct place *p, const json_t *answer)
{
	const struct dossier *d = l->d;
	size_t i;
	json_t *f;
	json_array_foreach(json_get(answer, "found"), i, f) {
		const char *name = json_str_or(f, "collection", "");
		const struct identifier *x = found_by(d, p, name);
		struct err closed = { 0 };
		if (!x || !identifier_is_contact(x) || json_int_or(f, "rows", 0) == 0)
			continue;
		const char *plain = unseal(d->keys->ledger,
		    seal_place(d->request.reference, x->kind, d->a), x->sealed, d->a, &closed);
		if (plain)
			add_contact(l, p, name, x, plain);
	}
}

static const char *
proof_in(const struct task_done *found, const struct identifier *x, const char *source)
{
	for (size_t i = 0; i < found->nids; i++)
		if (strcmp(found->ids[i].kind, x->kind) == 0 &&
		    strcmp(found->ids[i].blind, x->blind) == 0 &&
		    strcmp(found->ids[i].source, source) == 0)
			return found->ids[i].proof;
	return NULL;
}

/* ---- what was yielded ---- */

static void
note_yield(struct looking *l, const struct place *p, const json_t *y, const struct task_done *found)
{
	struct dossier *d = l->d;
	const char *source = json_str_or(y, "source", "");
	const struct identifier_value v = { json_str_or(y, "kind", ""),
		json_str_or(y, "value", "") };
	struct identifier x;
	struct err unreadable = { 0 };
	const struct system *s = reg_system(d->reg, p->t->system);
	if (!json_has(s ? json_get(s->json, "yields") : NULL, v.kind) ||
	    !identifier_sealed(
		d->in, &d->org, d->request.reference, d->keys, &v, d->a, &x, &unreadable))
		return;
	x.proof = proof_in(found, &x, arena_printf(d->a, "%s/%s", p->t->system, source));
	if (identifier_is_contact(&x))
		add_contact(l, p, source, &x, v.value);
	json_array_append_new(l->keys,
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s?}", "system", p->t->system, "collection",
		source, "kind", x.kind, "field", json_str_or(y, "field", ""), "value",
		identifier_masked(&x, v.value, d->a), "blind", x.blind, "proof", x.proof));
}

/* What it said before is said again, or is not so any more. */
static void
forget_keys(struct looking *l, const char *system)
{
	for (size_t i = json_array_size(l->keys); i-- > 0;)
		if (says(json_array_get(l->keys, i), "system", system))
			(void)json_array_remove(l->keys, i);
}

void
lookup_note(struct looking *l, struct place *p, const json_t *answer, const struct task_done *found)
{
	size_t i;
	json_t *y;
	p->outcomes = count(l, p, answer);
	forget_keys(l, p->t->system);
	json_array_foreach(json_get(answer, "yields"), i, y)
		note_yield(l, p, y, found);
	lookup_note_matched(l, p, answer);
}

/* ---- all of it ---- */

static bool
is_same_column(const json_t *x, const json_t *y)
{
	static const char *const keys[] = { "system", "collection", "kind", "field" };
	for (size_t i = 0; i < array_len(keys); i++)
		if (!says(x, keys[i], json_str_or(y, keys[i], "")))
			return false;
	return true;
}

/* What the person gave of a kind of which a system's own key says otherwise; 0: nothing. */
static int64_t
contradicted(const struct dossier *d, const json_t *key)
{
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *y = &d->identifiers.items[i];
		const struct identifier x = {
			.kind = json_str_or(key, "kind", ""),
			.blind = json_str_or(key, "blind", ""),
			.proof = json_str(key, "proof"),
			.source = "",
			.state = "proposed",
		};
		if (y->id && !strchr(y->source, '/') && identifiers_conflict(&x, y))
			return y->id;
	}
	return 0;
}

static bool
is_told(const json_t *matches, const json_t *key)
{
	size_t i;
	const json_t *m;
	json_array_foreach((json_t *)(uintptr_t)matches, i, m)
		if (is_same_column(m, key))
			return true;
	return false;
}

/* One column of the person's rows with more than one value, or not the one they gave. */
static json_t *
matches(const struct looking *l)
{
	json_t *out = json_array(), *key, *other;
	size_t i, k;
	json_array_foreach(l->keys, i, key) {
		auto_drop(json) json_t *values = json_array();
		auto_drop(json) json_t *blinds = json_array();
		int64_t given = contradicted(l->d, key);
		json_array_foreach(l->keys, k, other) {
			const char *blind = json_str_or(other, "blind", "");
			if (!is_same_column(key, other) || json_has(blinds, blind))
				continue;
			json_array_append_new(blinds, json_string(blind));
			json_array_append(values, json_get(other, "value"));
		}
		if ((json_array_size(values) < 2 && !given) || is_told(out, key))
			continue;
		json_array_append_new(out,
		    json_pack("{s:O, s:O, s:O, s:O, s:O, s:o}", "system", json_get(key, "system"),
			"collection", json_get(key, "collection"), "kind", json_get(key, "kind"),
			"field", json_get(key, "field"), "values", values, "identifier",
			given ? json_integer((json_int_t)given) : json_null()));
	}
	return out;
}

/* Of a place that was not looked at: why, for each of its categories. */
static json_t *
not_looked(const struct place *p)
{
	static const struct {
		enum outcome_code code;
		enum reason_code why;
	} said[] = {
		[PLACE_UNKNOWN] = { OUTCOME_NOT_SEARCHED, REASON_NO_IDENTIFIER },
		[PLACE_PEOPLE] = { OUTCOME_NOT_SEARCHED, REASON_PEOPLE },
		[PLACE_LATER] = { OUTCOME_NOT_SEARCHED, REASON_LATER },
		[PLACE_FAILED] = { OUTCOME_UNREACHABLE, REASON_NONE },
	};
	json_t *out = json_array();
	for (const char *const *c = p->t->categories; *c; c++) {
		const struct outcome o = { .category = *c,
			.code = said[p->state].code,
			.why = { .code = said[p->state].why,
			    .missing = p->state == PLACE_UNKNOWN ? p->t->needs : NULL },
			.count = -1 };
		json_array_append_new(out, outcome_json(&o));
	}
	return out;
}

static json_t *
looked_for(const struct dossier *d)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (x->id && strcmp(x->state, "usable") == 0)
			json_array_append_new(out, json_integer((json_int_t)x->id));
	}
	return out;
}

json_t *
lookup_result(const struct looking *l)
{
	json_t *systems = json_array(), *contacts = json_deep_copy(l->contacts), *c;
	size_t i;
	for (i = 0; i < l->n; i++) {
		const struct place *p = &l->places[i];
		json_array_append_new(systems,
		    json_pack("{s:s, s:s?, s:o}", "system", p->t->system, "error",
			p->state == PLACE_FAILED ? p->error : NULL, "outcomes",
			p->outcomes ? json_incref(p->outcomes) : not_looked(p)));
	}
	json_array_foreach(contacts, i, c)
		(void)json_object_del(c, "blind");
	return json_pack("{s:o, s:o, s:o, s:o, s:O}", "systems", systems, "contacts", contacts,
	    "matches", matches(l), "looked_for", looked_for(l->d), "unsure", l->unsure);
}
