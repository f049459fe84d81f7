/*
 * Work for a colleague. No slot does it; here it is only checked that the register says enough.
 */
#include "dossier/connector.h"
#include "answer.h"

static bool
check(struct connector_call *call, json_t *ret_problems, struct err *err)
{
	(void)err;
	if (!json_get(call->system, "instruction"))
		answer_problem(ret_problems, "no instruction: a colleague must know where to look");
	return true;
}

const struct connector connector_manual = { .kind = "manual", .check = check };
