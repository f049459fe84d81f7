/* Whether anything that was left out stands in an archive after all. */
#ifndef ARCHIVE_PROVE_H
#define ARCHIVE_PROVE_H

#include "zip.h"

struct proof {
	const struct archive_spec *spec;
	const struct entry *entries; /* of the ZIP, in its order */
	size_t n;
	const char *blob; /* the ZIP */
};
/* prove(p, err): it is read back whole. DENIED names the entry, and what it was left out of. */
bool prove(const struct proof *p, struct err *err) MUSTCHECK;

#endif
