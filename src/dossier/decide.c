/*
 * Deciding: what every decision does, under the request's lock. The guards of law/guard say
 * whether; here it is only recorded. What a person wrote goes sealed into the fact; what the clock
 * must read of it (a ground, a right) stands in clear.
 */
#include "decide_private.h"

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
	bool ok = org_today(&d->org, &x.today, err) &&
	    dossier_term(in, d, now, &x.calendar, a, &x.term, err) &&
	    request_clock(in->db, d->request.org_id, d->request.id, a, &x.facts, err) &&
	    call->decide(&x, call->arg, err);
	calendar_free(x.calendar);
	return ok;
}

bool
decide_act(struct installation *in, const struct actor *who, const char *reference, decision *fn,
    const void *arg, struct err *err)
{
	const struct deciding_call call = { fn, arg };
	return dossier_act(in, who, reference, MAY_ACT, run, &call, err);
}

struct date
decide_day(const struct deciding *x, struct date on)
{
	return date_is_set(on) ? on : x->today;
}

bool
decide_instant(const struct deciding *x, struct date on, usec_t *ret, struct err *err)
{
	*ret = clock_now();
	return date_cmp(on, x->today) == 0 || zone_midnight(x->d->org.zone, on, ret, err);
}

/* Under which name the words of a fact are sealed. */
static const char *
text_place(const struct deciding *x)
{
	return arena_printf(x->a, "clock/%s", x->d->request.reference);
}

bool
decide_append(struct deciding *x, enum term_fact_kind kind, struct date on, json_t *detail,
    const char *text, struct err *err)
{
	return decide_append_fact(x, term_fact_name(kind), on, detail, text, err);
}

bool
decide_append_fact(struct deciding *x, const char *name, struct date on, json_t *detail,
    const char *text, struct err *err)
{
	const struct request *r = &x->d->request;
	usec_t at;
	if (text && !note_check(text, err)) {
		json_decref(detail);
		return false;
	}
	json_t *told = json_deep_copy(detail);
	json_object_set_new(told, "on", date_json(on));
	if (text && *text)
		json_object_set_new(detail, "text",
		    json_string(seal(x->d->keys->ledger, text_place(x), text, x->a)));
	char *line = json_dumps(detail, JSON_COMPACT | JSON_SORT_KEYS);
	bool ok = decide_instant(x, on, &at, err) &&
	    clock_append(x->in->db, r->org_id, r->id, name, at, line, x->d->who->name, err) &&
	    dossier_event(x->in, x->d, arena_printf(x->a, "clock.%s", name), told, err) &&
	    dossier_term_update(x->in, x->d, x->a, err);
	free(line);
	json_decref(detail);
	return ok;
}

int
decide_fact_count(const struct deciding *x, enum term_fact_kind kind)
{
	int n = 0;
	for (size_t i = 0; i < x->facts.n; i++)
		n += term_fact_find(x->facts.items[i].fact) == kind;
	return n;
}

const char *
decide_fact_text(struct deciding *x, const json_t *detail, struct err *err)
{
	const char *sealed = json_str(detail, "text");
	return sealed ? unseal(x->d->keys->ledger, text_place(x), sealed, x->a, err) : "";
}

int
dossier_open_rights(const struct dossier *d)
{
	int n = 0;
	for (size_t i = 0; i < d->rights.n; i++)
		n += strcmp(d->rights.items[i].state, "open") == 0;
	return n;
}

enum absolute
dossier_absolute(const struct dossier *d)
{
	auto_drop(arena) struct arena *a = arena_new();
	enum absolute about = ABSOLUTE_NONE;
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		if (strcmp(r->state, "open") != 0)
			continue;
		about = absolute_of(
		    (enum right)__builtin_ctz(right_bit(r->right)), right_purposes(d, r, a));
		if (about == ABSOLUTE_NONE)
			return about;
	}
	return about;
}
