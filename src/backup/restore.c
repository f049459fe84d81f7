/*
 * A new installation out of the file. It is read through first; then its files are put where they
 * belong, and its database is made. dossier.conf comes last: without it there is no installation.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup.h"
#include "dossier/restored.h"
#include "dossier/store/cluster.h"

#define BEGUN ".restoring" /* in a directory that is not an installation yet */

/* As it was, but for where things lie now. */
static bool
write_conf(const struct backup_into *to, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *aside = arena_printf(a, "%s/" BACKUP_CONF, to->home);
	struct conf conf;
	if (!conf_load(aside, a, &conf, err) || !backup_remove_tree(aside, err))
		return false;
	conf.home = to->home;
	conf.database = to->uri ? to->uri : "private";
	conf.checkpoints = "checkpoints";
	return conf_write(&conf, err);
}

/* One that was cut short is begun anew: it is no installation, and has the mark of one of ours. */
static bool
make_home(const char *home, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *begun = arena_printf(a, "%s/" BEGUN, home);
	if (access(arena_printf(a, "%s/dossier.conf", home), F_OK) != 0 &&
	    access(begun, F_OK) == 0 &&
	    (!cluster_remove(home, err) || !backup_remove_tree(home, err)))
		return false;
	if (mkdir(home, 0700) != 0)
		return errno == EEXIST
		    ? err_set(err, ERR_CONFLICT,
			  "%s is there already: name a directory that is not", home)
		    : err_set(err, ERR_SYSTEM, "cannot make %s: %m", home);
	auto_drop(fd) int fd = open(begun, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return fd >= 0 || err_set(err, ERR_SYSTEM, "cannot write %s: %m", begun);
}

/* Later checkpoints and ledger files: who keeps them elsewhere has what the backup has not. */
static bool
take_later(const struct backup_restoring *r, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	return !r->checkpoints ||
	    restored_take_later(r->checkpoints, arena_printf(a, "%s/checkpoints", r->home), err);
}

static bool
finish(const struct backup_restoring *r, const struct backup_into *to, const json_t *about,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(fd) int store = blob_store_open(r->home, err);
	auto_drop(db) struct db *db =
	    r->uri ? db_open(r->uri, DB_OWNER, err) : cluster_open(r->home, DB_OWNER, err);
	return store >= 0 && db && restored_mark(db, json_str_or(about, "made_at", ""), err) &&
	    take_later(r, err) && blob_sync(store, err) && write_conf(to, err) &&
	    (unlink(arena_printf(a, "%s/" BEGUN, r->home)) == 0 ||
		err_set(err, ERR_SYSTEM, "cannot finish %s: %m", r->home));
}

static void
give_up(const struct backup_restoring *r)
{
	struct err ignored = { 0 };
	if (!r->uri)
		(void)!cluster_remove(r->home, &ignored);
	(void)!backup_remove_tree(r->home, &ignored);
}

json_t *
backup_restore(const struct backup_restoring *r, int fd, struct err *err)
{
	const struct backup_into to = { r->home, r->uri, r->checkpoints, true };
	auto_drop(json) json_t *about = backup_about(&r->key, fd, err);
	auto_drop(json) json_t *said =
	    about ? backup_check(fd, &r->key, false, r->progress, err) : NULL;
	if (!said || !make_home(r->home, err))
		return NULL;
	if (backup_extract(&r->key, fd, &to, r->progress, err) && finish(r, &to, about, err))
		return take(said);
	give_up(r);
	return NULL;
}
