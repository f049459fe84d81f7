/*
 * Proofs of RFC 6962 sections 2.1.1 and 2.1.2. Each hash of one is the root of a run of leaves;
 * such a run is made of full subtrees, which are seen once while the tree grows. So any number of
 * proofs takes one pass and no memory beyond its own.
 */
#include <inttypes.h>

#include "dossier/audit.h"

/* A full subtree that some proof needs. */
struct want {
	int level;
	uint64_t index;
	unsigned char hash[32];
};
/* Of runs of leaves [from, to), as their proof has them. */
struct run {
	uint64_t from, to;
};
struct runs {
	struct run items[PROOF_MAX];
	size_t n;
};
struct wants {
	struct want *items;
	size_t n, cap;
};

static void
add_run(struct runs *r, uint64_t from, uint64_t to)
{
	r->items[r->n++] = (struct run){ from, to };
}

/* The largest power of two below ${n}, which is 2 or more. */
static uint64_t
split_of(uint64_t n)
{
	uint64_t k = 1;
	while (k < n - k)
		k *= 2;
	return k;
}

/*
 * PATH(m, D[n]) and SUBPROOF(m, D[n], b), told from the top down and so backwards. ${whole}: the
 * older tree is known, so its root need not be told.
 */
static void
find_runs(const struct audit_proof *p, struct runs *ret)
{
	struct runs down = { 0 };
	uint64_t from = 0, n = p->size, m = p->first;
	bool whole = true;
	while (p->consistency ? m != n : n > 1) {
		uint64_t k = split_of(n);
		bool left = p->consistency ? m <= k : m < k;
		if (left) {
			add_run(&down, from + k, from + n);
			n = k;
			continue;
		}
		add_run(&down, from, from + k);
		from += k;
		n -= k;
		m -= k;
		whole = false;
	}
	if (p->consistency && !whole)
		add_run(&down, from, from + n);
	for (size_t i = 0; i < down.n; i++)
		ret->items[i] = down.items[down.n - 1 - i];
	ret->n = down.n;
}

/* The full subtree a run begins with. */
static struct want
first_of(const struct run *r)
{
	int level = 63 - __builtin_clzll(r->to - r->from);
	return (struct want){ .level = level, .index = r->from >> level };
}

static int
by_place(const void *pa, const void *pb)
{
	const struct want *a = pa, *b = pb;
	return a->level != b->level ? a->level - b->level
	    : a->index < b->index   ? -1
				    : a->index > b->index;
}

static void
want_run(struct wants *w, struct run r)
{
	while (r.from < r.to) {
		struct want one = first_of(&r);
		if (w->n == w->cap) {
			w->cap = w->cap ? 2 * w->cap : 64;
			w->items = xrealloc(w->items, w->cap * sizeof(one));
		}
		w->items[w->n++] = one;
		r.from += UINT64_C(1) << one.level;
	}
}

static void
seen(int level, uint64_t index, const unsigned char hash[static 32], void *arg)
{
	struct wants *w = arg;
	const struct want key = { .level = level, .index = index };
	struct want *one = w->n ? bsearch(&key, w->items, w->n, sizeof(key), by_place) : NULL;
	/* several proofs may want it; the others lie beside it */
	for (struct want *x = one; x && x < w->items + w->n && by_place(x, &key) == 0; x++)
		memcpy(x->hash, hash, 32);
	for (struct want *x = one; x && x >= w->items && by_place(x, &key) == 0; x--)
		memcpy(x->hash, hash, 32);
}

/* The root of a run: what is full first, and right of it what is left. */
static void
root_of(const struct wants *w, struct run r, unsigned char ret[static 32])
{
	const struct want key = first_of(&r);
	const struct want *one = bsearch(&key, w->items, w->n, sizeof(key), by_place);
	unsigned char right[32];
	r.from += UINT64_C(1) << key.level;
	if (r.from == r.to) {
		memcpy(ret, one->hash, 32);
		return;
	}
	root_of(w, r, right); /* at most 64 deep: each is shorter by half */
	merkle_node(one->hash, right, ret);
}

struct proving {
	struct audit_proof *proofs;
	size_t n;
	struct runs *runs; /* of each */
	struct wants wants;
	struct merkle tree;
};

struct proving *
proving_new(struct audit_proof *proofs, size_t n)
{
	struct proving *p = xcalloc(1, sizeof(*p));
	*p = (struct proving){ .proofs = proofs, .n = n, .runs = xcalloc(n + 1, sizeof(*p->runs)) };
	for (size_t i = 0; i < n; i++) {
		find_runs(&proofs[i], &p->runs[i]);
		for (size_t k = 0; k < p->runs[i].n; k++)
			want_run(&p->wants, p->runs[i].items[k]);
	}
	if (p->wants.n)
		qsort(p->wants.items, p->wants.n, sizeof(*p->wants.items), by_place);
	p->tree.seen = seen;
	p->tree.arg = &p->wants;
	return p;
}

void
proving_add(struct proving *p, const unsigned char leaf[static 32])
{
	merkle_add(&p->tree, leaf);
}

void
proving_end(struct proving *p, unsigned char ret_root[static 32])
{
	for (size_t i = 0; i < p->n; i++) {
		p->proofs[i].n = p->runs[i].n;
		for (size_t k = 0; k < p->runs[i].n; k++)
			root_of(&p->wants, p->runs[i].items[k], p->proofs[i].hash[k]);
	}
	merkle_root(&p->tree, ret_root);
	free(p->wants.items);
	free(p->runs);
	free(p);
}

static bool
grow(const struct audit_log *l, uint64_t size, struct proving *p, struct err *err)
{
	auto_drop(log_scan) struct log_scan *s = log_scan_open(l->db, l->org_id, err);
	if (!s)
		return false;
	for (uint64_t n = 0; n < size; n++) {
		const struct log_leaf *leaf = log_next_leaf(s, err);
		if (!leaf)
			return err->kind == ERR_NONE &&
			    err_set(err, ERR_NOTFOUND,
				"the log has %" PRIu64 " leaves, and not %" PRIu64
				": `dossier audit verify` tells whether some are gone",
				n, size);
		proving_add(p, leaf->hash);
	}
	return true;
}

bool
audit_prove(const struct audit_log *l, uint64_t size, struct audit_proof *proofs, size_t n,
    unsigned char ret_root[static 32], struct err *err)
{
	struct proving *p = proving_new(proofs, n);
	bool ok = grow(l, size, p, err);
	proving_end(p, ret_root);
	return ok;
}
