/*
 * The file, as it is read, from its beginning to its end. Each member counts when the manifest
 * after it has been read, and all of it when the last has.
 */
#include "backup.h"
#include "tar.h"

#define PIECE 65536
#define MANIFEST_MAX (INT64_C(4) << 20)

struct backup_in {
	struct age_reader *age;
	int64_t at, size;
	struct digest *digest;
	struct buf lines; /* as the next manifest must have them */
	struct member *open;
	bool manifested; /* what was read last was one */
};

struct backup_in *
backup_in_new(const struct backup_key *key, int fd, struct err *err)
{
	auto_drop(backup_in) struct backup_in *u = xcalloc(1, sizeof(*u));
	u->age = key->identity ? age_reader_new(fd, key->identity, err)
			       : age_reader_by_passphrase(fd, key->passphrase, err);
	if (!u->age)
		return NULL;
	u->size = age_size(u->age);
	u->digest = digest_new();
	return take(u);
}

void
backup_in_free(struct backup_in *u)
{
	if (!u)
		return;
	age_reader_free(u->age);
	digest_free(u->digest);
	buf_release(&u->lines);
	free(u);
}

int64_t
backup_in_size(const struct backup_in *u)
{
	return u->size;
}

int64_t
backup_in_at(const struct backup_in *u)
{
	return u->at;
}

static bool
no_backup(struct err *err)
{
	return err_set(err, ERR_INPUT, "this is no backup of Dossier, or not a whole one");
}

static bool
take_bytes(struct backup_in *u, void *p, size_t n, struct err *err)
{
	ssize_t got = age_pread(u->age, p, n, u->at, err);
	if (got < 0)
		return false;
	u->at += got;
	return got == (ssize_t)n || no_backup(err);
}

ssize_t
backup_in_read(struct backup_in *u, struct member *m, void *p, size_t n, struct err *err)
{
	if ((int64_t)n > m->left)
		n = (size_t)m->left;
	if (n == 0)
		return 0;
	if (!take_bytes(u, p, n, err))
		return -1;
	digest_add(u->digest, p, n);
	m->left -= (int64_t)n;
	return (ssize_t)n;
}

bool
backup_in_text(struct backup_in *u, struct member *m, size_t max, struct buf *ret, struct err *err)
{
	char piece[4096];
	ssize_t n;
	if (m->size > (int64_t)max)
		return err_set(
		    err, ERR_INPUT, "%s of the backup is larger than %zu bytes", m->name, max);
	while ((n = backup_in_read(u, m, piece, sizeof(piece), err)) > 0)
		buf_add(ret, piece, (size_t)n);
	buf_add(ret, "", 0);
	return n == 0;
}

/* The rest of the member, and what fills its last block. */
static bool
close_member(struct backup_in *u, struct err *err)
{
	unsigned char hash[SHA256_LEN], fill[TAR_BLOCK];
	char hex[HEX_SIZE(SHA256_LEN)];
	struct member *m = u->open;
	auto_drop(str) char *piece = xmalloc(PIECE);
	ssize_t n;
	u->open = NULL;
	if (!m)
		return true;
	do
		n = backup_in_read(u, m, piece, PIECE, err);
	while (n > 0);
	if (n < 0 || !take_bytes(u, fill, tar_padding(m->size), err))
		return false;
	digest_end(u->digest, hash);
	buf_addf(&u->lines, "%s  %s\n", hex_put(hash, sizeof(hash), hex), m->name);
	return true;
}

static bool
next_head(struct backup_in *u, struct member *m, bool *ret_end, struct err *err)
{
	unsigned char head[TAR_BLOCK];
	if (!take_bytes(u, head, sizeof(head), err))
		return false;
	if (!tar_read_head(head, ret_end, m->name, sizeof(m->name), &m->size))
		return no_backup(err);
	m->left = m->size;
	digest_begin(u->digest);
	return true;
}

/* It says what was read since the last one, to the byte. */
static bool
hold_against(struct backup_in *u, struct member *m, struct err *err)
{
	auto_drop(buf) struct buf said = { 0 };
	unsigned char fill[TAR_BLOCK];
	if (!backup_in_text(u, m, MANIFEST_MAX, &said, err) ||
	    !take_bytes(u, fill, tar_padding(m->size), err))
		return false;
	bool same = said.len == u->lines.len &&
	    (said.len == 0 || memcmp(said.data, u->lines.data, said.len) == 0);
	buf_reset(&u->lines);
	u->manifested = true;
	return same ||
	    err_set(err, ERR_INPUT, "the backup is not what its %s says: something was altered",
		m->name);
}

/* Two blocks of zeros, and nothing behind them. */
static bool
at_end(struct backup_in *u, struct err *err)
{
	unsigned char last[TAR_BLOCK];
	struct member none;
	bool end = false;
	return take_bytes(u, last, sizeof(last), err) &&
	    ((u->manifested && u->at == u->size &&
		 tar_read_head(last, &end, none.name, sizeof(none.name), &none.size) && end) ||
		no_backup(err));
}

bool
backup_in_next(struct backup_in *u, struct member *m, bool *ret, struct err *err)
{
	bool end = false;
	*ret = false;
	if (!close_member(u, err))
		return false;
	for (;;) {
		if (!next_head(u, m, &end, err))
			return false;
		if (end)
			return at_end(u, err);
		if (strncmp(m->name, MEMBER_MANIFEST, strlen(MEMBER_MANIFEST)) != 0)
			break;
		if (!hold_against(u, m, err))
			return false;
	}
	u->manifested = false;
	u->open = m;
	return *ret = true;
}
