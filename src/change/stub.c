/*
 * What is not there yet says so.
 */
#include "change_private.h"

bool
change_ask(struct dossier *d, const char *purpose, const char *const *systems, int64_t *ret_n,
    struct err *err)
{
	(void)d, (void)purpose, (void)systems;
	*ret_n = 0;
	return err_set(err, ERR_SYSTEM, "changes at systems are not there yet");
}
