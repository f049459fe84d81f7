/*
 * All of our own database, as pg_dump writes it and pg_restore reads it (custom format), in
 * constant memory. Whoever keeps it seals it.
 */
#ifndef DOSSIER_STORE_DUMP_H
#define DOSSIER_STORE_DUMP_H

#include <sys/types.h>

#include "dossier/store/db.h"

/* Which database: the private one of ${home}, or (not NULL) the one at ${uri}. Borrowed. */
struct dump_place {
	const char *home, *uri;
};

/*
 * dump_begin(place, err): what stands there at this moment, read as dossier_backup. DENIED when the
 * login may not become that; an older or newer schema as migrate_check says it.
 * dump_read: up to ${n} bytes more of what pg_dump makes of it; 0: that was all, and it is whole;
 * -1: it is not, see err.
 * dump_blob: the next blob that it names, in the order of their names, borrowed until the next;
 * NULL: no more, or see err.
 */
struct dump;
struct dump *dump_begin(const struct dump_place *place, struct err *err);
ssize_t dump_read(struct dump *d, void *p, size_t n, struct err *err);
const char *dump_blob(struct dump *d, struct err *err);
void dump_free(struct dump *d);
DEFINE_DROP(dump, struct dump, dump_free)

/*
 * dump_restore(place, next, arg, err): an empty database comes to be what was dumped, in one
 * transaction, and is brought up to date; ${next} gives the bytes as dump_read does. *ret_applied:
 * how many migrations that took. CONFLICT where there are tables of ours already.
 */
typedef ssize_t dump_next(void *arg, void *p, size_t n, struct err *err);
bool dump_restore(const struct dump_place *place, dump_next *next, void *arg, int *ret_applied,
    struct err *err) MUSTCHECK;

#endif
