/*
 * The clock of a request: its append-only facts read for law/term, and the dates that follow
 * written back.
 */
#include "dossier/objection.h"
#include "decide_private.h"

bool
dossier_fact_known(
    const struct dossier *d, const struct fact *f, struct date as_of, bool *ret, struct err *err)
{
	struct date recorded = f->on;
	*ret = date_cmp(f->on, as_of) <= 0;
	if (f->kind == FACT_RECEIVED || !*ret)
		return true;
	if (!zone_date(d->org.zone, f->recorded_at, &recorded, err))
		return false;
	*ret = date_cmp(recorded, as_of) <= 0;
	return true;
}

static unsigned
at_once(const struct dossier *d)
{
	unsigned bits = 0;
	for (size_t i = 0; i < d->rights.n; i++)
		if (d->rights.items[i].at_once)
			bits |= right_bit(d->rights.items[i].right);
	return bits;
}

bool
dossier_term(const struct dossier *d, struct date as_of, struct term *ret, struct err *err)
{
	struct fact *known = arena_alloc(d->a, (d->facts.n + 1) * sizeof(*known));
	size_t n = 0;
	for (size_t i = 0; i < d->facts.n; i++) {
		bool is = true;
		if (date_cmp(as_of, d->today) < 0 &&
		    !dossier_fact_known(d, &d->facts.items[i], as_of, &is, err))
			return false;
		if (!is)
			continue;
		known[n] = d->facts.items[i];
		if (known[n].late &&
		    !zone_date(d->org.zone, known[n].recorded_at, &known[n].recorded, err))
			return false;
		n++;
	}
	if (n == 0 || known[0].kind != FACT_RECEIVED)
		return err_set(
		    err, ERR_DENIED, "%s was not received yet on that day", d->request.reference);
	const struct term_input input = {
		.controller = dossier_controller(d),
		.calendar = d->calendar,
		.promise = d->reg->promise,
		.promise_is_done = d->reg->promise_is_done,
		.at_once = at_once(d),
		.facts = known,
		.nfacts = n,
		.as_of = as_of,
	};
	term_compute(&input, d->a, ret);
	return true;
}

bool
dossier_term_update(struct dossier *d, struct err *err)
{
	struct term *t = &d->term;
	return dossier_term(d, d->today, t, err) &&
	    request_term_set(d->in->db, &d->request, t->is_extended, t->due, t->first, t->extended,
		calendar_version(d->calendar), err);
}

json_t *
dossier_term_json(const struct dossier *d, struct date as_of, struct err *err)
{
	struct term t;
	if (!dossier_term(d, as_of, &t, err))
		return NULL;
	json_t *v = term_json(d->calendar, &t);
	json_object_set_new(v, "calendar_version", json_string(calendar_version(d->calendar)));
	json_object_set_new(v, "logged_calendar_version", json_string(d->request.calendar_version));
	return v;
}
