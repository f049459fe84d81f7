/*
 * A second person looks at what people said of what leaves, and approves it: where the register
 * asks for that, nothing counts as reviewed before. What it rests on is in its digest: one more
 * thing said, or an item that was collected anew and is another, needs it anew.
 */
#include "dossier/approval.h"
#include "dossier/digest.h"
#include "dossier/phrase.h"
#include "review.h"

/* Of the items as they are, and of what was said and stands. */
static const char *
digest_text(const struct review *r)
{
	unsigned char sha[SHA256_LEN];
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < r->nitems; i++)
		buf_addf(
		    &b, "item %s %s\n", r->items[i].sha256, review_state_words[r->items[i].state]);
	for (size_t i = 0; i < r->nfacts; i++)
		if (!r->facts[i].taken_back)
			buf_addf(&b, "said %lld\n", (long long)r->facts[i].id);
	const struct bytes all = { b.data ? b.data : "", b.len };
	digest_of(&all, 1, sha);
	return hex_encode(sha, SHA256_LEN, r->a);
}

/* Where rules said all, there is nothing that a second person could judge otherwise. */
static bool
anything_said(const struct review *r)
{
	for (size_t i = 0; i < r->nfacts; i++)
		if (!r->facts[i].taken_back)
			return true;
	return false;
}

bool
review_approval(const struct review *r, struct approval_state *ret, struct err *err)
{
	if (!approval_of_review(r->d, digest_text(r), ret, err))
		return false;
	ret->demanded = ret->demanded && anything_said(r);
	return true;
}

bool
review_lacks(const struct dossier *d, const char **ret, struct err *err)
{
	struct review r;
	struct approval_state s;
	const char *ref = d->request.reference, *names;
	*ret = NULL;
	if (!review_read(d, d->a, &r, err) || !review_approval(&r, &s, err))
		return false;
	size_t n = review_open(&r);
	if (n > 0) {
		*ret = arena_printf(d->a,
		    phrase("%s: %zu of %zu items that leave with the copy have to be looked at yet "
			   "(art. 15(4), 20(4) GDPR): `dossier review list %s`"),
		    ref, n, r.nitems, ref);
	} else if (s.demanded && !s.given) {
		names = approval_names(&s, d->a);
		*ret = arena_printf(d->a,
		    phrase("%s: its review waits for a second person (approvals of the register): "
			   "`dossier review approve %s`, by %s"),
		    ref, ref,
		    names ? names
			  : phrase("somebody with the role approver who had no hand in it"));
	}
	return true;
}

static bool
approve(struct dossier *d, struct err *err)
{
	struct review r;
	struct approval_state s;
	const char *ref = d->request.reference;
	if (!review_read(d, d->a, &r, err) || !review_approval(&r, &s, err))
		return false;
	if (!s.demanded)
		return err_set(err, ERR_DENIED,
		    "%s: its review needs no second person: the register asks for none "
		    "(approvals), or nobody said anything of it",
		    ref);
	if (review_open(&r) > 0)
		return err_set(err, ERR_DENIED,
		    "%s: its review is not done: `dossier review list %s`", ref, ref);
	if (s.given)
		return err_set(err, ERR_CONFLICT, "%s: its review was approved already, by %s", ref,
		    s.approval.by);
	const struct approval given = {
		.kind = APPROVAL_REVIEW, .digest = digest_text(&r), .by = d->who->name
	};
	return approval_check_second(d, &s, err) &&
	    approval_insert(d->in->db, d->request.org_id, d->request.id, &given, err) &&
	    dossier_event(d, "review.approved",
		json_pack("{s:s, s:i}", "sha256", given.digest, "changes", 0), err);
}

bool
answer_review_approve(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_APPROVE, err);
	return dossier_commit(d, d && approve(d, err), err);
}
