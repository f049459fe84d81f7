/*
 * The small things a person does to a request: who works on it, and what they wrote down.
 */
#include "dossier/store/note.h"
#include "dossier/store/user.h"
#include "dossier_private.h"

static bool
assign(
    struct installation *in, struct dossier *d, const void *arg, struct arena *a, struct err *err)
{
	const char *handler = arg;
	const struct request *r = &d->request;
	bool may = true;
	(void)a;
	if (handler && !user_has_role(in->db, handler, r->org_id, MAY_ACT, &may, err))
		return false;
	if (!may)
		return err_set(err, ERR_DENIED,
		    "%s is no handler or officer here: an admin can make them "
		    "one with `dossier user role`",
		    handler);
	return request_assign(in->db, r, handler, err) &&
	    dossier_event(in, d, "request.assigned", json_pack("{s:s?}", "handler", handler), err);
}

bool
dossier_assign(struct installation *in, const struct actor *who, const char *reference,
    const char *handler, struct err *err)
{
	return dossier_act(in, who, reference, MAY_ACT, assign, handler, err);
}

#define NOTE_MAX 8000

bool
note_check(const char *text, struct err *err)
{
	return (strlen(text) <= NOTE_MAX && text_is_utf8(text, strlen(text))) ||
	    err_set(err, ERR_USAGE, "a note is at most %d bytes of UTF-8", NOTE_MAX);
}

static bool
note(struct installation *in, struct dossier *d, const void *text, struct arena *a, struct err *err)
{
	const struct request *r = &d->request;
	const char *where = arena_printf(a, "note/%s", r->reference);
	return note_insert(in->db, r, seal(d->keys->ledger, where, text, a), d->who->name, err) &&
	    dossier_event(in, d, "request.noted", json_object(), err);
}

bool
dossier_note(struct installation *in, const struct actor *who, const char *reference,
    const char *text, struct err *err)
{
	/* the dpo advises (art. 39(1)(a)), and may do so on the record */
	return note_check(text, err) &&
	    dossier_act(in, who, reference, MAY_ACT ",dpo", note, text, err);
}
