/*
 * A pack: plain bytes go in, one raw deflate stream comes out, and on the way the bytes are counted
 * and hashed. Encoders write straight into its buffer: pack_room() makes room, they move ${at} on.
 */
#ifndef ARCHIVE_PACK_H
#define ARCHIVE_PACK_H

#include "dossier/digest.h"

#define PACK_ROOM_MAX 4096 /* the most pack_room() can be asked for */

typedef bool pack_out(void *arg, const void *p, size_t n, struct err *err);

struct pack {
	char *at, *end; /* free room in the buffer; only encoders touch at */
	struct packer *packer;
};
struct packed {
	int64_t plain_bytes, packed_bytes;
	uint32_t crc32;
	unsigned char sha256[SHA256_LEN]; /* both of the plain bytes */
};

/* A pack is used again and again: begin, write, end. Its buffers are made by the first begin. */
void pack_begin(struct pack *p, pack_out *out, void *arg);
bool pack_flush(struct pack *p, struct err *err) MUSTCHECK; /* compress what is in the buffer */
bool pack_end(struct pack *p, struct packed *ret, struct err *err) MUSTCHECK;
void pack_release(struct pack *p);              /* wipes: personal data went through */
int64_t pack_plain_bytes(const struct pack *p); /* so far */

/* pack_room(p, n, err): at least ${n} <= PACK_ROOM_MAX bytes between at and end. */
static inline bool MUSTCHECK
pack_room(struct pack *p, size_t n, struct err *err)
{
	return (size_t)(p->end - p->at) >= n || pack_flush(p, err);
}

bool pack_add_long(struct pack *p, const void *from, size_t n, struct err *err) MUSTCHECK;
static inline bool MUSTCHECK
pack_add(struct pack *p, const void *from, size_t n, struct err *err) /* any length */
{
	if ((size_t)(p->end - p->at) < n)
		return pack_add_long(p, from, n, err);
	memcpy(p->at, from, n);
	p->at += n;
	return true;
}
static inline bool MUSTCHECK
pack_adds(struct pack *p, const char *s, struct err *err)
{
	return pack_add(p, s, strlen(s), err);
}

#endif
