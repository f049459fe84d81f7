/*
 * What a person does to a task: a colleague searched the cabinet, a recipient answered by mail, a
 * system will not be asked (with the ground for that), or one that failed is tried again.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/post.h"
#include "dossier/store/part.h"
#include "search_private.h"

#define FILE_MAX (INT64_C(4) << 30)

/* Is it what ${name} says? */
static bool
is_named(const struct task *t, const struct task_name *name)
{
	return strcmp(t->system, name->system) == 0 &&
	    (!name->action || strcmp(action_name(t->action), name->action) == 0);
}

/* Each that fits ${name}, or with NULL each there is: "crm (collect), crm (erase)". */
static const char *
list_tasks(const struct dossier *d, const struct task_name *name)
{
	const char *list = NULL;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (t->change == 0 && (!name || is_named(t, name)))
			list = arena_printf(d->a, "%s%s%s (%s)", list ? list : "", list ? ", " : "",
			    t->system, action_name(t->action));
	}
	return list ? list : "none yet (`dossier work` makes them)";
}

/* Tasks come in the order in which they were made: the last time is the last. */
const struct task *
task_named(const struct dossier *d, const struct task_name *name, struct err *err)
{
	const struct task *found = NULL;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (!is_named(t, name))
			continue;
		if (found && found->action != t->action) {
			err_set(err, ERR_USAGE, "say which with --action: %s", list_tasks(d, name));
			return NULL;
		}
		found = t;
	}
	if (!found)
		err_set(err, ERR_NOTFOUND, "%s has no task at %s%s%s; it has: %s",
		    d->request.reference, name->system, name->action ? " to " : "",
		    name->action ? name->action : "", list_tasks(d, NULL));
	return found;
}

/* Which category the thing found belongs to; of a task with one category there is no question. */
static const char *
category_of(const struct task *t, const char *wanted, struct err *err)
{
	size_t n = json_array_size(t->categories), i;
	json_t *c;
	if (!wanted && n == 1)
		return json_string_value(json_array_get(t->categories, 0));
	json_array_foreach(t->categories, i, c)
		if (wanted && strcmp(json_string_value(c), wanted) == 0)
			return json_string_value(c);
	auto_drop(buf) struct buf all = { 0 };
	json_array_foreach(t->categories, i, c)
		buf_addf(&all, "%s%s", i ? ", " : "", json_string_value(c));
	err_set(err, wanted ? ERR_NOTFOUND : ERR_USAGE,
	    "say which category with --category: one of %s", all.len ? all.data : "none");
	return NULL;
}

/* So much as it was when it was looked at, whoever else moves in it, or writes, meanwhile. */
static bool
seal_bytes(const struct task_file *f, int64_t size, struct row_sink *rows, struct err *err)
{
	static char piece[65536];
	int64_t at = 0;
	ssize_t n = 0;
	bool ok = true;
	while (ok && (n = pread(f->fd, piece, sizeof(piece), at)) > 0 && at + n <= size) {
		ok = rows->file_write(rows, piece, (size_t)n, err);
		at += n;
	}
	explicit_bzero(piece, sizeof(piece));
	if (!ok)
		return false;
	if (n < 0)
		return err_set(err, ERR_SYSTEM, "cannot read %s: %m", f->name);
	return (n == 0 && at == size) ||
	    err_set(err, ERR_TEMPORARY,
		"%s: it changed while it was read: try again when it is whole", f->name);
}

/* A file found by a person, sealed into a part as any other. */
static bool
seal_file(const struct task_file *f, const char *category, struct part_sink *sink, struct err *err)
{
	struct stat st;
	if (fstat(f->fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX)
		return err_set(
		    err, ERR_INPUT, "%s: expected a regular file of at most 4 GiB", f->name);
	struct row_sink *rows = part_sink_rows(sink);
	return rows->file_open(rows, category, f->name, err) &&
	    seal_bytes(f, st.st_size, rows, err) && rows->file_close(rows, err);
}

static bool
put_parts(struct installation *in, const struct dossier *d, const struct task *t,
    const struct part_sink *sink, struct arena *a, struct err *err)
{
	size_t n;
	const struct part *parts = part_sink_parts(sink, &n);
	for (size_t i = 0; i < n; i++) {
		const struct stored_part p = search_part_stored(d, &parts[i], a);
		if (!task_part_put(in->db, t, &p, err))
			return false;
	}
	return true;
}

/*
 * The outcome of every category of the task: ${said} for ${category}, or for all of them with
 * NULL. Who says that a task is done has searched all of it: in the others nothing was found.
 */
static bool
put_outcomes(struct installation *in, const struct task *t, const char *category,
    const struct outcome *said, struct arena *a, struct err *err)
{
	struct outcome *o = arena_alloc(a, (json_array_size(t->categories) + 1) * sizeof(*o));
	size_t i;
	json_t *c;
	json_array_foreach(t->categories, i, c) {
		bool this_one = !category || strcmp(json_string_value(c), category) == 0;
		o[i] = this_one ? *said : (struct outcome){ .code = OUTCOME_NOTHING, .count = -1 };
		o[i].category = json_string_value(c);
	}
	return task_outcomes_put(in->db, t, o, json_array_size(t->categories), err);
}

/* ---- forwarding: to which controller, a person found out; the letter is written now ---- */

/* How many letters went to it before; *ret_back: each of them came back. */
static int
letters_to(const struct forwarded_list *before, const struct reg_controller *c, bool *ret_back)
{
	int n = 0;
	*ret_back = true;
	for (size_t i = 0; i < before->n; i++)
		if (strcmp(before->items[i].id, c->id) == 0) {
			n++;
			*ret_back = *ret_back && before->items[i].back;
		}
	return n;
}

/* Its name, after those it went to before. */
static const char *
names_with(const struct forwarded_list *before, const struct reg_controller *c, struct arena *a)
{
	const char *names = c->name;
	for (size_t i = before->n; i-- > 0;)
		if (!before->items[i].back)
			names = arena_printf(a, "%s, %s", before->items[i].name, names);
	return names;
}

static bool
forward(struct installation *in, struct dossier *d, const struct task *t, const char *to,
    struct arena *a, struct err *err)
{
	const struct reg_controller *c = to ? contact_controller(d, to) : NULL;
	struct forwarded_list before;
	struct letter letter;
	if (!c)
		return err_set(err, to ? ERR_NOTFOUND : ERR_USAGE,
		    "say which controller with --to: an id of "
		    "\"controllers\" in the register of %s",
		    d->org.slug);
	if (!post_forwarded(d, a, &before, err))
		return false;
	const struct outcome said = {
		.code = OUTCOME_FORWARDED,
		.count = -1,
		.to = names_with(&before, c, a),
	};
	bool back;
	int nth = letters_to(&before, c, &back) + 1;
	if (!back)
		return err_set(err, ERR_CONFLICT, "%s is forwarded to %s already",
		    d->request.reference, c->id);
	return put_outcomes(in, t, NULL, &said, a, err) &&
	    instruct_controller(in, d, t, c, nth, &letter, err) &&
	    dossier_letter(d, t->id, &letter, err);
}

/* ---- done ---- */

static bool
put_said(struct dossier *d, const struct task *t, const struct task_answer *w,
    const struct part_sink *sink, struct err *err)
{
	struct installation *in = d->in;
	if (t->action == ACTION_FORWARD)
		return forward(in, d, t, w->to, d->a, err);
	struct outcome said = { .code = OUTCOME_NOTHING, .count = -1 };
	if (w->nothing)
		return put_outcomes(in, t, NULL, &said, d->a, err);
	const char *category = category_of(t, w->category, err);
	if (!category)
		return false;
	said.code = w->file || w->count > 0 ? OUTCOME_FOUND : OUTCOME_NOTHING;
	said.count = w->file ? 1 : w->count;
	return put_outcomes(in, t, category, &said, d->a, err) &&
	    put_parts(in, d, t, sink, d->a, err);
}

/* A person may be known to several customers: each is handed the request, one after the other. */
static bool
is_another(const struct task *t)
{
	return t->action == ACTION_FORWARD && strcmp(t->state, "done") == 0;
}

/* The task is moved first: of two people at two terminals one is told before all else. */
static bool
done(struct dossier *d, const struct task_name *name, const struct task_answer *w,
    const struct part_sink *sink, int64_t *ret_unsent, struct err *err)
{
	struct letter_list letters;
	const struct task *t = task_named(d, name, err);
	if (!t || !post_letters(d, d->a, &letters, err))
		return false;
	post_asked(&letters, t->id, ret_unsent);
	return dossier_check_unanswered(d, err) &&
	    (is_another(t) || task_move(d->in->db, t, "done", err)) &&
	    request_changed(d->in->db, &d->request, err) &&
	    dossier_event(d, "task.done",
		json_pack("{s:s, s:s, s:b, s:b, s:s?}", "system", t->system, "action",
		    action_name(t->action), "nothing", w->nothing, "file", w->file != NULL, "to",
		    w->to),
		err) &&
	    put_said(d, t, w, sink, err) && dossier_advance(d, err);
}

static bool
check_said(const struct task_answer *w, const struct task *t, struct err *err)
{
	if (t->action == ACTION_FORWARD)
		return (!w->nothing && !w->file && w->count < 0) ||
		    err_set(err, ERR_USAGE,
			"what we process for a customer is forwarded: --to CONTROLLER");
	if (w->to)
		return err_set(err, ERR_USAGE, "--to belongs to the task \"forward\"");
	if (w->nothing + (w->file != NULL) + (w->count >= 0) != 1)
		return err_set(err, ERR_USAGE,
		    "say what was found: one of --nothing, --file FILE and --count N");
	if (w->nothing && w->category)
		return err_set(
		    err, ERR_USAGE, "--nothing is said of the whole task: leave --category out");
	return w->nothing || category_of(t, w->category, err);
}

/* A file is sealed before the request is locked: it may be large. */
static bool
seal_said(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, const struct task_answer *w, struct part_sink **ret,
    struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	const struct task *t = d ? task_named(d, name, err) : NULL;
	if (!t || !installation_allows(in, who, d->request.org_id, MAY_ACT, err) ||
	    !check_said(w, t, err))
		return false;
	const char *const none[] = { NULL };
	*ret = part_sink_new(in->conf.home, d->keys->content_public, none);
	return !w->file ||
	    (seal_file(w->file, category_of(t, w->category, err), *ret, err) &&
		blob_sync(in->blobs, err));
}

bool
search_task_done(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, const struct task_answer *w, int64_t *ret_unsent, struct err *err)
{
	auto_drop(part_sink) struct part_sink *sink = NULL;
	*ret_unsent = 0;
	if (!seal_said(in, who, reference, name, w, &sink, err))
		return false;
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	bool ok = dossier_commit(d, d && done(d, name, w, sink, ret_unsent, err), err);
	/* in doubt: a row may name the parts; if none does they are swept */
	if (ok || err->kind == ERR_TEMPORARY)
		part_sink_keep(sink);
	return ok;
}

/* ---- retry, skip ---- */

/* As it is planned now; by a person where what the system yielded was somebody else's. */
static const char *
connector_now(const struct dossier *d, const struct task *t)
{
	struct plan plan;
	if (identifier_is_doubtful(d, t->system))
		return "manual";
	dossier_plan(d, d->a, &plan);
	for (size_t i = 0; i < plan.ntasks; i++)
		if (strcmp(plan.tasks[i].system, t->system) == 0 &&
		    plan.tasks[i].action == t->action)
			return search_planned(d->in, &d->org, d->reg, &plan.tasks[i], d->a);
	return search_connector(d->in, &d->org, d->reg, t->system, t->action, d->a);
}

/* Credentials may have come, or gone, since the task was planned. */
static bool
retry(struct dossier *d, const struct task_name *name, struct err *err)
{
	struct installation *in = d->in;
	const struct task *t = task_named(d, name, err);
	if (!t || !dossier_check_unanswered(d, err))
		return false;
	if (strcmp(t->state, "waiting") == 0)
		return err_set(err, ERR_DENIED,
		    "%s waits for an identifier it can search by; one that was found "
		    "may wait for you in `dossier plan %s`",
		    t->system, d->request.reference);
	return task_reconnect(in->db, t, connector_now(d, t), err) &&
	    task_move(in->db, t, "ready", err) && request_changed(in->db, &d->request, err) &&
	    dossier_advance(d, err) &&
	    dossier_event(d, "task.retried",
		json_pack("{s:s, s:s, s:s}", "system", t->system, "action", action_name(t->action),
		    "state", t->state),
		err);
}

bool
search_task_retry(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	return dossier_commit(d, d && retry(d, name, err), err);
}

static bool
skip(struct dossier *d, const struct task_name *name, const char *ground, struct err *err)
{
	const struct task *t = task_named(d, name, err);
	const struct outcome said = { .code = OUTCOME_NOT_SEARCHED,
		.why = { REASON_SKIPPED, .text = dossier_sealed(d, ground, d->a) },
		.count = -1 };
	return t && dossier_check_unanswered(d, err) && task_move(d->in->db, t, "skipped", err) &&
	    request_changed(d->in->db, &d->request, err) &&
	    put_outcomes(d->in, t, NULL, &said, d->a, err) &&
	    dossier_event(d, "task.skipped",
		json_pack("{s:s, s:s}", "system", t->system, "action", action_name(t->action)),
		err) &&
	    dossier_advance(d, err);
}

bool
search_task_skip(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, const char *ground, struct err *err)
{
	if (!ground || !*ground)
		return err_set(err, ERR_USAGE,
		    "say why %s is not asked: --ground TEXT; the answer will tell "
		    "the person",
		    name->system);
	if (!note_check(ground, err))
		return false;
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	return dossier_commit(d, d && skip(d, name, ground, err), err);
}
