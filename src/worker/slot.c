/*
 * A slot: one task at a time, in straight-line code: connector -> rows -> sealed parts -> answer.
 * It holds no database connection and no key but the public one it seals to, and reaches nothing
 * but by its broker.
 */
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include "dossier/archive.h"
#include "dossier/definition.h"
#include "dossier/dial.h"
#include "dossier/phrase.h"
#include "dossier/sandbox.h"
#include "dossier/vault.h"
#include "worker_private.h"

/* What the parts and the connector's own outcomes tell of one category. */
struct told {
	bool searched; /* an empty table has a part too */
	bool said;     /* something that stands in the place of a count */
	int64_t rows;
};

static struct told
told_of(const char *category, const struct part *parts, size_t nparts, const json_t *outcomes,
    struct arena *a)
{
	struct told t = { 0 };
	for (size_t i = 0; i < nparts; i++)
		if (strcmp(parts[i].category, category) == 0 && !parts[i].only_portable &&
		    (strcmp(parts[i].format, "json") == 0 ||
			strcmp(parts[i].format, "file") == 0)) {
			t.searched = true;
			t.rows += parts[i].rows;
		}
	size_t i;
	json_t *j;
	json_array_foreach(outcomes, i, j) {
		struct outcome o;
		if (strcmp(json_str_or(j, "category", ""), category) == 0 &&
		    outcome_read(j, a, &o, NULL) && o.code != OUTCOME_WITHHELD &&
		    o.code != OUTCOME_IGNORED)
			t.said = true;
	}
	return t;
}

/* Rows by category, and parts, as the sink counted them. */
static void
add_found(json_t *answer, const json_t *categories, const struct part *parts, size_t nparts,
    struct arena *a)
{
	json_t *outcomes = json_get(answer, "outcomes"), *list = json_array(),
	       *counted = json_array(), *c;
	size_t i;
	for (i = 0; i < nparts; i++)
		json_array_append_new(list, part_json(&parts[i]));
	json_object_set_new(answer, "parts", list);
	json_array_foreach(categories, i, c) {
		const char *id = json_str_or(c, "id", "");
		const struct told t = told_of(id, parts, nparts, outcomes, a);
		const struct outcome o = {
			.category = id,
			.code = t.rows ? OUTCOME_FOUND : OUTCOME_NOTHING,
			.count = t.rows,
		};
		if (t.searched || !t.said)
			json_array_append_new(counted, outcome_json(&o));
	}
	json_array_extend(counted, outcomes);
	json_object_set_new(answer, "outcomes", counted);
}

static json_t *
failure(const struct err *err, int again_s)
{
	json_t *j = json_pack("{s:b, s:b, s:s}", "ok", 0, "transient", err_is_transient(err->kind),
	    "text", err->text);
	if (again_s > 0)
		json_object_set_new(j, "again_s", json_integer(again_s));
	return j;
}

static const char *const *
string_array(const json_t *list, struct arena *a)
{
	const char **out = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*out));
	size_t i;
	json_t *v;
	json_array_foreach(list, i, v)
		out[i] = json_string_value(v);
	return out;
}

/* All but the action. */
static void
call_fill(struct connector_call *call, const json_t *job, struct arena *a)
{
	const json_t *ids = json_get(job, "identifiers"), *v;
	struct identifier_value *values =
	    arena_alloc(a, (json_array_size(ids) + 1) * sizeof(*values));
	size_t i;
	json_array_foreach(ids, i, v)
		values[i] = (struct identifier_value){ json_str(v, "kind"), json_str(v, "value") };
	json_t *state = json_get(job, "state");
	*call = (struct connector_call){
		.system = json_get(job, "system"),
		.settings = json_get(job, "settings"),
		.ids = values,
		.nids = json_array_size(ids),
		.request = json_get(job, "request"),
		.change = json_get(job, "change"),
		.outcomes = json_array(),
		.yields = json_array(),
		.state = json_is_object(state) ? json_incref(state) : json_object(),
	};
}

/*
 * What the connector file of the job says; NULL with ${err} only when it is none. Most tasks of a
 * slot are of the same systems: the last one read is kept.
 */
static const struct definition *
read_definition(struct bench *bench, const json_t *job, struct err *err)
{
	const char *text = json_str(job, "definition"),
		   *name = json_str_or(json_get(job, "system"), "definition", "definition");
	if (!text || (bench->definition && strcmp(bench->definition->doc->text, text) == 0))
		return text ? bench->definition : NULL;
	definition_free(bench->definition);
	struct json_doc *doc = json_doc_parse(name, text, strlen(text), err);
	return bench->definition = doc ? definition_new(doc, err) : NULL;
}

static void
take_clock(const json_t *job)
{
	struct err ignored = { 0 };
	usec_t now;
	const char *text = json_str(job, "now");
	if (text && instant_parse(text, &now, &ignored))
		clock_move(now);
}

static json_t *
run(struct bench *bench, struct connector_call *call, const struct connector *c, const json_t *job,
    struct arena *a, struct err *err)
{
	unsigned char recipient[KEY_LEN];
	if (!age_recipient_parse(json_str_or(job, "content_public", ""), recipient, err))
		return NULL;
	auto_drop(part_sink) struct part_sink *sink =
	    part_sink_new_in(&bench->store, recipient, string_array(json_get(job, "portable"), a));
	call->sink = part_sink_rows(sink);
	if (!c->act[call->action](call, err))
		return NULL;
	json_t *answer = json_pack("{s:b, s:O, s:O, s:O, s:i}", "ok", 1, "outcomes", call->outcomes,
	    "yields", call->yields, "state", call->state, "again_s", call->again_s);
	if (!answer) {
		err_set(err, ERR_INPUT, "the connector left an answer that is none");
		return NULL;
	}
	size_t nparts;
	const struct part *parts = part_sink_parts(sink, &nparts);
	/* who is not ready yet, or was asked for something else, counts no nothing */
	bool searched = call->action == ACTION_COLLECT && call->again_s <= 0;
	add_found(
	    answer, searched ? json_get(call->request, "categories") : NULL, parts, nparts, a);
	if (call->found)
		json_object_set(answer, "found", call->found);
	if (call->erased)
		json_object_set(answer, "erased", call->erased);
	part_sink_keep(sink);
	return answer;
}

/* Somebody sits and waits for it; a task has more. */
static const struct budget_limits patience = {
	.run_ms = 30 * INT64_C(1000),
	.silence_ms = 10 * INT64_C(1000),
	.most = {
		[BUDGET_TRIPS] = 100000,
		[BUDGET_ROWS] = 1000000,
		[BUDGET_BYTES] = INT64_C(1) << 30,
	},
};

static json_t *
check(struct connector_call *call, const struct connector *c, struct err *err)
{
	auto_drop(json) json_t *problems = json_array();
	if (err->kind != ERR_NONE || !c->check(call, problems, err))
		return NULL;
	return json_pack("{s:b, s:O}", "ok", 1, "problems", problems);
}

json_t *
slot_work(struct bench *bench, json_t *job)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	struct connector_call call;
	const struct connector *c = connector_find(json_str_or(job, "connector", ""));
	const char *asked = json_str_or(job, "action", "");
	enum action action = ACTION_COLLECT;
	bool try = c && c->check && strcmp(asked, "check") == 0, look = strcmp(asked, "count") == 0;

	if (!try && (!c || (!look && !action_parse(asked, &action)) || !c->act[action])) {
		err_set(&err, ERR_INPUT, "no connector of this kind can %s", asked);
		return failure(&err, 0);
	}
	/* who tries a system reads it at once; what a task answers is written down, in English */
	(void)phrase_language(json_str_or(job, "language", "en"));
	take_clock(job);
	call_fill(&call, job, a);
	call.action = action;
	call.may_commit = bench->supervisor ? commit_ask : NULL;
	call.may_commit_arg = bench->supervisor;
	call.definition = read_definition(bench, job, &err);
	if (try || look)
		call.budget.limits = &patience;
	json_t *answer = try       ? check(&call, c, &err)
	    : err.kind != ERR_NONE ? NULL
	    : look                 ? count(&call, c, &err)
				   : run(bench, &call, c, job, a, &err);
	if (!answer)
		answer = failure(&err, call.again_s);
	json_decref(call.outcomes);
	json_decref(call.yields);
	json_decref(call.state);
	json_decref(call.found);
	json_decref(call.erased);
	return answer;
}

/*
 * What one task took of memory the next one takes again: a heap that shrank with each would be
 * made and cleared anew by the kernel every time, which costs as much as the work on a small task.
 */
#define KEPT_BYTES (8 << 20)
static void
keep_heap(void)
{
	(void)mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
	(void)mallopt(M_MMAP_THRESHOLD, KEPT_BYTES);
	(void)mallopt(M_TOP_PAD, 1 << 20);
}

/* ---- its blobs ---- */

static bool
no_blob(const char *what, struct err *err)
{
	return errno == ENOSPC
	    ? err_set(err, ERR_TEMPORARY,
		  "cannot %s a blob: no space left on the disk of the blob store; free some and "
		  "try again",
		  phrase(what))
	    : err_set(err, ERR_SYSTEM, "cannot %s a blob: %m", phrase(what));
}

static bool
put_blob(void *arg, struct blob_file *f, struct blob_piece piece, struct err *err)
{
	struct bench *bench = arg;
	bench->has_blobs = true;
	return dial_blob(&f->at, f->name, piece.p, piece.n, piece.last) || no_blob("write", err);
}

static void
drop_blob(void *arg, struct blob_file *f)
{
	(void)arg;
	(void)dial_blob_drop(f->name); /* what failed there is dropped already */
}

static bool
remove_blob(void *arg, const char *blob, struct err *err)
{
	(void)arg;
	return dial_blob_drop(blob) || no_blob("remove", err);
}

/* Without its broker whatever failed did so for that: it is tried again, in a fresh slot. */
static json_t *
forgive(json_t *answer)
{
	if (dial_is_lost() && !json_flag(answer, "ok"))
		json_object_set_new(answer, "transient", json_true());
	return answer;
}

/* They are the task's before the answer names them. */
static json_t *
settle_blobs(struct bench *bench, json_t *answer)
{
	struct err err = { 0 };
	if (!bench->has_blobs)
		return answer;
	bench->has_blobs = false;
	if (!json_flag(answer, "ok")) {
		(void)dial_blob_drop(NULL);
		return answer;
	}
	if (dial_blobs_keep() || no_blob("keep", &err))
		return answer;
	json_decref(answer);
	return failure(&err, 0);
}

/* ---- its life ---- */

void
slot_main(int fd, int broker)
{
	struct bench bench = { .supervisor = &fd };
	bench.store = (struct blob_store){ put_blob, drop_blob, remove_blob, &bench };
	struct err unsafe = { 0 };
	(void)phrase_language("en"); /* what it answers is written down */
	dial_by(broker);
	/* OpenSSL writes without MSG_NOSIGNAL */
	(void)signal(SIGPIPE, SIG_IGN);
	keep_heap();
	bool safe = sandbox_slot(&unsafe);
	while (!dial_is_lost() && !dial_is_stale()) {
		struct err err = { 0 };
		json_t *job = message_receive(fd, &err);
		if (!job)
			_exit(err.kind != ERR_NONE);
		json_t *answer = safe ? forgive(settle_blobs(&bench, slot_work(&bench, job)))
				      : failure(&unsafe, 0);
		json_decref(job);
		bool sent = message_send(fd, answer, &err);
		json_decref(answer);
		if (!sent)
			_exit(1);
	}
	_exit(1);
}
