/*
 * Fan-out: the plan of law/plan becomes tasks. A batch of requests is planned in memory and inserted in one
 * statement, in the transaction that takes them from logged to searching.
 */
#include "casework_private.h"

#define BATCH 1000

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

bool
plan_of(const struct dossier *d, struct arena *a, struct plan *ret)
{
	plan_make(&d->reg->inv, rights_bits(&d->rights), usable_kinds(&d->identifiers, a), a, ret);
	return ret->ntasks > 0;
}

const char *
task_connector(struct installation *in, const struct org *org, const struct reg *reg, const struct plan_task *t,
    struct arena *a, struct err *err)
{
	if (strcmp(t->action, "forward") == 0)
		return "manual"; /* which customer this person belongs to is for a colleague to find out */
	const struct system *s = reg_system(reg, t->system);
	if (!s)
		BUG("the plan names a system %s the register does not", t->system);
	json_t *settings = NULL, *missing = NULL;
	if (!conf_settings(in->conf.home, org->slug, s->json, a, &settings, &missing, err))
		return NULL;
	bool complete = json_array_size(missing) == 0;
	json_decref(settings);
	json_decref(missing);
	if (complete)
		return s->connector;
	return s->recipient ? "written" : "manual";
}

static json_t *
strings(const char *const *items)
{
	json_t *array = json_array();
	for (; *items; items++)
		json_array_append_new(array, json_string(*items));
	return array;
}

/* Everything a batch needs while it is being put together. */
struct batch {
	struct installation *in;
	const struct org *org;
	struct arena *arena;
	struct task *tasks;
	size_t ntasks, room;
	struct new_event *events;
};

static void
batch_grow(struct batch *b, size_t more)
{
	if (b->ntasks + more <= b->room)
		return;
	b->room = (b->ntasks + more) * 2;
	b->tasks = xrealloc(b->tasks, b->room * sizeof(*b->tasks));
}

static void
batch_free(struct batch *b, size_t nevents)
{
	for (size_t i = 0; i < b->ntasks; i++) {
		json_decref(b->tasks[i].needs);
		json_decref(b->tasks[i].categories);
	}
	for (size_t i = 0; i < nevents; i++)
		json_decref((json_t *)(uintptr_t)b->events[i].body);
	free(b->tasks);
}

static unsigned
bits_of(const char *const *rights)
{
	unsigned bits = 0;
	for (; *rights; rights++) {
		enum right right;
		struct err err = { 0 };
		if (!right_parse(*rights, &right, &err))
			BUG("the store holds a right %s", *rights);
		bits |= 1u << right;
	}
	return bits;
}

static bool
plan_row(struct batch *b, const struct fan_out_row *row, struct new_event *ret, struct err *err)
{
	const struct reg *reg = register_of(b->in, b->org, row->register_version, err);
	if (!reg)
		return false;
	struct plan plan;
	plan_make(&reg->inv, bits_of(row->rights), row->kinds, b->arena, &plan);
	batch_grow(b, plan.ntasks);
	for (size_t i = 0; i < plan.ntasks; i++) {
		const struct plan_task *t = &plan.tasks[i];
		const char *connector = task_connector(b->in, b->org, reg, t, b->arena, err);
		if (!connector)
			return false;
		b->tasks[b->ntasks++] = (struct task){
			.org_id = b->org->id,
			.request_id = row->request_id,
			.system = t->system,
			.action = t->action,
			.state = t->missing ? "waiting" : "ready",
			.connector = connector,
			.needs = strings(t->needs),
			.categories = strings(t->categories),
			.purge_at = t->purge_days ? row->logged_at + (usec_t)t->purge_days * 86400 * USEC_PER_SEC : 0,
			.due = row->due,
		};
	}
	*ret = (struct new_event){
		.request_id = row->request_id,
		.kind = "request.planned",
		.body = json_pack("{s:i, s:i}", "tasks", (int)plan.ntasks, "left_out", (int)plan.nleft_out),
	};
	return true;
}

static bool
fan_out_rows(struct batch *b, const struct fan_out_list *rows, struct err *err)
{
	int64_t *ids = arena_alloc(b->arena, rows->n * sizeof(*ids));
	size_t done = 0;
	bool ok = true;
	b->events = arena_alloc(b->arena, rows->n * sizeof(*b->events));
	for (; ok && done < rows->n; done += ok) {
		ids[done] = rows->items[done].request_id;
		ok = plan_row(b, &rows->items[done], &b->events[done], err);
	}
	struct installation *in = b->in;
	ok = ok && task_insert(in->db, b->tasks, b->ntasks, err) &&
	    fan_out_done(in->db, b->org->id, ids, rows->n, err) &&
	    event_append_many(in->db, b->org->id, in->actor, b->events, rows->n, err);
	if (ok) {
		/* a request for which nobody is asked anything is collected at once */
		int64_t *collected;
		size_t n;
		ok = task_settle(in->db, b->org->id, ids, rows->n, clock_now(), b->arena, &collected, &n, err);
	}
	batch_free(b, done);
	return ok;
}

static bool
fan_out_org(struct installation *in, const struct org *org, int64_t *requests, int64_t *tasks, struct err *err)
{
	for (;;) {
		auto_drop(arena) struct arena *a = arena_new();
		struct fan_out_list rows = { 0 };
		struct batch b = { .in = in, .org = org, .arena = a };

		if (!db_begin(in->db, err))
			return false;
		bool ok = fan_out_claim(in->db, org->id, BATCH, a, &rows, err);
		if (!ok || rows.n == 0) {
			db_rollback(in->db);
			return ok;
		}
		if (!finish(in, fan_out_rows(&b, &rows, err), err))
			return false;
		*requests += (int64_t)rows.n;
		*tasks += (int64_t)b.ntasks;
	}
}

bool
case_fan_out(struct installation *in, int64_t *ret_requests, int64_t *ret_tasks, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	*ret_requests = *ret_tasks = 0;
	if (!org_list(in->db, a, &orgs, err))
		return false;
	for (size_t i = 0; i < orgs.n; i++)
		if (!fan_out_org(in, &orgs.items[i], ret_requests, ret_tasks, err))
			return err_wrap(err, "fan out the requests of %s", orgs.items[i].slug);
	return true;
}
