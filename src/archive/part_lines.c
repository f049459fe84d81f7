/* The plain bytes of a part, a line at a time, for who looks at a page of it. */
#include "dossier/archive.h"
#include "pack_read.h"

#define PIECE 65536

struct lines {
	int64_t line, first, last;
	part_line *each;
	void *arg;
	struct buf rest; /* the beginning of a line of which the end is not read */
};

/* The end of a line was reached. */
static bool
end_line(struct lines *l, struct err *err)
{
	l->line++;
	bool ok = l->line < l->first ||
	    l->each(l->arg, l->line, l->rest.data ? l->rest.data : "", l->rest.len, err);
	if (l->rest.len > 0)
		explicit_bzero(l->rest.data, l->rest.len);
	l->rest.len = 0;
	return ok;
}

/* *ret_used: as far as the last line that is asked for. */
static bool
take_piece(struct lines *l, const char *p, size_t n, size_t *ret_used, struct err *err)
{
	size_t at = 0;
	while (at < n && l->line < l->last) {
		const char *end = memchr(p + at, '\n', n - at);
		size_t some = end ? (size_t)(end - p) - at : n - at;
		if (l->rest.len + some > PART_LINE_MAX)
			return err_set(
			    err, ERR_INPUT, "it has a line of more than %u bytes", PART_LINE_MAX);
		buf_add(&l->rest, p + at, some);
		at += some + (end != NULL);
		if (end && !end_line(l, err))
			return false;
	}
	*ret_used = at;
	return true;
}

bool
part_lines(const char *dir, const struct part *p, const struct request_keys *keys, int64_t first,
    int64_t last, part_line *each, void *arg, bool *ret_more, struct err *err)
{
	static char piece[PIECE];
	struct lines l = { .first = first, .last = last, .each = each, .arg = arg };
	auto_drop(pack_reader) struct pack_reader *in =
	    pack_reader_new(dir, p->blob, keys->content, err);
	ssize_t n = 0;
	size_t used = 0;
	bool ok = in != NULL;
	*ret_more = false;
	while (ok && l.line < last && (n = pack_read(in, piece, sizeof(piece), err)) > 0) {
		ok = take_piece(&l, piece, (size_t)n, &used, err);
		*ret_more = used < (size_t)n;
	}
	ok = ok && n >= 0;
	if (ok && n == 0 && l.line < last && l.rest.len > 0)
		ok = end_line(&l, err);
	if (ok && n > 0 && !*ret_more) {
		n = pack_read(in, piece, 1, err);
		*ret_more = n > 0;
		ok = n >= 0;
	}
	explicit_bzero(piece, sizeof(piece));
	buf_release(&l.rest);
	return ok;
}
