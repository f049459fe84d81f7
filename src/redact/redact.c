/*
 * Files: asked of the process that reads them. What it answers was made from what strangers wrote:
 * it is taken for bytes of a certain length, and no more.
 */
#include "ask.h"

static bool
refused(int why, struct err *err)
{
	switch ((enum wire_refusal)why) {
	case WIRE_NO_FORM:
		return err_set(err, ERR_DENIED,
		    "nothing can be taken out of a file of this kind: withhold it whole");
	case WIRE_STILL_HOLDS:
		return err_set(err, ERR_DENIED,
		    "what was made still holds what was to be taken out: withhold it whole");
	case WIRE_BROKEN:
		break;
	}
	return err_set(err, ERR_INPUT, "the file cannot be read");
}

/* An answer, record by record; false: it was refused, or is none. */
struct answer {
	struct buf bytes;
	struct bytes left;
};

static bool
ask(const struct wire_question *q, struct answer *ret, struct err *err)
{
	*ret = (struct answer){ 0 };
	struct redact_set *set = redact_set_new(q->marks, q->nmarks, err);
	redact_set_free(set);
	if (!set)
		return false;
	if (q->data.n > REDACT_MAX)
		return err_set(err, ERR_DENIED,
		    "it is larger than %d MiB, and cannot be looked through: withhold it whole",
		    REDACT_MAX >> 20);
	if (!ask_reader(q, &ret->bytes, err))
		return false;
	ret->left = (struct bytes){ ret->bytes.data, ret->bytes.len };
	return true;
}

/* The next; false: it was the last, or with ${err} set there was no last. */
static bool
next(struct answer *a, struct wire_record *ret, struct err *err)
{
	if (!wire_get(&a->left, ret))
		return err_set(err, ERR_INPUT, "the file cannot be read");
	if (ret->kind == WIRE_REFUSED)
		return refused(ret->number, err);
	return ret->kind != WIRE_DONE;
}

static void
add_count(const struct wire_question *q, const struct wire_record *r)
{
	int64_t count;
	if (r->number < 0 || (size_t)r->number >= q->nmarks || r->bytes.n != sizeof(count))
		return;
	memcpy(&count, r->bytes.p, sizeof(count));
	q->marks[r->number].count += count;
}

bool
redact_file(const char *name, struct bytes data, struct redact_mark *marks, size_t n,
    struct buf *ret, struct buf *ret_name, struct err *err)
{
	const struct wire_question q = { WIRE_REDACT, name, data, marks, n };
	struct answer a;
	struct wire_record r;
	struct err bad = { 0 };
	bool ok = ask(&q, &a, &bad);
	while (ok && next(&a, &r, &bad))
		if (r.kind == WIRE_DATA)
			buf_add(ret, r.bytes.p, r.bytes.n);
		else if (r.kind == WIRE_NAME)
			buf_add(ret_name, r.bytes.p, r.bytes.n);
		else if (r.kind == WIRE_COUNT)
			add_count(&q, &r);
	buf_release(&a.bytes);
	return bad.kind == ERR_NONE || err_set(err, bad.kind, "%s", bad.text);
}

static const char *
where_said(const struct bytes *b)
{
	static const char *const words[WIRE__WHERES] = {
		[WIRE_IN_NAME] = "name",
		[WIRE_IN_TEXT] = "text",
		[WIRE_IN_HEADER] = "header",
		[WIRE_IN_METADATA] = "metadata",
		[WIRE_IN_ATTACHMENT] = "attachment",
		[WIRE_IN_BYTES] = "bytes",
	};
	uint32_t where;
	if (b->n != sizeof(where))
		return "bytes";
	memcpy(&where, b->p, sizeof(where));
	return where < WIRE__WHERES ? words[where] : "bytes";
}

bool
redact_holds(const char *name, struct bytes data, const struct redact_mark *marks, size_t n,
    struct redact_found *ret, struct err *err)
{
	const struct wire_question q = { WIRE_HOLDS, name, data,
		(struct redact_mark *)(uintptr_t)marks, n };
	struct answer a;
	struct wire_record r;
	struct err bad = { 0 };
	bool ok = ask(&q, &a, &bad), found = false;
	*ret = (struct redact_found){ .mark = -1, .blind = true };
	while (ok && next(&a, &r, &bad))
		if (r.kind == WIRE_FOUND) {
			found = true;
			ret->mark = r.number >= 0 && (size_t)r.number < n ? r.number : -1;
			ret->where = where_said(&r.bytes);
			ret->blind = false;
		} else if (r.kind == WIRE_BLIND) {
			ret->blind = true;
		}
	buf_release(&a.bytes);
	if (bad.kind == ERR_NONE && !found)
		return err_set(err, ERR_INPUT, "the file cannot be read");
	return bad.kind == ERR_NONE || err_set(err, bad.kind, "%s", bad.text);
}

/* Two texts with a NUL between them, the second without one at its end. */
static bool
split(const struct bytes *b, const char **ret_second, size_t *ret_n)
{
	const char *nul = b->n > 0 ? memchr(b->p, '\0', b->n) : NULL;
	if (!nul)
		return false;
	*ret_second = nul + 1;
	*ret_n = b->n - (size_t)(nul + 1 - (const char *)b->p);
	return true;
}

bool
redact_words(
    const char *name, struct bytes data, redact_section_fn *each, void *arg, struct err *err)
{
	const struct wire_question q = { WIRE_WORDS, name, data, NULL, 0 };
	struct answer a;
	struct wire_record r;
	struct err bad = { 0 };
	const char *text;
	size_t n;
	bool ok = ask(&q, &a, &bad);
	while (ok && next(&a, &r, &bad))
		if (r.kind == WIRE_SECTION && split(&r.bytes, &text, &n) &&
		    !each(r.bytes.p, r.number ? text : NULL, n, arg))
			break;
	buf_release(&a.bytes);
	return bad.kind == ERR_NONE || err_set(err, bad.kind, "%s", bad.text);
}

bool
redact_people(
    const char *name, struct bytes data, redact_person_fn *each, void *arg, struct err *err)
{
	const struct wire_question q = { WIRE_PEOPLE, name, data, NULL, 0 };
	auto_drop(arena) struct arena *told = arena_new();
	struct answer a;
	struct wire_record r;
	struct err bad = { 0 };
	const char *text;
	size_t n;
	bool ok = ask(&q, &a, &bad);
	while (ok && next(&a, &r, &bad))
		if (r.kind == WIRE_PERSON && split(&r.bytes, &text, &n) &&
		    !each(
			r.number ? "phone" : "email", r.bytes.p, arena_strndup(told, text, n), arg))
			break;
	buf_release(&a.bytes);
	return bad.kind == ERR_NONE || err_set(err, bad.kind, "%s", bad.text);
}
