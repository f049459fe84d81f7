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

/*
 * It ends for these (none: all that is restricted), whatever became of the request. First
 * change_lift_tell: the notice of 18(3), with ${why} as the person reads it. change_lift: DENIED
 * for what was not told by a letter that left, and while it is still being restricted somewhere.
 */
struct lifting {
	const char *const *categories;
	size_t n;
	const char *why;
};
bool change_lift_tell(struct installation *in, const struct actor *who, const char *reference,
    const struct lifting *x, struct arena *a, struct letter_told *ret, struct err *err) MUSTCHECK;
bool change_lift(struct installation *in, const struct actor *who, const char *reference,
    const struct lifting *x, struct err *err) MUSTCHECK;
/*
 * change_used: what is restricted was used, as 18(2) permits on ${ground}: an event, with
 * ${facts} sealed.
 */
struct restricted_use {
	const char *ground; /* of restricted_uses */
	const char *const *categories;
	size_t n;
	const char *facts;
};
bool change_used(struct installation *in, const struct actor *who, const char *reference,
    const struct restricted_use *x, struct err *err) MUSTCHECK;

#endif
