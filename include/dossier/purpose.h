/*
 * Purposes: what data is used for, as far as the law makes a difference. Against two of them nothing
 * is weighed: an objection to direct marketing (art. 21(2), (3)) and the withdrawal of consent
 * (art. 7(3)) are complied with, at once, and free of charge.
 */
#ifndef DOSSIER_PURPOSE_H
#define DOSSIER_PURPOSE_H

/* One purpose of the register; strings are borrowed from it. */
struct purpose {
	const char *id;   /* "newsletter" */
	const char *text; /* as the statement has it */
	bool marketing;   /* direct marketing, profiling for it included */
	bool consent;     /* rests on consent, whole or in part */
};

#endif
