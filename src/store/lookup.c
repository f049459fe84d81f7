/*
 * What looks at what is held gave. Never sees one in clear.
 */
#include "db.h"
#include "dossier/store/lookup.h"

bool
lookup_insert(
    struct db *db, const struct request *r, const char *sealed, const char *by, struct err *err)
{
	return db_run(db, &q_lookup_insert,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(sealed), TEXT(by), USEC(clock_now())), NULL, err);
}

static const struct field lookup_fields[] = {
	FIELD(struct lookup, sealed),
	FIELD(struct lookup, by),
	FIELD(struct lookup, at),
	FIELD(struct lookup, earlier),
};
static const struct record lookup_record = RECORD(struct lookup, lookup_fields);

bool
lookup_newest(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct lookup *ret, bool *ret_found, struct err *err)
{
	return db_row(db, &q_lookup_newest, ARGS(I64(org_id), I64(request_id)), &lookup_record, a,
	    ret, ret_found, err);
}
