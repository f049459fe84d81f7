/*
 * What becomes of a slot's answer. It comes from a process that talked to strangers: everything in
 * it is checked against the register before it counts.
 */
#include "dossier/store/event.h"
#include "dossier/store/task_finish.h"
#include "search_private.h"

#define TRIES_MAX 8 /* then a person must look at it */
#define RETRY_MIN_S 15
#define RETRY_MAX_S 3600
#define WAIT_MAX_S (30 * 86400)
#define PARTS_MAX 10000

const char *
search_part_place(const struct request *r, struct arena *a)
{
	return arena_printf(a, "part/%s", r->reference);
}

struct stored_part
search_part_stored(const struct dossier *d, const struct part *p, struct arena *a)
{
	auto_drop(json) json_t *j = part_json(p), *sealed = NULL;
	char *plain = json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS);
	sealed = json_string(seal(d->keys->ledger, search_part_place(&d->request, a), plain, a));
	free(plain);
	char *text = json_dumps(sealed, JSON_ENCODE_ANY);
	const char *name = strcmp(p->format, "file") == 0 ? "file" : p->name;
	const struct stored_part row = { p->category, name, p->format, p->blob,
		arena_strdup(a, text) };
	free(text);
	return row;
}

/* An outcome of a category that was not asked for counts as little as a code there is none. */
static bool
accept_outcomes(const struct dossier *c, const struct task *t, const json_t *answer,
    struct arena *a, struct task_done *d, struct err *err)
{
	const json_t *list = json_get(answer, "outcomes"), *o;
	struct outcome *out = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*out));
	size_t i, n = 0;
	json_array_foreach(list, i, o) {
		if (!outcome_read(o, a, &out[n], err))
			return false;
		if (!json_has(t->categories, out[n].category))
			continue;
		out[n].why.text = dossier_sealed(c, out[n].why.text, a);
		n++;
	}
	d->outcomes = out;
	d->noutcomes = n;
	return true;
}

/* A collection of all columns there are may hold one that its category never exports. */
static bool
check_secrets(const struct dossier *c, const struct part *p, struct err *err)
{
	const struct category *category = reg_category(c->reg, p->category);
	auto_drop(json) json_t *fields = p->schema ? json_loads(p->schema, 0, NULL) : NULL;
	size_t i;
	json_t *f;
	json_array_foreach(fields, i, f)
		if (category &&
		    json_has(
			json_get(category->json, "never_exported"), json_str_or(f, "name", "")))
			return err_set(err, ERR_INPUT,
			    "collection %s holds %s, which category %s never exports: add it to "
			    "\"never\" of the collection",
			    p->name, json_str(f, "name"), p->category);
	return true;
}

static bool
accept_parts(const struct dossier *c, const struct task *t, const json_t *answer, struct arena *a,
    struct task_done *d, struct err *err)
{
	const json_t *list = json_get(answer, "parts"), *p;
	if (json_array_size(list) > PARTS_MAX)
		return err_set(err, ERR_INPUT, "%s gave more than %d parts", t->system, PARTS_MAX);
	struct stored_part *out = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*out));
	size_t i, n = 0;
	json_array_foreach(list, i, p) {
		struct part part;
		if (!part_from_json(p, a, &part, err) || !check_secrets(c, &part, err))
			return false;
		if (!json_has(t->categories, part.category))
			return err_set(err, ERR_INPUT,
			    "%s gave a part of a category it was not asked for", t->system);
		out[n++] = search_part_stored(c, &part, a);
	}
	d->parts = out;
	d->nparts = n;
	return true;
}

static int
again_in(int64_t s)
{
	return s < 1 ? 1 : s > WAIT_MAX_S ? WAIT_MAX_S : (int)s;
}

/* What a failed attempt leaves: later again, or a person must look; the other tasks go on. */
static void
accept_failure(const struct search_answer *from, const char *text, bool transient, int64_t again_s,
    struct arena *a, struct task_done *d)
{
	const struct task *t = from->task;
	*d = (struct task_done){
		.org_id = t->org_id,
		.id = t->id,
		.request_id = t->request_id,
		.fence = t->fence,
		.error = dossier_error_sealed(from->dossier, arena_printf(a, "%.400s", text), a),
	};
	if (transient && t->attempts < TRIES_MAX) {
		int64_t wait = RETRY_MIN_S;
		for (int i = 1; i < t->attempts && wait < RETRY_MAX_S; i++)
			wait *= 2;
		d->again_s = again_in(again_s > 0 ? again_s : wait);
		d->state = "ready";
		d->job_state = t->job_state; /* the vendor's job goes on */
		return;
	}
	d->state = "failed";
	d->outcomes =
	    outcomes_all(t, &(struct outcome){ .code = OUTCOME_UNREACHABLE, .count = -1 }, a);
	d->noutcomes = json_array_size(t->categories);
}

/* The code of what was the matter; words come from nobody but a person. */
static void
add_reason(const json_t *answer, struct arena *a, struct task_done *d)
{
	struct reason why;
	struct err no_code = { 0 };
	struct outcome *out = (struct outcome *)(uintptr_t)d->outcomes;
	if (reason_read(answer, "why", a, &why, &no_code))
		for (size_t i = 0; i < d->noutcomes; i++)
			out[i].why.code = why.code;
}

static bool
accept_success(struct installation *in, const struct search_answer *from, struct arena *a,
    struct task_done *d, struct err *err)
{
	const struct dossier *c = from->dossier;
	const struct task *t = from->task;
	const json_t *answer = from->json;
	int64_t again = json_int_or(answer, "again_s", 0);
	const json_t *state = json_get(answer, "state");
	*d = (struct task_done){
		.org_id = t->org_id,
		.id = t->id,
		.request_id = t->request_id,
		.fence = t->fence,
		.state = again > 0 ? "ready" : "done",
		.again_s = again > 0 ? again_in(again) : 0,
	};
	if (again > 0 && state) {
		char *plain = json_dumps(state, JSON_COMPACT);
		d->job_state = seal(c->keys->ledger, search_state_place(t, a), plain, a);
		free(plain);
	}
	return accept_outcomes(c, t, answer, a, d, err) && accept_parts(c, t, answer, a, d, err) &&
	    yields_accept(in, c, t, answer, a, d, err) &&
	    (!from->hook || from->hook->check(in, from, a, d, err));
}

/* Whatever is wrong with an answer fails its task. */
static void
accept_one(
    struct installation *in, const struct search_answer *from, struct arena *a, struct task_done *d)
{
	const struct task *t = from->task;
	const json_t *answer = from->json;
	struct err bad = { 0 };
	bool people = search_asks_people(t);
	if (people && from->dossier) {
		if (ask_people(in, from->dossier, t, a, d, &bad))
			return;
		accept_failure(from, bad.text, false, 0, a, d);
		return;
	}
	if (!answer)
		accept_failure(from, "the process collecting it died", true, 1, a, d);
	else if (!json_flag(answer, "ok") || !from->dossier) {
		accept_failure(from, json_str_or(answer, "text", "no reason given"),
		    json_flag(answer, "transient"), json_int_or(answer, "again_s", 0), a, d);
		add_reason(answer, a, d);
	} else if (!accept_success(in, from, a, d, &bad))
		accept_failure(from, bad.text, false, 0, a, d);
}

static json_t *
finished_event(const struct task *t, const struct task_done *d)
{
	json_t *outcomes = json_array();
	for (size_t i = 0; i < d->noutcomes; i++)
		json_array_append_new(outcomes,
		    json_pack("{s:s, s:s, s:I}", "category", d->outcomes[i].category, "code",
			outcome_name(d->outcomes[i].code), "count",
			(json_int_t)d->outcomes[i].count));
	return json_pack("{s:s, s:s, s:o*, s:s, s:o, s:i, s:i}", "system", t->system, "action",
	    action_name(t->action), "change", task_round(t), "state", d->state, "outcomes",
	    outcomes, "attempt", t->attempts, "identifiers", (int)d->nids);
}

/* What a room above makes of it; of a failure, or one that goes on, nothing. */
static bool
keep_hooked(struct installation *in, const struct actor *who, const struct search_answer *from,
    const struct task_done *d, struct err *err)
{
	bool done = from->hook && from->dossier && strcmp(d->state, "done") == 0;
	return !done || from->hook->keep(in, who, from, d, err);
}

/* Tasks, their events, and the requests that are now complete, in the open transaction. */
static bool
write_batch(struct installation *in, const struct actor *who, int64_t org_id,
    const struct search_answer *from, const struct task_done *done, size_t n, struct arena *a,
    struct err *err)
{
	bool *accepted = arena_alloc(a, n * sizeof(*accepted));
	struct new_event *events = arena_alloc(a, 2 * n * sizeof(*events));
	int64_t *requests = arena_alloc(a, n * sizeof(*requests)), *collected;
	size_t nevents = 0, nrequests = 0, ncollected = 0;

	bool ok = task_finish(in->db, done, n, accepted, err);
	if (!ok)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!accepted[i])
			continue;
		events[nevents++] = (struct new_event){ done[i].request_id, "task.finished",
			finished_event(from[i].task, &done[i]) };
		requests[nrequests++] = done[i].request_id;
		for (size_t k = 0; k < done[i].nletters; k++)
			dossier_wrote(in, from[i].task->reference, &done[i].letters[k]);
		ok = ok && keep_hooked(in, who, &from[i], &done[i], err);
	}
	ok = ok &&
	    task_settle(
		in->db, org_id, requests, nrequests, clock_now(), a, &collected, &ncollected, err);
	for (size_t i = 0; ok && i < ncollected && nevents < 2 * n; i++)
		events[nevents++] =
		    (struct new_event){ collected[i], "request.collected", json_object() };
	if (nevents == 0)
		event_none(in->db); /* every fence was stale: nothing was changed */
	else
		ok = ok && event_append_many(in->db, org_id, who->name, events, nevents, err);
	for (size_t i = 0; i < nevents; i++)
		json_decref((json_t *)(uintptr_t)events[i].body);
	return ok;
}

static bool
accept_batch(struct installation *in, const struct actor *who, int64_t org_id,
    const struct search_answer *from, const struct task_done *done, size_t n, struct arena *a,
    struct err *err)
{
	return db_begin(in->db, err) &&
	    installation_commit(in, write_batch(in, who, org_id, from, done, n, a, err), err);
}

/* A batch the database refuses is taken apart, so that the one answer that is wrong fails alone. */
static bool
accept_singly(struct installation *in, const struct actor *who, int64_t org_id,
    const struct search_answer *from, struct task_done *done, size_t n, struct arena *a,
    struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct err bad = { 0 };
		if (accept_batch(in, who, org_id, &from[i], &done[i], 1, a, &bad))
			continue;
		if (bad.kind == ERR_TEMPORARY)
			return err_set(err, bad.kind, "%s", bad.text);
		accept_failure(&from[i], bad.text, false, 0, a, &done[i]);
		if (!accept_batch(in, who, org_id, &from[i], &done[i], 1, a, err))
			return false;
	}
	return true;
}

bool
search_accept(struct installation *in, const struct actor *who, int64_t org_id,
    const struct search_answer *answers, size_t n, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct task_done *done = arena_alloc(a, n * sizeof(*done));
	struct err refused = { 0 };
	bool parts = false;
	for (size_t i = 0; i < n; i++) {
		accept_one(in, &answers[i], a, &done[i]);
		parts = parts || done[i].nparts > 0;
	}
	if (parts && !blob_sync(in->blobs, err))
		return false;
	if (accept_batch(in, who, org_id, answers, done, n, a, &refused))
		return true;
	if (refused.kind == ERR_TEMPORARY)
		return err_set(err, refused.kind, "%s", refused.text);
	return accept_singly(in, who, org_id, answers, done, n, a, err);
}
