/*
 * The small things a person does to a request: who works on it, and what they wrote down.
 */
#include "dossier/store/note.h"
#include "dossier/store/user.h"
#include "decide_private.h"

static bool
check_handler(const struct dossier *d, const char *handler, struct err *err)
{
	bool may = true;
	if (handler && !user_has_role(d->in->db, handler, d->request.org_id, MAY_ACT, &may, err))
		return false;
	return may ||
	    err_set(err, ERR_DENIED,
		"%s is no handler or officer here: an admin can make them "
		"one with `dossier user role`",
		handler);
}

bool
dossier_assign(struct installation *in, const struct actor *who, const char *reference,
    const char *handler, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	bool ok = d && check_handler(d, handler, err) &&
	    request_assign(in->db, &d->request, handler, err) &&
	    dossier_event(d, "request.assigned", json_pack("{s:s?}", "handler", handler), err);
	return dossier_commit(d, ok, err);
}

#define NOTE_MAX 8000

bool
note_check(const char *text, struct err *err)
{
	const char *flaw = text_flaw(text, true);
	if (flaw)
		return err_set(err, ERR_USAGE, "a note holds %s", flaw);
	return strlen(text) <= NOTE_MAX ||
	    err_set(err, ERR_USAGE, "a note is at most %d bytes of UTF-8", NOTE_MAX);
}

bool
note_add(const struct dossier *d, const char *text, struct err *err)
{
	const char *where = arena_printf(d->a, "note/%s", d->request.reference);
	return note_insert(
	    d->in->db, &d->request, seal(d->keys->ledger, where, text, d->a), d->who->name, err);
}

bool
dossier_note(struct installation *in, const struct actor *who, const char *reference,
    const char *text, struct err *err)
{
	if (!note_check(text, err))
		return false;
	/* the dpo advises (art. 39(1)(a)), and may do so on the record */
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT ",dpo", err);
	if (!d)
		return false;
	return dossier_commit(d,
	    note_add(d, text, err) && dossier_event(d, "request.noted", json_object(), err), err);
}
