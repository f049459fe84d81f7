/*
 * Where a word begins: does anything begin with these six letters, is there one of just this
 * length? Each question is asked only when the one before said yes. Values and texts have a blank
 * at both ends, so that words are found whole.
 */
#include "seek.h"

#define SIXES (1u << 26)
#define SIX (1 + SEEK_SHORTEST) /* with the blank before them */

/* FNV-1a; its high bits are spread over the low ones where it is used. */
#define HASH_BEGIN UINT64_C(0xcbf29ce484222325)
static uint64_t
hash_step(uint64_t h, char c)
{
	return (h ^ (unsigned char)c) * UINT64_C(0x100000001b3);
}

static uint64_t
hash_of(const char *text, size_t n)
{
	uint64_t h = HASH_BEGIN;
	for (size_t i = 0; i < n; i++)
		h = hash_step(h, text[i]);
	return h;
}

static size_t
spread(uint64_t h, size_t n)
{
	return (size_t)((h ^ h >> 29) * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (n - 1);
}

static bool
has_bit(const uint64_t *set, size_t i)
{
	return set[i / 64] >> i % 64 & 1;
}

static struct needle *
look_up(struct seek *s, uint64_t hash, const char *text, size_t n)
{
	for (size_t i = spread(hash, s->nslots); s->slots[i] != 0; i = (i + 1) & (s->nslots - 1)) {
		struct needle *k = &s->needles[s->slots[i] - 1];
		if (k->hash == hash && k->n == n && memcmp(s->texts.data + k->at, text, n) == 0)
			return k;
	}
	return NULL;
}

static void
take_slot(struct seek *s, size_t needle)
{
	size_t i = spread(s->needles[needle].hash, s->nslots);
	while (s->slots[i] != 0)
		i = (i + 1) & (s->nslots - 1);
	s->slots[i] = (uint32_t)needle + 1;
}

static void
grow(struct seek *s)
{
	if (!s->sixes)
		s->sixes = xcalloc(SIXES / 64, sizeof(*s->sixes));
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 64;
		s->needles = xrealloc(s->needles, s->cap * sizeof(*s->needles));
	}
	if (2 * s->n < s->nslots)
		return;
	free(s->slots);
	s->nslots = s->nslots ? 4 * s->nslots : 64;
	s->slots = xcalloc(s->nslots, sizeof(*s->slots));
	for (size_t i = 0; i < s->n; i++)
		take_slot(s, i);
}

/* " its words ", no longer than is sought; how many bytes, 0: too few letters. */
static size_t
words_of(struct seek *s, struct bytes value)
{
	struct bytes head = { value.p, value.n < SEEK_OVERLAP / 8 ? value.n : SEEK_OVERLAP / 8 };
	auto_drop(buf) struct buf words = { 0 };
	size_t letters = 0;
	if (!redact_letters(REDACT_UNDONE, true, head, &words))
		(void)redact_letters(REDACT_AS_IT_STANDS, true, head, &words);
	buf_reset(&s->words);
	buf_addc(&s->words, ' ');
	for (size_t i = 0; i < words.len; i++) {
		letters += words.data[i] != ' ' && ((unsigned char)words.data[i] & 0xc0) != 0x80;
		if (i > 0 || words.data[i] != ' ')
			buf_addc(&s->words, words.data[i]);
	}
	if (s->words.data[s->words.len - 1] != ' ' && value.n == head.n)
		buf_addc(&s->words, ' ');
	return letters < SEEK_SHORTEST    ? 0
	    : s->words.len < SEEK_LONGEST ? s->words.len
					  : SEEK_LONGEST;
}

bool
seek_add(struct seek *s, struct bytes value, uint32_t tag, struct err *err)
{
	size_t n = words_of(s, value);
	const char *text = s->words.data;
	if (n == 0 || (s->n > 0 && look_up(s, hash_of(text, n), text, n)))
		return true;
	if (s->texts.len + n > SEEK_BYTES_MAX || s->n == UINT32_MAX / 8)
		return err_set(err, ERR_DENIED,
		    "more different values are left out than can be sought in what is left: "
		    "withhold the item whole, or say `--only-here`");
	grow(s);
	s->needles[s->n] = (struct needle){
		.hash = hash_of(text, n), .at = s->texts.len, .tag = tag, .n = (unsigned char)n
	};
	buf_add(&s->texts, text, n);
	take_slot(s, s->n++);
	size_t six = spread(hash_of(text, SIX), SIXES);
	s->sixes[six / 64] |= UINT64_C(1) << six % 64;
	s->lengths[n] = true;
	return true;
}

void
seek_know(struct seek *s, struct bytes value, unsigned char known)
{
	size_t n = s->n > 0 ? words_of(s, value) : 0;
	struct needle *k = n > 0 ? look_up(s, hash_of(s->words.data, n), s->words.data, n) : NULL;
	if (k)
		k->known |= known;
}

/* Those that begin at this blank. */
static bool
seek_at(struct seek *s, const char *at, size_t n, seek_found *found, void *arg)
{
	uint64_t h = HASH_BEGIN;
	for (size_t i = 1; i <= n && i <= SEEK_LONGEST; i++) {
		h = hash_step(h, at[i - 1]);
		if (i == SIX && !has_bit(s->sixes, spread(h, SIXES)))
			return true;
		const struct needle *k = s->lengths[i] ? look_up(s, h, at, i) : NULL;
		if (k && !found(arg, k))
			return false;
	}
	return true;
}

bool
seek_in(struct seek *s, struct bytes text, seek_found *found, void *arg)
{
	auto_drop(buf) struct buf words = { 0 };
	for (enum redact_way way = 0; s->n > 0 && way < REDACT_WAY__MAX; way++) {
		if (!redact_letters(way, true, text, &words))
			continue;
		buf_reset(&s->words);
		buf_addc(&s->words, ' ');
		buf_add(&s->words, words.data, words.len);
		buf_addc(&s->words, ' ');
		const char *p = s->words.data, *end = p + s->words.len;
		for (; (p = memchr(p, ' ', (size_t)(end - p))); p++)
			if (!seek_at(s, p, (size_t)(end - p), found, arg))
				return false;
	}
	return true;
}

void
seek_release(struct seek *s)
{
	buf_release(&s->texts);
	buf_release(&s->words);
	free(s->needles);
	free(s->slots);
	free(s->sixes);
	*s = (struct seek){ 0 };
}
