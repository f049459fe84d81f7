/*
 * Who may do what, and of a request in which of its states: one table, asked where a request is
 * opened for who acts (dossier_begin), where an organisation is (installation_org), and by what the
 * help says. What a guard looks at besides (guard.h) is finer than a state. Pure.
 */
#ifndef DOSSIER_ACT_H
#define DOSSIER_ACT_H

#include "dossier/request_state.h"

enum act {
	ACT_NONE, /* no role is asked for */
	/* of an organisation, or of the installation */
	ACT_ENTER,      /* be here at all */
	ACT_RULE,       /* let people in, and say what they may */
	ACT_REGISTER,   /* load a register */
	ACT_CHECK,      /* try the systems */
	ACT_WORK,       /* run the worker */
	ACT_LEDGER,     /* begin a ledger file anew */
	ACT_MEASURE,    /* the report, the log, figures */
	ACT_LOG,        /* a request */
	ACT_AGENT,      /* who asks for many */
	ACT_SUPPRESSED, /* who is on the stop list */
	ACT_WATCH,      /* look whether they are used again */
	/* of a request */
	ACT_SEE,         /* it, and what is known of the person */
	ACT_READ_LETTER, /* what was written to anybody */
	ACT_HANDLE,      /* look at what only who handles it needs */
	ACT_NOTE,
	ACT_ADVISE, /* on it, as its dpo */
	ACT_ASSIGN,
	ACT_LOOKUP,
	ACT_IDENTIFY, /* say which identifiers are theirs */
	ACT_TASK,
	ACT_TASK_ERASE, /* what is gone there, also after the answer */
	ACT_VERIFY,     /* record how who asks was checked */
	ACT_ASK,        /* the person a question */
	ACT_HEAR,       /* that they answered it */
	ACT_MANDATE,    /* whether who asks may ask for another */
	ACT_INFORM,     /* what is told beside the copy */
	ACT_BUILD,      /* the archive */
	ACT_REVIEW,     /* what is to leave */
	ACT_READ,       /* it: the dpo too, who advises on it (art. 38(2)) */
	ACT_FETCH,      /* take it out: to send it or to look, */
	ACT_TAKE,       /* to send it, */
	ACT_INSPECT,    /* to look before it is approved */
	ACT_APPROVE,
	ACT_APPROVE_CHANGE, /* what is to be done at the systems */
	ACT_ANSWER,
	ACT_DECIDE,
	ACT_LIFT, /* what is restricted is used, or is restricted no more, also after the answer */
	ACT_REFUSE,
	ACT_FEE,
	ACT_EXTEND,
	ACT_CAUSE,
	ACT_LETTER, /* record what became of one */
	ACT_CHANGE, /* in which language, and what is asked */
	ACT_CORRECT,
	ACT_REFER, /* another request to it, as its duplicate */
	ACT_CLOSE,
	ACT_WITHDRAW,
	ACT_REOPEN,
	ACT_REPLAY, /* what was erased is erased again */
	ACT_HOLD,   /* keep what a statute or a claim needs, and keep it no longer */
	ACT_HOLDS,  /* see what is held */
	ACT_OPT_IN, /* who is on the stop list opted in again */
	ACT__MAX,
};

const char *act_name(enum act act);
/* act_roles: "officer,handler", of whom one suffices; NULL: no role is asked for. */
const char *act_roles(enum act act);
bool act_may(enum act act, const char *role);
/* act_is_of_request: is it done to a request? act_in: can it be, in that state? */
bool act_is_of_request(enum act act);
bool act_in(enum act act, enum request_state state);
/* act_needs_content: is it done with what was collected, or with a letter? */
bool act_needs_content(enum act act);
/* act_states: those, "logged,searching", in ${a}; NULL: all, or it is done to no request. */
const char *act_states(enum act act, struct arena *a);

#endif
