/*
 * A second person looks at an archive before it leaves, and approves it: who, when, and just this
 * one, is on the record. Who decided, built or logged anything of it does not.
 */
#include "dossier/approval.h"
#include "dossier/phrase.h"
#include "dossier/text.h"
#include "answer_private.h"

#define DIGITS_MIN 8 /* of a SHA-256, that single it out */

/* What is to be approved: the newest archive, and how it stands with that. */
struct approving {
	struct release copy;
	struct approval_state state;
};

static bool
look(const struct dossier *d, struct approving *x, struct err *err)
{
	const char *ref = d->request.reference;
	*x = (struct approving){ 0 };
	if (!dossier_open_copy(d))
		return err_set(err, ERR_DENIED,
		    "%s: no copy of it is open, and nothing else waits for an approval", ref);
	if (!answer_newest_release(d, ERR_DENIED, &x->copy, err) ||
	    !approval_of(d, &x->copy, &x->state, err))
		return false;
	return x->state.demanded ||
	    err_set(err, ERR_DENIED,
		"%s: the register of %s asks for no second person (approvals, docs/registers.md): "
		"`dossier answer %s`",
		ref, d->org.slug, ref);
}

/* The rows of each table stand in it once as JSON, beside what is made of them. */
static int64_t
count_rows(const json_t *contents)
{
	int64_t n = 0;
	size_t i;
	const json_t *entry;
	json_array_foreach((json_t *)(uintptr_t)contents, i, entry) {
		const char *path = json_str_or(entry, "path", ""), *end = strrchr(path, '.');
		bool data =
		    strncmp(path, "data/", 5) == 0 || strncmp(path, "portability/", 12) == 0;
		if (data && end && strcmp(end, ".json") == 0)
			n += json_int_or(entry, "rows", 0);
	}
	return n;
}

static json_t *
copies_json(const struct dossier *d)
{
	json_t *list = json_array();
	for (size_t i = 0; i < d->rights.n; i++)
		if (right_is_copy(d->rights.items[i].right) && right_is_open(&d->rights.items[i]))
			json_array_append_new(list, json_string(d->rights.items[i].right));
	return list;
}

static json_t *
view(const struct dossier *d, const struct approving *x)
{
	const struct release *r = &x->copy;
	auto_drop(json) json_t *contents = json_loads(r->contents, 0, NULL);
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:I, s:b, s:b, s:o, s:s?, s:I, s:I, s:I, s:o}",
	    "reference", d->request.reference, "organisation", d->org.slug, "kind", APPROVAL_ANSWER,
	    "rights", copies_json(d), "digest", r->sha256, "changes", (json_int_t)r->changes,
	    "current", r->changes == d->request.changes, "draft", answer_is_draft(r), "built",
	    instant_json(r->built_at), "built_by", r->built_by, "bytes", (json_int_t)r->bytes,
	    "files", (json_int_t)json_array_size(contents), "rows",
	    (json_int_t)count_rows(contents), "approval", approval_view(&x->state));
}

json_t *
answer_to_approve(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	struct approving x;
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	return d && look(d, &x, err) ? view(d, &x) : NULL;
}

static bool
check_same(const struct dossier *d, const struct release *r, const char *digest, struct err *err)
{
	size_t n = digest ? strlen(digest) : 0;
	if (digest && (n < DIGITS_MIN || n > strlen(r->sha256)))
		return err_set(err, ERR_USAGE, "--digest: 8 to 64 digits of its SHA-256");
	return !digest || strncmp(digest, r->sha256, n) == 0 ||
	    err_set(err, ERR_DENIED,
		"%s: its archive is another than the one you looked at: `dossier approve %s` shows "
		"it",
		d->request.reference, d->request.reference);
}

static bool
approve(struct dossier *d, const char *digest, struct approval *ret, struct err *err)
{
	struct approving x;
	if (!look(d, &x, err) || !check_same(d, &x.copy, digest, err) ||
	    !answer_check_current(d, &x.copy, err) || !approval_check_second(d, &x.state, err))
		return false;
	if (x.state.given)
		return err_set(err, ERR_CONFLICT, "%s was approved already, by %s",
		    d->request.reference, x.state.approval.by);
	*ret = (struct approval){ .kind = APPROVAL_ANSWER,
		.digest = x.copy.sha256,
		.changes = d->request.changes,
		.by = d->who->name };
	return approval_insert(d->in->db, d->request.org_id, d->request.id, ret, err) &&
	    dossier_event(d, "answer.approved",
		json_pack("{s:s, s:I}", "sha256", ret->digest, "changes", (json_int_t)ret->changes),
		err);
}

bool
answer_approve(struct installation *in, const struct actor *who, const char *reference,
    const char *digest, struct err *err)
{
	struct approval given;
	struct dossier *d = dossier_begin(in, who, reference, ACT_APPROVE, err);
	return dossier_commit(d, d && approve(d, digest, &given, err), err);
}
