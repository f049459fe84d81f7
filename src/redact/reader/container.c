/*
 * ZIP by libzip, which writes to no file here.
 */
#include <zip.h>

#include "container.h"

#define OVERHEAD 1024 /* bytes that an entry may take besides its own */

struct container {
	zip_t *zip;
	zip_source_t *source; /* of one that is made */
	size_t size;
};

struct container *
container_open(struct bytes in)
{
	zip_error_t e;
	zip_error_init(&e);
	zip_source_t *source = zip_source_buffer_create(in.p, in.n, 0, &e);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &e) : NULL;
	if (source && !zip)
		zip_source_free(source);
	zip_error_fini(&e);
	if (zip && zip_get_num_entries(zip, 0) > CONTAINER_ENTRIES_MAX) {
		zip_discard(zip);
		zip = NULL;
	}
	if (!zip)
		return NULL;
	struct container *c = xcalloc(1, sizeof(*c));
	c->zip = zip;
	c->size = in.n;
	return c;
}

void
container_free(struct container *c)
{
	if (!c)
		return;
	if (c->zip)
		zip_discard(c->zip);
	if (c->source)
		zip_source_free(c->source);
	free(c);
}

int
container_count(const struct container *c)
{
	return (int)zip_get_num_entries(c->zip, 0);
}

const char *
container_name(const struct container *c, int i)
{
	const char *name = zip_get_name(c->zip, (zip_uint64_t)i, ZIP_FL_ENC_GUESS);
	return name ? name : "";
}

bool
container_is_dir(const struct container *c, int i)
{
	const char *name = container_name(c, i);
	size_t n = strlen(name);
	return n > 0 && name[n - 1] == '/';
}

bool
container_read(struct job *job, struct container *c, int i, struct buf *ret)
{
	zip_stat_t st;
	buf_reset(ret);
	if (zip_stat_index(c->zip, (zip_uint64_t)i, 0, &st) != 0 || !(st.valid & ZIP_STAT_SIZE) ||
	    !job_unpack(job, st.size))
		return false;
	zip_file_t *file = zip_fopen_index(c->zip, (zip_uint64_t)i, 0);
	if (!file)
		return false;
	buf_reserve(ret, st.size + 1);
	zip_int64_t some;
	while ((some = zip_fread(file, ret->data + ret->len, st.size + 1 - ret->len)) > 0)
		ret->len += (size_t)some;
	(void)zip_fclose(file);
	return some == 0 && ret->len == st.size;
}

int
container_find(const struct container *c, const char *name)
{
	return (int)zip_name_locate(c->zip, name, 0);
}

bool
container_has_more(const struct container *c)
{
	uint64_t accounted = 0;
	int n = container_count(c);
	for (int i = 0; i < n; i++) {
		zip_stat_t st;
		if (zip_stat_index(c->zip, (zip_uint64_t)i, 0, &st) == 0 &&
		    (st.valid & ZIP_STAT_COMP_SIZE))
			accounted += st.comp_size;
	}
	return c->size > accounted + ((uint64_t)n + 1) * OVERHEAD;
}

/* ---- making one ---- */

struct container *
container_new(void)
{
	struct container *c = xcalloc(1, sizeof(*c));
	zip_error_t e;
	zip_error_init(&e);
	c->source = zip_source_buffer_create(NULL, 0, 0, &e);
	if (c->source) {
		zip_source_keep(c->source);
		c->zip = zip_open_from_source(c->source, ZIP_CREATE | ZIP_TRUNCATE, &e);
	}
	zip_error_fini(&e);
	if (c->zip)
		return c;
	container_free(c);
	return NULL;
}

bool
container_add(struct container *c, const char *name, struct bytes data, bool stored)
{
	char *copy = data.n > 0 ? xmalloc(data.n) : NULL; /* which libzip frees then */
	if (copy)
		memcpy(copy, data.p, data.n);
	zip_source_t *source = zip_source_buffer(c->zip, copy, data.n, 1);
	if (!source) {
		free(copy);
		return false;
	}
	zip_int64_t i = zip_file_add(c->zip, name, source, ZIP_FL_ENC_UTF_8);
	if (i < 0) {
		zip_source_free(source);
		return false;
	}
	/* the first day that a ZIP knows: when it was written is nobody's business */
	return zip_file_set_dostime(c->zip, (zip_uint64_t)i, 0, 1 << 5 | 1, 0) == 0 &&
	    zip_set_file_compression(
		c->zip, (zip_uint64_t)i, stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0) == 0;
}

bool
container_end(struct container *c, struct buf *ret)
{
	if (zip_close(c->zip) != 0)
		return false;
	c->zip = NULL;
	if (zip_source_open(c->source) != 0)
		return false;
	char chunk[8192];
	zip_int64_t some;
	while ((some = zip_source_read(c->source, chunk, sizeof(chunk))) > 0)
		buf_add(ret, chunk, (size_t)some);
	(void)zip_source_close(c->source);
	return some == 0;
}
