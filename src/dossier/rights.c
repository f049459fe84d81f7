/*
 * The rights a request invokes, by their names in the store, and what each is about.
 */
#include "dossier/objection.h"
#include "dossier_private.h"

const char *
dossier_controller(const struct dossier *d)
{
	const char *id = d->request.instructed_by;
	const struct reg_controller *c = id ? contact_controller(d, id) : NULL;
	return c ? c->name : id;
}

struct request_right *
right_asked(const struct dossier *d, const char *right)
{
	for (size_t i = 0; i < d->rights.n; i++)
		if (strcmp(d->rights.items[i].right, right) == 0)
			return &d->rights.items[i];
	return NULL;
}

bool
right_is_open(const struct request_right *r)
{
	return strcmp(r->state, "open") == 0;
}

int
dossier_open_rights(const struct dossier *d)
{
	int n = 0;
	for (size_t i = 0; i < d->rights.n; i++)
		n += right_is_open(&d->rights.items[i]);
	return n;
}

bool
right_is_alone(const struct dossier *d, const char *right)
{
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		if (strcmp(r->right, right) != 0 && strcmp(r->state, "withdrawn") != 0)
			return false;
	}
	return true;
}

enum right
right_of(const char *name)
{
	enum right right;
	struct err err = { 0 };
	if (!right_parse(name, &right, &err))
		BUG("the store holds a right %s", name);
	return right;
}

unsigned
right_bit(const char *name)
{
	return 1u << right_of(name);
}

bool
right_is_copy(const char *right)
{
	return (right_bit(right) & rights_needing(ACTION_COLLECT)) != 0;
}

const struct request_right *
dossier_open_copy(const struct dossier *d)
{
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		if (right_is_open(r) && right_is_copy(r->right))
			return r;
	}
	return NULL;
}

unsigned
rights_bits(const struct request_right_list *rights)
{
	unsigned bits = 0;
	for (size_t i = 0; i < rights->n; i++)
		bits |= right_bit(rights->items[i].right);
	return bits;
}

bool
rights_ask_copy(const struct request_right_list *rights)
{
	return (rights_bits(rights) & rights_needing(ACTION_COLLECT)) != 0;
}

const struct purpose *const *
right_purposes(const struct dossier *d, const struct request_right *r, struct arena *a)
{
	size_t n = 0, k = 0;
	while (r->purposes[n])
		n++;
	const struct purpose **list = arena_alloc(a, (n + 1) * sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		list[k] = reg_purpose(d->reg, r->purposes[i]);
		k += list[k] != NULL;
	}
	list[k] = NULL;
	return list;
}

const char *const *
right_uses(const struct request_right_list *l, enum right right)
{
	static const char *const none[] = { NULL };
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->items[i].right, right_name(right)) == 0 && l->items[i].purposes)
			return l->items[i].purposes;
	return none;
}

const char *const *
dossier_uses(const struct dossier *d, enum right right)
{
	static const struct request_right_list none = { NULL, 0 };
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_STOPPED && strcmp(f->right, right_name(right)) == 0)
			return right_uses(&none, right);
	}
	return right_uses(&d->rights, right);
}
