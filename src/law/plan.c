/*
 * Planning of access (art. 15) and portability (art. 20): every category and every recipient of the
 * register ends in a task or is left out with its ground. Pure: asks nobody, decides nothing about
 * a person. The other rights are casework by hand in this version.
 */
#include "dossier/plan.h"

struct planning {
	const struct inventory *inv;
	bool portability_only;
	const char *const *known;
	struct arena *arena;
	struct plan *plan;
};

static bool
contains(const char *const *list, const char *s)
{
	for (; *list; list++)
		if (strcmp(*list, s) == 0)
			return true;
	return false;
}

static const struct category *
find_category(const struct inventory *inv, const char *id)
{
	for (size_t i = 0; i < inv->ncategories; i++)
		if (strcmp(inv->categories[i].id, id) == 0)
			return &inv->categories[i];
	BUG("a system lists category %s, which the register does not define", id);
}

static const struct recipient *
find_recipient(const struct inventory *inv, const char *id)
{
	for (size_t i = 0; i < inv->nrecipients; i++)
		if (strcmp(inv->recipients[i].id, id) == 0)
			return &inv->recipients[i];
	BUG("a system names recipient %s, which the register does not define", id);
}

static void
leave_out(struct planning *p, const char *category, const char *recipient, enum reason_code reason)
{
	p->plan->left_out[p->plan->nleft_out++] =
	    (struct plan_left_out){ category, recipient, { .code = reason } };
}

/*
 * Art. 20(1)(a): consent, also for special categories, or contract. A basis the register does not
 * state cannot be relied on.
 */
static bool
on_consent_or_contract(const struct category *c)
{
	static const char *const bases[] = { "6(1)(a)", "9(2)(a)", "6(1)(b)", NULL };
	const json_t *basis;
	size_t i;
	json_array_foreach(json_get(c->json, "legal_basis"), i, basis) {
		const char *article = json_str(basis, "article");
		if (article && contains(bases, article))
			return true;
	}
	return false;
}

/* Why a category is no part of a request for portability alone. */
static enum reason_code
not_portable(const struct category *c)
{
	if (!on_consent_or_contract(c))
		return REASON_BASIS;
	if (json_is_false(json_get(c->json, "automated")))
		return REASON_NOT_AUTOMATED;
	if (json_is_false(json_get(c->json, "provided")))
		return REASON_NOT_PROVIDED;
	return REASON_NONE;
}

static bool
is_wanted(const struct planning *p, const struct category *c)
{
	return c->role != ROLE_PROCESSOR &&
	    !(p->portability_only && not_portable(c) != REASON_NONE);
}

/* Is none of the kinds that a system matches on known yet? */
static bool
waits(const struct planning *p, const struct system *s)
{
	for (const char *const *kind = s->needs; *kind; kind++)
		if (contains(p->known, *kind))
			return false;
	return s->needs[0] != NULL;
}

/* An independent recipient is a controller of its own: nothing is asked of it in our name. */
static bool
is_searched(const struct planning *p, const struct system *s)
{
	return !s->recipient || !find_recipient(p->inv, s->recipient)->independent;
}

static void
plan_system(struct planning *p, const struct system *s)
{
	size_t listed = 0, n = 0;
	while (s->categories[listed])
		listed++;
	const char **wanted = arena_alloc(p->arena, (listed + 1) * sizeof(*wanted));
	for (size_t i = 0; i < listed; i++)
		if (is_wanted(p, find_category(p->inv, s->categories[i])))
			wanted[n++] = s->categories[i];
	if (n == 0 || !is_searched(p, s))
		return;
	p->plan->tasks[p->plan->ntasks++] = (struct plan_task){
		.system = s->id,
		.action = ACTION_COLLECT,
		.connector = s->connector,
		.categories = wanted,
		.needs = s->needs,
		.waits = waits(p, s),
		.purge_days = s->purge_days,
	};
}

/* Art. 28(3)(e): what we process for customers goes to them, in one task. */
static void
plan_forward(struct planning *p)
{
	static const char *const no_needs[] = { NULL };
	const char **ids = arena_alloc(p->arena, (p->inv->ncategories + 1) * sizeof(*ids));
	size_t n = 0;
	for (size_t i = 0; i < p->inv->ncategories; i++)
		if (p->inv->categories[i].role == ROLE_PROCESSOR)
			ids[n++] = p->inv->categories[i].id;
	if (n > 0)
		p->plan->tasks[p->plan->ntasks++] = (struct plan_task){
			.system = "forward",
			.action = ACTION_FORWARD,
			.connector = "forward",
			.categories = ids,
			.needs = no_needs,
		};
}

static bool
is_collected(const struct plan *plan, const char *category)
{
	for (size_t i = 0; i < plan->ntasks; i++)
		if (plan->tasks[i].action == ACTION_COLLECT &&
		    contains(plan->tasks[i].categories, category))
			return true;
	return false;
}

static void
account_for_category(struct planning *p, const struct category *c)
{
	if (c->role == ROLE_PROCESSOR)
		leave_out(p, c->id, NULL, REASON_FOR_CUSTOMER);
	else if (!is_wanted(p, c))
		leave_out(p, c->id, NULL, not_portable(c));
	else if (!is_collected(p->plan, c->id))
		leave_out(p, c->id, NULL, REASON_NO_SYSTEM);
}

static bool
names_recipient(const struct category *c, const char *recipient)
{
	return json_has(json_get(c->json, "recipients"), recipient);
}

/* Do the categories that name this recipient exist, and are all of them a customer's? */
static bool
only_for_customers(const struct planning *p, const char *recipient)
{
	bool any = false;
	for (size_t i = 0; i < p->inv->ncategories; i++) {
		const struct category *c = &p->inv->categories[i];
		if (!names_recipient(c, recipient))
			continue;
		if (c->role != ROLE_PROCESSOR)
			return false;
		any = true;
	}
	return any;
}

static bool
has_task(const struct plan *plan, const char *system)
{
	for (size_t i = 0; i < plan->ntasks; i++)
		if (strcmp(plan->tasks[i].system, system) == 0)
			return true;
	return false;
}

/* Why nothing is asked of a processor. */
static enum reason_code
not_reached(const struct planning *p, const char *recipient)
{
	bool any = false, ours = false;
	for (size_t i = 0; i < p->inv->nsystems; i++) {
		const struct system *s = &p->inv->systems[i];
		if (!s->recipient || strcmp(s->recipient, recipient) != 0)
			continue;
		if (has_task(p->plan, s->id))
			return REASON_NONE;
		any = true;
		for (const char *const *id = s->categories; *id; id++)
			ours = ours || find_category(p->inv, *id)->role != ROLE_PROCESSOR;
	}
	if (ours)
		return REASON_NOTHING_PORTABLE;
	return any || only_for_customers(p, recipient) ? REASON_ONLY_FOR_CUSTOMERS
						       : REASON_UNREACHED;
}

static void
account_for_recipient(struct planning *p, const struct recipient *r)
{
	bool internal = strcmp(json_str_or(r->json, "role", ""), "internal") == 0;
	enum reason_code reason = internal ? REASON_INTERNAL
	    : r->independent               ? REASON_INDEPENDENT
					   : not_reached(p, r->id);
	if (reason != REASON_NONE)
		leave_out(p, NULL, r->id, reason);
}

static void
plan_copy(struct planning *p)
{
	const struct inventory *inv = p->inv;
	for (size_t i = 0; i < inv->nsystems; i++)
		plan_system(p, &inv->systems[i]);
	plan_forward(p);
	for (size_t i = 0; i < inv->ncategories; i++)
		account_for_category(p, &inv->categories[i]);
	for (size_t i = 0; i < inv->nrecipients; i++)
		account_for_recipient(p, &inv->recipients[i]);
}

void
plan_make(const struct inventory *inv, unsigned rights, const char *const *known, struct arena *a,
    struct plan *ret)
{
	const unsigned copies = rights_needing(ACTION_COLLECT);
	struct planning p = {
		.inv = inv,
		.portability_only = (rights & copies) == 1u << RIGHT_PORTABILITY,
		.known = known,
		.arena = a,
		.plan = ret,
	};
	size_t most = inv->ncategories + inv->nrecipients + RIGHT__MAX;
	*ret = (struct plan){
		.tasks = arena_alloc(a, (inv->nsystems + 1) * sizeof(*ret->tasks)),
		.left_out = arena_alloc(a, most * sizeof(*ret->left_out)),
	};
	if (rights & copies)
		plan_copy(&p);
	for (unsigned r = 0; r < RIGHT__MAX; r++)
		if (rights & ~copies & 1u << r)
			ret->left_out[ret->nleft_out++] = (struct plan_left_out){
				.why = { REASON_BY_HAND, .article = right_article((enum right)r) }
			};
}
