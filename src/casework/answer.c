/*
 * The archive of a request and its answer. Nothing is answered before everything is accounted for.
 */
#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/archive.h"
#include "decide_private.h"

#define SEQUENCE_TRIES 50 /* of a tenth of a second */

static bool
load_parts(struct installation *in, const struct dossier *d, struct arena *a, struct part **ret, size_t *ret_n,
    struct err *err)
{
	struct part_list stored;
	const struct request *r = &d->request;
	if (!part_list(in->db, r->org_id, r->id, a, &stored, err))
		return false;
	*ret = arena_alloc(a, (stored.n + 1) * sizeof(**ret));
	*ret_n = stored.n;
	for (size_t i = 0; i < stored.n; i++) {
		auto_drop(json) json_t *sealed = json_loads(stored.items[i].json, JSON_DECODE_ANY, NULL), *j = NULL;
		const char *plain = unseal(d->keys->ledger, part_place(r, a), json_is_string(sealed) ? json_string_value(sealed) : "", a, err);
		/* the arena keeps nothing alive: part_from_json copies what it needs from the object */
		j = plain ? json_loads(plain, JSON_REJECT_DUPLICATES, NULL) : NULL;
		bool ok = j && part_from_json(j, a, &(*ret)[i], err);
		if (!ok)
			return err_set(err, ERR_INPUT, "a stored part of %s can not be read", r->reference);
	}
	return true;
}

/*
 * What was refused is not in it: data/ and files/ answer access where that was asked, portability/
 * answers portability. Where nothing of a category is given, facts.c says so.
 */
static size_t
keep_given(const struct dossier *d, const struct refused_parts *refused, struct part *parts, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		struct part p = parts[i];
		const struct given given = category_given(d, refused, p.category);
		p.portable = p.portable && given.portable;
		if (!p.only_portable && !given.data && p.portable)
			p.only_portable = true;
		if (p.only_portable ? given.portable : given.data)
			parts[kept++] = p;
	}
	return kept;
}

static bool
check_ready(const struct dossier *d, struct err *err)
{
	const struct request *r = &d->request;
	if (strcmp(r->state, "logged") == 0 || strcmp(r->state, "searching") == 0)
		return err_set(err, ERR_DENIED, "%s is still %s (art. 15(1) GDPR): run `dossier work` and look at `dossier show %s`",
		    r->reference, strcmp(r->state, "logged") == 0 ? "not planned" : "searching", r->reference);
	if (strcmp(r->state, "closed") == 0)
		return err_set(err, ERR_DENIED, "%s is closed (art. 12(3) GDPR); still possible: `dossier reopen %s`, with the "
		    "reason", r->reference, r->reference);
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
	struct refused_parts refused;
	if (!load_parts(in, d, a, &parts, &nparts, err) || !refused_parts_read(in, d, a, &refused, err))
		return false;
	nparts = keep_given(d, &refused, parts, nparts);
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

/* Did anything happen to the tasks since the dossier was read? Each run raises the fence, each decision moves. */
static bool
same_tasks(const struct task_list *a, const struct task_list *b)
{
	bool same = a->n == b->n;
	for (size_t i = 0; same && i < a->n; i++)
		same = a->items[i].id == b->items[i].id && a->items[i].fence == b->items[i].fence &&
		    strcmp(a->items[i].state, b->items[i].state) == 0;
	return same;
}

struct keeping { const struct task_list *built_from; const struct release *release; };

/* Names of files stay in the archive: they may tell who the person is. */
static const char *
contents_to_keep(const char *contents, struct arena *a)
{
	auto_drop(json) json_t *list = json_loads(contents, 0, NULL);
	size_t i;
	json_t *entry;
	json_array_foreach (list, i, entry) {
		const char *path = json_str_or(entry, "path", ""), *slash = strrchr(path, '/');
		if (strncmp(path, "files/", 6) == 0 && slash)
			json_object_set_new(entry, "path", json_stringn(path, (size_t)(slash - path)));
	}
	char *text = json_dumps(list, JSON_COMPACT);
	const char *kept = arena_strdup(a, text);
	free(text);
	return kept;
}

static bool
keep_release(struct installation *in, struct dossier *d, const void *arg, struct arena *a, struct err *err)
{
	const struct keeping *k = arg;
	const struct request *r = &d->request;
	struct release kept = *k->release;
	if (!check_ready(d, err))
		return false;
	kept.contents = contents_to_keep(kept.contents, a);
	if (!same_tasks(&d->tasks, k->built_from))
		return err_set(err, ERR_CONFLICT, "%s changed while its archive was built: build it again", r->reference);
	return release_insert(in->db, r->org_id, r->id, &kept, err) &&
	    event(in, r->org_id, r->id, "archive.built", json_pack("{s:s, s:I}", "sha256", k->release->sha256,
	        "bytes", (json_int_t)k->release->bytes), err);
}

static bool
check_copy_asked(const struct dossier *d, struct err *err)
{
	return (rights_bits(&d->rights) & COPY_RIGHTS) != 0 ||
	    err_set(err, ERR_DENIED, "%s asks neither for access nor for portability: there is nothing to put "
	        "into an archive", d->request.reference);
}

bool
case_archive(struct installation *in, const char *reference, struct arena *a, struct release *ret, struct err *err)
{
	struct dossier d;
	if (!dossier_open(in, reference, a, &d, err))
		return false;
	const struct keeping k = { &d.tasks, ret };
	bool ok = installation_allows(in, d.request.org_id, MAY_ACT, err) && check_ready(&d, err) &&
	    check_copy_asked(&d, err) && build(in, &d, a, ret, err) &&
	    act_on(in, reference, MAY_ACT, keep_release, &k, err);
	dossier_release(&d);
	return ok;
}

/* Checked before the log says that a copy was taken. Nothing that is there is overwritten. */
static bool
check_place(const char *path, struct arena *a, struct err *err)
{
	struct stat st;
	char *dir = arena_strdup(a, path), *slash = strrchr(dir, '/');
	if (strcmp(path, "-") == 0 || !*path || (slash && !slash[1]))
		return err_set(err, ERR_USAGE, "the archive is written to a file: name one");
	if (lstat(path, &st) == 0)
		return err_set(err, ERR_CONFLICT, "%s is there already: name a file that is not", path);
	if (slash)
		slash[slash == dir] = '\0'; /* the root keeps its slash */
	const char *in = slash ? dir : ".";
	if (stat(in, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot write to %s: %m", in);
	if (!S_ISDIR(st.st_mode))
		return err_set(err, ERR_INPUT, "cannot write to %s: not a directory", in);
	return access(in, W_OK | X_OK) == 0 || err_set(err, ERR_SYSTEM, "cannot write to %s: %m", in);
}

static bool
newest_release(struct installation *in, const struct request *r, enum err_kind none, struct arena *a, struct release *ret,
    struct err *err)
{
	struct err bad = { 0 };
	if (release_newest(in->db, r->org_id, r->id, a, ret, &bad))
		return true;
	if (bad.kind != ERR_NOTFOUND)
		return err_set(err, bad.kind, "%s", bad.text);
	return err_set(err, none, "%s has no archive yet: `dossier archive build %s` (art. 15(3))", r->reference,
	    r->reference);
}

static bool
take_release(struct installation *in, struct dossier *d, const void *arg, struct arena *a, struct err *err)
{
	const struct release *rel = arg;
	const struct request *r = &d->request;
	(void)a;
	return event(in, r->org_id, r->id, "archive.taken", json_pack("{s:s}", "sha256", rel->sha256), err);
}

bool
case_archive_get(struct installation *in, const char *reference, const char *path, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct dossier d;
	struct release rel;
	if (!dossier_open(in, reference, a, &d, err))
		return false;
	const struct request *r = &d.request;
	/* before anything is handed over, its events have their place in the log (promise 11) */
	bool ok = installation_allows(in, r->org_id, MAY_ACT, err) && check_place(path, a, err) &&
	    newest_release(in, r, ERR_NOTFOUND, a, &rel, err) &&
	    act_on(in, reference, MAY_ACT, take_release, &rel, err) && case_sequence(in, r->org_id, err) &&
	    archive_extract(in->conf.home, rel.blob, d.keys, path, err);
	dossier_release(&d);
	return ok;
}

/* One writer at a time gives places; a worker holds the lock for moments. */
bool
case_sequence(struct installation *in, int64_t org_id, struct err *err)
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

/* Who has not answered yet: a partial answer would be silent about it. */
static bool
check_accounted(const struct dossier *d, struct err *err)
{
	const char *ref = d->request.reference;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (strcmp(t->state, "done") != 0 && strcmp(t->state, "skipped") != 0)
			return err_set(err, ERR_DENIED, "%s: %s has not %s; finish it with `dossier task done %s %s ...` or "
			    "account for it with `dossier task skip %s %s --ground TEXT` (art. 12(3), 15(1))", ref, t->system,
			    strcmp(t->state, "asked") == 0 ? "answered" : "been searched", ref, t->system, ref, t->system);
	}
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		if (strcmp(id->state, "proposed") == 0)
			return err_set(err, ERR_DENIED, "%s: identifier %" PRId64 " waits for a person: `dossier plan %s "
			    "--confirm %" PRId64 "` or --reject", ref, id->id, ref, id->id);
	}
	return true;
}

/*
 * What came in later is not in it, and its pages say that it is still awaited. The order of the log tells, which no
 * clock can turn round: whatever changes what is found is written under the lock of the request.
 */
static bool
check_archive_is_current(struct installation *in, const struct dossier *d, struct arena *a, struct err *err)
{
	const struct request *r = &d->request;
	struct event_list events;
	const char *since = NULL;
	if (!event_list(in->db, r->org_id, r->id, 0, 0, a, &events, err))
		return false;
	for (size_t i = 0; i < events.n; i++) {
		const char *kind = events.items[i].kind;
		if (strcmp(kind, "archive.built") == 0)
			since = NULL;
		else if (strncmp(kind, "task.", 5) == 0 || strncmp(kind, "identifier.", 11) == 0 ||
		    strncmp(kind, "clock.refused", 13) == 0)
			since = kind;
	}
	return !since || err_set(err, ERR_DENIED, "%s: the archive was built before the last change (%s): `dossier archive "
	    "build %s` again (art. 15(3))", r->reference, since, r->reference);
}

/* The rights an archive answers and that are still open; the others stay open (a partial answer). */
static bool
is_served(const struct request_right *right)
{
	return (right_bit(right->right) & COPY_RIGHTS) && strcmp(right->state, "open") == 0;
}

static bool
check_rights_served(const struct dossier *d, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++)
		if (is_served(&d->rights.items[i]))
			return true;
	return err_set(err, ERR_DENIED, "%s: no right is open that an archive answers (art. 15, 20); see `dossier show %s`, and "
	    "`dossier refuse` or `dossier close`", d->request.reference, d->request.reference);
}

static bool
is_refused_in_part(const struct refused_parts *refused, const char *right)
{
	for (size_t i = 0; i < refused->n; i++)
		if (strcmp(refused->items[i].right, right) == 0)
			return true;
	return false;
}

/*
 * What art. 12(3) and the right demand: the checks before this one found the archive and everything accounted for. Its
 * letter has ground and article of each part refused, and the remedies; the facts are recorded with the refusal.
 */
static bool
check_demands(const struct dossier *d, const struct term *t, const struct refused_parts *refused, struct date today,
    struct err *err)
{
	const unsigned by_archive = 1u << DEMAND_ACCOUNTED | 1u << DEMAND_COPY | 1u << DEMAND_INFORMATION |
	    1u << DEMAND_MACHINE | 1u << DEMAND_DECIDED | 1u << DEMAND_SENT | 1u << DEMAND_REASONS | 1u << DEMAND_REMEDIES;
	for (size_t i = 0; i < d->rights.n; i++) {
		struct guard_answer g = {
			.kind = is_refused_in_part(refused, d->rights.items[i].right) ? ANSWER_PARTLY : ANSWER_GRANTED,
			.on = today, .today = today,
			.met = by_archive | (t->identity_open ? 0 : 1u << DEMAND_IDENTITY),
		};
		if (is_served(&d->rights.items[i]) &&
		    (!right_parse(d->rights.items[i].right, &g.right, err) || !guard_answer(t, &g, err)))
			return false;
	}
	return true;
}

static bool
check_answer(struct installation *in, const struct dossier *d, struct arena *a, struct err *err)
{
	struct release rel;
	return check_unanswered(d, err) && check_ready(d, err) && check_rights_served(d, err) &&
	    check_accounted(d, err) && newest_release(in, &d->request, ERR_DENIED, a, &rel, err) &&
	    check_archive_is_current(in, d, a, err);
}

struct answering {
	const char *how;
	struct refused_parts refused;
	struct date today;
	struct term term;
	bool all; /* no right is open any more */
};

/* Each right served, decided; while another is open each has its own fact, for its end is its own. */
static bool
decide_served(struct installation *in, const struct dossier *d, const struct answering *x, struct arena *a, struct err *err)
{
	const struct request *r = &d->request;
	for (size_t i = 0; i < d->rights.n; i++) {
		const char *right = d->rights.items[i].right;
		if (!is_served(&d->rights.items[i]))
			continue;
		const char *decided = is_refused_in_part(&x->refused, right) ? "partly" : "granted";
		if (!request_right_decide(in->db, r, right, "answered", decided, x->today, err) ||
		    (!x->all && !clock_append(in->db, r->org_id, r->id, term_fact_name(FACT_ANSWERED_IN_PART), clock_now(),
		        arena_printf(a, "{\"right\":\"%s\"}", right), in->actor, err)))
			return false;
	}
	return true;
}

static bool
end_answered(struct installation *in, const struct dossier *d, struct err *err)
{
	const struct request *r = &d->request;
	return request_advance(in->db, r, "collected", "answered", clock_now(), err) &&
	    clock_append(in->db, r->org_id, r->id, term_fact_name(FACT_ANSWERED), clock_now(), NULL, in->actor, err) &&
	    /* a copy is done when it is handed over */
	    clock_append(in->db, r->org_id, r->id, term_fact_name(FACT_DONE), clock_now(), NULL, in->actor, err);
}

static bool
is_last(const struct dossier *d)
{
	for (size_t i = 0; i < d->rights.n; i++)
		if (strcmp(d->rights.items[i].state, "open") == 0 && !is_served(&d->rights.items[i]))
			return false;
	return true;
}

static json_t *
answered_json(const struct dossier *d, const struct answering *x)
{
	json_t *rights = json_array();
	for (size_t i = 0; i < d->rights.n; i++)
		if (is_served(&d->rights.items[i]))
			json_array_append_new(rights, json_string(d->rights.items[i].right));
	return json_pack("{s:s, s:o, s:o, s:b, s:b}", "how", x->how, "rights", rights, "on", date_json(x->today), "in_time",
	    date_cmp(x->today, x->term.in_force) <= 0, "promise_kept", !date_is_set(x->term.promise) ||
	    date_cmp(x->today, x->term.promise) <= 0);
}

static bool
answer(struct installation *in, struct dossier *d, const void *arg, struct arena *a, struct err *err)
{
	const struct request *r = &d->request;
	struct answering x = { .how = arg, .all = is_last(d) };
	const struct date now = { 0 };
	auto_drop(calendar) struct calendar *calendar = NULL;
	if (!check_answer(in, d, a, err) || !case_today(&d->org, &x.today, err) ||
	    !case_term(in, d, now, &calendar, a, &x.term, err) || !refused_parts_read(in, d, a, &x.refused, err) ||
	    !check_demands(d, &x.term, &x.refused, x.today, err) || !decide_served(in, d, &x, a, err) ||
	    (x.all && !end_answered(in, d, err)))
		return false;
	return event(in, r->org_id, r->id, x.all ? "request.answered" : "request.answered-in-part", answered_json(d, &x), err);
}

bool
case_answer(struct installation *in, const char *reference, const char *how, struct err *err)
{
	return act_on(in, reference, MAY_ACT, answer, how, err);
}
