/* libzip reads what age opens. Nothing is trusted of it but that the key opens it. */
#include <unistd.h>
#include <zip.h>

#include "zip_read.h"

struct zip_reader {
	int fd;
	struct age_reader *age;
	int64_t at;
	zip_t *zip;
	zip_file_t *file; /* of the entry at hand */
	zip_uint64_t next;
	struct err err; /* of reading what is sealed */
	zip_error_t error;
};

static zip_int64_t
fail(struct zip_reader *r, int code)
{
	zip_error_set(&r->error, code, 0);
	return -1;
}

static zip_int64_t
read_sealed(struct zip_reader *r, void *data, zip_uint64_t n)
{
	ssize_t got = age_pread(r->age, data, (size_t)n, r->at, &r->err);
	if (got < 0)
		return fail(r, ZIP_ER_READ);
	r->at += got;
	return got;
}

static zip_int64_t
stat_sealed(const struct zip_reader *r, void *data)
{
	zip_stat_t *st = data;
	zip_stat_init(st);
	st->size = (zip_uint64_t)age_size(r->age);
	st->valid |= ZIP_STAT_SIZE;
	return sizeof(*st);
}

static zip_int64_t
seek_sealed(struct zip_reader *r, void *data, zip_uint64_t n)
{
	zip_int64_t to = zip_source_seek_compute_offset(
	    (zip_uint64_t)r->at, (zip_uint64_t)age_size(r->age), data, n, &r->error);
	if (to < 0)
		return -1;
	r->at = to;
	return 0;
}

static zip_int64_t
source_call(void *state, void *data, zip_uint64_t n, zip_source_cmd_t cmd)
{
	struct zip_reader *r = state;
	switch (cmd) {
	case ZIP_SOURCE_SUPPORTS:
		return ZIP_SOURCE_SUPPORTS_SEEKABLE;
	case ZIP_SOURCE_OPEN:
		r->at = 0;
		return 0;
	case ZIP_SOURCE_READ:
		return read_sealed(r, data, n);
	case ZIP_SOURCE_SEEK:
		return seek_sealed(r, data, n);
	case ZIP_SOURCE_TELL:
		return r->at;
	case ZIP_SOURCE_STAT:
		return stat_sealed(r, data);
	case ZIP_SOURCE_ERROR:
		return zip_error_to_data(&r->error, data, n);
	case ZIP_SOURCE_CLOSE:
	case ZIP_SOURCE_FREE:
		return 0;
	default:
		return fail(r, ZIP_ER_OPNOTSUPP);
	}
}

static bool
failed(struct zip_reader *r, zip_error_t *error, struct err *err)
{
	if (r->err.kind != ERR_NONE)
		return err_set(err, r->err.kind, "%s", r->err.text);
	return err_set(
	    err, ERR_SYSTEM, "the ZIP cannot be read back: %s", zip_error_strerror(error));
}

struct zip_reader *
zip_reader_new(const char *dir, const char *blob, const unsigned char identity[static KEY_LEN],
    struct err *err)
{
	auto_drop(zip_reader) struct zip_reader *r = xcalloc(1, sizeof(*r));
	zip_error_init(&r->error);
	r->fd = blob_open(dir, blob, err);
	if (r->fd < 0 || !(r->age = age_reader_new(r->fd, identity, err)))
		return NULL;
	zip_source_t *source = zip_source_function_create(source_call, r, &r->error);
	r->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &r->error) : NULL;
	if (!r->zip) {
		zip_source_free(source);
		failed(r, &r->error, err);
		return NULL;
	}
	return take(r);
}

static void
close_entry(struct zip_reader *r)
{
	if (r->file)
		(void)zip_fclose(take(r->file));
}

bool
zip_reader_next(struct zip_reader *r, const char **ret_path, struct err *err)
{
	close_entry(r);
	*ret_path = NULL;
	if (r->next == (zip_uint64_t)zip_get_num_entries(r->zip, 0))
		return true;
	*ret_path = zip_get_name(r->zip, r->next, ZIP_FL_ENC_GUESS);
	r->file = *ret_path ? zip_fopen_index(r->zip, r->next, 0) : NULL;
	r->next++;
	return r->file || failed(r, zip_get_error(r->zip), err);
}

ssize_t
zip_reader_read(struct zip_reader *r, void *to, size_t n, struct err *err)
{
	zip_int64_t got = zip_fread(r->file, to, n);
	if (got < 0)
		failed(r, zip_file_get_error(r->file), err);
	return (ssize_t)got;
}

void
zip_reader_free(struct zip_reader *r)
{
	if (!r)
		return;
	close_entry(r);
	if (r->zip)
		zip_discard(r->zip);
	zip_error_fini(&r->error);
	age_reader_free(r->age);
	if (r->fd >= 0)
		(void)close(r->fd);
	free(r);
}
