/*
 * What becomes of one row, and why. Reads nothing and decides nothing: it weighs what the register,
 * the law and the holds say of a row that somebody read.
 */
#include "dossier/verdict.h"

#define ART_17_1 "GDPR 17(1)"
#define ART_21_3 "GDPR 21(3)"
#define ART_17_3_E "GDPR 17(3)(e)"

/* Columns for one kind of reason: none of them, some, or the whole row. */
struct columns {
	bool whole;
	const char **names;
	size_t n;
};

struct weighing {
	const struct verdict_asked *x;
	const struct verdict_row *row;
	struct arena *arena;
	struct columns held;   /* H: a statute or a claim, 17(3) */
	struct columns needed; /* K: no ground of 17(1) yet */
	struct columns in_use; /* of K: what a contract that runs needs */
	struct columns unsure; /* of which it cannot be told whether they stay */
	struct columns gone; /* that a law had destroyed by now: our own need keeps none of them */
	struct verdict_reason *why;
	size_t nwhy;
};

/* ---- columns ---- */

static bool
has(const struct columns *c, const char *column)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->names[i], column) == 0)
			return true;
	return c->whole;
}

static bool
is_any(const struct columns *c)
{
	return c->whole || c->n > 0;
}

static size_t
count(const char *const *columns)
{
	size_t n = 0;
	for (; columns && columns[n]; n++)
		;
	return n;
}

/* NULL: the whole row. */
static void
add(struct weighing *w, struct columns *c, const char *const *columns)
{
	const char **names = arena_alloc(w->arena, (c->n + count(columns) + 1) * sizeof(*names));
	c->whole = c->whole || !columns;
	for (size_t i = 0; i < c->n; i++)
		names[i] = c->names[i];
	c->names = names;
	for (size_t i = 0; columns && columns[i]; i++)
		if (!has(c, columns[i]))
			c->names[c->n++] = columns[i];
}

/* 17(3) keeps it against everything; our own need not against a law that had it destroyed. */
static bool
stays(const struct weighing *w, const char *column)
{
	return has(&w->held, column) || (has(&w->needed, column) && !has(&w->gone, column));
}

/* ---- reasons ---- */

static void
reason(struct weighing *w, struct verdict_reason r)
{
	w->why[w->nwhy++] = r;
}

/* The day of a keep; false: it could not be read. None is a day that lies ahead. */
static bool
day_of(const struct weighing *w, size_t i, struct date *ret)
{
	const char *text = w->row->dates ? w->row->dates[i] : NULL;
	struct err bad = { 0 };
	*ret = (struct date){ 0 };
	return !text || date_parse(text, ret, &bad);
}

static void
cannot_tell(struct weighing *w, const struct erase_keep *k, struct verdict_reason r)
{
	r.basis = k->basis;
	add(w, &w->unsure, k->columns);
	reason(w, r);
}

/* 17(3)(e), what the person wants kept (18(1)), or a statute that a person placed by hand. */
static void
weigh_claim(struct weighing *w, const struct claim_hold *c)
{
	if (c->basis && date_is_set(c->last) && date_cmp(c->last, w->x->today) < 0)
		return;
	add(w, &w->held, c->columns);
	reason(w,
	    (struct verdict_reason){
		.code = c->basis ? WHY_STATUTE : WHY_CLAIM,
		.basis = c->basis,
		.article = c->article ? c->article : ART_17_3_E,
		.last = c->basis ? c->last : (struct date){ 0 },
		.ahead = c->basis && !date_is_set(c->last),
		.hold = c->id,
		.review = c->review,
	    });
}

/*
 * What a norm says keeps nothing, and some laws yield to who asks (BW 7:455): nothing is held by
 * them, but who decides reads it.
 */
static bool
yields(struct weighing *w, const struct retention_basis *b)
{
	if (b->hold && !b->yields)
		return false;
	reason(w,
	    (struct verdict_reason){
		.code = WHY_RULE,
		.basis = b->id,
		.article = b->article,
		.text = json_text_in(b->yields, "en"),
	    });
	return true;
}

/* 17(3)(b): through the last day of the law's own period. */
static void
weigh_statute(struct weighing *w, const struct retention_basis *b, const struct erase_keep *k,
    struct date from)
{
	auto_drop(arena) struct arena *scratch = arena_new(); /* its steps are nobody's here */
	struct retention_asked asked = { .from = from, .today = w->x->today };
	struct err bad = { 0 };
	struct retention r;
	if (!book_year_parse(k->book_year, &asked.book_year, &bad) ||
	    !retention_compute(b, &asked, scratch, &r, &bad)) {
		cannot_tell(w, k,
		    (struct verdict_reason){ .code = WHY_DATE,
			.article = b->article,
			.column = k->from.column,
			.text = arena_strdup(w->arena, bad.text) });
		return;
	}
	struct verdict_reason why = { .basis = b->id, .article = b->article, .last = r.last };
	why.ahead = r.ahead;
	if (r.ahead || date_cmp(r.last, w->x->today) >= 0) {
		why.code = WHY_STATUTE;
		why.text = k->why;
		add(w, &w->held, k->columns);
		reason(w, why);
	} else if (date_is_set(r.must_go)) { /* Wwft 33(3), 34a: a maximum too */
		why.code = WHY_RULE;
		why.text = "this law has it destroyed after that day, though nobody asks";
		add(w, &w->gone, k->columns);
		reason(w, why);
	}
}

static void
weigh_hold(struct weighing *w, const struct erase_keep *k, size_t i)
{
	struct err bad = { 0 };
	const struct retention_basis *b = retention_basis_find(w->x->law, k->basis, &bad);
	struct date from;
	if (!b)
		cannot_tell(w, k,
		    (struct verdict_reason){
			.code = WHY_NO_RULE, .text = arena_strdup(w->arena, bad.text) });
	else if (yields(w, b))
		return;
	else if (!day_of(w, i, &from))
		cannot_tell(w, k,
		    (struct verdict_reason){
			.code = WHY_DATE, .article = b->article, .column = k->from.column });
	else
		weigh_statute(w, b, k, from);
}

/* Our own retention and a running contract: the purpose is still there (17(1)(a)). */
static void
weigh_need(struct weighing *w, const struct erase_keep *k, size_t i)
{
	bool contract = k->kind == ERASE_CONTRACT;
	struct date day, last;
	if (!contract && erasure_ground_frees(w->x->ground)) {
		reason(w,
		    (struct verdict_reason){ .code = WHY_RULE,
			.article = erasure_ground_rule(w->x->ground)->article,
			.text = "our own retention is no reason against that ground" });
		return;
	}
	if (!day_of(w, i, &day)) {
		cannot_tell(
		    w, k, (struct verdict_reason){ .code = WHY_DATE, .column = k->from.column });
		return;
	}
	bool ahead = !date_is_set(day);
	last = ahead || contract ? day : retention_period_last(k->period, day);
	if (!ahead && date_cmp(last, w->x->today) < 0)
		return;
	add(w, &w->needed, k->columns);
	if (contract)
		add(w, &w->in_use, k->columns);
	reason(w,
	    (struct verdict_reason){
		.code = contract ? WHY_CONTRACT : WHY_RETENTION,
		.article = ART_17_1,
		.last = last,
		.ahead = ahead,
		.text = k->why,
	    });
}

/*
 * An objection to marketing has effect only as long as it is known (21(3)): who opted out is kept
 * by that and by what they would be approached by, on whatever ground the rest goes. It is no hold
 * of 17(3)(b), and no need of ours either.
 */
static void
weigh_opt_out(struct weighing *w, const struct erase_keep *k, size_t i)
{
	struct date day;
	if (!day_of(w, i, &day)) {
		cannot_tell(w, k,
		    (struct verdict_reason){
			.code = WHY_DATE, .article = ART_21_3, .column = k->from.column });
		return;
	}
	if (!date_is_set(day))
		return;
	add(w, &w->needed, k->columns);
	reason(
	    w, (struct verdict_reason){ .code = WHY_OPT_OUT, .article = ART_21_3, .text = k->why });
}

/* ---- the verdict ---- */

/* Of a set what may be written: no column that stays. */
static void
write_set(const struct weighing *w, const struct erase_set *set, size_t n, struct row_verdict *ret)
{
	struct erase_set *items = arena_alloc(w->arena, (n + 1) * sizeof(*items));
	ret->nset = 0;
	for (size_t i = 0; i < n; i++)
		if (!stays(w, set[i].column))
			items[ret->nset++] = set[i];
	ret->set = items;
	ret->act = ret->nset ? ERASE_ANONYMISE : ERASE_NOTHING;
}

static void
write_nothing(struct row_verdict *ret)
{
	ret->set = NULL;
	ret->nset = 0;
	ret->act = ERASE_NOTHING;
}

/* What is done to a row, were nothing to stay in it. */
struct wish {
	enum erase_do act;
	const struct erase_set *set; /* where the row stays */
	size_t nset;
	struct verdict_reason why;
};

/* In a row of others too only their own part is written: what no rule says is for an officer. */
static struct wish
wish_of(const struct weighing *w)
{
	static const enum verdict_why codes[ERASE__MAX] = {
		[ERASE_NOTHING] = WHY_NOT_OURS,
		[ERASE_ASK] = WHY_NO_RULE,
	};
	const struct erase_rule *rule = w->x->rule;
	struct wish wish = { rule->act, rule->set, rule->nset,
		{ .code = codes[rule->act], .text = rule->why } };
	if (!w->row->shared)
		return wish;
	const struct erase_person *p =
	    w->row->person < rule->npersons ? &rule->persons[w->row->person] : NULL;
	wish.act = p ? p->shared : ERASE_ASK;
	wish.why = (struct verdict_reason){
		.code = WHY_SHARED, .column = p ? p->column : NULL, .text = p ? p->why : NULL
	};
	if (p && p->nset) {
		wish.set = p->set;
		wish.nset = p->nset;
	} else if (wish.act == ERASE_ASK) {
		wish.nset = 0;
	}
	return wish;
}

/* Columns that stay, NULL for the whole row: then nothing is written over it. */
static const char *const *
kept_of(const struct weighing *w, const struct row_verdict *v)
{
	size_t n = w->held.n + w->needed.n, m = 0;
	const char **kept = arena_alloc(w->arena, (n + 1) * sizeof(*kept));
	if (v->act == ERASE_NOTHING)
		return NULL;
	for (size_t i = 0; i < w->held.n; i++)
		kept[m++] = w->held.names[i];
	for (size_t i = 0; i < w->needed.n; i++)
		if (stays(w, w->needed.names[i]) && !has(&w->held, w->needed.names[i]))
			kept[m++] = w->needed.names[i];
	return kept;
}

/* What a law had destroyed by now counts for no need of ours, be it the whole row or a column. */
static bool
is_left(const struct weighing *w, const struct columns *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (!has(&w->gone, c->names[i]))
			return true;
	return c->whole && !w->gone.whole;
}

static bool
is_needed(const struct weighing *w)
{
	return is_left(w, &w->needed);
}

/* Its day matters: of what stays anyway it does not. */
static bool
is_unsure(const struct weighing *w)
{
	for (size_t i = 0; i < w->unsure.n; i++)
		if (!stays(w, w->unsure.names[i]))
			return true;
	return w->unsure.whole && !w->held.whole && !(w->needed.whole && !is_any(&w->gone));
}

/* What keeps nothing is no reason. */
static void
forget(struct weighing *w, enum verdict_why code)
{
	size_t n = 0;
	for (size_t i = 0; i < w->nwhy; i++)
		if (w->why[i].code != code)
			w->why[n++] = w->why[i];
	w->nwhy = n;
}

static void
weigh_all(struct weighing *w)
{
	static void (*const weighs[])(struct weighing *, const struct erase_keep *, size_t) = {
		[ERASE_HOLD] = weigh_hold,
		[ERASE_KEPT] = weigh_need,
		[ERASE_CONTRACT] = weigh_need,
		[ERASE_OPT_OUT] = weigh_opt_out,
	};
	const struct erase_rule *rule = w->x->rule;
	for (size_t i = 0; i < w->row->nclaims; i++)
		weigh_claim(w, &w->row->claims[i]);
	for (size_t i = 0; i < rule->nkeeps; i++)
		weighs[rule->keeps[i].kind](w, &rule->keeps[i], i);
}

/*
 * Is something held that nothing uses? A law need not keep what a contract that runs keeps anyway:
 * its purpose is still there (17(1)(a)), and it stays in use. A claim holds whatever else does.
 */
static bool
is_held(const struct weighing *w)
{
	for (size_t i = 0; i < w->row->nclaims; i++)
		if (!w->row->claims[i].basis && is_any(&w->held))
			return true;
	for (size_t i = 0; i < w->held.n; i++)
		if (!has(&w->in_use, w->held.names[i]) || has(&w->gone, w->held.names[i]))
			return true;
	return w->held.whole && (!w->in_use.whole || is_any(&w->gone));
}

/*
 * Through the last of the days; what has no day yet, or may end any day, has none. A row that a
 * contract still needs is not blocked.
 */
static void
block(struct row_verdict *v)
{
	for (size_t i = 0; i < v->nwhy; i++)
		if (v->why[i].code == WHY_CONTRACT)
			return;
	for (size_t i = 0; i < v->nwhy; i++) {
		const struct verdict_reason *r = &v->why[i];
		if (r->code != WHY_STATUTE && r->code != WHY_CLAIM)
			continue;
		v->blocked_ahead = v->blocked_ahead || !date_is_set(r->last);
		if (date_cmp(r->last, v->blocked_until) > 0)
			v->blocked_until = r->last;
	}
	if (v->blocked_ahead)
		v->blocked_until = (struct date){ 0 };
}

/* Of a row in which something stays the rest is written over, as far as that is told. */
static void
stay(const struct weighing *w, const struct wish *wish, struct row_verdict *ret)
{
	ret->verdict = is_held(w) ? VERDICT_HOLD : VERDICT_KEEP;
	if (wish->act == ERASE_NOTHING)
		write_nothing(ret);
	else
		write_set(w, wish->set, wish->nset, ret);
}

static void
go(const struct weighing *w, const struct wish *wish, struct row_verdict *ret)
{
	static const enum verdict verdicts[ERASE__MAX] = {
		[ERASE_DELETE] = VERDICT_ERASE,
		[ERASE_ANONYMISE] = VERDICT_ANONYMISE,
		[ERASE_NOTHING] = VERDICT_KEEP,
		[ERASE_ASK] = VERDICT_UNDECIDABLE,
	};
	ret->verdict = verdicts[wish->act];
	if (wish->act == ERASE_DELETE) {
		ret->act = ERASE_DELETE;
		ret->instead = wish->set;
		ret->ninstead = wish->nset;
	} else if (wish->act == ERASE_NOTHING)
		write_nothing(ret);
	else
		write_set(w, wish->set, wish->nset, ret);
}

bool
verdict_of(const struct verdict_asked *x, const struct verdict_row *row, struct arena *a,
    struct row_verdict *ret, struct err *err)
{
	struct weighing w = { .x = x, .row = row, .arena = a };
	(void)err;
	*ret = (struct row_verdict){ .act = ERASE_NOTHING };
	if (x->sets) {
		verdict_set(x->rule, row, a, ret);
		return true;
	}
	w.why = arena_alloc(a, (x->rule->nkeeps + row->nclaims + 2) * sizeof(*w.why));
	weigh_all(&w);
	struct wish wish = wish_of(&w);
	bool whole = w.held.whole || (w.needed.whole && !is_any(&w.gone));
	bool some = is_any(&w.held) || is_needed(&w);
	if (!is_needed(&w))
		forget(&w, WHY_RETENTION);
	if (!is_left(&w, &w.in_use))
		forget(&w, WHY_CONTRACT);
	if (some)
		stay(&w, &wish, ret);
	else
		go(&w, &wish, ret);
	if (!some || (!whole && (row->shared || wish.act == ERASE_ASK)))
		reason(&w, wish.why);
	/* the rest that no rule tells, or that hangs on a day nobody can tell, is an officer's */
	bool undecidable = !whole && (wish.act == ERASE_ASK || is_unsure(&w));
	if (undecidable)
		ret->verdict = VERDICT_UNDECIDABLE;
	verdict_order(w.why, w.nwhy, ret->verdict);
	ret->kept = kept_of(&w, ret);
	ret->why = w.why;
	ret->nwhy = w.nwhy;
	if (ret->verdict == VERDICT_HOLD)
		block(ret);
	return true;
}
