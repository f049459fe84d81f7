/*
 * A duplicate is closed because another request is answered: so that one is open, was there first,
 * is of the same person and asks for no less; and where it ends without an answer after all, the
 * duplicate is opened again. The later locks the earlier, never the other way
 * round, so that two can neither close each other nor wait for each other.
 */
#include "dossier/phrase.h"
#include "duplicate.h"

static bool
refused(const char *reference, const char *why, struct err *err)
{
	return err_set(err, ERR_DENIED,
	    "no duplicate of %s (art. 12(3) GDPR): %s; still possible: answer both, or refuse one "
	    "as excessive (art. 12(5))",
	    reference, phrase(why));
}

static bool
is_earlier(const struct request *other, const struct request *r)
{
	int c = date_cmp(other->received, r->received);
	return c < 0 || (c == 0 && other->id < r->id);
}

/* Known by the same address, number or account. */
static bool
is_same_person(const struct dossier *a, const struct dossier *b)
{
	for (size_t i = 0; i < a->identifiers.n; i++)
		for (size_t k = 0; k < b->identifiers.n; k++) {
			const struct identifier *x = &a->identifiers.items[i],
						*y = &b->identifiers.items[k];
			if (strcmp(x->kind, y->kind) == 0 && strcmp(x->blind, y->blind) == 0 &&
			    identifier_singles_out(x) && identifier_singles_out(y))
				return true;
		}
	return false;
}

static bool
is_open_in(const struct dossier *d, const char *right)
{
	const struct request_right *r = right_asked(d, right);
	return r && right_is_open(r);
}

static bool
covers(const struct dossier *other, const struct dossier *d, const char **ret_lacks)
{
	for (size_t i = 0; i < d->rights.n; i++) {
		*ret_lacks = d->rights.items[i].right;
		if (is_open_in(d, *ret_lacks) && !is_open_in(other, *ret_lacks))
			return false;
	}
	return true;
}

static bool
compare(const struct dossier *d, const struct dossier *other, struct err *err)
{
	const char *reference = other->request.reference, *lacks = NULL;
	if (date_is_set(other->term.end.on))
		return err_set(err, ERR_DENIED,
		    "no duplicate of %s (art. 12(3) GDPR): it is not open any more, and answers "
		    "nothing; still possible: answer both, refuse one as excessive (art. 12(5)), "
		    "or, of one message that was logged twice, `dossier close %s --ground "
		    "entered-by-mistake --facts TEXT --replaced-by %s`",
		    reference, d->request.reference, reference);
	if (!is_same_person(d, other))
		return refused(reference, "it is not known by what this one is known by", err);
	return covers(other, d, &lacks) ||
	    refused(reference, arena_printf(d->a, phrase("%s is not open there"), lacks), err);
}

bool
duplicate_check(const struct dossier *d, const char *of, const char **ret, struct err *err)
{
	const char *reference;
	struct request found;
	if (!reference_normalise(of, d->a, &reference, err) ||
	    !request_by_reference(d->in->db, reference, d->a, &found, err))
		return false;
	if (found.org_id != d->request.org_id)
		return err_set(err, ERR_NOTFOUND, "no request %s of %s", reference, d->org.slug);
	if (found.id == d->request.id)
		return err_set(err, ERR_DENIED,
		    "%s is no duplicate of itself: name the request that goes on", reference);
	if (!is_earlier(&found, &d->request))
		return refused(reference, "it is no earlier request", err);
	auto_drop(dossier) struct dossier *other =
	    dossier_read(d->in, d->who, reference, ACT_REFER, true, err);
	*ret = reference;
	return other && compare(d, other, err);
}

bool
duplicate_replacement(const struct dossier *d, const char *by, const char **ret, struct err *err)
{
	auto_drop(dossier) struct dossier *other = dossier_open(d->in, d->who, by, err);
	if (!other)
		return false;
	const struct request *r = &other->request;
	char was[DATE_LEN], now[DATE_LEN];
	*ret = arena_strdup(d->a, r->reference);
	if (r->org_id == d->request.org_id && r->id == d->request.id)
		return err_set(err, ERR_DENIED,
		    "%s does not replace itself (art. 5(2) GDPR): log it as it was asked, and name "
		    "that",
		    *ret);
	return date_cmp(r->received, d->request.received) <= 0 ||
	    err_set(err, ERR_DENIED,
		"%s was received on %s, and this one on %s: logging anew gives no more time (art. "
		"12(3) GDPR); still possible: `dossier correct %s --received %s`",
		*ret, date_format(r->received, now), date_format(d->request.received, was), *ret,
		was);
}

bool
duplicate_check_alone(const struct dossier *d, struct err *err)
{
	const char *anew;
	if (!request_anew(d->in->db, &d->request, d->a, &anew, err))
		return false;
	return !anew ||
	    err_set(err, ERR_DENIED,
		"%s, logged later, asks the same for this person: logging anew gives no more time "
		"(art. 12(3) GDPR); still possible: --replaced-by %s, or of another message, "
		"`dossier close %s --ground duplicate --duplicate-of %s`, and answer this one",
		anew, anew, anew, d->request.reference);
}

/* ---- closed as one ---- */

/* The one that goes on; NULL: it is not closed as a duplicate. */
static const char *
closed_for(const struct dossier *d)
{
	const struct fact *closed = decide_latest(d, FACT_CLOSED);
	bool duplicate = d->term.end.by == FACT_CLOSED && closed && closed->ground &&
	    strcmp(closed->ground, "duplicate") == 0;
	return duplicate ? closed->duplicate_of : NULL;
}

/* ---- the day of receipt of one of them is corrected ---- */

static bool
check_own_day(const struct dossier *d, struct date on, struct err *err)
{
	char day[DATE_LEN], was[DATE_LEN];
	const char *of = closed_for(d), *reference = d->request.reference;
	auto_drop(dossier) struct dossier *other =
	    of ? dossier_read(d->in, d->who, of, ACT_REFER, true, err) : NULL;
	if (!other)
		return !of;
	return date_cmp(other->request.received, on) <= 0 ||
	    err_set(err, ERR_DENIED,
		"%s is closed as a duplicate of %s, received on %s: the earliest receipt counts "
		"(art. 12(3) GDPR); still possible: `dossier correct %s --received %s --note "
		"TEXT` first, or `dossier reopen %s --reason TEXT`",
		reference, of, date_format(other->request.received, was), of, date_format(on, day),
		reference);
}

/* Unlocked: who corrects a duplicate holds the lock of this one. */
static bool
check_day_of(const struct dossier *d, const char *duplicate, struct date on, struct err *err)
{
	char day[DATE_LEN];
	auto_drop(dossier) struct dossier *other = dossier_open(d->in, d->who, duplicate, err);
	if (!other)
		return false;
	const char *of = closed_for(other);
	return !of || strcmp(of, d->request.reference) != 0 ||
	    date_cmp(on, other->request.received) <= 0 ||
	    err_set(err, ERR_DENIED,
		"%s, received on %s, is closed as a duplicate of this: the earliest receipt counts "
		"(art. 12(3) GDPR); still possible: that day, or `dossier reopen %s --reason TEXT` "
		"first",
		duplicate, date_format(other->request.received, day), duplicate);
}

bool
duplicate_check_day(const struct dossier *d, struct date on, struct err *err)
{
	struct request_list all;
	if (!check_own_day(d, on, err) ||
	    !request_duplicates(d->in->db, &d->request, d->a, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (!check_day_of(d, all.items[i].reference, on, err))
			return false;
	return true;
}

/* ---- the other ended without an answer ---- */

/* Is it closed because that one is answered, and does it ask for any of these rights? */
static bool
rests_on(const struct dossier *d, const char *of, const struct rights_chosen *rights)
{
	const char *goes_on = closed_for(d);
	if (!goes_on || strcmp(goes_on, of) != 0)
		return false;
	for (size_t i = 0; i < rights->n; i++)
		if (is_open_in(d, rights->names[i]))
			return true;
	return false;
}

/* Under its lock; *ret: it was closed still. */
static bool
resume(const struct dossier *d, const struct request *one, const struct rights_chosen *rights,
    bool *ret, struct err *err)
{
	const char *of = d->request.reference;
	auto_drop(dossier) struct dossier *other =
	    dossier_read(d->in, d->who, one->reference, ACT_REFER, true, err);
	if (!other)
		return false;
	*ret = rests_on(other, of, rights);
	const char *why = arena_printf(
	    d->a, "%s, of which this was closed as a duplicate, ended without an answer", of);
	return !*ret || decide_open_again(other, why, err);
}

bool
duplicate_resume(const struct dossier *d, const struct rights_chosen *rights, struct arena *a,
    const char *const **ret, struct err *err)
{
	struct request_list all;
	if (!request_duplicates(d->in->db, &d->request, a, &all, err))
		return false;
	const char **names = arena_alloc(a, (all.n + 1) * sizeof(*names));
	size_t n = 0;
	for (size_t i = 0; i < all.n; i++) {
		bool resumed;
		if (!resume(d, &all.items[i], rights, &resumed, err))
			return false;
		if (resumed)
			names[n++] = all.items[i].reference;
	}
	names[n] = NULL;
	*ret = names;
	return true;
}
