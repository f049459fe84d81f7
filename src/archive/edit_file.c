/* A file without what does not leave: read whole, given to the room redact, and sealed again. */
#include "dossier/digest.h"

#include "edited.h"
#include "part.h"

const char *
edited_said(const struct part *p, char out[static EDITED_SAID])
{
	char sha[HEX_SIZE(8)];
	if (strcmp(p->format, "file") == 0)
		(void)snprintf(out, EDITED_SAID, "files/%s (SHA-256 %s...)", p->category,
		    hex_put(p->sha256, 8, sha));
	else
		(void)snprintf(out, EDITED_SAID, "%s/%s", p->category, p->name);
	return out;
}

/* Only what is said of everything may say rows and columns too: a file has none. */
static bool
concerns(const struct edit *e, const struct part *p, bool portability, bool *ret, struct err *err)
{
	bool named = e->blob && strcmp(e->blob, p->blob) == 0,
	     of_table = e->kind == EDIT_WITHHOLD || e->column || e->where || e->first_row;
	if (named && of_table)
		return err_set(err, ERR_INPUT, "it is a file and has no rows and no columns");
	*ret = (named || (!e->blob && !of_table)) &&
	    (!e->only_portable || portability || p->only_portable);
	return true;
}

struct work {
	struct redact_mark *marks;
	size_t *edits; /* of each mark */
	size_t n;
	bool named; /* an edit is about this file; else they look everywhere */
};

static bool
collect(
    const struct edited *e, const struct part *p, bool portability, struct work *w, struct err *err)
{
	bool any_portable = p->only_portable || !portability;
	for (size_t i = 0; i < e->job.nedits; i++) {
		const struct edit *edit = &e->job.edits[i];
		bool mine = false;
		if (!concerns(edit, p, portability, &mine, err))
			return false;
		if (!mine)
			continue;
		any_portable |= edit->only_portable;
		w->named |= edit->blob != NULL;
		w->marks[w->n] = e->marks[i].words;
		w->marks[w->n].count = 0;
		w->marks[w->n].first_page = edit->first_page;
		w->marks[w->n].last_page = edit->last_page;
		w->edits[w->n++] = i;
	}
	/* the copy for portability/ is another only when something is left out there alone */
	w->n = any_portable ? w->n : 0;
	return true;
}

static void
count(const struct edited *e, const struct part *p, bool portability, const struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		struct edit *edit = &e->job.edits[w->edits[i]];
		if (p->only_portable || edit->only_portable == portability)
			edit->count += w->marks[i].count;
	}
}

static bool
seal_file(
    struct edited *e, const struct buf *bytes, const char *name, struct part *made, struct err *err)
{
	made->name = part_file_name(name, e->arena);
	return sealed_begin(&e->out[0], e->job.dir, e->job.keys, err) &&
	    pack_add(&e->out[0].pack, bytes->data, bytes->len, err) &&
	    sealed_end(&e->out[0], e->arena, made, err);
}

/* ---- what its patterns match is sought elsewhere ---- */

struct matches {
	struct edited *edited;
	size_t edit;
	struct err *err;
};

static bool
add_match(void *arg, size_t mark, struct bytes place)
{
	const struct matches *m = arg;
	(void)mark;
	return seek_add(&m->edited->gone, place, (uint32_t)m->edit, m->err);
}

static bool
add_matches(const char *heading, const char *text, size_t n, void *arg)
{
	const struct matches *m = arg;
	(void)heading;
	return !text || redact_set_each(m->edited->marks[m->edit].set, text, n, add_match, arg);
}

static bool
keep_matches(struct edited *e, const struct part *p, const struct work *w, struct bytes data,
    struct err *err)
{
	for (size_t i = 0; i < w->n && !e->job.count_only; i++) {
		const struct edit *edit = &e->job.edits[w->edits[i]];
		struct matches m = { e, w->edits[i], err };
		if (edit->pattern && !edit->elsewhere_known && w->marks[i].count > 0 &&
		    !redact_words(p->name, data, add_matches, &m, err))
			return false;
	}
	return true;
}

/*
 * Is there anything to be taken out? What cannot be looked through stays as it is: the proof says
 * so, where nobody saw it and let it pass.
 */
static bool
holds(const struct part *p, const struct work *w, struct bytes data, bool *ret, struct err *err)
{
	struct redact_found found = { .mark = -1 };
	struct err why = { 0 };
	*ret = w->named;
	if (w->named)
		return true;
	bool ok = redact_holds(p->name, data, w->marks, w->n, &found, &why);
	*ret = found.mark >= 0;
	return ok || why.kind == ERR_INPUT || why.kind == ERR_DENIED ||
	    err_set(err, why.kind, "%s", why.text);
}

static bool
redact(struct edited *e, const struct part *p, bool portability, struct work *w, struct part *made,
    bool *ret, struct err *err)
{
	auto_drop(buf) struct buf in = { 0 }, out = { 0 }, name = { 0 };
	bool any;
	if (!w->named && p->plain_bytes > REDACT_MAX)
		return true;
	if (!part_bytes(e->job.dir, p, e->job.keys, &in, err))
		return false;
	struct bytes data = { in.data, in.len };
	if (!holds(p, w, data, &any, err))
		return false;
	if (!any)
		return true;
	if (!redact_file(p->name, data, w->marks, w->n, &out, &name, err))
		return false;
	count(e, p, portability, w);
	if (!keep_matches(e, p, w, data, err))
		return false;
	*ret = !e->job.count_only;
	return !*ret || seal_file(e, &out, name.data ? name.data : "", made, err);
}

bool
edit_file(struct edited *e, const struct part *p, bool portability, struct part *made, bool *ret,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	size_t n = e->job.nedits + 1;
	char said[EDITED_SAID];
	struct work w = { .marks = arena_alloc(a, n * sizeof(*w.marks)),
		.edits = arena_alloc(a, n * sizeof(*w.edits)) };
	*ret = false;
	return (collect(e, p, portability, &w, err) &&
		   (w.n == 0 || redact(e, p, portability, &w, made, ret, err))) ||
	    err_wrap(err, "%s", edited_said(p, said));
}
