/*
 * The header of an age v1 file (C2SP age): text, one stanza a recipient, ended by a MAC.
 */
#ifndef VAULT_AGE_HEADER_H
#define VAULT_AGE_HEADER_H

#include "prim.h"

#define AGE_FILE_KEY_LEN 16
#define AGE_HEADER_MAX 8192 /* bytes of a header we read: some fifty recipients */
#define AGE_STANZAS_MAX 64

struct age_stanza {
	unsigned char share[KEY_LEN];
	unsigned char body[AGE_FILE_KEY_LEN + TAG_LEN];
};
/* Of a passphrase: the only stanza of its header. */
struct age_scrypt {
	unsigned char salt[16];
	unsigned log2n; /* 0: there is none */
	unsigned char body[AGE_FILE_KEY_LEN + TAG_LEN];
};
struct age_header {
	struct age_stanza stanza[AGE_STANZAS_MAX]; /* the X25519 ones; others are passed over */
	size_t nstanzas;
	struct age_scrypt scrypt;
	size_t nothers; /* stanzas that are neither */
	size_t covered; /* bytes under the MAC */
	size_t len;     /* bytes of the whole header; the payload's nonce follows */
	unsigned char mac[32];
};

/*
 * age_header_parse(p, n, ret, err): the header at the beginning of ${n} bytes. INPUT when there is
 * none.
 */
bool age_header_parse(const char *p, size_t n, struct age_header *ret, struct err *err) MUSTCHECK;

/* age_header_make: a header for one recipient. False when ${recipient} is no proper public key. */
bool age_header_make(const unsigned char recipient[static KEY_LEN],
    const unsigned char file_key[static AGE_FILE_KEY_LEN], struct buf *ret) MUSTCHECK;

/* age_header_make_scrypt: a header for a passphrase, which takes a second and 256 MiB. */
void age_header_make_scrypt(
    const char *passphrase, const unsigned char file_key[static AGE_FILE_KEY_LEN], struct buf *ret);
/* age_header_open_scrypt: as age_header_open, with a passphrase. */
bool age_header_open_scrypt(const struct age_header *h, const char *text, const char *passphrase,
    unsigned char ret_file_key[static AGE_FILE_KEY_LEN], struct err *err) MUSTCHECK;

/*
 * age_header_open: the file key, when a stanza opens with ${identity} and the MAC over ${text} is
 * right; else INPUT.
 */
bool age_header_open(const struct age_header *h, const char *text,
    const unsigned char identity[static KEY_LEN],
    unsigned char ret_file_key[static AGE_FILE_KEY_LEN], struct err *err) MUSTCHECK;

#endif
