/*
 * By what a person is known, sealed. Never sees a value in clear.
 */
#include "bundle.h"
#include "dossier/store/identifier.h"

bool
identifier_insert(struct db *db, int64_t org_id, int64_t request_id, const struct identifier *i,
    bool *ret_new, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_identifier_insert,
		ARGS(I64(org_id), I64(request_id), TEXT(i->kind), TEXT(i->blind), TEXT(i->sealed),
		    TEXT(i->source), TEXT(i->state), USEC(clock_now()), TEXT(i->proof)),
		&res, err))
		return false;
	*ret_new = PQntuples(res) > 0;
	return true;
}

static const struct field identifier_fields[] = {
	COLUMN(struct identifier, identifier_id, id),
	FIELD(struct identifier, kind),
	FIELD(struct identifier, blind),
	FIELD(struct identifier, sealed),
	FIELD(struct identifier, source),
	FIELD(struct identifier, state),
	FIELD(struct identifier, proof),
};
const struct record identifier_record = RECORD(struct identifier, identifier_fields);

bool
identifier_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct identifier_list *ret, struct err *err)
{
	return DB_LIST(db, &q_identifier_list, ARGS(I64(org_id), I64(request_id)),
	    &identifier_record, a, ret, err);
}

bool
identifier_set_state(struct db *db, int64_t org_id, int64_t request_id, int64_t id,
    const char *from, const char *to, const char *proof, struct err *err)
{
	int64_t n;
	if (!db_change(db, &q_identifier_set_state,
		ARGS(I64(org_id), I64(request_id), I64(id), TEXT(from), TEXT(to), TEXT(proof)), &n,
		err))
		return false;
	return n == 1 ||
	    err_set(err, ERR_CONFLICT, "identifier %lld of this request is not %s", (long long)id,
		from);
}

bool
identifier_forget(struct db *db, int64_t org_id, int64_t request_id, int64_t id, struct err *err)
{
	return db_run(
	    db, &q_identifier_forget, ARGS(I64(org_id), I64(request_id), I64(id)), NULL, err);
}

static const struct field person_fields[] = {
	FIELD(struct request_person, request_id),
	FIELD(struct request_person, reference),
	FIELD(struct request_person, kind),
	FIELD(struct request_person, sealed),
	FIELD(struct request_person, content),
	FIELD(struct request_person, ledger),
};
static const struct record person_record = RECORD(struct request_person, person_fields);

bool
identifier_person(struct db *db, int64_t org_id, const int64_t *ids, size_t n, struct arena *a,
    struct request_persons *ret, struct err *err)
{
	auto_drop(array) struct array keys = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&keys, ids[i]);
	return DB_LIST(
	    db, &q_identifier_person, ARGS(I64(org_id), ARRAY(keys)), &person_record, a, ret, err);
}
