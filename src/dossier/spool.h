/* What the ladder tells the organisation's own people: files in HOME/spool until there is mail. */
#ifndef DOSSIER_SPOOL_H
#define DOSSIER_SPOOL_H

#include "dossier_private.h"

/*
 * spool_people(in, org, err): who can be told: {"organisation", "officers":[USER],
 * "superior":{"name","email"}|null, "addresses":{USER: EMAIL}|null}; new. By the newest register.
 */
json_t *spool_people(struct installation *in, const struct org *org, struct err *err);

/* One thing to tell. */
struct spool_news {
	const char *reference, *system; /* system NULL: the request itself */
	const char *handler;            /* NULL: nobody; then its officers are told */
	const char *letter; /* NULL, or the reminder that was written to who was asked */
	const char *skipped;
	unsigned roles; /* of law/ladder.h */
	struct date due, today;
};
/*
 * spool_tell(in, people, name, n, message, err): ${message} with whom it is for, a subject and a
 * text in each language (templates/letters/escalate), written to HOME/spool/${name}.json (0600). It
 * holds nothing of the person but the reference. Before the commit that records it: when we die
 * between the two the same rung is told again, in the same file.
 */
bool spool_tell(struct installation *in, const json_t *people, const char *name,
    const struct spool_news *n, const json_t *message, struct err *err) MUSTCHECK;

#endif
