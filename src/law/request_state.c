/*
 * The states of a request. What the last of its ends was decides; while it is open, its tasks do.
 */
#include "dossier/request_state.h"

static const char *const names[] = {
	[STATE_LOGGED] = "logged",
	[STATE_SEARCHING] = "searching",
	[STATE_COLLECTED] = "collected",
	[STATE_ANSWERED] = "answered",
	[STATE_CLOSED] = "closed",
};
_Static_assert(array_len(names) == STATE__MAX, "a name for every state");

const char *
request_state_name(enum request_state s)
{
	return names[s];
}

enum request_state
request_state_named(const char *name)
{
	for (enum request_state s = 0; s < STATE__MAX; s++)
		if (strcmp(names[s], name) == 0)
			return s;
	BUG("a request in the state %s", name);
}

enum request_state
request_state_of(const struct fact_list *facts, bool planned, bool running)
{
	const enum request_state open = !planned ? STATE_LOGGED
	    : running                            ? STATE_SEARCHING
						 : STATE_COLLECTED;
	enum request_state s = open;
	for (size_t i = 0; i < facts->n; i++) {
		const enum fact_kind kind = facts->items[i].kind;
		if (kind == FACT_ANSWERED)
			s = STATE_ANSWERED;
		else if (kind == FACT_CLOSED || kind == FACT_WITHDRAWN)
			s = STATE_CLOSED;
		else if (kind == FACT_REOPENED)
			s = open;
	}
	return s;
}
