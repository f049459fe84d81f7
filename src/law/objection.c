/*
 * Objections and withdrawals of consent, per category and purpose: a category can be used for
 * marketing beside other purposes (the address of an order), and stays for those.
 */
#include "dossier/objection.h"

enum absolute
absolute_of(enum right right, const struct purpose *const *purposes)
{
	enum absolute absolute = right_rule(right)->absolute;
	if (absolute != ABSOLUTE_MARKETING)
		return absolute;
	if (!purposes || !*purposes)
		return ABSOLUTE_NONE;
	for (; *purposes; purposes++)
		if (!(*purposes)->marketing)
			return ABSOLUTE_NONE;
	return absolute;
}

enum absolute
absolute_told(enum right right, const struct purpose *const *purposes, enum letter_kind kind)
{
	enum absolute about = absolute_of(right, purposes);
	return right_letters(right, about) & 1u << kind ? ABSOLUTE_NONE
							: right_rule(right)->absolute;
}

bool
objection_at_once(enum right right, const struct purpose *const *purposes)
{
	enum absolute absolute = right_rule(right)->absolute;
	return absolute == ABSOLUTE_CONSENT ||
	    (absolute == ABSOLUTE_MARKETING && purposes && purposes_marketing(purposes));
}

bool
stops_at_once(enum right right, const struct purpose *p)
{
	enum absolute absolute = right_rule(right)->absolute;
	return (absolute == ABSOLUTE_MARKETING && p->marketing) ||
	    (absolute == ABSOLUTE_CONSENT && p->consent);
}

static bool
is_named(const struct purpose *const *purposes, const struct purpose *p)
{
	while (*purposes && *purposes != p)
		purposes++;
	return *purposes != NULL;
}

const struct use *
uses_of(const struct inventory *inv, const struct purpose *const *purposes, struct arena *a,
    size_t *ret_n)
{
	size_t most = 0, n = 0;
	for (size_t i = 0; i < inv->ncategories; i++)
		for (const struct purpose *const *p = inv->categories[i].purposes; *p; p++)
			most++;
	struct use *uses = arena_alloc(a, (most + 1) * sizeof(*uses));
	for (size_t i = 0; i < inv->ncategories; i++) {
		const struct category *c = &inv->categories[i];
		for (const struct purpose *const *p = c->purposes; *p; p++)
			if (c->role != ROLE_PROCESSOR && is_named(purposes, *p))
				uses[n++] = (struct use){ c->id, *p };
	}
	*ret_n = n;
	return uses;
}
