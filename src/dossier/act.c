/*
 * Acting on a request: one transaction under its lock, and the files of the letters it leaves; and
 * how a request goes from one state to the next.
 */
#include "dossier_private.h"
#include "dossier/store/task_finish.h"

struct dossier *
dossier_begin(struct installation *in, const struct actor *who, const char *reference,
    const char *roles, struct err *err)
{
	if (!db_begin(in->db, err))
		return NULL;
	struct dossier *d = dossier_read(in, who, reference, roles, true, err);
	if (!d)
		db_rollback(in->db);
	return d;
}

/* The letters are committed: who finds no room for their files now loses nothing. */
static bool
publish(const struct dossier *d, struct err *err)
{
	const struct outbox o = installation_outbox(d->in);
	struct err bad = { 0 };
	return outbox_publish(&o, d->request.org_id, d->request.id, &bad) ||
	    err_set(err, ERR_TEMPORARY,
		"recorded, but its letter is not in the outbox yet (%s): `dossier work` puts it "
		"there",
		bad.text);
}

bool
dossier_commit(struct dossier *d, bool ok, struct err *err)
{
	if (!d)
		return false;
	ok = installation_commit(d->in, ok, err);
	if (ok && d->letters)
		ok = publish(d, err);
	dossier_free(d);
	return ok;
}

bool
dossier_letter(struct dossier *d, int64_t task_id, const struct letter *l, struct err *err)
{
	const struct request *r = &d->request;
	const struct letter_rule *rule = letter_rule(letter_kind_find(l->kind));
	d->letters = true;
	return installation_allows(d->in, d->who, r->org_id, rule->release, err) &&
	    letter_insert(d->in->db, r->org_id, r->id, task_id, l, err) &&
	    dossier_event(d, "letter.written",
		json_pack("{s:s, s:s, s:s?}", "kind", l->kind, "file", l->file, "message_id",
		    l->message_id),
		err);
}

bool
dossier_check_unanswered(const struct dossier *d, struct err *err)
{
	const char *state = d->request.state;
	if (strcmp(state, "answered") != 0 && strcmp(state, "closed") != 0)
		return true;
	return err_set(err, ERR_CONFLICT,
	    "%s is %s already (art. 12(3) GDPR); still possible: `dossier reopen %s`, with the "
	    "reason",
	    d->request.reference, state, d->request.reference);
}

bool
dossier_settle(const struct dossier *d, struct err *err)
{
	const struct request *r = &d->request;
	int64_t *collected;
	size_t n;
	if (!task_settle(d->in->db, r->org_id, &r->id, 1, clock_now(), d->a, &collected, &n, err))
		return false;
	return n == 0 || dossier_event(d, "request.collected", json_object(), err);
}

bool
dossier_end(const struct dossier *d, const char *state, struct err *err)
{
	const struct request *r = &d->request;
	return request_advance(d->in->db, r, r->state, state, clock_now(), err) &&
	    task_stop(d->in->db, r, "the request ended", err);
}

bool
dossier_search_again(const struct dossier *d, struct err *err)
{
	return strcmp(d->request.state, "collected") != 0 ||
	    request_advance(d->in->db, &d->request, "collected", "searching", clock_now(), err);
}
