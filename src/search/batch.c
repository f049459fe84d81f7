/*
 * The dossiers of leased tasks: as much of them as slots and answers need, read for a whole batch
 * in a few queries, each key opened once a request, and kept until the last of its answers is
 * written down. Whoever runs the worker was asked for his role before.
 */
#include "dossier/store/work.h"
#include "search_private.h"

struct opened {
	struct dossier d;
	struct err bad; /* kind none: it could be opened */
};
struct search_batch {
	struct arena *a;
	size_t users;
	struct opened *items; /* by request_id */
	size_t n;
};

static int
by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static size_t
request_ids(const struct task_list *tasks, int64_t *ret)
{
	size_t n = 0;
	for (size_t i = 0; i < tasks->n; i++)
		ret[i] = tasks->items[i].request_id;
	qsort(ret, tasks->n, sizeof(*ret), by_id);
	for (size_t i = 0; i < tasks->n; i++)
		if (n == 0 || ret[n - 1] != ret[i])
			ret[n++] = ret[i];
	return n;
}

static struct opened *
find(const struct search_batch *b, int64_t request_id)
{
	size_t low = 0, high = b->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (b->items[middle].d.request.id < request_id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == b->n || b->items[low].d.request.id != request_id)
		BUG("request %lld is not of this batch", (long long)request_id);
	return &b->items[low];
}

static size_t
count(const char *const *list)
{
	size_t n = 0;
	while (list[n])
		n++;
	return n;
}

static void
fill_lists(struct dossier *d, const struct work_row *row, struct arena *a)
{
	d->rights.n = count(row->rights);
	d->rights.items = arena_alloc(a, d->rights.n * sizeof(*d->rights.items));
	for (size_t i = 0; i < d->rights.n; i++)
		d->rights.items[i] =
		    (struct request_right){ .right = row->rights[i], .state = row->states[i] };
	d->identifiers.n = count(row->kinds);
	d->identifiers.items = arena_alloc(a, d->identifiers.n * sizeof(*d->identifiers.items));
	for (size_t i = 0; i < d->identifiers.n; i++)
		d->identifiers.items[i] = (struct identifier){
			.kind = row->kinds[i],
			.sealed = row->sealed[i],
			.blind = row->blinds[i],
			.state = "usable",
		};
}

static bool
open_one(struct installation *in, const struct org *org, struct opened *o,
    const struct work_row *row, struct arena *a, struct err *err)
{
	struct dossier *d = &o->d;
	d->org = *org;
	d->reg = register_of(in, org, d->request.register_version, err);
	if (!d->reg)
		return false;
	fill_lists(d, row, a);
	d->keys = vault_unwrap(in->vault, d->request.reference, row->content, row->ledger, err);
	return d->keys != NULL;
}

/* False only when the database is away: what is wrong with one request is no other's affair. */
static bool
open_all(struct installation *in, int64_t org_id, struct search_batch *b, const int64_t *ids,
    struct err *err)
{
	struct org org;
	struct request_list requests;
	struct work_rows rows;
	if (!org_by_id(in->db, org_id, b->a, &org, err) ||
	    !request_by_ids(in->db, org_id, ids, b->n, b->a, &requests, err) ||
	    !work_list(in->db, org_id, ids, b->n, b->a, &rows, err))
		return false;
	for (size_t i = 0; i < b->n; i++) {
		b->items[i].d.request.id = ids[i];
		err_set(&b->items[i].bad, ERR_NOTFOUND,
		    "the keys of this request were destroyed: what they sealed is gone");
	}
	for (size_t i = 0; i < requests.n; i++)
		find(b, requests.items[i].id)->d.request = requests.items[i];
	for (size_t i = 0; i < rows.n; i++) {
		struct opened *o = find(b, rows.items[i].request_id);
		err_clear(&o->bad);
		if (!open_one(in, &org, o, &rows.items[i], b->a, &o->bad) &&
		    o->bad.kind == ERR_TEMPORARY)
			return err_set(err, o->bad.kind, "%s", o->bad.text);
	}
	return true;
}

struct search_batch *
search_batch_open(
    struct installation *in, int64_t org_id, const struct task_list *tasks, struct err *err)
{
	auto_drop(search_batch) struct search_batch *b = xcalloc(1, sizeof(*b));
	b->users = 1;
	b->a = arena_new();
	int64_t *ids = arena_alloc(b->a, tasks->n * sizeof(*ids));
	b->n = request_ids(tasks, ids);
	b->items = arena_alloc(b->a, b->n * sizeof(*b->items));
	return open_all(in, org_id, b, ids, err) ? take(b) : NULL;
}

struct search_batch *
search_batch_use(struct search_batch *b)
{
	b->users++;
	return b;
}

void
search_batch_release(struct search_batch *b)
{
	if (!b || --b->users > 0)
		return;
	for (size_t i = 0; i < b->n; i++)
		dossier_release(&b->items[i].d);
	arena_free(b->a);
	free(b);
}

const struct dossier *
search_batch_dossier(const struct search_batch *b, const struct task *t, struct err *err)
{
	const struct opened *o = find(b, t->request_id);
	if (o->bad.kind == ERR_NONE)
		return &o->d;
	err_set(err, o->bad.kind, "%s", o->bad.text);
	return NULL;
}
