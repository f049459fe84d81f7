/*
 * What of a request can be taken back now, each with the command that does. Derived from what
 * stands there; takes nothing back itself.
 */
#include <inttypes.h>

#include "dossier/guard.h"
#include "dossier/post.h"
#include "dossier/reviewed.h"
#include "search_private.h"

static void
offer(json_t *to, const char *what, const char *of, const char *command)
{
	json_array_append_new(
	    to, json_pack("{s:s, s:s?, s:s}", "what", what, "of", of, "command", command));
}

/* "dossier task VERB REF SYSTEM", with the action where the system has tasks of more than one. */
static const char *
task_command(const struct dossier *d, const struct task *t, const char *verb)
{
	struct err ambiguous = { 0 };
	const struct task_name alone = { .system = t->system };
	const char *action = task_named(d, &alone, &ambiguous)
	    ? ""
	    : arena_printf(d->a, " --action %s", action_name(t->action));
	return arena_printf(
	    d->a, "dossier task %s %s %s%s", verb, d->request.reference, t->system, action);
}

static bool
is_last(const struct dossier *d, const struct task *t)
{
	struct err none = { 0 };
	const struct task_name name = { t->system, action_name(t->action) };
	return task_named(d, &name, &none) == t;
}

static void
offer_tasks(const struct dossier *d, json_t *to)
{
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (!is_last(d, t) || t->action == ACTION_FORWARD)
			continue;
		bool done = strcmp(t->state, "done") == 0 && search_asks_people(t);
		if (done || done_in_part(d, t))
			offer(
			    to, "what was found by hand", t->system, task_command(d, t, "reopen"));
		else if (strcmp(t->state, "skipped") == 0)
			offer(to, "that it is not asked", t->system, task_command(d, t, "retry"));
	}
}

static void
offer_identifiers(const struct dossier *d, json_t *to)
{
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (strcmp(x->state, "usable") != 0)
			continue;
		offer(to, "that it is the person's",
		    arena_printf(d->a, "%s (%" PRId64 ")", x->kind, x->id),
		    arena_printf(
			d->a, "dossier plan %s --reject %" PRId64, d->request.reference, x->id));
	}
}

/* What can be put right with `dossier correct`. */
static void
offer_corrections(const struct dossier *d, json_t *to)
{
	const char *ref = d->request.reference;
	char day[DATE_LEN];
	offer(to, "the day of receipt", date_format(d->term.received, day),
	    arena_printf(d->a, "dossier correct %s --received DATE --note TEXT", ref));
	if (date_is_set(d->term.end.on))
		return;
	offer(to, "the language", d->request.language,
	    arena_printf(d->a, "dossier correct %s --language LANGUAGE --note TEXT", ref));
	for (size_t i = 0; i < d->rights.n; i++) {
		const char *right = d->rights.items[i].right;
		const struct guard_correction g = { .why = "-",
			.open = right_is_open(&d->rights.items[i]),
			.decided = decisions_any(&d->decisions, right, true) ||
			    decisions_any(&d->decisions, right, false),
			.alone = right_is_alone(d, right) };
		struct err refused = { 0 };
		if (guard_take_off_right(&d->term, &g, &refused))
			offer(to, "that this right was asked", right,
			    arena_printf(d->a, "dossier correct %s --take-off-right %s --note TEXT",
				ref, right));
	}
}

/* The last one that stands: with it all end that were seen. */
static void
offer_authority(const struct dossier *d, json_t *to)
{
	size_t i = d->facts.n;
	while (i > 0 && !mandate_stands(&d->facts, &d->facts.items[i - 1], d->today))
		i--;
	if (i > 0)
		offer(to, "that who asks may", d->facts.items[i - 1].method,
		    arena_printf(
			d->a, "dossier mandate %s --ended DATE --note TEXT", d->request.reference));
}

static void
offer_informed(const struct dossier *d, json_t *to)
{
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		size_t k = i;
		while (k < d->facts.n &&
		    (d->facts.items[k].kind != FACT_INFORM_TAKEN_BACK ||
			d->facts.items[k].ref != f->ref))
			k++;
		if (f->kind == FACT_INFORMED && k == d->facts.n)
			offer(to, "what goes with the copy",
			    f->ground ? f->ground : f->recipients[0],
			    arena_printf(d->a, "dossier inform %s --take-back %" PRId64,
				d->request.reference, f->ref));
	}
}

static void
offer_questions(const struct dossier *d, json_t *to)
{
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		bool back;
		char day[DATE_LEN];
		if (!fact_is_question(&d->facts, f, NULL) ||
		    (f->letter && date_is_set(fact_question_left(&d->facts, i, &back))))
			continue;
		offer(to, "the question",
		    arena_printf(
			d->a, "%" PRId64 " (%s, %s)", f->ref, f->ground, date_format(f->on, day)),
		    arena_printf(d->a, "dossier correct %s --not-asked %" PRId64 " --note TEXT",
			d->request.reference, f->ref));
	}
}

static void
offer_causes(const struct dossier *d, json_t *to)
{
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		const struct fact_list after = { d->facts.items + i + 1, d->facts.n - i - 1 };
		if (f->kind == FACT_LATE_CAUSE && fact_cause_stands(&d->facts, f->cause) &&
		    !fact_cause_stands(&after, f->cause))
			offer(to, "the cause of lateness", f->cause,
			    arena_printf(d->a,
				"dossier cause %s --cause %s --take-back --note TEXT",
				d->request.reference, f->cause));
	}
}

/* Not once it was sent, nor once it is told. */
static void
offer_transfer(const struct dossier *d, json_t *to)
{
	const struct fact *asked, *last = fact_transfer(&d->facts, &asked);
	const struct request_right *r = right_asked(d, right_name(RIGHT_PORTABILITY));
	if (last && last->kind != FACT_TRANSFER_SENT && r && right_is_open(r))
		offer(to, "the transfer to another controller", NULL,
		    arena_printf(
			d->a, "dossier decide %s --no-transfer TEXT", d->request.reference));
}

/* Of which item it was said is sealed: `review list` tells. */
static bool
offer_reviewed(const struct dossier *d, json_t *to, struct err *err)
{
	struct review_rows said;
	const struct request *r = &d->request;
	const int64_t *taken_back;
	if (!review_list(d->in->db, r->org_id, r->id, d->a, &said, err) ||
	    !reviewed_taken_back(d, &said, &taken_back, err))
		return false;
	for (size_t i = 0; i < said.n; i++) {
		const struct review_row *row = &said.items[i];
		if (!row->takes_back && !taken_back[i])
			offer(to, "what was said of what leaves",
			    arena_printf(d->a, "%s (%" PRId64 ")", row->kind, row->id),
			    arena_printf(d->a, "dossier review undo %s --said %" PRId64,
				r->reference, row->id));
	}
	return true;
}

static bool
offer_whole(const struct dossier *d, json_t *to, struct err *err)
{
	struct letter_list all;
	struct err refused = { 0 };
	const struct guard_close g = { .ground = ENTERED_BY_MISTAKE, .facts = "-" };
	if (!post_letters(d, d->a, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (date_is_set(all.items[i].sent))
			return true;
	if (guard_close(&d->term, &g, &refused))
		offer(to, "the request, where nobody asked it so", NULL,
		    arena_printf(d->a,
			"dossier close %s --ground " ENTERED_BY_MISTAKE " --facts TEXT",
			d->request.reference));
	return true;
}

/* What is put right comes last: who wants to take something back finds that first. */
static bool
offer_all(const struct dossier *d, json_t *to, struct err *err)
{
	if (date_is_set(d->term.end.on)) {
		offer(to, "that it ended", NULL,
		    arena_printf(d->a, "dossier reopen %s --reason TEXT", d->request.reference));
	} else {
		offer_tasks(d, to);
		offer_identifiers(d, to);
		offer_authority(d, to);
		offer_transfer(d, to);
		offer_informed(d, to);
		if (!offer_reviewed(d, to, err) || !offer_whole(d, to, err))
			return false;
	}
	offer_questions(d, to);
	offer_causes(d, to);
	offer_corrections(d, to);
	return true;
}

json_t *
view_undo(struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	if (!d)
		return NULL;
	auto_drop(json) json_t *all = json_array();
	return offer_all(d, all, err) ? json_incref(all) : NULL;
}
