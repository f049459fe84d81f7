/*
 * The blob store: age files under random names. A blob is written aside as NAME.part in its own
 * directory and renamed when it is whole. Who names it in a row has the store synced first; see
 * vault.h for why that is enough. Knows nothing of what is inside.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/digest.h"

#include "prim.h"

#define NAME_BYTES 16
#define NAME_LEN (2 * NAME_BYTES)
#define SUFFIX ".part"

_Static_assert(BLOB_NAME_LEN == NAME_LEN + 1, "room for a name");

struct blob {
	struct age_writer *age;
	int store; /* -1: whoever made the file puts it into its place, or removes it */
	int fd;
	char name[BLOB_NAME_LEN];
	bool committed;
};

static bool
os_error(struct err *err, const char *what)
{
	if (errno == ENOSPC || errno == EDQUOT)
		return err_set(err, ERR_TEMPORARY,
		    "cannot %s: no space left on the disk of the blob store; "
		    "free some and try again",
		    what);
	return err_set(err, ERR_SYSTEM, "cannot %s: %m", what);
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

static int
open_shard(int store, const char *name, struct err *err)
{
	char shard[3] = { name[0], name[1], '\0' };
	return make_dir(store, shard, err);
}

/* ---- files that are not whole yet ---- */

struct part_name {
	char text[NAME_LEN + sizeof(SUFFIX)];
};

static struct part_name
part_name(const char *name)
{
	struct part_name p;
	(void)snprintf(p.text, sizeof(p.text), "%.*s" SUFFIX, NAME_LEN, name);
	return p;
}

int
blob_file_new(int store, char ret_name[static BLOB_NAME_LEN], struct err *err)
{
	unsigned char random[NAME_BYTES];
	auto_drop(arena) struct arena *a = arena_new();
	prim_random(random, sizeof(random));
	memcpy(ret_name, hex_encode(random, sizeof(random), a), BLOB_NAME_LEN);
	auto_drop(fd) int shard = open_shard(store, ret_name, err);
	if (shard < 0)
		return -1;
	int fd =
	    openat(shard, part_name(ret_name).text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		os_error(err, "create a blob");
	return fd;
}

bool
blob_file_keep(int store, const char *name, struct err *err)
{
	auto_drop(fd) int shard = open_shard(store, name, err);
	return shard >= 0 &&
	    (renameat(shard, part_name(name).text, shard, name) == 0 ||
		os_error(err, "put a blob in its place"));
}

void
blob_file_drop(int store, const char *name)
{
	struct err ignored = { 0 };
	auto_drop(fd) int shard = open_shard(store, name, &ignored);
	if (shard >= 0)
		(void)unlinkat(shard, part_name(name).text, 0);
}

/* ---- writing ---- */

static bool
write_out(void *arg, const void *p, size_t n, struct err *err)
{
	const struct blob *b = arg;
	const char *from = p;
	while (n) {
		ssize_t done = write(b->fd, from, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return os_error(err, "write a blob");
		from += done;
		n -= (size_t)done;
	}
	return true;
}

struct blob *
blob_adopt(int fd, const char *name, const unsigned char recipient[static KEY_LEN], struct err *err)
{
	auto_drop(blob) struct blob *b = xcalloc(1, sizeof(*b));
	b->store = -1;
	b->fd = fd;
	memcpy(b->name, name, BLOB_NAME_LEN);
	b->age = age_writer_new(recipient, write_out, b, err);
	return b->age ? take(b) : NULL;
}

struct blob *
blob_create(const char *dir, const unsigned char recipient[static KEY_LEN], struct err *err)
{
	char name[BLOB_NAME_LEN];
	auto_drop(fd) int store = blob_store_open(dir, err);
	int fd = store < 0 ? -1 : blob_file_new(store, name, err);
	struct blob *b = fd < 0 ? NULL : blob_adopt(fd, name, recipient, err);
	if (!b)
		return NULL;
	b->store = store;
	store = -1;
	return b;
}

bool
blob_write(struct blob *b, const void *p, size_t n, struct err *err)
{
	return age_write(b->age, p, n, err);
}

const char *
blob_commit(struct blob *b, struct arena *a, struct err *err)
{
	if (!age_writer_finish(b->age, err))
		return NULL;
	if (b->store >= 0 && !blob_file_keep(b->store, b->name, err))
		return NULL;
	b->committed = true;
	return arena_strdup(a, b->name);
}

bool
blob_sync(int store, struct err *err)
{
	return syncfs(store) == 0 ||
	    err_set(err, ERR_SYSTEM,
		"cannot make the blob store durable: %m; look at the disk: what was just written "
		"there counts as lost");
}

void
blob_free(struct blob *b)
{
	if (!b)
		return;
	age_writer_free(b->age);
	(void)close(b->fd);
	if (b->store >= 0) {
		if (!b->committed)
			blob_file_drop(b->store, b->name);
		(void)close(b->store);
	}
	free(b);
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
blob_sweep(const char *dir, bool (*keep)(const char *name, void *arg), void *arg, int older_s,
    struct err *err)
{
	struct sweep sweep = { keep, arg, time(NULL) - older_s };
	auto_drop(arena) struct arena *a = arena_new();
	struct shards shards = { arena_printf(a, "%s/blobs", dir), &sweep };
	return walk(shards.path, sweep_shard, &shards, err);
}
