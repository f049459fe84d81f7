/*
 * Purposes: what data is used for, as far as the law makes a difference. Against two of them
 * nothing is weighed: an objection to direct marketing (art. 21(2), (3)) and the withdrawal of
 * consent (art. 7(3)) are complied with, at once, and free of charge.
 */
#ifndef DOSSIER_PURPOSE_H
#define DOSSIER_PURPOSE_H

#include <stdbool.h>

/* One purpose of the register; strings are borrowed from it. */
struct purpose {
	const char *id;   /* "newsletter" */
	const char *text; /* as the statement has it */
	bool marketing;   /* direct marketing, profiling for it included */
	bool consent;     /* rests on consent, whole or in part */
};

/* Does one of a list, ended by NULL, serve direct marketing; rest on consent? */
bool purposes_marketing(const struct purpose *const *list);
bool purposes_consent(const struct purpose *const *list);

#endif
