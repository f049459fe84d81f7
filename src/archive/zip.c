/*
 * The ZIP, by libzip, from bytes that are deflated already; the only file that knows libzip.
 * Nothing is compressed again: a source says of each entry its method, sizes and CRC.
 *
 * libzip writes an entry's local header, then its bytes, then goes back and writes the header
 * again, complete. What we write to is encrypted and can not go back. So it runs twice: the first
 * pass gets zeros for bytes, writes nowhere and keeps each header's last version; the second puts
 * these in place of the first versions and insists that what libzip writes when it goes back is the
 * same. All sizes, and so all places, are known before either pass.
 */
#include <unistd.h>
#include <zip.h>

#include "zip.h"

struct header { /* a local header as the first pass left it: len bytes of tape.headers from start */
	int64_t offset;
	size_t start, len;
};
/* What libzip writes to. */
struct tape {
	const struct zip_job *job;
	bool second;
	int64_t pos, end; /* where it is; where it has been */
	struct header *list;
	size_t n, next; /* next: the first header not wholly behind end */
	struct buf headers;
	struct err *err;
	zip_error_t error;
};
/* What libzip reads one entry from. */
struct input {
	struct tape *tape;
	const struct entry *entry;
	int64_t done;
	int fd;
	struct age_reader *reader;
};

static zip_int64_t
fail(struct tape *t, int code)
{
	zip_error_set(&t->error, code, 0);
	return -1;
}

/* ---- writing ---- */

/* First pass: whatever is written behind the end is a header's last version. */
static void
keep_header(struct tape *t, const void *p, size_t n)
{
	struct header *h = t->n ? &t->list[t->n - 1] : NULL;
	if (!h || h->offset + (int64_t)h->len != t->pos) {
		if ((t->n & (t->n - 1)) == 0)
			t->list = xrealloc(t->list, (t->n ? 2 * t->n : 1) * sizeof(*t->list));
		h = &t->list[t->n++];
		*h = (struct header){ .offset = t->pos, .start = t->headers.len };
	}
	buf_add(&t->headers, p, n);
	h->len += n;
}

/*
 * The bytes that belong at ${pos}: of a kept header, or those given; *ret_n is how many of one kind
 * there are.
 */
static const void *
right_bytes(const struct tape *t, const void *p, size_t n, size_t *ret_n)
{
	const struct header *h = t->next < t->n ? &t->list[t->next] : NULL;
	*ret_n = n;
	if (!h)
		return p;
	if (t->pos < h->offset) {
		if ((int64_t)n > h->offset - t->pos)
			*ret_n = (size_t)(h->offset - t->pos);
		return p;
	}
	size_t skip = (size_t)(t->pos - h->offset);
	if (n > h->len - skip)
		*ret_n = h->len - skip;
	return t->headers.data + h->start + skip;
}

static bool
append(struct tape *t, const char *p, size_t n)
{
	while (n > 0) {
		size_t some;
		const void *bytes = right_bytes(t, p, n, &some);
		if (!t->job->out(t->job->arg, bytes, some, t->err))
			return false;
		t->pos += (int64_t)some;
		if (t->next < t->n &&
		    t->pos >= t->list[t->next].offset + (int64_t)t->list[t->next].len)
			t->next++;
		p += some;
		n -= some;
	}
	return true;
}

/* Second pass, gone back: only a header that stands there already may be written again. */
static bool
same_again(struct tape *t, const void *p, size_t n)
{
	const struct header *h = t->next ? &t->list[t->next - 1] : NULL;
	if (!h || t->pos < h->offset || t->pos + (int64_t)n > h->offset + (int64_t)h->len)
		return false;
	return memcmp(t->headers.data + h->start + (t->pos - h->offset), p, n) == 0;
}

static zip_int64_t
tape_write(struct tape *t, const void *p, size_t n)
{
	if (t->pos < t->end) {
		if (!t->second)
			keep_header(t, p, n);
		else if (!same_again(t, p, n))
			BUG("libzip wrote two different headers of one entry");
		t->pos += (int64_t)n;
		return (zip_int64_t)n;
	}
	if (t->second && !append(t, p, n))
		return fail(t, ZIP_ER_WRITE);
	t->end = t->pos = t->end + (int64_t)n;
	return (zip_int64_t)n;
}

static zip_int64_t
tape_seek(struct tape *t, void *data, size_t n)
{
	zip_int64_t to = zip_source_seek_compute_offset(
	    (zip_uint64_t)t->pos, (zip_uint64_t)t->end, data, n, &t->error);
	if (to >= 0)
		t->pos = to;
	return to < 0 ? -1 : 0;
}

static zip_int64_t
tape_stat(void *data)
{
	zip_stat_t *st = data;
	zip_stat_init(st);
	return sizeof(*st);
}

static zip_int64_t
tape_call(void *state, void *data, zip_uint64_t n, zip_source_cmd_t cmd)
{
	struct tape *t = state;
	switch (cmd) {
	case ZIP_SOURCE_SUPPORTS:
		return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ,
		    ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
		    ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_BEGIN_WRITE, ZIP_SOURCE_WRITE,
		    ZIP_SOURCE_SEEK_WRITE, ZIP_SOURCE_TELL_WRITE, ZIP_SOURCE_COMMIT_WRITE,
		    ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_REMOVE, -1);
	case ZIP_SOURCE_STAT:
		return tape_stat(data);
	case ZIP_SOURCE_ERROR:
		return zip_error_to_data(&t->error, data, n);
	case ZIP_SOURCE_WRITE:
		return tape_write(t, data, n);
	case ZIP_SOURCE_SEEK_WRITE:
		return tape_seek(t, data, n);
	case ZIP_SOURCE_TELL_WRITE:
		return t->pos;
	case ZIP_SOURCE_OPEN:
	case ZIP_SOURCE_BEGIN_WRITE:
	case ZIP_SOURCE_COMMIT_WRITE:
	case ZIP_SOURCE_ROLLBACK_WRITE:
	case ZIP_SOURCE_CLOSE:
	case ZIP_SOURCE_FREE:
		return 0;
	default: /* it is made from nothing: there is nothing to read */
		return fail(t, ZIP_ER_OPNOTSUPP);
	}
}

/* ---- reading ---- */

static void
input_close(struct input *in)
{
	age_reader_free(take(in->reader));
	if (in->fd >= 0)
		(void)close(in->fd);
	in->fd = -1;
}

static zip_int64_t
input_open(struct input *in)
{
	struct tape *t = in->tape;
	in->done = 0;
	if (!t->second || !in->entry->part)
		return 0;
	in->fd = blob_open(t->job->dir, in->entry->part->blob, t->err);
	in->reader = in->fd < 0 ? NULL : age_reader_new(in->fd, t->job->identity, t->err);
	if (in->reader && age_size(in->reader) != in->entry->sums.packed_bytes)
		err_set(t->err, ERR_INPUT, "the blob of %s is not as long as its part says",
		    in->entry->path);
	else if (in->reader)
		return 0;
	err_wrap(t->err, "cannot read the part of %s", in->entry->path);
	input_close(in);
	return fail(t, ZIP_ER_OPEN);
}

static zip_int64_t
input_read(struct input *in, void *p, size_t n)
{
	int64_t left = in->entry->sums.packed_bytes - in->done;
	if ((int64_t)n > left)
		n = (size_t)left;
	if (!in->tape->second)
		memset(p, 0, n);
	else if (!in->reader)
		memcpy(p, in->entry->text.data + in->done, n);
	else if (age_pread(in->reader, p, n, in->done, in->tape->err) != (ssize_t)n)
		return fail(in->tape, ZIP_ER_READ);
	in->done += (int64_t)n;
	return (zip_int64_t)n;
}

static zip_int64_t
input_stat(const struct input *in, void *data)
{
	zip_stat_t *st = data;
	zip_stat_init(st);
	st->valid = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_CRC;
	st->size = (zip_uint64_t)in->entry->sums.plain_bytes;
	st->comp_size = (zip_uint64_t)in->entry->sums.packed_bytes;
	st->comp_method = ZIP_CM_DEFLATE;
	st->crc = in->entry->sums.crc32;
	return sizeof(*st);
}

static zip_int64_t
input_call(void *state, void *data, zip_uint64_t n, zip_source_cmd_t cmd)
{
	struct input *in = state;
	switch (cmd) {
	case ZIP_SOURCE_SUPPORTS:
		return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ,
		    ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
	case ZIP_SOURCE_OPEN:
		return input_open(in);
	case ZIP_SOURCE_READ:
		return input_read(in, data, n);
	case ZIP_SOURCE_STAT:
		return input_stat(in, data);
	case ZIP_SOURCE_ERROR:
		return zip_error_to_data(&in->tape->error, data, n);
	case ZIP_SOURCE_CLOSE:
		input_close(in);
		return 0;
	case ZIP_SOURCE_FREE:
		input_close(in);
		free(in);
		return 0;
	default:
		return fail(in->tape, ZIP_ER_OPNOTSUPP);
	}
}

/* ---- a pass ---- */

/* MS-DOS time has two seconds' grain, begins in 1980 and knows no zone: UTC. */
static void
dos_time(usec_t at, zip_uint16_t *ret_time, zip_uint16_t *ret_date)
{
	int64_t s = at / USEC_PER_SEC;
	struct date d = date_from_days((int)(s / 86400));
	int day_s = (int)(s % 86400);
	*ret_time = (zip_uint16_t)(day_s / 3600 << 11 | day_s / 60 % 60 << 5 | day_s % 60 / 2);
	*ret_date = (zip_uint16_t)((d.year < 1980 ? 0 : d.year - 1980) << 9 | d.month << 5 | d.day);
}

static bool
add_entry(zip_t *z, struct tape *t, const struct entry *e)
{
	struct input *in = xcalloc(1, sizeof(*in));
	*in = (struct input){ .tape = t, .entry = e, .fd = -1 };
	zip_source_t *source = zip_source_function(z, input_call, in);
	if (!source) {
		free(in);
		return false;
	}
	zip_int64_t i = zip_file_add(z, e->path, source, ZIP_FL_ENC_UTF_8);
	if (i < 0) {
		zip_source_free(source);
		return false;
	}
	zip_uint16_t dos, day;
	dos_time(t->job->at, &dos, &day);
	return zip_set_file_compression(z, (zip_uint64_t)i, ZIP_CM_DEFLATE, 0) == 0 &&
	    zip_file_set_dostime(z, (zip_uint64_t)i, dos, day, 0) == 0 &&
	    zip_file_set_external_attributes(
		z, (zip_uint64_t)i, 0, ZIP_OPSYS_UNIX, (zip_uint32_t)0100644 << 16) == 0;
}

static bool
zip_failed(struct tape *t, zip_error_t *error)
{
	err_set(t->err, ERR_SYSTEM, "cannot build the ZIP: %s", zip_error_strerror(error));
	return false;
}

static bool
zip_pass(struct tape *t, bool second, struct err *err)
{
	t->second = second;
	t->pos = t->end = 0;
	t->next = 0;
	t->err = err;
	zip_error_init(&t->error);
	zip_source_t *source = zip_source_function_create(tape_call, t, &t->error);
	zip_t *z =
	    source ? zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &t->error) : NULL;
	if (!z) {
		zip_source_free(source);
		return zip_failed(t, &t->error);
	}
	bool ok = true;
	for (size_t i = 0; ok && i < t->job->n; i++)
		ok = add_entry(z, t, &t->job->entries[i]);
	if (ok && zip_close(z) == 0)
		return true;
	zip_failed(t, zip_get_error(z));
	zip_discard(z);
	return false;
}

bool
zip_join(const struct zip_job *job, struct err *err)
{
	struct tape t = { .job = job };
	struct err fallback = { 0 };
	struct err *e = err ? err : &fallback;
	bool ok = zip_pass(&t, false, e) && zip_pass(&t, true, e);
	free(t.list);
	buf_release(&t.headers);
	return ok;
}
