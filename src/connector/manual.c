/*
 * Work for a colleague: the task waits for `dossier task done`. What to look for, and where, stands
 * in the register; by what, sealed at the request.
 */
#include "answer.h"

static bool
collect(struct connector_call *call, struct err *err)
{
	(void)err;
	const struct outcome asked = { .code = OUTCOME_ASKED, .count = -1 };
	answer_all(call, &asked);
	call->asked = true;
	return true;
}

static bool
check(struct connector_call *call, json_t *ret_problems, struct err *err)
{
	(void)err;
	if (!json_get(call->system, "instruction"))
		(void)json_array_append_new(ret_problems,
		    json_string("no instruction: a colleague must know where to look"));
	return true;
}

const struct connector connector_manual = { "manual", check, collect, NULL };
