/*
 * By what a person is known, sealed; and the plan that follows from it.
 */
#include "dossier/about.h"
#include "dossier_private.h"

const char *
seal_place(const char *reference, const char *kind, struct arena *a)
{
	return arena_printf(a, "identifier/%s/%s", reference, kind);
}

bool
identifier_sealed(struct installation *in, const struct org *org, const char *reference,
    const struct request_keys *keys, const struct identifier_value *v, struct arena *a,
    struct identifier *ret, struct err *err)
{
	const char *plain = text_identifier(v->kind, v->value, org->country, a, err);
	if (!plain)
		return false;
	*ret = (struct identifier){
		.kind = arena_strdup(a, v->kind),
		.blind = vault_blind(in->vault, org->slug, v->kind, plain, a),
		.sealed = seal(keys->ledger, seal_place(reference, v->kind, a), plain, a),
		.state = "usable",
	};
	return true;
}

/* Yielded by the same system; of what people told us: NULL, by none. */
static bool
is_of_one_system(const struct identifier *x, const struct identifier *y)
{
	const char *slash = strchr(x->source, '/');
	size_t n = slash ? (size_t)(slash - x->source) + 1 : 0;
	return n > 0 && strncmp(x->source, y->source, n) == 0;
}

bool
identifier_is_proposed(const struct identifier *x)
{
	return strcmp(x->state, "proposed") == 0;
}

bool
identifier_is_contact(const struct identifier *x)
{
	return strcmp(x->kind, "email") == 0 || strcmp(x->kind, "phone") == 0;
}

const char *
identifier_masked(const struct identifier *x, const char *value, struct arena *a)
{
	const char *at = strrchr(value, '@');
	size_t n = strlen(value), first = 1;
	if (!identifier_is_contact(x))
		return value;
	while (value[first] && ((unsigned char)value[first] & 0xc0) == 0x80)
		first++;
	if (at && at > value)
		return arena_printf(a, "%.*s***%s", (int)first, value, at);
	return n > 6 ? arena_printf(a, "***%s", value + n - 3) : "***";
}

bool
identifier_is_live(const struct identifier *x)
{
	return strcmp(x->state, "usable") == 0 || identifier_is_proposed(x);
}

static bool
is_proven_by_system(const struct identifier *x)
{
	return x->proof &&
	    (strcmp(x->proof, PROOF_ROW_KEY) == 0 || strcmp(x->proof, PROOF_SIGNUP) == 0);
}

bool
identifiers_conflict(const struct identifier *x, const struct identifier *y)
{
	bool told = strchr(y->source, '/') == NULL;
	if (!identifier_is_live(x) || !identifier_is_live(y) || !is_proven_by_system(x) ||
	    strcmp(x->kind, y->kind) != 0 || strcmp(x->blind, y->blind) == 0)
		return false;
	return told ? strcmp(x->proof, PROOF_ROW_KEY) == 0
		    : y->proof != NULL && is_of_one_system(x, y);
}

const struct identifier *
identifier_rival(const struct dossier *d, const struct identifier *x)
{
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *y = &d->identifiers.items[i];
		bool open = identifier_is_proposed(x) || identifier_is_proposed(y);
		if (open && (identifiers_conflict(x, y) || identifiers_conflict(y, x)))
			return y;
	}
	return NULL;
}

bool
identifier_singles_out(const struct identifier *i)
{
	return strcmp(i->state, "usable") == 0 && strcmp(i->kind, "name") != 0 &&
	    strcmp(i->kind, "born") != 0;
}

const char *const *
identifier_blinds(const struct identifier_list *ids, struct arena *a)
{
	size_t n = 0;
	const char **list = arena_alloc(a, (ids->n + 1) * sizeof(*list));
	for (size_t i = 0; i < ids->n; i++)
		if (identifier_singles_out(&ids->items[i]))
			list[n++] = ids->items[i].blind;
	list[n] = NULL;
	return list;
}

/* A plan is over the identifiers that may be used: a proposed one waits for a person. */
static const char *const *
usable_kinds(const struct identifier_list *ids, struct arena *a)
{
	const char **kinds = arena_alloc(a, (ids->n + 1) * sizeof(*kinds));
	size_t n = 0;
	for (size_t i = 0; i < ids->n; i++)
		if (strcmp(ids->items[i].state, "usable") == 0)
			kinds[n++] = ids->items[i].kind;
	return kinds;
}

/* Why the request was passed on to no customer; NULL: it was, or is to be. */
static const char *
unforwarded_for(const struct dossier *d)
{
	for (size_t i = 0; i < d->tasks.n; i++)
		if (d->tasks.items[i].action == ACTION_FORWARD)
			return dossier_skipped_for(d, &d->tasks.items[i]);
	return NULL;
}

/* Who was asked which records are the person's. */
static const char *const *
asked_to_find(const struct dossier *d, struct arena *a)
{
	const char **systems = arena_alloc(a, (d->tasks.n + 1) * sizeof(*systems));
	size_t n = 0;
	for (size_t i = 0; i < d->tasks.n; i++)
		if (d->tasks.items[i].action == ACTION_FIND)
			systems[n++] = d->tasks.items[i].system;
	return systems;
}

void
dossier_plan(const struct dossier *d, const char *const *changes, struct arena *a, struct plan *ret)
{
	const struct plan_asked asked = {
		.rights = rights_bits(&d->rights),
		.controller = d->request.instructed_by,
		.known = usable_kinds(&d->identifiers, a),
		.changes = changes ? changes : asked_to_find(d, a),
		.stops = about_stops(d->reg, dossier_uses(d, RIGHT_OBJECTION),
		    dossier_uses(d, RIGHT_CONSENT_WITHDRAWAL), a),
	};
	plan_make(&d->reg->inv, &asked, a, ret);
	for (size_t i = 0; i < ret->nleft_out; i++)
		if (ret->left_out[i].why.code == REASON_FOR_CUSTOMER)
			ret->left_out[i].why.text = unforwarded_for(d);
}
