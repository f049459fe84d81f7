/*
 * What a purpose means for the rights of the person: direct marketing (art. 21(2), (3)) and consent
 * (art. 7(3)).
 */
#include "dossier/purpose.h"

bool
purposes_marketing(const struct purpose *const *list)
{
	while (*list && !(*list)->marketing)
		list++;
	return *list;
}

bool
purposes_consent(const struct purpose *const *list)
{
	while (*list && !(*list)->consent)
		list++;
	return *list;
}
