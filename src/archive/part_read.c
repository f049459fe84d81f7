/* What a part holds, for who looks at it and for who takes something out of it. */
#include "dossier/redact.h"

#include "lines.h"
#include "pack_read.h"

bool
part_rows(const char *dir, const struct part *p, const struct request_keys *keys, int64_t first,
    int64_t last, part_row *each, void *arg, struct err *err)
{
	auto_drop(lines) struct lines *l = lines_open(dir, p, keys, err);
	struct bytes line = { "", 0 };
	bool ok = l != NULL;
	for (int64_t row = 1; ok && line.p && row <= last; row++)
		ok = lines_next(l, &line, err) &&
		    (!line.p || row < first || each(arg, row, line.p, line.n, err));
	return ok;
}

bool
part_bytes(const char *dir, const struct part *p, const struct request_keys *keys, struct buf *to,
    struct err *err)
{
	auto_drop(pack_reader) struct pack_reader *in = NULL;
	ssize_t n = 1;
	if (p->plain_bytes > REDACT_MAX)
		return err_set(err, ERR_DENIED, "it has more than %d MiB", REDACT_MAX / (1 << 20));
	in = pack_reader_new(dir, p->blob, keys->content, err);
	buf_reserve(to, (size_t)p->plain_bytes + 1);
	while (in && n > 0 && to->len <= (size_t)p->plain_bytes) {
		n = pack_read(in, to->data + to->len, (size_t)p->plain_bytes + 1 - to->len, err);
		to->len += n > 0 ? (size_t)n : 0;
	}
	return in && n >= 0 &&
	    (to->len == (size_t)p->plain_bytes ||
		err_set(err, ERR_INPUT, "it is not as long as it was"));
}
