/*
 * The ledger file: "NUMBER HASH SEALED\n" a line, the hash of the line before. It is bound to its
 * place: a line opens at its number, after that one, in the file of that organisation.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/digest.h"
#include "dossier/ledger_file.h"

#define LINE_MAX_BYTES (INT64_C(256) << 20)

static const struct ledger_end nothing = { 0, 0,
	"0000000000000000000000000000000000000000000000000000000000000000" };

bool
ledger_file_is(const char *name)
{
	return strcmp(name, LEDGER_FILE) == 0;
}

static const char *
path_of(const struct ledger_file *f, struct arena *a)
{
	return arena_printf(a, "%s/" LEDGER_FILE, f->dir);
}

static const char *
path_anew(const struct ledger_file *f, struct arena *a)
{
	return arena_printf(a, "%s/." LEDGER_FILE ".new", f->dir);
}

static const char *
place_of(const struct ledger_file *f, int64_t number, const char *before, struct arena *a)
{
	return arena_printf(a, "ledger/%s/%lld/%s", f->origin, (long long)number, before);
}

static void
hash_line(const char *line, size_t n, char ret[static 65])
{
	unsigned char hash[SHA256_LEN];
	digest_of(&(struct bytes){ line, n }, 1, hash);
	(void)hex_put(hash, sizeof(hash), ret);
}

/* A file of our own, and no way to another. */
static int
open_checked(int dir, const char *name, int flags)
{
	struct stat st;
	int fd = openat(dir, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (fd >= 0 &&
	    (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
		(st.st_uid != geteuid() && geteuid() != 0))) {
		fd_drop(&fd);
		errno = EPERM;
	}
	return fd;
}

/* ---- reading ---- */

/* A line without its end; *ret_whole: it has one. */
static ssize_t
next_line(FILE *file, char **line, size_t *cap, bool *ret_whole)
{
	ssize_t n = getline(line, cap, file);
	*ret_whole = n > 0 && (*line)[n - 1] == '\n';
	if (*ret_whole)
		(*line)[--n] = '\0';
	return n;
}

static json_t *
open_line(const struct ledger_file *f, const char *line, const struct ledger_end *before,
    struct arena *a, struct err *err)
{
	const char *begins =
	    arena_printf(a, "%lld %s ", (long long)before->lines + 1, before->hash);
	size_t n = strlen(begins);
	struct err bad = { 0 };
	if (strncmp(line, begins, n) != 0) {
		err_set(err, ERR_INPUT, "it does not follow on the one before");
		return NULL;
	}
	const char *plain = vault_unseal(
	    f->vault, place_of(f, before->lines + 1, before->hash, a), line + n, a, &bad);
	json_t *entry = plain ? json_loads(plain, 0, NULL) : NULL;
	if (!entry)
		err_set(
		    err, bad.kind ? bad.kind : ERR_INPUT, "%s", bad.kind ? bad.text : "no JSON");
	return entry;
}

struct walk {
	const struct ledger_file *f;
	int64_t from;
	ledger_each *each;
	void *arg;
};

static bool
take_line(const struct walk *w, const char *line, size_t n, struct ledger_end *at, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err bad = { 0 };
	auto_drop(json) json_t *entry = open_line(w->f, line, at, a, &bad);
	if (!entry)
		return err_set(err, bad.kind, "%s: line %lld is not what was written: %s",
		    path_of(w->f, a), (long long)at->lines + 1, bad.text);
	if (w->each && at->bytes >= w->from && !w->each(w->arg, entry, err))
		return false;
	hash_line(line, n, at->hash);
	at->lines++;
	at->bytes += (int64_t)n + 1;
	return true;
}

bool
ledger_walk(const struct ledger_file *f, int64_t from, ledger_each *each, void *arg,
    struct ledger_end *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct walk w = { f, from, each, arg };
	auto_drop(str) char *line = NULL;
	size_t cap = 0;
	bool whole, ok = true;
	*ret = nothing;
	int fd = open_checked(AT_FDCWD, path_of(f, a), O_RDONLY);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!file)
		return errno == ENOENT ||
		    err_set(err, errno == ELOOP || errno == EPERM ? ERR_INPUT : ERR_SYSTEM,
			"cannot read %s: %m", path_of(f, a));
	for (ssize_t n; ok && (n = next_line(file, &line, &cap, &whole)) >= 0 && whole;)
		ok = take_line(&w, line, (size_t)n, ret, err);
	if (ok && ferror(file))
		ok = err_set(err, ERR_SYSTEM, "cannot read %s: %m", path_of(f, a));
	fclose(file);
	return ok;
}

bool
ledger_size(const struct ledger_file *f, int64_t *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct stat st;
	*ret = 0;
	if (lstat(path_of(f, a), &st) != 0)
		return errno == ENOENT ||
		    err_set(err, ERR_SYSTEM, "cannot look at %s: %m", path_of(f, a));
	*ret = st.st_size;
	return true;
}

/* ---- its last line ---- */

/* Where the line begins that ends before ${end}; -1: it cannot be read. */
static int64_t
line_before(int fd, int64_t end)
{
	char piece[4096];
	int64_t at = end - 1;
	while (at > 0) {
		size_t n = at < (int64_t)sizeof(piece) ? (size_t)at : sizeof(piece);
		if (pread(fd, piece, n, at - (int64_t)n) != (ssize_t)n)
			return -1;
		for (size_t i = n; i > 0; i--)
			if (piece[i - 1] == '\n')
				return at - (int64_t)(n - i);
		at -= (int64_t)n;
	}
	return 0;
}

/* The line that ends at ${bytes}: how far the file goes there. */
static bool
end_at(int fd, int64_t bytes, struct ledger_end *ret)
{
	*ret = nothing;
	if (bytes == 0)
		return true;
	int64_t begin = line_before(fd, bytes);
	if (begin < 0 || bytes - begin > LINE_MAX_BYTES)
		return false;
	size_t n = (size_t)(bytes - begin);
	auto_drop(str) char *line = xmalloc(n);
	if (pread(fd, line, n, begin) != (ssize_t)n || line[n - 1] != '\n')
		return false;
	line[n - 1] = '\0';
	hash_line(line, n - 1, ret->hash);
	ret->lines = strtoll(line, NULL, 10);
	ret->bytes = bytes;
	return ret->lines > 0;
}

bool
ledger_at(const struct ledger_file *f, int64_t bytes, char ret[static 65])
{
	auto_drop(arena) struct arena *a = arena_new();
	struct ledger_end end;
	auto_drop(fd) int fd = open_checked(AT_FDCWD, path_of(f, a), O_RDONLY);
	if (fd < 0 || !end_at(fd, bytes, &end))
		return false;
	memcpy(ret, end.hash, sizeof(end.hash));
	return true;
}

/* ---- writing ---- */

/* What a writer who died left of a line is no line. */
static bool
take_half_away(int fd, int64_t *ret)
{
	struct stat st;
	char last;
	if (fstat(fd, &st) != 0)
		return false;
	*ret = st.st_size;
	if (*ret == 0 || (pread(fd, &last, 1, *ret - 1) == 1 && last == '\n'))
		return true;
	*ret = line_before(fd, *ret + 1);
	return *ret >= 0 && ftruncate(fd, *ret) == 0;
}

static bool
write_line(int fd, const struct ledger_end *at, const char *line, size_t n)
{
	for (size_t done = 0; done < n;) {
		ssize_t some = pwrite(fd, line + done, n - done, at->bytes + (int64_t)done);
		if (some < 0 && errno != EINTR)
			return false;
		done += some > 0 ? (size_t)some : 0;
	}
	return true;
}

/* Behind ${at}, which is then its end. */
static bool
write_entry(const struct ledger_file *f, int fd, struct ledger_end *at, const json_t *entry)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(str) char *plain = json_dumps(entry, JSON_COMPACT | JSON_SORT_KEYS);
	const char *line = arena_printf(a, "%lld %s %s\n", (long long)at->lines + 1, at->hash,
	    vault_seal(f->vault, place_of(f, at->lines + 1, at->hash, a), plain, a));
	explicit_bzero(plain, strlen(plain));
	size_t n = strlen(line);
	if (!write_line(fd, at, line, n))
		return false;
	hash_line(line, n - 1, at->hash);
	at->lines++;
	at->bytes += (int64_t)n;
	return true;
}

static int
open_file(const struct ledger_file *f, struct arena *a)
{
	const char *slash = strrchr(f->dir, '/');
	const char *around = arena_strndup(a, f->dir, slash ? (size_t)(slash - f->dir) : 0);
	if ((*around && mkdir(around, 0755) != 0 && errno != EEXIST) ||
	    (mkdir(f->dir, 0755) != 0 && errno != EEXIST))
		return -1;
	auto_drop(fd) int dir = open(f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = dir < 0 ? -1 : open_checked(dir, LEDGER_FILE, O_RDWR | O_CREAT);
	return fd >= 0 && fsync(dir) == 0 ? fd : (fd_drop(&fd), -1);
}

/* Its name is durable too, before anything in it counts. */
bool
ledger_append(
    const struct ledger_file *f, const json_t *entry, struct ledger_end *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(fd) int fd = open_file(f, a);
	struct ledger_end at;
	int64_t end = 0;
	if (fd < 0 || flock(fd, LOCK_EX) != 0 || !take_half_away(fd, &end))
		return err_set(err, ERR_SYSTEM, "cannot write %s: %m", path_of(f, a));
	if (!end_at(fd, end, &at))
		return err_set(err, ERR_SYSTEM,
		    "cannot read the last line of %s: see `dossier audit verify`", path_of(f, a));
	if (!write_entry(f, fd, &at, entry) || fsync(fd) != 0)
		return err_set(err, errno == ENOSPC || errno == EDQUOT ? ERR_TEMPORARY : ERR_SYSTEM,
		    "cannot write %s: %m", path_of(f, a));
	*ret = at;
	return true;
}

/* ---- written anew ---- */

struct anew {
	const struct ledger_file *f;
	int fd;
	struct ledger_end end;
	ledger_change *change;
	void *arg;
};

static bool
write_anew(void *arg, const json_t *entry, struct err *err)
{
	struct anew *w = arg;
	auto_drop(json) json_t *changed = json_deep_copy(entry);
	return w->change(w->arg, changed, err) &&
	    (write_entry(w->f, w->fd, &w->end, changed) ||
		err_set(err, errno == ENOSPC || errno == EDQUOT ? ERR_TEMPORARY : ERR_SYSTEM,
		    "cannot write the ledger file in %s anew: %m", w->f->dir));
}

bool
ledger_anew(const struct ledger_file *f, ledger_change *change, void *arg, struct ledger_end *ret,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct ledger_end was;
	const char *path = path_anew(f, a);
	if (unlink(path) != 0 && errno != ENOENT)
		return err_set(err, ERR_SYSTEM, "cannot remove %s: %m", path);
	*ret = nothing;
	if (access(path_of(f, a), F_OK) != 0)
		return errno == ENOENT ||
		    err_set(err, ERR_SYSTEM, "cannot read %s: %m", path_of(f, a));
	auto_drop(fd) int fd = open_checked(AT_FDCWD, path, O_RDWR | O_CREAT | O_EXCL);
	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot write %s: %m", path);
	struct anew w = { f, fd, nothing, change, arg };
	if (!ledger_walk(f, 0, write_anew, &w, &was, err))
		return false;
	*ret = w.end;
	return fsync(fd) == 0 || err_set(err, ERR_SYSTEM, "cannot write %s: %m", path);
}

static bool
ends_so(const char *path, int64_t bytes, const char *hash)
{
	struct ledger_end end;
	auto_drop(fd) int fd = open_checked(AT_FDCWD, path, O_RDONLY);
	return fd >= 0 && end_at(fd, bytes, &end) && strcmp(end.hash, hash) == 0;
}

bool
ledger_is(const struct ledger_file *f, int64_t bytes, const char *hash)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *path = path_of(f, a), *anew = path_anew(f, a);
	if (ends_so(path, bytes, hash))
		return true;
	if (ends_so(anew, bytes, hash)) {
		auto_drop(fd) int dir = open(f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		(void)!rename(anew, path); /* or somebody else did, just now */
		(void)!fsync(dir);
	}
	return ends_so(path, bytes, hash);
}

bool
ledger_put_aside(const struct ledger_file *f, const char *stamp, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *path = path_of(f, a);
	return rename(path, arena_printf(a, "%s.before-%s", path, stamp)) == 0 || errno == ENOENT ||
	    err_set(err, ERR_SYSTEM, "cannot put %s aside: %m", path);
}
