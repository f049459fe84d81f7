/*
 * The grounds of art. 17(1), one row each.
 */
#include "dossier/erasure_ground.h"
#include "dossier/mem.h"
#include "dossier/text.h"

#define NAME_A "no-longer-necessary"
#define NAME_B "consent-withdrawn"
#define NAME_C "objection"
#define NAME_D "unlawful"
#define NAME_E "legal-duty"
#define NAME_F "child"

static const struct erasure_ground_rule rules[] = {
	[ERASURE_NOT_NECESSARY] = { NAME_A, "GDPR 17(1)(a)", true,
	    { { "nl", "Wij hebben dit niet meer nodig" }, { "en", "We no longer need this" } } },
	[ERASURE_WITHDRAWN] = { NAME_B, "GDPR 17(1)(b)", false,
	    { { "nl", "U hebt uw toestemming ingetrokken" },
		{ "en", "You have withdrawn your consent" } } },
	[ERASURE_OBJECTED] = { NAME_C, "GDPR 17(1)(c)", false,
	    { { "nl", "U hebt hiertegen bezwaar gemaakt" },
		{ "en", "You have objected to its use" } } },
	[ERASURE_UNLAWFUL] = { NAME_D, "GDPR 17(1)(d)", false,
	    { { "nl", "Wij mochten dit niet hebben" },
		{ "en", "We were not allowed to have this" } } },
	[ERASURE_LEGAL_DUTY] = { NAME_E, "GDPR 17(1)(e)", false,
	    { { "nl", "De wet zegt dat dit weg moet" },
		{ "en", "The law says that this has to go" } } },
	[ERASURE_CHILD] = { NAME_F, "GDPR 17(1)(f)", false,
	    { { "nl", "U was een kind toen wij dit kregen" },
		{ "en", "You were a child when we got this" } } },
};
_Static_assert(array_len(rules) == ERASURE_GROUND__MAX, "a row for every ground");

const char *const erasure_ground_words[ERASURE_GROUND__MAX] = {
	NAME_A,
	NAME_B,
	NAME_C,
	NAME_D,
	NAME_E,
	NAME_F,
};
const char *const erasure_ground_said[][2] = {
	{ "a", NAME_A },
	{ "b", NAME_B },
	{ "c", NAME_C },
	{ "d", NAME_D },
	{ "e", NAME_E },
	{ "f", NAME_F },
	{ NULL },
};

enum erasure_ground
erasure_ground_find(const char *code)
{
	for (unsigned i = ERASURE_NO_GROUND + 1; code && i < ERASURE_GROUND__MAX; i++)
		if (strcmp(rules[i].code, code) == 0)
			return i;
	return ERASURE_NO_GROUND;
}

const struct erasure_ground_rule *
erasure_ground_rule(enum erasure_ground g)
{
	return g == ERASURE_NO_GROUND ? NULL : &rules[g];
}

const char *
erasure_ground_code(enum erasure_ground g)
{
	return rules[g].code;
}

bool
erasure_ground_frees(enum erasure_ground g)
{
	return g != ERASURE_NO_GROUND && !rules[g].own_need;
}

const char *
erasure_ground_told(enum erasure_ground g, const char *language)
{
	return text_told(rules[g].told, array_len(rules[g].told), language);
}
