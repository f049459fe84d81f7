/*
 * Files: an answer that is one goes to the sink as it comes, and never stands in memory whole.
 */
#include "http.h"

struct saving {
	struct row_sink *sink;
	const char *category, *name;
	bool open;
};

static bool
take_piece(void *arg, const void *p, size_t n, struct err *err)
{
	struct saving *s = arg;
	if (!s->open && !s->sink->file_open(s->sink, s->category, s->name, err))
		return false;
	s->open = true;
	return s->sink->file_write(s->sink, p, n, err);
}

bool
http_save(struct http_run *run, struct http_into *parent, const struct def_op *op,
    const struct values *v, struct err *err)
{
	auto_drop(buf) struct buf name = { 0 };
	if (!parent->coll) {
		parent->untaken_files++;
		return true;
	}
	if (!template_render(op->save->as, v, &name, err))
		return err_wrap(err, "op %s: save", op->name);
	struct saving s = { run->call->sink, parent->columns.category, name.data, false };
	if (!http_visit_file(run, op, v, take_piece, &s, err))
		return false;
	return !s.open || s.sink->file_close(s.sink, err);
}
