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

struct identifier_choice {
	int64_t id;
	bool confirm;
};

static bool
choose_identifier(
    struct installation *in, struct dossier *d, const void *arg, struct arena *a, struct err *err)
{
	const struct identifier_choice *choice = arg;
	const struct request *r = &d->request;
	const struct identifier *i = proposed(d, choice->id, err);
	const char *to = choice->confirm ? "usable" : "rejected";
	if (!i || !dossier_check_unanswered(d, err) ||
	    !identifier_set_state(in->db, r->org_id, r->id, i->id, "proposed", to, err))
		return false;
	if (!dossier_event(in, d, choice->confirm ? "identifier.confirmed" : "identifier.rejected",
		json_pack("{s:s, s:I, s:s}", "kind", i->kind, "identifier", (json_int_t)i->id,
		    "source", i->source),
		err))
		return false;
	/* new work: a collected request searches again, unless no system matches on this kind */
	return !choice->confirm ||
	    (task_wake(in->db, r->org_id, r->id, i->kind, err) &&
		dossier_search_again(in, d, err) && dossier_settle(in, d, a, err));
}

bool
search_identifier(struct installation *in, const struct actor *who, const char *reference,
    int64_t id, bool confirm, struct err *err)
{
	const struct identifier_choice choice = { id, confirm };
	return dossier_act(in, who, reference, MAY_ACT, choose_identifier, &choice, err);
}
