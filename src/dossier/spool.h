/* What the ladder tells the organisation's own people: letters in HOME/spool. */
#ifndef DOSSIER_SPOOL_H
#define DOSSIER_SPOOL_H

#include "dossier/letter.h"
#include "dossier_private.h"

/*
 * spool_people(in, org, today, err): who can be told: {"organisation", "officers":[USER],
 * "deputies":{USER: USER}, "superior":{"name","email"}|null, "addresses":{USER: EMAIL}|null}; new.
 * By the newest register, and who is away today.
 */
json_t *spool_people(
    struct installation *in, const struct org *org, struct date today, struct err *err);

/* One thing to tell. */
struct spool_news {
	const char *name; /* of its file: the same rung of the same ladder is the same letter */
	const char *reference, *system; /* system NULL: the request itself */
	const char *handler;            /* NULL: nobody; then its officers are told */
	const char *letter; /* NULL, or the reminder that was written to who was asked */
	const char *skipped;
	unsigned roles; /* of law/ladder.h */
	struct date due, today;
};
/*
 * spool_make: the letter that tells it: ${message}, with whom it is for, a subject and a text in
 * each language (templates/letters/escalate), sealed with the ledger key of its request; in ${a}.
 * It holds nothing of the person but the reference.
 */
bool spool_make(struct installation *in, const json_t *people, const struct spool_news *n,
    const json_t *message, const unsigned char ledger[static KEY_LEN], struct arena *a,
    struct letter *ret, struct err *err) MUSTCHECK;

#endif
