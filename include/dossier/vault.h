/*
 * Keys, sealed values, the blind index, age files and the blob store. Knows no database.
 *
 * Installation keys lie in DIR/keys (0700/0600), one file a dated key; the newest wraps, all
 * unwrap. One that was made by somebody else meanwhile is found when it is needed. Each request has
 * two keys: `content`, an age X25519 identity to whose public half what was collected and archives
 * are sealed, so that who collects can not read back; and `ledger`, a symmetric key for identifiers
 * and letters. Both are stored wrapped by an installation key.
 * XChaCha20-Poly1305 with random nonces; the associated data binds a value to the place it stands
 * in.
 */
#ifndef DOSSIER_VAULT_H
#define DOSSIER_VAULT_H

#include "dossier/mem.h"

#define KEY_LEN 32
#define BLIND_LEN 32
#define KEY_ID_LEN 24 /* "2026-11-21-1a2b3c4d" and NUL fits */

struct vault;

/*
 * vault_create(dir, err): make DIR/keys with a first installation key; CONFLICT when there is
 * one.
 */
bool vault_create(const char *dir, struct err *err) MUSTCHECK;
/* vault_open(dir, err): read the keys. DENIED when files are readable by others. */
struct vault *vault_open(const char *dir, struct err *err);
void vault_free(struct vault *v);
DEFINE_DROP(vault, struct vault, vault_free)
const char *vault_key_id(const struct vault *v); /* of the key that wraps now */

/*
 * Rotation (rotate.c). vault_keys: the ids of the installation keys that lie there, the oldest
 * first; in ${a}, ended by NULL. An id begins with the day it was made.
 * vault_lock(dir, alone, err): a descriptor; while it is open nobody rotates (or, ${alone}, copies
 * the keys either). TEMPORARY while somebody does. -1 on error.
 * vault_key_add: a newer key, which wraps from now on, here and in every process that has these
 * keys open; *ret its id, in ${a}.
 * vault_key_destroy: one that is not the newest is removed and overwritten; what it wrapped is
 * gone.
 */
const char *const *vault_keys(const struct vault *v, struct arena *a);
int vault_lock(const char *dir, bool alone, struct err *err);
bool vault_key_add(struct vault *v, struct arena *a, const char **ret, struct err *err) MUSTCHECK;
bool vault_key_destroy(struct vault *v, const char *id, struct err *err) MUSTCHECK;

/* Two keys of one request in locked memory. */
struct request_keys {
	unsigned char content[KEY_LEN]; /* X25519 secret */
	unsigned char content_public[KEY_LEN];
	unsigned char ledger[KEY_LEN];
};
struct request_keys *request_keys_new(void); /* fresh, random */
void request_keys_free(struct request_keys *k);
DEFINE_DROP(request_keys, struct request_keys, request_keys_free)

/*
 * vault_wrap(v, reference, k, a, ret_content, ret_ledger): both secrets wrapped by the newest
 * installation key, as text safe for a column (key id, nonce, ciphertext in base64), bound to
 * ${reference}.
 * vault_unwrap: the way back, of ${content} NULL, which was destroyed, zeros; NOTFOUND when the
 * installation key is gone, INPUT when the text was altered or belongs to another request.
 */
void vault_wrap(const struct vault *v, const char *reference, const struct request_keys *k,
    struct arena *a, const char **ret_content, const char **ret_ledger);
struct request_keys *vault_unwrap(const struct vault *v, const char *reference, const char *content,
    const char *ledger, struct err *err);
/* vault_rewrap: both by the newest key, in ${a}; content may be NULL: it was destroyed. */
bool vault_rewrap(const struct vault *v, const char *reference, const char **content,
    const char **ledger, struct arena *a, struct err *err) MUSTCHECK;
/* vault_blank: what stands where a wrapped key was destroyed, as long as it was; in ${a}. */
const char *vault_blank(const char *wrapped, struct arena *a);
bool vault_is_blank(const char *wrapped);

/*
 * seal(key, where, plain, a): text in base64, bound to ${where}
 * ("identifier/JBS-2026-K7Q4M2/email"). unseal: INPUT when altered or moved.
 */
const char *seal(
    const unsigned char key[static KEY_LEN], const char *where, const char *plain, struct arena *a);
const char *unseal(const unsigned char key[static KEY_LEN], const char *where, const char *sealed,
    struct arena *a, struct err *err);

/*
 * vault_seal(v, where, plain, a): the same by the newest installation key, "KEY-ID:BASE64".
 * vault_unseal: NOTFOUND when that key is gone.
 */
const char *vault_seal(
    const struct vault *v, const char *where, const char *plain, struct arena *a);
const char *vault_unseal(
    const struct vault *v, const char *where, const char *sealed, struct arena *a, struct err *err);

/*
 * vault_blind(v, org, kind, value, a): the keyed blind index of a normalised identifier, hex;
 * equal values of one organisation and kind give equal text. The key never rotates with the
 * installation keys.
 */
const char *vault_blind(
    const struct vault *v, const char *org, const char *kind, const char *value, struct arena *a);

/*
 * vault_minisign(v, text, len, comment, a): a detached signature in minisign's format;
 * vault_minisign_public: its public key file.
 */
const char *vault_minisign(
    const struct vault *v, const void *text, size_t len, const char *comment, struct arena *a);
const char *vault_minisign_public(const struct vault *v, struct arena *a);

/*
 * Signed notes (C2SP signed-note, Ed25519), by a key that follows from the one minisign has and
 * signs nothing else. vault_note_name: what signs for the log of ${org}; says which installation.
 * vault_note(v, name, text, a): ${text}, which ends with a new line, and its signature.
 * vault_note_key: the verifier key, for who keeps it. vault_note_open: the text of a note that
 * ${name} signed here; INPUT when it is none.
 */
const char *vault_note_name(const struct vault *v, const char *org, struct arena *a);
const char *vault_note(const struct vault *v, const char *name, const char *text, struct arena *a);
const char *vault_note_key(const struct vault *v, const char *name, struct arena *a);
const char *vault_note_open(
    const struct vault *v, const char *name, const char *note, struct arena *a, struct err *err);

/*
 * age v1 files (C2SP age), one X25519 recipient, payload in 64 KiB chunks. Interoperable with
 * age(1). A chunk comes out at a time, the header with the first.
 */
#define AGE_PIECE_MAX (65536 + 256) /* what comes out at once */
struct age_writer;
typedef bool age_out(void *arg, const void *p, size_t n, struct err *err);
struct age_writer *age_writer_new(
    const unsigned char recipient[static KEY_LEN], age_out *out, void *arg, struct err *err);
/* Sealed to a passphrase instead (scrypt), which takes a second and 256 MiB of memory. */
struct age_writer *age_writer_by_passphrase(const char *passphrase, age_out *out, void *arg);
bool age_write(struct age_writer *w, const void *p, size_t n, struct err *err) MUSTCHECK;
bool age_writer_finish(struct age_writer *w, struct err *err) MUSTCHECK; /* writes the last chunk */
/* without finish: the file stays truncated and will not open */
void age_writer_free(struct age_writer *w);
DEFINE_DROP(age_writer, struct age_writer, age_writer_free)

struct age_reader;
/*
 * age_reader_new(fd, identity, err): ${fd} (a regular file) is borrowed. INPUT when it is no age
 * file or not for this identity.
 */
struct age_reader *age_reader_new(
    int fd, const unsigned char identity[static KEY_LEN], struct err *err);
/* age_reader_by_passphrase: of one that is sealed to a passphrase; INPUT when it is another. */
struct age_reader *age_reader_by_passphrase(int fd, const char *passphrase, struct err *err);
int64_t age_size(const struct age_reader *r); /* bytes of plain text */
/*
 * age_pread: up to ${n} bytes from ${offset}; returns the count, 0 at the end, -1 on error (a
 * chunk was altered: INPUT).
 */
ssize_t age_pread(struct age_reader *r, void *p, size_t n, int64_t offset, struct err *err);
void age_reader_free(struct age_reader *r);
DEFINE_DROP(age_reader, struct age_reader, age_reader_free)
/* age_recipient_text: "age1..." for a public key; age_identity_text: "AGE-SECRET-KEY-1...". */
const char *age_recipient_text(const unsigned char pub[static KEY_LEN], struct arena *a);
const char *age_identity_text(const unsigned char secret[static KEY_LEN], struct arena *a);
bool age_recipient_parse(const char *text, unsigned char ret[static KEY_LEN], struct err *err)
    MUSTCHECK;
/* age_identity_parse: the way back of age_identity_text; nothing of ${text} is told. */
bool age_identity_parse(const char *text, unsigned char ret[static KEY_LEN], struct err *err)
    MUSTCHECK;

/*
 * The blob store: sealed files under DIR/blobs/ab/NAME, 0600. Names are random and say nothing.
 *
 * A blob is written under its name, which stands in no row before it is whole; nothing is synced
 * then. Before a row that names blobs is committed, blob_sync() makes all of them durable at once.
 * So
 *  - a process killed at any instruction leaves a file that no row names;
 *  - a machine that loses power leaves the same: what was synced is whole, and what was not may be
 *    missing, empty or half there, but its row was not committed either;
 *  - a disk that can not keep what was written says so at the sync, and no row is written. The
 *    kernel says it once to each descriptor that was open then: hence the one of blob_store_open,
 *    opened before anything is written, and hence a failed sync is never tried again.
 * What no row names is removed by blob_sweep().
 */
/* blob_store_open(dir, err): a descriptor to sync, opened before blobs are written; -1 on error. */
int blob_store_open(const char *dir, struct err *err);
/*
 * blob_sync(store, err): whatever was written to the store's file system so far is durable. SYSTEM
 * when it is not: then nothing written since ${store} was opened may be named. One syncfs(2).
 */
bool blob_sync(int store, struct err *err) MUSTCHECK;

#define BLOB_NAME_LEN 33 /* with NUL */
/* Some of its sealed bytes; last: no more follow. */
struct blob_piece {
	const void *p;
	size_t n;
	bool last;
};
/* A blob on its way. */
struct blob_file {
	int at;                   /* a descriptor, or its number at who writes it; -1: none */
	char name[BLOB_NAME_LEN]; /* empty: nothing of it is there yet */
};
/* Who writes the sealed bytes: this process, or another one for it. */
struct blob_store {
	/*
	 * put: some more of ${f}, at most AGE_PIECE_MAX bytes; the first make it, the last
	 * make it whole. TEMPORARY when the disk is full.
	 * drop: one that has a name will not be whole. remove: one that is.
	 */
	bool (*put)(void *arg, struct blob_file *f, struct blob_piece piece, struct err *err);
	void (*drop)(void *arg, struct blob_file *f);
	bool (*remove)(void *arg, const char *name, struct err *err);
	void *arg;
};
struct blob_store blob_store_below(const char *dir); /* this process; ${dir} is borrowed */

/*
 * blob_new(to, recipient, err): a blob that ${to} will write; copied. INPUT when the key is none.
 * blob_create: in the store below ${dir}, which is borrowed until blob_free.
 */
struct blob;
struct blob *blob_new(
    const struct blob_store *to, const unsigned char recipient[static KEY_LEN], struct err *err);
struct blob *blob_create(
    const char *dir, const unsigned char recipient[static KEY_LEN], struct err *err);
/* TEMPORARY when the disk is full */
bool blob_write(struct blob *b, const void *p, size_t n, struct err *err) MUSTCHECK;
/* blob_commit: it is whole; not durable yet. The name is copied to ${a}. */
const char *blob_commit(struct blob *b, struct arena *a, struct err *err);
void blob_free(struct blob *b); /* not committed: the file is removed */
DEFINE_DROP(blob, struct blob, blob_free)
/* a descriptor to read; NOTFOUND */
int blob_open(const char *dir, const char *name, struct err *err);
bool blob_remove(const char *dir, const char *name, struct err *err) MUSTCHECK;
/*
 * blob_file_put, blob_file_drop: what blob_store_below's do, for who writes blobs of others;
 * ${store} is of blob_store_open(), and needed by the first piece only.
 */
bool blob_file_put(int store, struct blob_file *f, struct blob_piece piece, struct err *err)
    MUSTCHECK;
void blob_file_drop(int store, struct blob_file *f);
/*
 * blob_sweep(dir, keep, arg, older_s, err): remove blobs for which ${keep} says no, whole or not,
 * last written to more than ${older_s} seconds ago. While somebody holds the store nothing is.
 * blob_hold(store): until ${store}, of blob_store_open, is closed nothing is swept.
 */
bool blob_sweep(const char *dir, bool (*keep)(const char *name, void *arg), void *arg, int older_s,
    struct err *err) MUSTCHECK;
bool blob_hold(int store, struct err *err) MUSTCHECK;

#endif
