/*
 * A directory into which another program drops files: which of them are read, and what is wanted of
 * their rows. Never through a symbolic link.
 */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/dial.h"
#include "dossier/phrase.h"

#include "../answer.h"
#include "drop.h"

#define FILES_MAX 10000
#define FILE_BYTES_MAX (INT64_C(16) << 30)

/* ---- the directory ---- */

bool
drop_open(const json_t *settings, int *ret, struct err *err)
{
	const char *path = json_str(settings, "directory");
	if (!path || path[0] != '/')
		return err_set(err, ERR_INPUT, "setting directory: expected an absolute path");
	*ret = dial_directory(path);
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

static void
add_file(struct drop *d, const char *name)
{
	if (d->nfiles == d->room) {
		const char *const *old = d->file;
		d->room = d->room ? 2 * d->room : 16;
		d->file = arena_alloc(d->a, d->room * sizeof(*d->file));
		for (size_t i = 0; i < d->nfiles; i++)
			d->file[i] = old[i];
	}
	d->file[d->nfiles++] = arena_strdup(d->a, name);
}

static bool
take_names(struct drop *d, const char *pattern, const char *some, size_t n, struct err *err)
{
	for (size_t at = 0; at < n;) {
		const struct dirent64 *e = (const void *)(some + at);
		at += e->d_reclen;
		if (fnmatch(pattern, e->d_name, FNM_PERIOD) != 0)
			continue;
		if (d->nfiles == FILES_MAX)
			return err_set(err, ERR_INPUT, "collection %s: more than %d files", d->name,
			    FILES_MAX);
		add_file(d, e->d_name);
	}
	return true;
}

bool
drop_list(struct drop *d, struct err *err)
{
	const char *pattern = json_str_or(d->collection, "file", "");
	if (!*pattern || strchr(pattern, '/'))
		return err_set(err, ERR_INPUT,
		    "collection %s: expected a \"file\" pattern without a slash", d->name);
	if (lseek(d->dir, 0, SEEK_SET) != 0)
		return err_set(err, ERR_TEMPORARY, "cannot list the directory: %m");
	ssize_t n;
	/* by the descriptor: opendir() would take a path, which a slot can not */
	_Alignas(struct dirent64) char some[16384];
	while ((n = getdents64(d->dir, some, sizeof(some))) > 0)
		if (!take_names(d, pattern, some, (size_t)n, err))
			return false;
	if (n < 0)
		return err_set(err, ERR_TEMPORARY, "cannot list the directory: %m");
	if (d->nfiles > 0)
		qsort(d->file, d->nfiles, sizeof(*d->file), by_name);
	return true;
}

/* "collection leads, file 2 of 3: " before what is there. */
bool
drop_wrap(const struct drop *d, struct err *err)
{
	return err_wrap(
	    err, "collection %s, file %zu of %zu by name", d->name, d->at + 1, d->nfiles);
}

bool
drop_file(const struct drop *d, int *ret, struct err *err)
{
	struct stat st;
	*ret = dial_file(d->dir, d->file[d->at]);
	if (*ret < 0)
		(void)err_set(err, errno == ELOOP ? ERR_INPUT : ERR_TEMPORARY, "cannot open: %s",
		    errno == ELOOP ? phrase("it is a symbolic link: put the file itself there")
				   : strerror(errno));
	else if (fstat(*ret, &st) != 0 || !S_ISREG(st.st_mode))
		(void)err_set(err, ERR_INPUT, "it is no regular file");
	else if (st.st_size > FILE_BYTES_MAX)
		(void)err_set(err, ERR_INPUT, "it is larger than %lld GiB",
		    (long long)(FILE_BYTES_MAX >> 30));
	else
		return true;
	return drop_wrap(d, err);
}

/* ---- what is wanted of a row ---- */

bool
drop_is_json(const struct drop *d)
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
	d->column[i] = (struct row_file_column){ name, path, type == FIELD_JSON };
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
		    (struct row_file_column){ field, path_of(d, field), false };
		d->match[d->nmatch] = (struct match){ d->nfields + d->nmatch, kind };
		d->nmatch++;
	}
	d->ncolumns = d->nfields + d->nmatch;
	return d->nmatch ||
	    err_set(
		err, ERR_INPUT, "collection %s: \"match\" says by nothing whose a row is", d->name);
}

/* Fields and matches; an undeclared CSV takes its fields from the first file. */
bool
drop_shape(struct drop *d, struct err *err)
{
	const json_t *fields = json_get(d->collection, "fields");
	const char **heading = NULL;
	size_t n = json_array_size(fields);
	if (n == 0 && drop_is_json(d))
		return err_set(err, ERR_INPUT,
		    "collection %s: the fields of a JSON file must be named in \"fields\"",
		    d->name);
	if (n == 0) {
		auto_drop(fd) int fd = -1;
		if (!drop_file(d, &fd, err))
			return false;
		if (!row_file_csv_heading(fd, d->a, &heading, &n, err))
			return drop_wrap(d, err);
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
