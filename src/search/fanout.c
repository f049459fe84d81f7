/*
 * Fan-out: the plan of law/plan becomes tasks. A batch of requests is planned in memory and
 * inserted in one statement, in the transaction that takes them from logged to searching.
 */
#include "dossier/about.h"
#include "dossier/store/event.h"
#include "dossier/store/fanout.h"
#include "dossier/store/task_finish.h"
#include "search_private.h"

#define BATCH 1000

/* Everything a batch needs while it is being put together. */
struct batch {
	struct installation *in;
	const struct actor *who;
	const struct org *org;
	struct arena *arena;
	struct task *tasks;
	size_t ntasks, room;
	struct new_event *events;
	const struct reg *reg;                     /* of the connectors */
	const char *(*connectors)[ACTION__MAX][2]; /* the other: by hand */
	const char *const *changes;                /* of reg: what a program can change */
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
	for (; *rights; rights++)
		bits |= right_bit(*rights);
	return bits;
}

/* How each system of a register is reached: looked up once a batch, since it reads secrets. */
static void
batch_register(struct batch *b, const struct reg *reg)
{
	if (b->reg == reg)
		return;
	b->reg = reg;
	b->connectors = arena_alloc(b->arena, (reg->inv.nsystems + 1) * sizeof(*b->connectors));
	b->changes = search_changes(b->in, b->org, reg, ACTION_ERASE, b->arena);
}

static const char *
connector_of(struct batch *b, const struct reg *reg, const struct plan_task *t)
{
	size_t i = 0;
	while (i < reg->inv.nsystems && strcmp(reg->inv.systems[i].id, t->system) != 0)
		i++;
	const char **known = &b->connectors[i][t->action][t->by_hand];
	if (!*known)
		*known = search_planned(b->in, b->org, reg, t, b->arena);
	return *known;
}

static usec_t
purge_at(const struct fan_out_row *row, int days)
{
	return days ? row->logged_at + days * USEC_PER_DAY : 0;
}

static bool
plan_row(struct batch *b, const struct fan_out_row *row, struct new_event *ret, struct err *err)
{
	const struct reg *reg = register_of(b->in, b->org, row->register_version, err);
	if (!reg)
		return false;
	struct plan plan;
	batch_register(b, reg);
	const struct plan_asked asked = {
		.rights = bits_of(row->rights),
		.controller = row->instructed_by,
		.known = row->kinds,
		.changes = b->changes,
		.stops = about_stops(reg, row->objected, row->withdrawn, b->arena),
	};
	plan_make(&reg->inv, &asked, b->arena, &plan);
	batch_grow(b, plan.ntasks);
	size_t before = b->ntasks;
	for (size_t i = 0; i < plan.ntasks; i++) {
		const struct plan_task *t = &plan.tasks[i];
		const struct system *s = reg_system(reg, t->system);
		const char *connector = connector_of(b, reg, t);
		/* a preview is a program's: who changes by hand looks for themselves */
		if (t->action == ACTION_FIND && reach_asks_people(connector))
			continue;
		b->tasks[b->ntasks++] = (struct task){
			.org_id = b->org->id,
			.request_id = row->request_id,
			.system = t->system,
			.action = t->action,
			.state = t->waits ? "waiting" : "ready",
			.connector = connector,
			.needs = json_strings(t->needs, SIZE_MAX),
			.categories = json_strings(t->categories, SIZE_MAX),
			.yields = s ? json_get(s->json, "yields") : NULL,
			.purge_at = purge_at(row, t->purge_days),
			.due = row->due,
		};
	}
	*ret = (struct new_event){
		.request_id = row->request_id,
		.kind = "request.planned",
		.body = json_pack("{s:i, s:i}", "tasks", (int)(b->ntasks - before), "left_out",
		    (int)plan.nleft_out),
	};
	return true;
}

/* A request for which nobody is asked anything, or only what is not known, is collected at once. */
static bool
settle_rows(struct batch *b, const int64_t *ids, size_t n, struct err *err)
{
	int64_t *collected;
	size_t m;
	if (!task_settle(b->in->db, b->org->id, ids, n, clock_now(), b->arena, &collected, &m, err))
		return false;
	auto_drop(json) json_t *nothing = json_object();
	struct new_event *events = arena_alloc(b->arena, m * sizeof(*events));
	for (size_t i = 0; i < m; i++)
		events[i] = (struct new_event){ collected[i], "request.collected", nothing };
	return event_append_many(b->in->db, b->org->id, b->who->name, events, m, err);
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
	    event_append_many(in->db, b->org->id, b->who->name, b->events, rows->n, err) &&
	    settle_rows(b, ids, rows->n, err);
	batch_free(b, done);
	return ok;
}

bool
fan_out_more(struct dossier *d, struct err *err)
{
	const char **rights = arena_alloc(d->a, (d->rights.n + 1) * sizeof(*rights)),
		   **kinds = arena_alloc(d->a, (d->identifiers.n + 1) * sizeof(*kinds));
	struct batch b = { .in = d->in, .who = d->who, .org = &d->org, .arena = d->a };
	struct new_event planned;
	size_t n = 0;
	for (size_t i = 0; i < d->rights.n; i++)
		rights[i] = d->rights.items[i].right;
	for (size_t i = 0; i < d->identifiers.n; i++)
		if (strcmp(d->identifiers.items[i].state, "usable") == 0)
			kinds[n++] = d->identifiers.items[i].kind;
	rights[d->rights.n] = kinds[n] = NULL;
	const struct fan_out_row row = { d->request.id, d->request.register_version,
		d->request.instructed_by, rights, kinds, dossier_uses(d, RIGHT_OBJECTION),
		dossier_uses(d, RIGHT_CONSENT_WITHDRAWAL), d->request.due, d->request.logged_at };
	if (!plan_row(&b, &row, &planned, err)) {
		batch_free(&b, 0);
		return false;
	}
	bool ok = task_insert(d->in->db, b.tasks, b.ntasks, err) &&
	    event_append_many(d->in->db, d->org.id, d->who->name, &planned, 1, err);
	b.events = &planned;
	batch_free(&b, 1);
	return ok;
}

bool
search_fan_out(struct installation *in, const struct actor *who, const struct org *org,
    int64_t *ret_requests, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct fan_out_list rows = { 0 };
	struct batch b = { .in = in, .who = who, .org = org, .arena = a };

	*ret_requests = 0;
	if (!db_begin(in->db, err))
		return false;
	bool ok = fan_out_claim(in->db, org->id, BATCH, a, &rows, err);
	if (!ok || rows.n == 0) {
		db_rollback(in->db);
		return ok;
	}
	if (!installation_commit(in, fan_out_rows(&b, &rows, err), err))
		return err_wrap(err, "cannot plan the requests of %s", org->slug);
	*ret_requests = (int64_t)rows.n;
	return true;
}
