/*
 * Deciding: extension, refusal, questions, closing. The guards of law/guard say whether; this file only records. What
 * a person wrote goes sealed into the fact; what the clock must read of it (a ground, a right) stands in clear.
 */
#include "decide_private.h"

/* One decision while it is being made, in the transaction that holds the request's lock. */
struct deciding {
	struct installation *in;
	struct dossier *d;
	struct calendar *calendar;
	struct term term;
	struct date today;
	struct arena *a;
};
typedef bool decision(struct deciding *x, const void *arg, struct err *err);
struct deciding_call {
	decision *decide;
	const void *arg;
};

static bool
run(struct installation *in, struct dossier *d, const void *arg, struct arena *a, struct err *err)
{
	const struct deciding_call *call = arg;
	struct deciding x = { .in = in, .d = d, .a = a };
	const struct date now = { 0 };
	bool ok = case_today(&d->org, &x.today, err) && case_term(in, d, now, &x.calendar, a, &x.term, err) &&
	    call->decide(&x, call->arg, err);
	calendar_free(x.calendar);
	return ok;
}

static bool
decide(struct installation *in, const char *reference, decision *fn, const void *arg, struct err *err)
{
	const struct deciding_call call = { fn, arg };
	return act_on(in, reference, MAY_ACT, run, &call, err);
}

static struct date
on_or_today(const struct deciding *x, struct date on)
{
	return date_is_set(on) ? on : x->today;
}

/* An instant for a day: now when it is today, else the day's first instant. */
static bool
instant_of(const struct deciding *x, struct date on, usec_t *ret, struct err *err)
{
	*ret = clock_now();
	return date_cmp(on, x->today) == 0 || zone_midnight(x->d->org.zone, on, ret, err);
}

/* append: a clock fact with its sealed text; steals ${detail}. The event tells the same but for the text. */
static bool
append(struct deciding *x, enum term_fact_kind kind, struct date on, json_t *detail, const char *text, struct err *err)
{
	const struct request *r = &x->d->request;
	const char *name = term_fact_name(kind);
	usec_t at;
	if (text && !note_check(text, err)) {
		json_decref(detail);
		return false;
	}
	json_t *told = json_deep_copy(detail);
	json_object_set_new(told, "on", date_json(on));
	if (text && *text)
		json_object_set_new(detail, "text",
		    json_string(seal(x->d->keys->ledger, arena_printf(x->a, "clock/%s", r->reference), text, x->a)));
	char *line = json_dumps(detail, JSON_COMPACT | JSON_SORT_KEYS);
	bool ok = instant_of(x, on, &at, err) &&
	    clock_append(x->in->db, r->org_id, r->id, name, at, line, x->in->actor, err) &&
	    event(x->in, r->org_id, r->id, arena_printf(x->a, "clock.%s", name), told, err) &&
	    case_term_update(x->in, x->d, x->a, err);
	free(line);
	json_decref(detail);
	return ok;
}

/* ---- extension ---- */

static bool
extend(struct deciding *x, const void *arg, struct err *err)
{
	const struct guard_extension *asked = arg;
	const struct guard_extension g = { asked->ground, asked->reason, x->today };
	return guard_extend(&x->term, &g, err) &&
	    append(x, FACT_EXTENSION_DECIDED, x->today, json_pack("{s:s}", "ground", g.ground), g.reason, err);
}

bool
case_extend(struct installation *in, const char *reference, const char *ground, const char *reason, struct err *err)
{
	const struct guard_extension asked = { .ground = ground, .reason = reason };
	return decide(in, reference, extend, &asked, err);
}

struct notice {
	struct date on;
	const char *proof;
};

static bool
notice_sent(struct deciding *x, const void *arg, struct err *err)
{
	const struct notice *n = arg;
	struct date sent = on_or_today(x, n->on);
	return guard_extension_notice(&x->term, sent, x->today, err) &&
	    append(x, FACT_EXTENSION_NOTICE_SENT, sent, json_object(), n->proof, err);
}

bool
case_extension_notice(struct installation *in, const char *reference, struct date sent, const char *proof, struct err *err)
{
	const struct notice n = { sent, proof };
	return decide(in, reference, notice_sent, &n, err);
}

static bool
notice_bounced(struct deciding *x, const void *arg, struct err *err)
{
	const struct notice *n = arg;
	struct date on = on_or_today(x, n->on);
	return guard_extension_bounce(&x->term, on, x->today, err) &&
	    append(x, FACT_EXTENSION_NOTICE_BOUNCED, on, json_object(), NULL, err);
}

bool
case_extension_bounce(struct installation *in, const char *reference, struct date on, struct err *err)
{
	const struct notice n = { .on = on };
	return decide(in, reference, notice_bounced, &n, err);
}

/* ---- refusal ---- */

static int
open_rights(const struct dossier *d, const char *but)
{
	int n = 0;
	for (size_t i = 0; i < d->rights.n; i++)
		n += strcmp(d->rights.items[i].state, "open") == 0 && (!but || strcmp(d->rights.items[i].right, but) != 0);
	return n;
}

static bool
check_asked(const struct dossier *d, const char *right, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++)
		if (strcmp(d->rights.items[i].right, right) == 0)
			return strcmp(d->rights.items[i].state, "open") == 0 ||
			    err_set(err, ERR_CONFLICT, "%s: %s is %s already", d->request.reference, right, d->rights.items[i].state);
	return err_set(err, ERR_NOTFOUND, "%s does not ask for %s", d->request.reference, right);
}

/* The words art. 12(4) demands: the ground, the facts, complaint and court. */
static const char *
refusal_letter(struct deciding *x, const struct refusal_law *law, const struct refusal_ground *g, const struct case_refusal *c,
    struct err *err)
{
	const char *lang = x->d->request.language;
	const json_t *org = x->d->reg->organisation;
	const char *remedies = remedy_text(law, x->d->org.country, json_str_or(org, "kind", "private"),
	    json_string_value(json_array_get(json_get(org, "authorities"), 0)), lang, x->a, err);
	if (!remedies)
		return NULL;
	return arena_printf(x->a, "%s\n\n%s (%s)\n%s\n\n%s\n\n%s\n", x->d->request.reference, json_text_in(g->title, lang), g->article,
	    json_text_in(g->text, lang), c->facts, remedies);
}

static bool
write_refusal(struct deciding *x, const struct case_refusal *c, const struct refusal_ground *g, bool late, struct err *err)
{
	const struct request *r = &x->d->request;
	/* together they are one text: what the facts are, and where asked why it is necessary and proportionate */
	const char *text = arena_printf(x->a, "%s%s%s%s%s", c->facts, c->necessity ? "\nnecessity: " : "", c->necessity ? c->necessity : "",
	    c->proportionality ? "\nproportionality: " : "", c->proportionality ? c->proportionality : "");
	if (!request_right_decide(x->in->db, r, c->right, "refused", g->id, x->today, err) ||
	    !append(x, FACT_REFUSED, x->today, json_pack("{s:s, s:s, s:b}", "right", c->right, "ground", g->id, "late", late), text, err))
		return false;
	if (open_rights(x->d, c->right) > 0)
		return true; /* a partial answer leaves the other rights open */
	/* nothing is left to do: what was granted before was handed over then */
	return append(x, FACT_ANSWERED, x->today, json_object(), NULL, err) &&
	    append(x, FACT_DONE, x->today, json_object(), NULL, err) &&
	    request_advance(x->in->db, r, r->state, "answered", clock_now(), err);
}

struct refusing {
	const struct case_refusal *c;
	const struct refusal_law *law;
	const struct refusal_ground *ground;
	enum right right;
	struct arena *a; /* of the caller: the letter lives there */
	const char **ret_letter;
	bool *ret_late;
};

static bool
refuse(struct deciding *x, const void *arg, struct err *err)
{
	const struct refusing *f = arg;
	const struct case_refusal *c = f->c;
	const struct guard_refusal guard = {
		.right = f->right, .ground = f->ground, .country = x->d->org.country, .facts = c->facts,
		.necessity = c->necessity, .proportionality = c->proportionality,
		.direct_marketing = c->direct_marketing, .today = x->today,
	};
	if (!check_asked(x->d, c->right, err) || !guard_refuse(&x->term, &guard, f->law, err))
		return false;
	const char *letter = refusal_letter(x, f->law, f->ground, c, err);
	*f->ret_late = refusal_is_late(&x->term, x->today);
	*f->ret_letter = arena_strdup(f->a, letter);
	return letter && write_refusal(x, c, f->ground, *f->ret_late, err);
}

bool
case_refuse(struct installation *in, const char *reference, const struct case_refusal *c, struct arena *a, const char **ret_letter,
    bool *ret_late, struct err *err)
{
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(err);
	struct refusing f = { .c = c, .law = law, .a = a, .ret_letter = ret_letter, .ret_late = ret_late };
	f.ground = law ? refusal_ground_find(law, c->ground, err) : NULL;
	return f.ground && right_parse(c->right, &f.right, err) && decide(in, reference, refuse, &f, err);
}

/* ---- closing ---- */

static bool
has_fact(struct deciding *x, enum term_fact_kind kind, bool *ret, struct err *err)
{
	struct clock_fact_list facts;
	*ret = false;
	if (!request_clock(x->in->db, x->d->request.org_id, x->d->request.id, x->a, &facts, err))
		return false;
	for (size_t i = 0; i < facts.n; i++)
		*ret = *ret || term_fact_find(facts.items[i].fact) == kind;
	return true;
}

static bool
end_request(struct deciding *x, enum term_fact_kind kind, struct date on, json_t *detail, const char *text, struct err *err)
{
	const struct request *r = &x->d->request;
	return append(x, kind, on, detail, text, err) && request_advance(x->in->db, r, r->state, "closed", clock_now(), err);
}

/* A duplicate is one of another request to the same organisation: else nobody would answer it. */
static bool
check_duplicate(struct deciding *x, const char *of, struct err *err)
{
	const struct request *r = &x->d->request;
	const char *reference;
	struct request other;
	if (!reference_normalise(of, x->a, &reference, err) || !request_by_reference(x->in->db, reference, x->a, &other, err))
		return false;
	if (other.org_id != r->org_id)
		return err_set(err, ERR_NOTFOUND, "no request %s of %s", reference, x->d->org.slug);
	return other.id != r->id || err_set(err, ERR_DENIED, "%s is no duplicate of itself: name the request that goes on", reference);
}

static bool
close_request(struct deciding *x, const void *arg, struct err *err)
{
	const struct case_closing *c = arg;
	bool asked;
	if (strcmp(x->d->request.state, "closed") == 0)
		return err_set(err, ERR_CONFLICT, "%s is closed already", x->d->request.reference);
	if (!has_fact(x, FACT_QUESTION_ASKED, &asked, err))
		return false;
	const struct guard_close g = {
		.ground = c->ground, .facts = c->facts, .duplicate_of = c->duplicate_of, .letter_sent = c->letter_sent,
		.question_asked = asked, .open_rights = open_rights(x->d, NULL),
	};
	return guard_close(&x->term, &g, err) && (!c->duplicate_of || check_duplicate(x, c->duplicate_of, err)) &&
	    end_request(x, FACT_CLOSED, x->today,
	    json_pack("{s:s, s:s?}", "ground", c->ground, "duplicate_of", c->duplicate_of), c->facts, err);
}

bool
case_close(struct installation *in, const char *reference, const struct case_closing *c, struct err *err)
{
	return decide(in, reference, close_request, c, err);
}

static bool
reopen(struct deciding *x, const void *arg, struct err *err)
{
	const struct request *r = &x->d->request;
	const char *reason = arg;
	/* what ended before it was planned has still to be: nobody was asked */
	const char *state = x->d->tasks.n ? "searching" : "logged";
	if (!guard_reopen(&x->term, reason, err) || !append(x, FACT_REOPENED, x->today, json_object(), reason, err) ||
	    !request_advance(x->in->db, r, r->state, state, clock_now(), err))
		return false;
	for (size_t i = 0; i < x->d->rights.n; i++)
		if (!request_right_decide(x->in->db, r, x->d->rights.items[i].right, "open", NULL, (struct date){ 0 }, err))
			return false;
	return settle(x->in, r, x->a, err); /* what was all done before is collected again at once */
}

bool
case_reopen(struct installation *in, const char *reference, const char *reason, struct err *err)
{
	return decide(in, reference, reopen, reason, err);
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
	struct date on = on_or_today(x, w->on);
	const struct guard_withdrawal g = { w->by, r->subject_relation, w->how, on, x->today };
	if (!guard_withdraw(&x->term, &g, err))
		return false;
	for (size_t i = 0; i < x->d->rights.n; i++)
		if (strcmp(x->d->rights.items[i].state, "open") == 0 &&
		    !request_right_decide(x->in->db, r, x->d->rights.items[i].right, "withdrawn", NULL, on, err))
			return false;
	return end_request(x, FACT_WITHDRAWN, on, json_pack("{s:s}", "by", w->by), w->how, err);
}

bool
case_withdraw(struct installation *in, const char *reference, const char *by, const char *how, struct date on, struct err *err)
{
	const struct withdrawing w = { by, how, on };
	return decide(in, reference, withdraw, &w, err);
}

/* ---- questions and verification ---- */

/* The doubts of earlier questions, opened: each demand for more needs its own. */
static bool
earlier_doubts(struct deciding *x, const char *const **ret, struct err *err)
{
	struct clock_fact_list facts;
	const struct request *r = &x->d->request;
	if (!request_clock(x->in->db, r->org_id, r->id, x->a, &facts, err))
		return false;
	const char **out = arena_alloc(x->a, (facts.n + 1) * sizeof(*out));
	size_t n = 0;
	bool ok = true;
	for (size_t i = 0; ok && i < facts.n; i++) {
		if (term_fact_find(facts.items[i].fact) != FACT_QUESTION_ASKED)
			continue;
		json_t *detail = json_loads(facts.items[i].detail ? facts.items[i].detail : "null", JSON_DECODE_ANY, NULL);
		const char *sealed = json_str(detail, "text");
		if (sealed)
			ok = (out[n++] = unseal(x->d->keys->ledger, arena_printf(x->a, "clock/%s", r->reference), sealed, x->a, err)) != NULL;
		json_decref(detail);
	}
	*ret = out;
	return ok;
}

/* When the latest question without an answer was asked; no date: none is open. An answer is one to the latest open. */
static bool
open_question(struct deciding *x, struct date *ret, struct err *err)
{
	struct clock_fact_list facts;
	if (!request_clock(x->in->db, x->d->request.org_id, x->d->request.id, x->a, &facts, err))
		return false;
	usec_t *asked = arena_alloc(x->a, (facts.n + 1) * sizeof(*asked));
	size_t n = 0;
	for (size_t i = 0; i < facts.n; i++) {
		enum term_fact_kind kind = term_fact_find(facts.items[i].fact);
		if (kind == FACT_QUESTION_ASKED)
			asked[n++] = facts.items[i].at;
		else if (kind == FACT_QUESTION_ANSWERED && n > 0)
			n--;
	}
	*ret = (struct date){ 0 };
	return n == 0 || zone_date(x->d->org.zone, asked[n - 1], ret, err);
}

static bool
question(struct deciding *x, const void *arg, struct err *err)
{
	const struct case_question *q = arg;
	const char *const *earlier;
	struct date on = on_or_today(x, q->on);
	if (!earlier_doubts(x, &earlier, err))
		return false;
	const struct guard_question g = {
		.about = q->about, .doubt = q->doubt, .earlier = earlier, .method = q->method,
		.large_quantity = q->large_quantity, .on = on, .today = x->today,
	};
	return guard_question(&x->term, &g, err) && append(x, FACT_QUESTION_ASKED, on,
	    json_pack("{s:s, s:b, s:s?}", "ground", q->about, "large_quantity", q->large_quantity, "method", q->method), q->doubt, err);
}

bool
case_question(struct installation *in, const char *reference, const struct case_question *q, struct err *err)
{
	return decide(in, reference, question, q, err);
}

static bool
question_answered(struct deciding *x, const void *arg, struct err *err)
{
	const struct date *day = arg;
	struct date asked, on = on_or_today(x, *day);
	if (!open_question(x, &asked, err))
		return false;
	if (!date_is_set(asked))
		return err_set(err, ERR_DENIED, "%s: no question is open (art. 12(6)); `dossier clarify` records one",
		    x->d->request.reference);
	return guard_question_answered(asked, on, x->today, err) &&
	    append(x, FACT_QUESTION_ANSWERED, on, json_object(), NULL, err);
}

bool
case_question_answered(struct installation *in, const char *reference, struct date on, struct err *err)
{
	return decide(in, reference, question_answered, &on, err);
}

/* A fact that moves no clock: "verified" is none that law/term knows. */
static bool
verify(struct deciding *x, const void *arg, struct err *err)
{
	const struct guard_verification *asked = arg;
	const struct request *r = &x->d->request;
	struct guard_verification g = *asked;
	usec_t at;
	g.on = on_or_today(x, asked->on);
	g.today = x->today;
	if (!guard_verify(&x->term, &g, err) || !instant_of(x, g.on, &at, err))
		return false;
	json_t *detail = json_pack("{s:s, s:s}", "method", g.method, "result", g.result);
	char *line = json_dumps(detail, JSON_COMPACT | JSON_SORT_KEYS);
	bool ok = clock_append(x->in->db, r->org_id, r->id, "verified", at, line, x->in->actor, err);
	free(line);
	if (!ok)
		json_decref(detail);
	return ok && event(x->in, r->org_id, r->id, "request.verified", detail, err);
}

bool
case_verify(struct installation *in, const char *reference, const char *method, const char *result, struct date on, struct err *err)
{
	const struct guard_verification asked = { .method = method, .result = result, .on = on };
	return decide(in, reference, verify, &asked, err);
}
