/*
 * The blob store: age files under random names. Who names one in a row has the store synced first;
 * see vault.h for why that is enough. Knows nothing of what is inside.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/digest.h"
#include "dossier/phrase.h"

#include "prim.h"

#define NAME_BYTES 16
#define NAME_LEN (2 * NAME_BYTES)
#define SUFFIX ".part" /* of what older versions left half-written */

_Static_assert(BLOB_NAME_LEN == NAME_LEN + 1, "room for a name");

struct blob {
	struct age_writer *age;
	struct blob_store to;
	struct blob_file file;
	bool last; /* nothing follows what is written now */
	bool whole;
};

static bool
os_error(struct err *err, const char *what)
{
	if (errno == ENOSPC || errno == EDQUOT)
		return err_set(err, ERR_TEMPORARY,
		    "cannot %s: no space left on the disk of the blob store; "
		    "free some and try again",
		    phrase(what));
	return err_set(err, ERR_SYSTEM, "cannot %s: %m", phrase(what));
}

/* Exactly NAME_LEN lower-case hex digits: a name from a row can not lead out of the store. */
static bool
name_ok(const char *name)
{
	return strspn(name, "0123456789abcdef") == NAME_LEN && name[NAME_LEN] == '\0';
}

/* Open ${name} below ${at}, making it when it is missing. */
static int
make_dir(int at, const char *name, struct err *err)
{
	static const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(at, name, flags);
	if (fd < 0 && errno == ENOENT && (mkdirat(at, name, 0700) == 0 || errno == EEXIST))
		fd = openat(at, name, flags);
	if (fd < 0)
		os_error(err, "open a directory of the blob store");
	return fd;
}

int
blob_store_open(const char *dir, struct err *err)
{
	auto_drop(fd) int top = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (top < 0) {
		err_set(err, ERR_SYSTEM, "cannot open the blob store's directory %s: %m", dir);
		return -1;
	}
	return make_dir(top, "blobs", err);
}

/* ---- files ---- */

struct place {
	char shard[3], path[NAME_LEN + sizeof("ab/")];
};

static struct place
place_of(const char *name)
{
	struct place p;
	(void)snprintf(p.shard, sizeof(p.shard), "%.2s", name);
	(void)snprintf(p.path, sizeof(p.path), "%.2s/%.*s", name, NAME_LEN, name);
	return p;
}

/* Directories are made when they are missed. */
static bool
create(int store, struct blob_file *f, struct err *err)
{
	static const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
	unsigned char random[NAME_BYTES];
	auto_drop(arena) struct arena *a = arena_new();
	prim_random(random, sizeof(random));
	memcpy(f->name, hex_encode(random, sizeof(random), a), sizeof(f->name));
	const struct place p = place_of(f->name);
	f->at = openat(store, p.path, flags, 0600);
	if (f->at < 0 && errno == ENOENT && (mkdirat(store, p.shard, 0700) == 0 || errno == EEXIST))
		f->at = openat(store, p.path, flags, 0600);
	if (f->at >= 0)
		return true;
	f->name[0] = '\0';
	return os_error(err, "create a blob");
}

bool
blob_file_put(int store, struct blob_file *f, struct blob_piece piece, struct err *err)
{
	if (f->at < 0 && !create(store, f, err))
		return false;
	if (!fd_write(f->at, piece.p, piece.n))
		return os_error(err, "write a blob");
	if (!piece.last)
		return true;
	(void)close(f->at); /* a disk that did not keep it says so at the sync */
	f->at = -1;
	return true;
}

/* What cannot be removed is swept later. */
void
blob_file_drop(int store, struct blob_file *f)
{
	const struct place p = place_of(f->name);
	if (f->at >= 0)
		(void)close(f->at);
	if (f->name[0])
		(void)unlinkat(store, p.path, 0);
	*f = (struct blob_file){ .at = -1 };
}

/* ---- written by this process ---- */

static bool
put_below(void *dir, struct blob_file *f, struct blob_piece piece, struct err *err)
{
	auto_drop(fd) int store = f->at < 0 ? blob_store_open(dir, err) : -1;
	return (f->at >= 0 || store >= 0) && blob_file_put(store, f, piece, err);
}

static void
drop_below(void *dir, struct blob_file *f)
{
	struct err ignored = { 0 };
	auto_drop(fd) int store = blob_store_open(dir, &ignored);
	blob_file_drop(store, f);
}

static bool
remove_below(void *dir, const char *name, struct err *err)
{
	return blob_remove(dir, name, err);
}

struct blob_store
blob_store_below(const char *dir)
{
	return (struct blob_store){ put_below, drop_below, remove_below, (char *)(uintptr_t)dir };
}

/* ---- writing ---- */

static bool
put(void *arg, const void *p, size_t n, struct err *err)
{
	struct blob *b = arg;
	return b->to.put(b->to.arg, &b->file, (struct blob_piece){ p, n, b->last }, err);
}

struct blob *
blob_new(
    const struct blob_store *to, const unsigned char recipient[static KEY_LEN], struct err *err)
{
	auto_drop(blob) struct blob *b = xcalloc(1, sizeof(*b));
	b->to = *to;
	b->file.at = -1;
	b->age = age_writer_new(recipient, put, b, err);
	return b->age ? take(b) : NULL;
}

struct blob *
blob_create(const char *dir, const unsigned char recipient[static KEY_LEN], struct err *err)
{
	const struct blob_store here = blob_store_below(dir);
	return blob_new(&here, recipient, err);
}

bool
blob_write(struct blob *b, const void *p, size_t n, struct err *err)
{
	return age_write(b->age, p, n, err);
}

const char *
blob_commit(struct blob *b, struct arena *a, struct err *err)
{
	b->last = true;
	b->whole = age_writer_finish(b->age, err);
	return b->whole ? arena_strdup(a, b->file.name) : NULL;
}

void
blob_free(struct blob *b)
{
	if (!b)
		return;
	age_writer_free(b->age);
	if (!b->whole && b->file.name[0])
		b->to.drop(b->to.arg, &b->file);
	free(b);
}

/* ---- the store ---- */

bool
blob_sync(int store, struct err *err)
{
	return syncfs(store) == 0 ||
	    err_set(err, ERR_SYSTEM,
		"cannot make the blob store durable: %m; look at the disk: what was just written "
		"there counts as lost");
}

static int
no_blob(struct err *err)
{
	err_set(err, ERR_NOTFOUND, "no such blob in the blob store");
	return -1;
}

int
blob_open(const char *dir, const char *name, struct err *err)
{
	if (!name_ok(name))
		return no_blob(err);
	auto_drop(arena) struct arena *a = arena_new();
	int fd = open(arena_printf(a, "%s/blobs/%.2s/%s", dir, name, name),
	    O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return no_blob(err);
	if (fd < 0)
		os_error(err, "open a blob");
	return fd;
}

/* A blob that is not there any more counts as removed: a run after a crash removes again. */
bool
blob_remove(const char *dir, const char *name, struct err *err)
{
	if (!name_ok(name))
		return no_blob(err) >= 0;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(fd) int shard =
	    open(arena_printf(a, "%s/blobs/%.2s", dir, name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (shard < 0 || unlinkat(shard, name, 0) != 0)
		return errno == ENOENT || os_error(err, "remove a blob");
	return fsync(shard) == 0 || os_error(err, "remove a blob");
}

struct sweep {
	bool (*keep)(const char *name, void *arg);
	void *arg;
	time_t before;
};

static bool
is_part(const char *name)
{
	char stem[NAME_LEN + 1] = { 0 };
	if (strlen(name) != NAME_LEN + strlen(SUFFIX) || strcmp(name + NAME_LEN, SUFFIX) != 0)
		return false;
	memcpy(stem, name, NAME_LEN);
	return name_ok(stem);
}

/* Foreign files are left alone; so is whatever is young, since its row may not be committed yet. */
static bool
sweep_file(void *arg, int dir, const char *name, struct err *err)
{
	const struct sweep *s = arg;
	struct stat st;
	bool part = is_part(name);
	if (!part && !name_ok(name))
		return true;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT || os_error(err, "look at a blob");
	if (st.st_mtime > s->before || (!part && s->keep(name, s->arg)))
		return true;
	return unlinkat(dir, name, 0) == 0 || errno == ENOENT || os_error(err, "remove a blob");
}

/* Call ${each} for the entries of a directory, dot files left out. */
static bool
walk(const char *path, bool (*each)(void *arg, int dir, const char *name, struct err *err),
    void *arg, struct err *err)
{
	DIR *d = opendir(path);
	if (!d)
		return errno == ENOENT || os_error(err, "list the blob store");
	bool ok = true;
	for (struct dirent *e; ok && (e = readdir(d));)
		ok = e->d_name[0] == '.' || each(arg, dirfd(d), e->d_name, err);
	(void)closedir(d);
	return ok;
}

struct shards {
	const char *path;
	struct sweep *sweep;
};

static bool
sweep_shard(void *arg, int dir, const char *name, struct err *err)
{
	const struct shards *s = arg;
	(void)dir;
	if (strspn(name, "0123456789abcdef") != 2 || name[2] != '\0')
		return true;
	auto_drop(arena) struct arena *a = arena_new();
	return walk(arena_printf(a, "%s/%s", s->path, name), sweep_file, s->sweep, err);
}

bool
blob_hold(int store, struct err *err)
{
	return flock(store, LOCK_SH) == 0 || os_error(err, "hold the blob store");
}

bool
blob_sweep(const char *dir, bool (*keep)(const char *name, void *arg), void *arg, int older_s,
    struct err *err)
{
	struct sweep sweep = { keep, arg, time(NULL) - older_s };
	auto_drop(arena) struct arena *a = arena_new();
	struct shards shards = { arena_printf(a, "%s/blobs", dir), &sweep };
	auto_drop(fd) int store = open(shards.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (store >= 0 && flock(store, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK || os_error(err, "hold the blob store");
	return walk(shards.path, sweep_shard, &shards, err);
}
