/*
 * The parts as they leave. What no edit concerns stays the part it was; what was made is removed
 * with the list of it.
 */
#include "edited.h"
#include "lines.h"

/* ---- the list ---- */

static void
add_part(struct edited *e, const struct part *p)
{
	if (e->nparts == e->cap) {
		e->cap = e->cap ? 2 * e->cap : 64;
		e->parts = xrealloc(e->parts, e->cap * sizeof(*e->parts));
	}
	e->parts[e->nparts++] = *p;
}

static void
add_made(struct edited *e, const char *blob, const struct part *from)
{
	if (e->nmade == e->made_cap) {
		e->made_cap = e->made_cap ? 2 * e->made_cap : 64;
		e->made = xrealloc(e->made, e->made_cap * sizeof(*e->made));
	}
	e->made[e->nmade++] = (struct made){ blob, from->blob };
}

/* ---- tables ---- */

struct item {
	size_t json, csv, own_json, own_csv; /* SIZE_MAX: none */
};

static struct item
item_of(const struct edit_job *job, size_t json)
{
	const struct part *like = &job->parts[json];
	struct item it = { json, SIZE_MAX, SIZE_MAX, SIZE_MAX };
	for (size_t i = 0; i < job->nparts; i++) {
		const struct part *p = &job->parts[i];
		if (i == json || strcmp(p->category, like->category) != 0 ||
		    strcmp(p->name, like->name) != 0 || strcmp(p->format, "file") == 0 ||
		    edit_item(job->parts, job->nparts, i) != json)
			continue;
		bool is_json = strcmp(p->format, "json") == 0;
		bool own = p->only_portable && !like->only_portable;
		*(own ? is_json ? &it.own_json : &it.own_csv : &it.csv) = i;
	}
	return it;
}

static bool
concerns(const struct edit *e, const struct part *p)
{
	return !e->blob || strcmp(e->blob, p->blob) == 0;
}

/* Which copies are made anew. */
static void
want_copies(struct edit_table *t, const struct item *it)
{
	const struct edit_job *job = t->job;
	bool any = false, only_portable = false;
	for (size_t i = 0; i < job->nedits; i++) {
		bool of_data = !job->edits[i].only_portable || t->json->only_portable;
		if (concerns(&job->edits[i], t->json))
			*(of_data ? &any : &only_portable) = true;
	}
	bool own = it->own_json != SIZE_MAX && it->own_csv != SIZE_MAX;
	const struct part *from = own ? &job->parts[it->own_json] : t->json;
	t->data = (struct copy){ any, t->json, *t->json, *t->csv };
	t->portability =
	    (struct copy){ (own && any) || (only_portable && (own || t->json->portable)), from,
		    *from, own ? job->parts[it->own_csv] : *t->csv };
	struct part *split[] = { &t->portability.json, &t->portability.csv };
	for (size_t i = 0; i < array_len(split); i++)
		split[i]->portable = split[i]->only_portable = true;
	/* what is made has no place yet: that of what it is made from is not ours to remove */
	if (t->data.wanted)
		t->data.json.blob = t->data.csv.blob = NULL;
	if (t->portability.wanted)
		t->portability.json.blob = t->portability.csv.blob = NULL;
	/* what stood in both places stands in one now */
	if (t->portability.wanted && !own)
		t->data.json.portable = t->data.csv.portable = false;
}

static bool
is_of_everywhere(const struct edit_table *t)
{
	for (size_t i = 0; i < t->job->nedits; i++)
		if (t->job->edits[i].blob && concerns(&t->job->edits[i], t->json))
			return false;
	return true;
}

static int64_t
count_all(const struct edit_job *job)
{
	int64_t n = 0;
	for (size_t i = 0; i < job->nedits; i++)
		n += job->edits[i].count;
	return n;
}

/* Is anything to be done? Only asked of a table that no edit names. */
static bool
look(struct edit_table *t, bool *ret, struct err *err)
{
	const struct edit_job *job = t->job;
	struct edit_job trial = *job;
	auto_drop(arena) struct arena *a = arena_new();
	struct edit *edits = arena_alloc(a, (job->nedits + 1) * sizeof(*edits));
	struct edit_table copy = *t;
	memcpy(edits, job->edits, job->nedits * sizeof(*edits));
	trial.count_only = true;
	copy.job = &trial;
	int64_t before = count_all(job);
	bool ok = edit_table(&copy, err);
	*ret = count_all(job) > before;
	if (!job->count_only)
		memcpy(job->edits, edits, job->nedits * sizeof(*edits));
	return ok;
}

static void
keep_copy(struct edited *e, const struct copy *c, const struct part *item)
{
	const struct part *parts[] = { &c->json, &c->csv };
	for (size_t i = 0; i < array_len(parts); i++) {
		if (!parts[i]->blob)
			continue;
		add_part(e, parts[i]);
		if (c->wanted)
			add_made(e, parts[i]->blob, item);
	}
}

static void
keep_own(struct edited *e, const struct item *it)
{
	if (it->own_json != SIZE_MAX)
		add_part(e, &e->job.parts[it->own_json]);
	if (it->own_csv != SIZE_MAX)
		add_part(e, &e->job.parts[it->own_csv]);
}

static bool
keep_item(struct edited *e, const struct item *it)
{
	add_part(e, &e->job.parts[it->json]);
	add_part(e, &e->job.parts[it->csv]);
	keep_own(e, it);
	return true;
}

static bool
edit_item_table(struct edited *e, size_t json, struct err *err)
{
	const struct edit_job *job = &e->job;
	const struct item it = item_of(job, json);
	const struct part *p = &job->parts[json];
	if (it.csv == SIZE_MAX)
		return err_set(err, ERR_INPUT, "%s/%s has no CSV", p->category, p->name);
	struct edit_table t = {
		.job = job,
		.marks = e->marks,
		.gone = &e->gone,
		.out = e->out,
		.arena = e->arena,
		.json = p,
		.csv = &job->parts[it.csv],
		.files_gone = e->files_gone,
		.files_stay = e->files_stay,
	};
	want_copies(&t, &it);
	bool any = true;
	if (!t.data.wanted && !t.portability.wanted)
		any = false;
	else if ((job->count_only || is_of_everywhere(&t)) && !look(&t, &any, err))
		return false;
	if (!any || job->count_only)
		return keep_item(e, &it);
	bool ok = edit_table(&t, err);
	keep_copy(e, &t.data, p);
	if (t.portability.wanted)
		keep_copy(e, &t.portability, p);
	else
		keep_own(e, &it);
	return ok;
}

/* ---- files ---- */

/* The file of a value too large for its row, when no row that leaves names it. */
static bool
is_of_value_gone(const struct edited *e, const struct part *p)
{
	return p->rows == 0 && json_get(e->files_gone, p->name) &&
	    !json_get(e->files_stay, p->name);
}

/* What stands in both places, and is not to, becomes two. */
static bool
edit_item_file(struct edited *e, const struct part *p, struct err *err)
{
	struct part data = *p, own = *p;
	bool any, other = false;
	if (is_of_value_gone(e, p))
		return true;
	if (!edit_file(e, p, false, &data, &any, err))
		return false;
	if (any)
		add_made(e, data.blob, p);
	if (p->portable && !p->only_portable && !edit_file(e, p, true, &own, &other, err))
		return false;
	if (other) {
		data.portable = false;
		own.only_portable = true;
		add_made(e, own.blob, p);
		add_part(e, &own);
	}
	add_part(e, &data);
	return true;
}

/* ---- all of them ---- */

static bool
make_ready(struct edited *e, struct err *err)
{
	const struct edit_job *job = &e->job;
	for (size_t i = 0; i < job->nedits; i++) {
		job->edits[i].count = 0;
		if (!mark_init(&e->marks[i], &job->edits[i], job->lang, err))
			return false;
	}
	return true;
}

/* By which edits something of it went, since their counts were those. */
static void
tell_took(const struct edited *e, const struct part *item, const int64_t *before)
{
	for (size_t i = 0; e->job.took && i < e->job.nedits; i++)
		if (e->job.edits[i].count > before[i])
			e->job.took(e->job.arg, i, item);
}

static bool
edit_one(struct edited *e, size_t i, struct err *err)
{
	const struct edit_job *job = &e->job;
	const struct part *p = &job->parts[i];
	int64_t *before = xcalloc(job->nedits + 1, sizeof(*before));
	for (size_t k = 0; k < job->nedits; k++)
		before[k] = job->edits[k].count;
	bool ok =
	    strcmp(p->format, "file") == 0 ? edit_item_file(e, p, err) : edit_item_table(e, i, err);
	tell_took(e, p, before);
	free(before);
	return ok;
}

/* Tables first: which files belong to what is left out follows from them. */
static bool
edit_all(struct edited *e, struct err *err)
{
	const struct edit_job *job = &e->job;
	bool ok = true;
	for (size_t i = 0; ok && i < job->nparts; i++) {
		const struct part *p = &job->parts[i];
		size_t item = edit_item(job->parts, job->nparts, i);
		if (strcmp(p->format, "file") == 0)
			continue;
		if (item == i)
			ok = edit_one(e, i, err);
		else if (item == job->nparts)
			add_part(e, p);
	}
	for (size_t i = 0; ok && i < job->nparts; i++)
		if (strcmp(job->parts[i].format, "file") == 0)
			ok = edit_one(e, i, err);
	return ok;
}

struct edited *
edit_parts(const struct edit_job *job, struct err *err)
{
	auto_drop(edited) struct edited *e = xcalloc(1, sizeof(*e));
	e->job = *job;
	e->arena = arena_new();
	e->marks = xcalloc(job->nedits + 1, sizeof(*e->marks));
	e->files_gone = json_object();
	e->files_stay = json_object();
	return make_ready(e, err) && edit_all(e, err) ? take(e) : NULL;
}

const struct part *
edited_parts(const struct edited *e, size_t *ret_n)
{
	*ret_n = e->nparts;
	return e->parts;
}

/* What cannot be removed is swept later: no row names it. */
void
edited_free(struct edited *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < array_len(e->out); i++)
		sealed_release(&e->out[i]);
	for (size_t i = 0; i < e->nmade; i++)
		(void)!blob_remove(e->job.dir, e->made[i].blob, NULL);
	for (size_t i = 0; i < e->job.nedits; i++)
		mark_release(&e->marks[i]);
	seek_release(&e->gone);
	json_decref(e->files_gone);
	json_decref(e->files_stay);
	free(e->marks);
	free(e->made);
	free(e->parts);
	arena_free(e->arena);
	free(e);
}
