/*
 * Reading and making the header of an age file. The parser is strict: one line ending, canonical
 * base64, body lines of 64 columns. X25519 stanzas are opened, and that of a passphrase, which
 * stands alone; plugins and ssh keys are passed over.
 */
#include "dossier/digest.h"

#include "age_header.h"

#define VERSION_LINE "age-encryption.org/v1"
#define X25519_LABEL "age-encryption.org/v1/X25519"
#define SCRYPT_LABEL "age-encryption.org/v1/scrypt"
#define SCRYPT_LOG2N 18     /* a second, and 256 MiB */
#define SCRYPT_LOG2N_MAX 20 /* of a file that is opened: 1 GiB */
#define BODY_COLUMNS 64

static const unsigned char zero_nonce[STREAM_NONCE_LEN];

struct cursor {
	const char *p, *end;
};

static bool
not_age(struct err *err)
{
	return err_set(
	    err, ERR_INPUT, "not an age file: expected the header of age-encryption.org/v1");
}

/* A line without its newline; false when none ends before the bound. */
static bool
next_line(struct cursor *c, struct bytes *ret)
{
	const char *nl = memchr(c->p, '\n', (size_t)(c->end - c->p));
	if (!nl)
		return false;
	*ret = (struct bytes){ c->p, (size_t)(nl - c->p) };
	c->p = nl + 1;
	return true;
}

static bool
begins(struct bytes line, const char *word)
{
	size_t n = strlen(word);
	return line.n >= n && memcmp(line.p, word, n) == 0;
}

/* Arguments are one or more printable characters, a single space between them. */
static bool
arguments_ok(struct bytes args)
{
	const char *p = args.p;
	bool wanted = true;
	for (size_t i = 0; i < args.n; i++) {
		if (p[i] == ' ' && wanted)
			return false;
		if (p[i] != ' ' && (p[i] < 33 || p[i] > 126))
			return false;
		wanted = p[i] == ' ';
	}
	return !wanted;
}

/* The body: lines of exactly 64 columns and one shorter. Kept when it is as long as X25519's. */
static bool
read_body(struct cursor *c, struct age_stanza *ret, bool *ret_fits)
{
	unsigned char line_bytes[BODY_COLUMNS];
	struct bytes line;
	*ret_fits = false;
	for (unsigned n = 0;; n++) {
		if (!next_line(c, &line) || line.n > BODY_COLUMNS)
			return false;
		ssize_t got = base64_decode(line, false, line_bytes, sizeof(line_bytes));
		if (got < 0)
			return false;
		if (line.n == BODY_COLUMNS)
			continue;
		*ret_fits = n == 0 && got == (ssize_t)sizeof(ret->body);
		if (*ret_fits)
			memcpy(ret->body, line_bytes, sizeof(ret->body));
		return true;
	}
}

/* "SALT LOG2N" */
static bool
read_scrypt(struct bytes args, const struct age_stanza *stanza, struct age_header *h)
{
	const char *p = args.p, *space = memchr(p, ' ', args.n);
	size_t n = space ? (size_t)(space - p) : 0, digits = space ? args.n - n - 1 : 0;
	struct age_scrypt s = { 0 };
	if (!space || digits < 1 || digits > 2 || space[1] == '0' || h->scrypt.log2n ||
	    base64_decode((struct bytes){ p, n }, false, s.salt, sizeof(s.salt)) !=
		(ssize_t)sizeof(s.salt))
		return false;
	for (size_t i = 1; i <= digits; i++) {
		if (space[i] < '0' || space[i] > '9')
			return false;
		s.log2n = s.log2n * 10 + (unsigned)(space[i] - '0');
	}
	memcpy(s.body, stanza->body, sizeof(s.body));
	h->scrypt = s;
	return true;
}

static bool
read_stanza(struct cursor *c, struct bytes line, struct age_header *h)
{
	struct bytes args = { (const char *)line.p + 3, line.n - 3 };
	struct age_stanza stanza;
	bool fits;
	if (!arguments_ok(args) || !read_body(c, &stanza, &fits))
		return false;
	if (begins(args, "scrypt "))
		return fits &&
		    read_scrypt((struct bytes){ (const char *)args.p + 7, args.n - 7 }, &stanza, h);
	if (!(begins(args, "X25519 ") || (args.n == 6 && begins(args, "X25519")))) {
		h->nothers++;
		return true;
	}
	struct bytes share = { (const char *)args.p + 7, args.n > 7 ? args.n - 7 : 0 };
	if (!fits || base64_decode(share, false, stanza.share, KEY_LEN) != KEY_LEN ||
	    h->nstanzas == AGE_STANZAS_MAX)
		return false;
	h->stanza[h->nstanzas++] = stanza;
	return true;
}

bool
age_header_parse(const char *p, size_t n, struct age_header *ret, struct err *err)
{
	struct cursor c = { p, p + (n < AGE_HEADER_MAX ? n : AGE_HEADER_MAX) };
	struct bytes line;
	ret->nstanzas = ret->nothers = 0;
	ret->scrypt = (struct age_scrypt){ 0 };
	if (!next_line(&c, &line) || line.n != strlen(VERSION_LINE) || !begins(line, VERSION_LINE))
		return not_age(err);
	for (bool any = false;; any = true) {
		const char *begin = c.p;
		if (!next_line(&c, &line))
			return not_age(err);
		if (any && begins(line, "--- ")) {
			struct bytes mac = { (const char *)line.p + 4, line.n - 4 };
			ret->covered = (size_t)(begin + 3 - p);
			ret->len = (size_t)(c.p - p);
			return base64_decode(mac, false, ret->mac, sizeof(ret->mac)) ==
			    (ssize_t)sizeof(ret->mac) ||
			    not_age(err);
		}
		if (!begins(line, "-> ") || !read_stanza(&c, line, ret))
			return not_age(err);
	}
}

/* The key that wraps the file key, from either side of the exchange. */
static bool
wrap_key(const unsigned char secret[static KEY_LEN], const unsigned char other[static KEY_LEN],
    const unsigned char share_and_recipient[static 2 * KEY_LEN], unsigned char ret[static KEY_LEN])
{
	unsigned char shared[KEY_LEN];
	if (!prim_x25519(secret, other, shared))
		return false;
	prim_hkdf((struct bytes){ shared, KEY_LEN },
	    (struct bytes){ share_and_recipient, 2 * KEY_LEN }, X25519_LABEL, ret);
	prim_wipe(shared, sizeof(shared));
	return true;
}

static void
header_mac(const unsigned char file_key[static AGE_FILE_KEY_LEN], struct bytes covered,
    unsigned char ret[static 32])
{
	unsigned char key[KEY_LEN];
	prim_hkdf(
	    (struct bytes){ file_key, AGE_FILE_KEY_LEN }, (struct bytes){ "", 0 }, "header", key);
	prim_hmac_sha256(&(struct bytes){ key, sizeof(key) }, &covered, 1, ret);
	prim_wipe(key, sizeof(key));
}

/* ${stanza}: its arguments and its body, without the last newline. */
static void
write_header(
    const char *stanza, const unsigned char file_key[static AGE_FILE_KEY_LEN], struct buf *ret)
{
	auto_drop(arena) struct arena *a = arena_new();
	unsigned char mac[32];
	buf_addf(ret, VERSION_LINE "\n-> %s\n---", stanza);
	header_mac(file_key, (struct bytes){ ret->data, ret->len }, mac);
	buf_addf(ret, " %s\n", base64_encode(mac, sizeof(mac), false, a));
}

/* The body of a stanza: the file key, under the key that wraps it. */
static void
wrap_file_key(const unsigned char key[static KEY_LEN],
    const unsigned char file_key[static AGE_FILE_KEY_LEN],
    unsigned char ret[static AGE_FILE_KEY_LEN + TAG_LEN])
{
	struct stream *s = stream_new(key);
	stream_seal(s, zero_nonce, (struct bytes){ file_key, AGE_FILE_KEY_LEN }, ret);
	stream_free(s);
}

static bool
unwrap_file_key(const unsigned char key[static KEY_LEN],
    const unsigned char body[static AGE_FILE_KEY_LEN + TAG_LEN],
    unsigned char ret[static AGE_FILE_KEY_LEN])
{
	struct stream *s = stream_new(key);
	bool ok =
	    stream_open(s, zero_nonce, (struct bytes){ body, AGE_FILE_KEY_LEN + TAG_LEN }, ret);
	stream_free(s);
	return ok;
}

/* ---- a passphrase ---- */

static void
scrypt_key(const char *passphrase, const unsigned char salt[static 16], unsigned log2n,
    unsigned char ret[static KEY_LEN])
{
	unsigned char labelled[sizeof(SCRYPT_LABEL) - 1 + 16];
	memcpy(labelled, SCRYPT_LABEL, sizeof(SCRYPT_LABEL) - 1);
	memcpy(labelled + sizeof(SCRYPT_LABEL) - 1, salt, 16);
	prim_scrypt((struct bytes){ passphrase, strlen(passphrase) },
	    (struct bytes){ labelled, sizeof(labelled) }, log2n, ret);
}

void
age_header_make_scrypt(
    const char *passphrase, const unsigned char file_key[static AGE_FILE_KEY_LEN], struct buf *ret)
{
	auto_drop(arena) struct arena *a = arena_new();
	unsigned char salt[16], key[KEY_LEN], body[AGE_FILE_KEY_LEN + TAG_LEN];
	prim_random(salt, sizeof(salt));
	scrypt_key(passphrase, salt, SCRYPT_LOG2N, key);
	wrap_file_key(key, file_key, body);
	prim_wipe(key, sizeof(key));
	write_header(
	    arena_printf(a, "scrypt %s %d\n%s", base64_encode(salt, sizeof(salt), false, a),
		SCRYPT_LOG2N, base64_encode(body, sizeof(body), false, a)),
	    file_key, ret);
}

bool
age_header_open_scrypt(const struct age_header *h, const char *text, const char *passphrase,
    unsigned char ret_file_key[static AGE_FILE_KEY_LEN], struct err *err)
{
	unsigned char key[KEY_LEN], mac[32];
	if (!h->scrypt.log2n || h->nstanzas || h->nothers)
		return err_set(err, ERR_INPUT, "the age file is not sealed to a passphrase");
	if (h->scrypt.log2n > SCRYPT_LOG2N_MAX)
		return err_set(err, ERR_INPUT,
		    "the passphrase of the age file would take 2^%u rounds, at most 2^%d are done",
		    h->scrypt.log2n, SCRYPT_LOG2N_MAX);
	scrypt_key(passphrase, h->scrypt.salt, h->scrypt.log2n, key);
	bool ok = unwrap_file_key(key, h->scrypt.body, ret_file_key);
	prim_wipe(key, sizeof(key));
	if (!ok)
		return err_set(err, ERR_INPUT,
		    "the age file does not open with this passphrase, or its header was altered");
	header_mac(ret_file_key, (struct bytes){ text, h->covered }, mac);
	return prim_equal(mac, h->mac, sizeof(mac)) ||
	    err_set(err, ERR_INPUT, "the header of the age file was altered");
}

/* ---- a key ---- */

bool
age_header_make(const unsigned char recipient[static KEY_LEN],
    const unsigned char file_key[static AGE_FILE_KEY_LEN], struct buf *ret)
{
	unsigned char secret[KEY_LEN], key[KEY_LEN], salt[2 * KEY_LEN];
	struct age_stanza stanza;
	prim_random(secret, sizeof(secret));
	prim_x25519_public(secret, stanza.share);
	memcpy(salt, stanza.share, KEY_LEN);
	memcpy(salt + KEY_LEN, recipient, KEY_LEN);
	bool ok = wrap_key(secret, recipient, salt, key);
	prim_wipe(secret, sizeof(secret));
	if (!ok)
		return false;
	auto_drop(arena) struct arena *a = arena_new();
	wrap_file_key(key, file_key, stanza.body);
	prim_wipe(key, sizeof(key));
	write_header(
	    arena_printf(a, "X25519 %s\n%s", base64_encode(stanza.share, KEY_LEN, false, a),
		base64_encode(stanza.body, sizeof(stanza.body), false, a)),
	    file_key, ret);
	return true;
}

static bool
open_stanza(const struct age_stanza *stanza, const unsigned char identity[static KEY_LEN],
    unsigned char ret_file_key[static AGE_FILE_KEY_LEN])
{
	unsigned char key[KEY_LEN], salt[2 * KEY_LEN];
	memcpy(salt, stanza->share, KEY_LEN);
	prim_x25519_public(identity, salt + KEY_LEN);
	if (!wrap_key(identity, stanza->share, salt, key))
		return false;
	bool ok = unwrap_file_key(key, stanza->body, ret_file_key);
	prim_wipe(key, sizeof(key));
	return ok;
}

bool
age_header_open(const struct age_header *h, const char *text,
    const unsigned char identity[static KEY_LEN],
    unsigned char ret_file_key[static AGE_FILE_KEY_LEN], struct err *err)
{
	unsigned char mac[32];
	for (size_t i = 0; i < h->nstanzas; i++) {
		if (!open_stanza(&h->stanza[i], identity, ret_file_key))
			continue;
		header_mac(ret_file_key, (struct bytes){ text, h->covered }, mac);
		return prim_equal(mac, h->mac, sizeof(mac)) ||
		    err_set(err, ERR_INPUT, "the header of the age file was altered");
	}
	return err_set(
	    err, ERR_INPUT, "the age file is not sealed to this key, or its header was altered");
}
