/*
 * Putting right what was recorded wrongly, on the record: what stood there stays, and what is so
 * follows it. Each says why; guard_correct.c says whether. A right that is added is planned too:
 * search/right.c.
 */
#include "decide_private.h"
#include "dossier/post.h"
#include "duplicate.h"

/* ---- the day of receipt ---- */

/* Before its dates are: none of them is ever before the day of receipt. */
static bool
set_earlier(struct dossier *d, struct date on, struct err *err)
{
	struct request *r = &d->request;
	if (date_cmp(on, r->received) > 0)
		return true;
	r->received = on;
	return request_receipt_set(d->in->db, r, err);
}

/* The instant and the promise follow the day, as they did when it was logged. */
static bool
set_receipt(struct dossier *d, struct err *err)
{
	struct request *r = &d->request;
	const struct fact *f = fact_receipt(d->facts.items, d->facts.n);
	r->received = f->on;
	r->received_at = f->at;
	r->promise = d->term.promise;
	return request_receipt_set(d->in->db, r, err);
}

static bool
correct_receipt(struct dossier *d, const struct decide_receipt *x, struct err *err)
{
	struct date logged;
	if (!zone_date(d->org.zone, d->request.logged_at, &logged, err))
		return false;
	const struct guard_receipt g = { .facts = &d->facts,
		.logged = logged,
		.on = x->on,
		.why = x->why,
		.proof = x->proof,
		.today = d->today };
	const struct fact f = {
		.kind = FACT_RECEIPT_CORRECTED, .on = x->on, .result = x->proof ? "proven" : NULL
	};
	return guard_receipt(&d->term, &g, err) && duplicate_check_day(d, x->on, err) &&
	    set_earlier(d, x->on, err) &&
	    decide_append(d, &f,
		x->proof ? arena_printf(d->a, "%s\nproof: %s", x->why, x->proof) : x->why, err) &&
	    set_receipt(d, err);
}

bool
decide_receipt(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_receipt *x, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_CORRECT, err);
	return dossier_commit(d, d && correct_receipt(d, x, err), err);
}

/* ---- the language ---- */

/* It moves no date: an event tells it, and the reason is a note. */
static bool
correct_language(struct dossier *d, const char *language, const char *why, struct err *err)
{
	const char *was = d->request.language;
	if (strcmp(was, language) == 0)
		return err_set(err, ERR_DENIED,
		    "%s is the language of it as it stands: there is nothing to correct", language);
	d->request.language = language;
	return note_check(why, err) && request_language_set(d->in->db, &d->request, err) &&
	    request_changed(d->in->db, &d->request, err) && note_add(d, why, err) &&
	    dossier_event(d, "request.corrected",
		json_pack("{s:{s:s, s:s}}", "language", "from", was, "to", language), err);
}

bool
decide_language(struct installation *in, const struct actor *who, const char *reference,
    const char *language, const char *why, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_CHANGE, err);
	return dossier_commit(d, d && correct_language(d, language, why, err), err);
}

/* ---- a question ---- */

/* By its number: they are counted from 1, in the order of recording. */
static const struct fact *
find_question(const struct dossier *d, int64_t no, struct err *err)
{
	for (size_t i = 0; i < d->facts.n; i++)
		if (d->facts.items[i].kind == FACT_QUESTION_ASKED && d->facts.items[i].ref == no)
			return &d->facts.items[i];
	err_set(err, ERR_NOTFOUND,
	    "%s has no question %" PRId64 ": `dossier undo %s` names those that can be taken back",
	    d->request.reference, no, d->request.reference);
	return NULL;
}

/* Of a question that was entered afterwards no letter of ours tells. */
static bool
correct_question(struct dossier *d, int64_t no, const char *why, struct err *err)
{
	bool back;
	const struct fact *asked = find_question(d, no, err);
	if (!asked)
		return false;
	struct guard_correction g = { .why = why, .taken_back = fact_taken_back(&d->facts, asked) };
	if (asked->letter)
		g.left = fact_question_left(&d->facts, (size_t)(asked - d->facts.items), &back);
	const struct fact f = { .kind = FACT_QUESTION_TAKEN_BACK,
		.on = d->today,
		.ref = asked->ref,
		.ground = asked->ground,
		.letter = asked->letter };
	return guard_not_asked(&g, err) && decide_append(d, &f, why, err);
}

bool
decide_not_asked(struct installation *in, const struct actor *who, const char *reference,
    int64_t question, const char *why, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_CORRECT, err);
	return dossier_commit(d, d && correct_question(d, question, why, err), err);
}

/* ---- a right that nobody asked ---- */

static bool
take_off(struct dossier *d, const char *right, const char *why, struct decide_ended *ret,
    struct err *err)
{
	const struct request_right *r = right_asked(d, right);
	if (!r)
		return err_set(err, ERR_NOTFOUND, "%s does not invoke the right %s",
		    d->request.reference, right);
	const struct guard_correction g = { .why = why,
		.open = right_is_open(r),
		.decided = decisions_any(&d->decisions, right, true) ||
		    decisions_any(&d->decisions, right, false),
		.alone = right_is_alone(d, right) };
	const struct fact f = { .kind = FACT_RIGHT_TAKEN_OFF, .on = d->today, .right = right };
	const struct rights_chosen gone = { .names = { right }, .n = 1 };
	const bool last = dossier_open_rights(d) == 1; /* the others are decided: that ends it */
	return guard_take_off_right(&d->term, &g, err) &&
	    decide_right(d, right, "withdrawn", NULL, d->today, err) &&
	    decide_append(d, &f, why, err) && decide_stop_search(d, err) &&
	    (last ? decide_end(d, NULL, err) : dossier_advance(d, err)) &&
	    duplicate_resume(d, &gone, ret->arena, &ret->resumed, err);
}

bool
decide_take_off(struct installation *in, const struct actor *who, const char *reference,
    const char *right, const char *why, struct arena *a, struct decide_ended *ret, struct err *err)
{
	*ret = (struct decide_ended){ .arena = a };
	struct dossier *d = dossier_begin(in, who, reference, ACT_CHANGE, err);
	return dossier_commit(d, d && take_off(d, right, why, ret, err), err);
}
