/*
 * Is it whole? Each byte is, when it opens and its manifests agree. Whether it can be worked with
 * shows when its database lives: in a server of its own, which ends with the check.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup.h"
#include "dossier/decide.h"
#include "dossier/restored.h"
#include "dossier/store/cluster.h"
#include "dossier/store/dump.h"

#define GONE_MAX (INT64_C(64) << 20)

/* ---- each byte ---- */

static json_t *
read_through(int fd, const struct backup_key *key, const struct progress *progress, struct err *err)
{
	auto_drop(json) json_t *said = backup_about(key, fd, err);
	auto_drop(backup_in) struct backup_in *u = said ? backup_in_new(key, fd, err) : NULL;
	struct member m;
	struct stat st;
	int64_t members = 0, blobs = 0;
	bool more = u != NULL;
	if (!u)
		return NULL;
	for (; backup_in_next(u, &m, &more, err) && more; members++) {
		blobs += strncmp(m.name, MEMBER_BLOBS, strlen(MEMBER_BLOBS)) == 0;
		progress_tell(progress, "reading it", backup_in_at(u), backup_in_size(u));
	}
	if (more || err->kind != ERR_NONE)
		return NULL;
	if (fstat(fd, &st) != 0) {
		err_set(err, ERR_SYSTEM, "cannot look at the backup: %m");
		return NULL;
	}
	json_object_set_new(said, "bytes", json_integer(st.st_size));
	json_object_set_new(said, "members", json_integer(members));
	json_object_set_new(said, "blobs", json_integer(blobs));
	json_object_set_new(said, "deep", json_false());
	json_object_set_new(said, "organisations", json_array());
	json_object_set_new(said, "missing", json_integer(0));
	return take(said);
}

/* ---- what the database names ---- */

struct naming {
	struct dump *dump;
	const char *next; /* that it names */
	struct buf absent;
	int64_t n;
};

/* Names come in one order on both sides. */
static bool
pass_blob(struct naming *x, const char *blob, struct err *err)
{
	struct err end = { 0 };
	while (x->next && strcmp(x->next, blob) < 0) {
		buf_addf(&x->absent, "%s\n", x->next);
		x->n++;
		x->next = dump_blob(x->dump, &end);
	}
	if (end.kind == ERR_NONE && x->next && strcmp(x->next, blob) == 0)
		x->next = dump_blob(x->dump, &end);
	return end.kind == ERR_NONE || err_set(err, end.kind, "%s", end.text);
}

static bool
pass_members(struct naming *x, struct backup_in *u, struct buf *gone, struct err *err)
{
	struct member m;
	bool more;
	while (backup_in_next(u, &m, &more, err)) {
		if (!more)
			return pass_blob(x, "~", err);
		if (strcmp(m.name, MEMBER_GONE) == 0 && !backup_in_text(u, &m, GONE_MAX, gone, err))
			return false;
		if (strncmp(m.name, MEMBER_BLOBS, strlen(MEMBER_BLOBS)) == 0 &&
		    !pass_blob(x, m.name + strlen(MEMBER_BLOBS) + 3, err))
			return false;
	}
	return false;
}

/* All of them are there, but for those that were away when it was made, which it says. */
static bool
check_blobs(int fd, const struct backup_key *key, const char *home, json_t *said, struct err *err)
{
	const struct dump_place place = { home, NULL };
	auto_drop(dump) struct dump *d = dump_begin(&place, err);
	auto_drop(backup_in) struct backup_in *u = d ? backup_in_new(key, fd, err) : NULL;
	auto_drop(buf) struct buf gone = { 0 };
	struct err end = { 0 };
	struct naming x = { .dump = d };
	if (!u)
		return false;
	x.next = dump_blob(d, &end);
	bool ok = end.kind == ERR_NONE ? pass_members(&x, u, &gone, err)
				       : err_set(err, end.kind, "%s", end.text);
	bool same = gone.len == x.absent.len &&
	    (gone.len == 0 || memcmp(gone.data, x.absent.data, gone.len) == 0);
	buf_release(&x.absent);
	json_object_set_new(said, "missing", json_integer(x.n));
	return ok &&
	    (same ||
		err_set(err, ERR_CONFLICT,
		    "the database of the backup names collected files that the backup does not "
		    "hold"));
}

/* ---- the logs ---- */

static bool
check_log(struct installation *in, const struct org *o, json_t *rows, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct audit_findings f = { .list = json_array() };
	struct audit_result r;
	int64_t requests;
	const struct audit_log l = installation_log(in, o->id, o->slug, a);
	bool ok = installation_sequence(in, o->id, err) && audit_verify(&l, NULL, &f, &r, err) &&
	    dossier_recheck(in, o, &f, &requests, err) && restored_verify(in, o, &f, err);
	if (ok)
		json_array_append_new(rows,
		    json_pack("{s:s, s:I, s:I, s:I, s:I}", "organisation", o->slug, "events",
			(json_int_t)r.events, "checkpoints", (json_int_t)r.checkpoints, "requests",
			(json_int_t)requests, "found", (json_int_t)f.n));
	if (ok && f.n > 0)
		ok = err_set(err, ERR_CONFLICT, "the log of %s in the backup does not hold: %s%s",
		    o->slug, json_str_or(json_array_get(f.list, 0), "what", "?"),
		    f.n > 1 ? ", ..." : "");
	json_decref(f.list);
	return ok;
}

static bool
check_logs(const char *home, const struct progress *progress, json_t *said, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(installation) struct installation *in =
	    installation_open(home, NULL, DB_APP, err);
	struct org_list orgs;
	if (!in)
		return false;
	in->progress = progress;
	const struct actor who = installation_holder(in);
	const struct actor holder = { .name = who.name, .holds = true };
	if (!installation_admit(in, &holder, act_roles(ACT_ENTER), err) ||
	    !installation_orgs(in, &holder, NULL, act_roles(ACT_MEASURE), a, &orgs, err))
		return false;
	for (size_t i = 0; i < orgs.n; i++)
		if (!check_log(in, &orgs.items[i], json_object_get(said, "organisations"), err))
			return false;
	return true;
}

static bool
write_conf(const char *home, struct err *err)
{
	const struct conf conf = { .home = home,
		.database = "private",
		.mode = "shared",
		.slots = 1,
		.lease_s = 60,
		.database_s = 600,
		.archive_days = 30,
		.checkpoints = "checkpoints",
		.command_s = 3600 };
	return conf_write(&conf, err);
}

static bool
bring_to_life(int fd, const struct backup_key *key, const char *home,
    const struct progress *progress, json_t *said, struct err *err)
{
	const struct backup_into to = { home, NULL, NULL, false };
	return backup_extract(key, fd, &to, progress, err) && write_conf(home, err) &&
	    check_logs(home, progress, said, err) && check_blobs(fd, key, home, said, err);
}

json_t *
backup_check(int fd, const struct backup_key *key, bool deep, const struct progress *progress,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *said = read_through(fd, key, progress, err);
	const char *tmp = getenv("TMPDIR");
	char *home = arena_printf(a, "%s/dossier-check.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	struct err left = { 0 };
	if (!said || !deep)
		return take(said);
	if (!mkdtemp(home)) {
		err_set(err, ERR_SYSTEM, "cannot make a directory in %s: %m", tmp ? tmp : "/tmp");
		return NULL;
	}
	bool ok = bring_to_life(fd, key, home, progress, said, err);
	if (!cluster_remove(home, &left) || !backup_remove_tree(home, &left))
		ok = ok && err_set(err, left.kind, "%s", left.text);
	json_object_set_new(said, "deep", json_true());
	return ok ? take(said) : NULL;
}
