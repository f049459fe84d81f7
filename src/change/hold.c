/*
 * Holds on what a person's records are.
 */
#include "change_private.h"

json_t *
change_holds(struct installation *in, const struct dossier *d, const char *system, struct err *err)
{
	(void)in, (void)d, (void)system, (void)err;
	return json_array();
}
