/*
 * What a person decides of a change: that a category goes as previewed, whose it is for this
 * person, and that the systems are asked anew.
 */
#include "dossier/decide.h"
#include "dossier/erased.h"
#include "dossier/text.h"
#include "change_private.h"

bool
change_again(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	int64_t n = 0;
	struct dossier *d = dossier_begin(in, who, reference, ACT_DECIDE, err);
	bool ok = d && change_ask(d, PREVIEW_PREVIEW, ACTION_ERASE, NULL, &n, err);
	if (ok && n == 0)
		ok = err_set(err, ERR_DENIED,
		    "%s: no system of it is changed by a program: there is nothing to preview",
		    d->request.reference);
	return dossier_commit(d, ok, err);
}

static const struct change_category *
find(const struct change_state *s, const char *id)
{
	for (size_t i = 0; i < s->ncategories; i++)
		if (strcmp(s->categories[i].id, id) == 0)
			return &s->categories[i];
	return NULL;
}

static bool
is_searching(const struct change_state *s)
{
	for (size_t i = 0; i < s->nsystems; i++)
		if (s->systems[i].searching)
			return true;
	return strcmp(s->d->request.state, "logged") == 0;
}

/* Those named, or all that are not decided. */
static bool
choose(const struct change_state *s, const char *const *named, size_t n, const char **ret,
    size_t *ret_n, struct err *err)
{
	const char *ref = s->d->request.reference;
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct change_category *c = find(s, named[i]);
		if (!c)
			return err_set(err, ERR_NOTFOUND,
			    "%s: erasure is about no category \"%.20s\" here", ref, named[i]);
		if (c->fate == FATE_KEPT || c->fate == FATE_DONE)
			return err_set(
			    err, ERR_CONFLICT, "%s: of %s it was decided already", ref, c->id);
		ret[(*ret_n)++] = c->id;
	}
	for (size_t i = 0; n == 0 && i < s->ncategories; i++)
		if (s->categories[i].fate == FATE_OPEN || s->categories[i].fate == FATE_ERASE)
			ret[(*ret_n)++] = s->categories[i].id;
	return *ret_n > 0 ||
	    err_set(err, ERR_CONFLICT, "%s: each category of it was decided already", ref);
}

static bool
check(const struct change_state *s, struct err *err)
{
	const struct dossier *d = s->d;
	const char *ref = d->request.reference;
	const struct request_right *r = right_asked(d, "erasure");
	if (!r || !right_is_open(r))
		return err_set(err, ERR_DENIED, "%s: no erasure is open here", ref);
	if (d->request.instructed_by && s->nsystems == 0)
		return err_set(err, ERR_DENIED,
		    "%s: a controller instructed this: whose records those are a person finds out: "
		    "erase by hand, and `dossier decide %s --right erasure --done`",
		    ref, ref);
	return !is_searching(s) ||
	    err_set(err, ERR_DENIED,
		"%s: nothing is previewed yet: `dossier work`, then `dossier plan %s`", ref, ref);
}

/* On the ground that was said, or the one that follows: a fact for each, of those that go on it. */
static bool
append(struct dossier *d, const char *const *ids, size_t n, const struct change_decision *x,
    struct err *err)
{
	enum erasure_ground *of = arena_alloc(d->a, (n + 1) * sizeof(*of));
	bool ok = true;
	for (size_t i = 0; i < n; i++)
		of[i] = x->ground ? erasure_ground_find(x->ground) : erased_ground(d, ids[i]);
	for (unsigned g = 0; ok && g < ERASURE_GROUND__MAX; g++) {
		const char **scope = arena_alloc(d->a, (n + 1) * sizeof(*scope));
		size_t m = 0;
		for (size_t i = 0; i < n; i++)
			if (of[i] == g)
				scope[m++] = ids[i];
		const struct fact f = { .kind = FACT_CHANGE_DECIDED,
			.on = d->today,
			.right = "erasure",
			.ground = erasure_ground_code(g),
			.scope = scope,
			.method = x->undecided };
		ok = m == 0 || decide_append(d, &f, NULL, err);
	}
	return ok;
}

/* What was previewed by other grounds is found anew. */
static bool
weigh_again(const struct change_state *s, struct err *err)
{
	auto_drop(json) json_t *now = change_grounds(s->d);
	bool stale = false;
	int64_t n;
	for (size_t i = 0; i < s->nsystems; i++) {
		const struct change_system *x = &s->systems[i];
		stale = stale || (x->newest && !x->started && !change_weighed(x->newest, now));
	}
	return !stale || change_ask(s->d, PREVIEW_PREVIEW, ACTION_ERASE, NULL, &n, err);
}

static bool
decide(const struct change_state *s, const struct change_decision *x, struct err *err)
{
	const char **ids = arena_alloc(s->d->a, (x->n + s->ncategories + 1) * sizeof(*ids));
	size_t n;
	return check(s, err) && choose(s, x->categories, x->n, ids, &n, err) &&
	    append(s->d, ids, n, x, err) && weigh_again(s, err);
}

static bool
check_ground(const char *ground, struct err *err)
{
	if (!ground || text_among(ground, erasure_ground_words, ERASURE_GROUND__MAX - 1))
		return true;
	auto_drop(buf) struct buf names = { 0 };
	for (size_t i = 0; i < ERASURE_GROUND__MAX - 1; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", erasure_ground_words[i]);
	return err_set(err, ERR_USAGE, "--%s is one of %s", "ground", names.data);
}

bool
change_decide(struct installation *in, const struct actor *who, const char *reference,
    const struct change_decision *x, struct err *err)
{
	static const char *const ways[] = { "erase", "keep", NULL };
	struct change_state s = { 0 };
	if (x->undecided && !text_among(x->undecided, ways, SIZE_MAX))
		return err_set(err, ERR_USAGE, "--undecided: erase or keep");
	if (!check_ground(x->ground, err))
		return false;
	struct dossier *d = dossier_begin(in, who, reference, ACT_DECIDE, err);
	bool ok = d && change_state_read(d, &s, err) && decide(&s, x, err);
	if (s.d)
		change_state_drop(&s);
	return dossier_commit(d, ok, err);
}

static bool
settle_role(struct dossier *d, const char *id, const char *role, struct err *err)
{
	const struct category *c = reg_category(d->reg, id);
	const char *const scope[] = { id, NULL };
	if (!c)
		return err_set(err, ERR_NOTFOUND, "%s: the register has no category \"%.20s\"",
		    d->request.reference, id);
	if (c->role != ROLE_UNCLEAR && c->role != ROLE_FOLLOWS_ACCOUNT)
		return err_set(err, ERR_DENIED,
		    "%s: whose %s is, the register says: %s (art. 4(7) GDPR); only what it leaves "
		    "open is settled for a person",
		    d->request.reference, id, role_name(c->role));
	const struct fact f = {
		.kind = FACT_ROLE_SETTLED, .on = d->today, .scope = scope, .result = role
	};
	return decide_append(d, &f, NULL, err);
}

bool
change_role(struct installation *in, const struct actor *who, const char *reference,
    const char *category, const char *role, struct err *err)
{
	if (strcmp(role, role_name(ROLE_CONTROLLER)) != 0 &&
	    strcmp(role, role_name(ROLE_PROCESSOR)) != 0)
		return err_set(err, ERR_USAGE, "--role: controller or processor");
	struct dossier *d = dossier_begin(in, who, reference, ACT_DECIDE, err);
	return dossier_commit(d, d && settle_role(d, category, role, err), err);
}
