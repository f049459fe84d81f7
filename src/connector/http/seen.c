/*
 * A set of hashes, for finding doubles among many rows in little memory: 16 bytes a member. What
 * the members were is not kept. Not meant against someone who looks for collisions: a vendor that
 * hides a row needs no collision for it.
 */
#include "http.h"

#define START 64u

static uint64_t
mix(uint64_t h)
{
	h ^= h >> 33;
	h *= UINT64_C(0xff51afd7ed558ccd);
	h ^= h >> 33;
	h *= UINT64_C(0xc4ceb9fe1a85ec53);
	return h ^ h >> 33;
}

/* Two FNV-1a walks from different beginnings, one of them mixed at every byte. */
static void
hash(const void *p, size_t n, uint64_t out[2])
{
	const unsigned char *s = p;
	uint64_t a = UINT64_C(0xcbf29ce484222325), b = UINT64_C(0x9e3779b97f4a7c15) ^ n;
	for (size_t i = 0; i < n; i++) {
		a = (a ^ s[i]) * UINT64_C(0x100000001b3);
		b = mix(b + s[i] + 1);
	}
	out[0] = mix(a) | 1; /* never 0: that marks a free slot */
	out[1] = b;
}

static uint64_t (*slot_for(uint64_t (*slots)[2], size_t cap, const uint64_t h[2]))[2]
{
	for (size_t i = h[1] & (cap - 1);; i = (i + 1) & (cap - 1)) {
		if (slots[i][0] == 0 || (slots[i][0] == h[0] && slots[i][1] == h[1]))
			return &slots[i];
	}
}

static void
grow(struct http_seen *s)
{
	size_t cap = s->cap ? s->cap * 2 : START;
	uint64_t(*slots)[2] = xcalloc(cap, sizeof(*slots));
	for (size_t i = 0; i < s->cap; i++)
		if (s->slots[i][0])
			memcpy(slot_for(slots, cap, s->slots[i]), s->slots[i], sizeof(*slots));
	free(s->slots);
	s->slots = slots;
	s->cap = cap;
}

enum http_meet
http_seen_add(struct http_seen *s, const void *p, size_t n)
{
	uint64_t h[2];
	hash(p, n, h);
	if (s->n * 3 >= s->cap * 2)
		grow(s);
	uint64_t(*slot)[2] = slot_for(s->slots, s->cap, h);
	if ((*slot)[0])
		return HTTP_AGAIN;
	if (s->n >= HTTP_KEYS)
		return HTTP_FULL;
	memcpy(slot, h, sizeof(*slot));
	s->n++;
	return HTTP_NEW;
}

void
http_seen_release(struct http_seen *s)
{
	free(s->slots);
	*s = (struct http_seen){ 0 };
}
