/*
 * Restriction as a person decides it (art. 18): it begins, is told beforehand to end, ends, and
 * what is done meanwhile with what is only stored.
 */
#ifndef DOSSIER_RESTRICT_H
#define DOSSIER_RESTRICT_H

#include "dossier/decide.h"

struct restricting {
	const char *ground;            /* of art. 18(1), a code of restriction.h */
	const char *const *categories; /* none: all that may be */
	size_t n;
};
/*
 * change_restrict: from now on these are only stored, at every system that holds them: by
 * change_begin(). DENIED where the right is not open, it is not known who asks, or nothing was
 * searched yet; USAGE without a ground.
 */
bool change_restrict(struct installation *in, const struct actor *who, const char *reference,
    const struct restricting *x, struct err *err) MUSTCHECK;

#endif
