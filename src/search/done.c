/*
 * What a person says of a task: a colleague searched the cabinet, a recipient answered by mail.
 * Category by category: it is done when each was said something of. That can be taken up again.
 */
#include "dossier/coverage.h"
#include "dossier/phrase.h"
#include "dossier/post.h"
#include "dossier/store/part.h"
#include "search_private.h"

/* What is known of one category of a task. */
struct ledger {
	const char *category;
	bool any, open;        /* has outcomes; one of them still waits */
	int64_t found, handed; /* records in the archive, and handed over another way */
	bool carried;          /* of those in the archive some were there before */
};

static struct ledger
ledger_of(const struct dossier *d, const struct task *t, const char *category)
{
	struct ledger l = { .category = category };
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome *o = &d->outcomes.items[i].o;
		if (d->outcomes.items[i].task_id != t->id || strcmp(o->category, category) != 0)
			continue;
		l.any = true;
		l.open = l.open || covered_by(o->code) != COVERED;
		l.found += o->code == OUTCOME_FOUND && o->count > 0 ? o->count : 0;
		l.handed += o->code == OUTCOME_HANDED && o->count > 0 ? o->count : 0;
	}
	l.carried = l.found > 0;
	return l;
}

static bool
is_accounted(const struct ledger *l)
{
	return l->any && !l->open;
}

/* Is any category of it accounted for? */
static bool
any_accounted(const struct dossier *d, const struct task *t)
{
	size_t i;
	json_t *c;
	json_array_foreach(t->categories, i, c) {
		const struct ledger l = ledger_of(d, t, json_string_value(c));
		if (is_accounted(&l))
			return true;
	}
	return false;
}

bool
done_in_part(const struct dossier *d, const struct task *t)
{
	return strcmp(t->state, "done") != 0 && any_accounted(d, t);
}

/* ---- outcomes as they become ---- */

static struct outcomes
outcomes_new(const struct dossier *d, const struct task *t)
{
	size_t room = d->outcomes.n + 3 * json_array_size(t->categories) + 1;
	return (struct outcomes){ .items = arena_alloc(d->a, room * sizeof(struct outcome)) };
}

static void
add(struct outcomes *to, const struct ledger *l, enum outcome_code code, int64_t count)
{
	to->items[to->n++] =
	    (struct outcome){ .category = l->category, .code = code, .count = count };
}

static void
add_said(struct outcomes *to, const struct ledger *l)
{
	if (l->found > 0)
		add(to, l, OUTCOME_FOUND, l->found);
	if (l->handed > 0)
		add(to, l, OUTCOME_HANDED, l->handed);
	if (l->found + l->handed == 0)
		add(to, l, OUTCOME_NOTHING, -1);
}

/* As they were; of one that has none, somebody was asked. */
static void
add_kept(struct outcomes *to, const struct dossier *d, const struct task *t, const struct ledger *l)
{
	for (size_t i = 0; i < d->outcomes.n; i++) {
		struct outcome o = d->outcomes.items[i].o;
		if (d->outcomes.items[i].task_id != t->id || strcmp(o.category, l->category) != 0)
			continue;
		o.why.text = dossier_sealed(d, o.why.text, d->a);
		to->items[to->n++] = o;
	}
	if (!l->any)
		add(to, l, OUTCOME_ASKED, -1);
}

static bool
put(const struct dossier *d, const struct task *t, const struct outcomes *o, struct err *err)
{
	return task_outcomes_put(d->in->db, t, o->items, o->n, err);
}

bool
done_skip(const struct dossier *d, const struct task *t, const char *ground, struct err *err)
{
	struct outcomes all = outcomes_new(d, t);
	const char *sealed = dossier_sealed(d, ground, d->a);
	size_t i;
	json_t *c;
	json_array_foreach(t->categories, i, c) {
		const struct ledger l = ledger_of(d, t, json_string_value(c));
		if (is_accounted(&l)) {
			add_kept(&all, d, t, &l);
			continue;
		}
		if (l.found + l.handed > 0)
			add_said(&all, &l);
		add(&all, &l, OUTCOME_NOT_SEARCHED, -1);
		all.items[all.n - 1].why = (struct reason){ REASON_SKIPPED, .text = sealed };
	}
	return put(d, t, &all, err);
}

/* ---- what was said ---- */

/* "JCC-C01, JCC-C02" */
static const char *
categories_of(const struct task *t, struct arena *a)
{
	const char *list = NULL;
	size_t i;
	json_t *c;
	json_array_foreach(t->categories, i, c)
		list = arena_printf(
		    a, "%s%s%s", list ? list : "", list ? ", " : "", json_string_value(c));
	return list ? list : "none";
}

static bool
is_nothing(const struct task_said *s)
{
	return s->nothing || (s->nfiles == 0 && s->count == 0);
}

static bool
check_one(const struct dossier *d, const struct task_said *s, const struct task *t, struct err *err)
{
	if (!said_check(d, t, s, err))
		return false;
	if (said_category(t, s) || (s->nothing && !s->category))
		return true;
	return err_set(err, s->category ? ERR_NOTFOUND : ERR_USAGE,
	    "say which category with --category: one of %s", categories_of(t, d->a));
}

static bool
check_said(
    const struct dossier *d, const struct task_answer *w, const struct task *t, struct err *err)
{
	if (t->action == ACTION_FORWARD)
		return w->n == 0 ||
		    err_set(err, ERR_USAGE,
			"what we process for a customer is forwarded: --to CONTROLLER");
	if (w->to)
		return err_set(err, ERR_USAGE, "--to belongs to the task \"forward\"");
	if ((t->action == ACTION_FIND || change_rule(t->action)) && !search_asks_people(t))
		return err_set(err, ERR_DENIED,
		    "%s is a program's to %s, and its receipt tells what came of it: `dossier show "
		    "%s --receipts`; where it fails, `dossier task retry` or `task skip`",
		    t->system, action_name(t->action), d->request.reference);
	if (w->n == 0)
		return err_set(err, ERR_USAGE,
		    "say what was found: --nothing, --file FILE or --count N, after the "
		    "--category it is of where there are more: %s",
		    categories_of(t, d->a));
	for (size_t i = 0; i < w->n; i++)
		if (!check_one(d, &w->said[i], t, err))
			return false;
	return t->action != ACTION_FIND || seen_whole(d, t, w, err);
}

/* What is said of this one; --nothing alone is said of each that nothing was said of yet. */
static const struct task_said *
said_of(const struct task_answer *w, const struct task *t, const struct ledger *l)
{
	for (size_t i = 0; i < w->n; i++) {
		const char *category = said_category(t, &w->said[i]);
		if (category ? strcmp(category, l->category) == 0 : !is_accounted(l))
			return &w->said[i];
	}
	return NULL;
}

/* What was said before stands, and is added to. */
static bool
say(struct ledger *l, const struct task_said *s, int64_t rows, struct err *err)
{
	bool before = is_accounted(l) && l->found + l->handed > 0;
	if (before && is_nothing(s))
		return err_set(err, ERR_CONFLICT,
		    "something was found of %s already: `dossier task reopen` has it replaced",
		    l->category);
	if (before && l->handed > 0 && s->count > 0)
		return err_set(err, ERR_CONFLICT,
		    "of %s %lld were handed over another way already: `dossier task reopen` has "
		    "that replaced",
		    l->category, (long long)l->handed);
	l->found += rows;
	l->handed += s->count > 0 ? s->count : 0;
	l->any = true;
	l->open = false;
	return true;
}

/* A task after what was said now. */
struct becoming {
	struct outcomes outcomes;
	const char *open;    /* categories that nothing was said of, "A, B"; NULL: none */
	const char **forget; /* what was handed in of these before is replaced; ended by NULL */
	size_t nforget;
	json_t *said; /* for the log; new */
};

static bool
erased(const struct dossier *d, const struct task *t, const char *category,
    const struct task_said *s, struct becoming *b, struct err *err)
{
	int64_t count = s->count > 0 ? s->count : 0;
	json_array_append_new(b->said,
	    json_pack("{s:s, s:b, s:I, s:I, s:s*, s:b}", "category", category, "nothing",
		s->nothing, "erased", (json_int_t)count, "held", (json_int_t)s->held, "columns",
		s->columns, "proof", s->proof != NULL));
	return erased_say(d, t, category, s, &b->outcomes, err);
}

/* How much of it, or none, is used for that no more. */
static bool
stopped(const struct ledger *l, const struct task_said *s, struct becoming *b)
{
	bool any = s->count > 0;
	add(&b->outcomes, l, any ? OUTCOME_STOPPED : OUTCOME_NOTHING, any ? s->count : -1);
	json_array_append_new(b->said,
	    json_pack("{s:s, s:I}", "category", l->category, "stopped",
		(json_int_t)(any ? s->count : 0)));
	return true;
}

static bool
found(
    struct ledger *l, const struct task_said *s, int64_t rows, struct becoming *b, struct err *err)
{
	if (!say(l, s, rows, err))
		return false;
	add_said(&b->outcomes, l);
	json_array_append_new(b->said,
	    json_pack("{s:s, s:b, s:i, s:I, s:I}", "category", l->category, "nothing",
		is_nothing(s), "files", (int)s->nfiles, "records", (json_int_t)rows, "handed",
		(json_int_t)(s->count > 0 ? s->count : 0)));
	if (!l->carried)
		b->forget[b->nforget++] = l->category;
	return true;
}

static bool
become(const struct dossier *d, const struct task *t, const struct task_answer *w,
    const struct part_sink *sink, struct becoming *b, struct err *err)
{
	size_t i, n = json_array_size(t->categories);
	json_t *c;
	*b = (struct becoming){ .outcomes = outcomes_new(d, t), .said = json_array() };
	b->forget = arena_alloc(d->a, (n + 1) * sizeof(*b->forget));
	json_array_foreach(t->categories, i, c) {
		struct ledger l = ledger_of(d, t, json_string_value(c));
		const struct task_said *s = said_of(w, t, &l);
		int64_t rows = handed_count(sink, l.category);
		if (s) {
			if (!(t->action == ACTION_SUPPRESS     ? stopped(&l, s, b)
				    : change_rule(t->action)   ? erased(d, t, l.category, s, b, err)
				    : t->action == ACTION_FIND ? seen_say(l.category, s, b->said)
							       : found(&l, s, rows, b, err)))
				return false;
			continue;
		}
		add_kept(&b->outcomes, d, t, &l);
		if (!is_accounted(&l))
			b->open = arena_printf(d->a, "%s%s%s", b->open ? b->open : "",
			    b->open ? ", " : "", l.category);
	}
	return true;
}

static bool
put_parts(const struct dossier *d, const struct task *t, const struct becoming *b,
    const struct part_sink *sink, struct err *err)
{
	size_t n;
	const struct part *parts = part_sink_parts(sink, &n);
	if (!task_parts_forget(d->in->db, t, b->forget, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct stored_part p = search_part_stored(d, &parts[i], d->a);
		if (!task_part_put(d->in->db, t, &p, err))
			return false;
	}
	return true;
}

/* Who searched it by hand is asked again when there is more to search by, not the system. */
static bool
keep_by_hand(const struct dossier *d, const struct task *t, struct err *err)
{
	return search_asks_people(t) || task_reconnect(d->in->db, t, "manual", err);
}

static bool
log_said(struct dossier *d, const struct task *t, const char *state, json_t *said, const char *to,
    struct err *err)
{
	return dossier_event(d, "task.done",
	    json_pack("{s:s, s:s, s:o*, s:s, s:o?, s:s?}", "system", t->system, "action",
		action_name(t->action), "change", task_round(t), "state", state, "categories", said,
		"to", to),
	    err);
}

/* The task is moved first: of two people at two terminals one is told before all else. */
static bool
put_said(struct dossier *d, const struct task *t, const struct task_answer *w,
    const struct part_sink *sink, const char **ret_open, json_t **ret_said, struct err *err)
{
	struct becoming b;
	bool ok = become(d, t, w, sink, &b, err);
	const char *state = b.open ? "asked" : "done";
	*ret_said = b.said;
	*ret_open = b.open;
	return ok && task_move(d->in->db, t, state, err) && keep_by_hand(d, t, err) &&
	    put(d, t, &b.outcomes, err) && put_parts(d, t, &b, sink, err) &&
	    log_said(d, t, state, json_incref(b.said), NULL, err);
}

/* A person may be known to several customers: each is handed the request, one after the other. */
static bool
put_forward(struct dossier *d, const struct task *t, const char *to, struct err *err)
{
	return (strcmp(t->state, "done") == 0 || task_move(d->in->db, t, "done", err)) &&
	    log_said(d, t, "done", NULL, to, err) && forward_to(d, t, to, err);
}

static bool
check_open(const struct dossier *d, const struct task *t, struct err *err)
{
	if (strcmp(t->state, "done") != 0 || t->action == ACTION_FORWARD)
		return true;
	return err_set(err, ERR_CONFLICT,
	    "the task at %s is done: `dossier task reopen %s %s` opens it again, to replace what "
	    "was handed in",
	    t->system, d->request.reference, t->system);
}

/* As it is now: what was said counts. */
static bool
then(struct dossier *d, const struct task *t, const struct task_answer *w, const json_t *said,
    struct err *err)
{
	if (!w->then || (!change_rule(t->action) && t->action != ACTION_FIND))
		return true;
	auto_drop(dossier) struct dossier *now = dossier_join(d->in, d->who, &d->request, err);
	return now && w->then(now, t, said, err);
}

static bool
done(struct dossier *d, const struct task_name *name, const struct task_answer *w,
    const struct part_sink *sink, struct task_told *ret, struct err *err)
{
	struct letter_list letters;
	auto_drop(json) json_t *said = NULL;
	const struct task *t = task_named(d, name, err);
	bool ever = t && (change_rule(t->action) || t->action == ACTION_FIND);
	if (!t || (!ever && !dossier_check_state(d, ACT_TASK, err)) || !check_said(d, w, t, err) ||
	    !post_letters(d, d->a, &letters, err))
		return false;
	post_asked(&letters, t->id, &ret->unsent);
	return check_open(d, t, err) && request_changed(d->in->db, &d->request, err) &&
	    (t->action == ACTION_FORWARD ? put_forward(d, t, w->to, err)
					 : put_said(d, t, w, sink, &ret->open, &said, err)) &&
	    dossier_go_on(d, err) && then(d, t, w, said, err);
}

static bool
seal_said(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, const struct task_answer *w, struct part_sink **ret,
    struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	const struct task *t = d ? task_named(d, name, err) : NULL;
	if (!t || !installation_allows(in, who, d->request.org_id, act_roles(ACT_TASK), err) ||
	    !check_said(d, w, t, err))
		return false;
	*ret = part_sink_new(in->conf.home, d->keys->content_public, handed_portable(d));
	return handed_seal(d, t, w, *ret, err);
}

bool
search_task_done(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, const struct task_answer *w, struct arena *a,
    struct task_told *ret, struct err *err)
{
	auto_drop(part_sink) struct part_sink *sink = NULL;
	struct task_told told = { 0 };
	*ret = told;
	if (!seal_said(in, who, reference, name, w, &sink, err))
		return false;
	struct dossier *d = dossier_begin(in, who, reference, ACT_TASK_ERASE, err);
	bool ok = d && done(d, name, w, sink, &told, err);
	*ret = (struct task_told){ told.unsent, arena_strdup(a, told.open) };
	ok = dossier_commit(d, ok, err);
	/* in doubt: a row may name the parts; if none does they are swept */
	if (ok || err->kind == ERR_TEMPORARY)
		part_sink_keep(sink);
	return ok;
}

/* ---- taken up again ---- */

/* What a system gave by itself is not a person's to replace. */
static bool
check_by_hand(const struct dossier *d, const struct task *t, struct err *err)
{
	if (t->action == ACTION_FORWARD)
		return err_set(err, ERR_USAGE,
		    "what was forwarded stays so: `dossier task done %s forward --to CONTROLLER` "
		    "hands it to another too",
		    d->request.reference);
	bool accounted = any_accounted(d, t);
	if (!accounted && strcmp(t->state, "done") != 0)
		return err_set(err, ERR_CONFLICT,
		    "nothing was said of the task at %s yet: it is %s%s", t->system,
		    phrase(t->state),
		    strcmp(t->state, "skipped") == 0
			? phrase("; `dossier task retry` has it asked after all")
			: "");
	return search_asks_people(t) || !accounted ||
	    err_set(err, ERR_DENIED,
		"%s was searched by the program, and what it gave stands (art. 15(3) GDPR)",
		t->system);
}

static bool
reopen(struct dossier *d, const struct task_name *name, const char *category, struct err *err)
{
	const struct task *t = task_named(d, name, err);
	if (!t || !check_by_hand(d, t, err))
		return false;
	if (category && !json_has(t->categories, category))
		return err_set(err, ERR_NOTFOUND, "the task at %s has no category %s; it has %s",
		    t->system, category, categories_of(t, d->a));
	struct outcomes all = outcomes_new(d, t);
	size_t i;
	json_t *c;
	json_array_foreach(t->categories, i, c) {
		const struct ledger l = ledger_of(d, t, json_string_value(c));
		if (category && strcmp(category, l.category) != 0) {
			add_kept(&all, d, t, &l);
			continue;
		}
		add(&all, &l, OUTCOME_ASKED, -1);
		all.items[all.n - 1].why.code = REASON_REOPENED;
	}
	return task_move(d->in->db, t, "asked", err) &&
	    request_changed(d->in->db, &d->request, err) && put(d, t, &all, err) &&
	    dossier_event(d, "task.reopened",
		json_pack("{s:s, s:s, s:o*, s:s?}", "system", t->system, "action",
		    action_name(t->action), "change", task_round(t), "category", category),
		err) &&
	    dossier_advance(d, err);
}

bool
search_task_reopen(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, const char *category, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_TASK, err);
	return dossier_commit(d, d && reopen(d, name, category, err), err);
}
