/*
 * The archive of a request and its answer. Nothing is answered before everything is accounted for.
 */
#include "dossier/archive.h"
#include "casework_private.h"

static bool
load_parts(struct installation *in, const struct request *r, struct arena *a, struct part **ret, size_t *ret_n, struct err *err)
{
	struct part_list stored;
	if (!part_list(in->db, r->org_id, r->id, a, &stored, err))
		return false;
	*ret = arena_alloc(a, (stored.n + 1) * sizeof(**ret));
	*ret_n = stored.n;
	for (size_t i = 0; i < stored.n; i++) {
		/* the arena keeps nothing alive: part_from_json copies what it needs from the object */
		json_t *j = json_loads(stored.items[i].json, JSON_REJECT_DUPLICATES, NULL);
		bool ok = j && part_from_json(j, a, &(*ret)[i], err);
		json_decref(j);
		if (!ok)
			return err_set(err, ERR_INPUT, "a stored part of %s can not be read", r->reference);
	}
	return true;
}

static bool
check_ready(const struct dossier *d, struct err *err)
{
	const struct request *r = &d->request;
	if (strcmp(r->state, "logged") == 0 || strcmp(r->state, "searching") == 0)
		return err_set(err, ERR_DENIED, "%s is still %s: run `dossier work` and look at `dossier show %s`", r->reference,
		    strcmp(r->state, "logged") == 0 ? "not planned" : "searching", r->reference);
	if (strcmp(r->state, "closed") == 0)
		return err_set(err, ERR_DENIED, "%s is closed", r->reference);
	return true;
}

static void
hex(const unsigned char *p, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", p[i]);
}

static bool
build(struct installation *in, const struct dossier *d, struct arena *a, struct release *ret, struct err *err)
{
	const struct request *r = &d->request;
	struct part *parts;
	size_t nparts;
	if (!load_parts(in, r, a, &parts, &nparts, err))
		return false;
	json_t *facts = facts_make(in, d, a, err);
	if (!facts)
		return false;
	struct archive_spec spec = {
		.dir = in->conf.home, .keys = d->keys, .vault = in->vault, .reference = r->reference, .built_at = clock_now(),
		.facts = facts, .parts = parts, .nparts = nparts,
	};
	struct archive_result made = { 0 };
	bool ok = archive_build(&spec, a, &made, err);
	json_decref(facts);
	if (!ok)
		return false;
	char sha256[65];
	hex(made.sha256, sizeof(made.sha256), sha256);
	char *contents = json_dumps(made.contents, JSON_COMPACT);
	*ret = (struct release){
		.blob = made.blob, .sha256 = arena_strdup(a, sha256), .bytes = made.bytes, .built_at = spec.built_at,
		.contents = arena_strdup(a, contents),
	};
	free(contents);
	json_decref(made.contents);
	return true;
}

static bool
keep_release(struct installation *in, const struct request *r, const struct release *rel, struct err *err)
{
	return release_insert(in->db, r->org_id, r->id, rel, err) &&
	    event(in, r->org_id, r->id, "archive.built",
	        json_pack("{s:s, s:I}", "sha256", rel->sha256, "bytes", (json_int_t)rel->bytes), err);
}

bool
case_archive(struct installation *in, const char *reference, struct arena *a, struct release *ret, struct err *err)
{
	struct dossier d;
	int64_t sequenced;
	if (!dossier_open(in, reference, a, &d, err))
		return false;
	bool ok = check_ready(&d, err) && installation_allows(in, d.request.org_id, "officer,handler", err) &&
	    build(in, &d, a, ret, err) && db_begin(in->db, err) && finish(in, keep_release(in, &d.request, ret, err), err) &&
	    audit_sequence(in->db, d.request.org_id, &sequenced, err);
	dossier_release(&d);
	return ok;
}

bool
case_archive_get(struct installation *in, const char *reference, const char *path, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct dossier d;
	struct release rel;
	int64_t sequenced;
	if (!dossier_open(in, reference, a, &d, err))
		return false;
	const struct request *r = &d.request;
	bool ok = installation_allows(in, r->org_id, "officer,handler", err);
	if (ok && !release_newest(in->db, r->org_id, r->id, a, &rel, err)) {
		if (err->kind == ERR_NOTFOUND) {
			err_clear(err);
			err_set(err, ERR_NOTFOUND, "%s has no archive yet: `dossier archive build %s`", r->reference, r->reference);
		}
		ok = false;
	}
	/* before anything is handed over, its events have their place in the log (promise 11) */
	ok = ok && db_begin(in->db, err) &&
	    finish(in, event(in, r->org_id, r->id, "archive.taken", json_pack("{s:s}", "sha256", rel.sha256), err), err) &&
	    audit_sequence(in->db, r->org_id, &sequenced, err) &&
	    archive_extract(in->conf.home, rel.blob, d.keys, path, err);
	dossier_release(&d);
	return ok;
}

/* Who has not answered yet: a partial answer would be silent about it. */
static bool
check_accounted(const struct dossier *d, struct err *err)
{
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (strcmp(t->state, "failed") == 0 || strcmp(t->state, "asked") == 0)
			return err_set(err, ERR_DENIED, "%s: %s has not %s; finish it with `dossier task done %s %s ...` or account for it with "
			    "`dossier task skip %s %s --ground TEXT` (art. 12(3), 15(1))", d->request.reference, t->system,
			    *t->state == 'f' ? "been searched" : "answered", d->request.reference, t->system, d->request.reference, t->system);
	}
	for (size_t i = 0; i < d->identifiers.n; i++)
		if (strcmp(d->identifiers.items[i].state, "proposed") == 0)
			return err_set(err, ERR_DENIED, "%s: identifier %" PRId64 " waits for a person: `dossier plan %s --confirm %" PRId64 "` or --reject",
			    d->request.reference, d->identifiers.items[i].id, d->request.reference, d->identifiers.items[i].id);
	return true;
}

/* What came in later is not in it, and its pages say that it is still awaited. */
static bool
check_archive_is_current(const struct dossier *d, const struct release *rel, struct err *err)
{
	for (size_t i = 0; i < d->tasks.n; i++)
		if (d->tasks.items[i].finished_at > rel->built_at)
			return err_set(err, ERR_DENIED, "%s: the archive was built before %s was finished: `dossier archive build %s` again (art. 15(3))",
			    d->request.reference, d->tasks.items[i].system, d->request.reference);
	return true;
}

static bool
check_rights_served(const struct dossier *d, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++) {
		const char *right = d->rights.items[i].right;
		if (strcmp(right, "access") != 0 && strcmp(right, "portability") != 0)
			return err_set(err, ERR_DENIED, "%s asks for %s too: that right can not be answered with an archive", d->request.reference, right);
	}
	return true;
}

static bool
answer(struct installation *in, const struct dossier *d, const char *how, struct err *err)
{
	const struct request *r = &d->request;
	struct date today;
	if (!case_today(&d->org, &today, err) ||
	    !request_advance(in->db, r, "collected", "answered", clock_now(), err))
		return false;
	for (size_t i = 0; i < d->rights.n; i++)
		if (!request_right_decide(in->db, r, d->rights.items[i].right, "answered", "granted", today, err))
			return false;
	if (!clock_append(in->db, r->org_id, r->id, "answered", clock_now(), how, in->actor, err))
		return false;
	struct date last = r->is_extended ? r->extended : r->deadline;
	return event(in, r->org_id, r->id, "request.answered",
	    json_pack("{s:s, s:o, s:b, s:b}", "how", how, "on", date_json(today), "in_time", date_cmp(today, last) <= 0,
	        "promise_kept", !date_is_set(r->promise) || date_cmp(today, r->promise) <= 0), err);
}

bool
case_answer(struct installation *in, const char *reference, const char *how, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct dossier d;
	struct release rel;
	if (!dossier_open(in, reference, a, &d, err))
		return false;
	const struct request *r = &d.request;
	bool ok = installation_allows(in, r->org_id, "officer,handler", err) && check_ready(&d, err);
	if (ok && strcmp(r->state, "answered") == 0)
		ok = err_set(err, ERR_CONFLICT, "%s is answered already", r->reference);
	ok = ok && check_rights_served(&d, err) && check_accounted(&d, err);
	if (ok && !release_newest(in->db, r->org_id, r->id, a, &rel, err)) {
		if (err->kind == ERR_NOTFOUND) {
			err_clear(err);
			err_set(err, ERR_DENIED, "%s has no archive to answer with: `dossier archive build %s` first (art. 15(3))", r->reference, r->reference);
		}
		ok = false;
	}
	ok = ok && check_archive_is_current(&d, &rel, err) && db_begin(in->db, err) && finish(in, answer(in, &d, how, err), err);
	dossier_release(&d);
	return ok;
}
