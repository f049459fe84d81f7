/*
 * Writes the plain ZIP of an archive where its caller wants it. The one place where an archive is
 * written in clear, since somebody asked for it.
 */
#include <errno.h>
#include <unistd.h>

#include "dossier/archive.h"
#include "dossier/phrase.h"

#define CHUNK 65536

static bool
os_error(struct err *err)
{
	bool full = errno == ENOSPC || errno == EDQUOT;
	return err_set(err, full ? ERR_TEMPORARY : ERR_SYSTEM, "cannot write the archive: %m%s",
	    full ? phrase("; free some space and try again") : "");
}

static bool
write_all(int fd, const char *p, size_t n, struct err *err)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno != EINTR)
			return os_error(err);
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return true;
}

bool
archive_extract(
    const char *dir, const char *blob, const struct request_keys *keys, int to, struct err *err)
{
	auto_drop(fd) int in = blob_open(dir, blob, err);
	auto_drop(age_reader) struct age_reader *r =
	    in < 0 ? NULL : age_reader_new(in, keys->content, err);
	char chunk[CHUNK];
	int64_t at = 0;
	ssize_t n;
	bool ok = r != NULL;
	for (; ok && (n = age_pread(r, chunk, sizeof(chunk), at, err)) != 0; at += n)
		ok = n > 0 && write_all(to, chunk, (size_t)n, err);
	explicit_bzero(chunk, sizeof(chunk));
	/* a pipe has no disk to be on */
	return ok && (fsync(to) == 0 || errno == EINVAL || os_error(err));
}
