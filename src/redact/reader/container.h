/*
 * A ZIP in memory, read and made.
 */
#ifndef REDACT_CONTAINER_H
#define REDACT_CONTAINER_H

#include "job.h"

#define CONTAINER_ENTRIES_MAX 10000

/*
 * container_open(in): NULL when it is none, or of more than CONTAINER_ENTRIES_MAX entries.
 * container_name(c, i): of an entry, as it is written; valid until it is closed.
 * container_is_dir(c, i): nothing but a name.
 * container_read(job, c, i, ret): its bytes, anew; false: it is encrypted, broken or too large.
 * container_find(c, name): the entry of that name, or -1.
 * container_has_more(c): more bytes than its entries account for.
 */
struct container;
struct container *container_open(struct bytes in);
void container_free(struct container *c);
DEFINE_DROP(container, struct container, container_free)
int container_count(const struct container *c);
const char *container_name(const struct container *c, int i);
bool container_is_dir(const struct container *c, int i);
bool container_read(struct job *job, struct container *c, int i, struct buf *ret);
int container_find(const struct container *c, const char *name);
bool container_has_more(const struct container *c);

/*
 * container_new(): one with no entry yet.
 * container_add(c, name, data, stored): data is copied; ${stored}: as it is.
 * container_end(c, ret): all of it.
 */
struct container *container_new(void);
bool container_add(struct container *c, const char *name, struct bytes data, bool stored);
bool container_end(struct container *c, struct buf *ret);

#endif
