/*
 * Acting on a request: one transaction, under its lock, and the letter that the act leaves.
 */
#include "dossier_private.h"

bool
dossier_act(struct installation *in, const struct actor *who, const char *reference,
    const char *roles, deed *act, const void *arg, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct dossier d = { 0 };
	in->told = (struct letter_told){ 0 };
	if (!db_begin(in->db, err))
		return false;
	bool ok = dossier_open_locked(in, who, reference, a, &d, err) &&
	    installation_allows(in, who, d.request.org_id, roles, err) && act(in, &d, arg, a, err);
	ok = letter_settle(in, &d, installation_commit(in, ok, err), err);
	dossier_release(&d);
	return ok;
}
