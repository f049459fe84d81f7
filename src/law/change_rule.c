/*
 * The table of what changes data: art. 16, 17, 18, 21 and 7(3), read beside the rights it serves.
 */
#include "dossier/change_rule.h"
#include "dossier/mem.h"

#define FOR(r) (1u << RIGHT_##r)

static const struct change_rule rules[] = {
	/* 17(1): gone, or nobody's any more. */
	{
	    .action = ACTION_ERASE,
	    .rights = FOR(ERASURE),
	    .destroys = true,
	    .undone_by = ACTION__MAX,
	    .replayed = true,
	    .looked = true,
	    .outcome = OUTCOME_ERASED,
	},
	/* 18(1), recital 67: marked, and stored only. */
	{
	    .action = ACTION_RESTRICT,
	    .rights = FOR(RESTRICTION),
	    .at_once = true,
	    .undone_by = ACTION_LIFT,
	    .replayed = true,
	    .looked = true,
	    .outcome = OUTCOME_RESTRICTED,
	},
	/* 18(3): after its notice. What is not restricted any more is not restricted again. */
	{
	    .action = ACTION_LIFT,
	    .rights = FOR(RESTRICTION),
	    .at_once = true,
	    .undone_by = ACTION_RESTRICT,
	    .outcome = OUTCOME_LIFTED,
	},
	/* 16: as it was decided, field by field; the old value stands in the ledger. */
	{
	    .action = ACTION_RECTIFY,
	    .rights = FOR(RECTIFICATION),
	    .at_once = true,
	    .undone_by = ACTION_RECTIFY,
	    .replayed = true,
	    .looked = true,
	    .valued = true,
	    .outcome = OUTCOME_RECTIFIED,
	},
	/* 21(3), 7(3): used no more for that purpose, until the person says otherwise. */
	{
	    .action = ACTION_SUPPRESS,
	    .rights = FOR(OBJECTION) | FOR(CONSENT_WITHDRAWAL),
	    .at_once = true,
	    .undone_by = ACTION__MAX,
	    .replayed = true,
	    .looked = true,
	    .outcome = OUTCOME_STOPPED,
	},
};

const struct change_rule *
change_rule(enum action a)
{
	for (size_t i = 0; i < array_len(rules); i++)
		if (rules[i].action == a)
			return &rules[i];
	return NULL;
}

const struct change_rule *
change_rule_named(const char *name)
{
	enum action a;
	return name && action_parse(name, &a) ? change_rule(a) : NULL;
}

enum action
change_rule_undoes(enum action a)
{
	for (size_t i = 0; i < array_len(rules); i++)
		if (rules[i].undone_by == a)
			return rules[i].action;
	return ACTION__MAX;
}
