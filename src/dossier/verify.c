/*
 * Deciding: how the person was checked, for which rights and by which contact data (art. 12(2),
 * 12(6)). Keeps a method and a result, never a copy of a document. That nobody doubted is no check.
 */
#include <ctype.h>
#include <inttypes.h>

#include "dossier/checked.h"
#include "dossier/objection.h"
#include "dossier/phrase.h"
#include "dossier/store/task_finish.h"
#include "dossier/text.h"
#include "tell.h"

bool
verify_other_tried(const struct dossier *d, const char *method)
{
	for (size_t i = 0; method && i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		bool failed =
		    f->kind == FACT_VERIFIED && f->result && strcmp(f->result, "failed") == 0;
		if ((fact_is_question(&d->facts, f, NULL) || failed) && f->method &&
		    strcmp(f->method, method) != 0)
			return true;
	}
	return false;
}

/* ---- by which contact data ---- */

static bool
is_given(const struct identifier *i)
{
	return strchr(i->source, '/') == NULL;
}

/* Could a check by ${m} be about it? A name is many people's. */
static bool
can_show(const struct identifier *i, const struct verify_method *m)
{
	return identifier_is_live(i) && strcmp(i->kind, "name") != 0 &&
	    strcmp(i->kind, "born") != 0 && (!m || !m->kind || strcmp(m->kind, i->kind) == 0);
}

/* By its number, or the kind of what they gave; nothing said: what they gave. */
static bool
is_meant(const struct identifier *i, const char *to)
{
	if (to && isdigit((unsigned char)*to))
		return i->id == strtoll(to, NULL, 10);
	return is_given(i) && strcmp(i->state, "usable") == 0 && (!to || strcmp(i->kind, to) == 0);
}

/* "1 (email), 2 (phone)" */
static const char *
add_name(const struct identifier *i, const char *list, struct arena *a)
{
	const char *one = arena_printf(a, "%lld (%s)", (long long)i->id, i->kind);
	return list ? arena_printf(a, "%s, %s", list, one) : one;
}

/* *ret: NULL where it is by none of the request's. */
static bool
find_shown(const struct dossier *d, const struct decide_check *x, const struct identifier **ret,
    struct err *err)
{
	const struct verify_method *m = guard_verify_method(x->method);
	const char *list = NULL, *ref = d->request.reference;
	size_t n = 0;
	*ret = NULL;
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		if (!can_show(id, m))
			continue;
		list = is_given(id) ? add_name(id, list, d->a) : list;
		if (is_meant(id, x->to)) {
			n++;
			*ret = id;
		}
	}
	if (n == 1 || (n == 0 && !x->to && !m->kind))
		return true;
	return err_set(err, ERR_USAGE,
	    "%s: say which contact data of theirs it was with --to, a number of `dossier plan %s`: "
	    "of what they gave %s may be by %s",
	    ref, ref, x->method, list ? list : "nothing");
}

int64_t
decide_contact(const struct dossier *d, const char *method)
{
	struct err unread = { 0 };
	auto_drop(json) json_t *looked = dossier_looked(d, NULL, &unread);
	const struct verify_method *m = method ? guard_verify_method(method) : NULL;
	const struct identifier *best = NULL;
	unsigned most = 0;
	size_t n = 0;
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (!can_show(x, m) || !is_meant(x, NULL))
			continue;
		n++;
		unsigned rank = (x->proof ? 0 : ON_FILE_YES + 1) + on_file(looked, x);
		if (!best || rank > most) {
			best = x;
			most = rank;
		}
	}
	return n > 1 ? best->id : 0;
}

/* What was only proposed opens the systems that wait for it. */
static bool
use(struct dossier *d, const struct identifier *i, struct err *err)
{
	const struct request *r = &d->request;
	struct db *db = d->in->db;
	if (!identifier_set_state(
		db, r->org_id, r->id, i->id, i->state, "usable", PROOF_VERIFICATION, err))
		return false;
	return strcmp(i->state, "usable") == 0 ||
	    (dossier_check_state(d, ACT_IDENTIFY, err) && request_changed(db, r, err) &&
		task_wake(db, r->org_id, r->id, i->kind, err) && dossier_advance(d, err));
}

/* ---- the check ---- */

static bool
append(struct dossier *d, const struct decide_check *x, const struct guard_verification *g,
    int64_t identifier, struct err *err)
{
	struct rights_chosen rights = { .names = { NULL }, .n = 1 };
	if (x->nrights && !rights_choose(d, x->rights, x->nrights, &rights, err))
		return false;
	for (size_t i = 0; i < rights.n; i++)
		if (!decide_append(d,
			&(struct fact){ .kind = FACT_VERIFIED,
			    .on = g->on,
			    .right = rights.names[i],
			    .method = g->method,
			    .result = g->result,
			    .identifier = identifier },
			x->proof, err))
			return false;
	return true;
}

static struct guard_verified_by
verified_by(const char *method, const struct identifier *shown, const json_t *looked)
{
	const enum on_file is =
	    is_given(shown) && !shown->proof ? on_file(looked, shown) : ON_FILE_YES;
	return (struct guard_verified_by){
		.method = method, .nowhere = is == ON_FILE_NOT, .unlooked = is == ON_FILE_UNKNOWN
	};
}

/* A check by it wants to be told where it stood. */
static bool
wants_proof(const struct dossier *d, const char *method, int64_t to)
{
	struct err unread = { 0 };
	auto_drop(json) json_t *looked = dossier_looked(d, NULL, &unread);
	const struct verify_method *m = guard_verify_method(method);
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		const struct guard_verified_by by = verified_by(method, x, looked);
		if (can_show(x, m) && (to ? x->id == to : is_meant(x, NULL)))
			return !guard_verify_by(&by, &unread);
	}
	return false;
}

const char *
decide_check_command(const struct dossier *d, const char *method, int64_t to)
{
	to = to ? to : decide_contact(d, method);
	return arena_printf(d->a, "dossier verify %s --method %s%s --result passed%s",
	    d->request.reference, method, to ? arena_printf(d->a, " --to %" PRId64, to) : "",
	    wants_proof(d, method, to) ? " --proof -" : "");
}

/* Did a question ask for it, which has its doubt? */
static bool
was_doubted(const struct dossier *d, const char *method)
{
	for (size_t i = 0; method && i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if (fact_is_question(&d->facts, f, "identity") && f->method &&
		    strcmp(f->method, method) == 0)
			return true;
	}
	return false;
}

/* *ret: by which less it could have been for each of the rights; NULL: by nothing. */
static bool
less_suffices(const struct dossier *d, const struct decide_check *x, const json_t *looked,
    const char **ret, struct err *err)
{
	struct sufficient most = { 0 };
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		struct sufficient s;
		if (!right_is_open(r) ||
		    (x->nrights && !text_among(r->right, x->rights, x->nrights)))
			continue;
		if (!checked_least(d, r->right, decide_about(d, r->right), looked, &s, err))
			return false;
		most = s.least > most.least ? s : most;
	}
	*ret = checked_enough(looked, &most, x->method, d->a);
	return true;
}

/* Who has what was given is no more than that, until more is known of it. */
static bool
shows_no_more(const char *method)
{
	const struct verify_method *m = guard_verify_method(method);
	return m && m->level <= CHECK_GIVEN;
}

static bool
check_by(const struct decide_check *x, const struct identifier *shown, const json_t *looked,
    struct err *err)
{
	if (strcmp(x->result, "passed") != 0 || !shown)
		return true;
	struct guard_verified_by by = verified_by(x->method, shown, looked);
	by.proof = x->proof;
	return guard_verify_by(&by, err);
}

static bool
verify(struct dossier *d, const struct decide_check *x, int64_t *ret_identifier, struct err *err)
{
	const struct identifier *shown = NULL;
	const char *enough;
	auto_drop(json) json_t *looked = dossier_looked(d, NULL, err);
	if (err->kind != ERR_NONE || !less_suffices(d, x, looked, &enough, err))
		return false;
	const struct guard_verification g = {
		.method = x->method,
		.result = x->result,
		.tried = verify_other_tried(d, x->method),
		.copy = checked_copy_reason(d) != NULL,
		.doubted = was_doubted(d, x->method),
		.enough = enough,
		.on = decide_day(d, x->on),
		.today = d->today,
	};
	if (!guard_verify(&d->term, &g, err))
		return false;
	bool passed = strcmp(x->result, "passed") == 0;
	if ((passed || x->to) && !find_shown(d, x, &shown, err))
		return false;
	*ret_identifier = shown ? shown->id : 0;
	return check_by(x, shown, looked, err) && append(d, x, &g, *ret_identifier, err) &&
	    (!passed || !shown || shows_no_more(x->method) || use(d, shown, err));
}

bool
decide_verify(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_check *x, int64_t *ret_identifier, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_VERIFY, err);
	return dossier_commit(d, d && verify(d, x, ret_identifier, err), err);
}

/* ---- who asks ---- */

static const struct fact *
last_check(const struct dossier *d, const char *right)
{
	const struct fact *last = NULL;
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_VERIFIED && (!f->right || strcmp(f->right, right) == 0))
			last = f;
	}
	return last;
}

/* What was given, or added later, and no check and no person says is theirs. */
static const struct identifier *
unproven(const struct dossier *d, const struct fact *check)
{
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (is_given(x) && identifier_singles_out(x) && !x->proof &&
		    x->id != check->identifier)
			return x;
	}
	return NULL;
}

/* The last question about it, and what became of its letter; one asked already has none. */
static const char *
question_waits(const struct dossier *d)
{
	struct letter l;
	struct err unread = { 0 };
	bool found;
	const char *ref = d->request.reference;
	if (!post_latest(d, LETTER_QUESTION_IDENTITY, &l, &found, &unread) || !found ||
	    date_is_set(l.sent))
		return phrase("a question about it is open");
	return arena_printf(d->a,
	    phrase("the question about it has not left: `dossier letter get %s %" PRId64 "`, send "
		   "it, then `dossier letter sent %s %" PRId64 "`"),
	    ref, l.id, ref, l.id);
}

const char *
decide_unidentified(const struct dossier *d, const char *right)
{
	const struct fact *last = last_check(d, right);
	const char *ref = d->request.reference;
	char day[DATE_LEN];
	if (d->request.instructed_by)
		return NULL;
	if (last && strcmp(last->result, "failed") == 0)
		return arena_printf(
		    d->a, phrase("the check of %s failed"), date_format(last->on, day));
	if (last && check_is_taken_back(d, last))
		return arena_printf(d->a,
		    phrase(
			"identifier %lld, by which they were checked on %s, is not theirs: check "
			"them by another"),
		    (long long)last->identifier, date_format(last->on, day));
	if (d->term.identity_open)
		return question_waits(d);
	if (!last)
		return arena_printf(d->a, phrase("no check is recorded: `%s`, or as it was"),
		    decide_check_command(d, checked_first(d, right, decide_about(d, right)), 0));
	const struct identifier *x = unproven(d, last);
	return x ? arena_printf(d->a,
		       phrase("nothing shows that identifier %lld (%s) is theirs: `dossier plan %s "
			      "--confirm %lld`, or --reject, or `verify --to %lld`"),
		       (long long)x->id, x->kind, ref, (long long)x->id, (long long)x->id)
		 : checked_lacks(d, right, decide_about(d, right));
}

enum absolute
decide_about(const struct dossier *d, const char *right)
{
	struct right_part_list all;
	enum right r = right_of(right);
	enum absolute about = right_rule(r)->absolute;
	right_parts(d, right, d->a, &all);
	for (size_t i = 0; i < all.n && about == ABSOLUTE_MARKETING; i++) {
		const struct decision *known = decision_of(&d->decisions, right, all.items[i]);
		const struct purpose *const p[] = { reg_purpose(d->reg, all.items[i].purpose),
			NULL };
		if (!(known && known->refused) && absolute_of(r, p) == ABSOLUTE_NONE)
			about = ABSOLUTE_NONE;
	}
	return all.n ? about : ABSOLUTE_NONE;
}
