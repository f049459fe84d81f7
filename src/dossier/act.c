/*
 * Acting on a request: one transaction under its lock, with the letters it leaves; and how a
 * request goes from one state to the next.
 */
#include "dossier_private.h"
#include "dossier/request_state.h"
#include "dossier/store/task_finish.h"

struct dossier *
dossier_begin(struct installation *in, const struct actor *who, const char *reference, enum act act,
    struct err *err)
{
	if (!db_begin(in->db, err))
		return NULL;
	struct dossier *d = dossier_read(in, who, reference, act, true, err);
	if (!d)
		db_rollback(in->db);
	return d;
}

bool
dossier_commit(struct dossier *d, bool ok, struct err *err)
{
	if (!d)
		return false;
	ok = installation_commit(d->in, ok, err);
	dossier_free(d);
	return ok;
}

void
dossier_wrote(const struct installation *in, const char *reference, const struct letter *l)
{
	if (in->wrote)
		in->wrote->tell(reference, l->kind, l->file, in->wrote->arg);
}

bool
dossier_letter(struct dossier *d, int64_t task_id, const struct letter *l, struct err *err)
{
	const struct request *r = &d->request;
	struct letter written = *l;
	written.facts = (int64_t)d->facts.n;
	if (!installation_allows(d->in, d->who, r->org_id, act_roles(ACT_LETTER), err) ||
	    !letter_insert(d->in->db, r->org_id, r->id, task_id, &written, err))
		return false;
	dossier_wrote(d->in, r->reference, l);
	return dossier_event(d, "letter.written",
	    json_pack(
		"{s:s, s:s, s:s?}", "kind", l->kind, "file", l->file, "message_id", l->message_id),
	    err);
}

/* Reopened before anything was planned: what was never asked has still to be. */
static bool
is_planned(const struct dossier *d)
{
	const char *state = d->request.state;
	bool ended = strcmp(state, request_state_name(STATE_ANSWERED)) == 0 ||
	    strcmp(state, request_state_name(STATE_CLOSED)) == 0;
	return strcmp(state, request_state_name(STATE_LOGGED)) != 0 && (!ended || d->tasks.n > 0);
}

static bool
write_state(struct dossier *d, enum request_state state, struct err *err)
{
	const char *to = request_state_name(state);
	if (strcmp(d->request.state, to) == 0)
		return true;
	if (!request_advance(d->in->db, &d->request, d->request.state, to, clock_now(), err))
		return false;
	d->request.state = to;
	return state != STATE_COLLECTED ||
	    dossier_event(d, "request.collected", json_object(), err);
}

bool
dossier_advance(struct dossier *d, struct err *err)
{
	struct db *db = d->in->db;
	const struct request *r = &d->request;
	bool running;
	if (!task_runs(db, r->org_id, r->id, &running, err))
		return false;
	enum request_state state = request_state_of(&d->facts, is_planned(d), running);
	if (!write_state(d, state, err))
		return false;
	return state == STATE_ANSWERED || state == STATE_CLOSED
	    ? task_stop(db, r, TASK_ENDED, err)
	    : task_settle_waiting(db, r->org_id, r->id, clock_now(), err);
}

bool
dossier_go_on(struct dossier *d, struct err *err)
{
	struct err ended = { 0 };
	return !dossier_check_state(d, ACT_TASK, &ended) || dossier_advance(d, err);
}
