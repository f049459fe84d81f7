/*
 * The log as the audit room needs it: giving events their places, and reading all of it in constant
 * memory. Hashes nothing.
 */
#include "dossier/store/event.h"
#include "event_private.h"
#include "values.h"

/* ---- places ---- */

static const struct field leaf_fields[] = {
	FIELD(struct leaf, event_id),
	FIELD(struct leaf, hash),
};
static const struct record leaf_record = RECORD(struct leaf, leaf_fields);

bool
event_unsequenced(struct db *db, int64_t org_id, int limit, struct arena *a, struct leaf_list *ret,
    struct err *err)
{
	if (!db_in_transaction(db))
		BUG("the sequencer's lock needs a transaction");
	auto_drop(pgresult) PGresult *lock = NULL;
	if (!db_run(db, &q_event_lock, ARGS(I64(org_id)), &lock, err))
		return false;
	if (!col_bool(lock, 0, 0))
		return err_set(err, ERR_TEMPORARY,
		    "another process is sequencing the audit log of this organisation");
	return DB_LIST(
	    db, &q_event_unsequenced, ARGS(I64(org_id), I64(limit)), &leaf_record, a, ret, err);
}

bool
event_leaf_insert(struct db *db, int64_t org_id, int64_t position, const struct leaf *leaves,
    size_t n, struct err *err)
{
	auto_drop(array) struct array events = { .type = ARRAY_I64 },
				      hashes = { .type = ARRAY_BYTES };
	for (size_t i = 0; i < n; i++) {
		array_i64(&events, leaves[i].event_id);
		array_bytes(&hashes, leaves[i].hash, sizeof(leaves[i].hash));
	}
	return db_run(db, &q_event_leaf_insert,
	    ARGS(I64(org_id), I64(position), ARRAY(events), ARRAY(hashes)), NULL, err);
}

struct tree {
	int64_t size;
	const char *nodes;
};
static const struct field tree_fields[] = {
	FIELD(struct tree, size),
	FIELD(struct tree, nodes),
};
static const struct record tree_record = RECORD(struct tree, tree_fields);

bool
event_tree_get(struct db *db, int64_t org_id, struct arena *a, int64_t *ret_size,
    const char **ret_nodes, struct err *err)
{
	struct tree t = { 0 };
	bool found;
	if (!db_row(db, &q_event_tree_get, ARGS(I64(org_id)), &tree_record, a, &t, &found, err))
		return false;
	*ret_size = t.size;
	*ret_nodes = t.nodes;
	return true;
}

bool
event_tree_put(struct db *db, int64_t org_id, int64_t size, const char *nodes, struct err *err)
{
	return db_run(db, &q_event_tree_put, ARGS(I64(org_id), I64(size), TEXT(nodes)), NULL, err);
}

/* ---- one event ---- */

struct placed {
	int64_t id, position;
	const char *body;
};
static const struct field placed_fields[] = {
	COLUMN(struct placed, event_id, id),
	FIELD(struct placed, position),
	FIELD(struct placed, body),
};
static const struct record placed_record = RECORD(struct placed, placed_fields);

bool
event_find(struct db *db, int64_t org_id, int64_t event_id, struct arena *a, const char **ret_body,
    int64_t *ret_position, struct err *err)
{
	struct placed p;
	bool found;
	if (!db_row(db, &q_event_find, ARGS(I64(org_id), I64(event_id)), &placed_record, a, &p,
		&found, err))
		return false;
	if (!found)
		return err_set(err, ERR_NOTFOUND, "there is no event %lld", (long long)event_id);
	*ret_body = p.body;
	*ret_position = p.position;
	return true;
}

static const struct field body_fields[] = {
	FIELD(struct placed_body, position),
	FIELD(struct placed_body, body),
};
static const struct record body_record = RECORD(struct placed_body, body_fields);

bool
event_bodies(struct db *db, int64_t org_id, int64_t from, int64_t before, struct arena *a,
    struct placed_list *ret, struct err *err)
{
	return DB_LIST(db, &q_event_leaves, ARGS(I64(org_id), I64(from), I64(before)), &body_record,
	    a, ret, err);
}

/* ---- all of it ---- */

/*
 * What requests are called, by windows of their keys: events of one time are about requests of one
 * time, so each window is mostly read once, and what is kept of them does not grow.
 */
#define WINDOW 1024
#define WINDOWS 128
#define NAME_MAX_LEN 24
struct window {
	bool known;
	int64_t from;
	char name[WINDOW][NAME_MAX_LEN];
};

struct log_scan {
	struct db *db;
	int64_t org_id;
	struct arena *a;
	struct moment moment;
	struct flow *events, *leaves; /* begun when the first is asked for */
	struct window *windows;
	struct log_event one_event;
	struct log_leaf one_leaf;
};

struct log_scan *
log_scan_open(struct db *db, int64_t org_id, struct err *err)
{
	if (!db_begin(db, err))
		return NULL;
	struct log_scan *s = xcalloc(1, sizeof(*s));
	*s = (struct log_scan){
		.db = db,
		.org_id = org_id,
		.a = arena_new(),
		.windows = xcalloc(WINDOWS, sizeof(struct window)),
	};
	if (db_moment(db, s->a, &s->moment, err))
		return s;
	log_scan_free(s);
	return NULL;
}

void
log_scan_free(struct log_scan *s)
{
	if (!s)
		return;
	flow_free(s->events);
	flow_free(s->leaves);
	db_rollback(s->db);
	arena_free(s->a);
	free(s->windows);
	free(s);
}

/* The next row of either. */
static const struct bytes *
next_row(struct log_scan *s, struct flow **of, const struct query *q, struct err *err)
{
	if (!*of && !(*of = flow_open(&s->moment, q, s->org_id, err)))
		return NULL;
	return flow_next(*of, err);
}

static bool
read_window(struct log_scan *s, struct window *w, int64_t from, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct named_list named;
	*w = (struct window){ 0 };
	if (!DB_LIST(s->db, &q_log_references, ARGS(I64(s->org_id), I64(from), I64(from + WINDOW)),
		&event_named, a, &named, err))
		return false;
	for (size_t i = 0; i < named.n; i++)
		(void)snprintf(w->name[named.items[i].request_id - from], NAME_MAX_LEN, "%s",
		    named.items[i].reference);
	w->from = from;
	w->known = true;
	return true;
}

/* NULL: there is no such request, or see err. */
static const char *
reference_of(struct log_scan *s, int64_t request_id, struct err *err)
{
	int64_t from = request_id - request_id % WINDOW;
	struct window *w = &s->windows[request_id / WINDOW % WINDOWS];
	if ((!w->known || w->from != from) && !read_window(s, w, from, err))
		return NULL;
	const char *name = w->name[request_id - from];
	return *name ? name : NULL;
}

const struct log_event *
log_next_event(struct log_scan *s, struct err *err)
{
	const struct bytes *row = next_row(s, &s->events, &q_log_events, err);
	if (!row)
		return NULL;
	int64_t request_id = cell_i64(&row[1]);
	const char *reference = request_id > 0 ? reference_of(s, request_id, err) : NULL;
	if (err->kind != ERR_NONE)
		return NULL;
	s->one_event = (struct log_event){
		.event_id = cell_i64(&row[0]),
		.request_id = request_id,
		.reference = reference,
		.body = row[2].p,
		.len = row[2].n,
	};
	return &s->one_event;
}

static const unsigned char no_hash[32]; /* of a column that somebody changed */

const struct log_leaf *
log_next_leaf(struct log_scan *s, struct err *err)
{
	const struct bytes *row = next_row(s, &s->leaves, &q_log_leaves, err);
	if (!row)
		return NULL;
	s->one_leaf = (struct log_leaf){
		.position = cell_i64(&row[0]),
		.event_id = cell_i64(&row[1]),
		.hash = row[2].n == sizeof(no_hash) ? row[2].p : no_hash,
	};
	return &s->one_leaf;
}

bool
log_waiting(struct log_scan *s, struct arena *a, struct leaf_list *ret, struct err *err)
{
	return DB_LIST(s->db, &q_log_waiting, ARGS(I64(s->org_id)), &leaf_record, a, ret, err);
}
