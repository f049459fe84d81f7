/*
 * CSV by libcsv, streamed: a row at a time is in memory. Strict: a stray quote, a row with more or
 * fewer cells than the heading, or text that is not UTF-8 ends the reading, since half a file would
 * look like a whole one.
 */
#include <csv.h>
#include <errno.h>
#include <unistd.h>

#include "dossier/phrase.h"
#include "dossier/text.h"

#include "dossier/row_file.h"

#define BLOCK 65536

/*
 * Cells on their way to the parser: one that is too long for its row goes no further, and at its
 * end a token goes in.
 */
struct cutter {
	enum { AT_START, PLAIN, QUOTED, AT_QUOTE } state;
	unsigned char delimiter;
	int64_t at, begin; /* in the file: here; where the cell began */
	size_t len;        /* of the cell, as it is written */
	struct buf out;
};

struct reader {
	struct row_file_input *in; /* NULL: only the heading is wanted */
	struct cutter cutter;
	struct buf row;
	size_t end[ROW_FILE_COLUMNS]; /* where each cell ends in row */
	bool null[ROW_FILE_COLUMNS];
	size_t ncells, nheading;
	struct arena *a;
	const char **heading;
	size_t *where; /* column of the input -> cell */
	struct value *cells;
	struct err *err;
	bool failed, done;
};

static bool
fail(struct reader *r, const char *what)
{
	if (!r->failed)
		(void)err_set(r->err, ERR_INPUT, "%s", phrase(what));
	r->failed = true;
	return false;
}

/* Of a cell that was cut, what came before the token is not wanted. */
static void
skip_cut(const struct reader *r, char **p, size_t *n)
{
	size_t which;
	if (!r->in || r->in->large.n == 0 || *n < LARGE_TOKEN_LEN)
		return;
	char *end = *p + *n - (LARGE_TOKEN_LEN - 1);
	if (large_token_find(
		&r->in->large.tokens, (struct value){ end, LARGE_TOKEN_LEN - 1 }, &which) == end) {
		*p = end;
		*n = LARGE_TOKEN_LEN - 1;
	}
}

static void
on_cell(void *cell_p, size_t n, void *arg)
{
	struct reader *r = arg;
	char *p = cell_p;
	if (r->failed || r->done)
		return;
	skip_cut(r, &p, &n);
	if (r->ncells == ROW_FILE_COLUMNS || r->row.len + n > ROW_FILE_BYTES) {
		(void)fail(r, "it has too many cells or bytes");
		return;
	}
	if (n)
		buf_add(&r->row, p, n);
	r->null[r->ncells] = p == NULL;
	r->end[r->ncells++] = r->row.len;
}

static struct value
cell(const struct reader *r, size_t i)
{
	size_t begin = i ? r->end[i - 1] : 0;
	if (r->null[i])
		return (struct value){ NULL, 0 };
	return (struct value){ r->row.data ? r->row.data + begin : "", r->end[i] - begin };
}

static size_t
find(const struct reader *r, const char *name)
{
	size_t i = 0;
	while (i < r->nheading && strcmp(r->heading[i], name) != 0)
		i++;
	return i;
}

/* A name is the register's own; a heading may be anybody's, and is not quoted. */
static const char *
no_column(const struct reader *r, size_t i)
{
	return i < r->in->exact
	    ? arena_printf(r->a, phrase("column %zu of the first file is not there"), i + 1)
	    : arena_printf(r->a, phrase("there is no column %s"), r->in->columns[i].name);
}

/* Which cell each wanted column is. */
static bool
map(struct reader *r)
{
	size_t n = r->in->ncolumns;
	r->where = arena_alloc(r->a, (n + 1) * sizeof(*r->where));
	r->cells = arena_alloc(r->a, (n + 1) * sizeof(*r->cells));
	for (size_t i = 0; i < n; i++) {
		r->where[i] = find(r, r->in->columns[i].name);
		if (r->where[i] == r->nheading)
			return fail(r, no_column(r, i));
	}
	return true;
}

static bool
read_heading(struct reader *r)
{
	r->heading = arena_alloc(r->a, r->ncells * sizeof(*r->heading));
	for (size_t i = 0; i < r->ncells; i++) {
		struct value v = cell(r, i);
		if (!v.data || v.len == 0 || v.len > 200)
			return fail(r, "a column has no heading, or one that is too long");
		const char *name = arena_strndup(r->a, v.data, v.len);
		if (find(r, name) < r->nheading)
			return fail(r, "a heading stands there twice");
		r->heading[r->nheading++] = name;
	}
	r->done = !r->in;
	if (r->in && r->in->exact && r->in->exact != r->nheading)
		return fail(r, "it has more or fewer columns than the first file");
	return !r->in || map(r);
}

static bool
give_row(struct reader *r)
{
	r->in->row++;
	if (r->ncells != r->nheading)
		return fail(r, "it has more or fewer cells than the heading");
	for (size_t i = 0; i < r->in->ncolumns; i++)
		r->cells[i] = cell(r, r->where[i]);
	if (!r->in->visit(r->in->arg, r->cells, r->err))
		r->failed = true;
	return !r->failed;
}

static void
on_row(int end, void *arg)
{
	struct reader *r = arg;
	(void)end;
	if (r->failed || r->done)
		return;
	if (!text_is_utf8(r->row.data ? r->row.data : "", r->row.len) ||
	    (r->row.data && memchr(r->row.data, '\0', r->row.len)))
		(void)fail(r, "it is not UTF-8 text: save the file as UTF-8");
	else if (r->heading)
		(void)give_row(r);
	else
		(void)read_heading(r);
	buf_reset(&r->row);
	r->ncells = 0;
}

/* ---- cells that are too long ---- */

static void
forward(struct cutter *c, char byte)
{
	if (c->len <= LARGE_BYTES)
		buf_addc(&c->out, byte);
}

/* ${end}: where in the file the text of the cell ended. */
static void
end_cell(struct reader *r, int64_t end, enum large_form form)
{
	struct cutter *c = &r->cutter;
	char token[LARGE_TOKEN_LEN];
	if (c->len > LARGE_BYTES && r->in) {
		row_file_large_add(&r->in->large, c->begin, end, form, token);
		buf_adds(&c->out, token);
	}
	c->len = 0;
}

static bool
ends_cell(const struct cutter *c, char byte)
{
	return (unsigned char)byte == c->delimiter || byte == '\n' || byte == '\r';
}

static void
begin_cell(struct cutter *c, char byte)
{
	bool quote = byte == '"';
	c->begin = c->at + quote;
	c->len = quote ? 0 : 1;
	c->state = quote ? QUOTED : PLAIN;
	buf_addc(&c->out, byte);
}

static void
cut_byte(struct reader *r, char byte)
{
	struct cutter *c = &r->cutter;
	switch (c->state) {
	case AT_QUOTE: /* one more doubles it; anything else says that it closed the cell */
		if (byte == '"') {
			c->len += 2;
			forward(c, '"');
			forward(c, '"');
			c->state = QUOTED;
			return;
		}
		end_cell(r, c->at - 1, LARGE_CSV);
		buf_addc(&c->out, '"');
		buf_addc(&c->out, byte);
		c->state = ends_cell(c, byte) ? AT_START : PLAIN;
		return;
	case QUOTED:
		if (byte == '"') {
			c->state = AT_QUOTE;
			return;
		}
		c->len++;
		forward(c, byte);
		return;
	case PLAIN:
		if (!ends_cell(c, byte)) {
			c->len++;
			forward(c, byte);
			return;
		}
		end_cell(r, c->at, LARGE_PLAIN);
		c->state = AT_START;
		buf_addc(&c->out, byte);
		return;
	case AT_START:
		if (ends_cell(c, byte))
			buf_addc(&c->out, byte);
		else
			begin_cell(c, byte);
		return;
	}
}

/* The rest of a file, which ends a cell too. */
static void
cut_end(struct reader *r)
{
	struct cutter *c = &r->cutter;
	if (c->state == AT_QUOTE) {
		end_cell(r, c->at - 1, LARGE_CSV);
		buf_addc(&c->out, '"');
	} else if (c->state == PLAIN)
		end_cell(r, c->at, LARGE_PLAIN);
}

/* Cells are kept as they are: libcsv would trim them. */
static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

/*
 * Spreadsheets in Dutch and Swedish write semicolons: whatever stands most often in the heading,
 * outside quotes.
 */
static unsigned char
delimiter(const char *p, size_t n)
{
	static const char known[] = ",;\t";
	size_t count[3] = { 0 }, most = 0;
	bool quoted = false;
	for (size_t i = 0; i < n && (quoted || (p[i] != '\n' && p[i] != '\r')); i++) {
		const char *at = p[i] ? strchr(known, p[i]) : NULL;
		if (p[i] == '"')
			quoted = !quoted;
		else if (at && !quoted)
			count[at - known]++;
	}
	for (size_t i = 1; i < array_len(count); i++)
		if (count[i] > count[most])
			most = i;
	return (unsigned char)known[most];
}

static bool
parse_text(struct reader *r, struct csv_parser *p)
{
	struct buf *text = &r->cutter.out;
	if (text->len > 0 && csv_parse(p, text->data, text->len, on_cell, on_row, r) != text->len)
		return fail(r,
		    csv_error(p) == CSV_EPARSE ? "a quote stands where none may"
					       : "there is no memory for it");
	if (csv_get_buffer_size(p) > 2 * ROW_FILE_BYTES)
		return fail(r, "a cell is too long");
	buf_reset(text);
	return !r->failed;
}

static bool
parse_block(struct reader *r, struct csv_parser *p, const char *block, size_t n)
{
	for (size_t i = 0; i < n; i++, r->cutter.at++)
		cut_byte(r, block[i]);
	return parse_text(r, p);
}

static bool
parse_blocks(struct reader *r, struct csv_parser *p, int fd)
{
	static const char bom[] = "\xef\xbb\xbf";
	char block[BLOCK];
	int64_t at = 0;
	ssize_t n;
	for (bool first = true; !r->done; first = false, at += n) {
		n = pread(fd, block, sizeof(block), at);
		if (n < 0)
			return err_set(r->err, ERR_TEMPORARY, "cannot read: %s", strerror(errno));
		if (r->in && r->in->size && (n ? at + n > r->in->size : at < r->in->size))
			return err_set(r->err, ERR_TEMPORARY,
			    "it changed while it was read: try again when it is whole");
		if (n == 0)
			break;
		size_t skip = first && n >= 3 && memcmp(block, bom, 3) == 0 ? 3 : 0;
		if (first) {
			r->cutter.delimiter = delimiter(block + skip, (size_t)n - skip);
			r->cutter.at = (int64_t)skip;
			csv_set_delim(p, r->cutter.delimiter);
		}
		if (!parse_block(r, p, block + skip, (size_t)n - skip))
			return false;
	}
	return true;
}

static bool
parse_file(struct reader *r, struct csv_parser *p, int fd)
{
	if (!parse_blocks(r, p, fd))
		return false;
	cut_end(r);
	if (!r->done && !parse_text(r, p))
		return false;
	if (!r->done && csv_fini(p, on_cell, on_row, r) != 0)
		return fail(r, "the file ends inside quotes");
	return !r->failed && (r->heading || fail(r, "the file has no heading"));
}

static bool
read_csv(struct reader *r, int fd)
{
	struct csv_parser p;
	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL) != 0)
		BUG("libcsv does not start");
	csv_set_space_func(&p, no_space);
	csv_set_blk_size(&p, BLOCK); /* its own 128 bytes a time make a long cell quadratic */
	bool ok = parse_file(r, &p, fd);
	csv_free(&p);
	buf_release(&r->row);
	buf_release(&r->cutter.out);
	return ok;
}

bool
row_file_csv_read(struct row_file_input *in, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct reader *r = arena_alloc(a, sizeof(*r));
	r->in = in;
	r->a = a;
	r->err = err;
	return read_csv(r, in->fd);
}

bool
row_file_csv_heading(int fd, struct arena *a, const char ***ret, size_t *ret_n, struct err *err)
{
	struct reader *r = arena_alloc(a, sizeof(*r));
	r->a = a;
	r->err = err;
	bool ok = read_csv(r, fd);
	*ret = r->heading;
	*ret_n = r->nheading;
	return ok;
}
