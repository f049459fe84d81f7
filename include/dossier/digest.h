/*
 * SHA-256, and bytes as text: hexadecimal in lower case, and base64 in the standard alphabet. What
 * is encoded may be a key: neither encoding looks anything up by it.
 */
#ifndef DOSSIER_DIGEST_H
#define DOSSIER_DIGEST_H

#include <sys/types.h>

#include "dossier/mem.h"

#define SHA256_LEN 32
#define HEX_SIZE(n) (2 * (n) + 1)         /* of the text of n bytes, with its NUL */
#define BASE64_LEN(n) (((n) + 2) / 3 * 4) /* without one */

/* digest_of(piece, n, ret): the SHA-256 of ${n} pieces one after the other. */
void digest_of(const struct bytes *piece, size_t n, unsigned char ret[static SHA256_LEN]);

/* The same of what comes in bits; it can be begun again. New, with nothing added. */
struct digest;
struct digest *digest_new(void);
void digest_begin(struct digest *d); /* forget what was added */
void digest_add(struct digest *d, const void *p, size_t n);
void digest_end(struct digest *d, unsigned char ret[static SHA256_LEN]);
void digest_free(struct digest *d);
DEFINE_DROP(digest, struct digest, digest_free)

/* hex_digit(c): 0 to 15, of either case; -1 when ${c} is none. */
int hex_digit(char c);
/* hex_put(p, n, ret): the text of ${n} bytes into ${ret}, HEX_SIZE(n) of them; returns ret. */
char *hex_put(const void *p, size_t n, char *ret);
char *hex_encode(const void *p, size_t n, struct arena *a);
/*
 * hex_decode(s, ret, n): the ${n} bytes that 2 * n digits spell, of either case; false when one is
 * none. ${s} needs no NUL and may begin where ${ret} does.
 */
bool hex_decode(const char *s, void *ret, size_t n) MUSTCHECK;

/*
 * base64_put(p, n, ret): padded, BASE64_LEN(n) bytes and no NUL; returns their number.
 * base64_encode(p, n, padded, a): with its NUL, new in ${a}.
 */
size_t base64_put(const void *p, size_t n, char *ret);
char *base64_encode(const void *p, size_t n, bool padded, struct arena *a);
/*
 * base64_decode(text, padded, ret, max): refuses anything but the one text that encoding gives, and
 * more than ${max} bytes. Returns their number, or -1.
 */
ssize_t base64_decode(struct bytes text, bool padded, void *ret, size_t max) MUSTCHECK;
/*
 * base64_is(s): is it a padded text? Unlike decoding it asks nothing of the last digit's spare
 * bits.
 */
bool base64_is(const char *s);

#endif
