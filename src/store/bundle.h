/* Rows that are read with their request: between bundle.c and the aggregates they are of. */
#ifndef STORE_BUNDLE_H
#define STORE_BUNDLE_H

#include "db.h"
#include "dossier/store/bundle.h"

extern const struct record request_record, org_record, right_record, identifier_record, task_record,
    outcome_record, fact_record, key_record;
/* task_rows, fact_rows: rows of task_record, of fact_record. */
void task_rows(const struct rows *rows, struct arena *a, struct task_list *ret);
void fact_rows(const struct rows *rows, struct arena *a, struct fact_list *ret);
/* facts_of: those of some requests, and of which request each is. */
bool facts_of(struct db *db, int64_t org_id, const struct array *ids, struct arena *a,
    struct fact_list *ret, const int64_t **ret_requests, struct err *err) MUSTCHECK;
/* outcome_rows: rows of outcome_record. */
bool outcome_rows(
    const struct rows *rows, struct arena *a, struct outcome_list *ret, struct err *err) MUSTCHECK;
/* key_row: NOTFOUND when there is none. */
bool key_row(const struct rows *rows, struct wrapped_keys *ret, struct err *err) MUSTCHECK;

#endif
