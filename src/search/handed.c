/*
 * What a person found, on its way into the archive: a CSV file is read as those of the files
 * connector are and becomes rows like any other, every other file stays the file it is. Sealed
 * before the request is locked: it may be large.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "search_private.h"

#define FILE_MAX (INT64_C(4) << 30)
#define NAME_MAX_BYTES 60

/* So much as it was when it was looked at, whoever else moves in it, or writes, meanwhile. */
static bool
seal_bytes(const struct task_file *f, int64_t size, struct row_sink *rows, struct err *err)
{
	static char piece[65536];
	int64_t at = 0;
	ssize_t n = 0;
	bool ok = true;
	while (ok && (n = pread(f->fd, piece, sizeof(piece), at)) > 0 && at + n <= size) {
		ok = rows->file_write(rows, piece, (size_t)n, err);
		at += n;
	}
	explicit_bzero(piece, sizeof(piece));
	if (!ok)
		return false;
	if (n < 0)
		return err_set(err, ERR_SYSTEM, "cannot read %s: %m", f->name);
	return (n == 0 && at == size) ||
	    err_set(err, ERR_TEMPORARY,
		"%s: it changed while it was read: try again when it is whole", f->name);
}

/* ---- a table ---- */

struct table {
	struct row_file_input in;
	struct collection c;
	struct row_sink *sink;
	int64_t nlarge;
};

static bool
is_table(const char *name)
{
	size_t n = strlen(name);
	return n > 4 && strcasecmp(name + n - 4, ".csv") == 0;
}

/* "Orders 2026.csv" is orders_2026: as collections of the register are called. */
static const char *
table_name(const char *file, struct arena *a)
{
	char *name = arena_strndup(a, file, strlen(file) - 4);
	if (strlen(name) > NAME_MAX_BYTES)
		name[NAME_MAX_BYTES] = '\0';
	for (char *p = name; *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
		else if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", *p))
			*p = '_';
	}
	return name;
}

static bool
give_row(void *arg, const struct value *cells, struct err *err)
{
	struct table *t = arg;
	auto_drop(arena) struct arena *a = arena_new();
	struct value *out = arena_alloc(a, t->c.nfields * sizeof(*out));
	for (size_t i = 0; i < t->c.nfields; i++) {
		const struct row_file_field field = { &t->c, t->c.fields[i].name, &t->nlarge };
		out[i] = cells[i];
		if (row_file_has_large(&t->in, cells[i]) &&
		    !row_file_marks(&t->in, t->sink, &field, &out[i], a, err))
			return false;
	}
	return t->sink->row(t->sink, out, err);
}

/*
 * Every column, as text, provided by the person where the category says that it is; but what the
 * category never exports is not taken in by accident.
 */
static bool
table_columns(struct table *t, const struct category *category, const char **heading,
    struct arena *a, struct err *err)
{
	struct row_file_column *column = arena_alloc(a, t->c.nfields * sizeof(*column));
	struct field *field = arena_alloc(a, t->c.nfields * sizeof(*field));
	bool provided = category && json_flag(category->json, "provided");
	for (size_t i = 0; i < t->c.nfields; i++) {
		if (category && json_has(json_get(category->json, "never_exported"), heading[i]))
			return err_set(err, ERR_INPUT,
			    "it holds %s, which category %s never exports: take that column out",
			    heading[i], category->id);
		column[i] = (struct row_file_column){ .name = heading[i] };
		field[i] = (struct field){ .name = heading[i],
			.type = FIELD_TEXT,
			.provided = provided,
			.assumed = provided };
	}
	t->in.columns = column;
	t->in.ncolumns = t->in.exact = t->c.nfields;
	t->c.fields = field;
	return true;
}

static bool
table_rows(struct table *t, struct err *err)
{
	bool ok = t->sink->begin(t->sink, &t->c, err) && row_file_csv_read(&t->in, err);
	free(t->in.large.items);
	if (!ok)
		return t->in.row ? err_wrap(err, "row %lld", (long long)t->in.row) : false;
	if (t->in.row == 0)
		return err_set(err, ERR_INPUT,
		    "it has a heading and no row: say --nothing where nothing was found");
	return t->sink->end(t->sink, err);
}

static bool
seal_table(const struct dossier *d, const struct task_file *f, const char *category, int64_t size,
    struct row_sink *sink, struct err *err)
{
	const char **heading;
	struct table t = { .in = { .fd = f->fd, .visit = give_row, .size = size }, .sink = sink };
	t.in.arg = &t;
	t.c = (struct collection){ .category = category, .name = table_name(f->name, d->a) };
	return (row_file_csv_heading(f->fd, d->a, &heading, &t.c.nfields, err) &&
		   table_columns(&t, reg_category(d->reg, category), heading, d->a, err) &&
		   table_rows(&t, err)) ||
	    err_wrap(err, "%s", f->name);
}

static bool
seal_one(const struct dossier *d, const struct task_file *f, const char *category,
    struct row_sink *rows, struct err *err)
{
	struct stat st;
	if (fstat(f->fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX)
		return err_set(
		    err, ERR_INPUT, "%s: expected a regular file of at most 4 GiB", f->name);
	if (is_table(f->name))
		return seal_table(d, f, category, st.st_size, rows, err);
	return rows->file_open(rows, category, f->name, err) &&
	    seal_bytes(f, st.st_size, rows, err) && rows->file_close(rows, err);
}

const char *
said_category(const struct task *t, const struct task_said *s)
{
	if (!s->category && json_array_size(t->categories) == 1)
		return json_string_value(json_array_get(t->categories, 0));
	return s->category && json_has(t->categories, s->category) ? s->category : NULL;
}

bool
handed_seal(const struct dossier *d, const struct task *t, const struct task_answer *w,
    struct part_sink *sink, struct err *err)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct task_said *s = &w->said[i];
		for (size_t k = 0; k < s->nfiles; k++)
			if (!seal_one(
				d, &s->files[k], said_category(t, s), part_sink_rows(sink), err))
				return false;
	}
	return blob_sync(d->in->blobs, err);
}

int64_t
handed_count(const struct part_sink *sink, const char *category)
{
	size_t n;
	int64_t rows = 0;
	const struct part *parts = part_sink_parts(sink, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(parts[i].category, category) == 0 && strcmp(parts[i].format, "csv") != 0)
			rows += parts[i].rows;
	return rows;
}

/* Of which categories what is handed in is portable too, as of what a worker collects. */
const char *const *
handed_portable(const struct dossier *d)
{
	auto_drop(json) json_t *list = search_portable_categories(d, d->a);
	const char **out = arena_alloc(d->a, (json_array_size(list) + 1) * sizeof(*out));
	size_t i;
	json_t *id;
	json_array_foreach(list, i, id)
		out[i] = arena_strdup(d->a, json_string_value(id));
	out[i] = NULL;
	return out;
}
