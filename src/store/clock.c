/*
 * Clock facts: append-only, in the order of writing. Computes no date.
 */
#include "bundle.h"
#include "dossier/store/clock.h"

struct row {
	int64_t request_id;
	const char *name;
	const char *const *categories, *const *purposes; /* as many */
	struct fact fact;
};
static const struct field fact_fields[] = {
	FIELD(struct row, request_id),
	COLUMN(struct row, fact, name),
	COLUMN(struct row, day, fact.on),
	COLUMN(struct row, at, fact.at),
	COLUMN(struct row, by, fact.by),
	COLUMN(struct row, recorded_at, fact.recorded_at),
	COLUMN(struct row, ref, fact.ref),
	COLUMN(struct row, ground, fact.ground),
	COLUMN(struct row, right_name, fact.right),
	FIELD(struct row, categories),
	FIELD(struct row, purposes),
	COLUMN(struct row, method, fact.method),
	COLUMN(struct row, result, fact.result),
	COLUMN(struct row, cause, fact.cause),
	COLUMN(struct row, duplicate_of, fact.duplicate_of),
	COLUMN(struct row, withdrawn_by, fact.withdrawn_by),
	COLUMN(struct row, amount_cents, fact.amount_cents),
	COLUMN(struct row, withdraw_by, fact.withdraw_by),
	COLUMN(struct row, until, fact.until),
	COLUMN(struct row, large_quantity, fact.large_quantity),
	COLUMN(struct row, accepted, fact.accepted),
	COLUMN(struct row, late, fact.late),
	COLUMN(struct row, unannounced, fact.unannounced),
	COLUMN(struct row, recipients, fact.recipients),
	COLUMN(struct row, letter, fact.letter),
	COLUMN(struct row, sealed, fact.sealed),
	COLUMN(struct row, identifier_id, fact.identifier),
	COLUMN(struct row, scope, fact.scope),
};
const struct record fact_record = RECORD(struct row, fact_fields);

static void
read_parts(const struct row *row, struct arena *a, struct fact *ret)
{
	while (row->categories[ret->nparts])
		ret->nparts++;
	struct right_part *parts = arena_alloc(a, ret->nparts * sizeof(*parts));
	for (size_t i = 0; i < ret->nparts; i++)
		parts[i] = (struct right_part){ row->categories[i], row->purposes[i] };
	ret->parts = parts;
}

void
fact_rows(const struct rows *rows, struct arena *a, struct fact_list *ret)
{
	const struct row *row = rows->items;
	*ret = (struct fact_list){ arena_alloc(a, rows->n * sizeof(*ret->items)), rows->n };
	for (size_t i = 0; i < rows->n; i++) {
		ret->items[i] = row[i].fact;
		ret->items[i].kind = fact_find(row[i].name);
		read_parts(&row[i], a, &ret->items[i]);
	}
}

bool
request_clock(struct db *db, int64_t org_id, int64_t id, struct arena *a, struct fact_list *ret,
    struct err *err)
{
	struct rows rows;
	if (!db_rows(db, &q_request_clock, ARGS(I64(org_id), I64(id)), &fact_record, a, &rows, err))
		return false;
	fact_rows(&rows, a, ret);
	return true;
}

bool
facts_of(struct db *db, int64_t org_id, const struct array *ids, struct arena *a,
    struct fact_list *ret, const int64_t **ret_requests, struct err *err)
{
	struct rows rows;
	if (!db_rows(
		db, &q_standing_facts, ARGS(I64(org_id), ARRAY(*ids)), &fact_record, a, &rows, err))
		return false;
	const struct row *row = rows.items;
	int64_t *requests = arena_alloc(a, (rows.n + 1) * sizeof(*requests));
	for (size_t i = 0; i < rows.n; i++)
		requests[i] = row[i].request_id;
	fact_rows(&rows, a, ret);
	*ret_requests = requests;
	return true;
}

bool
clock_append(struct db *db, int64_t org_id, int64_t id, const struct fact *f, struct err *err)
{
	auto_drop(array) struct array categories = { .type = ARRAY_TEXT },
				      purposes = { .type = ARRAY_TEXT },
				      recipients = { .type = ARRAY_TEXT },
				      scope = { .type = ARRAY_TEXT };
	for (size_t i = 0; i < f->nparts; i++) {
		array_text(&categories, f->parts[i].category);
		array_text(&purposes, f->parts[i].purpose);
	}
	for (const char *const *r = f->recipients; r && *r; r++)
		array_text(&recipients, *r);
	for (const char *const *c = f->scope; c && *c; c++)
		array_text(&scope, *c);
	return db_run(db, &q_clock_append,
	    ARGS(I64(org_id), I64(id), TEXT(fact_name(f->kind)), DATE(f->on), USEC(f->at),
		TEXT(f->by), USEC(clock_now()), I64_OR_NULL(f->ref), TEXT(f->ground),
		TEXT(f->right), TEXT(f->method), TEXT(f->result), TEXT(f->cause),
		TEXT(f->duplicate_of), TEXT(f->withdrawn_by), I64_OR_NULL(f->amount_cents),
		DATE(f->withdraw_by), DATE(f->until), BOOL(f->large_quantity), BOOL(f->accepted),
		BOOL(f->late), TEXT(f->letter), TEXT(f->sealed), ARRAY(categories), ARRAY(purposes),
		TEXT(f->nparts ? fact_decides(f->kind) : NULL), BOOL(f->unannounced),
		ARRAY(recipients), I64_OR_NULL(f->identifier), ARRAY(scope)),
	    NULL, err);
}

bool
clock_explained(
    struct db *db, int64_t org_id, const int64_t *ids, size_t n, bool *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	auto_drop(array) struct array keys = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&keys, ids[i]);
	if (n > 0 && !db_run(db, &q_clock_explained, ARGS(I64(org_id), ARRAY(keys)), &res, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		ret[i] = false;
		for (int k = 0; k < PQntuples(res) && !ret[i]; k++)
			ret[i] = col_i64(res, k, 0) == ids[i];
	}
	return true;
}

static const struct field waits_fields[] = {
	FIELD(struct request_waits, request_id),
	FIELD(struct request_waits, unauthorised),
	FIELD(struct request_waits, born),
	FIELD(struct request_waits, unverified),
	FIELD(struct request_waits, contact),
	FIELD(struct request_waits, identifiers),
	FIELD(struct request_waits, system),
	FIELD(struct request_waits, action),
	FIELD(struct request_waits, failed),
	FIELD(struct request_waits, written),
	FIELD(struct request_waits, sources),
	FIELD(struct request_waits, rights),
	FIELD(struct request_waits, dues),
	FIELD(struct request_waits, copies),
	FIELD(struct request_waits, other),
	FIELD(struct request_waits, begun),
	FIELD(struct request_waits, built),
	FIELD(struct request_waits, approved),
};
static const struct record waits_record = RECORD(struct request_waits, waits_fields);

bool
request_waits(struct db *db, int64_t org_id, const int64_t *ids, size_t n,
    const char *const *checked, const char *const *copied, struct arena *a,
    struct request_waits_list *ret, struct err *err)
{
	auto_drop(array) struct array keys = { .type = ARRAY_I64 }, check = { .type = ARRAY_TEXT },
				      copy = { .type = ARRAY_TEXT };
	for (size_t i = 0; i < n; i++)
		array_i64(&keys, ids[i]);
	for (; *checked; checked++)
		array_text(&check, *checked);
	for (; *copied; copied++)
		array_text(&copy, *copied);
	return DB_LIST(db, &q_request_waits,
	    ARGS(I64(org_id), ARRAY(keys), ARRAY(check), ARRAY(copy)), &waits_record, a, ret, err);
}
