/*
 * What was kept elsewhere of checkpoints and ledger files is taken into a directory that lacks it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/restored.h"

static bool
copy(const char *from, const char *to, struct err *err)
{
	char piece[65536];
	auto_drop(arena) struct arena *a = arena_new();
	const char *aside = arena_printf(a, "%s.new", to);
	auto_drop(fd) int in = open(from, O_RDONLY | O_CLOEXEC);
	auto_drop(fd) int out = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t n = in < 0 || out < 0 ? -1 : 1;
	while (n > 0 && (n = read(in, piece, sizeof(piece))) > 0)
		if (write(out, piece, (size_t)n) != n)
			n = -1;
	return (n == 0 && fsync(out) == 0 && rename(aside, to) == 0) ||
	    err_set(err, ERR_SYSTEM, "cannot copy %s: %m", from);
}

/* Is one of them no beginning of the other? Then it was begun anew, of all that there was. */
static bool
begins_otherwise(const char *from, const char *to)
{
	char theirs[4096], ours[4096];
	auto_drop(fd) int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	auto_drop(fd) int out = open(to, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t n = in < 0 ? -1 : read(in, theirs, sizeof(theirs));
	ssize_t m = out < 0 ? -1 : read(out, ours, sizeof(ours));
	return n > 0 && m > 0 && memcmp(theirs, ours, (size_t)(n < m ? n : m)) != 0;
}

/* A checkpoint is never written again, and a ledger file only grows, or is begun anew. */
static bool
take_file(const char *from, const char *to, struct err *err)
{
	struct stat theirs, ours;
	if (stat(from, &theirs) != 0 || !S_ISREG(theirs.st_mode))
		return true;
	return (stat(to, &ours) == 0 && ours.st_size >= theirs.st_size &&
		   !begins_otherwise(from, to)) ||
	    copy(from, to, err);
}

static bool
take_dir(const char *from, const char *to, int depth, struct err *err)
{
	DIR *d = opendir(from);
	if (!d || (mkdir(to, 0755) != 0 && errno != EEXIST)) {
		err_set(err, ERR_SYSTEM, "cannot read the checkpoints in %s: %m", from);
		if (d)
			(void)closedir(d);
		return false;
	}
	bool ok = true;
	for (const struct dirent *e; ok && (e = readdir(d)) != NULL;) {
		auto_drop(arena) struct arena *a = arena_new();
		struct stat st;
		const char *theirs = arena_printf(a, "%s/%s", from, e->d_name),
			   *ours = arena_printf(a, "%s/%s", to, e->d_name);
		if (e->d_name[0] == '.' || stat(theirs, &st) != 0)
			continue;
		ok = S_ISDIR(st.st_mode) ? depth > 1 || take_dir(theirs, ours, depth + 1, err)
					 : take_file(theirs, ours, err);
	}
	(void)closedir(d);
	return ok;
}

bool
restored_take_later(const char *from, const char *to, struct err *err)
{
	return take_dir(from, to, 0, err);
}
