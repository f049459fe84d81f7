/* Between refuse.c, which decides, and refuse_tell.c, which writes the letter. */
#ifndef DOSSIER_REFUSE_H
#define DOSSIER_REFUSE_H

#include "tell.h"

struct refusing {
	const struct decide_refusal *c;
	const struct refusal_law *law;
	const struct retention_law *retention; /* once a ground claims what it knows */
	const struct refusal_ground *ground;
	struct rights_chosen rights;
	struct right_part_list parts[RIGHT__MAX]; /* of each: refused now */
	bool whole[RIGHT__MAX];                   /* nothing is left of it then */
	bool listed[RIGHT__MAX];                  /* these parts, and not all there was of it */
	bool late;
	struct arena *a; /* of what is told */
	struct letter_told *told;
};
/* refuse_tell: the letter art. 12(4) demands: the ground, the facts, complaint and court. */
bool refuse_tell(struct dossier *d, struct refusing *f, struct err *err) MUSTCHECK;

#endif
