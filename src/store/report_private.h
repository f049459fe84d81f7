/* Between report.c and report_days.c: rows counted anew, for who asks and for the sums. */
#ifndef STORE_REPORT_PRIVATE_H
#define STORE_REPORT_PRIVATE_H

#include "db.h"
#include "dossier/store/report.h"

bool report_count_groups(struct db *db, int64_t org_id, struct report_days days,
    const struct report_when *when, const char *const *facts, struct arena *a,
    struct report_groups *ret, struct err *err) MUSTCHECK;
bool report_count_tasks(struct db *db, int64_t org_id, struct report_days days,
    const struct report_when *when, struct arena *a, struct report_tasks *ret, struct err *err)
    MUSTCHECK;

#endif
