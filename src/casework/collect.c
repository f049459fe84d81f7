/*
 * Collecting: what a slot gets to do one task, and what becomes of its answer. The answer comes from a process
 * that talked to strangers: everything in it is checked against the register before it counts.
 */
#include "dossier/archive.h"
#include "casework_private.h"

#define TRIES_MAX 8       /* then a person must look at it */
#define RETRY_MIN_S 15
#define RETRY_MAX_S 3600
#define WAIT_MAX_S (30 * 86400)
#define YIELDS_MAX 200
#define PARTS_MAX 10000

/* ---- the job ---- */

static json_t *
job_identifiers(const struct dossier *d, const struct task *t, struct arena *a, struct err *err)
{
	json_t *ids = json_array();
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		size_t k;
		json_t *kind;
		bool needed = false;
		if (strcmp(id->state, "usable") != 0)
			continue;
		/* each system gets only the identifiers it matches on */
		json_array_foreach (t->needs, k, kind)
			needed = needed || strcmp(json_string_value(kind), id->kind) == 0;
		if (!needed)
			continue;
		const char *plain = unseal(d->keys->ledger, seal_place(d->request.reference, id->kind, a), id->sealed, a, err);
		if (!plain) {
			json_decref(ids);
			return NULL;
		}
		json_array_append_new(ids, json_pack("{s:s, s:s}", "kind", id->kind, "value", plain));
	}
	return ids;
}

static json_t *
job_categories(const struct dossier *d, const struct task *t)
{
	json_t *out = json_array(), *id;
	size_t i;
	json_array_foreach (t->categories, i, id) {
		const struct category *c = reg_category(d->reg, json_string_value(id));
		if (c)
			json_array_append_new(out, json_pack("{s:s, s:s}", "id", c->id, "name",
			    json_text_in(json_get(c->json, "name"), d->request.language)));
	}
	return out;
}

static json_t *
job_rights(const struct dossier *d)
{
	json_t *rights = json_array();
	for (size_t i = 0; i < d->rights.n; i++)
		json_array_append_new(rights, json_string(d->rights.items[i].right));
	return rights;
}

static json_t *
job_request(const struct dossier *d, const struct system *s, const struct task *t)
{
	const struct request *r = &d->request;
	const struct recipient *rec = s && s->recipient ? reg_recipient(d->reg, s->recipient) : NULL;
	return json_pack("{s:s, s:s, s:o, s:O, s:O?, s:o, s:o, s:s, s:s, s:n}", "reference", r->reference,
	    "right", d->rights.items[0].right, "rights", job_rights(d), "organisation", d->reg->organisation,
	    "recipient", rec ? rec->json : NULL, "categories", job_categories(d, t), "deadline", date_json(r->due),
	    "answer_by", r->answer_by, "language", r->language, "controller");
}

static json_t *
job_system(const struct dossier *d, const struct system *s, const struct task *t)
{
	if (s)
		return json_incref((json_t *)(uintptr_t)s->json);
	(void)d;
	return json_pack("{s:s, s:{s:s, s:s}, s:s, s:O}", "id", t->system, "name", "nl", "doorsturen aan de verantwoordelijke",
	    "en", "forward to the controller", "connector", "manual", "categories", t->categories);
}

/* Categories whose provided fields go into portability/: art. 20(1), where portability was asked. */
static json_t *
job_portable(const struct dossier *d, struct arena *a)
{
	json_t *out = json_array();
	if (!(rights_bits(&d->rights) & 1u << RIGHT_PORTABILITY))
		return out;
	struct plan plan;
	const char *const none[] = { NULL };
	plan_make(&d->reg->inv, 1u << RIGHT_PORTABILITY, none, a, &plan);
	for (size_t i = 0; i < plan.ntasks; i++)
		if (strcmp(plan.tasks[i].action, "collect") == 0)
			for (const char *const *c = plan.tasks[i].categories; *c; c++)
				json_array_append_new(out, json_string(*c));
	return out;
}

static json_t *
job_fill(struct installation *in, const struct dossier *d, const struct task *t, struct arena *a, struct err *err)
{
	const struct system *s = reg_system(d->reg, t->system);
	json_t *settings = NULL, *missing = NULL;
	auto_drop(json_doc) struct json_doc *definition = NULL;

	if (s && !conf_settings(in->conf.home, d->org.slug, s->json, a, &settings, &missing, err))
		return NULL;
	json_decref(missing);
	if (s && strcmp(t->connector, "http") == 0 && !(definition = reg_definition(s, err))) {
		json_decref(settings);
		return NULL;
	}
	json_t *state = NULL;
	if (t->job_state) {
		const char *plain = unseal(d->keys->ledger, arena_printf(a, "job/%s/%s", t->reference, t->system), t->job_state, a, err);
		state = plain ? json_loads(plain, 0, NULL) : NULL;
	}
	json_t *ids = job_identifiers(d, t, a, err);
	if (!ids) {
		json_decref(settings);
		json_decref(state);
		return NULL;
	}
	/* a slot has a clock of its own: a rehearsal's must tell the same time */
	json_t *now = clock_is_moved() ? instant_json(clock_now()) : json_null();
	return json_pack("{s:o, s:s, s:s, s:o, s:O?, s:o?, s:o, s:o, s:o?, s:s, s:s, s:s, s:o}", "now", now, "connector", t->connector,
	    "action", t->action, "system", job_system(d, s, t), "definition", definition ? definition->root : NULL,
	    "settings", settings, "identifiers", ids, "request", job_request(d, s, t), "state", state,
	    "outbox", conf_path(&in->conf, "outbox", a), "blobs", in->conf.home,
	    "content_public", age_recipient_text(d->keys->content_public, a), "portable", job_portable(d, a));
}

json_t *
case_job(struct installation *in, const struct task *t, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct dossier d;
	if (!dossier_open(in, t->reference, a, &d, err))
		return NULL;
	json_t *job = job_fill(in, &d, t, a, err);
	if (!job && err->kind == ERR_NONE)
		err_set(err, ERR_SYSTEM, "cannot put the work for %s together", t->system);
	dossier_release(&d);
	return job;
}

/* ---- the answer ---- */

static bool
task_has_category(const struct task *t, const char *id)
{
	size_t i;
	json_t *c;
	json_array_foreach (t->categories, i, c)
		if (strcmp(json_string_value(c), id) == 0)
			return true;
	return false;
}

static void
accept_outcomes(const struct task *t, const json_t *answer, struct arena *a, struct task_done *d)
{
	const json_t *list = json_get(answer, "outcomes"), *left = json_get(answer, "omitted"), *o;
	struct outcome *out = arena_alloc(a, (json_array_size(list) + json_array_size(left)) * sizeof(*out));
	size_t i, n = 0;
	json_array_foreach (list, i, o)
		if (task_has_category(t, json_str_or(o, "category", "")))
			out[n++] = (struct outcome){
				.category = json_str(o, "category"),
				.result = json_str_or(o, "result", "found"),
				.count = json_int_or(o, "count", -1),
				.detail = json_str(o, "detail"),
			};
	json_array_foreach (left, i, o)
		if (task_has_category(t, json_str_or(o, "category", "")))
			out[n++] = (struct outcome){
				.category = json_str(o, "category"),
				.result = "withheld",
				.count = json_int_or(o, "count", -1),
				.detail = arena_printf(a, "%s%s%s: %s", json_str_or(o, "collection", ""), json_str(o, "field") ? "." : "",
				    json_str_or(o, "field", ""), json_str_or(o, "ground", "")),
			};
	d->outcomes = out;
	d->noutcomes = n;
}

static bool
accept_parts(const struct task *t, const json_t *answer, struct arena *a, struct task_done *d, struct err *err)
{
	const json_t *list = json_get(answer, "parts"), *p;
	if (json_array_size(list) > PARTS_MAX)
		return err_set(err, ERR_INPUT, "%s gave more than %d parts", t->system, PARTS_MAX);
	struct stored_part *out = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*out));
	size_t i, n = 0;
	json_array_foreach (list, i, p) {
		struct part part;
		if (!part_from_json(p, a, &part, err))
			return false;
		if (!task_has_category(t, part.category))
			return err_set(err, ERR_INPUT, "%s gave a part of a category it was not asked for", t->system);
		char *text = json_dumps(p, JSON_COMPACT | JSON_SORT_KEYS);
		out[n++] = (struct stored_part){
			.category = part.category, .name = part.name, .format = part.format, .blob = part.blob,
			.json = arena_strdup(a, text),
		};
		free(text);
	}
	d->parts = out;
	d->nparts = n;
	return true;
}

static bool
may_yield(const struct dossier *c, const struct task *t, const char *kind)
{
	const struct system *s = reg_system(c->reg, t->system);
	size_t i;
	json_t *k;
	json_array_foreach (s ? json_get(s->json, "yields") : NULL, i, k)
		if (json_is_string(k) && strcmp(json_string_value(k), kind) == 0)
			return true;
	return false;
}

static bool
accept_yields(struct installation *in, const struct dossier *c, const struct task *t, const json_t *answer, struct arena *a,
    struct task_done *d)
{
	const json_t *list = json_get(answer, "yields"), *y;
	struct new_identifier *out = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*out));
	size_t i, n = 0;
	json_array_foreach (list, i, y) {
		const struct identifier_value v = { json_str_or(y, "kind", ""), json_str_or(y, "value", "") };
		struct err unreadable = { 0 }; /* a phone number nobody can dial is no way to find anybody */
		if (n >= YIELDS_MAX || !may_yield(c, t, v.kind) ||
		    !identifier_sealed(in, &c->org, t->reference, c->keys, &v, a, &out[n], &unreadable))
			continue;
		out[n].source = arena_printf(a, "%s/%s", t->system, json_str_or(y, "source", ""));
		out[n].state = json_flag(y, "confirm") ? "proposed" : "usable";
		n++;
	}
	d->ids = out;
	d->nids = n;
	return true;
}

static void
accept_letter(const struct dossier *c, const struct task *t, const json_t *answer, struct arena *a, struct task_done *d)
{
	const json_t *l = json_get(answer, "letter");
	const struct system *s = reg_system(c->reg, t->system);
	if (!json_is_object(l))
		return;
	struct stored_letter *out = arena_alloc(a, sizeof(*out));
	*out = (struct stored_letter){
		.kind = "instruction",
		.recipient = s && s->recipient ? s->recipient : t->system,
		.message_id = json_str_or(l, "message_id", ""),
		.file = json_str_or(l, "file", ""),
	};
	d->letters = out;
	d->nletters = 1;
}

/* What a failed attempt leaves: later again, or a person must look; the rest of the request goes on. */
static void
accept_failure(const struct task *t, const json_t *answer, struct arena *a, struct task_done *d)
{
	bool transient = !answer || json_flag(answer, "transient");
	const char *text = answer ? json_str_or(answer, "text", "no reason given") : "the process collecting it died";
	d->error = arena_printf(a, "%.400s", text);
	if (transient && t->attempts < TRIES_MAX) {
		int64_t wait = RETRY_MIN_S;
		for (int i = 1; i < t->attempts && wait < RETRY_MAX_S; i++)
			wait *= 2;
		d->again_s = answer ? (int)json_int_or(answer, "again_s", wait) : 1;
		d->state = "ready";
		return;
	}
	d->state = "failed";
	struct outcome *out = arena_alloc(a, (json_array_size(t->categories) + 1) * sizeof(*out));
	size_t i;
	json_t *c;
	json_array_foreach (t->categories, i, c)
		out[i] = (struct outcome){ .category = json_string_value(c), .result = "unreachable", .count = -1, .detail = d->error };
	d->outcomes = out;
	d->noutcomes = json_array_size(t->categories);
}

static bool
accept_success(struct installation *in, const struct dossier *c, const struct task *t, const json_t *answer, struct arena *a,
    struct task_done *d, struct err *err)
{
	int64_t again = json_int_or(answer, "again_s", 0);
	d->state = json_flag(answer, "asked") ? "asked" : again > 0 ? "ready" : "done";
	d->again_s = again > 0 && again < WAIT_MAX_S ? (int)again : 0;
	const json_t *state = json_get(answer, "state");
	if (again > 0 && state) {
		char *plain = json_dumps(state, JSON_COMPACT);
		d->job_state = seal(c->keys->ledger, arena_printf(a, "job/%s/%s", t->reference, t->system), plain, a);
		free(plain);
	}
	accept_outcomes(t, answer, a, d);
	accept_letter(c, t, answer, a, d);
	return accept_parts(t, answer, a, d, err) && accept_yields(in, c, t, answer, a, d);
}

static bool
accept_one(struct installation *in, const struct task *t, const json_t *answer, struct arena *a, struct task_done *d,
    struct err *err)
{
	*d = (struct task_done){ .org_id = t->org_id, .id = t->id, .request_id = t->request_id, .fence = t->fence };
	if (!answer || !json_flag(answer, "ok")) {
		accept_failure(t, answer, a, d);
		return true;
	}
	struct dossier c;
	if (!dossier_open(in, t->reference, a, &c, err))
		return false;
	struct err bad = { 0 };
	if (!accept_success(in, &c, t, answer, a, d, &bad)) {
		json_t *failure = json_pack("{s:b, s:s}", "transient", 0, "text", bad.text);
		*d = (struct task_done){ .org_id = t->org_id, .id = t->id, .request_id = t->request_id, .fence = t->fence };
		accept_failure(t, failure, a, d);
		json_decref(failure);
	}
	dossier_release(&c);
	return true;
}

static json_t *
finished_event(const struct task *t, const struct task_done *d)
{
	json_t *outcomes = json_array();
	for (size_t i = 0; i < d->noutcomes; i++)
		json_array_append_new(outcomes, json_pack("{s:s, s:s, s:I}", "category", d->outcomes[i].category, "result",
		    d->outcomes[i].result, "count", (json_int_t)d->outcomes[i].count));
	return json_pack("{s:s, s:s, s:s, s:o, s:i, s:i}", "system", t->system, "action", t->action, "state", d->state,
	    "outcomes", outcomes, "attempt", t->attempts, "identifiers", (int)d->nids);
}

/* write(in, ...): tasks, their events, and the requests that are now complete, in the open transaction. */
static bool
write_batch(struct installation *in, int64_t org_id, const struct task *tasks, const struct task_done *done, size_t n,
    struct arena *a, struct err *err)
{
	bool *accepted = arena_alloc(a, n * sizeof(*accepted));
	struct new_event *events = arena_alloc(a, 2 * n * sizeof(*events));
	int64_t *requests = arena_alloc(a, n * sizeof(*requests)), *collected;
	size_t nevents = 0, nrequests = 0, ncollected = 0;

	if (!task_finish(in->db, done, n, accepted, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!accepted[i])
			continue;
		events[nevents++] = (struct new_event){ tasks[i].request_id, "task.finished", finished_event(&tasks[i], &done[i]) };
		requests[nrequests++] = tasks[i].request_id;
	}
	bool ok = task_settle(in->db, org_id, requests, nrequests, clock_now(), a, &collected, &ncollected, err);
	for (size_t i = 0; ok && i < ncollected && nevents < 2 * n; i++)
		events[nevents++] = (struct new_event){ collected[i], "request.collected", json_object() };
	if (nevents == 0)
		event_none(in->db); /* every fence was stale: nothing was changed */
	else
		ok = ok && event_append_many(in->db, org_id, in->actor, events, nevents, err);
	for (size_t i = 0; i < nevents; i++)
		json_decref((json_t *)(uintptr_t)events[i].body);
	return ok;
}

bool
case_accept(struct installation *in, int64_t org_id, const struct task *tasks, json_t *const *results, size_t n, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct task_done *done = arena_alloc(a, n * sizeof(*done));
	for (size_t i = 0; i < n; i++)
		if (!accept_one(in, &tasks[i], results[i], a, &done[i], err))
			return false;
	return db_begin(in->db, err) && finish(in, write_batch(in, org_id, tasks, done, n, a, err), err);
}
