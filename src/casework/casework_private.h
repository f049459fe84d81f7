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

/* event(in, org, request_id, kind, body, err): append with the actor of the installation; steals ${body}. */
bool event(struct installation *in, int64_t org_id, int64_t request_id, const char *kind, json_t *body,
    struct err *err) MUSTCHECK;

/* rights_bits: the bit set of plan.h for rights by name. */
unsigned rights_bits(const struct request_right_list *rights);

/* plan_of: the plan of a request by the register it was logged under and the identifiers usable now. */
bool plan_of(const struct dossier *d, struct arena *a, struct plan *ret);

/*
 * task_connector: how a planned task will really be done: its connector, or "written"/"manual" when settings it
 * needs are missing (processors without credentials get a written instruction).
 */
const char *task_connector(struct installation *in, const struct org *org, const struct reg *reg,
    const struct plan_task *t, struct arena *a, struct err *err);

/* seal_place: where an identifier stands, so that a sealed value can not be moved to another request. */
const char *seal_place(const char *reference, const char *kind, struct arena *a);

/* identifier_sealed: normalise, seal and blind one identifier. */
bool identifier_sealed(struct installation *in, const struct org *org, const char *reference,
    const struct request_keys *keys, const struct identifier_value *v, struct arena *a,
    struct new_identifier *ret, struct err *err) MUSTCHECK;

/* finish(in, ok, err): the end of a transaction: commit when ${ok}, else roll back; false unless committed. */
bool finish(struct installation *in, bool ok, struct err *err) MUSTCHECK;

json_t *date_json(struct date d);     /* string or null; new */
json_t *instant_json(usec_t t);       /* string or null; new */

#endif
