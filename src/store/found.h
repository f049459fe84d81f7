/* What finished tasks bring, as columns: between task_finish.c and the aggregates it belongs to. */
#ifndef STORE_FOUND_H
#define STORE_FOUND_H

#include "db.h"
#include "dossier/store/task_finish.h"

/* auto_drop(part_rows) struct part_rows r = PART_ROWS; */
struct part_rows {
	struct array task, request, category, name, format, blob, description;
};
#define PART_ROWS                                                                                  \
	{                                                                                          \
		.category.type = ARRAY_TEXT, .name.type = ARRAY_TEXT, .format.type = ARRAY_TEXT,   \
		.blob.type = ARRAY_TEXT, .description.type = ARRAY_TEXT                            \
	}
void part_rows_drop(struct part_rows *r);
void part_rows_add(
    struct part_rows *r, int64_t request_id, int64_t task_id, const struct stored_part *p);
/* part_rows_put: one statement; none for no rows. */
bool part_rows_put(struct db *db, int64_t org_id, const struct part_rows *r, struct err *err)
    MUSTCHECK;

struct letter_rows {
	struct array request, task, kind, recipient_kind, recipient, message_id, file, sealed,
	    facts;
};
#define LETTER_ROWS                                                                                \
	{                                                                                          \
		.kind.type = ARRAY_TEXT, .recipient_kind.type = ARRAY_TEXT,                        \
		.recipient.type = ARRAY_TEXT, .message_id.type = ARRAY_TEXT,                       \
		.file.type = ARRAY_TEXT, .sealed.type = ARRAY_TEXT                                 \
	}
void letter_rows_drop(struct letter_rows *r);
/* letter_rows_add: ${task_id} 0: no task wrote it. */
void letter_rows_add(
    struct letter_rows *r, int64_t request_id, int64_t task_id, const struct letter *l);
bool letter_rows_put(struct db *db, int64_t org_id, const struct letter_rows *r, struct err *err)
    MUSTCHECK;

/*
 * queue_requests: after whatever made tasks of these ready, or kept them from being so, and under
 * their lock: claims look where the queue says.
 */
bool queue_requests(struct db *db, int64_t org_id, const struct array *request_ids, struct err *err)
    MUSTCHECK;

json_t *outcomes_json(const struct outcome *o, size_t n); /* new */

#endif
