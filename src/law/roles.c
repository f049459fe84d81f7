/*
 * Our roles for a category, by name; and who is no recipient.
 */
#include "dossier/plan.h"

static const char *const roles[] = {
	[ROLE_CONTROLLER] = "controller",
	[ROLE_PROCESSOR] = "processor",
	[ROLE_JOINT] = "joint",
	[ROLE_FOLLOWS_ACCOUNT] = "follows-account",
	[ROLE_UNCLEAR] = "unclear",
};
_Static_assert(array_len(roles) == ROLE__MAX, "a name for every role");

const char *
role_name(enum role r)
{
	return roles[r];
}

bool
recipient_is_internal(const json_t *recipient)
{
	return strcmp(json_str_or(recipient, "role", ""), "internal") == 0;
}
