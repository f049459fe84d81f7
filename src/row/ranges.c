/*
 * Texts too large for a row of a file: passed over when the row is read, and read once more, for
 * the person's own rows, on their way into a file of the archive.
 */
#include <errno.h>
#include <unistd.h>

#include "dossier/phrase.h"
#include "dossier/row_file.h"

void
row_file_large_add(struct row_file_large *l, int64_t begin, int64_t end, enum large_form form,
    char out[static LARGE_TOKEN_LEN])
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 8;
		l->items = xrealloc(l->items, l->cap * sizeof(*l->items));
	}
	large_token(&l->tokens, l->n, out);
	l->items[l->n++] = (struct row_file_range){ begin, end, form };
}

static bool
write_range(const struct row_file_range *range, int fd, struct large_text *t, struct err *err)
{
	char block[65536];
	for (int64_t at = range->begin; at < range->end;) {
		int64_t left = range->end - at;
		ssize_t n =
		    pread(fd, block, left < 65536 ? (size_t)left : sizeof(block), (off_t)at);
		if (n <= 0)
			return err_set(err, ERR_TEMPORARY, "cannot read: %s",
			    n < 0 ? strerror(errno) : phrase("the file became shorter"));
		if (!large_text_write(t, block, (size_t)n, err))
			return false;
		at += n;
	}
	return large_text_end(t, err);
}

static bool
write_large(const struct row_file_input *in, size_t n, struct row_sink *sink, struct err *err)
{
	struct large_text t = { .sink = sink, .form = in->large.items[n].form };
	bool ok = write_range(&in->large.items[n], in->fd, &t, err);
	large_text_release(&t);
	return ok;
}

/* The ${n}th, as a file; its mark to ${out}. */
static bool
take_large(const struct row_file_input *in, size_t n, struct row_sink *sink,
    const struct row_file_field *field, struct buf *out, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct field about = { .name = field->name, .type = FIELD_TEXT };
	const char *tag = arena_printf(a, "%lld", (long long)++*field->nlarge);
	const char *name = large_name(field->collection, &about, tag, a);
	buf_adds(out, large_mark(name, FIELD_TEXT, a).data);
	return sink->value_open(sink, field->collection->category, name, err) &&
	    write_large(in, n, sink, err) && sink->file_close(sink, err);
}

bool
row_file_marks(const struct row_file_input *in, struct row_sink *sink,
    const struct row_file_field *field, struct value *v, struct arena *a, struct err *err)
{
	auto_drop(buf) struct buf text = { 0 };
	struct value rest = *v;
	size_t n;
	for (const char *at;
	     (at = large_token_find(&in->large.tokens, rest, &n)) && n < in->large.n;) {
		buf_add(&text, rest.data, (size_t)(at - rest.data));
		if (!take_large(in, n, sink, field, &text, err))
			return false;
		at += LARGE_TOKEN_LEN - 1;
		rest = (struct value){ at, rest.len - (size_t)(at - rest.data) };
	}
	buf_add(&text, rest.data, rest.len);
	*v = (struct value){ arena_strndup(a, text.data, text.len), text.len };
	return true;
}

bool
row_file_has_large(const struct row_file_input *in, struct value v)
{
	size_t n;
	return in->large.n > 0 && large_token_find(&in->large.tokens, v, &n);
}
