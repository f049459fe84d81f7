/* A store, keys and a sink to try the archive with. */
#ifndef ARCHIVE_HELP_H
#define ARCHIVE_HELP_H

#include <ftw.h>
#include <isa-l/igzip_lib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "dossier/archive.h"

struct rig {
	char dir[64];
	struct request_keys *keys;
	struct vault *vault;
};

static inline int
rig_setup(void **state)
{
	struct rig *r = xcalloc(1, sizeof(*r));
	struct err err = { 0 };
	(void)snprintf(r->dir, sizeof(r->dir), "/tmp/archive_test.XXXXXX");
	assert_non_null(mkdtemp(r->dir));
	r->keys = request_keys_new();
	assert_true(vault_create(r->dir, &err));
	r->vault = vault_open(r->dir, &err);
	assert_non_null(r->vault);
	*state = r;
	return 0;
}

static inline int
rig_remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

static inline int
rig_teardown(void **state)
{
	struct rig *r = *state;
	request_keys_free(r->keys);
	vault_free(r->vault);
	(void)nftw(r->dir, rig_remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(r);
	return 0;
}

static int rig_files; /* below the blob store, whole or unfinished */
static inline int
rig_count_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)path, (void)st, (void)ftw;
	rig_files += flag == FTW_F;
	return 0;
}

static inline int
rig_blobs(const char *dir)
{
	char path[96];
	rig_files = 0;
	(void)snprintf(path, sizeof(path), "%s/blobs", dir);
	(void)nftw(path, rig_count_one, 16, FTW_PHYS);
	return rig_files;
}

/* The plain bytes of a part, checked against what the part says of them. In ${to}. */
static inline void
rig_read(const struct rig *r, const struct part *p, struct buf *to)
{
	struct err err = { 0 };
	auto_drop(fd) int fd = blob_open(r->dir, p->blob, &err);
	assert_true(fd >= 0);
	auto_drop(age_reader) struct age_reader *age = age_reader_new(fd, r->keys->content, &err);
	assert_non_null(age);
	assert_int_equal(age_size(age), p->packed_bytes);
	auto_drop(buf) struct buf packed = { 0 };
	buf_reserve(&packed, (size_t)p->packed_bytes);
	assert_int_equal(
	    age_pread(age, packed.data, (size_t)p->packed_bytes, 0, &err), p->packed_bytes);
	buf_reserve(to, (size_t)p->plain_bytes + 1);
	struct inflate_state *inflate = xcalloc(1, sizeof(*inflate));
	isal_inflate_init(inflate);
	inflate->next_in = (unsigned char *)packed.data;
	inflate->avail_in = (uint32_t)p->packed_bytes;
	inflate->next_out = (unsigned char *)to->data;
	inflate->avail_out = (uint32_t)p->plain_bytes + 1;
	assert_int_equal(isal_inflate(inflate), ISAL_DECOMP_OK);
	assert_int_equal(inflate->avail_out, 1);
	free(inflate);
	to->len = (size_t)p->plain_bytes;
	to->data[to->len] = '\0';
}

static inline const struct part *
rig_part(struct part_sink *s, const char *name, const char *format, bool only_portable)
{
	size_t n;
	const struct part *parts = part_sink_parts(s, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(parts[i].name, name) == 0 && strcmp(parts[i].format, format) == 0 &&
		    parts[i].only_portable == only_portable)
			return &parts[i];
	fail_msg("no part %s.%s", name, format);
	abort();
}

#define V(text)                                                                                    \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}
#define VNULL                                                                                      \
	{                                                                                          \
		NULL, 0                                                                            \
	}

#endif
