/*
 * A JSON array of objects, or JSON lines, streamed: the text of one object at a time is cut out,
 * found valid and looked into. Numbers keep every digit they were written with.
 */
#include <errno.h>
#include <unistd.h>

#include "dossier/phrase.h"
#include "dossier/row_file.h"
#include "dossier/json_slice.h"

struct reader {
	struct row_file_input *in;
	FILE *f;
	int64_t at; /* in the file */
	struct buf row;
	struct value *cells;
	/* of the string at hand: where it began in the row and in the file */
	size_t string;
	int64_t string_at;
	bool passed_over;
};

static bool
wrong(struct err *err, const char *what)
{
	return err_set(err, ERR_INPUT, "%s", phrase(what));
}

static int
get(struct reader *r)
{
	r->at++;
	return getc_unlocked(r->f);
}

/* The next character that is no space, or EOF. */
static int
next(struct reader *r)
{
	int c;
	do
		c = get(r);
	while (c == ' ' || c == '\t' || c == '\n' || c == '\r');
	return c;
}

/* What is too long for the row is passed over: at its end a token takes its place. */
static void
add(struct reader *r, bool quoted, int c)
{
	if (quoted && !r->passed_over && r->row.len - r->string > LARGE_BYTES) {
		r->passed_over = true;
		r->row.len = r->string;
	}
	if (!quoted || !r->passed_over)
		buf_addc(&r->row, (char)c);
}

static void
begin_string(struct reader *r)
{
	r->string = r->row.len;
	r->string_at = r->at;
	r->passed_over = false;
}

static void
end_string(struct reader *r)
{
	char token[LARGE_TOKEN_LEN];
	if (!r->passed_over)
		return;
	row_file_large_add(&r->in->large, r->string_at, r->at - 1, LARGE_JSON, token);
	buf_adds(&r->row, token);
	buf_addc(&r->row, '"');
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
		int c = get(r);
		if (c == EOF)
			return wrong(err, "the file ends inside an object");
		if (r->row.len >= ROW_FILE_BYTES)
			return wrong(err, "it is too long");
		add(r, quoted, c);
		if (quoted && c == '\\') {
			c = get(r);
			add(r, true, c == EOF ? ' ' : c);
		} else if (c == '"') {
			quoted = !quoted;
			if (quoted)
				begin_string(r);
			else
				end_string(r);
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
		const struct row_file_column *c = &r->in->columns[i];
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
		c = next(r);
		if (!array)
			continue;
		if (c != ',')
			break;
		c = next(r);
		if (c != '{')
			return wrong(err, "after it stands a comma, but no object");
	}
	if (c == EOF && ferror_unlocked(r->f))
		return err_set(err, ERR_TEMPORARY, "cannot read: %s", strerror(errno));
	if (array ? c != ']' || next(r) != EOF : c != EOF)
		return wrong(err,
		    "after it stands something else than an object: expected an array of objects, "
		    "or JSON lines");
	return true;
}

static bool
read_json(struct reader *r, struct err *err)
{
	int c = next(r);
	if (c == 0xef && (get(r) != 0xbb || get(r) != 0xbf))
		return wrong(err, "it is no JSON");
	if (c == 0xef)
		c = next(r);
	bool array = c == '[';
	return give_all(r, array ? next(r) : c, array, err);
}

bool
row_file_json_read(struct row_file_input *in, struct err *err)
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
