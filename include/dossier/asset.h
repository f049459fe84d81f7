/*
 * Files of templates/ and sql/ built into the program, so that one binary is an installation.
 * A file of the same name under the installation's own templates/ directory goes first.
 */
#ifndef DOSSIER_ASSET_H
#define DOSSIER_ASSET_H

#include "dossier/mem.h"

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

#endif
