/*
 * What comes due of changes by itself.
 */
#include "change_private.h"

bool
change_sweep(
    struct installation *in, const struct actor *who, const struct org *org, struct err *err)
{
	(void)in, (void)who, (void)org, (void)err;
	return true;
}
