/*
 * Acting on a request: one transaction, under its lock, and the files of the letters it leaves.
 */
#include "dossier_private.h"

bool
dossier_letter(struct installation *in, struct dossier *d, int64_t task_id, const struct letter *l,
    struct err *err)
{
	const struct request *r = &d->request;
	d->letters = true;
	return letter_insert(in->db, r->org_id, r->id, task_id, l, err) &&
	    dossier_event(in, d, "letter.written",
		json_pack("{s:s, s:s, s:s?}", "kind", l->kind, "file", l->file, "message_id",
		    l->message_id),
		err);
}

/* The letters are committed: who finds no room for their files now loses nothing. */
static bool
publish(struct installation *in, const struct dossier *d, struct err *err)
{
	const struct outbox o = installation_outbox(in);
	struct err bad = { 0 };
	return outbox_publish(&o, d->request.org_id, d->request.id, &bad) ||
	    err_set(err, ERR_TEMPORARY,
		"recorded, but its letter is not in the outbox yet (%s): `dossier work` puts it "
		"there",
		bad.text);
}

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
	ok = installation_commit(in, ok, err);
	if (!ok)
		in->told = (struct letter_told){ 0 };
	else if (d.letters)
		ok = publish(in, &d, err);
	dossier_release(&d);
	return ok;
}
