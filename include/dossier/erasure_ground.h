/*
 * Why data must go: the grounds of art. 17(1), as data. Pure.
 */
#ifndef DOSSIER_ERASURE_GROUND_H
#define DOSSIER_ERASURE_GROUND_H

#include <stdbool.h>

enum erasure_ground {
	ERASURE_NO_GROUND, /* none is named: whether they are needed still is weighed, (a) */
	ERASURE_NOT_NECESSARY,
	ERASURE_WITHDRAWN,
	ERASURE_OBJECTED,
	ERASURE_UNLAWFUL,
	ERASURE_LEGAL_DUTY,
	ERASURE_CHILD,
	ERASURE_GROUND__MAX,
};
struct erasure_ground_rule {
	const char *code;       /* "consent-withdrawn" */
	const char *article;    /* "GDPR 17(1)(b)" */
	bool own_need;          /* is our own retention a reason to keep in spite of it? */
	const char *told[2][2]; /* to the person: { "nl", words }, { "en", words } */
};

/* erasure_ground_words: codes in the order of the article, ended by NULL; _said: their letters. */
extern const char *const erasure_ground_words[ERASURE_GROUND__MAX];
extern const char *const erasure_ground_said[][2];
/* erasure_ground_find: NULL, or a code that is none: ERASURE_NO_GROUND. */
enum erasure_ground erasure_ground_find(const char *code);
/* erasure_ground_rule: NULL of none. erasure_ground_code: likewise. */
const struct erasure_ground_rule *erasure_ground_rule(enum erasure_ground g);
const char *erasure_ground_code(enum erasure_ground g);
/* erasure_ground_frees: does it end what the organisation's own retention keeps? */
bool erasure_ground_frees(enum erasure_ground g);
/* erasure_ground_told: in that language, English where it is not there; NULL of none. */
const char *erasure_ground_told(enum erasure_ground g, const char *language);

#endif
