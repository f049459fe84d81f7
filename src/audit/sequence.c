/*
 * Giving events their places in an organisation's Merkle tree. How far it has grown is kept beside
 * the leaves, so that neither a place nor a checkpoint asks for reading them.
 */
#include "dossier/audit.h"

#define PAGE 4000

/* From before that was kept: made from the leaves there are. */
static bool
regrow(struct db *db, int64_t org_id, struct merkle *m, struct err *err)
{
	auto_drop(log_scan) struct log_scan *s = log_scan_open(db, org_id, err);
	*m = (struct merkle){ 0 };
	for (const struct log_leaf *leaf; s && (leaf = log_next_leaf(s, err));)
		merkle_add(m, leaf->hash);
	return err->kind == ERR_NONE;
}

static bool
read_tree(struct db *db, int64_t org_id, struct arena *a, struct merkle *m, bool *ret_known,
    struct err *err)
{
	int64_t size;
	const char *nodes;
	if (!event_tree_get(db, org_id, a, &size, &nodes, err))
		return false;
	*ret_known = nodes != NULL;
	return !nodes || merkle_read(m, size, nodes) ||
	    err_set(err, ERR_CONFLICT,
		"how far the audit log has grown is not written as this program does: see "
		"`dossier audit verify`");
}

/* Who has no tree yet gets one, under the lock of who sequences: an upgraded installation. */
static bool
begin_tree(struct db *db, int64_t org_id, struct arena *a, struct err *err)
{
	struct merkle m, now;
	bool known;
	struct leaf_list none;
	if (!read_tree(db, org_id, a, &m, &known, err) || known)
		return err->kind == ERR_NONE;
	if (!regrow(db, org_id, &m, err) || !db_begin(db, err))
		return false;
	bool ok = event_unsequenced(db, org_id, 0, a, &none, err) &&
	    read_tree(db, org_id, a, &now, &known, err) &&
	    (known || event_tree_put(db, org_id, (int64_t)m.n, merkle_text(&m, a), err));
	if (ok && db_commit(db, err))
		return true;
	db_rollback(db);
	return false;
}

static bool
sequence_batch(struct db *db, int64_t org_id, struct arena *a, size_t *ret_n, struct err *err)
{
	struct leaf_list list = { 0 };
	struct merkle m;
	bool known;
	if (!event_unsequenced(db, org_id, PAGE, a, &list, err))
		return false;
	*ret_n = list.n;
	if (list.n == 0)
		return true;
	if (!read_tree(db, org_id, a, &m, &known, err))
		return false;
	if (!known)
		return err_set(err, ERR_TEMPORARY, "the audit log is being emptied meanwhile");
	int64_t position = (int64_t)m.n;
	for (size_t i = 0; i < list.n; i++)
		merkle_add(&m, list.items[i].hash);
	return event_leaf_insert(db, org_id, position, list.items, list.n, err) &&
	    event_tree_put(db, org_id, (int64_t)m.n, merkle_text(&m, a), err);
}

bool
audit_sequence(struct db *db, int64_t org_id, int64_t *ret_n, struct err *err)
{
	auto_drop(arena) struct arena *first = arena_new();
	*ret_n = 0;
	if (!begin_tree(db, org_id, first, err))
		return false;
	for (size_t n = PAGE; n >= PAGE;) {
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
