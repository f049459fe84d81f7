/*
 * CSV by libcsv, streamed: a row at a time is in memory. Strict: a stray quote, a row with more or
 * fewer cells than the heading, or text that is not UTF-8 ends the reading, since half a file would
 * look like a whole one.
 */
#include <csv.h>
#include <errno.h>
#include <unistd.h>

#include "dossier/text.h"

#include "files.h"

#define BLOCK 65536

struct reader {
	struct files_input *in; /* NULL: only the heading is wanted */
	struct buf row;
	size_t end[FILES_COLUMNS]; /* where each cell ends in row */
	bool null[FILES_COLUMNS];
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
		(void)err_set(r->err, ERR_INPUT, "%s", what);
	r->failed = true;
	return false;
}

static void
on_cell(void *p, size_t n, void *arg)
{
	struct reader *r = arg;
	if (r->failed || r->done)
		return;
	if (r->ncells == FILES_COLUMNS || r->row.len + n > FILES_ROW_BYTES) {
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
			return fail(
			    r, arena_printf(r->a, "there is no column %s", r->in->columns[i].name));
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
parse_block(struct reader *r, struct csv_parser *p, const char *block, size_t n)
{
	if (csv_parse(p, block, n, on_cell, on_row, r) != n)
		return fail(r,
		    csv_error(p) == CSV_EPARSE ? "a quote stands where none may"
					       : "there is no memory for it");
	if (csv_get_buffer_size(p) > 2 * FILES_ROW_BYTES)
		return fail(r, "a cell is too long");
	return !r->failed;
}

static bool
parse_file(struct reader *r, struct csv_parser *p, int fd)
{
	static const char bom[] = "\xef\xbb\xbf";
	char block[BLOCK];
	for (bool first = true; !r->done; first = false) {
		ssize_t n = read(fd, block, sizeof(block));
		if (n < 0)
			return err_set(r->err, ERR_TEMPORARY, "cannot read: %s", strerror(errno));
		if (n == 0)
			break;
		size_t skip = first && n >= 3 && memcmp(block, bom, 3) == 0 ? 3 : 0;
		if (first)
			csv_set_delim(p, delimiter(block + skip, (size_t)n - skip));
		if (!parse_block(r, p, block + skip, (size_t)n - skip))
			return false;
	}
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
	return ok;
}

bool
files_csv_read(struct files_input *in, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct reader *r = arena_alloc(a, sizeof(*r));
	r->in = in;
	r->a = a;
	r->err = err;
	return read_csv(r, in->fd);
}

bool
files_csv_heading(int fd, struct arena *a, const char ***ret, size_t *ret_n, struct err *err)
{
	struct reader *r = arena_alloc(a, sizeof(*r));
	r->a = a;
	r->err = err;
	bool ok = read_csv(r, fd) && (lseek(fd, 0, SEEK_SET) == 0 || fail(r, "it is no file"));
	*ret = r->heading;
	*ret_n = r->nheading;
	return ok;
}
