/*
 * Deflate by ISA-L, an order of magnitude faster than zlib at its usual level. The only file that
 * knows ISA-L. Buffers are of a fixed size, whatever goes through.
 */
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include "pack.h"

#define PLAIN (256 * 1024) /* large: short input makes ISA-L copy it into its own window first */
#define PACKED (64 * 1024)
/*
 * Most of what is found is little: it is deflated at once, without the window and the tables of a
 * stream, whose pages would cost more than all else that is done for it.
 */
#define LITTLE (32 * 1024)
/*
 * Of 3: mails, logs and lists come out 1 to 3 % larger than at 3, in two thirds to one third of the
 * time.
 */
#define LEVEL 2

struct packer {
	struct isal_zstream stream;
	struct digest *digest;
	pack_out *out;
	void *arg;
	int64_t plain_bytes, packed_bytes;
	uint32_t crc;
	bool streaming, streamed; /* more came than a little: this time, ever */
	unsigned char level[ISAL_DEF_LVL2_DEFAULT];
	char plain[PLAIN];
	unsigned char packed[PACKED];
};

void
pack_begin(struct pack *p, pack_out *out, void *arg)
{
	if (!p->packer) {
		p->packer = xmalloc(sizeof(*p->packer));
		p->packer->digest = digest_new();
		p->packer->streamed = false;
	}
	struct packer *k = p->packer;
	k->streaming = false;
	digest_begin(k->digest);
	k->out = out;
	k->arg = arg;
	k->plain_bytes = k->packed_bytes = 0;
	k->crc = 0;
	p->at = k->plain;
	p->end = k->plain + sizeof(k->plain);
}

static bool
deflate_some(struct packer *k, struct err *err)
{
	k->stream.next_out = k->packed;
	k->stream.avail_out = sizeof(k->packed);
	int status = isal_deflate(&k->stream);
	if (status != COMP_OK)
		BUG("ISA-L refuses to deflate: %d", status);
	size_t n = sizeof(k->packed) - k->stream.avail_out;
	k->packed_bytes += (int64_t)n;
	return n == 0 || k->out(k->arg, k->packed, n, err);
}

static bool
deflate_stream(struct packer *k, bool last, struct err *err)
{
	do {
		if (!deflate_some(k, err))
			return false;
	} while (last ? k->stream.internal_state.state != ZSTATE_END
		      : k->stream.avail_in > 0 || k->stream.avail_out == 0);
	return true;
}

static bool
deflate_little(struct packer *k, struct err *err)
{
	k->stream.next_out = k->packed;
	k->stream.avail_out = sizeof(k->packed);
	int status = isal_deflate_stateless(&k->stream);
	if (status != COMP_OK)
		BUG("ISA-L refuses to deflate: %d", status);
	size_t n = sizeof(k->packed) - k->stream.avail_out;
	k->packed_bytes = (int64_t)n;
	bool ok = k->out(k->arg, k->packed, n, err);
	explicit_bzero(k->packed, n);
	explicit_bzero(k->plain, (size_t)k->plain_bytes);
	return ok;
}

static void
begin_stream(struct packer *k)
{
	isal_deflate_init(&k->stream);
	k->stream.level = LEVEL;
	k->stream.level_buf = k->level;
	k->stream.level_buf_size = sizeof(k->level);
	k->streaming = k->streamed = true;
}

static bool
compress_buffer(struct pack *p, bool last, struct err *err)
{
	struct packer *k = p->packer;
	size_t n = (size_t)(p->at - k->plain);
	bool little = last && !k->streaming && n <= LITTLE;
	digest_add(k->digest, k->plain, n);
	k->crc = crc32_gzip_refl(k->crc, (unsigned char *)k->plain, n);
	k->plain_bytes += (int64_t)n;
	p->at = k->plain;
	if (little) {
		/* its init leaves state unset that it looks at */
		memset(&k->stream, 0, sizeof(k->stream));
		isal_deflate_stateless_init(&k->stream);
	} else if (!k->streaming)
		begin_stream(k);
	k->stream.next_in = (unsigned char *)k->plain;
	k->stream.avail_in = (uint32_t)n;
	k->stream.end_of_stream = last;
	return little ? deflate_little(k, err) : deflate_stream(k, last, err);
}

bool
pack_flush(struct pack *p, struct err *err)
{
	return compress_buffer(p, false, err);
}

bool
pack_end(struct pack *p, struct packed *ret, struct err *err)
{
	if (!compress_buffer(p, true, err))
		return false;
	const struct packer *k = p->packer;
	*ret = (struct packed){
		.plain_bytes = k->plain_bytes, .packed_bytes = k->packed_bytes, .crc32 = k->crc
	};
	digest_end(k->digest, ret->sha256);
	return true;
}

void
pack_release(struct pack *p)
{
	if (!p->packer)
		return;
	struct packer *k = p->packer;
	digest_free(k->digest);
	if (k->streamed)
		explicit_bzero(k, sizeof(*k));
	else /* what a little left was wiped already, but for what never came to its end */
		explicit_bzero(k->plain, (size_t)(p->at - k->plain));
	free(k);
	*p = (struct pack){ 0 };
}

int64_t
pack_plain_bytes(const struct pack *p)
{
	return p->packer->plain_bytes + (p->at - p->packer->plain);
}

bool
pack_add_long(struct pack *p, const void *from, size_t n, struct err *err)
{
	const char *s = from;
	while (n > 0) {
		if (!pack_room(p, 1, err))
			return false;
		size_t room = (size_t)(p->end - p->at), some = n < room ? n : room;
		memcpy(p->at, s, some);
		p->at += some;
		s += some;
		n -= some;
	}
	return true;
}
