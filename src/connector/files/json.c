/*
 * A JSON array of objects, or JSON lines, streamed: the text of one object at a time is cut out,
 * found valid and looked into. Numbers keep every digit they were written with.
 */
#include <errno.h>
#include <unistd.h>

#include "files.h"
#include "../json_slice.h"

struct reader {
	struct files_input *in;
	FILE *f;
	struct buf row;
	struct value *cells;
};

static bool
wrong(struct err *err, const char *what)
{
	return err_set(err, ERR_INPUT, "%s", what);
}

/* The next character that is no space, or EOF. */
static int
next(FILE *f)
{
	int c;
	do
		c = getc_unlocked(f);
	while (c == ' ' || c == '\t' || c == '\n' || c == '\r');
	return c;
}

/* Cut out the object that began with a brace. */
static bool
cut_object(struct reader *r, struct err *err)
{
	int depth = 1;
	bool quoted = false;
	buf_reset(&r->row);
	buf_addc(&r->row, '{');
	while (depth > 0) {
		int c = getc_unlocked(r->f);
		if (c == EOF)
			return wrong(err, "the file ends inside an object");
		if (r->row.len >= FILES_ROW_BYTES)
			return wrong(err, "it is too long");
		buf_addc(&r->row, (char)c);
		if (quoted && c == '\\') {
			c = getc_unlocked(r->f);
			buf_addc(&r->row, (char)(c == EOF ? ' ' : c));
		} else if (c == '"') {
			quoted = !quoted;
		} else if (!quoted) {
			depth += (c == '{' || c == '[') - (c == '}' || c == ']');
		}
	}
	return true;
}

static bool
give_object(struct reader *r, struct err *err)
{
	json_error_t at;
	r->in->row++;
	if (!cut_object(r, err))
		return false;
	/* jansson takes a zero byte between tokens for a space */
	if (memchr(r->row.data, '\0', r->row.len))
		return wrong(err, "it is no JSON: a zero byte stands in it");
	auto_drop(json) json_t *valid = json_loadb(
	    r->row.data, r->row.len, JSON_DECODE_INT_AS_REAL | JSON_REJECT_DUPLICATES, &at);
	if (!valid)
		return err_set(
		    err, ERR_INPUT, "it is no JSON (its line %d, column %d)", at.line, at.column);
	auto_drop(arena) struct arena *a = arena_new();
	struct value text = { r->row.data, r->row.len };
	for (size_t i = 0; i < r->in->ncolumns; i++) {
		const struct files_column *c = &r->in->columns[i];
		struct value slice = json_slice(text, c->path);
		bool null = slice.len == 4 && memcmp(slice.data, "null", 4) == 0;
		r->cells[i] = c->raw && !null ? slice : json_slice_text(slice, a);
	}
	return r->in->visit(r->in->arg, r->cells, err);
}

/* Objects until ${end}: between those of an array stand commas, between lines nothing. */
static bool
give_all(struct reader *r, int c, bool array, struct err *err)
{
	while (c == '{') {
		if (!give_object(r, err))
			return false;
		c = next(r->f);
		if (!array)
			continue;
		if (c != ',')
			break;
		c = next(r->f);
		if (c != '{')
			return wrong(err, "after it stands a comma, but no object");
	}
	if (c == EOF && ferror_unlocked(r->f))
		return err_set(err, ERR_TEMPORARY, "cannot read: %s", strerror(errno));
	if (array ? c != ']' || next(r->f) != EOF : c != EOF)
		return wrong(err,
		    "after it stands something else than an object: expected an array of objects, "
		    "or JSON lines");
	return true;
}

static bool
read_json(struct reader *r, struct err *err)
{
	int c = next(r->f);
	if (c == 0xef && (getc_unlocked(r->f) != 0xbb || getc_unlocked(r->f) != 0xbf))
		return wrong(err, "it is no JSON");
	if (c == 0xef)
		c = next(r->f);
	bool array = c == '[';
	return give_all(r, array ? next(r->f) : c, array, err);
}

bool
files_json_read(struct files_input *in, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct reader r = { .in = in,
		.cells = arena_alloc(a, (in->ncolumns + 1) * sizeof(struct value)) };
	auto_drop(fd) int fd = dup(in->fd);
	r.f = fd < 0 ? NULL : fdopen(fd, "r");
	if (!r.f)
		return err_set(err, ERR_SYSTEM, "cannot read: %s", strerror(errno));
	fd = -1;
	bool ok = read_json(&r, err);
	(void)fclose(r.f);
	buf_release(&r.row);
	return ok;
}
