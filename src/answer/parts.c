/*
 * What was collected for a request and is to be given. Reads no blob.
 */
#include "answer_private.h"
#include "dossier/store/part.h"

static bool
open_part(const struct dossier *d, const struct stored_part *stored, struct arena *a,
    struct part *ret, struct err *err)
{
	auto_drop(json) json_t *sealed = json_loads(stored->json, JSON_DECODE_ANY, NULL), *j = NULL;
	const char *plain = unseal(d->keys->ledger, search_part_place(&d->request, a),
	    json_is_string(sealed) ? json_string_value(sealed) : "", a, err);
	/* the arena keeps nothing alive: part_from_json copies what it needs from the object */
	j = plain ? json_loads(plain, JSON_REJECT_DUPLICATES, NULL) : NULL;
	return (j && part_from_json(j, a, ret, err)) ||
	    err_set(err, ERR_INPUT, "a stored part of %s can not be read", d->request.reference);
}

/*
 * What was refused is not given: data/ and files/ answer access where that was asked, portability/
 * answers portability. Where nothing of a category is given, facts.c says so.
 */
static bool
is_given(const struct dossier *d, struct part *p)
{
	const struct given given = category_given(d, p->category);
	p->portable = p->portable && given.portable;
	if (!p->only_portable && !given.data && p->portable)
		p->only_portable = true;
	return p->only_portable ? given.portable : given.data;
}

bool
answer_parts(const struct dossier *d, struct arena *a, struct answer_parts *ret, struct err *err)
{
	struct part_list stored;
	const struct request *r = &d->request;
	*ret = (struct answer_parts){ 0 };
	if (!part_list(d->in->db, r->org_id, r->id, a, &stored, err))
		return false;
	ret->items = arena_alloc(a, (stored.n + 1) * sizeof(*ret->items));
	ret->ids = arena_alloc(a, (stored.n + 1) * sizeof(*ret->ids));
	for (size_t i = 0; i < stored.n; i++) {
		if (!open_part(d, &stored.items[i], a, &ret->items[ret->n], err))
			return false;
		ret->ids[ret->n] = stored.items[i].id;
		ret->n += is_given(d, &ret->items[ret->n]);
	}
	return true;
}
