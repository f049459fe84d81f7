/*
 * The table of acts: roles, and states of a request. The dpo decides nothing (art. 38(6)); an admin
 * lets people in, and sees no request.
 */
#include <string.h>

#include "dossier/act.h"

#define IN(state) (1u << STATE_##state)
#define OPEN (IN(LOGGED) | IN(SEARCHING) | IN(COLLECTED))
#define ENDED (IN(ANSWERED) | IN(CLOSED))
#define EVER (OPEN | ENDED)

#define ANYBODY "officer,handler,approver,dpo,auditor,admin"
#define READERS "officer,handler,approver,dpo,auditor"
#define CASEWORK "officer,handler"
#define OVERSIGHT "admin,officer,dpo,auditor"

static const struct {
	const char *name, *roles;
	unsigned states; /* none: it is of no request */
	bool content;    /* what was collected, or a letter, is there */
} acts[] = {
	[ACT_NONE] = { "none", NULL, 0 },
	[ACT_ENTER] = { "enter", ANYBODY, 0 },
	[ACT_RULE] = { "rule", "admin", 0 },
	[ACT_REGISTER] = { "register", "admin,officer", 0 },
	[ACT_CHECK] = { "check", CASEWORK ",admin", 0 },
	[ACT_WORK] = { "work", CASEWORK ",admin", 0 },
	[ACT_LEDGER] = { "ledger", "admin,officer", 0 },
	[ACT_MEASURE] = { "measure", OVERSIGHT, 0 },
	[ACT_LOG] = { "log", CASEWORK, 0 },
	[ACT_AGENT] = { "agent", CASEWORK, 0 },
	[ACT_WATCH] = { "watch", CASEWORK, 0 },
	[ACT_SUPPRESSED] = { "suppressed", CASEWORK ",dpo,auditor", 0 },
	[ACT_SEE] = { "see", READERS, EVER },
	[ACT_READ_LETTER] = { "read-letter", CASEWORK ",dpo,auditor", EVER, true },
	[ACT_HANDLE] = { "handle", CASEWORK, EVER },
	[ACT_NOTE] = { "note", CASEWORK, EVER },
	[ACT_ADVISE] = { "advise", "dpo", EVER },
	[ACT_ASSIGN] = { "assign", CASEWORK, EVER },
	[ACT_LOOKUP] = { "lookup", CASEWORK, OPEN },
	[ACT_IDENTIFY] = { "identify", CASEWORK, OPEN },
	[ACT_TASK] = { "task", CASEWORK, OPEN },
	/* what a law has kept is asked for the day after, whatever became of its request */
	[ACT_TASK_ERASE] = { "task-erase", CASEWORK, EVER },
	[ACT_VERIFY] = { "verify", CASEWORK, EVER },
	[ACT_ASK] = { "ask", CASEWORK, OPEN },
	[ACT_HEAR] = { "hear", CASEWORK, EVER },
	[ACT_MANDATE] = { "mandate", CASEWORK, OPEN },
	[ACT_INFORM] = { "inform", CASEWORK, OPEN },
	[ACT_BUILD] = { "build", CASEWORK, EVER, true },
	[ACT_REVIEW] = { "review", CASEWORK, OPEN },
	[ACT_READ] = { "read", CASEWORK ",approver,dpo", EVER, true },
	[ACT_FETCH] = { "fetch", CASEWORK ",approver", EVER, true },
	[ACT_TAKE] = { "take", CASEWORK, EVER, true },
	[ACT_INSPECT] = { "inspect", "approver", EVER, true },
	[ACT_APPROVE] = { "approve", "approver", OPEN },
	/* of four eyes the register speaks; what is held longer outlives the answer */
	[ACT_APPROVE_CHANGE] = { "approve-change", CASEWORK ",approver", EVER },
	[ACT_ANSWER] = { "answer", CASEWORK, OPEN },
	[ACT_DECIDE] = { "decide", CASEWORK, OPEN },
	[ACT_LIFT] = { "lift", CASEWORK, EVER },
	[ACT_REFUSE] = { "refuse", CASEWORK, OPEN },
	[ACT_FEE] = { "fee", CASEWORK, OPEN },
	[ACT_EXTEND] = { "extend", CASEWORK, OPEN },
	[ACT_CAUSE] = { "cause", CASEWORK, EVER },
	[ACT_LETTER] = { "letter", CASEWORK, EVER },
	[ACT_CHANGE] = { "change", CASEWORK, OPEN },
	[ACT_CORRECT] = { "correct", CASEWORK, EVER },
	[ACT_REFER] = { "refer", CASEWORK, EVER },
	[ACT_CLOSE] = { "close", CASEWORK, OPEN | IN(ANSWERED) },
	[ACT_WITHDRAW] = { "withdraw", CASEWORK, OPEN },
	[ACT_REOPEN] = { "reopen", CASEWORK, ENDED, true },
	[ACT_REPLAY] = { "replay", CASEWORK, EVER },
	[ACT_HOLD] = { "hold", "officer", EVER },
	[ACT_HOLDS] = { "holds", CASEWORK ",dpo,auditor", EVER },
	[ACT_OPT_IN] = { "opt-in", CASEWORK, EVER },
};
_Static_assert(sizeof(acts) / sizeof(*acts) == ACT__MAX, "a row for every act");

const char *
act_name(enum act act)
{
	return acts[act].name;
}

const char *
act_roles(enum act act)
{
	return acts[act].roles;
}

bool
act_may(enum act act, const char *role)
{
	size_t n = strlen(role);
	for (const char *s = acts[act].roles; s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL)
		if (strncmp(s, role, n) == 0 && (s[n] == ',' || s[n] == '\0'))
			return true;
	return acts[act].roles == NULL;
}

bool
act_is_of_request(enum act act)
{
	return acts[act].states != 0;
}

bool
act_in(enum act act, enum request_state state)
{
	return acts[act].states & 1u << state;
}

bool
act_needs_content(enum act act)
{
	return acts[act].content;
}

const char *
act_states(enum act act, struct arena *a)
{
	const char *list = NULL;
	for (enum request_state s = 0; s < STATE__MAX; s++)
		if (act_in(act, s))
			list = list ? arena_printf(a, "%s,%s", list, request_state_name(s))
				    : request_state_name(s);
	return acts[act].states == EVER ? NULL : list;
}
