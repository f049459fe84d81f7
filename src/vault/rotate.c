/*
 * A newer installation key, and the end of an older one. A key has its name when it is whole and
 * durable, and none any more when it is overwritten: who dies in between leaves no damaged one.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/date.h"
#include "keys.h"

#define NEW ".new" /* no name of a key; a backup passes over it */
#define TRIES 256  /* by which one is likely to sort behind another of the same day */

const char *const *
vault_keys(const struct vault *v, struct arena *a)
{
	size_t n = 0;
	(void)vault_key_newest(v);
	const char **list = arena_alloc(a, (v->nkeys + 1) * sizeof(*list));
	for (size_t i = 0; i < v->nkeys; i++)
		if (faccessat(v->dir, arena_printf(a, "%s.key", v->key[i].id), F_OK, 0) == 0)
			list[n++] = arena_strdup(a, v->key[i].id);
	list[n] = NULL;
	return list;
}

int
vault_lock(const char *dir, bool alone, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	int fd = open(arena_printf(a, "%s/keys", dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && flock(fd, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
		return fd;
	if (fd >= 0 && errno == EWOULDBLOCK)
		err_set(err, ERR_TEMPORARY, "%s",
		    alone ? "the keys are rotated already, or a backup is being made: try again "
			    "later"
			  : "the keys are being rotated: try again later");
	else
		err_set(err, ERR_SYSTEM, "cannot lock the keys in %s: %m", dir);
	fd_drop(&fd);
	return -1;
}

/* The newest is the last by its name, also of one day, and by a clock that was moved back. */
static void
make(const struct vault *v, unsigned char key[static KEY_LEN], char id[static KEY_ID_LEN])
{
	const char *before = v->key[v->nkeys - 1].id;
	char today[DATE_LEN];
	int day = (int)(time(NULL) / 86400);
	struct date last;
	struct err ignored = { 0 };
	char of[DATE_LEN];
	(void)snprintf(of, sizeof(of), "%.10s", before);
	if (date_parse(of, &last, &ignored) && date_to_days(last) > day)
		day = date_to_days(last);
	for (int i = 0; i == 0 || strcmp(id, before) <= 0; i++) {
		prim_random(key, KEY_LEN);
		key_make_id(date_format(date_from_days(day + i / TRIES), today), key, id);
	}
}

static bool
write_new(
    const struct vault *v, const char *id, const unsigned char key[static KEY_LEN], struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	if (unlinkat(v->dir, NEW ".key", 0) != 0 && errno != ENOENT)
		return err_set(err, ERR_SYSTEM, "cannot write a new key: %m");
	return key_write(v->dir, NEW, key, err) &&
	    ((renameat(v->dir, NEW ".key", v->dir, arena_printf(a, "%s.key", id)) == 0 &&
		 fsync(v->dir) == 0) ||
		err_set(err, ERR_SYSTEM, "cannot put the new key %s in its place: %m", id));
}

bool
vault_key_add(struct vault *v, struct arena *a, const char **ret, struct err *err)
{
	char id[KEY_ID_LEN];
	(void)vault_key_newest(v);
	if (v->nkeys == INSTALLATION_KEYS_MAX)
		return err_set(err, ERR_CONFLICT, "there are %d installation keys already",
		    INSTALLATION_KEYS_MAX);
	unsigned char *key = secret_new(KEY_LEN);
	make(v, key, id);
	bool ok = write_new(v, id, key, err);
	secret_free(key);
	*ret = arena_strdup(a, vault_key_id(v));
	return ok;
}

/* Its name goes first: a file of zeros with the name of a key would be a damaged one. */
bool
vault_key_destroy(struct vault *v, const char *id, struct err *err)
{
	static const char zeros[64];
	auto_drop(arena) struct arena *a = arena_new();
	const char *name = arena_printf(a, "%s.key", id);
	struct stat st;
	if (strcmp(id, vault_key_id(v)) == 0)
		BUG("the key that wraps is not destroyed");
	auto_drop(fd) int fd = openat(v->dir, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0 || st.st_size > (off_t)sizeof(zeros) ||
	    unlinkat(v->dir, name, 0) != 0 || fsync(v->dir) != 0 ||
	    write(fd, zeros, (size_t)st.st_size) != st.st_size || fsync(fd) != 0)
		return err_set(err, ERR_SYSTEM, "cannot destroy the key %s: %m", id);
	return true;
}
