/*
 * Writes the plain ZIP of an archive to a path of the caller's choice: aside, durable, then
 * renamed, so that a path never holds half an archive. The one place where an archive is written in
 * clear, since somebody asked for it.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/archive.h"

#define CHUNK 65536

static bool
os_error(struct err *err, const char *path)
{
	bool full = errno == ENOSPC || errno == EDQUOT;
	return err_set(err, full ? ERR_TEMPORARY : ERR_SYSTEM,
	    full ? "cannot write %s: %m; free some space and try again" : "cannot write %s: %m",
	    path);
}

static bool
write_all(int fd, const char *p, size_t n, const char *path, struct err *err)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno != EINTR)
			return os_error(err, path);
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return true;
}

static bool
copy_out(struct age_reader *r, int fd, const char *path, struct err *err)
{
	char chunk[CHUNK];
	int64_t at = 0;
	ssize_t n;
	bool ok = true;
	for (; ok && (n = age_pread(r, chunk, sizeof(chunk), at, err)) != 0; at += n)
		ok = n > 0 && write_all(fd, chunk, (size_t)n, path, err);
	explicit_bzero(chunk, sizeof(chunk));
	return ok;
}

bool
archive_extract(const char *dir, const char *blob, const struct request_keys *keys,
    const char *path, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(fd) int in = blob_open(dir, blob, err);
	auto_drop(age_reader) struct age_reader *r =
	    in < 0 ? NULL : age_reader_new(in, keys->content, err);
	if (!r)
		return false;
	char *aside = arena_printf(a, "%s.XXXXXX", path);
	auto_drop(fd) int out = mkstemp(aside); /* 0600 */
	if (out < 0)
		return os_error(err, path);
	bool ok = copy_out(r, out, path, err) && (fsync(out) == 0 || os_error(err, path)) &&
	    (rename(aside, path) == 0 || os_error(err, path));
	if (!ok)
		(void)unlink(aside);
	return ok;
}
