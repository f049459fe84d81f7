/*
 * Making, opening and closing an installation: its directory, keys, configuration and database.
 */
#include <errno.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/progress.h"
#include "dossier/asset.h"
#include "dossier/restored.h"
#include "dossier/store/cluster.h"
#include "dossier/store/event.h"
#include "dossier/store/installation.h"
#include "dossier/store/migrate.h"
#include "dossier/store/user.h"

static bool
make_dirs(const struct conf *conf, struct arena *a, struct err *err)
{
	static const char *const dirs[] = { "", "keys", "blobs", "spool", "secrets", "templates",
		"checkpoints" };
	for (size_t i = 0; i < array_len(dirs); i++) {
		const char *path = *dirs[i] ? conf_path(conf, dirs[i], a) : conf->home;
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return err_set(err, ERR_SYSTEM, "cannot make the directory %s: %m", path);
	}
	return true;
}

/* Where our server lies and its socket is known, and stays so, when we are connected to it. */
static bool
connect_db(struct installation *in, struct err *err)
{
	struct err not_yet = { 0 };
	if (!conf_is_private(&in->conf)) {
		in->db = db_open(in->conf.database, in->role, err);
	} else {
		/* it mostly runs, and to ask first whether it does takes a connection too */
		in->db = cluster_open(in->conf.home, in->role, &not_yet);
		if (!in->db && cluster_start(in->conf.home, err))
			in->db = cluster_open(in->conf.home, in->role, err);
	}
	if (in->db && in->role != DB_OWNER)
		db_limit(in->db, in->conf.database_s);
	json_decref(in->closed);
	in->closed = installation_closed(&in->conf);
	return in->db != NULL;
}

static bool
insert_first_user(struct installation *in, const char *name, unsigned uid, struct err *err)
{
	static const char *const roles[] = { "admin", "officer" };
	if (!user_put(in->db, name, uid, err))
		return false;
	for (size_t i = 0; i < array_len(roles); i++)
		if (!user_grant(in->db, name, 0, roles[i], err))
			return false;
	event_none(in->db); /* no organisation yet whose log could tell it */
	return true;
}

/* Keys that lie there already are those of an init that was cut short; they are never replaced. */
static bool
make_keys(const char *home, bool *ret_new, struct err *err)
{
	struct err kept = { 0 };
	*ret_new = vault_create(home, &kept);
	return *ret_new || kept.kind == ERR_CONFLICT || err_set(err, kept.kind, "%s", kept.text);
}

/* Roles are the server's: who is let into the one database as one of them is let into the other. */
static bool
check_server(struct installation *in, const struct new_installation *new, struct err *err)
{
	const char *others = NULL;
	if (new->beside || !migrate_elsewhere(in->db, in->arena, &others, err))
		return new->beside;
	return !others ||
	    err_set(err, ERR_DENIED,
		"the roles of this server (dossier_app, ...) serve another installation, in the "
		"database %s: whoever may enter one of the two may enter the other "
		"(docs/database.md); take a server of its own, or say --beside where that may be",
		others);
}

/* The row says that all before it was done; what an earlier init left off is done now. */
static bool
fill_database(
    struct installation *in, const struct new_installation *new, bool new_keys, struct err *err)
{
	int applied;
	bool was;
	struct err none = { 0 };
	if (!check_server(in, new, err) || !migrate(in->db, &applied, err))
		return false;
	if (!installation_get(in->db, in->arena, &was, &in->owner, &none))
		return none.kind != ERR_NOTFOUND ? err_set(err, none.kind, "%s", none.text)
						 : db_begin(in->db, err) &&
			installation_commit(in,
			    installation_put(in->db, new->rehearsal, err) &&
				insert_first_user(in, new->first, new->first_uid, err),
			    err);
	if (new_keys)
		return err_set(err, ERR_CONFLICT,
		    "the database belongs to another installation, whose keys are not here");
	return was == new->rehearsal ||
	    err_set(
		err, ERR_CONFLICT, "it was begun as %s one", was ? "a rehearsal" : "no rehearsal");
}

static bool
fill_installation(struct installation *in, const struct new_installation *new, struct err *err)
{
	bool private = conf_is_private(&in->conf), new_keys;
	struct err there = { 0 };

	progress_tell(new->progress, "making the directory and its keys", 0, PROGRESS_STEP);
	if (!make_dirs(&in->conf, in->arena, err) || !make_keys(in->conf.home, &new_keys, err))
		return false;
	if (private)
		progress_tell(new->progress, "making a private PostgreSQL", 0, PROGRESS_STEP);
	if (private && !cluster_create(in->conf.home, &there) && there.kind != ERR_CONFLICT)
		return err_set(err, there.kind, "%s", there.text);
	progress_tell(
	    new->progress, private ? "starting it" : "reaching the database", 0, PROGRESS_STEP);
	if ((private && !cluster_prepare(in->conf.home, err)) || !connect_db(in, err))
		return false;
	progress_tell(new->progress, "making the tables", 0, PROGRESS_STEP);
	return fill_database(in, new, new_keys, err);
}

bool
installation_create(const struct new_installation *new, struct err *err)
{
	auto_drop(installation) struct installation *in = xcalloc(1, sizeof(*in));
	in->arena = arena_new();
	in->role = DB_OWNER;
	in->blobs = -1;
	in->conf = (struct conf){
		.home = new->home,
		.database = new->database ? new->database : "private",
		.mode = new->shared ? "shared" : "one",
		.command_s = 3600,
		.slots = 2,
		.lease_s = 20,
		.database_s = 600,
		.archive_days = 30,
		.checkpoints = "checkpoints",
	};
	struct stat st;
	if (stat(conf_path(&in->conf, "dossier.conf", in->arena), &st) == 0)
		return err_set(
		    err, ERR_CONFLICT, "there is an installation in %s already", new->home);
	/*
	 * The configuration is written last: an installation without it is none, and init can be
	 * run again.
	 */
	if (!fill_installation(in, new, err))
		return err_wrap(err, "cannot make an installation in %s", new->home);
	return conf_write(&in->conf, err);
}

static bool
move_clock(struct installation *in, const char *now, struct err *err)
{
	usec_t t;
	struct date d;
	struct err ignored = { 0 };

	if (!in->rehearsal)
		return err_set(err, ERR_DENIED,
		    "the clock can only be moved in a rehearsal installation (init --rehearsal)");
	if (date_parse(now, &d, &ignored))
		t = date_to_days(d) * USEC_PER_DAY + 12 * 3600 * USEC_PER_SEC;
	else if (!instant_parse(now, &t, &ignored))
		return err_set(err, ERR_USAGE,
		    "--now takes a day (2026-03-05) or an instant (2026-03-05T10:00:00+01:00)");
	clock_move(t);
	return true;
}

static bool
fill_open(struct installation *in, const char *now, struct err *err)
{
	in->vault = vault_open(in->conf.home, err);
	if (!in->vault || (in->blobs = blob_store_open(in->conf.home, err)) < 0 ||
	    !connect_db(in, err))
		return false;
	if (!migrate_check(in->db, err) ||
	    !installation_get(in->db, in->arena, &in->rehearsal, &in->owner, err))
		return false;
	return !now || move_clock(in, now, err);
}

struct installation *
installation_open(const char *home, const char *now, enum db_role role, struct err *err)
{
	auto_drop(installation) struct installation *in = xcalloc(1, sizeof(*in));
	in->arena = arena_new();
	in->role = role;
	in->blobs = -1;
	if (!conf_load(home, in->arena, &in->conf, err))
		return NULL;
	asset_override_dir(conf_path(&in->conf, "templates", in->arena));
	if (!fill_open(in, now, err))
		return NULL;
	return take(in);
}

struct actor
installation_holder(const struct installation *in)
{
	if (!conf_is_shared(&in->conf))
		return (struct actor){ .name = in->owner };
	const struct passwd *pw = getpwuid(geteuid());
	return (struct actor){
		.name = pw ? arena_strdup(in->arena, pw->pw_name)
			   : arena_printf(in->arena, "uid%u", (unsigned)geteuid()),
		.holds = true,
	};
}

bool
installation_reconnect(struct installation *in, const struct actor *who, struct err *err)
{
	bool held;
	db_close(in->db);
	in->db = NULL;
	if (!connect_db(in, err))
		return false;
	if (in->role == DB_WORKER) /* which may have been away for that */
		return restored_refuse(in, err);
	return user_session(
	    in->db, who->name, who->asked ? (int64_t)who->uid : UID_UNKNOWN, "", &held, err);
}

void
installation_close(struct installation *in)
{
	if (!in)
		return;
	reg_cache_free(in->registers);
	code_words_free(in->words);
	laws_free(in->laws);
	json_decref(in->closed);
	db_close(in->db);
	vault_free(in->vault);
	if (in->blobs >= 0)
		(void)close(in->blobs);
	asset_override_dir(NULL);
	arena_free(in->arena);
	free(in);
}
