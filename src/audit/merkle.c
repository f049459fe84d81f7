/*
 * The Merkle tree of RFC 6962 section 2.1, grown one leaf at a time. Keeps the roots of the full
 * subtrees only, one for each bit of the number of leaves.
 */
#include "dossier/audit.h"
#include "dossier/digest.h"

void
merkle_node(const unsigned char left[static SHA256_LEN],
    const unsigned char right[static SHA256_LEN], unsigned char ret[static SHA256_LEN])
{
	digest_of(
	    (struct bytes[]){ { "\x01", 1 }, { left, SHA256_LEN }, { right, SHA256_LEN } }, 3, ret);
}

/* As a carry in binary: two full subtrees of one height become one of the next. */
void
merkle_add(struct merkle *m, const unsigned char leaf[static SHA256_LEN])
{
	unsigned char h[SHA256_LEN];
	int level = 0;
	memcpy(h, leaf, SHA256_LEN);
	for (;; level++) {
		if (m->seen)
			m->seen(level, m->n >> level, h, m->arg);
		if (!(m->n >> level & 1))
			break;
		merkle_node(m->node[level], h, h);
	}
	memcpy(m->node[level], h, SHA256_LEN);
	m->n++;
}

void
merkle_root(const struct merkle *m, unsigned char ret[static SHA256_LEN])
{
	bool some = false;
	for (int level = 0; level < 64; level++) {
		if (!(m->n >> level & 1))
			continue;
		if (some)
			merkle_node(m->node[level], ret, ret);
		else
			memcpy(ret, m->node[level], SHA256_LEN);
		some = true;
	}
	if (!some)
		digest_of(NULL, 0, ret);
}

const char *
merkle_text(const struct merkle *m, struct arena *a)
{
	char *text = arena_alloc(a, HEX_SIZE(sizeof(m->node))), *to = text;
	for (int level = 0; level < 64; level++)
		if (m->n >> level & 1) {
			(void)hex_put(m->node[level], SHA256_LEN, to);
			to += 2 * SHA256_LEN;
		}
	return text;
}

bool
merkle_read(struct merkle *ret, int64_t size, const char *text)
{
	*ret = (struct merkle){ .n = (uint64_t)size };
	for (int level = 0; level < 64; level++) {
		if (!(ret->n >> level & 1))
			continue;
		if (strlen(text) < 2 * SHA256_LEN ||
		    !hex_decode(text, ret->node[level], SHA256_LEN))
			return false;
		text += 2 * SHA256_LEN;
	}
	return *text == '\0';
}
