/*
 * Looking before anybody is asked: how much the systems hold of the person, which contact data
 * stood there already, and which matches only a person can settle. Systems are looked at as they
 * are searched: in rounds, by what is proven theirs. What is found is counted and let go; no task,
 * no state and no clock changes.
 */
#include "dossier/checked.h"
#include "dossier/decide.h"
#include "dossier/definition.h"
#include "dossier/progress.h"
#include "lookup.h"

#define ROUNDS_MAX 8 /* a round without news ends them; a register that feeds itself does not */

/* ---- who is asked, and by what ---- */

static size_t
usable_by(const struct dossier *d, const struct plan_task *t)
{
	size_t n = 0;
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		n += strcmp(x->state, "usable") == 0 && text_among(x->kind, t->needs, SIZE_MAX);
	}
	return n;
}

/* It has something made at the vendor's, which only a search is a reason for. */
static bool
has_job(const struct reg *reg, const char *system)
{
	const struct system *s = reg_system(reg, system);
	const struct definition *def = s ? reg_definition(reg, s) : NULL;
	const struct def_action *collect =
	    def ? definition_action(def, action_name(ACTION_COLLECT)) : NULL;
	for (size_t i = 0; collect && i < collect->steps.n; i++)
		if (collect->steps.items[i].kind == STEP_JOB)
			return true;
	return false;
}

/* What is held is of no less interest where no copy of it was asked. */
static void
plan_places(struct looking *l)
{
	struct dossier *d = l->d;
	static const char *const none[] = { NULL };
	const unsigned copies = rights_bits(&d->rights) & rights_needing(ACTION_COLLECT);
	const struct plan_asked asked = {
		.rights = copies ? copies : 1u << RIGHT_ACCESS,
		.controller = d->request.instructed_by,
		.known = none,
	};
	plan_make(&d->reg->inv, &asked, d->a, &l->plan);
	l->places = arena_alloc(d->a, (l->plan.ntasks + 1) * sizeof(*l->places));
	for (size_t i = 0; i < l->plan.ntasks; i++) {
		const struct plan_task *t = &l->plan.tasks[i];
		struct place *p = &l->places[l->n];
		if (t->action != ACTION_COLLECT)
			continue;
		*p = (struct place){ .t = t,
			.connector = search_planned(d->in, &d->org, d->reg, t, d->a) };
		p->state = reach_asks_people(p->connector) ? PLACE_PEOPLE
		    : has_job(d->reg, t->system)           ? PLACE_LATER
							   : PLACE_UNKNOWN;
		l->n++;
	}
}

/* ---- asking ---- */

static json_t *
answer_of(struct looking *l, const struct task *t, struct err *err)
{
	auto_drop(json) json_t *job = search_job(l->d->in, l->d, t, err);
	auto_drop(json) json_t *reach = json_incref(json_get(job, "reach"));
	if (!job)
		return NULL;
	(void)json_object_del(job, "reach");
	json_object_set_new(job, "action", json_string("count"));
	(void)json_object_del(reach, "blobs"); /* nothing can be kept */
	return l->tries->ask(l->tries->arg, t->system, job, reach, err);
}

/* Is it known already, or speaks what is known against it? Then it opens nothing. */
static bool
is_news(const struct dossier *d, const struct identifier *x)
{
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *y = &d->identifiers.items[i];
		bool same = strcmp(x->kind, y->kind) == 0 && strcmp(x->blind, y->blind) == 0;
		if (same || identifiers_conflict(x, y) || identifiers_conflict(y, x))
			return false;
	}
	return true;
}

static void
learn(struct dossier *d, const struct identifier *x)
{
	struct identifier *all = arena_alloc(d->a, (d->identifiers.n + 1) * sizeof(*all));
	if (strcmp(x->state, "usable") != 0 || !is_news(d, x))
		return;
	for (size_t i = 0; i < d->identifiers.n; i++)
		all[i] = d->identifiers.items[i];
	all[d->identifiers.n++] = *x;
	d->identifiers.items = all;
}

static void
take_answer(struct looking *l, struct place *p, const struct task *t, const json_t *answer,
    const struct err *err)
{
	struct dossier *d = l->d;
	struct task_done found = { 0 };
	struct err bad = { 0 };
	json_decref(p->outcomes);
	p->outcomes = NULL;
	if (!answer) {
		p->state = PLACE_FAILED;
		p->error = arena_strdup(d->a, err->text);
	} else if (!json_flag(answer, "ok")) {
		p->state = PLACE_FAILED;
		p->error = arena_strdup(d->a, json_str_or(answer, "text", "it gave no answer"));
	} else if (json_int_or(answer, "again_s", 0) > 0) {
		p->state = PLACE_LATER;
	} else if (!yields_accept(d->in, d, t, answer, d->a, &found, &bad)) {
		p->state = PLACE_FAILED;
		p->error = arena_strdup(d->a, bad.text);
	} else {
		p->state = PLACE_LOOKED;
		lookup_note(l, p, answer, &found);
		for (size_t i = 0; i < found.nids; i++)
			learn(d, &found.ids[i]);
	}
}

/* By the identifiers of l->d. */
static void
look_at(struct looking *l, struct place *p,
    void (*then)(
	struct looking *, struct place *, const struct task *, const json_t *, const struct err *))
{
	const struct dossier *d = l->d;
	struct err err = { 0 };
	auto_drop(json) json_t *needs = json_strings(p->t->needs, SIZE_MAX);
	auto_drop(json) json_t *categories = json_strings(p->t->categories, SIZE_MAX);
	const struct task t = {
		.org_id = d->org.id,
		.request_id = d->request.id,
		.reference = d->request.reference,
		.system = p->t->system,
		.action = ACTION_COLLECT,
		.connector = p->connector,
		.needs = needs,
		.categories = categories,
	};
	auto_drop(json) json_t *answer = answer_of(l, &t, &err);
	then(l, p, &t, answer, &err);
}

/*
 * Of contact data beside which others were known it is not clear whether rows were found by it: a
 * system is asked by it alone, too.
 */
static void
take_alone(struct looking *l, struct place *p, const struct task *t, const json_t *answer,
    const struct err *err)
{
	(void)t;
	(void)err;
	if (json_flag(answer, "ok") && json_int_or(answer, "again_s", 0) == 0)
		lookup_note_matched(l, p, answer);
	else
		json_array_append_new(
		    l->unsure, json_integer((json_int_t)l->d->identifiers.items[0].id));
}

static void
look_alone(struct looking *l, struct place *p)
{
	struct dossier *d = l->d;
	const struct identifier_list all = d->identifiers;
	for (size_t i = 0; i < all.n && p->state == PLACE_LOOKED && p->by > 1; i++) {
		struct identifier *x = &all.items[i];
		if (x->id == 0 || !identifier_is_contact(x) || strcmp(x->state, "usable") != 0 ||
		    !text_among(x->kind, p->t->needs, SIZE_MAX) || lookup_stood(l, p, x))
			continue;
		d->identifiers = (struct identifier_list){ x, 1 };
		look_at(l, p, take_alone);
		d->identifiers = all;
	}
}

/* Whoever can be asked by more than before; false: nobody can. */
static bool
look_round(struct looking *l)
{
	bool any = false;
	for (size_t i = 0; i < l->n; i++) {
		struct place *p = &l->places[i];
		size_t by = usable_by(l->d, p->t);
		bool first = p->state == PLACE_UNKNOWN && (by > 0 || !p->t->needs[0]);
		bool more = p->state == PLACE_LOOKED && by > p->by;
		progress_tell(l->d->in->progress, "looking", (int64_t)i, (int64_t)l->n);
		if (!first && !more)
			continue;
		p->by = by;
		look_at(l, p, take_answer);
		any = true;
	}
	return any;
}

/* ---- the log, and keeping what it gave ---- */

/* Before the first question: a look that is cut short was one (art. 5(2)). */
static bool
tell_begun(const struct dossier *read, struct err *err)
{
	struct dossier *d =
	    dossier_begin(read->in, read->who, read->request.reference, ACT_LOOKUP, err);
	return dossier_commit(d, d && dossier_event(d, "lookup.begun", json_object(), err), err);
}

static bool
keep(struct looking *l, const json_t *result, struct err *err)
{
	struct dossier *d =
	    dossier_begin(l->d->in, l->d->who, l->d->request.reference, ACT_LOOKUP, err);
	size_t looked = 0, failed = 0;
	for (size_t i = 0; i < l->n; i++) {
		looked += l->places[i].state == PLACE_LOOKED;
		failed += l->places[i].state == PLACE_FAILED;
	}
	if (!d)
		return false;
	char *plain = json_dumps(result, JSON_COMPACT);
	const char *sealed = seal(d->keys->ledger, lookup_place(&d->request, d->a), plain, d->a);
	free(plain);
	return dossier_commit(d,
	    lookup_insert(d->in->db, &d->request, sealed, d->who->name, err) &&
		dossier_event(d, "lookup.made",
		    json_pack("{s:i, s:i, s:i}", "looked", (int)looked, "failed", (int)failed,
			"not_looked", (int)(l->n - looked - failed)),
		    err),
	    err);
}

/* What stops at once does so whatever is held and whoever asks: nothing of it needs to be known. */
static bool
check_needed(const struct dossier *d, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		if (right_is_open(r) && decide_about(d, r->right) == ABSOLUTE_NONE)
			return true;
	}
	return err_set(err, ERR_DENIED,
	    "%s: what it asks stops at once, whatever is held and whoever asks (art. 21(3), 7(3), "
	    "5(1)(c) GDPR): nobody needs to look; still possible: stop it, today",
	    d->request.reference);
}

static bool
look(struct dossier *d, const struct doctor_tries *tries, struct err *err)
{
	struct looking l = { .d = d, .tries = tries };
	auto_drop(json) json_t *contacts = l.contacts = json_array();
	auto_drop(json) json_t *keys = l.keys = json_array();
	auto_drop(json) json_t *unsure = l.unsure = json_array();
	if (!installation_allows(d->in, d->who, d->org.id, act_roles(ACT_LOOKUP), err) ||
	    !dossier_check_state(d, ACT_LOOKUP, err) || !check_needed(d, err) ||
	    !tell_begun(d, err))
		return false;
	plan_places(&l);
	for (int i = 0; i < ROUNDS_MAX && look_round(&l); i++)
		;
	for (size_t i = 0; i < l.n; i++)
		look_alone(&l, &l.places[i]);
	auto_drop(json) json_t *result = lookup_result(&l);
	for (size_t i = 0; i < l.n; i++)
		json_decref(l.places[i].outcomes);
	return keep(&l, result, err);
}

bool
search_lookup(struct installation *in, const struct actor *who, const char *reference,
    const struct doctor_tries *tries, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	return d && look(d, tries, err);
}
