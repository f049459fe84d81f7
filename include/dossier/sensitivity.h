/*
 * How sensitive a category is, by its register: what the law protects more than other data, and
 * what may hold anything at all. Who is asked for more before data is handed over rests on it, and
 * what an officer looks at first.
 */
#ifndef DOSSIER_SENSITIVITY_H
#define DOSSIER_SENSITIVITY_H

#include "dossier/plan.h"

enum sensitivity {
	SENSITIVE_SPECIAL,         /* art. 9(1) */
	SENSITIVE_CRIMINAL,        /* art. 10 */
	SENSITIVE_NATIONAL_NUMBER, /* art. 87; UAVG 46: the BSN */
	SENSITIVE_FINANCIAL,
	SENSITIVE_CREDENTIALS,
	SENSITIVE_LOCATION,
	SENSITIVE_FREE_TEXT, /* may hold any of the above, and other people's data */
	SENSITIVE__MAX,
};
/* Their names, ended by NULL: "special", "criminal", ... */
extern const char *const sensitivity_words[SENSITIVE__MAX + 1];

/*
 * sensitivity_of: of a category, as 1u << SENSITIVE_...; what rests on a paragraph of art. 9(2) is
 * special without being called so. sensitivity_json: their names, new.
 */
unsigned sensitivity_of(const struct category *c);
json_t *sensitivity_json(unsigned sensitivity);

#endif
