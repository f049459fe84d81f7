/*
 * Reading a whole file of bounded size. Not for data of a person: that is streamed.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

#define PIECE_MIN 1024
#define PIECE_MAX 65536

static int
file_open(const char *path, struct err *err)
{
	/* O_NONBLOCK: opening a pipe somebody put there must not hang */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0)
		return fd;
	enum err_kind kind = errno == ENOENT || errno == ENOTDIR ? ERR_NOTFOUND : ERR_SYSTEM;
	err_set(err, kind, "cannot open %s: %m", path);
	return -1;
}

bool
file_read_open(int fd, const char *path, size_t max, struct buf *b, struct err *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot read %s: %m", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INPUT, "cannot read %s: it is not a regular file", path);
	size_t got = 0;
	/* of what is as large as it says, all at once; of what is not, some */
	size_t piece = st.st_size < PIECE_MAX ? (size_t)st.st_size + PIECE_MIN : PIECE_MAX;
	for (;;) {
		buf_reserve(b, piece);
		ssize_t n = read(fd, b->data + b->len, piece);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_SYSTEM, "cannot read %s: %m", path);
		b->len += (size_t)n;
		b->data[b->len] = '\0';
		got += (size_t)n;
		if (got > max)
			return err_set(err, ERR_INPUT,
			    "%s is too large: at most %zu bytes are read", path, max);
		if (n == 0)
			return true;
	}
}

bool
file_read(const char *path, size_t max, struct buf *b, struct err *err)
{
	auto_drop(fd) int fd = file_open(path, err);
	return fd >= 0 && file_read_open(fd, path, max, b, err);
}
