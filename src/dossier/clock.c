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

/* What its clock is read from. */
static bool
term_input(const struct dossier *d, struct date as_of, struct term_input *ret, struct err *err)
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
	*ret = (struct term_input){
		.controller = dossier_controller(d),
		.calendar = d->calendar,
		.promise = d->reg->promise,
		.promise_is_done = d->reg->promise_is_done,
		.rights = rights_bits(&d->rights),
		.at_once = at_once(d),
		.facts = known,
		.nfacts = n,
		.as_of = as_of,
	};
	return true;
}

bool
dossier_term(const struct dossier *d, struct date as_of, struct term *ret, struct err *err)
{
	struct term_input in;
	if (!term_input(d, as_of, &in, err))
		return false;
	term_compute(&in, d->a, ret);
	return true;
}

struct date
dossier_right_due(const struct dossier *d, const char *right)
{
	return d->term.apart ? term_right(&d->term, right).due : (struct date){ 0 };
}

static bool
set_rights_due(struct dossier *d, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++) {
		struct request_right *r = &d->rights.items[i];
		struct date due = dossier_right_due(d, r->right);
		if (date_cmp(due, r->due) == 0)
			continue;
		r->due = due;
		if (!request_right_due(d->in->db, &d->request, r->right, due, err))
			return false;
	}
	return true;
}

bool
dossier_term_update(struct dossier *d, struct err *err)
{
	struct term *t = &d->term;
	return dossier_term(d, d->today, t, err) && set_rights_due(d, err) &&
	    request_term_set(d->in->db, &d->request, t->is_extended, t->due, t->first, t->extended,
		calendar_version(d->calendar), err);
}

/* Each right with its own dates, and what became of them. */
static json_t *
rights_json(const struct dossier *d, const struct term_input *in, const struct term *t)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->rights.n; i++) {
		const char *right = d->rights.items[i].right;
		const struct term own = term_right(t, right);
		struct term_end end;
		term_end_of(in, t, right, &end);
		json_array_append_new(out,
		    json_pack("{s:s, s:o, s:o, s:o, s:s, s:o, s:s, s:o, s:o}", "right", right,
			"in_force", date_json(own.in_force), "due", date_json(own.due), "at_once",
			date_json(own.at_once), "extension", term_extension_name(own.extension),
			"notice_sent", date_json(own.notice_sent), "statute",
			term_state_name(end.statute), "ended", date_json(end.on), "told",
			date_json(end.told)));
	}
	return out;
}

json_t *
dossier_term_json(const struct dossier *d, struct date as_of, struct err *err)
{
	struct term_input in;
	struct term t;
	if (!term_input(d, as_of, &in, err))
		return NULL;
	term_compute(&in, d->a, &t);
	json_t *v = term_json(d->calendar, &t);
	json_object_set_new(v, "rights", rights_json(d, &in, &t));
	json_object_set_new(v, "calendar_version", json_string(calendar_version(d->calendar)));
	json_object_set_new(v, "logged_calendar_version", json_string(d->request.calendar_version));
	return v;
}
