/*
 * Files that a person named. One that is written has no name until it is whole, where the file
 * system knows how; elsewhere one aside. So half of it is never found under the name that was
 * typed, whoever dies when.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/named_file.h"
#include "file.h"

static bool
cannot_write(const char *name, struct err *err)
{
	enum err_kind kind = errno == ENOSPC || errno == EDQUOT ? ERR_TEMPORARY
	    : errno == EEXIST                                   ? ERR_CONFLICT
								: ERR_SYSTEM;
	if (kind == ERR_CONFLICT)
		return err_set(err, kind, "%s is there already: name a file that is not", name);
	return err_set(err, kind, "cannot write %s: %m", name);
}

/* Looked at before anything is done for it: the log says that a copy was taken. */
static bool
check_place(const char *name, const char *dir, struct err *err)
{
	struct stat st;
	const char *slash = strrchr(name, '/');
	if (!*name || (slash && !slash[1]))
		return err_set(err, ERR_USAGE, "it is written to a file: name one");
	if (lstat(name, &st) == 0) {
		errno = EEXIST;
		return cannot_write(name, err);
	}
	if (stat(dir, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot write to %s: %m", dir);
	return S_ISDIR(st.st_mode) ||
	    err_set(err, ERR_INPUT, "cannot write to %s: not a directory", dir);
}

static bool
open_out(struct named_file *f, struct arena *a, struct err *err)
{
	const char *slash = strrchr(f->name, '/');
	const char *dir = slash
	    ? arena_strndup(a, f->name, slash == f->name ? 1 : (size_t)(slash - f->name))
	    : ".";
	if (!check_place(f->name, dir, err))
		return false;
	f->fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (f->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
		f->aside = arena_printf(a, "%s.XXXXXX", f->name);
		f->fd = mkostemp(f->aside, O_CLOEXEC); /* 0600 */
	}
	return f->fd >= 0 || cannot_write(f->name, err);
}

/* Not blocking: who names a pipe is told so at once. */
static bool
open_in(struct named_file *f, struct err *err)
{
	f->fd = open(f->name, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	return f->fd >= 0 ||
	    err_set(err, errno == ENOENT || errno == ENOTDIR ? ERR_NOTFOUND : ERR_SYSTEM,
		"cannot open %s: %m", f->name);
}

/* All of it, where it can be read as a file is, and nothing of it comes to stand on a disk. */
static bool
keep_input(int to, struct err *err)
{
	char piece[65536];
	int64_t all = 0;
	for (ssize_t n; (n = read(STDIN_FILENO, piece, sizeof(piece))) != 0;) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_SYSTEM, "cannot read standard input: %m");
		all += n;
		if (all > NAMED_INPUT_MAX_BYTES)
			return err_set(err, ERR_INPUT,
			    "standard input: more than %lld bytes: put it into a file, and name "
			    "that",
			    (long long)NAMED_INPUT_MAX_BYTES);
		if (write(to, piece, (size_t)n) != n)
			return err_set(err, ERR_SYSTEM, "cannot keep standard input: %m");
	}
	explicit_bzero(piece, sizeof(piece));
	return lseek(to, 0, SEEK_SET) == 0 ||
	    err_set(err, ERR_SYSTEM, "cannot keep standard input: %m");
}

static bool
open_stream(struct named_file *f, struct err *err)
{
	f->stream = true;
	f->name = f->out ? "standard output" : "standard input";
	if (f->out && isatty(STDOUT_FILENO))
		return err_set(
		    err, ERR_USAGE, "- is a terminal here: name a file, or send it into a pipe");
	f->fd = f->out ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
		       : memfd_create("input", MFD_CLOEXEC);
	if (f->fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot open %s: %m", f->name);
	return f->out || keep_input(f->fd, err);
}

static bool
open_one(struct named_file *f, struct arena *a, struct err *err)
{
	if (strcmp(f->name, "-") == 0)
		return open_stream(f, err);
	return f->out ? open_out(f, a, err) : open_in(f, err);
}

bool
named_files_open(struct named_files *f, struct arena *a, struct err *err)
{
	for (size_t i = 0; i < f->n; i++) {
		struct named_file *one = &f->items[i];
		if (one->fd < 0 && !open_one(one, a, err))
			return false;
	}
	return true;
}

static bool
give_name(const struct named_file *f, struct err *err)
{
	char self[40];
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", f->fd);
	if (fsync(f->fd) != 0 ||
	    linkat(AT_FDCWD, f->aside ? f->aside : self, AT_FDCWD, f->name,
		f->aside ? 0 : AT_SYMLINK_FOLLOW) != 0)
		return cannot_write(f->name, err);
	return true;
}

bool
named_files_end(struct named_files *f, bool whole, struct err *err)
{
	bool ok = true;
	for (size_t i = 0; i < f->n; i++) {
		struct named_file *one = &f->items[i];
		if (one->fd >= 0 && one->out && !one->stream && whole)
			ok = give_name(one, err) && ok;
		if (one->fd >= 0 && one->aside)
			(void)unlink(one->aside);
		if (one->fd >= 0)
			(void)close(one->fd);
		one->fd = -1;
	}
	return ok;
}

bool
named_file_read(const struct named_file *f, size_t max, struct buf *b, struct err *err)
{
	return file_read_open(f->fd, f->name, max, b, err);
}
