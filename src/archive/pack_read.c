/*
 * Reads a part back: opened and inflated as far as somebody reads, in memory of a fixed size.
 * What it says of itself (length, sums) is not checked here: the ZIP does.
 */
#include <isa-l/igzip_lib.h>
#include <unistd.h>

#include "pack_read.h"

#define PACKED (64 * 1024)

struct pack_reader {
	int fd;
	struct age_reader *age;
	int64_t at;
	struct inflate_state inflate;
	unsigned char packed[PACKED];
};

struct pack_reader *
pack_reader_new(const char *dir, const char *blob, const unsigned char identity[static KEY_LEN],
    struct err *err)
{
	auto_drop(pack_reader) struct pack_reader *r = xcalloc(1, sizeof(*r));
	r->fd = blob_open(dir, blob, err);
	if (r->fd < 0 || !(r->age = age_reader_new(r->fd, identity, err)))
		return NULL;
	isal_inflate_init(&r->inflate);
	return take(r);
}

static bool
refill(struct pack_reader *r, struct err *err)
{
	ssize_t n = age_pread(r->age, r->packed, sizeof(r->packed), r->at, err);
	if (n < 0)
		return false;
	if (n == 0)
		return err_set(err, ERR_INPUT, "a collected part ends in the middle");
	r->at += n;
	r->inflate.next_in = r->packed;
	r->inflate.avail_in = (uint32_t)n;
	return true;
}

ssize_t
pack_read(struct pack_reader *r, void *to, size_t n, struct err *err)
{
	struct inflate_state *z = &r->inflate;
	z->next_out = to;
	z->avail_out = (uint32_t)n;
	while (z->avail_out == n && z->block_state != ISAL_BLOCK_FINISH) {
		if (z->avail_in == 0 && !refill(r, err))
			return -1;
		if (isal_inflate(z) != ISAL_DECOMP_OK) {
			err_set(err, ERR_INPUT, "a collected part is no deflated text");
			return -1;
		}
	}
	return (ssize_t)(n - z->avail_out);
}

void
pack_reader_free(struct pack_reader *r)
{
	if (!r)
		return;
	age_reader_free(r->age);
	if (r->fd >= 0)
		(void)close(r->fd);
	explicit_bzero(r, sizeof(*r));
	free(r);
}
