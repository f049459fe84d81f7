/*
 * Finishing tasks in batches, a few statements each, and what follows from it: parts, letters and
 * identifiers of the accepted ones are written, other tasks wake, requests in which nothing runs
 * any more settle. Everything stands in the caller's transaction, so that a kill at any point
 * leaves either all of it or nothing.
 */
#include "found.h"

/* What the tasks of one organisation bring. */
struct found {
	struct part_rows parts;
	struct letter_rows letters;
	struct array id_request, id_kind, id_blind, id_sealed, id_source, id_state, id_proof;
	struct array forget; /* tasks whose earlier parts go */
};
#define FOUND                                                                                      \
	{                                                                                          \
		.parts = PART_ROWS, .letters = LETTER_ROWS, .id_kind.type = ARRAY_TEXT,            \
		.id_blind.type = ARRAY_TEXT, .id_sealed.type = ARRAY_TEXT,                         \
		.id_source.type = ARRAY_TEXT, .id_state.type = ARRAY_TEXT,                         \
		.id_proof.type = ARRAY_TEXT                                                        \
	}

static void
found_drop(struct found *f)
{
	part_rows_drop(&f->parts);
	letter_rows_drop(&f->letters);
	array_drop(&f->id_request);
	array_drop(&f->id_kind);
	array_drop(&f->id_blind);
	array_drop(&f->id_sealed);
	array_drop(&f->id_source);
	array_drop(&f->id_state);
	array_drop(&f->id_proof);
	array_drop(&f->forget);
}

static void
add_identifier(struct found *f, int64_t request_id, const struct identifier *i)
{
	array_i64(&f->id_request, request_id);
	array_text(&f->id_kind, i->kind);
	array_text(&f->id_blind, i->blind);
	array_text(&f->id_sealed, i->sealed);
	array_text(&f->id_source, i->source);
	array_text(&f->id_state, i->state);
	array_text(&f->id_proof, i->proof ? i->proof : "");
}

/* A run that neither ended nor found anything leaves what an earlier run found. */
static bool
replaces(const struct task_done *d)
{
	return strcmp(d->state, "done") == 0 || strcmp(d->state, "asked") == 0 ||
	    d->noutcomes > 0 || d->nparts > 0;
}

static void
add_found(struct found *f, const struct task_done *d, int attempts)
{
	/*
	 * a first run has no earlier parts but those a person may have put there while it ran; who
	 * is asked once more adds to what they handed in
	 */
	if (replaces(d) && strcmp(d->state, "asked") != 0 && (attempts > 1 || d->nparts > 0))
		array_i64(&f->forget, d->id);
	for (size_t i = 0; i < d->nparts; i++)
		part_rows_add(&f->parts, d->request_id, d->id, &d->parts[i]);
	for (size_t i = 0; i < d->nletters; i++)
		letter_rows_add(&f->letters, d->request_id, d->id, &d->letters[i]);
	for (size_t i = 0; i < d->nids; i++)
		add_identifier(f, d->request_id, &d->ids[i]);
}

static bool
forget_parts(struct db *db, int64_t org_id, const struct found *f, struct err *err)
{
	return f->forget.n == 0 ||
	    db_run(db, &q_part_forget, ARGS(I64(org_id), ARRAY(f->forget)), NULL, err);
}

/* kinds[i] became known in request_ids[i]; *ret_n tasks were changed. */
static bool
wake_all(struct db *db, int64_t org_id, const struct array *request_ids, const struct array *kinds,
    int64_t *ret_n, struct err *err)
{
	if (!db_change(db, &q_task_wake, ARGS(I64(org_id), ARRAY(*request_ids), ARRAY(*kinds)),
		ret_n, err))
		return false;
	int64_t asked;
	if (!db_change(db, &q_task_wake_find,
		ARGS(I64(org_id), ARRAY(*request_ids), ARRAY(*kinds), USEC(clock_now())), &asked,
		err))
		return false;
	*ret_n += asked;
	return *ret_n == 0 || notify_work(db, err);
}

static bool
put_identifiers(struct db *db, int64_t org_id, const struct found *f, struct err *err)
{
	if (f->id_request.n == 0)
		return true;
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_identifier_found,
		ARGS(I64(org_id), ARRAY(f->id_request), ARRAY(f->id_kind), ARRAY(f->id_blind),
		    ARRAY(f->id_sealed), ARRAY(f->id_source), ARRAY(f->id_state), USEC(clock_now()),
		    ARRAY(f->id_proof)),
		&res, err))
		return false;
	if (PQntuples(res) == 0)
		return true;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(array) struct array requests = { .type = ARRAY_I64 },
				      kinds = { .type = ARRAY_TEXT };
	for (int i = 0; i < PQntuples(res); i++) {
		array_i64(&requests, col_i64(res, i, 0));
		array_text(&kinds, col_text(res, i, 1, a));
	}
	int64_t woken;
	return wake_all(db, org_id, &requests, &kinds, &woken, err);
}

/* Neighbours in a batch are mostly tasks of one request: naming it once will do. */
static void
add_requests(struct array *ret, const struct task_done *d, const size_t *of, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (i == 0 || d[of[i]].request_id != d[of[i - 1]].request_id)
			array_i64(ret, d[of[i]].request_id);
}

static bool
lock_requests(struct db *db, int64_t org_id, const struct array *ids, struct err *err)
{
	return db_run(db, &q_task_finish_lock, ARGS(I64(org_id), ARRAY(*ids)), NULL, err);
}

static bool
update_tasks(struct db *db, int64_t org_id, const struct task_done *d, const size_t *of, size_t n,
    PGresult **ret, struct err *err)
{
	auto_drop(array) struct array id = { .type = ARRAY_I64 }, fence = { .type = ARRAY_I64 },
				      state = { .type = ARRAY_TEXT },
				      again_s = { .type = ARRAY_I64 },
				      job_state = { .type = ARRAY_TEXT },
				      error = { .type = ARRAY_TEXT },
				      outcomes = { .type = ARRAY_TEXT };
	for (size_t i = 0; i < n; i++) {
		const struct task_done *t = &d[of[i]];
		json_t *o = replaces(t) ? outcomes_json(t->outcomes, t->noutcomes) : NULL;
		array_i64(&id, t->id);
		array_i64(&fence, t->fence);
		array_text(&state, t->state);
		array_i64(&again_s, t->again_s);
		array_text(&job_state, t->job_state);
		array_text(&error, t->error);
		array_json(&outcomes, o);
		json_decref(o);
	}
	return db_run(db, &q_task_finish,
	    ARGS(I64(org_id), ARRAY(id), ARRAY(fence), ARRAY(state), ARRAY(again_s),
		ARRAY(job_state), ARRAY(error), ARRAY(outcomes), USEC(clock_now())),
	    ret, err);
}

/* The tasks d[of[0..n)] are all of one organisation. */
static bool
finish_for(struct db *db, int64_t org_id, const struct task_done *d, const size_t *of, size_t n,
    bool *ret_accepted, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	auto_drop(array) struct array requests = { .type = ARRAY_I64 };
	add_requests(&requests, d, of, n);
	if (!lock_requests(db, org_id, &requests, err) ||
	    !update_tasks(db, org_id, d, of, n, &res, err))
		return false;
	auto_drop(found) struct found f = FOUND;
	for (int i = 0; i < PQntuples(res); i++) {
		size_t which = of[col_i64(res, i, 0) - 1];
		ret_accepted[which] = true;
		add_found(&f, &d[which], col_int(res, i, 1));
	}
	return forget_parts(db, org_id, &f, err) && part_rows_put(db, org_id, &f.parts, err) &&
	    letter_rows_put(db, org_id, &f.letters, err) && put_identifiers(db, org_id, &f, err) &&
	    queue_requests(db, org_id, &requests, err);
}

bool
task_finish(
    struct db *db, const struct task_done *done, size_t n, bool *ret_accepted, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	bool *taken = arena_alloc(a, n * sizeof(*taken));
	size_t *of = arena_alloc(a, n * sizeof(*of));
	memset(ret_accepted, 0, n * sizeof(*ret_accepted));
	for (size_t i = 0; i < n; i++) {
		if (taken[i])
			continue;
		size_t m = 0;
		for (size_t j = i; j < n; j++)
			if (done[j].org_id == done[i].org_id) {
				taken[j] = true;
				of[m++] = j;
			}
		if (!finish_for(db, done[i].org_id, done, of, m, ret_accepted, err))
			return false;
	}
	return true;
}

static bool
settle_waiting(struct db *db, int64_t org_id, const struct array *ids, usec_t now, struct err *err)
{
	return db_run(db, &q_task_settle_waiting,
	    ARGS(I64(org_id), ARRAY(*ids), USEC(now), TEXT(outcome_name(OUTCOME_NOT_SEARCHED)),
		TEXT(reason_name(REASON_NO_IDENTIFIER))),
	    NULL, err);
}

bool
task_settle_waiting(struct db *db, int64_t org_id, int64_t request_id, usec_t now, struct err *err)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	array_i64(&ids, request_id);
	return settle_waiting(db, org_id, &ids, now, err);
}

bool
task_runs(struct db *db, int64_t org_id, int64_t request_id, bool *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_task_runs, ARGS(I64(org_id), I64(request_id)), &res, err))
		return false;
	*ret = col_bool(res, 0, 0);
	return true;
}

/* Locked as before finishing. *ret_waits: does anything there wait for an identifier? */
static bool
lock_to_settle(
    struct db *db, int64_t org_id, const struct array *ids, bool *ret_waits, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	*ret_waits = false;
	if (!db_run(db, &q_task_settle_lock, ARGS(I64(org_id), ARRAY(*ids)), &res, err))
		return false;
	for (int i = 0; i < PQntuples(res); i++)
		*ret_waits = *ret_waits || col_bool(res, i, 0);
	return true;
}

bool
task_settle(struct db *db, int64_t org_id, const int64_t *request_ids, size_t n, usec_t now,
    struct arena *a, int64_t **ret_collected, size_t *ret_n, struct err *err)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&ids, request_ids[i]);
	auto_drop(pgresult) PGresult *res = NULL;
	bool waits;
	if (!lock_to_settle(db, org_id, &ids, &waits, err) ||
	    (waits && !settle_waiting(db, org_id, &ids, now, err)) ||
	    !db_run(db, &q_task_settle, ARGS(I64(org_id), ARRAY(ids)), &res, err))
		return false;
	*ret_n = (size_t)PQntuples(res);
	*ret_collected = arena_alloc(a, *ret_n * sizeof(**ret_collected));
	for (size_t i = 0; i < *ret_n; i++)
		(*ret_collected)[i] = col_i64(res, (int)i, 0);
	return true;
}

bool
task_wake(struct db *db, int64_t org_id, int64_t request_id, const char *kind, struct err *err)
{
	auto_drop(array) struct array requests = { .type = ARRAY_I64 },
				      kinds = { .type = ARRAY_TEXT };
	array_i64(&requests, request_id);
	array_text(&kinds, kind);
	int64_t woken;
	return lock_requests(db, org_id, &requests, err) &&
	    wake_all(db, org_id, &requests, &kinds, &woken, err) &&
	    queue_requests(db, org_id, &requests, err);
}

static void
fill(struct array *ret, const char *const *names)
{
	for (; *names; names++)
		array_text(ret, *names);
}

bool
task_redo(struct db *db, const struct request *r, const char *const *known, const char *const *lost,
    const char *system, struct err *err)
{
	auto_drop(array) struct array known_kinds = { .type = ARRAY_TEXT },
				      lost_kinds = { .type = ARRAY_TEXT };
	fill(&known_kinds, known);
	fill(&lost_kinds, lost);
	auto_drop(array) struct array requests = { .type = ARRAY_I64 };
	array_i64(&requests, r->id);
	return db_run(db, &q_task_redo,
		   ARGS(I64(r->org_id), I64(r->id), ARRAY(known_kinds), ARRAY(lost_kinds),
		       TEXT(system)),
		   NULL, err) &&
	    queue_requests(db, r->org_id, &requests, err) && notify_work(db, err);
}
