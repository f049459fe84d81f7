/*
 * Restriction: what a person asked to have stored only (art. 18). It begins at once, as nothing
 * goes by it, and ends after its notice.
 */
#include "dossier/restrict.h"
#include "dossier/restriction.h"
#include "dossier/text.h"
#include "hold_private.h"

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
	const struct restriction_rule *rule = restriction_rule(restriction_find(x->ground));
	return decide_append(d, &f, NULL, err) &&
	    (!rule->kept || hold_restricted(d, what.ids, rule->article, err)) &&
	    begin(d, ACTION_RESTRICT, &what, err);
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

/* ---- it ends ---- */

/* Of those in force these, or all. */
static bool
in_force(const struct dossier *d, const char *const *ids, size_t nids, struct restriction **ret,
    size_t *ret_n, struct err *err)
{
	const char *ref = d->request.reference;
	struct restriction *all, *list;
	size_t n = restrictions_in_force(d, &all);
	*ret = all;
	*ret_n = n;
	if (n == 0)
		return err_set(
		    err, ERR_DENIED, "%s: nothing is restricted here (art. 18 GDPR)", ref);
	if (nids == 0)
		return true;
	*ret = list = arena_alloc(d->a, nids * sizeof(*list));
	*ret_n = nids;
	for (size_t i = 0; i < nids; i++) {
		const struct restriction *one = restriction_on(all, n, ids[i]);
		if (!one)
			return err_set(err, ERR_NOTFOUND,
			    "%s: \"%.20s\" is not restricted here: "
			    "`dossier show %s` lists what is",
			    ref, ids[i], ref);
		list[i] = *one;
	}
	return true;
}

static struct chosen
chosen_of(const struct dossier *d, const struct restriction *list, size_t n)
{
	struct chosen c = { arena_alloc(d->a, (n + 1) * sizeof(*c.ids)), n };
	for (size_t i = 0; i < n; i++)
		c.ids[i] = list[i].category;
	c.ids[n] = NULL;
	return c;
}

static bool
is_restricting(const struct preview_list *rounds, const struct task *t)
{
	bool over = strcmp(t->state, "done") == 0 || strcmp(t->state, "skipped") == 0 ||
	    strcmp(t->state, "waiting") == 0;
	return !over &&
	    (t->action == ACTION_RESTRICT ||
		(t->action == ACTION_FIND && change_find_action(rounds, t) == ACTION_RESTRICT));
}

/* What is restricted half cannot be known to be lifted whole. */
static bool
check_settled(const struct dossier *d, const struct chosen *what, struct err *err)
{
	struct preview_list rounds;
	if (!preview_list(d->in->db, d->request.org_id, d->request.id, d->a, &rounds, err))
		return false;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		for (size_t k = 0; is_restricting(&rounds, t) && k < what->n; k++)
			if (json_has(t->categories, what->ids[k]))
				return err_set(err, ERR_DENIED,
				    "%s: %s is still being restricted at %s: it is lifted after "
				    "that (`dossier next %s`)",
				    d->request.reference, what->ids[k], t->system,
				    d->request.reference);
	}
	return true;
}

static bool
check_told(const struct dossier *d, const struct restriction *list, size_t n, struct err *err)
{
	const char *ref = d->request.reference;
	const struct restriction *untold;
	int64_t letter;
	if (!restriction_untold(d, list, n, &untold, &letter, err))
		return false;
	if (!untold)
		return true;
	return letter
	    ? err_set(err, ERR_DENIED,
		  "%s: the person is told before %s is restricted no more (art. 18(3) GDPR): send "
		  "that letter, and `dossier letter sent %s %lld`",
		  ref, untold->category, ref, (long long)letter)
	    : err_set(err, ERR_DENIED,
		  "%s: the person is told before %s is restricted no more (art. 18(3) GDPR): write "
		  "that letter, `dossier decide %s --right restriction --lift --letter --facts "
		  "WHY`",
		  ref, untold->category, ref);
}

/* It is told of in an answer before it ends, and what it waits for was answered (18(1)(a), (d)). */
static bool
check_ends(const struct dossier *d, const struct restriction *list, size_t n, struct err *err)
{
	const char *ref = d->request.reference;
	const struct request_right *r = right_asked(d, right);
	if (r && right_is_open(r))
		return err_set(err, ERR_DENIED,
		    "%s: what is restricted is told before it ends: `dossier answer %s --right "
		    "restriction` first",
		    ref, ref);
	for (size_t i = 0; i < n; i++) {
		const char *until =
		    restriction_rule(restriction_find(list[i].begun->ground))->until;
		if (until && (r = right_asked(d, until)) && right_is_open(r))
			return err_set(err, ERR_DENIED,
			    "%s: %s is only stored until the %s was answered (art. 18(1) GDPR): "
			    "`dossier answer %s --right %s` first",
			    ref, list[i].category, until, ref, until);
	}
	return true;
}

static bool
lift(struct dossier *d, const struct lifting *x, struct err *err)
{
	struct restriction *list;
	size_t n;
	if (!in_force(d, x->categories, x->n, &list, &n, err))
		return false;
	const struct chosen what = chosen_of(d, list, n);
	const struct fact f = {
		.kind = FACT_LIFTED, .on = d->today, .right = right, .scope = what.ids
	};
	/* what ends a hold may ask anew what goes then, in a round after that of the lift */
	return check_ends(d, list, n, err) && check_told(d, list, n, err) &&
	    check_settled(d, &what, err) && decide_append(d, &f, NULL, err) &&
	    begin(d, ACTION_LIFT, &what, err) && change_read_again(d, err) &&
	    hold_unrestricted(d, what.ids, "the restriction is lifted", err);
}

bool
change_lift(struct installation *in, const struct actor *who, const char *reference,
    const struct lifting *x, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_LIFT, err);
	return dossier_commit(d, d && lift(d, x, err), err);
}

bool
change_lift_tell(struct installation *in, const struct actor *who, const char *reference,
    const struct lifting *x, struct arena *a, struct letter_told *ret, struct err *err)
{
	struct restriction *list;
	size_t n;
	if (!text_says(x->why))
		return err_set(err, ERR_USAGE,
		    "say why it ends, as the person reads it: --facts TEXT (art. 18(3) GDPR)");
	struct dossier *d = dossier_begin(in, who, reference, ACT_LIFT, err);
	bool ok = d && in_force(d, x->categories, x->n, &list, &n, err) &&
	    check_ends(d, list, n, err) && restriction_tell(d, list, n, x->why, a, ret, err);
	return dossier_commit(d, ok, err);
}

/* ---- what is done with it meanwhile (18(2)) ---- */

static bool
use(struct dossier *d, const struct restricted_use *x, struct err *err)
{
	struct restriction *list;
	size_t n;
	if (!in_force(d, x->categories, x->n, &list, &n, err))
		return false;
	const struct chosen what = chosen_of(d, list, n);
	const struct fact f = { .kind = FACT_RESTRICTED_USED,
		.on = d->today,
		.right = right,
		.ground = x->ground,
		.scope = what.ids };
	return decide_append(d, &f, x->facts, err);
}

bool
change_used(struct installation *in, const struct actor *who, const char *reference,
    const struct restricted_use *x, struct err *err)
{
	if (!text_among(x->ground, restricted_uses, SIZE_MAX))
		return err_set(err, ERR_USAGE,
		    "--used: what is restricted is used with consent, for claims, for the "
		    "protection of another person or for an important public-interest (art. 18(2) "
		    "GDPR)");
	if (!text_says(x->facts))
		return err_set(err, ERR_USAGE, "say what was done with it, and why: --facts TEXT");
	struct dossier *d = dossier_begin(in, who, reference, ACT_LIFT, err);
	return dossier_commit(d, d && use(d, x, err), err);
}
