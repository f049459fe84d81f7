/*
 * CSV and JSON files that another program leaves in a directory: the person's rows, by an
 * identifier in one of their fields. Streamed, read only, never through a symbolic link. Messages
 * number files and rows, since even the name of a file may be somebody's.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/text.h"

#include "../answer.h"
#include "files.h"

#define FILES_MAX 10000
#define FILE_BYTES_MAX (INT64_C(16) << 30)

struct match {
	size_t column;
	const char *kind;
};

/*
 * One collection on its way to the sink. The columns asked of a reader: the fields, then those to
 * match on.
 */
struct drop {
	struct connector_call *call;
	const json_t *collection;
	const char *name, *country;
	struct arena *a;
	int dir;
	const char **file;
	size_t nfiles, at;
	struct files_column *column;
	size_t ncolumns, nfields;
	struct field *field; /* as the register declares them */
	struct field *out;   /* as the sink sees them */
	int64_t *omitted;    /* of field i; -1: it may be handed over */
	struct match *match;
	size_t nmatch;
	int64_t rows;
};

/* ---- the directory ---- */

static bool
open_directory(const json_t *settings, int *ret, struct err *err)
{
	const char *path = json_str(settings, "directory");
	if (!path || path[0] != '/')
		return err_set(err, ERR_INPUT, "setting directory: expected an absolute path");
	*ret = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*ret >= 0)
		return true;
	if (errno == ELOOP || errno == ENOTDIR)
		return err_set(
		    err, ERR_INPUT, "%s is no directory (a symbolic link is refused)", path);
	return err_set(err, ERR_TEMPORARY, "cannot open the directory %s: %m", path);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
list_files(struct drop *d, struct err *err)
{
	const char *pattern = json_str_or(d->collection, "file", "");
	if (!*pattern || strchr(pattern, '/'))
		return err_set(err, ERR_INPUT,
		    "collection %s: expected a \"file\" pattern without a slash", d->name);
	auto_drop(fd) int copy = openat(d->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	if (!dir)
		return err_set(err, ERR_TEMPORARY, "cannot list the directory: %m");
	copy = -1;
	d->file = arena_alloc(d->a, FILES_MAX * sizeof(*d->file));
	bool ok = true;
	for (struct dirent *e; ok && (e = readdir(dir));) {
		if (fnmatch(pattern, e->d_name, FNM_PERIOD) != 0)
			continue;
		ok = d->nfiles < FILES_MAX ||
		    err_set(
			err, ERR_INPUT, "collection %s: more than %d files", d->name, FILES_MAX);
		if (ok)
			d->file[d->nfiles++] = arena_strdup(d->a, e->d_name);
	}
	(void)closedir(dir);
	qsort(d->file, d->nfiles, sizeof(*d->file), by_name);
	return ok;
}

/* "collection leads, file 2 of 3: " before what is there. */
static bool
at_file(const struct drop *d, struct err *err)
{
	return err_wrap(
	    err, "collection %s, file %zu of %zu by name", d->name, d->at + 1, d->nfiles);
}

static bool
open_file(const struct drop *d, int *ret, struct err *err)
{
	struct stat st;
	/* not to hang on a pipe */
	*ret = openat(d->dir, d->file[d->at], O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*ret < 0)
		(void)err_set(err, errno == ELOOP ? ERR_INPUT : ERR_TEMPORARY, "cannot open: %s",
		    errno == ELOOP ? "it is a symbolic link: put the file itself there"
				   : strerror(errno));
	else if (fstat(*ret, &st) != 0 || !S_ISREG(st.st_mode))
		(void)err_set(err, ERR_INPUT, "it is no regular file");
	else if (st.st_size > FILE_BYTES_MAX)
		(void)err_set(err, ERR_INPUT, "it is larger than %lld GiB",
		    (long long)(FILE_BYTES_MAX >> 30));
	else
		return true;
	return at_file(d, err);
}

/* ---- what is wanted of a row ---- */

static bool
is_json(const struct drop *d)
{
	return strcmp(json_str_or(d->collection, "format", "csv"), "json") == 0;
}

static void
add_field(struct drop *d, const char *name, const char *path, enum field_type type, bool provided)
{
	size_t i = d->nfields++;
	bool never = answer_never(d->collection, name);
	d->field[i] = (struct field){ name, type, provided };
	d->out[i] = never
	    ? (struct field){ arena_printf(d->a, "%s_present", name), FIELD_BOOL, false }
	    : d->field[i];
	d->omitted[i] = never ? 0 : -1;
	d->column[i] = (struct files_column){ name, path, type == FIELD_JSON };
}

static void
declared_fields(struct drop *d)
{
	size_t i;
	json_t *f;
	json_array_foreach(json_get(d->collection, "fields"), i, f) {
		const char *name = json_str(f, "name");
		add_field(d, name, json_str_or(f, "path", name), files_type(f),
		    json_flag(f, "provided") || answer_provided(d->collection, name));
	}
}

/* Without "fields" a CSV file says itself what its columns are: all text. */
static bool
own_fields(struct drop *d, const char **heading, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_field(d, heading[i], heading[i], FIELD_TEXT,
		    answer_provided(d->collection, heading[i]));
	return true;
}

/* The path of a field to match on: that of the declared field of the name, or the name itself. */
static const char *
path_of(const struct drop *d, const char *name)
{
	for (size_t i = 0; i < d->nfields; i++)
		if (strcmp(d->field[i].name, name) == 0)
			return d->column[i].path;
	return name;
}

static bool
add_matches(struct drop *d, struct err *err)
{
	size_t i;
	json_t *m;
	json_array_foreach(json_get(d->collection, "match"), i, m) {
		const char *field = json_str(m, "field"), *kind = json_str(m, "identifier");
		if (!field || !kind)
			return err_set(err, ERR_INPUT,
			    "collection %s: a match needs \"field\" and \"identifier\"", d->name);
		d->column[d->nfields + d->nmatch] =
		    (struct files_column){ field, path_of(d, field), false };
		d->match[d->nmatch] = (struct match){ d->nfields + d->nmatch, kind };
		d->nmatch++;
	}
	d->ncolumns = d->nfields + d->nmatch;
	return d->nmatch ||
	    err_set(
		err, ERR_INPUT, "collection %s: \"match\" says by nothing whose a row is", d->name);
}

/* Fields and matches; an undeclared CSV takes its fields from the first file. */
static bool
shape(struct drop *d, struct err *err)
{
	const json_t *fields = json_get(d->collection, "fields");
	const char **heading = NULL;
	size_t n = json_array_size(fields);
	if (n == 0 && is_json(d))
		return err_set(err, ERR_INPUT,
		    "collection %s: the fields of a JSON file must be named in \"fields\"",
		    d->name);
	if (n == 0) {
		auto_drop(fd) int fd = -1;
		if (!open_file(d, &fd, err))
			return false;
		if (!files_csv_heading(fd, d->a, &heading, &n, err))
			return at_file(d, err);
	}
	size_t room = n + json_array_size(json_get(d->collection, "match"));
	d->column = arena_alloc(d->a, room * sizeof(*d->column));
	d->match = arena_alloc(d->a, room * sizeof(*d->match));
	d->field = arena_alloc(d->a, n * sizeof(*d->field));
	d->out = arena_alloc(d->a, n * sizeof(*d->out));
	d->omitted = arena_alloc(d->a, n * sizeof(*d->omitted));
	if (heading)
		(void)own_fields(d, heading, n);
	else
		declared_fields(d);
	return add_matches(d, err);
}

/* ---- a row ---- */

static bool
is_theirs(const struct drop *d, const struct value *cells)
{
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < d->nmatch; i++) {
		const struct value *v = &cells[d->match[i].column];
		if (!v->data || !answer_knows(d->call, d->match[i].kind))
			continue;
		struct err none = { 0 };
		const char *normal = text_identifier(
		    d->match[i].kind, arena_strndup(a, v->data, v->len), d->country, a, &none);
		for (size_t k = 0; normal && k < d->call->nids; k++)
			if (strcmp(d->call->ids[k].kind, d->match[i].kind) == 0 &&
			    strcmp(d->call->ids[k].value, normal) == 0)
				return true;
	}
	return false;
}

static bool
visit(void *arg, const struct value *cells, struct err *err)
{
	struct drop *d = arg;
	if (!is_theirs(d, cells))
		return true;
	auto_drop(arena) struct arena *a = arena_new();
	struct value *out = arena_alloc(a, d->nfields * sizeof(*out));
	for (size_t i = 0; i < d->nfields; i++) {
		out[i] = cells[i];
		if (!files_convert(&d->field[i], &out[i], a, err))
			return false;
		answer_yield(d->call, d->collection, d->field[i].name, out[i]);
		if (d->omitted[i] < 0)
			continue;
		d->omitted[i] += out[i].data != NULL;
		out[i] = out[i].data ? (struct value){ "true", 4 } : (struct value){ "false", 5 };
	}
	d->rows++;
	return d->call->sink->row(d->call->sink, out, err);
}

/* ---- the doors ---- */

static bool
read_file(struct drop *d, struct err *err)
{
	auto_drop(fd) int fd = -1;
	if (!open_file(d, &fd, err))
		return false;
	struct files_input in = { .fd = fd,
		.columns = d->column,
		.ncolumns = d->ncolumns,
		.visit = visit,
		.arg = d,
		.exact = json_array_size(json_get(d->collection, "fields")) ? 0 : d->nfields };
	if (is_json(d) ? files_json_read(&in, err) : files_csv_read(&in, err))
		return true;
	if (in.row)
		(void)err_wrap(err, "row %lld", (long long)in.row);
	return at_file(d, err);
}

static bool
read_files(struct drop *d, struct err *err)
{
	struct row_sink *sink = d->call->sink;
	struct collection c = { json_str(d->collection, "category"), d->name, d->out, d->nfields };
	if (!sink->begin(sink, &c, err))
		return false;
	for (d->at = 0; d->at < d->nfiles; d->at++)
		if (!read_file(d, err))
			return false;
	for (size_t i = 0; i < d->nfields; i++)
		if (d->omitted[i] > 0)
			answer_withheld(
			    d->call, d->collection, d->field[i].name, REASON_SECRET, d->omitted[i]);
	return sink->end(sink, err);
}

static bool
any_known(const struct drop *d, const char *const **ret_kinds)
{
	bool known = false;
	const char **kinds = arena_alloc(d->a, (d->nmatch + 1) * sizeof(*kinds));
	for (size_t i = 0; i < d->nmatch; i++) {
		known = known || answer_knows(d->call, d->match[i].kind);
		kinds[i] = d->match[i].kind;
	}
	*ret_kinds = kinds;
	return known;
}

static bool
collect_one(struct drop *d, struct err *err)
{
	const char *const *kinds;
	if (!list_files(d, err))
		return false;
	/* a directory whose files have not come is not a directory without this person */
	if (d->nfiles == 0)
		return err_set(err, ERR_INPUT, "collection %s: no file is there", d->name);
	if (!shape(d, err))
		return false;
	if (!any_known(d, &kinds)) {
		answer_unsearched(d->call, d->collection, kinds);
		return true;
	}
	return read_files(d, err);
}

static struct drop
drop_of(struct connector_call *call, const json_t *collection, int dir, struct arena *a)
{
	return (struct drop){ .call = call,
		.collection = collection,
		.name = json_str_or(collection, "name", ""),
		.country = json_str(json_get(call->request, "organisation"), "country"),
		.a = a,
		.dir = dir };
}

static bool
collect(struct connector_call *call, struct err *err)
{
	size_t i;
	json_t *collection;
	auto_drop(fd) int dir = -1;
	if (!open_directory(call->settings, &dir, err))
		return false;
	json_array_foreach(json_get(call->system, "collections"), i, collection) {
		auto_drop(arena) struct arena *a = arena_new();
		struct drop d = drop_of(call, collection, dir, a);
		if (answer_wanted(call, collection) && !collect_one(&d, err))
			return false;
	}
	return true;
}

static void
problem(json_t *problems, const struct err *err)
{
	(void)json_array_append_new(problems, json_string(err->text));
}

static bool
nothing(void *arg, const struct value *cells, struct err *err)
{
	(void)arg;
	(void)cells;
	(void)err;
	return true;
}

/*
 * One way and the other: what the register names and is not there, what is there and would be left
 * behind.
 */
static void
check_heading(const struct drop *d, const char **heading, size_t n, json_t *problems)
{
	size_t i, k;
	for (i = 0; i < d->ncolumns; i++) {
		for (k = 0; k < n && strcmp(heading[k], d->column[i].name) != 0; k++)
			;
		if (k == n)
			(void)json_array_append_new(problems,
			    json_sprintf("collection %s, file %zu of %zu by name: no column %s",
				d->name, d->at + 1, d->nfiles, d->column[i].name));
	}
	for (k = 0; k < n; k++) {
		for (i = 0; i < d->nfields && strcmp(heading[k], d->column[i].name) != 0; i++)
			;
		if (i == d->nfields)
			(void)json_array_append_new(problems,
			    json_sprintf(
				"collection %s, file %zu of %zu by name: column %s is not among "
				"the fields and would not be handed over",
				d->name, d->at + 1, d->nfiles, heading[k]));
	}
}

static void
check_file(struct drop *d, json_t *problems)
{
	struct err err = { 0 };
	auto_drop(fd) int fd = -1;
	const char **heading = NULL;
	size_t n = 0;
	struct files_input in = { .columns = d->column, .ncolumns = d->ncolumns, .visit = nothing };
	if (!open_file(d, &fd, &err)) {
		problem(problems, &err);
		return;
	}
	in.fd = fd;
	/* a CSV file is read no further than its heading */
	if (is_json(d) ? !files_json_read(&in, &err)
		       : !files_csv_heading(fd, d->a, &heading, &n, &err)) {
		(void)at_file(d, &err);
		problem(problems, &err);
	} else if (heading) {
		check_heading(d, heading, n, problems);
	}
}

static bool
check(struct connector_call *call, json_t *ret_problems, struct err *err)
{
	size_t i;
	json_t *collection;
	auto_drop(fd) int dir = -1;
	if (!open_directory(call->settings, &dir, err))
		return false;
	json_array_foreach(json_get(call->system, "collections"), i, collection) {
		auto_drop(arena) struct arena *a = arena_new();
		struct drop d = drop_of(call, collection, dir, a);
		struct err wrong = { 0 };
		if (!list_files(&d, &wrong) ||
		    (d.nfiles == 0 &&
			!err_set(&wrong, ERR_INPUT, "collection %s: no file is there", d.name)) ||
		    !shape(&d, &wrong)) {
			problem(ret_problems, &wrong);
			continue;
		}
		for (d.at = 0; d.at < d.nfiles; d.at++)
			check_file(&d, ret_problems);
	}
	return true;
}

const struct connector connector_files = { "files", check, collect, NULL };
