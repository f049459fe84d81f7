/*
 * Work for a colleague. No slot does it; here it is only checked that the register says enough.
 */
#include "dossier/connector.h"
#include "dossier/phrase.h"

static bool
check(struct connector_call *call, json_t *ret_problems, struct err *err)
{
	(void)err;
	if (!json_get(call->system, "instruction"))
		json_array_append_new(ret_problems,
		    json_string(phrase("no instruction: a colleague must know where to look")));
	return true;
}

const struct connector connector_manual = { .kind = "manual", .check = check };
