/*
 * Deciding: closing a request without an answer, opening it again, and the person's withdrawal.
 */
#include "tell.h"

#define CLOSE_LETTER "close-letter" /* a fact that moves no clock: who is closed was told why */

static bool
end_request(struct deciding *x, enum term_fact_kind kind, struct date on, json_t *detail,
    const char *text, struct err *err)
{
	const struct request *r = &x->d->request;
	return decide_append(x, kind, on, detail, text, err) &&
	    dossier_end(x->in, r, "closed", err);
}

/* A duplicate is one of another request to the same organisation: else nobody would answer it. */
static bool
check_duplicate(struct deciding *x, const char *of, struct err *err)
{
	const struct request *r = &x->d->request;
	const char *reference;
	struct request other;
	if (!reference_normalise(of, x->a, &reference, err) ||
	    !request_by_reference(x->in->db, reference, x->a, &other, err))
		return false;
	if (other.org_id != r->org_id)
		return err_set(err, ERR_NOTFOUND, "no request %s of %s", reference, x->d->org.slug);
	return other.id != r->id ||
	    err_set(err, ERR_DENIED, "%s is no duplicate of itself: name the request that goes on",
		reference);
}

/* The letter that tells it, and its facts sealed, so that closing needs not repeat them. */
static bool
tell_closing(struct deciding *x, const struct decide_closing *c, struct err *err)
{
	struct told told;
	if (strcmp(c->ground, "not-identified") != 0 && strcmp(c->ground, "misdirected") != 0)
		return err_set(err, ERR_USAGE,
		    "--letter is for closing as not-identified or misdirected: nothing else has "
		    "one");
	const struct telling t = { .kind = strcmp(c->ground, "misdirected") == 0
		    ? LETTER_CLOSE_MISDIRECTED
		    : LETTER_CLOSE_NOT_IDENTIFIED,
		.number = decide_fact_count(x, FACT_CLOSED) + 1,
		.facts = json_pack("{s:s}", "facts", c->facts) };
	return tell_person(x, &t, &told, err) &&
	    decide_append_fact(x, CLOSE_LETTER, x->today,
		json_pack("{s:s, s:s?}", "ground", c->ground, "letter", told.message_id), c->facts,
		err);
}

/* What the letter of this ground said last; "" when there is none. */
static bool
told_facts(struct deciding *x, const char *ground, const char **ret, struct err *err)
{
	*ret = "";
	for (size_t i = x->facts.n; i-- > 0;) {
		const struct clock_fact *f = &x->facts.items[i];
		if (strcmp(f->fact, CLOSE_LETTER) != 0)
			continue;
		auto_drop(json) json_t *detail = clock_fact_detail(f);
		if (strcmp(json_str_or(detail, "ground", ""), ground) == 0)
			return (*ret = decide_fact_text(x, detail, err)) != NULL;
	}
	return true;
}

static bool
close_request(struct deciding *x, const void *arg, struct err *err)
{
	const struct decide_closing *c = arg;
	const char *facts = c->facts;
	if (strcmp(x->d->request.state, "closed") == 0)
		return err_set(err, ERR_CONFLICT,
		    "%s is closed already (art. 12(3) GDPR); still possible: `dossier reopen %s`, "
		    "with the reason",
		    x->d->request.reference, x->d->request.reference);
	if (c->letter_sent && !*facts && !told_facts(x, c->ground, &facts, err))
		return false;
	const struct guard_close g = {
		.ground = c->ground,
		.facts = facts,
		.duplicate_of = c->duplicate_of,
		.letter_sent = c->letter_sent || c->letter,
		.question_asked = decide_fact_count(x, FACT_QUESTION_ASKED) > 0,
		.open_rights = dossier_open_rights(x->d),
	};
	if (!guard_close(&x->term, &g, err))
		return false;
	if (c->letter)
		return tell_closing(x, c, err);
	return (!c->duplicate_of || check_duplicate(x, c->duplicate_of, err)) &&
	    end_request(x, FACT_CLOSED, x->today,
		json_pack("{s:s, s:s?}", "ground", c->ground, "duplicate_of", c->duplicate_of),
		facts, err);
}

bool
decide_close(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_closing *c, struct err *err)
{
	return decide_act(in, who, reference, close_request, c, err);
}

static bool
reopen(struct deciding *x, const void *arg, struct err *err)
{
	const struct request *r = &x->d->request;
	const char *reason = arg;
	/* what ended before it was planned has still to be: nobody was asked */
	const char *state = x->d->tasks.n ? "searching" : "logged";
	if (!guard_reopen(&x->term, reason, err) ||
	    !decide_append(x, FACT_REOPENED, x->today, json_object(), reason, err) ||
	    !request_advance(x->in->db, r, r->state, state, clock_now(), err) ||
	    !task_go_on(x->in->db, r, err))
		return false;
	for (size_t i = 0; i < x->d->rights.n; i++)
		if (!request_right_decide(x->in->db, r, x->d->rights.items[i].right, "open", NULL,
			(struct date){ 0 }, err))
			return false;
	return dossier_settle(
	    x->in, x->d, x->a, err); /* what was all done before is collected again at once */
}

bool
decide_reopen(struct installation *in, const struct actor *who, const char *reference,
    const char *reason, struct err *err)
{
	return decide_act(in, who, reference, reopen, reason, err);
}

struct withdrawing {
	const char *by, *how;
	struct date on;
};

static bool
withdraw(struct deciding *x, const void *arg, struct err *err)
{
	const struct request *r = &x->d->request;
	const struct withdrawing *w = arg;
	struct date on = decide_day(x, w->on);
	const struct guard_withdrawal g = { w->by, r->subject_relation, w->how, on, x->today };
	if (!guard_withdraw(&x->term, &g, err))
		return false;
	for (size_t i = 0; i < x->d->rights.n; i++)
		if (strcmp(x->d->rights.items[i].state, "open") == 0 &&
		    !request_right_decide(
			x->in->db, r, x->d->rights.items[i].right, "withdrawn", NULL, on, err))
			return false;
	return end_request(x, FACT_WITHDRAWN, on, json_pack("{s:s}", "by", w->by), w->how, err);
}

bool
decide_withdraw(struct installation *in, const struct actor *who, const char *reference,
    const char *by, const char *how, struct date on, struct err *err)
{
	const struct withdrawing w = { by, how, on };
	return decide_act(in, who, reference, withdraw, &w, err);
}
