/*
 * Planning of access (art. 15) and portability (art. 20): every category and every recipient of the
 * register ends in a task or is left out with its ground. Pure: asks nobody, decides nothing about
 * a person. Of erasure (art. 17) it plans that who can be changed by a program is asked what is
 * there; what is done is planned once that is decided (plan_change). Of what stops by being asked
 * (art. 21(3), 7(3)) each system that has data for it is asked at once. The other rights are
 * carried out by hand in this version; what we process for customers is handed to them whatever is
 * asked.
 * On a controller's instruction exactly what we process for that controller is planned.
 */
#include "dossier/plan.h"
#include "dossier/text.h"

const json_t *
system_collection(const json_t *system, const char *name)
{
	size_t i;
	const json_t *c;
	json_array_foreach(json_get(system, "collections"), i, c)
		if (name && strcmp(json_str_or(c, "name", ""), name) == 0)
			return c;
	return NULL;
}

struct planning {
	const struct inventory *inv;
	const struct plan_asked *asked;
	bool portability_only;
	struct arena *arena;
	struct plan *plan;
};

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
		if (article && text_among(article, bases, SIZE_MAX))
			return true;
	}
	return false;
}

enum reason_code
plan_not_portable(const struct category *c)
{
	if (!on_consent_or_contract(c))
		return REASON_BASIS;
	if (json_is_false(json_get(c->json, "automated")))
		return REASON_NOT_AUTOMATED;
	if (json_is_false(json_get(c->json, "provided")))
		return REASON_NOT_PROVIDED;
	return REASON_NONE;
}

/* Is it one that whoever is to answer for this request answers for? */
static bool
is_theirs(const struct planning *p, const struct category *c)
{
	const char *controller = p->asked->controller;
	if (!controller)
		return c->role != ROLE_PROCESSOR;
	return c->role == ROLE_PROCESSOR &&
	    (!c->controllers || !c->controllers[0] ||
		text_among(controller, c->controllers, SIZE_MAX));
}

static bool
is_wanted(const struct planning *p, const struct category *c)
{
	return is_theirs(p, c) && !(p->portability_only && plan_not_portable(c) != REASON_NONE);
}

/* Is none of the kinds that a system matches on known yet? */
static bool
waits(const struct planning *p, const struct system *s)
{
	for (const char *const *kind = s->needs; *kind; kind++)
		if (text_among(*kind, p->asked->known, SIZE_MAX))
			return false;
	return s->needs[0] != NULL;
}

/* An independent recipient is a controller of its own: nothing is asked of it in our name. */
static bool
is_searched(const struct planning *p, const struct system *s)
{
	return !s->recipient || !find_recipient(p->inv, s->recipient)->independent;
}

/*
 * A system with collections gives what these hold. Of our own categories each has one (the
 * register's check sees to it); of a customer's, what has none would count as searched.
 */
static bool
has_collection(const struct system *s, const char *category)
{
	const json_t *collections = json_get(s->json, "collections"), *c;
	size_t i;
	json_array_foreach(collections, i, c)
		if (strcmp(json_str_or(c, "category", ""), category) == 0)
			return true;
	return json_array_size(collections) == 0;
}

/*
 * Is a category that is asked for one customer processed for others in the same place? By the same
 * address their rows of the same person would be found, and handed to the wrong controller.
 */
static bool
is_mixed(const struct planning *p, const char *category)
{
	const struct category *c = find_category(p->inv, category);
	bool alone = c->controllers && c->controllers[0] && !c->controllers[1];
	return p->asked->controller && p->inv->ncontrollers > 1 && !alone;
}

static bool
any_mixed(const struct planning *p, const char *const *categories)
{
	while (*categories && !is_mixed(p, *categories))
		categories++;
	return *categories != NULL;
}

/* Is ${action} about this category? ${among}: ids; NULL: any that are theirs. */
static bool
is_about(const struct planning *p, enum action action, const struct category *c,
    const char *const *among)
{
	if (among && !text_among(c->id, among, SIZE_MAX))
		return false;
	/* what is portable is a matter of copies */
	return action == ACTION_COLLECT ? is_wanted(p, c) : is_theirs(p, c);
}

static void
plan_system(
    struct planning *p, const struct system *s, enum action action, const char *const *among)
{
	size_t listed = 0, n = 0;
	while (s->categories[listed])
		listed++;
	const char **wanted = arena_alloc(p->arena, (listed + 1) * sizeof(*wanted));
	for (size_t i = 0; i < listed; i++)
		if (is_about(p, action, find_category(p->inv, s->categories[i]), among) &&
		    has_collection(s, s->categories[i]))
			wanted[n++] = s->categories[i];
	if (n == 0 || !is_searched(p, s))
		return;
	p->plan->tasks[p->plan->ntasks++] = (struct plan_task){
		.system = s->id,
		.action = action,
		.connector = s->connector,
		.categories = wanted,
		.needs = s->needs,
		.waits = waits(p, s),
		.by_hand = any_mixed(p, wanted),
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
	if (p->asked->controller)
		return; /* they know: it came from them */
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
		    text_among(category, plan->tasks[i].categories, SIZE_MAX))
			return true;
	return false;
}

static void
account_for_category(struct planning *p, const struct category *c)
{
	if (!is_theirs(p, c))
		leave_out(p, c->id, NULL,
		    p->asked->controller ? REASON_NOT_INSTRUCTED : REASON_FOR_CUSTOMER);
	else if (!is_wanted(p, c))
		leave_out(p, c->id, NULL, plan_not_portable(c));
	else if (!is_collected(p->plan, c->id))
		leave_out(p, c->id, NULL, REASON_NO_SYSTEM);
}

static bool
names_recipient(const struct category *c, const char *recipient)
{
	return json_has(json_get(c->json, "recipients"), recipient);
}

/* Do the categories that name this recipient exist, and are all of them others' to answer for? */
static bool
only_for_others(const struct planning *p, const char *recipient)
{
	bool any = false;
	for (size_t i = 0; i < p->inv->ncategories; i++) {
		const struct category *c = &p->inv->categories[i];
		if (!names_recipient(c, recipient))
			continue;
		if (is_theirs(p, c))
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
	bool any = false, theirs = false;
	for (size_t i = 0; i < p->inv->nsystems; i++) {
		const struct system *s = &p->inv->systems[i];
		if (!s->recipient || strcmp(s->recipient, recipient) != 0)
			continue;
		if (has_task(p->plan, s->id))
			return REASON_NONE;
		any = true;
		for (const char *const *id = s->categories; *id; id++)
			theirs = theirs || is_theirs(p, find_category(p->inv, *id));
	}
	if (theirs)
		return p->portability_only ? REASON_NOTHING_PORTABLE : REASON_UNREACHED;
	if (!any && !only_for_others(p, recipient))
		return REASON_UNREACHED;
	return p->asked->controller ? REASON_NOT_INSTRUCTED : REASON_ONLY_FOR_CUSTOMERS;
}

static void
account_for_recipient(struct planning *p, const struct recipient *r)
{
	enum reason_code reason = recipient_is_internal(r->json) ? REASON_INTERNAL
	    : r->independent                                     ? REASON_INDEPENDENT
								 : not_reached(p, r->id);
	if (reason != REASON_NONE)
		leave_out(p, NULL, r->id, reason);
}

static void
plan_systems(struct planning *p)
{
	for (size_t i = 0; i < p->inv->nsystems; i++)
		plan_system(p, &p->inv->systems[i], ACTION_COLLECT, NULL);
}

/*
 * Art. 17: which of the records that a program can reach are this person's. On a controller's
 * instruction nothing is erased by a program: whose rows those are, a person finds out.
 */
static bool
plan_finds(struct planning *p)
{
	size_t before = p->plan->ntasks;
	const char *const *changes = p->asked->changes;
	for (size_t i = 0; changes && !p->asked->controller && i < p->inv->nsystems; i++) {
		const struct system *s = &p->inv->systems[i];
		if (text_among(s->id, changes, SIZE_MAX) &&
		    json_array_size(json_get(s->json, "collections")))
			plan_system(p, s, ACTION_FIND, NULL);
	}
	return p->plan->ntasks > before;
}

static bool
serves(const struct category *c, const char *const *purposes)
{
	for (const struct purpose *const *p = c->purposes; p && *p; p++)
		if (text_among((*p)->id, purposes, SIZE_MAX))
			return true;
	return false;
}

/* Art. 21(3), 7(3): wherever there is data that is used for one of these. */
static void
plan_stops(struct planning *p)
{
	const struct inventory *inv = p->inv;
	const char **ids = arena_alloc(p->arena, (inv->ncategories + 1) * sizeof(*ids));
	size_t n = 0;
	for (size_t i = 0; p->asked->stops && i < inv->ncategories; i++)
		if (serves(&inv->categories[i], p->asked->stops))
			ids[n++] = inv->categories[i].id;
	ids[n] = NULL;
	for (size_t i = 0; n > 0 && i < inv->nsystems; i++)
		plan_system(p, &inv->systems[i], ACTION_SUPPRESS, ids);
}

static void
account(struct planning *p)
{
	const struct inventory *inv = p->inv;
	for (size_t i = 0; i < inv->ncategories; i++)
		account_for_category(p, &inv->categories[i]);
	for (size_t i = 0; i < inv->nrecipients; i++)
		account_for_recipient(p, &inv->recipients[i]);
}

void
plan_change(const struct inventory *inv, const struct plan_asked *asked, enum action action,
    const char *const *categories, struct arena *a, struct plan *ret)
{
	struct planning p = { .inv = inv, .asked = asked, .arena = a, .plan = ret };
	*ret = (struct plan){
		.tasks = arena_alloc(a, (inv->nsystems + 1) * sizeof(*ret->tasks)),
	};
	for (size_t i = 0; i < inv->nsystems; i++)
		plan_system(&p, &inv->systems[i], action, categories);
}

void
plan_make(
    const struct inventory *inv, const struct plan_asked *asked, struct arena *a, struct plan *ret)
{
	const unsigned copies = rights_needing(ACTION_COLLECT), rights = asked->rights;
	const unsigned erasures = rights_needing(ACTION_ERASE);
	struct planning p = {
		.inv = inv,
		.asked = asked,
		/* what rests on which basis is for the controller to judge */
		.portability_only =
		    !asked->controller && (rights & copies) == 1u << RIGHT_PORTABILITY,
		.arena = a,
		.plan = ret,
	};
	size_t most = inv->ncategories + inv->nrecipients + RIGHT__MAX;
	*ret = (struct plan){
		.tasks = arena_alloc(a, (3 * inv->nsystems + 1) * sizeof(*ret->tasks)),
		.left_out = arena_alloc(a, most * sizeof(*ret->left_out)),
	};
	if (rights & copies)
		plan_systems(&p);
	bool found = rights & erasures && plan_finds(&p);
	if (rights & rights_needing(ACTION_SUPPRESS))
		plan_stops(&p);
	if (rights & rights_needing(ACTION_FORWARD))
		plan_forward(&p);
	if (rights & copies)
		account(&p);
	for (unsigned r = 0; r < RIGHT__MAX; r++)
		if (rights & ~copies & ~(found ? erasures : 0) & 1u << r)
			ret->left_out[ret->nleft_out++] = (struct plan_left_out){
				.why = { REASON_BY_HAND, .article = right_article((enum right)r) }
			};
}
