/*
 * Recomputing the tree from the events, and holding it against what was signed. Two streams are
 * laid side by side: events by number and leaves by place. They are in the same order but for an
 * event that was committed later than its number says; such a one is remembered until its leaf
 * comes. Says what is wrong, repairs nothing.
 */
#include "dossier/audit.h"
#include "dossier/digest.h"
#include "dossier/progress.h"

#define TELL_EVENTS 1000
#define EARLY_MAX (1 << 18) /* events whose leaves come later, at a time */

/* An event whose leaf did not come yet. */
struct early {
	int64_t event_id;
	unsigned char hash[SHA256_LEN];
	bool done;
};
struct checking {
	const struct audit_log *log;
	struct log_scan *scan;
	struct merkle m;
	const struct log_event *event;  /* the next one; NULL: no more */
	unsigned char hash[SHA256_LEN]; /* of the leaf it should have */
	struct early *early;
	size_t nearly, open, cap; /* open: of them not done */
	struct leaf_list waiting;
	bool *waits; /* of each of these: such an event is there, and has no leaf */
	struct checkpoint_list checkpoints;
	size_t checkpoint; /* the next of them */
	int64_t tree_size;
	const char *tree;
	struct audit_findings *f;
	struct audit_result r;
};

void
audit_find(struct audit_findings *f, json_t *finding)
{
	if (!f->list)
		f->list = json_array();
	if (f->n++ < AUDIT_FINDINGS)
		json_array_append(f->list, finding);
	json_decref(finding);
}

static void
bad_leaf(struct checking *c, const char *what, int64_t event_id)
{
	if (c->r.bad_position < 0)
		c->r.bad_position = (int64_t)c->m.n;
	audit_find(c->f,
	    json_pack("{s:s, s:I, s:I}", "what", what, "position", (json_int_t)c->m.n, "event",
		(json_int_t)event_id));
}

static void
bad_event(struct checking *c, const char *what, int64_t event_id)
{
	audit_find(c->f, json_pack("{s:s, s:I}", "what", what, "event", (json_int_t)event_id));
}

static bool
ends_with(const struct log_event *e, size_t before, const char *end, size_t n)
{
	return e->len >= before + n && memcmp(e->body + e->len - before - n, end, n) == 0;
}

/*
 * The column that finds the events of a request says what the body says. The reference is the last
 * member of a body (event.c), whatever stands before it.
 */
static bool
names_its_request(const struct log_event *e)
{
	static const char none[] = "\"reference\":null}", some[] = "\"reference\":\"";
	if (!e->reference)
		return e->request_id == 0 && ends_with(e, 0, none, strlen(none));
	size_t n = strlen(e->reference);
	return e->request_id != 0 && ends_with(e, 0, "\"}", 2) &&
	    ends_with(e, 2, e->reference, n) && ends_with(e, 2 + n, some, strlen(some));
}

static bool
next_event(struct checking *c, struct err *err)
{
	c->event = log_next_event(c->scan, err);
	if (!c->event)
		return err->kind == ERR_NONE;
	if (c->r.events++ % TELL_EVENTS == 0)
		progress_tell(c->log->progress, "events checked", c->r.events, c->tree_size);
	event_leaf(c->event->body, c->event->len, c->hash);
	if (!names_its_request(c->event))
		bad_event(c, "request-moved", c->event->event_id);
	return true;
}

/* ---- events before their leaves ---- */

static bool
remember(struct checking *c, struct err *err)
{
	if (c->nearly == c->cap && c->open < c->nearly / 2) {
		size_t n = 0;
		for (size_t i = 0; i < c->nearly; i++)
			if (!c->early[i].done)
				c->early[n++] = c->early[i];
		c->nearly = n;
	}
	if (c->nearly == c->cap) {
		if (c->cap == EARLY_MAX)
			return err_set(err, ERR_INPUT,
			    "the leaves stand in quite another order than their events: the log "
			    "was altered");
		c->cap = c->cap ? 2 * c->cap : 1024;
		c->early = xrealloc(c->early, c->cap * sizeof(*c->early));
	}
	struct early *e = &c->early[c->nearly++];
	*e = (struct early){ .event_id = c->event->event_id };
	memcpy(e->hash, c->hash, SHA256_LEN);
	c->open++;
	return true;
}

static int
by_event(const void *key, const void *item)
{
	const int64_t *id = key;
	const struct early *e = item;
	return (*id > e->event_id) - (*id < e->event_id);
}

static const struct early *
remembered(struct checking *c, int64_t event_id)
{
	struct early *e =
	    c->nearly ? bsearch(&event_id, c->early, c->nearly, sizeof(*e), by_event) : NULL;
	if (!e || e->done)
		return NULL;
	e->done = true;
	c->open--;
	return e;
}

/* ---- leaves ---- */

/* The body is what counts; where the event is gone only the stored hash is left to go on with. */
static void
check_leaf(struct checking *c, const struct log_leaf *leaf, const unsigned char *hash)
{
	if (leaf->position != (int64_t)c->m.n)
		bad_leaf(c, "leaf-misplaced", leaf->event_id);
	if (!hash)
		bad_leaf(c, "event-missing", leaf->event_id);
	else if (memcmp(hash, leaf->hash, SHA256_LEN) != 0)
		bad_leaf(c, "event-altered", leaf->event_id);
	merkle_add(&c->m, hash ? hash : leaf->hash);
}

/* Those signed when the tree had this size. */
static void
check_root(struct checking *c)
{
	const struct checkpoint *p = c->checkpoints.items + c->checkpoint;
	unsigned char root[SHA256_LEN];
	for (; c->checkpoint < c->checkpoints.n && p->size == (int64_t)c->m.n; p++) {
		c->checkpoint++;
		merkle_root(&c->m, root);
		if (memcmp(root, p->root, SHA256_LEN) == 0)
			c->r.checkpoints++;
		else
			audit_find(c->f,
			    json_pack("{s:s, s:I, s:s}", "what", "root-differs", "size",
				(json_int_t)p->size, "checkpoint", p->path));
	}
}

static bool
check_leaves(struct checking *c, struct err *err)
{
	const struct log_leaf *leaf;
	while ((leaf = log_next_leaf(c->scan, err))) {
		while (c->event && c->event->event_id < leaf->event_id)
			if (!remember(c, err) || !next_event(c, err))
				return false;
		bool here = c->event && c->event->event_id == leaf->event_id;
		const struct early *e = here ? NULL : remembered(c, leaf->event_id);
		check_leaf(c, leaf, here ? c->hash : e ? e->hash : NULL);
		check_root(c);
		if (here && !next_event(c, err))
			return false;
	}
	return err->kind == ERR_NONE;
}

/* ---- what is left ---- */

static int
by_number(const void *key, const void *item)
{
	const int64_t *id = key;
	const struct leaf *leaf = item;
	return (*id > leaf->event_id) - (*id < leaf->event_id);
}

static void
without_leaf(struct checking *c, int64_t event_id, const unsigned char hash[static SHA256_LEN])
{
	const struct leaf *leaf = c->waiting.n
	    ? bsearch(&event_id, c->waiting.items, c->waiting.n, sizeof(*leaf), by_number)
	    : NULL;
	if (!leaf) {
		bad_event(c, "leaf-missing", event_id);
		return;
	}
	c->waits[leaf - c->waiting.items] = true;
	if (memcmp(leaf->hash, hash, SHA256_LEN) != 0)
		bad_event(c, "event-altered", event_id);
}

static bool
check_rest(struct checking *c, struct err *err)
{
	for (size_t i = 0; i < c->nearly; i++)
		if (!c->early[i].done)
			without_leaf(c, c->early[i].event_id, c->early[i].hash);
	while (c->event) {
		without_leaf(c, c->event->event_id, c->hash);
		if (!next_event(c, err))
			return false;
	}
	for (size_t i = 0; i < c->waiting.n; i++)
		if (!c->waits[i])
			bad_event(c, "waiting-missing", c->waiting.items[i].event_id);
	for (; c->checkpoint < c->checkpoints.n; c->checkpoint++)
		audit_find(c->f,
		    json_pack("{s:s, s:I, s:s}", "what", "log-cut", "size",
			(json_int_t)c->checkpoints.items[c->checkpoint].size, "checkpoint",
			c->checkpoints.items[c->checkpoint].path));
	return true;
}

/* Who sequences goes on from there. */
static void
check_tree(struct checking *c)
{
	struct merkle kept = { 0 };
	unsigned char root[SHA256_LEN];
	bool same = (!c->tree && c->m.n == 0) ||
	    (c->tree && c->tree_size == (int64_t)c->m.n &&
		merkle_read(&kept, c->tree_size, c->tree));
	merkle_root(&kept, root);
	if (same && (c->m.n == 0 || memcmp(root, c->r.root, SHA256_LEN) == 0))
		return;
	audit_find(c->f,
	    json_pack("{s:s, s:I, s:I}", "what", "tree-differs", "stands", (json_int_t)c->tree_size,
		"follows", (json_int_t)c->m.n));
}

/* ---- all of it ---- */

static bool
read_checkpoints(
    struct checking *c, const struct checkpoint *kept, struct arena *a, struct err *err)
{
	const char *const *bad;
	if (!checkpoint_list(c->log, a, &c->checkpoints, &bad, err))
		return false;
	for (; *bad; bad++)
		audit_find(
		    c->f, json_pack("{s:s, s:s}", "what", "checkpoint-forged", "checkpoint", *bad));
	if (!kept)
		return true;
	struct checkpoint_list *l = &c->checkpoints;
	size_t i = l->n++; /* there is room for one more */
	for (; i > 0 && l->items[i - 1].size > kept->size; i--)
		l->items[i] = l->items[i - 1];
	l->items[i] = *kept;
	return true;
}

static bool
check(struct checking *c, struct arena *a, struct err *err)
{
	if (!log_waiting(c->scan, a, &c->waiting, err) ||
	    !event_tree_get(c->log->db, c->log->org_id, a, &c->tree_size, &c->tree, err))
		return false;
	c->waits = arena_alloc(a, (c->waiting.n + 1) * sizeof(*c->waits));
	if (!next_event(c, err) || !check_leaves(c, err) || !check_rest(c, err))
		return false;
	c->r.leaves = (int64_t)c->m.n;
	merkle_root(&c->m, c->r.root);
	check_tree(c);
	return true;
}

bool
audit_verify(const struct audit_log *l, const struct checkpoint *kept, struct audit_findings *f,
    struct audit_result *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct checking c = { .log = l, .f = f, .r = { .bad_position = -1 } };
	/* read first: what is signed meanwhile is of a larger tree than the one looked at */
	if (!read_checkpoints(&c, kept, a, err) || !(c.scan = log_scan_open(l->db, l->org_id, err)))
		return false;
	bool ok = check(&c, a, err);
	log_scan_free(c.scan);
	free(c.early);
	*ret = c.r;
	return ok;
}
