/*
 * The grounds of art. 18(1), one row each, and what is restricted by what was recorded.
 */
#include "dossier/restriction.h"
#include "dossier/text.h"

static const struct restriction_rule rules[] = {
	[RESTRICTION_CONTESTED] = { "contested", "GDPR 18(1)(a)", false, "rectification",
	    { { "nl", "U zegt dat dit niet klopt. Dat zoeken wij uit" },
		{ "en", "You say that this is not right. We are looking into it" } } },
	[RESTRICTION_UNLAWFUL] = { "unlawful", "GDPR 18(1)(b)", true, NULL,
	    { { "nl", "Wij mochten dit niet gebruiken, en u wilt niet dat wij het wissen" },
		{ "en", "We were not allowed to use this, and you do not want it erased" } } },
	[RESTRICTION_CLAIM] = { "needed-for-claim", "GDPR 18(1)(c)", true, NULL,
	    { { "nl", "Wij hebben dit niet meer nodig, en u hebt het nodig voor een geschil" },
		{ "en", "We no longer need this, and you need it for a legal claim" } } },
	[RESTRICTION_OBJECTION] = { "objection-pending", "GDPR 18(1)(d)", false, "objection",
	    { { "nl", "U hebt hiertegen bezwaar gemaakt. Daarover beslissen wij nog" },
		{ "en", "You have objected to its use. We have yet to decide on that" } } },
};
_Static_assert(array_len(rules) == RESTRICTION_GROUND__MAX, "a row for every ground");

const char *const restricted_uses[] = { "consent", "claims", "protection", "public-interest",
	NULL };

enum restriction_ground
restriction_find(const char *code)
{
	for (unsigned i = RESTRICTION_NO_GROUND + 1; code && i < RESTRICTION_GROUND__MAX; i++)
		if (strcmp(rules[i].code, code) == 0)
			return i;
	return RESTRICTION_NO_GROUND;
}

const struct restriction_rule *
restriction_rule(enum restriction_ground g)
{
	return g == RESTRICTION_NO_GROUND ? NULL : &rules[g];
}

const char *
restriction_told(enum restriction_ground g, const char *language)
{
	return text_told(rules[g].told, array_len(rules[g].told), language);
}

/* ---- what is restricted ---- */

static size_t
place_of(const struct restriction *list, size_t n, const char *category)
{
	size_t i = 0;
	while (i < n && strcmp(list[i].category, category) != 0)
		i++;
	return i;
}

/* What ${f} says of one category; returns how many there are then. */
static size_t
apply(struct restriction *list, size_t n, const struct fact *f, const char *category)
{
	size_t at = place_of(list, n, category);
	switch (f->kind) {
	case FACT_RESTRICTED:
		list[at] = (struct restriction){ category, f, NULL };
		return at == n ? n + 1 : n;
	case FACT_LIFT_NOTICE:
		if (at < n)
			list[at].noticed = f;
		return n;
	case FACT_LIFTED:
		if (at == n)
			return n;
		memmove(&list[at], &list[at + 1], (n - at - 1) * sizeof(*list));
		return n - 1;
	default:
		return n;
	}
}

size_t
restrictions_of(const struct fact_list *facts, struct arena *a, struct restriction **ret)
{
	size_t most = 0, n = 0;
	for (size_t i = 0; i < facts->n; i++)
		for (const char *const *c = facts->items[i].scope; c && *c; c++)
			most++;
	struct restriction *list = arena_alloc(a, (most + 1) * sizeof(*list));
	for (size_t i = 0; i < facts->n; i++)
		for (const char *const *c = facts->items[i].scope; c && *c; c++)
			n = apply(list, n, &facts->items[i], *c);
	*ret = list;
	return n;
}

const struct restriction *
restriction_on(const struct restriction *list, size_t n, const char *category)
{
	size_t at = place_of(list, n, category);
	return at < n ? &list[at] : NULL;
}
