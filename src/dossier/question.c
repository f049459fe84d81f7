/*
 * Deciding: what is asked of the person, and what they answered (art. 12(6), recital 63). How they
 * were checked is in verify.c.
 */
#include "dossier/checked.h"
#include "tell.h"

/* The doubts of earlier questions, opened: each demand for more needs its own. */
static const char *const *
earlier_doubts(const struct dossier *d, struct err *err)
{
	const char **out = arena_alloc(d->a, (d->facts.n + 1) * sizeof(*out));
	size_t n = 0;
	for (size_t i = 0; i < d->facts.n; i++)
		if (fact_is_question(&d->facts, &d->facts.items[i], NULL) &&
		    !(out[n++] = decide_fact_text(d, &d->facts.items[i], err)))
			return NULL;
	return out;
}

/* How well an answer to what was asked about ${about} fits a question: 0, not at all. */
static int
fits(const struct dossier *d, size_t i, const char *about)
{
	const struct fact *f = &d->facts.items[i];
	bool back;
	if (!fact_is_question(&d->facts, f, NULL) || fact_question_answered(&d->facts, f))
		return 0;
	if (strcmp(f->ground, about) != 0)
		return 1;
	return date_is_set(fact_question_left(&d->facts, i, &back)) ? 3 : 2;
}

/*
 * What an answer is to, its place; facts.n: nothing is open. The latest about that which left, else
 * the latest about that, else the latest of all.
 */
static size_t
question_to_answer(const struct dossier *d, const char *about)
{
	size_t found = d->facts.n;
	int best = 0;
	for (size_t i = d->facts.n; i-- > 0;) {
		int fit = fits(d, i, about);
		if (fit > best) {
			found = i;
			best = fit;
		}
	}
	return found;
}

/* A question recorded afterwards was asked already, in other words. */
static bool
tell_question(struct dossier *d, const struct guard_question *g, struct arena *a,
    struct letter_told *ret, struct err *err)
{
	*ret = (struct letter_told){ 0 };
	if (date_cmp(g->on, d->today) != 0)
		return true;
	const struct telling t = { .kind = strcmp(g->about, "identity") == 0
		    ? LETTER_QUESTION_IDENTITY
		    : LETTER_QUESTION_CLARIFICATION,
		.facts = json_pack(
		    "{s:s, s:b}", "doubt", g->doubt, "large_quantity", g->large_quantity) };
	char *way = arena_strdup(d->a, g->method ? g->method : "");
	for (char *c = way; *c; c++)
		if (*c == '-')
			*c = '_';
	if (*way && t.facts)
		json_object_set_new(t.facts, way, json_true());
	if (strcmp(way, "mandate") == 0 && t.facts) {
		json_t *shows = mandate_evidence(d, tell_language(d, t.kind), err);
		if (!shows)
			return json_decref(t.facts), false;
		json_object_set_new(t.facts, "evidence", shows);
	}
	/* no extension moves the day by which a refusal is told (art. 12(4)) */
	if (t.facts && date_cmp(d->term.first, d->today) >= 0)
		json_object_set_new(t.facts, "refuse_by",
		    json_string(date_words(d->term.first, tell_language(d, t.kind), d->a)));
	return tell_person(d, &t, a, ret, err);
}

static bool
question(struct dossier *d, const struct decide_question *q, struct arena *a,
    struct letter_told *ret, struct err *err)
{
	const struct guard_question g = {
		.about = q->about,
		.absolute = dossier_absolute(d, LETTER_QUESTION_IDENTITY),
		.doubt = q->doubt,
		.earlier = earlier_doubts(d, err),
		.method = q->method,
		.tried = verify_other_tried(d, q->method),
		.represented = request_is_represented(&d->request),
		.copy = checked_copy_reason(d) != NULL,
		.large_quantity = q->large_quantity,
		.proof = q->proof,
		.on = decide_day(d, q->on),
		.today = d->today,
	};
	const struct fact sent = { .kind = FACT_QUESTION_SENT,
		.on = g.on,
		.ref = decide_fact_count(d, FACT_QUESTION_ASKED) + 1,
		.ground = q->about };
	return g.earlier && guard_question(&d->term, &g, err) &&
	    tell_question(d, &g, a, ret, err) &&
	    decide_append(d,
		&(struct fact){ .kind = FACT_QUESTION_ASKED,
		    .on = g.on,
		    .ref = sent.ref,
		    .ground = q->about,
		    .method = q->method,
		    .large_quantity = q->large_quantity,
		    .letter = ret->id },
		q->doubt, err) &&
	    (!guard_is_late(g.on, d->today) || decide_append(d, &sent, q->proof, err));
}

bool
decide_question(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_question *q, struct arena *a, struct letter_told *ret_told, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_ASK, err);
	return dossier_commit(d, d && question(d, q, a, ret_told, err), err);
}

static bool
question_answered(struct dossier *d, const char *about, struct date on, struct err *err)
{
	size_t i = question_to_answer(d, about);
	if (i == d->facts.n)
		return err_set(err, ERR_DENIED,
		    "%s: no question is open (art. 12(6), recital 63); `dossier %s` records one",
		    d->request.reference, strcmp(about, "identity") == 0 ? "verify" : "clarify");
	const struct fact *q = &d->facts.items[i];
	struct guard_question_answer x = { .asked = q->on, .on = on, .today = d->today };
	const struct fact f = {
		.kind = FACT_QUESTION_ANSWERED, .on = on, .ref = q->ref, .ground = q->ground
	};
	x.left = fact_question_left(&d->facts, i, &x.back);
	return guard_question_answered(&x, err) && decide_append(d, &f, NULL, err);
}

bool
decide_question_answered(struct installation *in, const struct actor *who, const char *reference,
    const char *about, struct date on, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_HEAR, err);
	return dossier_commit(d, d && question_answered(d, about, decide_day(d, on), err), err);
}

/* That no question about what is meant has to be asked. */
static bool
meaning_clear(struct dossier *d, const char *why, struct err *err)
{
	const struct request_right *r = right_asked(d, right_name(RIGHT_ERASURE));
	const struct fact f = {
		.kind = FACT_MEANING_CLEAR, .on = d->today, .right = right_name(RIGHT_ERASURE)
	};
	if (!r || !right_is_open(r))
		return err_set(err, ERR_DENIED,
		    "%s: no erasure is open here, and of nothing else it has to be clear",
		    d->request.reference);
	return note_check(why, err) && decide_append(d, &f, why, err);
}

bool
decide_meaning_clear(struct installation *in, const struct actor *who, const char *reference,
    const char *why, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_ASK, err);
	return dossier_commit(d, d && meaning_clear(d, why, err), err);
}
