/*
 * Restriction: what a person asked to have stored only (art. 18). It begins at once, as nothing
 * goes by it.
 */
#include "dossier/restrict.h"
#include "dossier/restriction.h"
#include "dossier/text.h"
#include "change_private.h"

static const char right[] = "restriction";

/* ---- may it be? ---- */

static bool
check_open(const struct dossier *d, struct err *err)
{
	const char *ref = d->request.reference;
	const struct request_right *r = right_asked(d, right);
	const char *why;
	if (!r || !right_is_open(r))
		return err_set(err, ERR_DENIED,
		    "%s: no restriction is open here (art. 18 GDPR): `dossier show %s` tells what "
		    "is; what was asked too is added with `dossier correct %s "
		    "--add-right restriction`",
		    ref, ref, ref);
	if ((why = decide_unidentified(d, right)) || (why = decide_unauthorised(d, right)))
		return err_set(err, ERR_DENIED, "%s: nothing is restricted: %s", ref, why);
	return strcmp(d->request.state, "logged") != 0 ||
	    err_set(err, ERR_DENIED, "%s: no system was asked yet: `dossier work` first", ref);
}

/* ---- what ---- */

/* Those named, or all that may be. */
struct chosen {
	const char **ids; /* ended by NULL */
	size_t n;
};

static bool
is_free(const struct dossier *d, const struct restriction *list, size_t n, const char *id)
{
	return !restriction_on(list, n, id) &&
	    !decision_of(&d->decisions, right, (struct right_part){ id, "" });
}

static bool
choose(const struct dossier *d, const struct restricting *x, struct chosen *ret, struct err *err)
{
	const char *const *all = right_categories(d, right, d->a);
	const char *ref = d->request.reference;
	struct restriction *list;
	size_t most = 0, n = restrictions_of(&d->facts, d->a, &list);
	while (all[most])
		most++;
	*ret = (struct chosen){ arena_alloc(d->a, (most + x->n + 1) * sizeof(*ret->ids)), 0 };
	for (size_t i = 0; i < x->n; i++) {
		if (!text_among(x->categories[i], all, SIZE_MAX))
			return err_set(err, ERR_NOTFOUND,
			    "%s: the right of restriction is about no category \"%.20s\" here", ref,
			    x->categories[i]);
		if (!is_free(d, list, n, x->categories[i]))
			return err_set(err, ERR_CONFLICT,
			    "%s: of %.20s it was decided already: `dossier show %s --decisions`",
			    ref, x->categories[i], ref);
		ret->ids[ret->n++] = x->categories[i];
	}
	for (size_t i = 0; x->n == 0 && i < most; i++)
		if (is_free(d, list, n, all[i]))
			ret->ids[ret->n++] = all[i];
	ret->ids[ret->n] = NULL;
	return ret->n > 0 ||
	    err_set(err, ERR_CONFLICT,
		"%s: of each category of it was decided already: `dossier show %s --decisions`",
		ref, ref);
}

/* ---- it begins ---- */

static bool
begin(struct dossier *d, enum action action, const struct chosen *what, struct err *err)
{
	auto_drop(json) json_t *ids = json_strings(what->ids, what->n);
	return change_begin(d, RIGHT_RESTRICTION, action, ids, NULL, err);
}

static bool
restrict_these(struct dossier *d, const struct restricting *x, struct err *err)
{
	struct chosen what;
	if (!check_open(d, err) || !choose(d, x, &what, err))
		return false;
	const struct fact f = { .kind = FACT_RESTRICTED,
		.on = d->today,
		.right = right,
		.ground = x->ground,
		.scope = what.ids };
	return decide_append(d, &f, NULL, err) && begin(d, ACTION_RESTRICT, &what, err);
}

bool
change_restrict(struct installation *in, const struct actor *who, const char *reference,
    const struct restricting *x, struct err *err)
{
	if (!restriction_find(x->ground))
		return err_set(err, ERR_USAGE,
		    "--restrict: on which ground of art. 18(1) is said with --ground: contested, "
		    "unlawful, needed-for-claim or objection-pending");
	struct dossier *d = dossier_begin(in, who, reference, ACT_DECIDE, err);
	return dossier_commit(d, d && restrict_these(d, x, err), err);
}
