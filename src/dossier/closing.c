/*
 * Deciding: closing a request without an answer, opening it again, and the person's withdrawal.
 */
#include "tell.h"

/* A duplicate is one of another request to the same organisation: else nobody would answer it. */
static bool
check_duplicate(struct dossier *d, const char *of, struct err *err)
{
	const struct request *r = &d->request;
	const char *reference;
	struct request other;
	if (!reference_normalise(of, d->a, &reference, err) ||
	    !request_by_reference(d->in->db, reference, d->a, &other, err))
		return false;
	if (other.org_id != r->org_id)
		return err_set(err, ERR_NOTFOUND, "no request %s of %s", reference, d->org.slug);
	return other.id != r->id ||
	    err_set(err, ERR_DENIED, "%s is no duplicate of itself: name the request that goes on",
		reference);
}

/* The letter that tells it, and its facts sealed, so that closing needs not repeat them. */
static bool
tell_closing(struct dossier *d, const struct decide_closing *c, struct arena *a,
    struct letter_told *ret, struct err *err)
{
	bool misdirected = strcmp(c->ground, "misdirected") == 0;
	if (!misdirected && strcmp(c->ground, "not-identified") != 0)
		return err_set(err, ERR_USAGE,
		    "--letter is for closing as not-identified or misdirected: nothing else has "
		    "one");
	const struct telling t = { .kind = misdirected ? LETTER_CLOSE_MISDIRECTED
						       : LETTER_CLOSE_NOT_IDENTIFIED,
		.number = decide_fact_count(d, FACT_CLOSED) + 1,
		.facts = json_pack("{s:s}", "facts", c->facts) };
	return tell_person(d, &t, a, ret, err) &&
	    decide_append(d,
		&(struct fact){ .kind = FACT_CLOSE_LETTER,
		    .on = d->today,
		    .ground = c->ground,
		    .letter = ret->message_id },
		c->facts, err);
}

/* What the letter of this ground said last; "" when there is none. */
static const char *
told_facts(const struct dossier *d, const char *ground, struct err *err)
{
	for (size_t i = d->facts.n; i-- > 0;) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_CLOSE_LETTER && strcmp(f->ground, ground) == 0)
			return decide_fact_text(d, f, err);
	}
	return "";
}

static bool
close_request(struct dossier *d, const struct decide_closing *c, struct arena *a,
    struct letter_told *ret, struct err *err)
{
	*ret = (struct letter_told){ 0 };
	if (strcmp(d->request.state, "closed") == 0)
		return err_set(err, ERR_CONFLICT,
		    "%s is closed already (art. 12(3) GDPR); still possible: `dossier reopen %s`, "
		    "with the reason",
		    d->request.reference, d->request.reference);
	const char *facts = c->facts;
	if (c->letter_sent && !*facts && !(facts = told_facts(d, c->ground, err)))
		return false;
	const struct guard_close g = {
		.ground = c->ground,
		.facts = facts,
		.duplicate_of = c->duplicate_of,
		.letter_sent = c->letter_sent,
		.only_letter = c->letter,
		.question_asked = decide_fact_count(d, FACT_QUESTION_ASKED) > 0,
		.open_rights = dossier_open_rights(d),
	};
	if (!guard_close(&d->term, &g, err))
		return false;
	if (c->letter)
		return tell_closing(d, c, a, ret, err);
	const struct fact f = { .kind = FACT_CLOSED,
		.on = d->today,
		.ground = c->ground,
		.duplicate_of = c->duplicate_of };
	return (!c->duplicate_of || check_duplicate(d, c->duplicate_of, err)) &&
	    decide_append(d, &f, facts, err) && dossier_advance(d, err);
}

bool
decide_close(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_closing *c, struct arena *a, struct letter_told *ret_told, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	return dossier_commit(d, d && close_request(d, c, a, ret_told, err), err);
}

static bool
reopen(struct dossier *d, const char *reason, struct err *err)
{
	const struct fact f = { .kind = FACT_REOPENED, .on = d->today };
	if (!guard_reopen(&d->term, reason, err) || !decide_append(d, &f, reason, err) ||
	    !task_go_on(d->in->db, &d->request, err))
		return false;
	for (size_t i = 0; i < d->rights.n; i++)
		if (!decide_right(
			d, d->rights.items[i].right, "open", NULL, (struct date){ 0 }, err))
			return false;
	return dossier_advance(d, err); /* what was all done before is collected again at once */
}

bool
decide_reopen(struct installation *in, const struct actor *who, const char *reference,
    const char *reason, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	return dossier_commit(d, d && reopen(d, reason, err), err);
}

static bool
withdraw(struct dossier *d, const struct guard_withdrawal *g, struct err *err)
{
	const struct fact f = { .kind = FACT_WITHDRAWN, .on = g->on, .withdrawn_by = g->by };
	if (!guard_withdraw(&d->term, g, err))
		return false;
	for (size_t i = 0; i < d->rights.n; i++)
		if (strcmp(d->rights.items[i].state, "open") == 0 &&
		    !decide_right(d, d->rights.items[i].right, "withdrawn", NULL, g->on, err))
			return false;
	return decide_append(d, &f, g->how, err) && dossier_advance(d, err);
}

bool
decide_withdraw(struct installation *in, const struct actor *who, const char *reference,
    const char *by, const char *how, struct date on, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	if (!d)
		return false;
	const struct guard_withdrawal g = { by, d->request.subject_relation, how, decide_day(d, on),
		d->today };
	return dossier_commit(d, withdraw(d, &g, err), err);
}
