/*
 * How a letter gets into the outbox: whole or not at all. Written aside and synced first, renamed
 * when what it tells is recorded; what a process that died left aside is found again.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mime.h"

struct eml_draft {
	int dir;     /* -1: nothing lies aside any more */
	char *aside; /* ".NAME.PID.part" */
	char *name;
};

/* ".NAME.PID.part": whose half letter this is; NULL: none. */
static const char *
name_of(const char *aside, struct arena *a)
{
	size_t n = strlen(aside);
	if (*aside != '.' || n <= 6 || strcmp(aside + n - 5, ".part") != 0)
		return NULL;
	char *name = arena_strndup(a, aside + 1, n - 6), *pid = strrchr(name, '.');
	if (!pid || pid == name || pid[1 + strspn(pid + 1, "0123456789")] || !pid[1])
		return NULL;
	*pid = '\0';
	return name;
}

/*
 * Half a letter of a process that was killed: whoever writes the letter in its stead takes it away.
 * Should that process live after all, its rename fails, and its task is no longer its own.
 */
static void
remove_halves(int dir, const char *name)
{
	auto_drop(arena) struct arena *a = arena_new();
	DIR *d = fdopendir(dup(dir));
	for (const struct dirent *e; d && (e = readdir(d));) {
		const char *of = name_of(e->d_name, a);
		if (of && strcmp(of, name) == 0)
			(void)unlinkat(dir, e->d_name, 0);
	}
	if (d)
		(void)closedir(d);
}

static bool
failed(struct err *err)
{
	bool full = errno == ENOSPC || errno == EDQUOT;
	return err_set(err, full ? ERR_TEMPORARY : ERR_SYSTEM,
	    "cannot write a letter to the outbox: %s", full ? "no space left" : strerror(errno));
}

static bool
write_aside(const struct eml_draft *d, const struct buf *b, struct err *err)
{
	auto_drop(fd) int fd =
	    openat(d->dir, d->aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n = fd < 0 ? -1 : write(fd, b->data, b->len);
	if (n == (ssize_t)b->len && fsync(fd) == 0)
		return true;
	if (n >= 0 && n < (ssize_t)b->len)
		errno = ENOSPC; /* the only reason why a regular file takes less */
	return failed(err);
}

struct eml_draft *
eml_draft(const struct mail *m, const char *outbox, const char *name, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(buf) struct buf b = { 0 };
	if (!mime_compose(m, &b, err))
		return NULL;
	auto_drop(eml_draft) struct eml_draft *d = xcalloc(1, sizeof(*d));
	d->dir = open(outbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d->dir < 0)
		return err_set(err, ERR_SYSTEM, "cannot open the outbox %s: %m", outbox), NULL;
	d->name = xstrdup(name);
	/* of this process, so that two that write the same letter do not write into one file */
	d->aside = xstrdup(arena_printf(a, ".%s.%ld.part", name, (long)getpid()));
	remove_halves(d->dir, name);
	return write_aside(d, &b, err) ? take(d) : NULL;
}

bool
eml_keep(struct eml_draft *d, struct err *err)
{
	bool kept = renameat(d->dir, d->aside, d->dir, d->name) == 0 ||
	    (errno == ENOENT && faccessat(d->dir, d->name, F_OK, 0) == 0);
	if (!kept || fsync(d->dir) != 0)
		return failed(err);
	(void)close(d->dir);
	d->dir = -1;
	return true;
}

void
eml_leave(struct eml_draft *d)
{
	(void)close(d->dir);
	d->dir = -1;
}

void
eml_draft_free(struct eml_draft *d)
{
	if (!d)
		return;
	if (d->dir >= 0 && d->aside)
		(void)unlinkat(d->dir, d->aside, 0);
	if (d->dir >= 0)
		(void)close(d->dir);
	free(d->aside);
	free(d->name);
	free(d);
}

bool
eml_write(const struct mail *m, const char *outbox, const char *name, struct err *err)
{
	auto_drop(eml_draft) struct eml_draft *d = eml_draft(m, outbox, name, err);
	return d && eml_keep(d, err);
}

/* One that is there already was written again; the older half says nothing new. */
static bool
mend_one(int dir, const char *aside, const char *name, int wanted, int older_s)
{
	struct stat st;
	if (wanted > 0 && faccessat(dir, name, F_OK, 0) != 0)
		return renameat(dir, aside, dir, name) == 0 || errno == ENOENT;
	if (wanted < 0 || fstatat(dir, aside, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    time(NULL) - st.st_mtime < older_s)
		return true;
	return unlinkat(dir, aside, 0) == 0 || errno == ENOENT;
}

bool
eml_mend(const char *outbox, eml_wanted *keep, void *arg, int older_s, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	DIR *d = opendir(outbox);
	if (!d)
		return err_set(err, ERR_SYSTEM, "cannot open the outbox %s: %m", outbox);
	bool ok = true;
	for (const struct dirent *e; (e = readdir(d));) {
		const char *name = name_of(e->d_name, a);
		if (name && !mend_one(dirfd(d), e->d_name, name, keep(name, arg), older_s))
			ok = failed(err);
	}
	(void)closedir(d);
	return ok;
}
