/* Deflated and sealed on the way; nothing names it before it is whole. */
#include "sealed.h"

static bool
write_blob(void *arg, const void *p, size_t n, struct err *err)
{
	return blob_write(arg, p, n, err);
}

bool
sealed_begin(struct sealed *s, const char *dir, const struct request_keys *keys, struct err *err)
{
	s->blob = blob_create(dir, keys->content_public, err);
	if (s->blob)
		pack_begin(&s->pack, write_blob, s->blob);
	return s->blob != NULL;
}

bool
sealed_end(struct sealed *s, struct arena *a, struct part *ret, struct err *err)
{
	struct packed sums;
	if (!pack_end(&s->pack, &sums, err))
		return false;
	ret->blob = blob_commit(s->blob, a, err);
	blob_free(take(s->blob));
	ret->plain_bytes = sums.plain_bytes;
	ret->packed_bytes = sums.packed_bytes;
	ret->crc32 = sums.crc32;
	memcpy(ret->sha256, sums.sha256, sizeof(ret->sha256));
	return ret->blob != NULL;
}

void
sealed_release(struct sealed *s)
{
	blob_free(take(s->blob));
	pack_release(&s->pack);
}
