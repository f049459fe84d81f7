/*
 * Brings the schema up to date: each file of sql/migrations once, in its own transaction, one
 * program at a time. Never goes back, and refuses a database that had another version of a file or
 * files this program lacks.
 */
#include "db.h"
#include "dossier/digest.h"
#include "dossier/store/migrate.h"
#include "migrations.h"

struct file_state {
	const char *name;
	bool known, applied, same;
};
struct file_states {
	struct file_state *items;
	size_t n;
};
static const struct field file_fields[] = {
	FIELD(struct file_state, name),
	FIELD(struct file_state, known),
	FIELD(struct file_state, applied),
	FIELD(struct file_state, same),
};
static const struct record file_record = RECORD(struct file_state, file_fields);

static bool
refuse_unknown(const char *name, struct err *err)
{
	const struct migration *last = migration_files();
	while (last[1].name)
		last++;
	if (strcmp(name, last->name) > 0)
		return err_set(err, ERR_DENIED,
		    "the database is newer than this program: it has had %s; "
		    "install the newer dossier",
		    name);
	return err_set(err, ERR_DENIED,
	    "the database is another program's: it has had %s, which is none of our migrations; "
	    "use the program it was made with",
	    name);
}

/* The first file the database has not had; *ret stays NULL when there is none. */
static bool
find_pending(struct db *db, const struct migration **ret, struct err *err)
{
	auto_drop(array) struct array names = { .type = ARRAY_TEXT },
				      digests = { .type = ARRAY_TEXT };
	auto_drop(arena) struct arena *a = arena_new();
	const struct migration *m;
	for (m = migration_files(); m->name; m++) {
		unsigned char digest[SHA256_LEN];
		digest_of(&(struct bytes){ m->text, strlen(m->text) }, 1, digest);
		array_text(&names, m->name);
		array_text(&digests, hex_encode(digest, sizeof(digest), a));
	}
	struct file_states files;
	if (!DB_LIST(db, &q_migration_state, ARGS(ARRAY(names), ARRAY(digests)), &file_record, a,
		&files, err))
		return false;
	for (size_t i = 0; i < files.n; i++) {
		const struct file_state *f = &files.items[i];
		if (!f->known)
			return refuse_unknown(f->name, err);
		if (f->applied && !f->same)
			return err_set(err, ERR_DENIED,
			    "the database was made with another version of %s: "
			    "use the program it was made with",
			    f->name);
		if (*ret || f->applied)
			continue;
		for (m = migration_files(); strcmp(m->name, f->name) != 0;)
			m++;
		*ret = m;
	}
	return true;
}

static bool
refuse_older(struct err *err)
{
	return err_set(err, ERR_DENIED,
	    "the database has an older schema than this program: run `dossier db upgrade`");
}

/* Of before there were roles only its owner can read it; of later, also each of the roles. */
static bool
refuse_unread(struct db *db, struct err *err)
{
	if (!db_is_owner(db))
		return refuse_older(err);
	return err_set(err, ERR_DENIED,
	    "%s may not change the schema: use a login that may become dossier_owner (`dossier db "
	    "upgrade --database URI`)",
	    PQuser(db_conn(db)));
}

static bool
next_pending(struct db *db, const struct migration **ret, struct err *err)
{
	*ret = NULL;
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_migration_exists, ARGS(), &res, err))
		return false;
	if (col_bool(res, 0, 0))
		return col_bool(res, 0, 1) ? find_pending(db, ret, err) : refuse_unread(db, err);
	*ret = migration_files();
	return true;
}

/* One transaction: the lock, a look at what is missing, the file, the record. */
static bool
migrate_one(struct db *db, bool *ret_applied, struct err *err)
{
	const struct migration *m = NULL;
	*ret_applied = false;
	if (!db_run(db, &q_migration_lock, ARGS(), NULL, err) || !next_pending(db, &m, err))
		return false;
	if (!m)
		return true;
	auto_drop(pgresult) PGresult *alone = NULL;
	if (!db_run(db, &q_schema_take, ARGS(), &alone, err))
		return false;
	if (!col_bool(alone, 0, 0))
		return err_set(err, ERR_CONFLICT,
		    "a worker or daemon runs: stop it, then bring the schema up to date");
	if (!db_run(db, &q_migration_owner, ARGS(), NULL, err))
		return false;
	if (!db_script(db, m->text, err))
		return err_wrap(err, "migration %s", m->name);
	*ret_applied = true;
	return db_run(db, &q_migration_record, ARGS(TEXT(m->name), TEXT(m->text)), NULL, err);
}

/* Roles are the server's: a database that came from another server finds none. */
static bool
make_roles(struct db *db, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_role_missing, ARGS(), &res, err))
		return false;
	const char *names = col_text(res, 0, 0, a);
	if (!names)
		return true;
	if (!col_bool(res, 0, 1))
		return err_set(err, ERR_DENIED,
		    "the server lacks the roles %s: its superuser makes them (`CREATE ROLE NAME`) "
		    "and runs `GRANT dossier_owner TO %s`",
		    names, PQuser(db_conn(db)));
	return db_run(db, &q_role_make, ARGS(), NULL, err);
}

bool
migrate_roles(struct db *db, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_migration_exists, ARGS(), &res, err))
		return false;
	if (col_bool(res, 0, 0))
		return err_set(err, ERR_CONFLICT,
		    "there are tables of ours in that database already: name an empty one");
	return make_roles(db, err);
}

bool
migrate(struct db *db, int *ret_applied, struct err *err)
{
	*ret_applied = 0;
	if (!make_roles(db, err))
		return false;
	for (bool applied = true; applied;) {
		if (!db_begin(db, err))
			return false;
		if (!migrate_one(db, &applied, err)) {
			db_rollback(db);
			return false;
		}
		if (!db_commit(db, err))
			return false;
		*ret_applied += applied;
	}
	return true;
}

/* That the first file is wanted tells of a database in which nobody made an installation. */
static bool
refuse_bare(const struct migration *pending, struct err *err)
{
	return pending != migration_files() ||
	    err_set(err, ERR_NOTFOUND,
		"the database has no schema of ours: restore it from its backup, "
		"or name the right one in dossier.conf");
}

bool
migrate_upgrade(struct db *db, int *ret_applied, struct err *err)
{
	const struct migration *m = NULL;
	return next_pending(db, &m, err) && refuse_bare(m, err) && migrate(db, ret_applied, err);
}

bool
migrate_check(struct db *db, struct err *err)
{
	const struct migration *m = NULL;
	if (!next_pending(db, &m, err) || !refuse_bare(m, err))
		return false;
	return !m || refuse_older(err);
}

bool
migrate_elsewhere(struct db *db, struct arena *a, const char **ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_role_elsewhere, ARGS(), &res, err))
		return false;
	*ret = col_text(res, 0, 0, a);
	return true;
}

bool
migrate_complete(struct db *db, struct err *err)
{
	for (const struct query *const *q = all_queries; *q; q++)
		if (!db_prepare(db, *q, err))
			return false;
	return true;
}

int
migrate_newest(void)
{
	int n = 0;
	for (const struct migration *m = migration_files(); m->name; m++)
		n = (int)strtol(m->name, NULL, 10);
	return n;
}
