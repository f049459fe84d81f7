/*
 * Deciding: what every decision does, under the request's lock. The guards of law/guard say
 * whether; here it is only recorded. What a person wrote goes sealed into the fact; what the clock
 * must read of it (a ground, a right) stands in clear.
 */
#include "dossier/objection.h"
#include "decide_private.h"

struct date
decide_day(const struct dossier *d, struct date on)
{
	return date_is_set(on) ? on : d->today;
}

/* Now when it is today, else the day's first instant. */
static bool
instant_of(const struct dossier *d, struct date on, usec_t *ret, struct err *err)
{
	*ret = clock_now();
	return date_cmp(on, d->today) == 0 || zone_midnight(d->org.zone, on, ret, err);
}

/* Under which name the words of a fact are sealed. */
static const char *
text_place(const struct dossier *d)
{
	return arena_printf(d->a, "clock/%s", d->request.reference);
}

static void
remember(struct dossier *d, const struct fact *f)
{
	struct fact *all = arena_alloc(d->a, (d->facts.n + 1) * sizeof(*all));
	memcpy(all, d->facts.items, d->facts.n * sizeof(*all));
	all[d->facts.n] = *f;
	d->facts = (struct fact_list){ all, d->facts.n + 1 };
	decisions_of(&d->facts, d->a, &d->decisions);
}

/*
 * Is each use that nothing is weighed against decided? Of an objection that names none, none is.
 */
static bool
is_decided_at_once(const struct dossier *d, const struct request_right *r)
{
	enum right right = right_of(r->right);
	struct right_part_list all;
	right_parts(d, r->right, d->a, &all);
	for (size_t i = 0; i < all.n; i++) {
		const struct purpose *const p[] = { reg_purpose(d->reg, all.items[i].purpose),
			NULL };
		bool due = !p[0] || absolute_of(right, p) != ABSOLUTE_NONE;
		if (due && !decision_of(&d->decisions, r->right, all.items[i]))
			return false;
	}
	return all.n > 0;
}

/* The clock is told by a fact of its own, since parts and purposes are beyond it. */
static bool
append_stopped(struct dossier *d, const char *right, struct date on, struct err *err)
{
	const struct fact stopped = { .kind = FACT_STOPPED, .on = on, .right = right };
	const struct request_right *r = right_asked(d, right);
	return !r || !r->at_once || !is_decided_at_once(d, r) ||
	    decide_append(d, &stopped, NULL, err);
}

/* Does it end or decide something of what was asked? */
static bool
is_decision(enum fact_kind k)
{
	return fact_decides(k) || k == FACT_REFUSED || k == FACT_ANSWERED_IN_PART ||
	    k == FACT_ANSWERED || k == FACT_CLOSED;
}

/* Whether the dpo had advised on it; not what. */
static bool
tell_advised(const struct dossier *d, const struct fact *f, json_t *body, struct err *err)
{
	int64_t n = 0;
	if (!is_decision(f->kind))
		return true;
	if (!dossier_was(d, "request.advised", json_object(), &n, err))
		return false;
	json_object_set_new(body, "advised", json_boolean(n > 0));
	return true;
}

/* What `audit verify` must find again: also which words, and which calendar the dates are by. */
static json_t *
fact_event(const struct dossier *d, const struct fact *f)
{
	json_t *body = fact_json(f);
	const char *words = fact_words(f, d->a), *calendar = calendar_version(d->calendar);
	if (words)
		json_object_set_new(body, "words", json_string(words));
	if (strcmp(calendar, d->request.calendar_version) != 0)
		json_object_set_new(body, "calendar", json_string(calendar));
	return body;
}

bool
decide_append(struct dossier *d, const struct fact *said, const char *text, struct err *err)
{
	const struct request *r = &d->request;
	struct fact f = *said;
	if (text && !note_check(text, err))
		return false;
	/* what is said of a day gone by is flagged; a refusal's flag is its own */
	f.late = f.late || guard_is_late(f.on, d->today);
	f.by = d->who->name;
	f.recorded_at = clock_now();
	if (text && *text)
		f.sealed = seal(d->keys->ledger, text_place(d), text, d->a);
	auto_drop(json) json_t *body = fact_event(d, &f);
	if (!instant_of(d, f.on, &f.at, err) || !tell_advised(d, &f, body, err) ||
	    !clock_append(d->in->db, r->org_id, r->id, &f, err) ||
	    !dossier_event(
		d, arena_printf(d->a, "clock.%s", fact_name(f.kind)), json_incref(body), err))
		return false;
	remember(d, &f);
	bool in_part = f.kind == FACT_CARRIED_OUT || f.kind == FACT_REFUSED_IN_PART;
	if (in_part && !append_stopped(d, f.right, f.on, err))
		return false;
	/* what had stopped has not begun again */
	for (size_t i = 0; f.kind == FACT_REOPENED && i < d->rights.n; i++)
		if (!append_stopped(d, d->rights.items[i].right, f.on, err))
			return false;
	return (!fact_alters_answer(f.kind) || request_changed(d->in->db, r, err)) &&
	    dossier_term_update(d, err);
}

bool
decide_right(struct dossier *d, const char *right, const char *state, const char *decision,
    struct date on, struct err *err)
{
	struct request_right *r = right_asked(d, right);
	if (r) {
		r->state = state;
		r->decision = decision;
		r->decided = on;
	}
	return request_right_decide(d->in->db, &d->request, right, state, decision, on, err);
}

bool
decide_end(struct dossier *d, const char *letter, struct err *err)
{
	const struct fact answered = { .kind = FACT_ANSWERED, .on = d->today, .letter = letter },
			  done = { .kind = FACT_DONE, .on = d->today };
	return decide_append(d, &answered, NULL, err) && decide_append(d, &done, NULL, err) &&
	    dossier_advance(d, err);
}

int
decide_fact_count(const struct dossier *d, enum fact_kind kind)
{
	int n = 0;
	for (size_t i = 0; i < d->facts.n; i++)
		n += d->facts.items[i].kind == kind;
	return n;
}

const struct fact *
decide_latest(const struct dossier *d, enum fact_kind kind)
{
	size_t i = d->facts.n;
	while (i > 0 && d->facts.items[i - 1].kind != kind)
		i--;
	return i ? &d->facts.items[i - 1] : NULL;
}

const char *
decide_fact_text(const struct dossier *d, const struct fact *f, struct err *err)
{
	return f->sealed ? unseal(d->keys->ledger, text_place(d), f->sealed, d->a, err) : "";
}

/* What a right is about still: the purposes of which something is not decided. */
static const struct purpose *const *
purposes_left(const struct dossier *d, const struct request_right *r, struct arena *a)
{
	struct right_part_list all;
	if (!r->purposes[0])
		return right_purposes(d, r, a);
	right_parts(d, r->right, a, &all);
	const struct purpose **left = arena_alloc(a, (all.n + 1) * sizeof(*left));
	size_t n = 0;
	for (size_t i = 0; i < all.n; i++)
		if (!decision_of(&d->decisions, r->right, all.items[i]))
			left[n++] = reg_purpose(d->reg, all.items[i].purpose);
	return n ? left : right_purposes(d, r, a);
}

bool
right_is_told(const struct dossier *d, const struct request_right *r, enum letter_kind kind)
{
	auto_drop(arena) struct arena *a = arena_new();
	enum right right = right_of(r->right);
	enum absolute about = absolute_of(right, purposes_left(d, r, a));
	return right_is_open(r) && (right_letters(right, about) & 1u << kind) != 0;
}

enum absolute
dossier_absolute(const struct dossier *d, enum letter_kind kind)
{
	auto_drop(arena) struct arena *a = arena_new();
	enum absolute about = ABSOLUTE_NONE;
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		if (!right_is_open(r))
			continue;
		about = absolute_told(right_of(r->right), purposes_left(d, r, a), kind);
		if (about == ABSOLUTE_NONE)
			return about;
	}
	return about;
}

enum absolute
dossier_absolute_any(const struct dossier *d)
{
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		enum right right = right_of(r->right);
		if (right_is_open(r) && objection_at_once(right, purposes_left(d, r, a)))
			return right_rule(right)->absolute;
	}
	return ABSOLUTE_NONE;
}
