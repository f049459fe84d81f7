/*
 * Onto the stop list: who objects, or withdraws consent, is not used any more for that purpose, by
 * whatever they are known alone (art. 21(3), 7(3) GDPR). The list survives their erasure, and tells
 * service mail from it by the purpose.
 */
#ifndef DOSSIER_SUPPRESS_H
#define DOSSIER_SUPPRESS_H

#include "dossier/dossier.h"
#include "dossier/store/suppression.h"

/* Whose, and by whom; ${ids} are normalised. */
struct suppress {
	struct installation *in;
	const struct actor *who;
	const struct org *org;
	const struct request *request;
	const struct identifier_value *ids;
	size_t n;
	const char *channel; /* "email", "phone", "post"; NULL: none is left */
};
/*
 * suppress(s, purposes, a, err): from now on, for these purposes (ids, ended by NULL; none: nothing
 * is done), with its event, in the open transaction. A name or a date of birth is many people's,
 * and is not listed. What a customer instructed is for their list.
 */
bool suppress(const struct suppress *s, const char *const *purposes, struct arena *a,
    struct err *err) MUSTCHECK;
/* suppress_asked: what of ${right} stops by being asked for these purposes (stops_at_once). */
bool suppress_asked(const struct suppress *s, enum right right,
    const struct purpose *const *purposes, struct arena *a, struct err *err) MUSTCHECK;
/*
 * suppress_right: the same of a right of ${d}. suppress_decided: what was decided to be stopped of
 * it, whatever it rests on; who was asked to stop it and did not say so yet needs not any more.
 */
bool suppress_right(struct dossier *d, const char *right, struct err *err) MUSTCHECK;
struct right_part_list;
bool suppress_decided(struct dossier *d, const char *right, const struct right_part_list *parts,
    struct err *err) MUSTCHECK;
/*
 * suppress_channel: by which channel alone the person of ${d} is not approached any more; NULL: by
 * none.
 */
bool suppress_channel(struct db *db, const struct dossier *d, struct arena *a, const char **ret,
    struct err *err) MUSTCHECK;
/* suppress_place: under which name an identifier of the list, and what shows an end, is sealed. */
const char *suppress_place(const struct org *org, const char *kind, struct arena *a);

#endif
