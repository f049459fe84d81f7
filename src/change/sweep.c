/*
 * What comes due of changes by itself: approved ones whose cooling-off is over, the second look,
 * and the day after a hold. Each step is a transaction of its own and leaves a row that says it was
 * taken, so that it is taken once, whenever and however often this runs; a clock that was moved
 * back finds nothing due.
 */
#include "dossier/text.h"
#include "hold_private.h"

#define LOOK_BACK_DAYS 400 /* an approval or an erasure of before is nobody's errand any more */

struct sweep {
	struct installation *in;
	const struct actor *who;
	const struct org *org;
	const struct reg *reg; /* the newest */
	struct date today;
	struct arena *a;
	struct err *first; /* of what failed: the rest goes on */
};

static void
note_failure(struct sweep *s, const char *reference, const struct err *bad)
{
	if (s->first->kind == ERR_NONE)
		(void)err_set(s->first, bad->kind, "%s: %s", reference, bad->text);
}

/* ${step} of one request, in a transaction. */
static bool
on_request(struct sweep *s, int64_t request_id, const char *reference,
    bool (*step)(struct sweep *s, struct dossier *d, void *arg, struct err *err), void *arg)
{
	struct err bad = { 0 };
	struct request_list l;
	bool ok = db_begin(s->in->db, &bad);
	if (ok) {
		ok = request_by_ids(s->in->db, s->org->id, &request_id, 1, s->a, &l, &bad);
		struct dossier *d =
		    ok && l.n == 1 ? dossier_join(s->in, s->who, &l.items[0], &bad) : NULL;
		ok = d && step(s, d, arg, &bad);
		ok = installation_commit(s->in, ok, &bad);
		dossier_free(d);
	}
	if (!ok)
		note_failure(s, reference, &bad);
	return ok;
}

/* ---- approved, and its cooling-off is over ---- */

static bool
begin_one(struct sweep *s, struct dossier *d, void *arg, struct err *err)
{
	bool began = false;
	(void)s, (void)arg;
	if (!change_begin_approved(d, &began, err))
		return false;
	if (!began && !change_begin_unattended(d, &began, err))
		return false;
	if (!began)
		event_none(d->in->db);
	return true;
}

static void
begin_approved(struct sweep *s)
{
	struct err bad = { 0 };
	struct request_list l;
	if (!erasure_approved(s->in->db, s->org->id, clock_now() - LOOK_BACK_DAYS * USEC_PER_DAY,
		true, s->a, &l, &bad)) {
		note_failure(s, s->org->slug, &bad);
		return;
	}
	for (size_t i = 0; i < l.n; i++)
		if (on_request(s, l.items[i].id, l.items[i].reference, begin_one, NULL) &&
		    !installation_checkpoint(s->in, s->org->id, &bad))
			note_failure(s, s->org->slug, &bad);
}

/* ---- what will not run any more ---- */

static bool
abandon(struct sweep *s, struct dossier *d, void *arg, struct err *err)
{
	struct erasure e = *(const struct erasure *)arg;
	e.state = ERASURE_STOPPED;
	e.receipt = "{\"stopped\": {\"why\": \"ended\"}}";
	return erasure_end(s->in->db, s->org->id, &e, err) &&
	    dossier_event(d, change_event_kind(e.action, "stopped", s->a),
		json_pack("{s:s, s:s, s:i, s:I, s:s}", "system", e.system, "action", e.action,
		    "change", e.change, "number", (json_int_t)e.id, "why", "ended"),
		err);
}

/* The request ended between its approval and its run: the ledger says so. */
static void
abandon_all(struct sweep *s)
{
	struct err bad = { 0 };
	struct erasure_list l;
	if (!erasure_abandoned(s->in->db, s->org->id, s->a, &l, &bad)) {
		note_failure(s, s->org->slug, &bad);
		return;
	}
	for (size_t i = 0; i < l.n; i++)
		(void)on_request(
		    s, l.items[i].request_id, l.items[i].reference, abandon, &l.items[i]);
}

/* ---- a second look ---- */

static bool
look_again(struct sweep *s, struct dossier *d, void *arg, struct err *err)
{
	const struct erasure *e = arg;
	const char *const systems[] = { e->system, NULL };
	int64_t n;
	(void)s;
	if (!change_ask(d, PREVIEW_LATER, change_rule_named(e->action)->action, systems, &n, err))
		return false;
	if (n == 0)
		event_none(d->in->db); /* no program reaches it any more */
	return true;
}

static void
look_again_all(struct sweep *s)
{
	struct err bad = { 0 };
	struct erasure_list l;
	usec_t now = clock_now();
	if (!erasure_unlooked(
		s->in->db, s->org->id, now, now - LOOK_BACK_DAYS * USEC_PER_DAY, s->a, &l, &bad)) {
		note_failure(s, s->org->slug, &bad);
		return;
	}
	for (size_t i = 0; i < l.n; i++)
		if (change_rule_named(l.items[i].action)->looked &&
		    change_again_at(s->reg, &l.items[i]) <= now)
			(void)on_request(s, l.items[i].request_id, l.items[i].reference, look_again,
			    &l.items[i]);
}

static bool
look_by_people(struct sweep *s, struct dossier *d, void *arg, struct err *err)
{
	(void)s;
	return change_look_by_people(d, arg, err);
}

/* Where people erased it, when the register says so and the request has ended. */
static void
look_by_people_all(struct sweep *s)
{
	struct err bad = { 0 };
	struct task_list l;
	usec_t now = clock_now();
	if (!task_unlooked(
		s->in->db, s->org->id, now, now - LOOK_BACK_DAYS * USEC_PER_DAY, s->a, &l, &bad)) {
		note_failure(s, s->org->slug, &bad);
		return;
	}
	for (size_t i = 0; i < l.n; i++) {
		usec_t at = change_look_at(s->reg, &l.items[i]);
		if (at > 0 && at <= now)
			(void)on_request(s, l.items[i].request_id, l.items[i].reference,
			    look_by_people, &l.items[i]);
	}
	task_list_release(&l);
}

static bool
write_look(struct sweep *s, struct dossier *d, void *arg, struct err *err)
{
	const struct erasure_look *x = arg;
	auto_drop(json) json_t *counts = x->counts ? json_loads(x->counts, 0, NULL) : NULL;
	int64_t n = change_reappeared(json_get(counts, "sets"));
	(void)s;
	auto_drop(json) json_t *later =
	    json_pack("{s:o, s:I}", "at", instant_json(x->at), "reappeared", (json_int_t)n);
	auto_drop(str) char *text = json_dumps(later, JSON_COMPACT | JSON_SORT_KEYS);
	return erasure_look(d->in->db, d->org.id, x->id, text, err) &&
	    dossier_event(d, change_event_kind(x->action, "looked", s->a),
		json_pack("{s:s, s:s, s:I, s:I}", "system", x->system, "action", x->action,
		    "number", (json_int_t)x->id, "reappeared", (json_int_t)n),
		err);
}

static void
write_looks(struct sweep *s)
{
	struct err bad = { 0 };
	struct erasure_looks l;
	if (!erasure_looked(s->in->db, s->org->id, s->a, &l, &bad)) {
		note_failure(s, s->org->slug, &bad);
		return;
	}
	for (size_t i = 0; i < l.n; i++)
		(void)on_request(s, l.items[i].request_id, s->org->slug, write_look, &l.items[i]);
}

/* ---- the day after a hold ---- */

/* Those of one request. */
struct due {
	const struct hold *items;
	size_t n;
};

static bool
is_past(struct date d, struct date today)
{
	return date_is_set(d) && date_cmp(d, today) < 0;
}

/* A claim is to be looked at, or a statute's last day went by with the records still there. */
static bool
is_alarm(const struct sweep *s, const struct hold *h)
{
	bool review = date_is_set(h->review) && date_cmp(h->review, s->today) <= 0;
	return !h->released_at && !date_is_set(h->told) &&
	    (review || is_past(h->must_go, s->today));
}

static bool
alarm_one(struct sweep *s, struct dossier *d, const struct hold *h, struct err *err)
{
	const struct hold_mark told = { .told = s->today };
	const char *kind = is_past(h->must_go, s->today) ? "hold.past-maximum" : "hold.review-due";
	return hold_mark(d->in->db, d->org.id, &h->id, 1, &told, err) &&
	    dossier_event(d, kind,
		json_pack("{s:I, s:s?, s:s?, s:o}", "hold", (json_int_t)h->id, "basis", h->basis,
		    "owner", h->owner, "day",
		    date_json(date_is_set(h->review) ? h->review : h->must_go)),
		err);
}

/* What an erasure left is over, or what it counts from may have come: its system is asked. */
static bool
is_to_ask(const struct sweep *s, const struct hold *h)
{
	if (!h->erasure_id || h->released_at)
		return false;
	if (date_is_set(h->last))
		return is_past(h->last, s->today) &&
		    (!date_is_set(h->looked) || date_cmp(h->looked, h->last) <= 0);
	return !date_is_set(h->looked) || date_cmp(date_add_days(h->looked, 7), s->today) <= 0;
}

/* Of a person, and released or over: whatever of the person was to be erased is asked. */
static bool
is_let_go(const struct sweep *s, const struct hold *h)
{
	return !h->erasure_id && (h->released_at || is_past(h->last, s->today)) &&
	    !date_is_set(h->looked);
}

/* Is it being asked already, or waits what it said to be approved? Then once is enough. */
static bool
is_asking(const struct dossier *d, const char *system)
{
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		bool over = strcmp(t->state, "done") == 0 || strcmp(t->state, "skipped") == 0;
		if (!over && (t->action == ACTION_FIND || change_rule(t->action)) &&
		    strcmp(t->system, system) == 0)
			return true;
	}
	return false;
}

static bool
ask_systems(struct sweep *s, struct dossier *d, const struct due *due, struct err *err)
{
	const struct hold_mark looked = { .looked = s->today };
	const char **systems = arena_alloc(s->a, (due->n + 1) * sizeof(*systems));
	int64_t *ids = arena_alloc(s->a, (due->n + 1) * sizeof(*ids)), asked;
	size_t n = 0, nids = 0;
	for (size_t i = 0; i < due->n; i++) {
		const struct hold *h = &due->items[i];
		if (!is_to_ask(s, h) || !h->system || is_asking(d, h->system))
			continue;
		ids[nids++] = h->id;
		systems[n] = NULL;
		if (!text_among(h->system, systems, SIZE_MAX))
			systems[n++] = h->system;
	}
	systems[n] = NULL;
	return nids == 0 ||
	    (hold_mark(d->in->db, d->org.id, ids, nids, &looked, err) &&
		change_ask(d, PREVIEW_HOLD_ENDED, ACTION_ERASE, systems, &asked, err) &&
		dossier_event(d, "hold.due", json_pack("{s:i}", "holds", (int)nids), err));
}

static bool
alarm_all(struct sweep *s, struct dossier *d, const struct due *due, struct err *err)
{
	for (size_t i = 0; i < due->n; i++)
		if (is_alarm(s, &due->items[i]) && !alarm_one(s, d, &due->items[i], err))
			return false;
	return true;
}

/* What people said stays, and which is over: they are asked. */
static bool
ask_people(struct sweep *s, struct dossier *d, const struct due *due, struct err *err)
{
	const struct hold **said = arena_alloc(s->a, (due->n + 1) * sizeof(*said));
	size_t n = 0;
	for (size_t i = 0; i < due->n; i++)
		if (due->items[i].task_id && is_let_go(s, &due->items[i]))
			said[n++] = &due->items[i];
	return hold_said_over(d, said, n, err);
}

/* Without those that people are not to be asked for yet. */
static bool
due_now(struct sweep *s, const struct dossier *d, const struct due *due, struct due *ret,
    struct err *err)
{
	struct hold *items = arena_alloc(s->a, (due->n + 1) * sizeof(*items));
	*ret = (struct due){ .items = items };
	for (size_t i = 0; i < due->n; i++) {
		bool waits;
		if (!hold_said_waits(d, &due->items[i], &waits, err))
			return false;
		if (!waits)
			items[ret->n++] = due->items[i];
	}
	return true;
}

static bool
mark_let_go(struct sweep *s, struct dossier *d, const struct due *due, struct err *err)
{
	for (size_t i = 0; i < due->n; i++) {
		const struct hold *h = &due->items[i];
		const struct hold_mark mark = { .looked = s->today, .ended = !h->released_at };
		if (is_let_go(s, h) &&
		    (!hold_mark(d->in->db, d->org.id, &h->id, 1, &mark, err) ||
			!dossier_event(d, "hold.over",
			    json_pack("{s:I, s:b}", "hold", (json_int_t)h->id, "released",
				h->released_at != 0),
			    err)))
			return false;
	}
	return true;
}

static bool
on_due(struct sweep *s, struct dossier *d, void *arg, struct err *err)
{
	struct due due;
	event_none(d->in->db); /* nothing may be due that can be done just now */
	return due_now(s, d, arg, &due, err) && alarm_all(s, d, &due, err) &&
	    ask_systems(s, d, &due, err) && ask_people(s, d, &due, err) &&
	    mark_let_go(s, d, &due, err);
}

/* One of the person's requests: where its erasure was previewed, it is previewed anew. */
static bool
ask_let_go(struct sweep *s, struct dossier *d, void *arg, struct err *err)
{
	const struct request_right *r = right_asked(d, right_name(RIGHT_ERASURE));
	const char *system = arg;
	const char *const systems[] = { system, NULL };
	bool open = r && right_is_open(r), answered = r && strcmp(r->state, "answered") == 0;
	int64_t n = 0;
	(void)s;
	for (size_t i = 0; (open || answered) && i < d->tasks.n; i++)
		if (d->tasks.items[i].action == ACTION_FIND) {
			if (!change_ask(d, open ? PREVIEW_PREVIEW : PREVIEW_HOLD_ENDED,
				ACTION_ERASE, system ? systems : NULL, &n, err))
				return false;
			break;
		}
	if (n == 0)
		event_none(d->in->db);
	return true;
}

struct others {
	const struct due *due;
	struct request_list l;
};

static bool
find_others(struct sweep *s, struct dossier *d, void *arg, struct err *err)
{
	struct others *o = arg;
	const struct hold_of w = hold_whose(d);
	event_none(d->in->db);
	return request_of_person(d->in->db, &d->request, hold_blinds(&w), s->a, &o->l, err);
}

/* Before it is marked, so that whoever dies in between asks once more. */
static void
ask_others(struct sweep *s, const struct due *due)
{
	struct others o = { .due = due };
	bool found = false;
	for (size_t i = 0; i < due->n; i++) {
		const struct hold *h = &due->items[i];
		if (!is_let_go(s, h) || h->task_id)
			continue;
		if (!found && !on_request(s, h->request_id, h->reference, find_others, &o))
			return;
		found = true;
		for (size_t k = 0; k < o.l.n; k++)
			(void)on_request(s, o.l.items[k].id, o.l.items[k].reference, ask_let_go,
			    (void *)(uintptr_t)h->system);
	}
}

static void
end_holds(struct sweep *s)
{
	struct err bad = { 0 };
	struct hold_list l;
	if (!hold_due(s->in->db, s->org->id, s->today, s->a, &l, &bad)) {
		note_failure(s, s->org->slug, &bad);
		return;
	}
	for (size_t i = 0, n; i < l.n; i += n) {
		for (n = 1; i + n < l.n && l.items[i + n].request_id == l.items[i].request_id;)
			n++;
		struct due due = { &l.items[i], n };
		ask_others(s, &due);
		(void)on_request(s, l.items[i].request_id, l.items[i].reference, on_due, &due);
	}
}

bool
change_sweep(
    struct installation *in, const struct actor *who, const struct org *org, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct sweep s = { .in = in, .who = who, .org = org, .a = a, .first = err };
	if (org->register_version == 0)
		return true;
	s.reg = register_of(in, org, 0, err);
	if (!s.reg || !org_today(org, &s.today, err))
		return false;
	write_looks(&s);
	abandon_all(&s);
	begin_approved(&s);
	end_holds(&s);
	look_again_all(&s);
	look_by_people_all(&s);
	struct err own = { 0 };
	if (!change_own_sweep(in, who, org, s.reg, &own))
		note_failure(&s, org->slug, &own);
	return err->kind == ERR_NONE;
}
