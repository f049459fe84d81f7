/*
 * The archive of a request: built of what was collected and not refused, kept, handed out. Whether
 * it answers anything is for answer.c.
 */
#include "dossier/digest.h"
#include "dossier/phrase.h"
#include "review.h"

bool
answer_check_ready(const struct dossier *d, const char *article, struct err *err)
{
	const struct request *r = &d->request;
	if (strcmp(r->state, "logged") == 0 || strcmp(r->state, "searching") == 0)
		return err_set(err, ERR_DENIED,
		    "%s is still %s (art. %s GDPR): run `dossier work` and look at `dossier show "
		    "%s`",
		    r->reference,
		    phrase(strcmp(r->state, "logged") == 0 ? "not planned" : "searching"), article,
		    r->reference);
	if (strcmp(r->state, "closed") == 0)
		return err_set(err, ERR_DENIED,
		    "%s is closed (art. 12(3) GDPR); still possible: `dossier reopen %s`, with the "
		    "reason",
		    r->reference, r->reference);
	return true;
}

/* What leaves, without what the review takes away; *ret NULL: it takes nothing from any part. */
static bool
edit(const struct dossier *d, struct review_edits *e, struct edited **ret, struct err *err)
{
	const struct edit_job job = {
		.dir = d->in->conf.home,
		.keys = d->keys,
		.lang = d->request.language,
		.parts = e->parts,
		.nparts = e->nparts,
		.edits = e->items,
		.nedits = e->n,
		.took = review_took,
		.arg = e,
		.progress = d->in->progress,
	};
	*ret = e->n > 0 ? edit_parts(&job, err) : NULL;
	review_count(e);
	return e->n == 0 || *ret;
}

/* Is anything portable given, in portability/ or, of a category that qualifies, another way? */
static bool
gives_portable(const struct dossier *d, const struct review_edits *e)
{
	auto_drop(json) json_t *qualify = search_portable_categories(d, d->a);
	bool any = false;
	for (size_t i = 0; i < e->nparts; i++)
		any = any || e->parts[i].only_portable || e->parts[i].portable;
	for (size_t i = 0; i < d->outcomes.n; i++)
		any = any ||
		    (d->outcomes.items[i].o.code == OUTCOME_HANDED &&
			json_has(qualify, d->outcomes.items[i].o.category));
	return any;
}

/*
 * A right of whose copy a part was left out is granted in part (art. 12(4)); of what is portable
 * there may be nothing to give.
 */
static void
tell_less(json_t *rights, const json_t *counts, bool portable)
{
	size_t i;
	json_t *r;
	json_array_foreach(rights, i, r) {
		const char *right = json_str_or(r, "right", "");
		if (strcmp(json_str_or(r, "decision", ""), "granted") != 0)
			continue;
		if (review_left_out_of(counts, right, NULL))
			json_object_set_new(r, "decision", json_string("partly"));
		else if (!portable && right_of(right) == RIGHT_PORTABILITY)
			json_object_set_new(r, "decision", json_string("nothing-portable"));
	}
}

/* The ZIP of the parts, edited or not. */
static bool
make(const struct dossier *d, const struct review_edits *e, struct edited *edited,
    const json_t *facts, const json_t *counts, struct arena *a, struct release *ret,
    struct err *err)
{
	struct installation *in = d->in;
	struct archive_spec spec = {
		.dir = in->conf.home,
		.keys = d->keys,
		.vault = in->vault,
		.reference = d->request.reference,
		.built_at = clock_now(),
		.facts = facts,
		.parts = e->parts,
		.nparts = e->nparts,
		.edited = edited,
		.seen = e->seen,
		.nseen = e->nseen,
		.progress = in->progress,
	};
	struct archive_result made = { 0 };
	if (edited)
		spec.parts = edited_parts(edited, &spec.nparts);
	if (!archive_build(&spec, a, &made, err))
		return false;
	auto_drop(json) json_t *contents = made.contents;
	auto_drop(str) char *text = json_dumps(contents, JSON_COMPACT);
	auto_drop(str) char *left_out = json_dumps(counts, JSON_COMPACT);
	*ret = (struct release){
		.blob = made.blob,
		.sha256 = hex_encode(made.sha256, sizeof(made.sha256), a),
		.bytes = made.bytes,
		.built_at = spec.built_at,
		.changes = d->request.changes,
		.built_by = d->who->name,
		.contents = arena_strdup(a, text),
		.left_out = arena_strdup(a, left_out),
	};
	return true;
}

static bool
build(const struct dossier *d, struct arena *a, struct release *ret, struct err *err)
{
	struct review r;
	struct review_edits e;
	auto_drop(edited) struct edited *edited = NULL;
	if (!review_read(d, a, &r, err))
		return false;
	review_edits(&r, &e);
	if (!review_people(&r, &e, err) || !edit(d, &e, &edited, err))
		return false;
	auto_drop(json) json_t *facts = answer_facts(d, a, err);
	auto_drop(json) json_t *counts = facts ? review_counts(&r, &e, err) : NULL;
	if (!counts || !review_omitted(&r, &e, json_get(facts, "omitted"), err))
		return false;
	tell_less(json_get(facts, "rights"), counts, gives_portable(d, &e));
	return make(d, &e, edited, facts, counts, a, ret, err);
}

/* Names of files stay in the archive: they may tell who the person is. */
static const char *
contents_to_keep(const char *contents, struct arena *a)
{
	auto_drop(json) json_t *list = json_loads(contents, 0, NULL);
	size_t i;
	json_t *entry;
	json_array_foreach(list, i, entry) {
		const char *path = json_str_or(entry, "path", ""), *slash = strrchr(path, '/');
		if (strncmp(path, "files/", 6) == 0 && slash)
			json_object_set_new(
			    entry, "path", json_stringn(path, (size_t)(slash - path)));
	}
	char *text = json_dumps(list, JSON_COMPACT);
	const char *kept = arena_strdup(a, text);
	free(text);
	return kept;
}

static bool
keep_release(struct dossier *d, const struct release *r, struct err *err)
{
	struct release kept = *r;
	if (!answer_check_ready(d, "15(1)", err))
		return false;
	if (r->changes != d->request.changes)
		return err_set(err, ERR_CONFLICT,
		    "%s changed while its archive was built: build it again", d->request.reference);
	kept.contents = contents_to_keep(kept.contents, d->a);
	return release_insert(d->in->db, d->request.org_id, d->request.id, &kept, err) &&
	    dossier_event(d, "archive.built",
		json_pack("{s:s, s:I}", "sha256", r->sha256, "bytes", (json_int_t)r->bytes), err);
}

static bool
check_copy_asked(const struct dossier *d, struct err *err)
{
	return rights_ask_copy(&d->rights) ||
	    err_set(err, ERR_DENIED,
		"%s asks neither for access nor for portability: there is nothing to put "
		"into an archive",
		d->request.reference);
}

bool
answer_build(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, struct release *ret, struct err *err)
{
	auto_drop(dossier) struct dossier *read = dossier_open(in, who, reference, err);
	if (!read ||
	    !installation_allows(in, who, read->request.org_id, act_roles(ACT_BUILD), err) ||
	    !dossier_check_content(read, err) || !answer_check_ready(read, "15(1)", err) ||
	    !check_copy_asked(read, err) || !build(read, a, ret, err) || !blob_sync(in->blobs, err))
		return false;
	struct dossier *d = dossier_begin(in, who, reference, ACT_BUILD, err);
	return dossier_commit(d, d && keep_release(d, ret, err), err);
}

/*
 * Whoever takes it sends it: not before it is known who asks, nor while somebody else's rows may be
 * in it.
 */
static bool
check_theirs(const struct dossier *d, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++) {
		const char *right = d->rights.items[i].right;
		const char *unknown = decide_unauthorised(d, right);
		bool answered = strcmp(d->rights.items[i].state, "answered") == 0;
		if (!right_is_copy(right) || answered)
			continue;
		if (unknown || (unknown = decide_unidentified(d, right)))
			return err_set(err, ERR_DENIED,
			    "%s: its archive is handed to nobody before it is established who "
			    "asks (art. 12(2), 12(6) GDPR): %s",
			    d->request.reference, unknown);
	}
	for (size_t i = 0; i < d->identifiers.n; i++)
		if (identifier_rival(d, &d->identifiers.items[i]))
			return answer_check_identifier(d, &d->identifiers.items[i], err);
	return true;
}

/* In the log under its hash. */
static bool
tell(const struct dossier *d, const char *kind, const char *sha256, struct err *err)
{
	return dossier_event(d, kind, json_pack("{s:s}", "sha256", sha256), err);
}

bool
answer_untaken(const struct dossier *d, const char *sha256, bool *ret, struct err *err)
{
	int64_t taken, cut_short;
	*ret = true;
	if (!dossier_was(d, "archive.taken", json_pack("{s:s}", "sha256", sha256), &taken, err) ||
	    !dossier_was(
		d, "archive.cut-short", json_pack("{s:s}", "sha256", sha256), &cut_short, err))
		return false;
	*ret = taken <= cut_short;
	return true;
}

/* Taken by who may act, to be sent; or by who is to approve it, to look. */
struct taking {
	enum act act;
	const char *event, *cut_short;
};
static const struct taking sends = { ACT_TAKE, "archive.taken", "archive.cut-short" },
			   looks = { ACT_INSPECT, "archive.inspected", "archive.not-inspected" };

/* The log says that it was taken, and it did not come out whole; ${err} is why. */
static bool
cut_short(struct installation *in, const struct actor *who, const struct dossier *read,
    const struct taking *t, const struct release *r, struct err *err)
{
	struct err silent = { 0 };
	struct dossier *d = dossier_begin(in, who, read->request.reference, t->act, &silent);
	if (dossier_commit(d, d && tell(d, t->cut_short, r->sha256, &silent), &silent))
		return false;
	return err_wrap(err, "the log still says that it was taken (%s)", silent.text);
}

bool
answer_take(struct installation *in, const struct actor *who, const char *reference,
    const struct named_file *to, bool *ret_old, struct err *err)
{
	struct release r;
	bool inspects = false;
	auto_drop(dossier) struct dossier *read = dossier_open(in, who, reference, err);
	if (!read || !answer_newest_release(read, ERR_NOTFOUND, &r, err) ||
	    !check_theirs(read, err) || !answer_check_named(&r, reference, to->name, err) ||
	    !answer_inspects(read, &r, &inspects, err) || !answer_is_old(read, &r, ret_old, err))
		return false;
	const struct taking *t = inspects ? &looks : &sends;
	struct dossier *d = dossier_begin(in, who, reference, t->act, err);
	if (!dossier_commit(d, d && tell(d, t->event, r.sha256, err), err))
		return false;
	/* before anything is handed over, its events stand in what was signed (promise 11) */
	if (installation_checkpoint(in, read->request.org_id, err) &&
	    (archive_extract(in->conf.home, r.blob, read->keys, to->fd, err) ||
		err_wrap(err, "%s", to->name)))
		return true;
	return cut_short(in, who, read, t, &r, err);
}
