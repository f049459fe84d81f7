/*
 * Texts too large for a row of a file: passed over when the row is read, and read once more, for
 * the person's own rows, on their way into a file of the archive.
 */
#include <errno.h>
#include <unistd.h>

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
			    n < 0 ? strerror(errno) : "the file became shorter");
		if (!large_text_write(t, block, (size_t)n, err))
			return false;
		at += n;
	}
	return large_text_end(t, err);
}

bool
row_file_large_write(
    const struct row_file_large *l, size_t n, int fd, struct row_sink *sink, struct err *err)
{
	struct large_text t = { .sink = sink, .form = l->items[n].form };
	bool ok = write_range(&l->items[n], fd, &t, err);
	large_text_release(&t);
	return ok;
}
