/*
 * Intake: a request comes in, by whatever face. It is checked, sealed, given its reference and its
 * dates, and left in state "logged"; nothing is asked of anybody yet.
 */
#ifndef DOSSIER_INTAKE_H
#define DOSSIER_INTAKE_H

#include "dossier/dossier.h"

struct new_request {
	const char *org; /* slug */
	const char *const *rights;
	size_t nrights;
	const struct identifier_value *ids;
	size_t nids;                 /* as typed: normalised here */
	const char *const *purposes; /* ids: what an objection or a withdrawal is about */
	size_t npurposes;
	const char *stop;     /* by which channel: "email", "phone", "post"; NULL: by none */
	bool marketing;       /* the objection is to every marketing purpose */
	bool again;           /* also where an open request asks the same for the same person */
	const char *received; /* YYYY-MM-DD or an instant; NULL: now */
	const char *agent;    /* label of who asks for many (agents.h); NULL: nobody of these */
	const struct bytes *original; /* the message as it came; NULL: nothing is kept of it */
	const char *channel, *language, *answer_by, *relation, *requester, *instructed_by, *note;
};
#define ORIGINAL_MAX_BYTES ((size_t)1 << 20)
/*
 * intake_log: DENIED for a day before 25 May 2018 or in the future; USAGE for an identifier that is
 * none, for a purpose where nothing is objected to or withdrawn; NOTFOUND for one that the register
 * does not have; CONFLICT, unless ${r->again}, where an open request of the same person, by an
 * address, a number or an account, asks for one of the same rights of the same organisation: it is
 * named. An index look-up. *ret_reference in ${a}.
 */
bool intake_log(struct installation *in, const struct actor *who, const struct new_request *r,
    struct arena *a, const char **ret_reference, struct err *err) MUSTCHECK;

#endif
