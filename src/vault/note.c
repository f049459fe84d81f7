/*
 * Signed notes (c2sp.org/signed-note): a text, an empty line, and a line for each signature. The
 * key's number is the beginning of a digest of its name and itself, so that one key under two names
 * is two keys. Signs and checks with our own key alone: who checks us has a program of their own.
 */
#include "dossier/digest.h"
#include "keys.h"

#define ED25519 1
#define NUMBER_LEN 4
#define DASH "\xe2\x80\x94 " /* U+2014 */

struct note_key {
	unsigned char pub[1 + KEY_LEN]; /* the algorithm, and the key */
	unsigned char number[NUMBER_LEN];
};

static void
note_seed(const struct vault *v, unsigned char ret[static KEY_LEN])
{
	prim_hkdf((struct bytes){ v->sign, KEY_LEN }, (struct bytes){ "", 0 },
	    "dossier audit log checkpoints", ret);
}

static void
note_public(const struct vault *v, unsigned char ret[static KEY_LEN])
{
	unsigned char seed[KEY_LEN];
	note_seed(v, seed);
	prim_sign_public(seed, ret);
	prim_wipe(seed, sizeof(seed));
}

static struct note_key
note_key(const struct vault *v, const char *name)
{
	struct note_key k = { .pub = { ED25519 } };
	unsigned char digest[SHA256_LEN];
	note_public(v, k.pub + 1);
	digest_of((struct bytes[]){ { name, strlen(name) }, { "\n", 1 }, { k.pub, sizeof(k.pub) } },
	    3, digest);
	memcpy(k.number, digest, NUMBER_LEN);
	return k;
}

const char *
vault_note_name(const struct vault *v, const char *org, struct arena *a)
{
	unsigned char pub[KEY_LEN], digest[SHA256_LEN];
	note_public(v, pub);
	digest_of(&(struct bytes){ pub, sizeof(pub) }, 1, digest);
	return arena_printf(a, "dossier-%s/%s", hex_encode(digest, 4, a), org);
}

const char *
vault_note(const struct vault *v, const char *name, const char *text, struct arena *a)
{
	const struct note_key k = note_key(v, name);
	unsigned char line[NUMBER_LEN + SIGNATURE_LEN], seed[KEY_LEN];
	size_t n = strlen(text);
	if (n == 0 || text[n - 1] != '\n' || strstr(text, "\n\n"))
		BUG("a note of a text that is no lines");
	memcpy(line, k.number, NUMBER_LEN);
	note_seed(v, seed);
	prim_sign(seed, (struct bytes){ text, n }, line + NUMBER_LEN);
	prim_wipe(seed, sizeof(seed));
	return arena_printf(
	    a, "%s\n" DASH "%s %s\n", text, name, base64_encode(line, sizeof(line), true, a));
}

const char *
vault_note_key(const struct vault *v, const char *name, struct arena *a)
{
	const struct note_key k = note_key(v, name);
	return arena_printf(a, "%s+%s+%s", name, hex_encode(k.number, NUMBER_LEN, a),
	    base64_encode(k.pub, sizeof(k.pub), true, a));
}

/* Is this line, up to its end, our signature? Lines of others are passed over. */
static bool
is_ours(const struct note_key *k, const char *name, struct bytes text, const char *line, size_t n,
    struct arena *a)
{
	const char *begins = arena_printf(a, DASH "%s ", name);
	size_t skip = strlen(begins);
	unsigned char s[NUMBER_LEN + SIGNATURE_LEN];
	return n > skip && strncmp(line, begins, skip) == 0 &&
	    base64_decode((struct bytes){ line + skip, n - skip }, true, s, sizeof(s)) ==
	    sizeof(s) &&
	    memcmp(s, k->number, NUMBER_LEN) == 0 && prim_verify(k->pub + 1, text, s + NUMBER_LEN);
}

const char *
vault_note_open(
    const struct vault *v, const char *name, const char *note, struct arena *a, struct err *err)
{
	const struct note_key k = note_key(v, name);
	const char *end = strstr(note, "\n\n");
	const struct bytes text = { note, end ? (size_t)(end - note) + 1 : 0 };
	for (const char *line = end ? end + 2 : ""; *line; line += strcspn(line, "\n") + 1) {
		size_t n = strcspn(line, "\n");
		if (line[n] != '\n')
			break;
		if (is_ours(&k, name, text, line, n, a))
			return arena_strndup(a, note, text.n);
	}
	(void)err_set(err, ERR_INPUT, "it bears no signature of %s", name);
	return NULL;
}
