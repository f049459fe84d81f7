/*
 * Whether an archive may leave: the newest one, of what is there now, that a second person approved
 * where one is asked for.
 */
#include "dossier/approval.h"
#include "answer_private.h"

bool
answer_newest_release(
    const struct dossier *d, enum err_kind none, struct release *ret, struct err *err)
{
	struct err bad = { 0 };
	const struct request *r = &d->request;
	if (release_newest(d->in->db, r->org_id, r->id, d->a, ret, &bad))
		return true;
	if (bad.kind != ERR_NOTFOUND)
		return err_set(err, bad.kind, "%s", bad.text);
	return err_set(err, none, "%s has no archive yet: `dossier archive build %s` (art. 15(3))",
	    r->reference, r->reference);
}

/* What came in later is not in it, and its pages say that it is still awaited. */
bool
answer_check_current(const struct dossier *d, const struct release *r, struct err *err)
{
	return (r->changes == d->request.changes && !answer_is_draft(r)) ||
	    err_set(err, ERR_DENIED,
		"%s: the archive was built before the last change: `dossier archive build %s` "
		"again (art. 15(3))",
		d->request.reference, d->request.reference);
}

/* What left can be sent again. */
static bool
was_answered(const struct dossier *d, const struct release *r, bool *ret, struct err *err)
{
	static const char *const kinds[] = { "request.answered", "request.answered-in-part" };
	*ret = false;
	for (size_t i = 0; i < array_len(kinds) && !*ret; i++) {
		int64_t n;
		if (!dossier_was(d, kinds[i], json_pack("{s:s}", "archive", r->sha256), &n, err))
			return false;
		*ret = n > 0;
	}
	return true;
}

bool
answer_is_old(const struct dossier *d, const struct release *r, bool *ret, struct err *err)
{
	bool left = true;
	*ret = false;
	if (r->changes != d->request.changes && !answer_is_draft(r) &&
	    !was_answered(d, r, &left, err))
		return false;
	*ret = !left;
	return true;
}

bool
answer_inspects(const struct dossier *d, const struct release *r, bool *ret, struct err *err)
{
	struct approval_state s;
	bool left = false;
	*ret = false;
	if (answer_is_draft(r)) /* as each of its pages says */
		return true;
	if (!approval_of(d, r, &s, err) ||
	    (s.demanded && !s.given && !was_answered(d, r, &left, err)))
		return false;
	*ret = s.demanded && !s.given && !left && approval_may(&s, d->who->name);
	return *ret || left || approval_check(d, &s, err);
}

bool
answer_check_approved(const struct dossier *d, const struct release *r, struct err *err)
{
	struct approval_state s;
	if (!approval_of(d, r, &s, err) || !approval_check(d, &s, err))
		return false;
	return !s.given || strcmp(s.approval.by, d->who->name) != 0 ||
	    err_set(err, ERR_DENIED,
		"%s was approved by you: who approves does not answer; another officer or handler "
		"does",
		d->request.reference);
}
