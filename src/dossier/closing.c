/*
 * Deciding: closing a request without an answer, and the person's withdrawal.
 */
#include <inttypes.h>

#include "dossier/phrase.h"
#include "duplicate.h"
#include "tell.h"

/* ---- what tells it ---- */

/* The letter of each ground that is no acting on the request; LETTER__MAX: none. */
static enum letter_kind
letter_of(const char *ground)
{
	static const struct {
		const char *ground;
		enum letter_kind kind;
	} letters[] = {
		{ "not-identified", LETTER_CLOSE_NOT_IDENTIFIED },
		{ "misdirected", LETTER_CLOSE_MISDIRECTED },
		{ "not-an-avg-request", LETTER_CLOSE_NO_REQUEST },
		{ "deceased", LETTER_CLOSE_DECEASED },
	};
	for (size_t i = 0; i < array_len(letters); i++)
		if (strcmp(letters[i].ground, ground) == 0)
			return letters[i].kind;
	return LETTER__MAX;
}

/* The fact that it was written, since the request was opened last; NULL: it was not. */
static const struct fact *
told_by(const struct dossier *d, const char *ground)
{
	for (size_t i = d->facts.n; i-- > 0;) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_REOPENED)
			return NULL;
		if (f->kind == FACT_CLOSE_LETTER && strcmp(f->ground, ground) == 0)
			return f;
	}
	return NULL;
}

/* *ret: of this closing, not of one before it was opened again; without id: there is none. */
static bool
find_letter(const struct dossier *d, const char *ground, struct letter *ret, struct err *err)
{
	bool found;
	*ret = (struct letter){ 0 };
	return !told_by(d, ground) || post_latest(d, letter_of(ground), ret, &found, err);
}

/* Art. 11(2) sets art. 15 to 20 aside; for 21 and 22 there is 12(2) alone. */
static bool
by_article_11(const struct dossier *d)
{
	for (size_t i = 0; i < d->rights.n; i++)
		if (right_is_open(&d->rights.items[i]) &&
		    right_rule(right_of(d->rights.items[i].right))->by_article_11)
			return true;
	return false;
}

/* The letter that tells it, and its facts sealed, so that closing needs not repeat them. */
static bool
tell_closing(struct dossier *d, const struct decide_closing *c, struct arena *a,
    struct letter_told *ret, struct err *err)
{
	const struct telling t = { .kind = letter_of(c->ground),
		.number = decide_fact_count(d, FACT_CLOSED) + 1,
		.facts =
		    json_pack("{s:s, s:b}", "facts", c->facts, "by_article_11", by_article_11(d)) };
	return tell_person(d, &t, a, ret, err) &&
	    decide_append(d,
		&(struct fact){ .kind = FACT_CLOSE_LETTER,
		    .on = d->today,
		    .ground = c->ground,
		    .letter = ret->id },
		c->facts, err);
}

/* What left cannot be written anew; what came back is sent another way. */
static bool
check_unsent(const struct letter *l, struct err *err)
{
	char day[DATE_LEN];
	if (!date_is_set(l->sent))
		return true;
	return err_set(err, ERR_CONFLICT, "its letter left already, on %s (art. 12(4) GDPR): %s",
	    date_format(l->sent, day),
	    date_is_set(l->bounced) ? phrase("it came back; send it another way, and say so with "
					     "--letter-sent and --proof")
				    : phrase("close without --letter"));
}

/* Is said now, unless it was known; *l is as it stands then. */
static bool
say_it_left(struct dossier *d, const struct decide_closing *c, struct letter *l, struct err *err)
{
	const struct post_news left = { .on = c->on, .proof = c->proof };
	if (!l->id)
		return err_set(err, ERR_DENIED,
		    "no letter tells the person that it is closed as %s (art. 12(4) GDPR): write "
		    "it first (--letter)",
		    c->ground);
	if (date_is_set(l->sent) && !date_is_set(l->bounced) && !date_is_set(c->on))
		return true;
	if (!post_left(d, l, &left, err))
		return false;
	l->sent = decide_day(d, c->on);
	l->bounced = (struct date){ 0 };
	return true;
}

/* Is it what tells the person of an answer or a refusal that stands? */
static bool
tells_answer(const struct dossier *d, const struct letter *l)
{
	bool tells = false;
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		bool answers = f->kind == FACT_ANSWERED || f->kind == FACT_ANSWERED_IN_PART ||
		    f->kind == FACT_REFUSED || f->kind == FACT_REFUSED_IN_PART;
		if (f->kind == FACT_REOPENED)
			tells = false;
		else if (answers && f->letter && strcmp(f->letter, letter_id(l)) == 0)
			tells = true;
	}
	return tells;
}

/* Who was answered by letter is closed once that left; it is said now, or was. */
static bool
answer_left(struct dossier *d, const struct decide_closing *c, struct err *err)
{
	const struct post_news left = { .on = c->on, .proof = c->proof };
	struct letter_list all;
	if (!post_letters(d, d->a, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++) {
		const struct letter *l = &all.items[i];
		if (!tells_answer(d, l) || (date_is_set(l->sent) && !date_is_set(l->bounced)))
			continue;
		if (!c->letter_sent)
			return err_set(err, ERR_DENIED,
			    "%s is answered by a letter that has not left (art. 12(3), 12(4) "
			    "GDPR): `dossier letter sent %s %" PRId64 "`, or close it with "
			    "--letter-sent once it does",
			    d->request.reference, d->request.reference, l->id);
		if (!post_left(d, l, &left, err))
			return false;
	}
	return true;
}

/* ---- closing ---- */

/* All that is open. */
static void
open_rights(const struct dossier *d, struct rights_chosen *ret)
{
	*ret = (struct rights_chosen){ 0 };
	for (size_t i = 0; i < d->rights.n; i++)
		if (right_is_open(&d->rights.items[i]))
			ret->names[ret->n++] = d->rights.items[i].right;
}

/* Who was told by a letter that nothing is done about it was not answered; a duplicate goes on. */
static bool
close_now(struct dossier *d, const struct decide_closing *c, const char *facts, struct date on,
    const char *letter, struct decide_ended *ret, struct err *err)
{
	const char *of = NULL;
	struct rights_chosen left;
	bool mistake = strcmp(c->ground, ENTERED_BY_MISTAKE) == 0;
	if (c->duplicate_of &&
	    !(mistake ? duplicate_replacement(d, c->duplicate_of, &of, err)
		      : duplicate_check(d, c->duplicate_of, &of, err)))
		return false;
	if (mistake && !of && !duplicate_check_alone(d, err))
		return false;
	const struct fact f = { .kind = FACT_CLOSED,
		.on = on,
		.ground = c->ground,
		.duplicate_of = of,
		.letter = letter };
	open_rights(d, &left);
	return decide_append(d, &f, facts, err) && dossier_advance(d, err) &&
	    ((letter_of(c->ground) == LETTER__MAX && !mistake) ||
		duplicate_resume(d, &left, ret->arena, &ret->resumed, err));
}

/* *ret: did any letter about it leave, whoever got it? */
static bool
find_seen(const struct dossier *d, bool *ret, struct err *err)
{
	struct letter_list all;
	*ret = false;
	if (!post_letters(d, d->a, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		*ret = *ret || date_is_set(all.items[i].sent);
	return true;
}

static bool
guard(const struct dossier *d, const struct decide_closing *c, const char *facts,
    const struct letter *l, struct err *err)
{
	bool seen;
	if (!find_seen(d, &seen, err))
		return false;
	bool back = date_is_set(l->bounced);
	bool answered = strcmp(c->ground, "answered") == 0; /* its letter is the answer */
	const struct guard_close g = {
		.ground = c->ground,
		.facts = facts,
		.duplicate_of = c->duplicate_of,
		.seen = seen,
		.letter_left = back ? (struct date){ 0 } : l->sent,
		.letter = c->letter || (c->letter_sent && !answered),
		.only_letter = c->letter,
		.doubt = guard_doubt(&d->term, &d->facts, d->today),
		.about = dossier_absolute_any(d),
		.open_rights = dossier_open_rights(d),
	};
	return guard_close(&d->term, &g, err);
}

static bool
close_request(
    struct dossier *d, const struct decide_closing *c, struct decide_ended *ret, struct err *err)
{
	struct letter l;
	const char *facts = c->facts;
	const struct fact *told = told_by(d, c->ground);
	bool has_letter = letter_of(c->ground) != LETTER__MAX;
	if (told && !c->letter && !*facts && !(facts = decide_fact_text(d, told, err)))
		return false;
	if (!find_letter(d, c->ground, &l, err) ||
	    (c->letter_sent && has_letter && !say_it_left(d, c, &l, err)) ||
	    !guard(d, c, facts, &l, err) ||
	    (strcmp(c->ground, "answered") == 0 && !answer_left(d, c, err)))
		return false;
	if (c->letter)
		return check_unsent(&l, err) && tell_closing(d, c, ret->arena, &ret->told, err);
	/* who is not acted for is closed on the day they were told (art. 12(4)) */
	return close_now(d, c, facts, has_letter ? l.sent : d->today,
	    has_letter ? letter_id(&l) : NULL, ret, err);
}

bool
decide_close(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_closing *c, struct arena *a, struct decide_ended *ret, struct err *err)
{
	*ret = (struct decide_ended){ .arena = a };
	struct dossier *d = dossier_begin(in, who, reference, ACT_CLOSE, err);
	return dossier_commit(d, d && close_request(d, c, ret, err), err);
}

/* Those named, or all that are open. */
static bool
choose(const struct dossier *d, const struct decide_withdrawal *x, struct rights_chosen *ret,
    struct err *err)
{
	if (x->nrights > 0)
		return rights_choose(d, x->rights, x->nrights, ret, err);
	open_rights(d, ret);
	return true;
}

/* Art. 5(1)(c). */
bool
decide_stop_search(const struct dossier *d, struct err *err)
{
	return dossier_open_copy(d) || task_stop(d->in->db, &d->request, TASK_NO_COPY, err);
}

/* ${right} NULL: the whole request. */
static bool
append_withdrawn(struct dossier *d, const struct decide_withdrawal *x,
    const struct guard_withdrawal *g, const char *right, struct err *err)
{
	const struct fact f = { .kind = right ? FACT_WITHDRAWN_IN_PART : FACT_WITHDRAWN,
		.on = g->on,
		.right = right,
		.withdrawn_by = g->by,
		.result = x->proof ? "proven" : NULL };
	const char *words =
	    x->proof ? arena_printf(d->a, "%s\nproof: %s", g->how, x->proof) : g->how;
	return decide_append(d, &f, words, err);
}

/* With the last open right the request is withdrawn. */
static bool
withdraw(
    struct dossier *d, const struct decide_withdrawal *x, struct decide_ended *ret, struct err *err)
{
	const struct guard_withdrawal g = { x->by, d->request.subject_relation, x->how,
		decide_day(d, x->on), d->today };
	struct rights_chosen rights;
	if (!guard_withdraw(&d->term, &g, err) || !choose(d, x, &rights, err))
		return false;
	bool last = dossier_open_rights(d) == (int)rights.n;
	for (size_t i = 0; i < rights.n; i++)
		if (!decide_right(d, rights.names[i], "withdrawn", NULL, g.on, err) ||
		    (!last && !append_withdrawn(d, x, &g, rights.names[i], err)))
			return false;
	return (last ? append_withdrawn(d, x, &g, NULL, err) : decide_stop_search(d, err)) &&
	    dossier_advance(d, err) && duplicate_resume(d, &rights, ret->arena, &ret->resumed, err);
}

bool
decide_withdraw(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_withdrawal *x, struct arena *a, struct decide_ended *ret, struct err *err)
{
	*ret = (struct decide_ended){ .arena = a };
	struct dossier *d = dossier_begin(in, who, reference, ACT_WITHDRAW, err);
	return dossier_commit(d, d && withdraw(d, x, ret, err), err);
}
