/*
 * Identifiers that a person brings in after the request was logged: one that a system yielded and
 * that may be somebody else's is decided about, one that became known later is added, one that was
 * wrong is taken back. What may be used opens the systems that waited for it, and sends those round
 * again that match on it; what turns out to be somebody else's drops all that was found with it.
 */
#include <inttypes.h>

#include "dossier/phrase.h"
#include "dossier/store/task_finish.h"
#include "search_private.h"

static bool
is(const struct identifier *i, const char *state)
{
	return strcmp(i->state, state) == 0;
}

/* The key of one row is one person's, whoever else lives at its address: theirs, or not. */
static bool
check_shared(
    const struct dossier *d, const struct identifier *x, enum identifier_said said, struct err *err)
{
	return said != IDENTIFIER_SHARED || !x->proof || strcmp(x->proof, PROOF_ROW_KEY) != 0 ||
	    err_set(err, ERR_DENIED,
		"identifier %" PRId64 " is the key of one row of %s, and that row is one person's: "
		"`dossier plan %s --confirm %" PRId64 "`, or --reject",
		x->id, x->source, d->request.reference, x->id);
}

/* What was given is in use, and nothing may show yet that it is theirs. */
static bool
may_be_said(const struct identifier *x, enum identifier_said said)
{
	return is(x, "proposed") ||
	    (is(x, "usable") &&
		(said == IDENTIFIER_REJECTED || (said == IDENTIFIER_CONFIRMED && !x->proof)));
}

static struct identifier *
find(const struct dossier *d, int64_t id, enum identifier_said said, struct err *err)
{
	for (size_t i = 0; i < d->identifiers.n; i++) {
		struct identifier *x = &d->identifiers.items[i];
		if (x->id == id && may_be_said(x, said))
			return x;
	}
	err_set(err, ERR_NOTFOUND,
	    "%s has no %s identifier %" PRId64 ": `dossier plan %s` lists them",
	    d->request.reference,
	    phrase(said == IDENTIFIER_REJECTED ? "proposed or usable" : "proposed"), id,
	    d->request.reference);
	return NULL;
}

/* The system that yielded it; NULL: people told us. */
static const char *
yielded_by(const struct identifier *i, struct arena *a)
{
	const char *slash = strchr(i->source, '/');
	return slash ? arena_strndup(a, i->source, (size_t)(slash - i->source)) : NULL;
}

bool
identifier_is_doubtful(const struct dossier *d, const char *system)
{
	size_t n = strlen(system);
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (is(x, "rejected") && strncmp(x->source, system, n) == 0 && x->source[n] == '/')
			return true;
	}
	return false;
}

/* New work: a collected request searches again, unless no system matches on this kind. */
static bool
search_with(struct dossier *d, const char *kind, struct err *err)
{
	return task_wake(d->in->db, d->request.org_id, d->request.id, kind, err) &&
	    dossier_advance(d, err);
}

/* ---- somebody else's ---- */

/* Kinds that are used no more, and those that are. */
struct kinds {
	const char **lost, **known;
	size_t nlost, nknown;
};

/* Was it found where another was that is somebody else's? */
static bool
is_sister(const struct identifier *x, const struct identifier *of)
{
	return x != of && strchr(x->source, '/') && strcmp(x->source, of->source) == 0;
}

/* The rows that it stood in may be gone: nobody finds it there again. */
static bool
may_be_erased(const struct dossier *d, const char *system)
{
	for (size_t i = 0; i < d->tasks.n; i++)
		if (d->tasks.items[i].action == ACTION_ERASE &&
		    strcmp(d->tasks.items[i].system, system) == 0)
			return true;
	return false;
}

/*
 * What else was found must be found again: it may have been found by what was wrong. What no
 * machine will look for again, or find, is for a person to say.
 */
static bool
doubt(struct dossier *d, const struct identifier *x, struct err *err)
{
	struct db *db = d->in->db;
	const struct request *r = &d->request;
	const char *system = yielded_by(x, d->a);
	if (!system)
		return true; /* what people told us stands */
	if (!identifier_is_doubtful(d, system) && !may_be_erased(d, system))
		return identifier_forget(db, r->org_id, r->id, x->id, err);
	return is(x, "proposed") ||
	    identifier_set_state(db, r->org_id, r->id, x->id, "usable", "proposed", NULL, err);
}

/*
 * ${of}, which is rejected by now, or one from the same place, was searched by. Where a person told
 * the two apart before, the one that is theirs stands.
 */
static bool
was_used(const struct dossier *d, const struct identifier *of, bool usable)
{
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		bool said = x->proof && strcmp(x->proof, PROOF_PERSON) == 0;
		usable = usable || (is_sister(x, of) && is(x, "usable") && !said);
	}
	return usable;
}

static bool
doubt_all(struct dossier *d, const struct identifier *of, bool was_usable, struct kinds *ret,
    struct err *err)
{
	size_t n = d->identifiers.n + 1;
	bool used = was_used(d, of, was_usable);
	ret->lost = arena_alloc(d->a, n * sizeof(*ret->lost));
	ret->known = arena_alloc(d->a, n * sizeof(*ret->known));
	if (was_usable)
		ret->lost[ret->nlost++] = of->kind;
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		bool doubted =
		    used && yielded_by(x, d->a) && (is(x, "usable") || is(x, "proposed"));
		if (is(x, "usable"))
			*(doubted ? &ret->lost[ret->nlost++] : &ret->known[ret->nknown++]) =
			    x->kind;
		if (doubted && !doubt(d, x, err))
			return false;
	}
	return true;
}

/* Rows that were matched with it are somebody else's, too, as may be all that was found by it. */
static bool
take_back(struct dossier *d, struct identifier *i, struct err *err)
{
	struct kinds k = { 0 };
	bool was_usable = is(i, "usable");
	i->state = "rejected";
	return doubt_all(d, i, was_usable, &k, err) &&
	    task_redo(d->in->db, &d->request, k.known, k.lost, yielded_by(i, d->a), err) &&
	    dossier_advance(d, err);
}

static bool
choose(struct dossier *d, int64_t id, enum identifier_said said, struct err *err)
{
	static const char *const states[] = {
		[IDENTIFIER_CONFIRMED] = "usable",
		[IDENTIFIER_REJECTED] = "rejected",
		[IDENTIFIER_SHARED] = "shared",
	};
	static const char *const events[] = {
		[IDENTIFIER_CONFIRMED] = "identifier.confirmed",
		[IDENTIFIER_REJECTED] = "identifier.rejected",
		[IDENTIFIER_SHARED] = "identifier.shared",
	};
	const struct request *r = &d->request;
	struct identifier *i = find(d, id, said, err);
	if (!i || !check_shared(d, i, said, err) ||
	    !identifier_set_state(d->in->db, r->org_id, r->id, i->id, i->state, states[said],
		said == IDENTIFIER_CONFIRMED ? PROOF_PERSON : NULL, err) ||
	    (!(is(i, "usable") && said == IDENTIFIER_CONFIRMED) &&
		!request_changed(d->in->db, r, err)) ||
	    !dossier_event(d, events[said],
		json_pack("{s:s, s:I, s:s, s:s}", "kind", i->kind, "identifier", (json_int_t)i->id,
		    "source", i->source, "was", i->state),
		err))
		return false;
	if (!themselves_check(d->in, d->who, r, err)) /* nor who just found out */
		return false;
	if (said == IDENTIFIER_REJECTED)
		return take_back(d, i, err);
	return said == IDENTIFIER_SHARED || is(i, "usable") || search_with(d, i->kind, err);
}

bool
search_identifier(struct installation *in, const struct actor *who, const char *reference,
    int64_t id, enum identifier_said said, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_IDENTIFY, err);
	return dossier_commit(d, d && choose(d, id, said, err), err);
}

/* ---- one that became known later ---- */

/* Known before? One that was only proposed is certain now. */
static bool
check_new(const struct dossier *d, const struct identifier *new, struct err *err)
{
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *old = &d->identifiers.items[i];
		if (strcmp(old->kind, new->kind) != 0 || strcmp(old->blind, new->blind) != 0 ||
		    strcmp(old->state, "proposed") == 0)
			continue;
		if (is(old, "rejected") || is(old, "shared"))
			return err_set(err, ERR_CONFLICT,
			    "this %s was %s: identifier %" PRId64 " of `dossier plan %s`",
			    old->kind,
			    is(old, "shared") ? phrase("said to be others' too")
					      : phrase("rejected as somebody else's"),
			    old->id, d->request.reference);
		return err_set(err, ERR_CONFLICT, "%s is searched by this %s already",
		    d->request.reference, old->kind);
	}
	return true;
}

static bool
seal_new(const struct dossier *d, const struct identifier_value *v, struct identifier *ret,
    struct err *err)
{
	struct err bad = { 0 };
	if (!identifier_sealed(d->in, &d->org, d->request.reference, d->keys, v, d->a, ret, &bad))
		return err_set(err, ERR_USAGE, "%s", bad.text);
	ret->source = "added";
	return check_new(d, ret, err);
}

static bool
add(struct dossier *d, const struct identifier_value *v, struct err *err)
{
	const struct request *r = &d->request;
	struct identifier new;
	bool is_new,
	    age = strcmp(v->kind, "born") == 0; /* nobody searches by it: it tells who asks */
	return (age || reg_check_searched(d->reg, v->kind, err)) && seal_new(d, v, &new, err) &&
	    identifier_insert(d->in->db, r->org_id, r->id, &new, &is_new, err) &&
	    themselves_check(d->in, d->who, r, err) && request_changed(d->in->db, r, err) &&
	    dossier_event(d, "identifier.added", json_pack("{s:s}", "kind", v->kind), err) &&
	    search_with(d, v->kind, err);
}

bool
search_identifier_add(struct installation *in, const struct actor *who, const char *reference,
    const struct identifier_value *v, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_IDENTIFY, err);
	return dossier_commit(d, d && add(d, v, err), err);
}
