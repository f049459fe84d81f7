/*
 * Giving events their places in an organisation's Merkle tree, and recomputing the tree from the
 * events. Both go by pages, so a long log takes no more memory than a short one. Says what is
 * wrong, repairs nothing.
 */
#include "dossier/audit.h"

#define PAGE 1000

static bool
sequence_batch(struct db *db, int64_t org_id, struct arena *a, size_t *ret_n, struct err *err)
{
	struct leaf_list list = { 0 };
	if (!event_unsequenced(db, org_id, PAGE, a, &list, err))
		return false;
	for (size_t i = 0; i < list.n; i++) {
		struct leaf *leaf = &list.items[i];
		leaf->position = list.items[0].position + (int64_t)i;
		merkle_leaf(leaf->body, strlen(leaf->body), leaf->hash);
	}
	*ret_n = list.n;
	return list.n == 0 || event_leaf_insert(db, org_id, list.items, list.n, err);
}

bool
audit_sequence(struct db *db, int64_t org_id, int64_t *ret_n, struct err *err)
{
	*ret_n = 0;
	for (size_t n = PAGE; n == PAGE;) {
		auto_drop(arena) struct arena *a = arena_new();
		if (!db_begin(db, err))
			return false;
		if (!sequence_batch(db, org_id, a, &n, err) || !db_commit(db, err)) {
			db_rollback(db);
			return false;
		}
		*ret_n += (int64_t)n;
	}
	return true;
}

/*
 * The body is what counts: a leaf is recomputed from it, whatever is stored. Where the event is
 * gone only the stored hash is left to go on with.
 */
static void
check_leaf(const struct leaf *leaf, struct merkle *m, struct audit_result *r)
{
	unsigned char hash[32];
	bool bad = leaf->position != r->leaves || !leaf->body;
	memcpy(hash, leaf->hash, sizeof(hash));
	if (leaf->body)
		merkle_leaf(leaf->body, strlen(leaf->body), hash);
	bad = bad || memcmp(hash, leaf->hash, sizeof(hash)) != 0;
	if (bad && r->bad_position < 0)
		r->bad_position = r->leaves;
	merkle_add(m, hash);
	r->leaves++;
}

bool
audit_verify(struct db *db, int64_t org_id, struct audit_result *ret, struct err *err)
{
	struct audit_result r = { .bad_position = -1 };
	struct merkle m = { 0 };
	int64_t leaves, next = 0;
	for (size_t n = PAGE; n == PAGE;) {
		auto_drop(arena) struct arena *a = arena_new();
		struct leaf_list page = { 0 };
		if (!event_leaves(db, org_id, next, PAGE, a, &page, err))
			return false;
		n = page.n;
		for (size_t i = 0; i < n; i++)
			check_leaf(&page.items[i], &m, &r);
		if (n > 0)
			next = page.items[n - 1].position + 1;
	}
	/* counted last: what is sequenced meanwhile is waiting, never missing */
	if (!event_count(db, org_id, &r.events, &leaves, err))
		return false;
	merkle_root(&m, r.root);
	*ret = r;
	return true;
}
