/*
 * Files of templates/ and sql/ built into the program, so that one binary is an installation.
 * A file of the same name under the installation's own templates/ directory goes first.
 */
#ifndef DOSSIER_ASSET_H
#define DOSSIER_ASSET_H

#include "dossier/json.h"

struct asset {
	const char *name; /* "law/calendar-nl.json": path below templates/ */
	const char *data; /* NUL-terminated after size */
	size_t size;
};

/* asset_find(name): the built-in file, or NULL. */
const struct asset *asset_find(const char *name);
/*
 * asset_next(prev, prefix): walk the built-in files whose names begin with ${prefix}; NULL begins
 * and ends.
 */
const struct asset *asset_next(const struct asset *prev, const char *prefix);
/* asset_override_dir(dir): look there first from now on (borrowed for the life of the program). */
void asset_override_dir(const char *dir);
/*
 * asset_text(name, a, ret_len, err): the override if there is one, else the built-in file;
 * NOTFOUND otherwise.
 */
const char *asset_text(const char *name, struct arena *a, size_t *ret_len, struct err *err);

/*
 * asset_json(name, err): the same as JSON, for files whose codes the program or a recorded decision
 * names. What an override lacks is taken from the built-in file, so that an older copy still knows
 * a newer code: in a file of words (.../words.json) every member, in others each row of a list that
 * has an "id". What was lacking is told to asset_tell's function.
 *
 * Returns    new; its source is the override's, whose path its name is.
 * Errors     INPUT "FILE:LINE:COLUMN: ..." for an id that stands twice in a list, or a member of
 *            words.json of another type than the built-in one; NOTFOUND.
 */
struct json_doc *asset_json(const char *name, struct err *err);
/* asset_lacks(name, a, err): what asset_json would tell, in one line; NULL for nothing. */
const char *asset_lacks(const char *name, struct arena *a, struct err *err);
/* asset_tell(tell): tell(text) once for each file that lacks something (NULL: nobody). */
void asset_tell(void (*tell)(const char *text));

#endif
