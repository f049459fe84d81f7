/*
 * The keys of an installation in DIR/keys: NAME.key is one line, 32 bytes in base64. A dated name
 * is an installation key, and carries a digest of the key so that a mixed-up file is noticed;
 * "blind" and "signing" stand beside them. Nothing here wraps or signs.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/date.h"
#include "dossier/digest.h"
#include "dossier/phrase.h"

#include "keys.h"

#define KEY_TEXT_LEN 44 /* 32 bytes in padded base64 */
#define RESTORE "restore it from the backup of the keys"
#define SUFFIX ".key"
#define ASIDE "keys.new."

/*
 * "2026-11-21-1a2b3c4d": the day it was made by the real clock, and the beginning of the key's
 * hash.
 */
void
key_make_id(const char *day, const unsigned char key[static KEY_LEN], char ret[static KEY_ID_LEN])
{
	unsigned char digest[16];
	struct bytes piece[] = { { "dossier key id", 14 }, { key, KEY_LEN } };
	prim_hash(NULL, piece, array_len(piece), digest, sizeof(digest));
	char begins[HEX_SIZE(4)];
	(void)snprintf(ret, KEY_ID_LEN, "%.10s-%s", day, hex_put(digest, 4, begins));
}

bool
key_write(int dir, const char *name, const unsigned char key[static KEY_LEN], struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *text = arena_printf(a, "%s\n", base64_encode(key, KEY_LEN, true, a));
	auto_drop(fd) int fd = openat(
	    dir, arena_printf(a, "%s" SUFFIX, name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, text, KEY_TEXT_LEN + 1) != KEY_TEXT_LEN + 1 || fsync(fd) != 0)
		return err_set(err, errno == ENOSPC ? ERR_TEMPORARY : ERR_SYSTEM,
		    "cannot write the key file %s" SUFFIX ": %m", name);
	return true;
}

static bool
write_keys(int dir, struct err *err)
{
	char id[KEY_ID_LEN], day[DATE_LEN];
	unsigned char *key = secret_new(3 * KEY_LEN);
	prim_random(key, 3 * KEY_LEN);
	key_make_id(date_format(date_from_days((int)(time(NULL) / 86400)), day), key, id);
	bool ok = key_write(dir, id, key, err) && key_write(dir, "blind", key + KEY_LEN, err) &&
	    key_write(dir, "signing", key + 2 * KEY_LEN, err);
	secret_free(key);
	return ok &&
	    (fsync(dir) == 0 || err_set(err, ERR_SYSTEM, "cannot make the keys durable: %m"));
}

/* Take a half-made directory away again; only what write_keys may have put there. */
static void
discard(const char *path)
{
	DIR *d = opendir(path);
	if (!d)
		return;
	for (struct dirent *e; (e = readdir(d));)
		if (e->d_name[0] != '.')
			(void)unlinkat(dirfd(d), e->d_name, 0);
	(void)closedir(d);
	(void)rmdir(path);
}

static bool
move_in(const char *from, const char *to, const char *dir, struct err *err)
{
	auto_drop(fd) int parent = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool moved = rename(from, to) == 0;
	if (!moved && (errno == ENOTEMPTY || errno == EEXIST))
		return err_set(err, ERR_CONFLICT,
		    "%s has keys already: they are never replaced by new ones", to);
	if (!moved || parent < 0 || fsync(parent) != 0)
		return err_set(err, ERR_SYSTEM, "cannot put the new keys into %s: %m", to);
	return true;
}

/* What was left by one that was killed: under the lock nobody else is making keys here. */
static void
discard_halves(int parent, const char *dir, struct arena *a)
{
	DIR *d = fdopendir(dup(parent));
	for (struct dirent *e; d && (e = readdir(d));)
		if (strncmp(e->d_name, ASIDE, strlen(ASIDE)) == 0)
			discard(arena_printf(a, "%s/%s", dir, e->d_name));
	if (d)
		(void)closedir(d);
}

/* All keys at once, by one rename: an installation never has half of them. */
bool
vault_create(const char *dir, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(fd) int parent = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0 || flock(parent, LOCK_EX) != 0)
		return err_set(err, ERR_SYSTEM, "cannot make keys in %s: %m", dir);
	discard_halves(parent, dir, a);
	char *aside = arena_printf(a, "%s/" ASIDE "XXXXXX", dir);
	if (!mkdtemp(aside))
		return err_set(err, ERR_SYSTEM, "cannot make a directory for keys in %s: %m", dir);
	auto_drop(fd) int fd = open(aside, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && write_keys(fd, err) &&
	    move_in(aside, arena_printf(a, "%s/keys", dir), dir, err))
		return true;
	discard(aside);
	return err_set(err, ERR_SYSTEM, "cannot make keys in %s: %m", dir);
}

/* Readable by its owner alone, and the owner is who runs this (root may run it for the owner). */
static bool
private_ok(int fd, const char *what, struct err *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot look at %s: %m", what);
	if (st.st_mode & 077)
		return err_set(err, ERR_DENIED,
		    "%s can be read by others (mode %03o): chmod go= and consider making new keys",
		    what, (unsigned)(st.st_mode & 0777));
	if (geteuid() != 0 && st.st_uid != geteuid())
		return err_set(err, ERR_DENIED, "%s belongs to another user (uid %u)", what,
		    (unsigned)st.st_uid);
	return true;
}

static bool
read_key(int dir, const char *file, unsigned char ret[static KEY_LEN], struct err *err)
{
	char text[KEY_TEXT_LEN + 2] = { 0 };
	auto_drop(fd) int fd = openat(dir, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno == ENOENT ? ERR_NOTFOUND : ERR_SYSTEM,
		    "cannot open the key file keys/%s: %m%s", file,
		    errno == ENOENT ? phrase("; " RESTORE) : "");
	if (!private_ok(fd, file, err))
		return false;
	ssize_t n = read(fd, text, sizeof(text));
	bool ok = n == KEY_TEXT_LEN + 1 && text[KEY_TEXT_LEN] == '\n' &&
	    base64_decode((struct bytes){ text, KEY_TEXT_LEN }, true, ret, KEY_LEN) == KEY_LEN;
	prim_wipe(text, sizeof(text));
	return ok ||
	    err_set(err, ERR_INPUT,
		"the key file keys/%s is damaged, expected one line of %d characters; " RESTORE,
		file, KEY_TEXT_LEN);
}

/* A name that begins with a digit claims to be a dated key. */
static bool
read_installation_key(struct vault *v, int dir, const char *file, struct err *err)
{
	char id[KEY_ID_LEN];
	if (v->nkeys == INSTALLATION_KEYS_MAX)
		return err_set(err, ERR_INPUT,
		    "more than %d installation keys: destroy the ones that wrap nothing",
		    INSTALLATION_KEYS_MAX);
	struct installation_key *k = &v->key[v->nkeys];
	if (!read_key(dir, file, k->key, err))
		return false;
	key_make_id(file, k->key, id);
	if (strlen(file) != strlen(id) + strlen(SUFFIX) || strncmp(file, id, strlen(id)) != 0)
		return err_set(err, ERR_INPUT,
		    "the key file keys/%s holds another key than its name says", file);
	memcpy(k->id, id, sizeof(id));
	v->nkeys++;
	return true;
}

static const struct installation_key *
key_known(const struct vault *v, struct bytes id)
{
	for (size_t i = 0; i < v->nkeys; i++)
		if (strlen(v->key[i].id) == id.n && memcmp(v->key[i].id, id.p, id.n) == 0)
			return &v->key[i];
	return NULL;
}

static bool
is_key_file(const char *name)
{
	size_t n = strlen(name);
	return n > strlen(SUFFIX) && strcmp(name + n - strlen(SUFFIX), SUFFIX) == 0 &&
	    name[0] >= '0' && name[0] <= '9';
}

static int
by_id(const void *a, const void *b)
{
	const struct installation_key *x = a, *y = b;
	return strcmp(x->id, y->id);
}

/* Those that are not known yet. */
static bool
read_installation_keys(struct vault *v, DIR *d, struct err *err)
{
	for (struct dirent *e; (e = readdir(d));)
		if (is_key_file(e->d_name) &&
		    !key_known(
			v, (struct bytes){ e->d_name, strlen(e->d_name) - strlen(SUFFIX) }) &&
		    !read_installation_key(v, dirfd(d), e->d_name, err))
			return false;
	qsort(v->key, v->nkeys, sizeof(v->key[0]), by_id);
	return true;
}

static bool
read_keys(struct vault *v, DIR *d, struct err *err)
{
	if (!read_installation_keys(v, d, err))
		return false;
	if (v->nkeys == 0)
		return err_set(err, ERR_NOTFOUND, "there is no installation key in keys: " RESTORE);
	return read_key(dirfd(d), "blind" SUFFIX, v->blind, err) &&
	    read_key(dirfd(d), "signing" SUFFIX, v->sign, err);
}

struct vault *
vault_open(const char *dir, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *path = arena_printf(a, "%s/keys", dir);
	DIR *d = opendir(path);
	if (!d) {
		err_set(err, errno == ENOENT ? ERR_NOTFOUND : ERR_SYSTEM,
		    "cannot open the keys in %s: %m%s", path,
		    errno == ENOENT ? phrase("; restore them from the backup of the keys") : "");
		return NULL;
	}
	auto_drop(vault) struct vault *v = secret_new(sizeof(*v));
	v->dir = fcntl(dirfd(d), F_DUPFD_CLOEXEC, 3);
	bool ok = private_ok(dirfd(d), path, err) && read_keys(v, d, err);
	(void)closedir(d);
	return ok ? take(v) : NULL;
}

void
vault_free(struct vault *v)
{
	if (v && v->dir >= 0)
		(void)close(v->dir);
	secret_free(v);
}

/* Somebody may have made a newer one. What is read already is kept: a row may still name it. */
static void
look_anew(const struct vault *v)
{
	struct err ignored = { 0 };
	int fd = openat(v->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	if (d) {
		(void)!read_installation_keys((struct vault *)(uintptr_t)v, d, &ignored);
		(void)closedir(d);
	}
}

const struct installation_key *
vault_key_named(const struct vault *v, struct bytes id)
{
	if (!key_known(v, id))
		look_anew(v);
	return key_known(v, id);
}

const struct installation_key *
vault_key_newest(const struct vault *v)
{
	look_anew(v);
	return &v->key[v->nkeys - 1];
}

const char *
vault_key_id(const struct vault *v)
{
	return vault_key_newest(v)->id;
}
