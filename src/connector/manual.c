/*
 * Work for a colleague: what to look for and where, and the task waits for `dossier task done`.
 * Says by which kinds of identifier; the values themselves stand sealed at the request.
 */
#include "answer.h"

static const char *
kinds_known(const struct connector_call *call, struct arena *a)
{
	const char *list = "";
	for (size_t i = 0; i < call->nids; i++) {
		bool again = false;
		for (size_t k = 0; k < i; k++)
			again = again || strcmp(call->ids[k].kind, call->ids[i].kind) == 0;
		if (!again)
			list =
			    arena_printf(a, "%s%s%s", list, *list ? ", " : "", call->ids[i].kind);
	}
	return list;
}

static bool
collect(struct connector_call *call, struct err *err)
{
	(void)err;
	auto_drop(arena) struct arena *a = arena_new();
	const json_t *languages = json_get(json_get(call->request, "organisation"), "languages");
	const char *language = json_string_value(json_array_get(languages, 0)),
		   *kinds = kinds_known(call, a);
	if (!language)
		language = "en";
	const char *what = json_text_in(json_get(call->system, "instruction"), language);
	if (!what)
		what = json_text_in(json_get(call->system, "name"), language);
	if (!what)
		what = json_str_or(call->system, "id", "");
	answer_all(call, "asked", *kinds ? arena_printf(a, "%s (%s)", what, kinds) : what);
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
