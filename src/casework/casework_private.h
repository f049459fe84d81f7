/*
 * What the files of this room share and nobody else needs.
 */
#ifndef CASEWORK_PRIVATE_H
#define CASEWORK_PRIVATE_H

#include <inttypes.h>

#include "dossier/asset.h"
#include "dossier/audit.h"
#include "dossier/casework.h"
#include "dossier/text.h"

/* Registers parsed once per version and kept while the installation is open. */
struct reg_cache;
void reg_cache_free(struct reg_cache *c);

/*
 * event(in, org, request_id, kind, body, err): append with the actor of the installation; steals
 * ${body}.
 */
bool event(struct installation *in, int64_t org_id, int64_t request_id, const char *kind,
    json_t *body, struct err *err) MUSTCHECK;

/* right_bit, rights_bits: the bits of plan.h for rights by name. */
unsigned right_bit(const char *name);
unsigned rights_bits(const struct request_right_list *rights);
#define COPY_RIGHTS (1u << RIGHT_ACCESS | 1u << RIGHT_PORTABILITY) /* what an archive answers */

/*
 * plan_of: the plan of a request by the register it was logged under and the identifiers usable
 * now.
 */
void plan_of(const struct dossier *d, struct arena *a, struct plan *ret);

/*
 * task_connector: how a task at ${system} will really be done: by its connector, or
 * "written"/"manual" when settings it needs are missing (processors without credentials get a
 * written instruction).
 */
const char *task_connector(struct installation *in, const struct org *org, const struct reg *reg,
    const char *system, struct arena *a);

/*
 * part_stored: a part as its row, sealed: a file may be named after the person, and a hash tells
 * a guess right.
 */
struct part;
struct stored_part part_stored(const struct dossier *d, const struct part *p, struct arena *a);
const char *part_place(const struct request *r, struct arena *a);

/*
 * seal_place: where an identifier stands, so that a sealed value can not be moved to another
 * request.
 */
const char *seal_place(const char *reference, const char *kind, struct arena *a);

/* identifier_sealed: normalise, seal and blind one identifier. */
bool identifier_sealed(struct installation *in, const struct org *org, const char *reference,
    const struct request_keys *keys, const struct identifier_value *v, struct arena *a,
    struct new_identifier *ret, struct err *err) MUSTCHECK;

/* note_check: USAGE for a text that is no note: too long, or not UTF-8. */
bool note_check(const char *text, struct err *err) MUSTCHECK;

/*
 * act_on(in, reference, roles, act, arg, err): let ${act} change a request in one transaction, in
 * which nobody else changes it or its tasks: what the dossier says is so. DENIED unless the actor
 * holds one of ${roles}.
 */
typedef bool deed(
    struct installation *in, struct dossier *d, const void *arg, struct arena *a, struct err *err);
bool act_on(struct installation *in, const char *reference, const char *roles, deed *act,
    const void *arg, struct err *err) MUSTCHECK;
/* settle: when nothing runs or will run any more, a request is collected, and an event says so. */
bool settle(struct installation *in, const struct request *r, struct arena *a, struct err *err)
    MUSTCHECK;
/*
 * check_unanswered: CONFLICT when the answer left. end_as: a request is answered or closed, and no
 * longer searched. search_again: a collected request goes on searching.
 */
bool check_unanswered(const struct dossier *d, struct err *err) MUSTCHECK;
bool end_as(struct installation *in, const struct request *r, const char *state, struct err *err)
    MUSTCHECK;
bool search_again(struct installation *in, const struct dossier *d, struct err *err) MUSTCHECK;

/*
 * finish(in, ok, err): the end of a transaction: commit when ${ok}, else roll back; false unless
 * committed.
 */
bool finish(struct installation *in, bool ok, struct err *err) MUSTCHECK;

/*
 * letter_settle(in, d, ok, err): the act is over: its letter appears in the outbox when it was
 * committed (${ok}), and is removed when it was not. False unless both are so. letters_mend: what
 * processes that died left between the two.
 */
bool letter_settle(struct installation *in, struct dossier *d, bool ok, struct err *err) MUSTCHECK;
bool letters_mend(struct installation *in, struct err *err) MUSTCHECK;

json_t *date_json(struct date d); /* string or null; new */
json_t *instant_json(usec_t t);   /* string or null; new */

#endif
