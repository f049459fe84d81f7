/*
 * Making one: checkpoints first, so that none is later than the database; then the database as of a
 * moment, what it names, and the ledger files, which may be later.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup.h"
#include "dossier/ledger_file.h"
#include "dossier/date.h"
#include "dossier/store/dump.h"
#include "dossier/store/migrate.h"

#define DEPTH_MAX 8

struct making {
	const struct backup_making *m;
	struct backup_out *pack;
	struct arena *arena;
	struct buf gone;
	struct backup_made *made;
};

/* Which files of a directory are meant. */
typedef bool wanted_file(const char *name);

static bool
any_file(const char *name)
{
	(void)name;
	return true;
}

static bool
no_ledger(const char *name)
{
	return !ledger_file_is(name);
}

/* ---- files ---- */

static bool add_tree(struct making *k, const char *path, const char *as, wanted_file *wanted,
    int depth, struct err *err);

/* What is neither a file nor a directory, followed through a link, is nobody's to restore. */
static bool
add_entry(struct making *k, const char *path, const char *as, wanted_file *wanted, int depth,
    struct err *err)
{
	struct stat st;
	auto_drop(fd) int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT) /* gone since it was listed */
		return true;
	if (fd < 0 || fstat(fd, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot read %s: %m", path);
	if (S_ISDIR(st.st_mode))
		return add_tree(k, path, as, wanted, depth + 1, err);
	return !S_ISREG(st.st_mode) || !wanted(strrchr(as, '/') ? strrchr(as, '/') + 1 : as) ||
	    backup_out_file(k->pack, as, fd, st.st_size, err);
}

static int
is_shown(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static bool
add_tree(struct making *k, const char *path, const char *as, wanted_file *wanted, int depth,
    struct err *err)
{
	struct dirent **names;
	if (depth > DEPTH_MAX)
		return err_set(
		    err, ERR_INPUT, "%s: more than %d directories deep", path, DEPTH_MAX);
	int n = scandir(path, &names, is_shown, alphasort);
	if (n < 0)
		return errno == ENOENT || err_set(err, ERR_SYSTEM, "cannot list %s: %m", path);
	bool ok = true;
	for (int i = 0; i < n; i++) {
		auto_drop(arena) struct arena *a = arena_new();
		ok = ok &&
		    add_entry(k, arena_printf(a, "%s/%s", path, names[i]->d_name),
			arena_printf(a, "%s/%s", as, names[i]->d_name), wanted, depth, err);
		free(names[i]);
	}
	free(names);
	return ok;
}

static bool
add_checkpoints(struct making *k, wanted_file *wanted, struct err *err)
{
	const struct conf *c = k->m->conf;
	return add_tree(k, conf_path(c, c->checkpoints, k->arena), "checkpoints", wanted, 0, err);
}

static bool
add_files(struct making *k, struct err *err)
{
	static const char *const dirs[] = { "keys", "secrets", "templates", "spool" };
	const struct conf *c = k->m->conf;
	if (!add_entry(k, conf_path(c, "dossier.conf", k->arena), "dossier.conf", any_file, 0, err))
		return false;
	for (size_t i = 0; i < array_len(dirs); i++)
		if (!add_tree(k, conf_path(c, dirs[i], k->arena), dirs[i], any_file, 0, err))
			return false;
	return true;
}

static bool
add_about(struct making *k, struct err *err)
{
	char at[INSTANT_LEN];
	const struct conf *c = k->m->conf;
	auto_drop(vault) struct vault *v = vault_open(c->home, err);
	if (!v)
		return false;
	json_t *keys = json_array();
	for (const char *const *id = vault_keys(v, k->arena); *id; id++)
		json_array_append_new(keys, json_string(*id));
	auto_drop(json) json_t *about = json_pack("{s:i, s:s, s:i, s:s, s:s, s:s, s:o}", "format",
	    BACKUP_FORMAT, "program", k->m->program, "schema", migrate_newest(), "made_at",
	    instant_format(clock_now(), at), "database", conf_is_private(c) ? "private" : "own",
	    "checkpoints", c->checkpoints, "keys", keys);
	auto_drop(str) char *text = json_dumps(about, JSON_COMPACT);
	return backup_out_text(k->pack, MEMBER_ABOUT, text, strlen(text), err);
}

/* ---- the database, and what it names ---- */

static bool
fill(struct dump *d, char *piece, size_t *ret, bool *ret_end, struct err *err)
{
	*ret_end = false;
	for (*ret = 0; *ret < DATABASE_PIECE && !*ret_end;) {
		ssize_t n = dump_read(d, piece + *ret, DATABASE_PIECE - *ret, err);
		if (n < 0)
			return false;
		*ret_end = n == 0;
		*ret += (size_t)n;
	}
	return true;
}

static bool
add_database(struct making *k, struct dump *d, struct err *err)
{
	auto_drop(str) char *piece = xmalloc(DATABASE_PIECE);
	bool end = false;
	for (int i = 1; !end; i++) {
		char name[40];
		size_t n;
		(void)snprintf(name, sizeof(name), MEMBER_DATABASE "%06d.part", i);
		progress_tell(
		    k->m->progress, "copying the database", (int64_t)i * DATABASE_PIECE, 0);
		if (!fill(d, piece, &n, &end, err) ||
		    (n > 0 && !backup_out_text(k->pack, name, piece, n, err)))
			return false;
	}
	return true;
}

/* One that is away is told of; the rest is no worse for it. */
static bool
add_blob(struct making *k, const char *blob, struct err *err)
{
	struct err away = { 0 };
	struct stat st;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(fd) int fd = blob_open(k->m->conf->home, blob, &away);
	if (fd < 0 && away.kind != ERR_NOTFOUND)
		return err_set(err, away.kind, "%s", away.text);
	if (fd < 0) {
		buf_addf(&k->gone, "%s\n", blob);
		k->made->missing++;
		return true;
	}
	k->made->blobs++;
	if (fstat(fd, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot look at a blob: %m");
	return backup_out_file(
	    k->pack, arena_printf(a, MEMBER_BLOBS "%.2s/%s", blob, blob), fd, st.st_size, err);
}

static bool
add_blobs(struct making *k, struct dump *d, struct err *err)
{
	struct err end = { 0 };
	const char *blob;
	while ((blob = dump_blob(d, &end))) {
		progress_tell(k->m->progress, "copying what was collected", k->made->blobs, 0);
		if (!add_blob(k, blob, err))
			return false;
	}
	if (end.kind != ERR_NONE)
		return err_set(err, end.kind, "%s", end.text);
	return k->gone.len == 0 ||
	    backup_out_text(k->pack, MEMBER_GONE, k->gone.data, k->gone.len, err);
}

static bool
add_moment(struct making *k, struct err *err)
{
	const struct conf *c = k->m->conf;
	const struct dump_place place = { c->home,
		k->m->uri                ? k->m->uri
		    : conf_is_private(c) ? NULL
					 : c->database };
	auto_drop(fd) int store = blob_store_open(c->home, err);
	if (store < 0 || !blob_hold(store, err))
		return false;
	auto_drop(dump) struct dump *d = dump_begin(&place, err);
	return d && add_files(k, err) && add_database(k, d, err) && add_blobs(k, d, err);
}

bool
backup_make(const struct backup_making *m, int fd, struct backup_made *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(fd) int lock = vault_lock(m->conf->home, false, err); /* what it holds fits */
	auto_drop(backup_out) struct backup_out *p =
	    lock < 0 ? NULL : backup_out_new(&m->key, fd, err);
	struct making k = { .m = m, .pack = p, .arena = a, .made = ret };
	*ret = (struct backup_made){ 0 };
	bool ok = p && add_about(&k, err) && add_checkpoints(&k, no_ledger, err) &&
	    add_moment(&k, err) && add_checkpoints(&k, ledger_file_is, err) &&
	    backup_out_end(p, ret, err);
	buf_release(&k.gone);
	return ok;
}
