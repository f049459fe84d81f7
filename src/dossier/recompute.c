/*
 * The dates of open requests after their calendar was corrected.
 */
#include "decide_private.h"
#include "dossier/store/installation.h"

static json_t *
recomputed(const struct request *before, const struct term *after)
{
	bool changed = date_cmp(before->deadline, after->first) != 0 ||
	    date_cmp(before->extended, after->extended) != 0;
	return json_pack("{s:s, s:{s:o, s:o}, s:{s:o, s:o}, s:b}", "reference", before->reference,
	    "deadline", "from", date_json(before->deadline), "to", date_json(after->first),
	    "extended", "from", date_json(before->extended), "to", date_json(after->extended),
	    "changed", changed);
}

/* Under its lock: a fact that somebody writes meanwhile would have its dates undone. */
static json_t *
recompute_one(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_SEE, err);
	if (!d)
		return NULL;
	bool ok = dossier_term_update(d, err);
	auto_drop(json) json_t *row = ok ? recomputed(&d->request, &d->term) : NULL;
	if (ok) {
		json_t *told = json_copy(row);
		json_object_set_new(told, "calendar", json_string(calendar_version(d->calendar)));
		ok = dossier_event(d, "request.recomputed", told, err);
	}
	return dossier_commit(d, ok, err) ? take(row) : NULL;
}

static bool
recompute_org(struct installation *in, const struct actor *who, const struct org *org, json_t *out,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct calendar *c = laws_calendar_anew(in, org->calendar, err);
	const char *const *references;
	size_t n;
	if (!c ||
	    !request_calendar_old(
		in->db, org->id, calendar_version(c), 10000, a, &references, &n, err))
		return false;
	if (n > 0 &&
	    !calendar_put(in->db, calendar_name(c), calendar_version(c), calendar_text(c), err))
		return false;
	for (size_t i = 0; i < n; i++) {
		json_t *row = recompute_one(in, who, references[i], err);
		if (!row)
			return false;
		json_array_append_new(out, row);
	}
	return true;
}

json_t *
dossier_recompute(struct installation *in, const struct actor *who, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	if (!org_list(in->db, a, &orgs, err))
		return NULL;
	json_t *out = json_array();
	bool ok = true;
	for (size_t i = 0; i < orgs.n; i++) {
		struct err bad = { 0 };
		/* what is wrong with one organisation stops no other */
		if (!recompute_org(in, who, &orgs.items[i], out, &bad))
			ok = err_set(
			    err, bad.kind, "recompute for %s: %s", orgs.items[i].slug, bad.text);
	}
	if (!ok)
		json_decref(out);
	return ok ? out : NULL;
}
