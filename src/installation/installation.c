/*
 * What every act on an installation needs: the end of its transaction, its line in the log, and
 * which day it is.
 */
#include <dirent.h>
#include <poll.h>
#include <sys/statvfs.h>

#include "dossier/installation.h"

#define ROOM_MIB 1024
#define SEQUENCE_TRIES 50 /* of a tenth of a second */

bool
org_today(const struct org *org, struct date *ret, struct err *err)
{
	return zone_date(org->zone, clock_now(), ret, err);
}

const struct code_words *
installation_words(struct installation *in, struct err *err)
{
	if (!in->words)
		in->words = code_words_open(err);
	return in->words;
}

struct spool
installation_spool(const struct installation *in)
{
	return (struct spool){ in->db, in->vault, in->conf.home };
}

size_t
installation_notices(const struct installation *in)
{
	auto_drop(arena) struct arena *a = arena_new();
	size_t n = 0;
	DIR *d = opendir(conf_path(&in->conf, "spool", a));
	for (const struct dirent *e; d && (e = readdir(d)) != NULL;)
		n += e->d_name[0] != '.';
	if (d)
		(void)closedir(d);
	return n;
}

bool
installation_commit(struct installation *in, bool ok, struct err *err)
{
	if (ok && db_commit(in->db, err))
		return true;
	db_rollback(in->db);
	return false;
}

/* Whoever looks once more has done nothing twice. */
static bool
is_look(const char *kind)
{
	static const char *const looks[] = { "view.show", "view.decisions", "view.plan",
		"view.person", "view.list", "lookup.begun", "letter.read", "letter.taken",
		"archive.taken" };
	for (size_t i = 0; i < array_len(looks); i++)
		if (strcmp(kind, looks[i]) == 0)
			return true;
	return false;
}

bool
installation_event(struct installation *in, const struct actor *who, int64_t org_id,
    int64_t request_id, const char *kind, json_t *body, struct err *err)
{
	if (!body)
		BUG("event %s has no body", kind);
	bool ok = event_append(in->db, org_id, request_id, who->name, kind, body, err);
	in->changed = in->changed || (ok && !is_look(kind));
	json_decref(body);
	return ok;
}

/* One writer at a time gives places; a worker holds the lock for moments. */
bool
installation_sequence(struct installation *in, int64_t org_id, struct err *err)
{
	for (int tries = 0;; tries++) {
		struct err busy = { 0 };
		int64_t n;
		if (audit_sequence(in->db, org_id, &n, &busy))
			return true;
		if (busy.kind != ERR_TEMPORARY || tries == SEQUENCE_TRIES)
			return err_set(err, busy.kind, "%s", busy.text);
		(void)poll(NULL, 0, 100);
	}
}

struct audit_log
installation_log(const struct installation *in, int64_t org_id, const char *slug, struct arena *a)
{
	const char *dir = conf_path(&in->conf, in->conf.checkpoints, a);
	return (struct audit_log){
		.db = in->db,
		.vault = in->vault,
		.org_id = org_id,
		.origin = vault_note_name(in->vault, slug, a),
		.dir = arena_printf(a, "%s/%s", dir, slug),
		.progress = in->progress,
	};
}

bool
installation_checkpoint(struct installation *in, int64_t org_id, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct checkpoint signed_now;
	struct org org;
	if (!org_by_id(in->db, org_id, a, &org, err) || !installation_sequence(in, org_id, err))
		return false;
	const struct audit_log l = installation_log(in, org_id, org.slug, a);
	return audit_checkpoint(&l, a, &signed_now, err);
}

bool
installation_has_room(const struct installation *in, int64_t *ret_mib)
{
	struct statvfs v;
	bool known = fstatvfs(in->blobs, &v) == 0; /* who can not be asked has none */
	*ret_mib = known ? (int64_t)(v.f_bavail * v.f_frsize >> 20) : 0;
	return *ret_mib >= ROOM_MIB;
}
