/*
 * What lies outside of the database tells whether it came from a backup.
 */
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/phrase.h"
#include "dossier/restored.h"
#include "dossier/store/erasure.h"
#include "dossier/store/event.h"
#include "dossier/store/restored.h"

#define SUFFIX ".note"

/* ---- looking ---- */

struct ledger_file
installation_ledger_file(const struct installation *in, const char *slug, struct arena *a)
{
	const struct audit_log l = installation_log(in, 0, slug, a);
	return (struct ledger_file){ in->vault, l.origin, l.dir };
}

/* The largest tree of which a checkpoint was signed: its size is the name. */
static bool
newest_size(const char *dir, int64_t *ret, struct err *err)
{
	DIR *d = opendir(dir);
	*ret = 0;
	if (!d)
		return errno == ENOENT || err_set(err, ERR_SYSTEM, "cannot list %s: %m", dir);
	for (const struct dirent *e; (e = readdir(d)) != NULL;) {
		char *rest;
		int64_t size = strtoll(e->d_name, &rest, 10);
		if (e->d_name[0] != '.' && strcmp(rest, SUFFIX) == 0 && size > *ret)
			*ret = size;
	}
	(void)closedir(d);
	return true;
}

struct counting {
	struct installation *in;
	struct outside *o;
};

/* One that the database knows was only not recorded yet, by who died in between. */
static bool
count_unknown(void *arg, const json_t *entry, struct err *err)
{
	const struct counting *c = arg;
	bool known;
	if (strcmp(json_str_or(entry, "kind", ""), LEDGER_ERASURE) != 0)
		return true;
	if (!erasure_known(c->in->db, c->o->org_id, json_str_or(entry, "reference", ""),
		json_str_or(entry, "system", ""), (int)json_int_or(entry, "change", 0), &known,
		err))
		return false;
	c->o->unknown += !known;
	return true;
}

/*
 * Of what the database knows the file must have all: a shorter one cannot repeat it. One that came
 * from a backup knows the lines as they were sealed then, by another key.
 */
static bool
look_at_ledger(struct installation *in, const struct standing_outside *s, struct outside *o,
    struct arena *a, struct err *err)
{
	const struct ledger_file f = installation_ledger_file(in, s->slug, a);
	char hash[65];
	struct ledger_end end;
	struct counting c = { in, o };
	bool whole = o->bytes == 0 || ledger_is(&f, o->bytes, s->hash);
	if (!ledger_size(&f, &o->file, err))
		return false;
	if (o->bytes == 0 && o->file == 0)
		return true;
	if (!whole && !ledger_at(&f, o->bytes, hash))
		o->cut = "shorter";
	else if (!whole && !s->marked)
		o->cut = "another";
	struct err bad = { 0 };
	if (!o->cut && o->file > o->bytes &&
	    !ledger_walk(&f, o->bytes, count_unknown, &c, &end, &bad)) {
		if (bad.kind != ERR_INPUT && bad.kind != ERR_NOTFOUND)
			return err_set(err, bad.kind, "%s", bad.text);
		o->cut = arena_strdup(a, bad.text);
	}
	return true;
}

static bool
look_at(struct installation *in, const struct standing_outside *s, struct outside *ret,
    struct arena *a, struct err *err)
{
	*ret = (struct outside){
		.org_id = s->org_id, .slug = s->slug, .size = s->size, .bytes = s->bytes
	};
	const struct audit_log l = installation_log(in, s->org_id, s->slug, a);
	return newest_size(l.dir, &ret->newest, err) && look_at_ledger(in, s, ret, a, err);
}

static bool
look_within(struct installation *in, struct arena *a, struct outside_list *ret, struct err *err)
{
	struct standings_outside all;
	if (!restored_standing(in->db, a, &all, err))
		return false;
	*ret = (struct outside_list){ .items = arena_alloc(a, all.n * sizeof(*ret->items)),
		.marked = all.items[0].marked,
		.made_at = all.items[0].made_at };
	for (size_t i = 0; i < all.n; i++)
		if (all.items[i].slug && !look_at(in, &all.items[i], &ret->items[ret->n++], a, err))
			return false;
	return true;
}

bool
restored_look(struct installation *in, struct arena *a, struct outside_list *ret, struct err *err)
{
	if (!db_begin(in->db, err))
		return false;
	bool ok = look_within(in, a, ret, err);
	db_rollback(in->db);
	return ok;
}

const char *
restored_why(const struct outside_list *l, struct arena *a)
{
	char at[INSTANT_LEN];
	if (l->marked && l->made_at)
		return arena_printf(
		    a, phrase("it came from a backup of %s"), instant_format(l->made_at, at));
	if (l->marked)
		return phrase("it came from a backup");
	for (size_t i = 0; i < l->n; i++) {
		const struct outside *o = &l->items[i];
		if (o->newest > o->size)
			return arena_printf(a,
			    phrase(
				"a checkpoint of %s was signed when its log had %lld entries, and "
				"it has %lld"),
			    o->slug, (long long)o->newest, (long long)o->size);
		if (o->unknown > 0)
			return arena_printf(a,
			    phrase("the ledger file of %s has erasures of which it knows nothing: "
				   "%lld"),
			    o->slug, (long long)o->unknown);
	}
	return NULL;
}

bool
restored_refuse(struct installation *in, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct outside_list all;
	if (!restored_look(in, a, &all, err))
		return false;
	const char *why = restored_why(&all, a);
	return !why ||
	    err_set(err, ERR_DENIED,
		"this Dossier was restored: %s; nothing is done before what was erased since is "
		"erased again: `dossier replay`",
		why);
}

const char *
replayed_place(const struct org *org, const char *system, struct arena *a)
{
	return arena_printf(a, "replayed/%s/%s", org->slug, system);
}

/* As far as its lines follow on each other, what does the database not know of it? */
static bool
count_in_rest(struct installation *in, const char *slug, struct outside *o, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct ledger_file f = installation_ledger_file(in, slug, a);
	struct counting c = { in, o };
	struct ledger_end end;
	struct err bad = { 0 };
	if (!db_begin(in->db, err))
		return false;
	bool ok = ledger_walk(&f, 0, count_unknown, &c, &end, &bad) || bad.kind == ERR_INPUT ||
	    bad.kind == ERR_NOTFOUND || err_set(err, bad.kind, "%s", bad.text);
	db_rollback(in->db);
	return ok;
}

bool
restored_ledger_lost(struct installation *in, const struct org *org, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct outside_list all;
	if (!restored_refuse(in, err) || !restored_look(in, a, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++) {
		struct outside *o = &all.items[i];
		if (o->org_id != org->id || !o->cut)
			continue;
		if (!count_in_rest(in, org->slug, o, err))
			return false;
		return o->unknown == 0 ||
		    err_set(err, ERR_DENIED,
			"what is left of the ledger file of %s has erasures of which this Dossier "
			"knows nothing: it was restored, and they would be lost",
			org->slug);
	}
	return err_set(err, ERR_DENIED,
	    "the ledger file of %s is what was written to it: nothing has to be begun anew",
	    org->slug);
}

bool
restored_mark(struct db *db, const char *made_at, struct err *err)
{
	usec_t at = 0;
	struct err ignored = { 0 };
	(void)!instant_parse(made_at, &at, &ignored);
	return restored_put(db, at, err);
}

/* ---- the ledger ---- */

/* One that is gone, or has less than was written, is not begun anew: what it had would be lost. */
static bool
is_whole(struct installation *in, int64_t org_id, const struct ledger_file *f, struct arena *a,
    struct err *err)
{
	struct standing_outside s;
	if (!ledger_file_get(in->db, org_id, a, &s, err))
		return false;
	return s.bytes == 0 || ledger_is(f, s.bytes, s.hash) ||
	    err_set(err, ERR_DENIED,
		"%s/%s is not there, or has not what was written to it: put it back from a copy; "
		"nothing is erased meanwhile. Where there is none: `dossier replay --begin-ledger`",
		f->dir, LEDGER_FILE);
}

bool
installation_ledger(struct installation *in, int64_t org_id, const json_t *entry, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct ledger_end end;
	struct org org;
	if (!org_by_id(in->db, org_id, a, &org, err) || !ledger_file_lock(in->db, org_id, err))
		return false;
	const struct ledger_file f = installation_ledger_file(in, org.slug, a);
	if (!is_whole(in, org_id, &f, a, err) || !ledger_append(&f, entry, &end, err))
		return false;
	const struct standing_outside s = {
		.bytes = end.bytes, .lines = end.lines, .hash = end.hash
	};
	return ledger_file_put(in->db, org_id, &s, err);
}

bool
installation_ledger_anew(struct installation *in, const struct org *org, ledger_change *change,
    void *arg, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct ledger_file f = installation_ledger_file(in, org->slug, a);
	struct ledger_end end = { 0 };
	if (!db_begin(in->db, err))
		return false;
	event_none(in->db); /* its lines say what they said */
	bool ok = ledger_file_lock(in->db, org->id, err) && is_whole(in, org->id, &f, a, err) &&
	    ledger_anew(&f, change, arg, &end, err);
	const struct standing_outside s = {
		.bytes = end.bytes, .lines = end.lines, .hash = end.hash
	};
	ok = ok && (end.bytes == 0 || ledger_file_anew(in->db, org->id, &s, err));
	return installation_commit(in, ok, err) &&
	    (end.bytes == 0 || ledger_is(&f, end.bytes, end.hash) ||
		err_set(err, ERR_SYSTEM, "cannot put the ledger file of %s in its place: %m",
		    org->slug));
}

/* ---- what was lost is put aside ---- */

/* Those of a tree that this database does not have. */
static bool
put_aside(const char *dir, int64_t size, const char *aside, int64_t *ret, struct err *err)
{
	DIR *d = opendir(dir);
	if (!d)
		return errno == ENOENT || err_set(err, ERR_SYSTEM, "cannot list %s: %m", dir);
	bool ok = true;
	for (const struct dirent *e; ok && (e = readdir(d)) != NULL;) {
		auto_drop(arena) struct arena *a = arena_new();
		char *rest;
		int64_t of = strtoll(e->d_name, &rest, 10);
		if (e->d_name[0] == '.' || strcmp(rest, SUFFIX) != 0 || of <= size)
			continue;
		++*ret;
		if ((mkdir(aside, 0755) != 0 && errno != EEXIST) ||
		    rename(arena_printf(a, "%s/%s", dir, e->d_name),
			arena_printf(a, "%s/%s", aside, e->d_name)) != 0)
			ok = err_set(
			    err, ERR_SYSTEM, "cannot put the checkpoint %s aside: %m", e->d_name);
	}
	(void)closedir(d);
	return ok;
}

static bool
end_of_one(struct installation *in, const struct outside *o, const char *stamp, int64_t *ret_aside,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct audit_log l = installation_log(in, o->org_id, o->slug, a);
	const struct ledger_file f = installation_ledger_file(in, o->slug, a);
	struct ledger_end end;
	if (!put_aside(
		l.dir, o->size, arena_printf(a, "%s/before-%s", l.dir, stamp), ret_aside, err) ||
	    !ledger_walk(&f, 0, NULL, NULL, &end, err))
		return false;
	const struct standing_outside s = {
		.bytes = end.bytes, .lines = end.lines, .hash = end.hash
	};
	return end.bytes == 0 || ledger_file_anew(in->db, o->org_id, &s, err);
}

bool
restored_end(struct installation *in, int64_t *ret_aside, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct outside_list all;
	char stamp[INSTANT_LEN];
	*ret_aside = 0;
	if (!look_within(in, a, &all, err))
		return false;
	(void)instant_format(clock_now(), stamp);
	for (size_t i = 0; i < all.n; i++)
		if (!end_of_one(in, &all.items[i], stamp, ret_aside, err))
			return false;
	return restored_forget(in->db, err);
}
