/*
 * The file, as it is written: a tar (ustar) in an age file. After so many members a manifest of
 * them follows, so that neither who writes nor who reads keeps more than that in mind.
 */
#include <errno.h>
#include <unistd.h>

#include "backup.h"
#include "tar.h"

#define MANIFEST_LINES 5000
#define PIECE 65536

struct backup_out {
	struct age_writer *age;
	int fd;
	struct digest *digest;
	struct buf lines; /* of the next manifest */
	int64_t nlines, nmanifests;
	struct backup_made made;
};

static bool
write_out(void *arg, const void *p, size_t n, struct err *err)
{
	struct backup_out *k = arg;
	const char *from = p;
	k->made.bytes += (int64_t)n;
	while (n) {
		ssize_t done = write(k->fd, from, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_set(err,
			    errno == ENOSPC || errno == EDQUOT ? ERR_TEMPORARY : ERR_SYSTEM,
			    "cannot write the backup: %m");
		from += done;
		n -= (size_t)done;
	}
	return true;
}

struct backup_out *
backup_out_new(const struct backup_key *key, int fd, struct err *err)
{
	auto_drop(backup_out) struct backup_out *p = xcalloc(1, sizeof(*p));
	p->fd = fd;
	p->digest = digest_new();
	p->age = key->recipient ? age_writer_new(key->recipient, write_out, p, err)
				: age_writer_by_passphrase(key->passphrase, write_out, p);
	return p->age ? take(p) : NULL;
}

void
backup_out_free(struct backup_out *p)
{
	if (!p)
		return;
	age_writer_free(p->age);
	digest_free(p->digest);
	buf_release(&p->lines);
	free(p);
}

static bool
put_head(struct backup_out *p, const char *name, int64_t size, struct err *err)
{
	unsigned char head[TAR_BLOCK];
	if (!tar_head(name, size, clock_now() / USEC_PER_SEC, head))
		return err_set(err, ERR_INPUT,
		    "%s: its name is too long for a backup: at most 100 characters after the last "
		    "/ and 155 before",
		    name);
	digest_begin(p->digest);
	return age_write(p->age, head, sizeof(head), err);
}

static bool
put_bytes(struct backup_out *p, const void *data, size_t n, struct err *err)
{
	digest_add(p->digest, data, n);
	return age_write(p->age, data, n, err);
}

static bool
put_tail(struct backup_out *p, int64_t size, struct err *err)
{
	static const unsigned char zeros[TAR_BLOCK];
	return age_write(p->age, zeros, tar_padding(size), err);
}

static bool
put_manifest(struct backup_out *p, struct err *err)
{
	char name[40];
	(void)snprintf(
	    name, sizeof(name), MEMBER_MANIFEST "%06lld.sha256", (long long)++p->nmanifests);
	bool ok = put_head(p, name, (int64_t)p->lines.len, err) &&
	    put_bytes(p, p->lines.data, p->lines.len, err) &&
	    put_tail(p, (int64_t)p->lines.len, err);
	buf_reset(&p->lines);
	p->nlines = 0;
	return ok;
}

static bool
end_member(struct backup_out *p, const char *name, int64_t size, struct err *err)
{
	unsigned char hash[SHA256_LEN];
	char hex[HEX_SIZE(SHA256_LEN)];
	if (!put_tail(p, size, err))
		return false;
	digest_end(p->digest, hash);
	buf_addf(&p->lines, "%s  %s\n", hex_put(hash, sizeof(hash), hex), name);
	p->made.members++;
	return ++p->nlines < MANIFEST_LINES || put_manifest(p, err);
}

bool
backup_out_text(struct backup_out *p, const char *name, const void *text, size_t n, struct err *err)
{
	return put_head(p, name, (int64_t)n, err) && put_bytes(p, text, n, err) &&
	    end_member(p, name, (int64_t)n, err);
}

bool
backup_out_file(struct backup_out *p, const char *name, int fd, int64_t size, struct err *err)
{
	auto_drop(str) char *piece = xmalloc(PIECE);
	if (!put_head(p, name, size, err))
		return false;
	for (int64_t at = 0; at < size;) {
		size_t want = size - at < PIECE ? (size_t)(size - at) : PIECE;
		ssize_t n = pread(fd, piece, want, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? err_set(err, ERR_SYSTEM, "cannot read %s: %m", name)
				     : err_set(err, ERR_INPUT,
					   "%s became shorter while it was read: try again", name);
		if (!put_bytes(p, piece, (size_t)n, err))
			return false;
		at += n;
	}
	explicit_bzero(piece, PIECE);
	return end_member(p, name, size, err);
}

bool
backup_out_end(struct backup_out *p, struct backup_made *ret, struct err *err)
{
	static const unsigned char zeros[2 * TAR_BLOCK];
	if (!put_manifest(p, err) || !age_write(p->age, zeros, sizeof(zeros), err) ||
	    !age_writer_finish(p->age, err))
		return false;
	ret->bytes = p->made.bytes;
	ret->members = p->made.members;
	return true;
}
