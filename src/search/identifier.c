/*
 * An identifier that a system yielded and that may be somebody else's: a person confirms or rejects
 * it, and a confirmed one opens the systems that waited for it.
 */
#include <inttypes.h>

#include "dossier/search.h"
#include "dossier/store/task_finish.h"

static const struct identifier *
proposed(const struct dossier *d, int64_t id, struct err *err)
{
	for (size_t i = 0; i < d->identifiers.n; i++)
		if (d->identifiers.items[i].id == id &&
		    strcmp(d->identifiers.items[i].state, "proposed") == 0)
			return &d->identifiers.items[i];
	err_set(err, ERR_NOTFOUND,
	    "%s has no proposed identifier %" PRId64 ": `dossier plan %s` lists them",
	    d->request.reference, id, d->request.reference);
	return NULL;
}

static bool
choose(struct dossier *d, int64_t id, bool confirm, struct err *err)
{
	struct db *db = d->in->db;
	const struct request *r = &d->request;
	const struct identifier *i = proposed(d, id, err);
	if (!i || !dossier_check_unanswered(d, err) ||
	    !identifier_set_state(
		db, r->org_id, r->id, i->id, "proposed", confirm ? "usable" : "rejected", err) ||
	    !request_changed(db, r, err) ||
	    !dossier_event(d, confirm ? "identifier.confirmed" : "identifier.rejected",
		json_pack("{s:s, s:I, s:s}", "kind", i->kind, "identifier", (json_int_t)i->id,
		    "source", i->source),
		err))
		return false;
	/* new work: a collected request searches again, unless no system matches on this kind */
	return !confirm ||
	    (task_wake(db, r->org_id, r->id, i->kind, err) && dossier_search_again(d, err) &&
		dossier_settle(d, err));
}

bool
search_identifier(struct installation *in, const struct actor *who, const char *reference,
    int64_t id, bool confirm, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	return dossier_commit(d, d && choose(d, id, confirm, err), err);
}
