/*
 * What a person does to a task: a colleague searched the cabinet, a recipient answered by mail, a system will
 * not be asked (with the ground for that), or one that failed is tried again.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/archive.h"
#include "casework_private.h"

#define FILE_MAX (INT64_C(4) << 30)

static const struct task *
task_named(const struct dossier *d, const char *system, struct err *err)
{
	struct buf names = { 0 };
	for (size_t i = 0; i < d->tasks.n; i++) {
		if (strcmp(d->tasks.items[i].system, system) == 0) {
			buf_release(&names);
			return &d->tasks.items[i];
		}
		buf_addf(&names, "%s%s", i ? ", " : "", d->tasks.items[i].system);
	}
	err_set(err, ERR_NOTFOUND, "%s has no task at %s; it has: %s", d->request.reference, system,
	    names.data ? names.data : "none yet (`dossier work` makes them)");
	buf_release(&names);
	return NULL;
}

/* Which category the thing found belongs to. */
static const char *
category_of(const struct task *t, const char *wanted, struct err *err)
{
	size_t n = json_array_size(t->categories), i;
	json_t *c;
	if (!wanted && n == 1)
		return json_string_value(json_array_get(t->categories, 0));
	json_array_foreach (t->categories, i, c)
		if (wanted && strcmp(json_string_value(c), wanted) == 0)
			return json_string_value(c);
	char *all = json_dumps(t->categories, JSON_COMPACT);
	err_set(err, wanted ? ERR_NOTFOUND : ERR_USAGE, "say which category with --category: one of %s", all);
	free(all);
	return NULL;
}

/* A file found by a person, sealed into a part as any other. */
static bool
seal_file(struct installation *in, const struct dossier *d, const char *path, const char *category, struct part_sink *sink,
    struct err *err)
{
	auto_drop(fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	(void)in;
	(void)d;
	if (fd < 0 || fstat(fd, &st) != 0)
		return err_set(err, errno == ENOENT ? ERR_NOTFOUND : ERR_SYSTEM, "cannot open %s: %m", path);
	if (!S_ISREG(st.st_mode) || st.st_size > FILE_MAX)
		return err_set(err, ERR_INPUT, "%s: expected a regular file of at most 4 GiB", path);
	auto_drop(str) char *copy = xstrdup(path);
	struct row_sink *rows = part_sink_rows(sink);
	if (!rows->file_open(rows, category, basename(copy), err))
		return false;
	static char piece[65536];
	ssize_t n;
	while ((n = read(fd, piece, sizeof(piece))) > 0)
		if (!rows->file_write(rows, piece, (size_t)n, err))
			return false;
	explicit_bzero(piece, sizeof(piece));
	if (n < 0)
		return err_set(err, ERR_SYSTEM, "cannot read %s: %m", path);
	return rows->file_close(rows, err);
}

static bool
put_file(struct installation *in, const struct dossier *d, const struct task *t, const struct task_answer *w,
    struct part_sink *sink, struct arena *a, struct err *err)
{
	const char *category = category_of(t, w->category, err);
	if (!category || !seal_file(in, d, w->file, category, sink, err))
		return false;
	size_t n;
	const struct part *parts = part_sink_parts(sink, &n);
	for (size_t i = 0; i < n; i++) {
		json_t *j = part_json(&parts[i]);
		char *text = json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS);
		struct stored_part p = {
			.category = parts[i].category, .name = parts[i].name, .format = parts[i].format,
			.blob = parts[i].blob, .json = arena_strdup(a, text),
		};
		free(text);
		json_decref(j);
		if (!task_part_put(in->db, t, &p, err))
			return false;
	}
	struct outcome o = { .category = category, .result = "found", .count = 1 };
	return task_outcomes_put(in->db, t, &o, 1, err);
}

static bool
put_all(struct installation *in, const struct task *t, const char *result, int64_t count, const char *only, const char *detail,
    struct arena *a, struct err *err)
{
	struct outcome *o = arena_alloc(a, (json_array_size(t->categories) + 1) * sizeof(*o));
	size_t i, n = 0;
	json_t *c;
	json_array_foreach (t->categories, i, c)
		if (!only || strcmp(json_string_value(c), only) == 0)
			o[n++] = (struct outcome){ .category = json_string_value(c), .result = result, .count = count, .detail = detail };
	return task_outcomes_put(in->db, t, o, n, err);
}

/* Forwarding: the letter to the controller is written now; which controller is a person's finding. */
static bool
forward(struct installation *in, const struct dossier *d, const struct task *t, const char *to, struct arena *a, struct err *err)
{
	const struct reg_controller *c = to ? reg_controller(d->reg, to) : NULL;
	if (!c)
		return err_set(err, to ? ERR_NOTFOUND : ERR_USAGE, "say which controller with --to: an id of \"controllers\" in the register of %s",
		    d->org.slug);
	json_t *job = case_job(in, t, err);
	if (!job)
		return false;
	json_t *request = json_get(job, "request");
	json_object_set(request, "controller", (json_t *)(uintptr_t)c->json);
	struct identifier_value *ids = arena_alloc(a, (d->identifiers.n + 1) * sizeof(*ids));
	size_t nids = 0;
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		/* what the person gave us for this; not what our own systems told us about them */
		if (strcmp(id->source, "given") != 0)
			continue;
		const char *plain = unseal(d->keys->ledger, seal_place(d->request.reference, id->kind, a), id->sealed, a, err);
		if (!plain) {
			json_decref(job);
			return false;
		}
		ids[nids++] = (struct identifier_value){ id->kind, plain };
	}
	struct connector_call call = {
		.system = json_get(job, "system"), .ids = ids, .nids = nids, .request = request,
		.outbox = json_str(job, "outbox"), .outcomes = json_array(), .yields = json_array(), .omitted = json_array(),
	};
	const struct connector *written = connector_find("written");
	bool ok = written->forward(&call, err);
	if (ok && call.letter) {
		struct letter l = {
			.kind = "forward", .recipient = c->id, .state = "written", .message_id = arena_strdup(a, json_str_or(call.letter, "message_id", "")),
			.file = arena_strdup(a, json_str_or(call.letter, "file", "")),
		};
		ok = letter_insert(in->db, t->org_id, t->request_id, &l, err);
	}
	json_decref(call.outcomes);
	json_decref(call.yields);
	json_decref(call.omitted);
	json_decref(call.letter);
	json_decref(job);
	return ok && put_all(in, t, "forwarded", -1, NULL, arena_printf(a, "to %s", c->name), a, err);
}

static bool
settle(struct installation *in, const struct task *t, struct arena *a, struct err *err)
{
	int64_t *collected;
	size_t n;
	if (!task_settle(in->db, t->org_id, &t->request_id, 1, clock_now(), a, &collected, &n, err))
		return false;
	return n == 0 || event(in, t->org_id, t->request_id, "request.collected", json_object(), err);
}

static bool
done(struct installation *in, const struct dossier *d, const struct task *t, const struct task_answer *w, struct part_sink *sink,
    struct arena *a, struct err *err)
{
	bool ok;
	if (strcmp(t->action, "forward") == 0)
		ok = forward(in, d, t, w->to, a, err);
	else if (w->file)
		ok = put_file(in, d, t, w, sink, a, err);
	else if (w->nothing)
		ok = put_all(in, t, "nothing", -1, w->category, NULL, a, err);
	else if (w->count >= 0)
		ok = put_all(in, t, "found", w->count, category_of(t, w->category, err), NULL, a, err) && err->kind == ERR_NONE;
	else
		ok = err_set(err, ERR_USAGE, "say what was found: --nothing, --file FILE or --count N");
	return ok && task_move(in->db, t, "done", NULL, err) &&
	    event(in, t->org_id, t->request_id, "task.done",
	        json_pack("{s:s, s:b, s:b, s:s?}", "system", t->system, "nothing", w->nothing, "file", w->file != NULL, "to", w->to), err) &&
	    settle(in, t, a, err);
}

bool
case_task_done(struct installation *in, const char *reference, const struct task_answer *w, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct dossier d;
	if (!dossier_open(in, reference, a, &d, err))
		return false;
	const struct task *t = task_named(&d, w->system, err);
	bool ok = t && installation_allows(in, d.request.org_id, "officer,handler", err) && db_begin(in->db, err);
	if (ok) {
		const char *none[] = { NULL };
		auto_drop(part_sink) struct part_sink *sink = part_sink_new(in->conf.home, d.keys->content_public, none);
		ok = finish(in, done(in, &d, t, w, sink, a, err), err);
		if (ok)
			part_sink_keep(sink);
	}
	dossier_release(&d);
	return ok;
}

/* Credentials may have come, or gone, since the task was planned. */
static bool
reconnect(struct installation *in, const struct dossier *d, const struct task *t, struct arena *a, struct err *err)
{
	const struct plan_task planned = { .system = t->system, .action = t->action };
	const char *connector = task_connector(in, &d->org, d->reg, &planned, a, err);
	return connector && task_reconnect(in->db, t, connector, err);
}

static bool
retry(struct installation *in, const struct dossier *d, const struct task *t, struct arena *a, struct err *err)
{
	if (!reconnect(in, d, t, a, err) || !task_move(in->db, t, "ready", NULL, err))
		return false;
	if (strcmp(d->request.state, "collected") == 0 &&
	    !request_advance(in->db, &d->request, "collected", "searching", clock_now(), err))
		return false;
	return event(in, t->org_id, t->request_id, "task.retried", json_pack("{s:s, s:s}", "system", t->system, "state", t->state), err);
}

static bool
skip(struct installation *in, const struct task *t, const char *ground, struct arena *a, struct err *err)
{
	return task_move(in->db, t, "skipped", ground, err) && put_all(in, t, "not searched", -1, NULL, ground, a, err) &&
	    event(in, t->org_id, t->request_id, "task.skipped", json_pack("{s:s}", "system", t->system), err) && settle(in, t, a, err);
}

/* move: retry, or skip with a ground. */
static bool
move(struct installation *in, const char *reference, const char *system, const char *ground, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct dossier d;
	if (!dossier_open(in, reference, a, &d, err))
		return false;
	const struct task *t = task_named(&d, system, err);
	bool ok = t && installation_allows(in, d.request.org_id, "officer,handler", err) && db_begin(in->db, err) &&
	    finish(in, ground ? skip(in, t, ground, a, err) : retry(in, &d, t, a, err), err);
	dossier_release(&d);
	return ok;
}

bool
case_task_retry(struct installation *in, const char *reference, const char *system, struct err *err)
{
	return move(in, reference, system, NULL, err);
}

bool
case_task_skip(struct installation *in, const char *reference, const char *system, const char *ground, struct err *err)
{
	if (!ground || !*ground)
		return err_set(err, ERR_USAGE, "say why %s is not asked: --ground TEXT; the answer will tell the person", system);
	return move(in, reference, system, ground, err);
}
