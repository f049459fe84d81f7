/* What edits left of the parts, and what must not be found in an archive of them. */
#ifndef ARCHIVE_EDITED_H
#define ARCHIVE_EDITED_H

#include "edit_table.h"

#define EDITED_SAID 300
struct made { /* blobs: what was made, and of the item it was made from */
	const char *blob, *from;
};
struct edited {
	struct edit_job job;
	struct arena *arena;
	struct mark *marks;
	struct seek gone;
	struct sealed out[2];
	struct part *parts;
	size_t nparts, cap;
	struct made *made;
	size_t nmade, made_cap;
	json_t *files_gone, *files_stay; /* of values too large for their row */
};

/*
 * edit_file: what of a file leaves, of data/ or of ${portability}; *ret, is it made anew? Else
 * ${made} is not touched.
 */
bool edit_file(struct edited *e, const struct part *p, bool portability, struct part *made,
    bool *ret, struct err *err) MUSTCHECK;
/* edited_said: a part in a message, without the name of a file: it may say who somebody is. */
const char *edited_said(const struct part *p, char out[static EDITED_SAID]);

#endif
