/*
 * Requests: the row, from one state to the next. Computes no date and decides nothing.
 */
#include "bundle.h"
#include "dossier/store/request.h"
#include "reference.h"

static const struct field request_fields[] = {
	COLUMN(struct request, organisation_id, org_id),
	COLUMN(struct request, request_id, id),
	FIELD(struct request, reference),
	FIELD(struct request, state),
	FIELD(struct request, channel),
	FIELD(struct request, language),
	FIELD(struct request, handler),
	FIELD(struct request, subject_relation),
	FIELD(struct request, instructed_by),
	FIELD(struct request, answer_by),
	FIELD(struct request, received_at),
	FIELD(struct request, received),
	FIELD(struct request, deadline),
	FIELD(struct request, extended),
	FIELD(struct request, promise),
	FIELD(struct request, due),
	FIELD(struct request, is_extended),
	FIELD(struct request, calendar),
	FIELD(struct request, calendar_version),
	FIELD(struct request, register_version),
	FIELD(struct request, logged_at),
	FIELD(struct request, answered_at),
	FIELD(struct request, closed_at),
	FIELD(struct request, changes),
};
const struct record request_record = RECORD(struct request, request_fields);

/* *ret_there: one of that reference was there already. */
static bool
insert(struct db *db, struct request *r, const struct array *names, const char *by, bool *ret_there,
    struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_request_insert,
		ARGS(I64(r->org_id), TEXT(r->reference), TEXT(r->channel), TEXT(r->language),
		    TEXT(r->handler), TEXT(r->subject_relation), TEXT(r->instructed_by),
		    TEXT(r->answer_by), USEC(r->received_at), DATE(r->received), DATE(r->deadline),
		    DATE(r->extended), DATE(r->promise), DATE(r->due), TEXT(r->calendar),
		    TEXT(r->calendar_version), INT_OR_NULL(r->register_version), USEC(r->logged_at),
		    ARRAY(*names), TEXT(by)),
		&res, err))
		return false;
	*ret_there = PQntuples(res) == 0;
	if (!*ret_there)
		r->id = col_i64(res, 0, 0);
	return true;
}

static void
begin_insert(struct request *r, const char *const *rights, struct array *names)
{
	for (; *rights; rights++)
		array_text(names, *rights);
	r->state = "logged";
	if (r->logged_at == 0)
		r->logged_at = clock_now();
}

bool
request_insert(struct db *db, struct request *r, const char *org_code, const char *const *rights,
    const char *by, struct arena *a, struct err *err)
{
	auto_drop(array) struct array names = { .type = ARRAY_TEXT };
	begin_insert(r, rights, &names);
	/* 33 million references a year and organisation: a few draws find a free one */
	for (int i = 0; i < 20; i++) {
		bool there;
		r->reference = reference_new(org_code, r->received.year, a);
		if (!insert(db, r, &names, by, &there, err))
			return false;
		if (!there)
			return true;
	}
	return err_set(
	    err, ERR_SYSTEM, "no free reference %s-%04d found", org_code, r->received.year);
}

bool
request_insert_as(struct db *db, struct request *r, const char *reference,
    const char *const *rights, const char *by, struct err *err)
{
	auto_drop(array) struct array names = { .type = ARRAY_TEXT };
	bool there;
	begin_insert(r, rights, &names);
	r->reference = reference;
	return insert(db, r, &names, by, &there, err) &&
	    (!there || err_set(err, ERR_CONFLICT, "there is a request %s already", reference));
}

bool
request_by_reference(
    struct db *db, const char *reference, struct arena *a, struct request *ret, struct err *err)
{
	bool found;
	return db_row(db, &q_request_by_reference, ARGS(TEXT(reference)), &request_record, a, ret,
		   &found, err) &&
	    (found || request_unknown(reference, err));
}

bool
request_unknown(const char *reference, struct err *err)
{
	return err_set(err, ERR_NOTFOUND,
	    "no request %s: `dossier list --state all` names those there are", reference);
}

bool
request_duplicates(struct db *db, const struct request *of, struct arena *a,
    struct request_list *ret, struct err *err)
{
	return DB_LIST(db, &q_request_duplicates,
	    ARGS(I64(of->org_id), TEXT(of->reference), DATE(of->received)), &request_record, a, ret,
	    err);
}

bool
request_of_person(struct db *db, const struct request *of, const char *const *blinds,
    struct arena *a, struct request_list *ret, struct err *err)
{
	auto_drop(array) struct array all = { .type = ARRAY_TEXT };
	for (; *blinds; blinds++)
		array_text(&all, *blinds);
	return DB_LIST(db, &q_request_of_person, ARGS(I64(of->org_id), I64(of->id), ARRAY(all)),
	    &request_record, a, ret, err);
}

bool
request_anew(
    struct db *db, const struct request *of, struct arena *a, const char **ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_request_anew, ARGS(I64(of->org_id), I64(of->id)), &res, err))
		return false;
	*ret = PQntuples(res) > 0 ? col_text(res, 0, 0, a) : NULL;
	return true;
}

bool
request_same(struct db *db, const struct request *of, const char *const *rights,
    const char *const *blinds, struct arena *a, const char **ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	auto_drop(array) struct array names = { .type = ARRAY_TEXT },
				      known = { .type = ARRAY_TEXT };
	for (; *rights; rights++)
		array_text(&names, *rights);
	for (; *blinds; blinds++)
		array_text(&known, *blinds);
	if (!db_run(db, &q_request_same,
		ARGS(I64(of->org_id), ARRAY(known), ARRAY(names), TEXT(of->instructed_by)), &res,
		err))
		return false;
	*ret = PQntuples(res) > 0 ? col_text(res, 0, 0, a) : NULL;
	return true;
}

bool
request_by_ids(struct db *db, int64_t org_id, const int64_t *ids, size_t n, struct arena *a,
    struct request_list *ret, struct err *err)
{
	auto_drop(array) struct array list = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&list, ids[i]);
	return DB_LIST(
	    db, &q_request_by_ids, ARGS(I64(org_id), ARRAY(list)), &request_record, a, ret, err);
}

/* Which statement serves a filter best: each has its own index. */
static const struct query *
list_query(const struct request_filter *f)
{
	if (f->blind)
		return &q_request_list_person;
	if (f->handlers)
		return &q_request_list_handlers;
	if (f->handler)
		return &q_request_list_handler;
	if (!f->state)
		return &q_request_list_unclosed;
	if (strcmp(f->state, "open") == 0)
		return &q_request_list_open;
	return strcmp(f->state, "all") == 0 ? &q_request_list_all : &q_request_list_state;
}

bool
request_list(struct db *db, const struct request_filter *f, struct arena *a,
    struct request_list *ret, struct err *err)
{
	return DB_LIST(db, list_query(f),
	    ARGS(I64(f->org_id), TEXT(f->state), TEXT(f->handlers ? f->handlers : f->handler),
		TEXT(f->blind), DATE(f->due_by), TEXT(f->after),
		I64(f->limit > 0 ? f->limit : INT64_MAX)),
	    &request_record, a, ret, err);
}

bool
request_lock(struct db *db, struct request *r, struct arena *a, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_in_transaction(db))
		BUG("a lock outside a transaction");
	if (!db_run(db, &q_request_lock, ARGS(I64(r->org_id), I64(r->id)), &res, err))
		return false;
	if (PQntuples(res) == 0)
		return err_set(err, ERR_NOTFOUND, "no request %s", r->reference);
	r->state = col_text(res, 0, 0, a);
	return true;
}

/* Says where a request is when it is not where it was expected. */
static bool
elsewhere(struct db *db, const struct request *r, const char *expected, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_request_state, ARGS(I64(r->org_id), I64(r->id)), &res, err))
		return false;
	if (PQntuples(res) == 0)
		return err_set(err, ERR_NOTFOUND, "no request %s", r->reference);
	return err_set(
	    err, ERR_CONFLICT, "%s: is %s, not %s", r->reference, col_text(res, 0, 0, a), expected);
}

static bool
is_ended(const char *state)
{
	return strcmp(state, "answered") == 0 || strcmp(state, "closed") == 0;
}

bool
request_advance(struct db *db, const struct request *r, const char *from, const char *to, usec_t at,
    struct err *err)
{
	int64_t n;
	bool ends = is_ended(from) || is_ended(to);
	if (!(ends ? db_change(db, &q_request_advance,
			 ARGS(I64(r->org_id), I64(r->id), TEXT(from), TEXT(to), USEC(at)), &n, err)
		   : db_change(db, &q_request_go_on,
			 ARGS(I64(r->org_id), I64(r->id), TEXT(from), TEXT(to)), &n, err)))
		return false;
	return n == 1 || elsewhere(db, r, from, err);
}

bool
request_is_represented(const struct request *r)
{
	return strcmp(r->subject_relation, "self") != 0;
}

bool
request_changed(struct db *db, const struct request *r, struct err *err)
{
	return db_run(db, &q_request_changed, ARGS(I64(r->org_id), I64(r->id)), NULL, err);
}

bool
request_assign(struct db *db, const struct request *r, const char *handler, struct err *err)
{
	int64_t n;
	if (!db_change(
		db, &q_request_assign, ARGS(I64(r->org_id), I64(r->id), TEXT(handler)), &n, err))
		return false;
	return n == 1 || elsewhere(db, r, "open", err);
}

bool
request_term_set(struct db *db, const struct request *r, bool is_extended, struct date due,
    struct date deadline, struct date extended, const char *calendar_version, struct err *err)
{
	return db_run(db, &q_request_term_set,
	    ARGS(I64(r->org_id), I64(r->id), BOOL(is_extended), DATE(due), DATE(deadline),
		DATE(extended), TEXT(calendar_version)),
	    NULL, err);
}

bool
request_receipt_set(struct db *db, const struct request *r, struct err *err)
{
	return db_run(db, &q_request_receipt_set,
	    ARGS(I64(r->org_id), I64(r->id), DATE(r->received), USEC(r->received_at),
		DATE(r->promise)),
	    NULL, err);
}

bool
request_language_set(struct db *db, const struct request *r, struct err *err)
{
	return db_run(db, &q_request_language_set,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(r->language)), NULL, err);
}

bool
request_calendar_old(struct db *db, int64_t org_id, const char *version, int limit, struct arena *a,
    const char *const **ret, size_t *ret_n, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_request_calendar_old, ARGS(I64(org_id), TEXT(version), INT(limit)), &res,
		err))
		return false;
	const char **references = arena_alloc(a, (size_t)PQntuples(res) * sizeof(*references));
	for (int i = 0; i < PQntuples(res); i++)
		references[i] = col_text(res, i, 0, a);
	*ret = references;
	*ret_n = (size_t)PQntuples(res);
	return true;
}

bool
request_unplanned(struct db *db, int64_t org_id, usec_t before, int64_t *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_request_unplanned, ARGS(I64(org_id), USEC(before)), &res, err))
		return false;
	*ret = col_i64(res, 0, 0);
	return true;
}
