/* What edits left of the parts, and what must not be found in an archive of them. */
#ifndef ARCHIVE_EDITED_H
#define ARCHIVE_EDITED_H

#include "edit_table.h"

struct edited {
	struct edit_job job;
	struct arena *arena;
	struct mark *marks;
	struct redact_mark *words; /* the texts of all edits, each at its number */
	struct redact_set *texts;  /* NULL: none has one */
	struct seek gone;
	struct sealed out[2];
	struct part *parts;
	size_t nparts, cap;
	const char **made; /* blobs */
	size_t nmade, made_cap;
	json_t *files_gone, *files_stay; /* of values too large for their row */
};

/*
 * edited_know(e, err): values that were left out and also stand in columns that leave may be found
 * anywhere.
 */
bool edited_know(struct edited *e, struct err *err) MUSTCHECK;

#endif
