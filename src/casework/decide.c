/*
 * Deciding: extension, refusal, questions, closing. The guards of law/guard say whether; this file only records. What
 * a person wrote goes sealed into the fact; what the clock must read of it (a ground, a right) stands in clear.
 */
#include "decide_private.h"

/* One decision while it is being made. */
struct deciding {
	struct installation *in;
	struct dossier d;
	struct calendar *calendar;
	struct term term;
	struct date today;
	struct arena *a;
};

static void
deciding_end(struct deciding *x)
{
	calendar_free(x->calendar);
	dossier_release(&x->d);
	arena_free(x->a);
}

static bool
deciding_begin(struct installation *in, const char *reference, struct deciding *x, struct err *err)
{
	const struct date now = { 0 };
	*x = (struct deciding){ .in = in, .a = arena_new() };
	bool ok = dossier_open(in, reference, x->a, &x->d, err) &&
	    installation_allows(in, x->d.request.org_id, "officer,handler", err) &&
	    case_today(&x->d.org, &x->today, err) && case_term(in, &x->d, now, &x->calendar, x->a, &x->term, err);
	if (!ok)
		deciding_end(x);
	return ok;
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
	return date_cmp(on, x->today) == 0 || zone_midnight(x->d.org.zone, on, ret, err);
}

/* append: a clock fact with its sealed text; steals ${detail}. The event tells the same but for the text. */
static bool
append(struct deciding *x, enum term_fact_kind kind, struct date on, json_t *detail, const char *text, struct err *err)
{
	const struct request *r = &x->d.request;
	const char *name = term_fact_name(kind);
	usec_t at;
	json_t *told = json_deep_copy(detail);
	json_object_set_new(told, "on", date_json(on));
	if (text && *text)
		json_object_set_new(detail, "text",
		    json_string(seal(x->d.keys->ledger, arena_printf(x->a, "clock/%s", r->reference), text, x->a)));
	char *line = json_dumps(detail, JSON_COMPACT | JSON_SORT_KEYS);
	bool ok = instant_of(x, on, &at, err) &&
	    clock_append(x->in->db, r->org_id, r->id, name, at, line, x->in->actor, err) &&
	    event(x->in, r->org_id, r->id, arena_printf(x->a, "clock.%s", name), told, err) &&
	    case_term_update(x->in, &x->d, x->a, err);
	free(line);
	json_decref(detail);
	return ok;
}

/* A single fact in a transaction of its own. */
static bool
record(struct deciding *x, enum term_fact_kind kind, struct date on, json_t *detail, const char *text, struct err *err)
{
	if (!db_begin(x->in->db, err)) {
		json_decref(detail);
		return false;
	}
	return finish(x->in, append(x, kind, on, detail, text, err), err);
}

/* ---- extension ---- */

bool
case_extend(struct installation *in, const char *reference, const char *ground, const char *reason, struct err *err)
{
	struct deciding x;
	if (!deciding_begin(in, reference, &x, err))
		return false;
	const struct guard_extension g = { ground, reason, x.today };
	bool ok = guard_extend(&x.term, &g, err) &&
	    record(&x, FACT_EXTENSION_DECIDED, x.today, json_pack("{s:s}", "ground", ground), reason, err);
	deciding_end(&x);
	return ok;
}

bool
case_extension_notice(struct installation *in, const char *reference, struct date sent, const char *proof, struct err *err)
{
	struct deciding x;
	if (!deciding_begin(in, reference, &x, err))
		return false;
	sent = on_or_today(&x, sent);
	bool ok = guard_extension_notice(&x.term, sent, x.today, err) &&
	    record(&x, FACT_EXTENSION_NOTICE_SENT, sent, json_object(), proof, err);
	deciding_end(&x);
	return ok;
}

bool
case_extension_bounce(struct installation *in, const char *reference, struct date on, struct err *err)
{
	struct deciding x;
	if (!deciding_begin(in, reference, &x, err))
		return false;
	on = on_or_today(&x, on);
	bool ok = guard_extension_bounce(&x.term, on, x.today, err) &&
	    record(&x, FACT_EXTENSION_NOTICE_BOUNCED, on, json_object(), NULL, err);
	deciding_end(&x);
	return ok;
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
	const char *lang = x->d.request.language;
	const json_t *org = x->d.reg->organisation;
	const char *remedies = remedy_text(law, x->d.org.country, json_str_or(org, "kind", "private"),
	    json_string_value(json_array_get(json_get(org, "authorities"), 0)), lang, x->a, err);
	if (!remedies)
		return NULL;
	return arena_printf(x->a, "%s\n\n%s (%s)\n%s\n\n%s\n\n%s\n", x->d.request.reference, json_text_in(g->title, lang), g->article,
	    json_text_in(g->text, lang), c->facts, remedies);
}

static bool
write_refusal(struct deciding *x, const struct case_refusal *c, const struct refusal_ground *g, bool late, struct err *err)
{
	const struct request *r = &x->d.request;
	/* together they are one text: what the facts are, and where asked why it is necessary and proportionate */
	const char *text = arena_printf(x->a, "%s%s%s%s%s", c->facts, c->necessity ? "\nnecessity: " : "", c->necessity ? c->necessity : "",
	    c->proportionality ? "\nproportionality: " : "", c->proportionality ? c->proportionality : "");
	if (!request_right_decide(x->in->db, r, c->right, "refused", g->id, x->today, err) ||
	    !append(x, FACT_REFUSED, x->today, json_pack("{s:s, s:s, s:b}", "right", c->right, "ground", g->id, "late", late), text, err))
		return false;
	if (open_rights(&x->d, c->right) > 0)
		return true; /* a partial answer leaves the other rights open */
	return append(x, FACT_ANSWERED, x->today, json_object(), NULL, err) &&
	    request_advance(x->in->db, r, r->state, "answered", clock_now(), err);
}

bool
case_refuse(struct installation *in, const char *reference, const struct case_refusal *c, struct arena *a, const char **ret_letter,
    bool *ret_late, struct err *err)
{
	struct deciding x;
	enum right right;
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(err);
	const struct refusal_ground *g = law ? refusal_ground_find(law, c->ground, err) : NULL;
	if (!g || !right_parse(c->right, &right, err) || !deciding_begin(in, reference, &x, err))
		return false;
	const struct guard_refusal guard = {
		.right = right, .ground = g, .country = x.d.org.country, .facts = c->facts, .necessity = c->necessity,
		.proportionality = c->proportionality, .direct_marketing = c->direct_marketing, .today = x.today,
	};
	bool ok = check_asked(&x.d, c->right, err) && guard_refuse(&x.term, &guard, law, err);
	const char *letter = ok ? refusal_letter(&x, law, g, c, err) : NULL;
	*ret_late = refusal_is_late(&x.term, x.today);
	ok = letter && db_begin(in->db, err) && finish(in, write_refusal(&x, c, g, *ret_late, err), err);
	*ret_letter = arena_strdup(a, letter);
	deciding_end(&x);
	return ok;
}

/* ---- closing ---- */

static bool
has_fact(struct deciding *x, enum term_fact_kind kind, bool *ret, struct err *err)
{
	struct clock_fact_list facts;
	*ret = false;
	if (!request_clock(x->in->db, x->d.request.org_id, x->d.request.id, x->a, &facts, err))
		return false;
	for (size_t i = 0; i < facts.n; i++)
		*ret = *ret || term_fact_find(facts.items[i].fact) == kind;
	return true;
}

static bool
end_request(struct deciding *x, enum term_fact_kind kind, struct date on, json_t *detail, const char *text, struct err *err)
{
	const struct request *r = &x->d.request;
	return append(x, kind, on, detail, text, err) && request_advance(x->in->db, r, r->state, "closed", clock_now(), err);
}

bool
case_close(struct installation *in, const char *reference, const struct case_closing *c, struct err *err)
{
	struct deciding x;
	bool asked;
	if (!deciding_begin(in, reference, &x, err))
		return false;
	bool ok = has_fact(&x, FACT_QUESTION_ASKED, &asked, err);
	const struct guard_close g = {
		.ground = c->ground, .facts = c->facts, .duplicate_of = c->duplicate_of, .letter_sent = c->letter_sent,
		.question_asked = asked, .open_rights = open_rights(&x.d, NULL),
	};
	if (ok && strcmp(x.d.request.state, "closed") == 0)
		ok = err_set(err, ERR_CONFLICT, "%s is closed already", x.d.request.reference);
	ok = ok && guard_close(&x.term, &g, err) && db_begin(in->db, err) &&
	    finish(in, end_request(&x, FACT_CLOSED, x.today, json_pack("{s:s, s:s?}", "ground", c->ground, "duplicate_of", c->duplicate_of),
	        c->facts, err), err);
	deciding_end(&x);
	return ok;
}

static bool
reopen(struct deciding *x, const char *reason, struct err *err)
{
	const struct request *r = &x->d.request;
	if (!append(x, FACT_REOPENED, x->today, json_object(), reason, err) ||
	    !request_advance(x->in->db, r, r->state, "searching", clock_now(), err))
		return false;
	for (size_t i = 0; i < x->d.rights.n; i++)
		if (!request_right_decide(x->in->db, r, x->d.rights.items[i].right, "open", NULL, (struct date){ 0 }, err))
			return false;
	int64_t *collected;
	size_t n;
	/* what was all done before is collected again at once */
	return task_settle(x->in->db, r->org_id, &r->id, 1, clock_now(), x->a, &collected, &n, err);
}

bool
case_reopen(struct installation *in, const char *reference, const char *reason, struct err *err)
{
	struct deciding x;
	if (!deciding_begin(in, reference, &x, err))
		return false;
	bool ok = guard_reopen(&x.term, reason, err) && db_begin(in->db, err) && finish(in, reopen(&x, reason, err), err);
	deciding_end(&x);
	return ok;
}

static bool
withdraw(struct deciding *x, struct date on, const char *by, const char *how, struct err *err)
{
	const struct request *r = &x->d.request;
	for (size_t i = 0; i < x->d.rights.n; i++)
		if (strcmp(x->d.rights.items[i].state, "open") == 0 &&
		    !request_right_decide(x->in->db, r, x->d.rights.items[i].right, "withdrawn", NULL, on, err))
			return false;
	return end_request(x, FACT_WITHDRAWN, on, json_pack("{s:s}", "by", by), how, err);
}

bool
case_withdraw(struct installation *in, const char *reference, const char *by, const char *how, struct date on, struct err *err)
{
	struct deciding x;
	if (!deciding_begin(in, reference, &x, err))
		return false;
	on = on_or_today(&x, on);
	const struct guard_withdrawal g = { by, x.d.request.subject_relation, how, on, x.today };
	bool ok = guard_withdraw(&x.term, &g, err) && db_begin(in->db, err) && finish(in, withdraw(&x, on, by, how, err), err);
	deciding_end(&x);
	return ok;
}

/* ---- questions and verification ---- */

/* The doubts of earlier questions, opened: each demand for more needs its own. */
static bool
earlier_doubts(struct deciding *x, const char *const **ret, struct date *ret_last, struct err *err)
{
	struct clock_fact_list facts;
	const struct request *r = &x->d.request;
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
		ok = zone_date(x->d.org.zone, facts.items[i].at, ret_last, err);
		if (ok && sealed)
			ok = (out[n++] = unseal(x->d.keys->ledger, arena_printf(x->a, "clock/%s", r->reference), sealed, x->a, err)) != NULL;
		json_decref(detail);
	}
	*ret = out;
	return ok;
}

bool
case_question(struct installation *in, const char *reference, const struct case_question *q, struct err *err)
{
	struct deciding x;
	const char *const *earlier;
	struct date last = { 0 };
	if (!deciding_begin(in, reference, &x, err))
		return false;
	struct date on = on_or_today(&x, q->on);
	bool ok = earlier_doubts(&x, &earlier, &last, err);
	const struct guard_question g = {
		.about = q->about, .doubt = q->doubt, .earlier = ok ? earlier : NULL, .method = q->method,
		.large_quantity = q->large_quantity, .on = on, .today = x.today,
	};
	ok = ok && guard_question(&x.term, &g, err) &&
	    record(&x, FACT_QUESTION_ASKED, on, json_pack("{s:s, s:b, s:s?}", "ground", q->about, "large_quantity", q->large_quantity,
	        "method", q->method), q->doubt, err);
	deciding_end(&x);
	return ok;
}

bool
case_question_answered(struct installation *in, const char *reference, struct date on, struct err *err)
{
	struct deciding x;
	const char *const *earlier;
	struct date asked = { 0 };
	if (!deciding_begin(in, reference, &x, err))
		return false;
	on = on_or_today(&x, on);
	bool ok = earlier_doubts(&x, &earlier, &asked, err);
	if (ok && !date_is_set(asked))
		ok = err_set(err, ERR_DENIED, "%s: nothing was asked (art. 12(6)); `dossier clarify` records a question", x.d.request.reference);
	ok = ok && guard_question_answered(asked, on, x.today, err) &&
	    record(&x, FACT_QUESTION_ANSWERED, on, json_object(), NULL, err);
	deciding_end(&x);
	return ok;
}

bool
case_verify(struct installation *in, const char *reference, const char *method, const char *result, struct date on, struct err *err)
{
	struct deciding x;
	usec_t at;
	if (!deciding_begin(in, reference, &x, err))
		return false;
	const struct request *r = &x.d.request;
	on = on_or_today(&x, on);
	const struct guard_verification g = { .method = method, .result = result, .on = on, .today = x.today };
	bool ok = guard_verify(&x.term, &g, err) && instant_of(&x, on, &at, err);
	json_t *detail = ok ? json_pack("{s:s, s:s}", "method", method, "result", result) : NULL;
	char *line = detail ? json_dumps(detail, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	/* a fact that moves no clock: "verified" is none that law/term knows */
	ok = ok && db_begin(in->db, err) &&
	    finish(in, clock_append(in->db, r->org_id, r->id, "verified", at, line, in->actor, err) &&
	        event_append(in->db, r->org_id, r->id, in->actor, "request.verified", detail, err), err);
	free(line);
	json_decref(detail);
	deciding_end(&x);
	return ok;
}
