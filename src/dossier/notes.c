/*
 * The small things a person does to a request: who works on it, what they wrote down, what the dpo
 * advised (art. 39(1)(a)), and looking at it as it came.
 */
#include "dossier/digest.h"
#include "dossier/store/note.h"
#include "dossier/store/user.h"
#include "decide_private.h"

static bool
check_handler(const struct dossier *d, const char *handler, struct err *err)
{
	bool may = true, is = false;
	if (handler &&
	    (!user_has_role(
		 d->in->db, handler, d->request.org_id, act_roles(ACT_HANDLE), &may, err) ||
		!themselves_is(d->in, handler, &d->request, &is, err)))
		return false;
	if (is)
		return err_set(err, ERR_DENIED,
		    "%s is about %s: nobody handles a dossier about themselves (art. 5(1)(f))",
		    d->request.reference, handler);
	return may ||
	    err_set(err, ERR_DENIED,
		"%s is no handler or officer here: an admin can make them "
		"one with `dossier user role`",
		handler);
}

bool
dossier_assign(struct installation *in, const struct actor *who, const char *reference,
    const char *handler, struct arena *a, struct assigned *ret, struct err *err)
{
	*ret = (struct assigned){ 0 };
	struct dossier *d = dossier_begin(in, who, reference, ACT_ASSIGN, err);
	bool ok = d && check_handler(d, handler, err) &&
	    (!handler || people_deputy(in, handler, d->today, a, &ret->deputy, &ret->until, err)) &&
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

static bool
add(const struct dossier *d, const char *kind, const char *text, struct err *err)
{
	const char *where = arena_printf(d->a, "note/%s", d->request.reference);
	const struct note n = {
		.kind = kind, .by = d->who->name, .sealed = seal(d->keys->ledger, where, text, d->a)
	};
	return note_insert(d->in->db, &d->request, &n, err);
}

bool
note_add(const struct dossier *d, const char *text, struct err *err)
{
	return add(d, NOTE_NOTE, text, err);
}

bool
statement_add(const struct dossier *d, const char *text, struct err *err)
{
	return add(d, NOTE_STATEMENT, text, err) &&
	    dossier_event(d, "request.stated", json_object(), err);
}

bool
dossier_note(struct installation *in, const struct actor *who, const char *reference,
    const char *text, struct err *err)
{
	if (!note_check(text, err))
		return false;
	struct dossier *d = dossier_begin(in, who, reference, ACT_NOTE, err);
	return dossier_commit(d,
	    d && note_add(d, text, err) && dossier_event(d, "request.noted", json_object(), err),
	    err);
}

bool
dossier_advise(struct installation *in, const struct actor *who, const char *reference,
    const char *text, struct err *err)
{
	if (!note_check(text, err))
		return false;
	struct dossier *d = dossier_begin(in, who, reference, ACT_ADVISE, err);
	return dossier_commit(d,
	    d && add(d, NOTE_ADVICE, text, err) &&
		dossier_event(d, "request.advised", json_object(), err),
	    err);
}

bool
dossier_advice(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, struct note_list *ret, struct err *err)
{
	struct request r;
	struct note_list all;
	*ret = (struct note_list){ 0 };
	if (!installation_request(in, who, reference, a, &r, err) ||
	    !installation_allows(in, who, r.org_id, act_roles(ACT_SEE), err) ||
	    !note_list(in->db, r.org_id, r.id, a, &all, err))
		return false;
	ret->items = all.items;
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.items[i].kind, NOTE_ADVICE) == 0)
			ret->items[ret->n++] = all.items[i];
	return true;
}

const char *
original_place(const char *reference, struct arena *a)
{
	return arena_printf(a, "original/%s", reference);
}

static bool
open_original(const struct dossier *d, struct buf *ret, struct err *err)
{
	const struct request *r = &d->request;
	const char *sealed, *text;
	if (!original_get(d->in->db, r->org_id, r->id, d->a, &sealed, err))
		return false;
	if (!sealed)
		return err_set(err, ERR_NOTFOUND,
		    "%s: nothing was kept of the request as it came (`dossier log --original`)",
		    r->reference);
	text = unseal(d->keys->ledger, original_place(r->reference, d->a), sealed, d->a, err);
	if (!text)
		return false;
	size_t n = strlen(text);
	char *plain = arena_alloc(d->a, n + 1);
	ssize_t got = base64_decode((struct bytes){ text, n }, true, plain, n);
	if (got < 0)
		return err_set(err, ERR_INPUT, "%s: what was kept of it is altered", r->reference);
	buf_add(ret, plain, (size_t)got);
	return true;
}

bool
dossier_original(struct installation *in, const struct actor *who, const char *reference,
    struct buf *ret, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_SEE, err);
	return dossier_commit(d,
	    d && open_original(d, ret, err) &&
		dossier_event(d, "view.original", json_object(), err),
	    err);
}
