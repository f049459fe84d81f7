/*
 * Finishing tasks in batches, a few statements each, and what follows from it: parts, letters and
 * identifiers of the accepted ones are written, other tasks wake, requests in which nothing runs
 * any more settle. Everything stands in the caller's transaction, so that a kill at any point
 * leaves either all of it or nothing.
 */
#include "db.h"

/* What the tasks of one organisation bring, as columns. */
struct found {
	struct array part_task, part_request, part_category, part_name, part_format, part_blob,
	    part_description;
	struct array letter_request, letter_task, letter_kind, letter_recipient, letter_state,
	    letter_message_id, letter_file;
	struct array id_request, id_kind, id_blind, id_sealed, id_source, id_state;
	struct array forget; /* tasks whose earlier parts go */
};

static void
found_init(struct found *f)
{
	*f = (struct found){ 0 };
	struct array *const texts[] = { &f->part_category, &f->part_name, &f->part_format,
		&f->part_blob, &f->part_description, &f->letter_kind, &f->letter_recipient,
		&f->letter_state, &f->letter_message_id, &f->letter_file, &f->id_kind, &f->id_blind,
		&f->id_sealed, &f->id_source, &f->id_state };
	for (size_t i = 0; i < array_len(texts); i++)
		texts[i]->type = ARRAY_TEXT; /* the others are ARRAY_I64, which is 0 */
}

static void
found_drop(struct found *f)
{
	struct array *all = (struct array *)f;
	for (size_t i = 0; i < sizeof(*f) / sizeof(*all); i++)
		array_drop(&all[i]);
}

static void
add_part(struct found *f, int64_t request_id, int64_t task_id, const struct stored_part *p)
{
	array_i64(&f->part_request, request_id);
	array_i64(&f->part_task, task_id);
	array_text(&f->part_category, p->category);
	array_text(&f->part_name, p->name);
	array_text(&f->part_format, p->format);
	array_text(&f->part_blob, p->blob);
	array_text(&f->part_description, p->json);
}

static void
add_letter(struct found *f, int64_t request_id, int64_t task_id, const struct stored_letter *l,
    const char *state)
{
	array_i64(&f->letter_request, request_id);
	array_i64_or_null(&f->letter_task, task_id);
	array_text(&f->letter_kind, l->kind);
	array_text(&f->letter_recipient, l->recipient);
	array_text(&f->letter_state, state);
	array_text(&f->letter_message_id, l->message_id);
	array_text(&f->letter_file, l->file);
}

static void
add_identifier(struct found *f, int64_t request_id, const struct new_identifier *i)
{
	array_i64(&f->id_request, request_id);
	array_text(&f->id_kind, i->kind);
	array_text(&f->id_blind, i->blind);
	array_text(&f->id_sealed, i->sealed);
	array_text(&f->id_source, i->source);
	array_text(&f->id_state, i->state);
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
	/* a first run has no earlier parts but those a person may have put there while it ran */
	if (replaces(d) && (attempts > 1 || d->nparts > 0))
		array_i64(&f->forget, d->id);
	for (size_t i = 0; i < d->nparts; i++)
		add_part(f, d->request_id, d->id, &d->parts[i]);
	for (size_t i = 0; i < d->nletters; i++)
		add_letter(f, d->request_id, d->id, &d->letters[i], "written");
	for (size_t i = 0; i < d->nids; i++)
		add_identifier(f, d->request_id, &d->ids[i]);
}

static bool
put_parts(struct db *db, int64_t org_id, const struct found *f, struct err *err)
{
	if (f->forget.n > 0 &&
	    !db_run(db, &q_part_forget, ARGS(I64(org_id), ARRAY(f->forget)), NULL, err))
		return false;
	return f->part_task.n == 0 ||
	    db_run(db, &q_part_insert,
		ARGS(I64(org_id), ARRAY(f->part_request), ARRAY(f->part_task),
		    ARRAY(f->part_category), ARRAY(f->part_name), ARRAY(f->part_format),
		    ARRAY(f->part_blob), ARRAY(f->part_description)),
		NULL, err);
}

static bool
put_letters(struct db *db, int64_t org_id, const struct found *f, usec_t at, struct err *err)
{
	return f->letter_request.n == 0 ||
	    db_run(db, &q_letter_insert,
		ARGS(I64(org_id), ARRAY(f->letter_request), ARRAY(f->letter_task),
		    ARRAY(f->letter_kind), ARRAY(f->letter_recipient), ARRAY(f->letter_state),
		    ARRAY(f->letter_message_id), ARRAY(f->letter_file), USEC(at)),
		NULL, err);
}

bool
task_wake_all(struct db *db, int64_t org_id, const struct array *request_ids,
    const struct array *kinds, int64_t *ret_n, struct err *err)
{
	if (!db_change(db, &q_task_wake, ARGS(I64(org_id), ARRAY(*request_ids), ARRAY(*kinds)),
		ret_n, err))
		return false;
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
		    ARRAY(f->id_sealed), ARRAY(f->id_source), ARRAY(f->id_state),
		    USEC(clock_now())),
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
	return task_wake_all(db, org_id, &requests, &kinds, &woken, err);
}

/* Neighbours in a batch are mostly tasks of one request: naming it once will do. */
static bool
lock_requests(struct db *db, int64_t org_id, const struct task_done *d, const size_t *of, size_t n,
    struct err *err)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		if (i == 0 || d[of[i]].request_id != d[of[i - 1]].request_id)
			array_i64(&ids, d[of[i]].request_id);
	return db_run(db, &q_task_finish_lock, ARGS(I64(org_id), ARRAY(ids)), NULL, err);
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
	if (!lock_requests(db, org_id, d, of, n, err) ||
	    !update_tasks(db, org_id, d, of, n, &res, err))
		return false;
	auto_drop(found) struct found f;
	found_init(&f);
	for (int i = 0; i < PQntuples(res); i++) {
		size_t which = of[col_i64(res, i, 0) - 1];
		ret_accepted[which] = true;
		add_found(&f, &d[which], col_int(res, i, 1));
	}
	return put_parts(db, org_id, &f, err) && put_letters(db, org_id, &f, clock_now(), err) &&
	    put_identifiers(db, org_id, &f, err);
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

bool
task_settle(struct db *db, int64_t org_id, const int64_t *request_ids, size_t n, usec_t now,
    struct arena *a, int64_t **ret_collected, size_t *ret_n, struct err *err)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&ids, request_ids[i]);
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_task_finish_lock, ARGS(I64(org_id), ARRAY(ids)), NULL, err) ||
	    !db_run(
		db, &q_task_settle_waiting, ARGS(I64(org_id), ARRAY(ids), USEC(now)), NULL, err) ||
	    !db_run(db, &q_task_settle, ARGS(I64(org_id), ARRAY(ids)), &res, err))
		return false;
	*ret_n = (size_t)PQntuples(res);
	*ret_collected = rows_alloc(a, res, int64_t);
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
	return db_run(db, &q_task_finish_lock, ARGS(I64(org_id), ARRAY(requests)), NULL, err) &&
	    task_wake_all(db, org_id, &requests, &kinds, &woken, err);
}

bool
task_part_put(struct db *db, const struct task *t, const struct stored_part *p, struct err *err)
{
	auto_drop(found) struct found f;
	found_init(&f);
	add_part(&f, t->request_id, t->id, p);
	return put_parts(db, t->org_id, &f, err);
}

bool
letter_insert(
    struct db *db, int64_t org_id, int64_t request_id, const struct letter *l, struct err *err)
{
	auto_drop(found) struct found f;
	found_init(&f);
	const struct stored_letter s = { .kind = l->kind,
		.recipient = l->recipient,
		.message_id = l->message_id,
		.file = l->file };
	add_letter(&f, request_id, 0, &s, l->state);
	return put_letters(db, org_id, &f, l->at ? l->at : clock_now(), err);
}
