/*
 * What is in the file comes to stand where it belongs: files in a directory, and the database in a
 * server. Nothing here is an installation yet.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup.h"
#include "dossier/store/cluster.h"
#include "dossier/store/dump.h"
#include "dossier/store/migrate.h"

#define ABOUT_MAX 65536
#define PIECE 65536

/* ---- directories ---- */

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path) == 0 || errno == ENOENT ? 0 : -1;
}

bool
backup_remove_tree(const char *dir, struct err *err)
{
	return nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT ||
	    err_set(err, ERR_SYSTEM, "cannot remove %s: %m", dir);
}

/* Every directory above ${path} below ${home}. */
static bool
make_above(const char *home, const char *path, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	for (const char *s = strchr(path + strlen(home) + 1, '/'); s; s = strchr(s + 1, '/')) {
		const char *dir = arena_strndup(a, path, (size_t)(s - path));
		if (mkdir(dir, 0700) != 0 && errno != EEXIST)
			return err_set(err, ERR_SYSTEM, "cannot make the directory %s: %m", dir);
	}
	return true;
}

/* ---- members ---- */

struct extracting {
	const struct backup_into *to;
	struct backup_in *u;
	struct member m;
	bool more; /* ${m} is one that was not dealt with yet */
};

static bool
starts(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

/* No part of it is hidden or leads up, so that it stays below home. */
static bool
is_plain(const char *name)
{
	bool begins = true;
	for (const char *c = name; *c; c++) {
		if (begins && (*c == '.' || *c == '/'))
			return false;
		begins = *c == '/';
	}
	return !begins;
}

/* Where it belongs; NULL: nowhere. */
static const char *
target(const struct backup_into *to, const char *name, struct arena *a)
{
	if (strcmp(name, "dossier.conf") == 0)
		return arena_printf(a, "%s/" BACKUP_CONF "/%s", to->home, name);
	bool log =
	    starts(name, "keys/") || starts(name, "checkpoints/") || starts(name, "templates/");
	bool rest =
	    starts(name, MEMBER_BLOBS) || starts(name, "secrets/") || starts(name, "spool/");
	return is_plain(name) && (log || (rest && to->files))
	    ? arena_printf(a, "%s/%s", to->home, name)
	    : NULL;
}

static bool
put_file(struct extracting *x, const char *path, struct err *err)
{
	auto_drop(str) char *piece = xmalloc(PIECE);
	if (!make_above(x->to->home, path, err))
		return false;
	auto_drop(fd) int fd =
	    open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot write %s: %m", path);
	for (ssize_t n; (n = backup_in_read(x->u, &x->m, piece, PIECE, err)) != 0;) {
		if (n < 0)
			return false;
		if (!fd_write(fd, piece, (size_t)n))
			return err_set(err, errno == ENOSPC ? ERR_TEMPORARY : ERR_SYSTEM,
			    "cannot write %s: %m", path);
	}
	explicit_bzero(piece, PIECE);
	return true;
}

/* The pieces of the database as one, until a member that is none. */
static ssize_t
next_piece(void *arg, void *p, size_t n, struct err *err)
{
	struct extracting *x = arg;
	while (x->more && starts(x->m.name, MEMBER_DATABASE)) {
		ssize_t got = backup_in_read(x->u, &x->m, p, n, err);
		if (got != 0)
			return got;
		if (!backup_in_next(x->u, &x->m, &x->more, err))
			return -1;
	}
	return 0;
}

static bool
put_database(struct extracting *x, struct err *err)
{
	const struct dump_place place = { x->to->home, x->to->uri };
	struct err there = { 0 };
	int applied;
	if (!x->to->uri && !cluster_create(x->to->home, &there))
		return err_set(err, there.kind, "%s", there.text);
	return (x->to->uri || cluster_prepare(x->to->home, err)) &&
	    dump_restore(&place, next_piece, x, &applied, err);
}

static bool
put_members(struct extracting *x, const struct progress *progress, struct err *err)
{
	bool database = false;
	if (!backup_in_next(x->u, &x->m, &x->more, err))
		return false;
	while (x->more) {
		auto_drop(arena) struct arena *a = arena_new();
		const char *path = target(x->to, x->m.name, a);
		progress_tell(
		    progress, "putting it back", backup_in_at(x->u), backup_in_size(x->u));
		if (starts(x->m.name, MEMBER_DATABASE)) {
			if (database)
				return err_set(err, ERR_INPUT, "the backup has two databases");
			database = true;
			if (!put_database(x, err))
				return false;
			continue; /* which has read on */
		}
		if ((path && !put_file(x, path, err)) ||
		    !backup_in_next(x->u, &x->m, &x->more, err))
			return false;
	}
	return database || err_set(err, ERR_INPUT, "the backup has no database");
}

bool
backup_extract(const struct backup_key *key, int fd, const struct backup_into *to,
    const struct progress *progress, struct err *err)
{
	static const char *const dirs[] = { "keys", "blobs", "spool", "secrets", "templates",
		"checkpoints" };
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < array_len(dirs); i++)
		if (mkdir(arena_printf(a, "%s/%s", to->home, dirs[i]), 0700) != 0)
			return err_set(
			    err, ERR_SYSTEM, "cannot make a directory in %s: %m", to->home);
	auto_drop(backup_in) struct backup_in *u = backup_in_new(key, fd, err);
	struct extracting x = { .to = to, .u = u };
	return u && put_members(&x, progress, err);
}

json_t *
backup_about(const struct backup_key *key, int fd, struct err *err)
{
	struct member m;
	bool more;
	auto_drop(buf) struct buf text = { 0 };
	auto_drop(backup_in) struct backup_in *u = backup_in_new(key, fd, err);
	if (!u || !backup_in_next(u, &m, &more, err))
		return NULL;
	if (!more || strcmp(m.name, MEMBER_ABOUT) != 0) {
		err_set(err, ERR_INPUT, "this is no backup of Dossier");
		return NULL;
	}
	if (!backup_in_text(u, &m, ABOUT_MAX, &text, err))
		return NULL;
	auto_drop(json) json_t *about = json_loads(text.data, 0, NULL);
	if (json_int_or(about, "format", 0) < 1)
		err_set(err, ERR_INPUT, "this is no backup of Dossier");
	else if (json_int_or(about, "format", 0) > BACKUP_FORMAT ||
	    json_int_or(about, "schema", 0) > migrate_newest())
		err_set(err, ERR_DENIED,
		    "the backup was made by a newer program (%s, schema %d): use that",
		    json_str_or(about, "program", "?"), (int)json_int_or(about, "schema", 0));
	else
		return take(about);
	return NULL;
}
