/*
 * Questions and answers as bytes.
 */
#include "wire.h"

struct ask_head {
	uint64_t ask, nmarks, name, data;
};

struct ask_mark {
	int64_t first_page, last_page;
	uint64_t text, pattern, instead; /* bytes with their NUL; 0: NULL */
};

struct record_head {
	int64_t kind, number;
	uint64_t len;
};

static bool
take_bytes(struct bytes *in, size_t n, struct bytes *ret)
{
	if (n > in->n)
		return false;
	*ret = (struct bytes){ in->p, n };
	*in = (struct bytes){ (const char *)in->p + n, in->n - n };
	return true;
}

static bool
take_copy(struct bytes *in, void *ret, size_t n)
{
	struct bytes b;
	if (!take_bytes(in, n, &b))
		return false;
	memcpy(ret, b.p, n);
	return true;
}

/* A text with its NUL; of no bytes: NULL. */
static bool
take_text(struct bytes *in, uint64_t n, const char **ret)
{
	struct bytes b;
	*ret = NULL;
	if (n == 0)
		return true;
	if (!take_bytes(in, n, &b) || memchr(b.p, '\0', n) != (const char *)b.p + n - 1)
		return false;
	*ret = b.p;
	return true;
}

static size_t
text_size(const char *s)
{
	return s ? strlen(s) + 1 : 0;
}

void
wire_ask_put(const struct wire_question *q, struct buf *ret)
{
	const struct ask_head head = { q->ask, q->nmarks, text_size(q->name), q->data.n };
	buf_add(ret, &head, sizeof(head));
	for (size_t i = 0; i < q->nmarks; i++) {
		const struct redact_mark *m = &q->marks[i];
		const struct ask_mark mark = { m->first_page, m->last_page, text_size(m->text),
			text_size(m->pattern), text_size(m->instead) };
		buf_add(ret, &mark, sizeof(mark));
		buf_add(ret, m->text, mark.text);
		buf_add(ret, m->pattern, mark.pattern);
		buf_add(ret, m->instead, mark.instead);
	}
	buf_add(ret, q->name, head.name);
	buf_add(ret, q->data.p, q->data.n);
}

static bool
get_mark(struct bytes *in, struct redact_mark *ret)
{
	struct ask_mark m;
	if (!take_copy(in, &m, sizeof(m)))
		return false;
	ret->first_page = (int)m.first_page;
	ret->last_page = (int)m.last_page;
	return take_text(in, m.text, &ret->text) && take_text(in, m.pattern, &ret->pattern) &&
	    take_text(in, m.instead, &ret->instead);
}

bool
wire_ask_get(struct bytes in, struct wire_question *ret, struct arena *a)
{
	struct ask_head head;
	if (!take_copy(&in, &head, sizeof(head)) || head.nmarks > in.n / sizeof(struct ask_mark))
		return false;
	ret->ask = (enum wire_ask)head.ask;
	ret->nmarks = head.nmarks;
	ret->marks = arena_alloc(a, (head.nmarks + 1) * sizeof(ret->marks[0]));
	for (size_t i = 0; i < head.nmarks; i++)
		if (!get_mark(&in, &ret->marks[i]))
			return false;
	return take_text(&in, head.name, &ret->name) && ret->name &&
	    take_bytes(&in, head.data, &ret->data) && in.n == 0;
}

void
wire_put(struct buf *ret, struct wire_record r)
{
	const struct record_head head = { r.kind, r.number, r.bytes.n };
	buf_add(ret, &head, sizeof(head));
	buf_add(ret, r.bytes.p, r.bytes.n);
}

bool
wire_get(struct bytes *in, struct wire_record *ret)
{
	struct record_head head;
	if (!take_copy(in, &head, sizeof(head)) || head.kind < 0 || head.kind > WIRE_DONE ||
	    !take_bytes(in, head.len, &ret->bytes))
		return false;
	ret->kind = (enum wire_kind)head.kind;
	ret->number = (int)head.number;
	return true;
}
