/*
 * Deciding: what is portable goes to another controller, as the person wants (art. 20(2)): asked,
 * not technically feasible, sent, or wanted no more. People send it; this records that they did.
 */
#include "decide_private.h"
#include "dossier/store/release.h"

/* What people handed in has no folder of its own, and stands among the data. */
static bool
holds_portable(const struct release *r)
{
	static const char *const folders[] = { "portability/", "data/", "files/" };
	auto_drop(json) json_t *contents = json_loads(r->contents, 0, NULL);
	size_t i;
	json_t *entry;
	json_array_foreach(contents, i, entry)
		for (size_t k = 0; k < array_len(folders); k++)
			if (strncmp(json_str_or(entry, "path", ""), folders[k],
				strlen(folders[k])) == 0)
				return true;
	return false;
}

static bool
was_handed(const struct dossier *d)
{
	for (size_t i = 0; i < d->outcomes.n; i++)
		if (d->outcomes.items[i].o.code == OUTCOME_HANDED)
			return true;
	return false;
}

/* Is there anything that could have been sent: in the archive, or handed over another way? */
static bool
is_built(const struct dossier *d, bool *ret, struct err *err)
{
	struct release newest;
	struct err none = { 0 };
	*ret = release_newest(d->in->db, d->request.org_id, d->request.id, d->a, &newest, &none);
	if (!*ret)
		return none.kind == ERR_NOTFOUND || err_set(err, none.kind, "%s", none.text);
	*ret = holds_portable(&newest) || was_handed(d);
	return true;
}

static bool
record(struct dossier *d, const struct decide_transfer *x, struct err *err)
{
	const char *right = right_name(RIGHT_PORTABILITY);
	const struct request_right *r = right_asked(d, right);
	struct guard_transfer g = { .what = x->what,
		.facts = &d->facts,
		.invoked = r != NULL,
		.open = r && right_is_open(r),
		.text = x->text,
		.on = decide_day(d, x->on),
		.today = d->today };
	if (r) {
		g.unauthorised = decide_unauthorised(d, right);
		g.unidentified = decide_unidentified(d, right);
	}
	const struct fact f = { .kind = x->what, .on = g.on, .right = right };
	return is_built(d, &g.built, err) && guard_transfer(&d->term, &g, err) &&
	    decide_append(d, &f, x->text, err);
}

bool
decide_transfer(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_transfer *x, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_DECIDE, err);
	return dossier_commit(d, d && record(d, x, err), err);
}

bool
transfer_view(const struct dossier *d, json_t **ret, struct err *err)
{
	static const char *const states[] = {
		[FACT_TRANSFER_ASKED] = "asked",
		[FACT_TRANSFER_INFEASIBLE] = "infeasible",
		[FACT_TRANSFER_SENT] = "sent",
	};
	const struct fact *asked, *last = fact_transfer(&d->facts, &asked);
	const char *to = last ? decide_fact_text(d, asked, err) : NULL;
	const char *why =
	    to && last->kind == FACT_TRANSFER_INFEASIBLE ? decide_fact_text(d, last, err) : NULL;
	*ret = NULL;
	if (last && (!to || (last->kind == FACT_TRANSFER_INFEASIBLE && !why)))
		return false;
	*ret = last ? json_pack("{s:s, s:s, s:s?, s:o}", "state", states[last->kind], "to", to,
			  "why", why, "on", date_json(last->on))
		    : json_null();
	return true;
}
