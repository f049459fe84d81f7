/*
 * Deciding: what is asked of the person, what they answered, and how they were checked (art. 12(6),
 * recital 63). Keeps a method and a result, never a copy of a document.
 */
#include "tell.h"

/* The doubts of earlier questions, opened: each demand for more needs its own. */
static bool
earlier_doubts(struct deciding *x, const char *const **ret, struct err *err)
{
	const char **out = arena_alloc(x->a, (x->facts.n + 1) * sizeof(*out));
	size_t n = 0;
	for (size_t i = 0; i < x->facts.n; i++) {
		if (term_fact_find(x->facts.items[i].fact) != FACT_QUESTION_ASKED)
			continue;
		auto_drop(json) json_t *detail = clock_fact_detail(&x->facts.items[i]);
		if (!(out[n++] = decide_fact_text(x, detail, err)))
			return false;
	}
	*ret = out;
	return true;
}

/* A question on the clock: what it is about, when it was asked, and its number (0: an old one). */
struct asked {
	const char *about;
	usec_t at;
	int64_t number;
};

struct open_questions {
	struct asked *items;
	size_t n;
};

/* An answer closes the question of its number, or the latest of those without. */
static void
close_question(struct open_questions *q, int64_t number)
{
	size_t i = q->n;
	while (i > 0 && q->items[i - 1].number != number)
		i--;
	if (i == 0)
		return;
	for (; i < q->n; i++)
		q->items[i - 1] = q->items[i];
	q->n--;
}

static struct open_questions
open_questions(struct deciding *x)
{
	struct open_questions q = { .items =
					arena_alloc(x->a, (x->facts.n + 1) * sizeof(*q.items)) };
	for (size_t i = 0; i < x->facts.n; i++) {
		const struct clock_fact *f = &x->facts.items[i];
		enum term_fact_kind kind = term_fact_find(f->fact);
		auto_drop(json) json_t *detail = clock_fact_detail(f);
		int64_t number = json_int_or(detail, "ref", 0);
		if (kind == FACT_QUESTION_ASKED)
			q.items[q.n++] =
			    (struct asked){ arena_strdup(x->a, json_str_or(detail, "ground", "")),
				    f->at, number };
		else if (kind == FACT_QUESTION_ANSWERED)
			close_question(&q, number);
	}
	return q;
}

/* What an answer is to: the latest open question about that, else the latest of all. */
static const struct asked *
question_to_answer(const struct open_questions *q, const char *about)
{
	for (size_t i = q->n; i > 0; i--)
		if (strcmp(q->items[i - 1].about, about) == 0)
			return &q->items[i - 1];
	return q->n ? &q->items[q->n - 1] : NULL;
}

/* A question recorded afterwards was asked already, in other words. */
static bool
ask(struct deciding *x, const struct guard_question *g, struct told *ret, struct err *err)
{
	if (date_cmp(g->on, x->today) != 0) {
		*ret = (struct told){ 0 };
		return true;
	}
	const struct telling t = { .kind = strcmp(g->about, "identity") == 0
		    ? LETTER_QUESTION_IDENTITY
		    : LETTER_QUESTION_CLARIFICATION,
		.facts = json_pack(
		    "{s:s, s:b}", "doubt", g->doubt, "large_quantity", g->large_quantity) };
	char *way = arena_strdup(x->a, g->method ? g->method : "");
	for (char *c = way; *c; c++)
		if (*c == '-')
			*c = '_';
	if (*way && t.facts)
		json_object_set_new(t.facts, way, json_true());
	return tell_person(x, &t, ret, err);
}

/* Was another way to verify asked for before, or did one fail? */
static bool
other_way_tried(const struct deciding *x, const char *method)
{
	for (size_t i = 0; method && i < x->facts.n; i++) {
		const struct clock_fact *f = &x->facts.items[i];
		auto_drop(json) json_t *detail = clock_fact_detail(f);
		bool asked = term_fact_find(f->fact) == FACT_QUESTION_ASKED;
		bool failed = strcmp(f->fact, "verified") == 0 &&
		    strcmp(json_str_or(detail, "result", ""), "failed") == 0;
		const char *way = json_str(detail, "method");
		if ((asked || failed) && way && strcmp(way, method) != 0)
			return true;
	}
	return false;
}

static bool
question(struct deciding *x, const void *arg, struct err *err)
{
	struct told told;
	const struct decide_question *q = arg;
	const char *const *earlier;
	struct date on = decide_day(x, q->on);
	if (!earlier_doubts(x, &earlier, err))
		return false;
	const struct guard_question g = {
		.about = q->about,
		.doubt = q->doubt,
		.earlier = earlier,
		.method = q->method,
		.tried = other_way_tried(x, q->method),
		.large_quantity = q->large_quantity,
		.on = on,
		.today = x->today,
	};
	return guard_question(&x->term, &g, err) && ask(x, &g, &told, err) &&
	    decide_append(x, FACT_QUESTION_ASKED, on,
		json_pack("{s:s, s:b, s:s?, s:s?, s:I}", "ground", q->about, "large_quantity",
		    q->large_quantity, "method", q->method, "letter", told.message_id, "ref",
		    (json_int_t)decide_fact_count(x, FACT_QUESTION_ASKED) + 1),
		q->doubt, err);
}

bool
decide_question(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_question *q, struct err *err)
{
	return decide_act(in, who, reference, question, q, err);
}

struct answering {
	const char *about;
	struct date on;
};

static bool
question_answered(struct deciding *x, const void *arg, struct err *err)
{
	const struct answering *n = arg;
	struct date asked, on = decide_day(x, n->on);
	const struct open_questions open = open_questions(x);
	const struct asked *q = question_to_answer(&open, n->about);
	if (!q)
		return err_set(err, ERR_DENIED,
		    "%s: no question is open (art. 12(6), recital 63); `dossier %s` records one",
		    x->d->request.reference,
		    strcmp(n->about, "identity") == 0 ? "verify" : "clarify");
	return zone_date(x->d->org.zone, q->at, &asked, err) &&
	    guard_question_answered(asked, on, x->today, err) &&
	    decide_append(x, FACT_QUESTION_ANSWERED, on,
		q->number
		    ? json_pack("{s:s, s:I}", "ground", q->about, "ref", (json_int_t)q->number)
		    : json_object(),
		NULL, err);
}

bool
decide_question_answered(struct installation *in, const struct actor *who, const char *reference,
    const char *about, struct date on, struct err *err)
{
	const struct answering n = { about, on };
	return decide_act(in, who, reference, question_answered, &n, err);
}

/* A fact that moves no clock: "verified" is none that law/term knows. */
static bool
verify(struct deciding *x, const void *arg, struct err *err)
{
	const struct guard_verification *asked = arg;
	const struct request *r = &x->d->request;
	struct guard_verification g = *asked;
	usec_t at;
	g.on = decide_day(x, asked->on);
	g.today = x->today;
	g.tried = other_way_tried(x, g.method);
	if (!guard_verify(&x->term, &g, err) || !decide_instant(x, g.on, &at, err))
		return false;
	json_t *detail = json_pack("{s:s, s:s}", "method", g.method, "result", g.result);
	char *line = json_dumps(detail, JSON_COMPACT | JSON_SORT_KEYS);
	bool ok =
	    clock_append(x->in->db, r->org_id, r->id, "verified", at, line, x->d->who->name, err);
	free(line);
	if (!ok)
		json_decref(detail);
	return ok && dossier_event(x->in, x->d, "request.verified", detail, err);
}

bool
decide_verify(struct installation *in, const struct actor *who, const char *reference,
    const char *method, const char *result, struct date on, struct err *err)
{
	const struct guard_verification asked = { .method = method, .result = result, .on = on };
	return decide_act(in, who, reference, verify, &asked, err);
}
