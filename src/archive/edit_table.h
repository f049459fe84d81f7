/* A table without what of it does not leave. */
#ifndef ARCHIVE_EDIT_TABLE_H
#define ARCHIVE_EDIT_TABLE_H

#include "edit_value.h"
#include "sealed.h"
#include "seek.h"

/*
 * One of the two forms in which a table leaves: for data/, and for portability/ where that is not
 * the same.
 */
struct copy {
	bool wanted;
	const struct part *schema_of; /* the part whose columns it has, of those of the item */
	struct part json, csv; /* to be made from what they are; with no blob: nothing is left */
};
struct edit_table {
	const struct edit_job *job;
	struct mark *marks;            /* of all edits */
	struct seek *gone;             /* values that do not leave; tags are numbers of edits */
	struct sealed *out;            /* two */
	struct arena *arena;           /* of what is made */
	const struct part *json, *csv; /* the item */
	/* data: the item as it is, which may be for portability/ alone */
	struct copy data, portability;
	json_t *files_gone, *files_stay; /* names of the files of values too large for their row */
};
bool edit_table(struct edit_table *t, struct err *err) MUSTCHECK;

#endif
