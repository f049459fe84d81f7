/*
 * Where a request is: it follows from what happened to it and from its tasks. Pure.
 */
#ifndef DOSSIER_REQUEST_STATE_H
#define DOSSIER_REQUEST_STATE_H

#include "dossier/fact.h"

enum request_state {
	STATE_LOGGED,    /* nobody was asked anything yet */
	STATE_SEARCHING, /* a task runs, or will */
	STATE_COLLECTED, /* none does; somebody may still have to answer */
	STATE_ANSWERED,  /* every right was answered or refused */
	STATE_CLOSED,    /* closed, after an answer or without one, or withdrawn */
	STATE__MAX,
};
const char *request_state_name(enum request_state s);     /* "logged" */
enum request_state request_state_named(const char *name); /* a BUG() when there is none */

/*
 * request_state_of: ${planned}: its tasks were made, if there were any; ${running}: one is ready or
 * leased.
 */
enum request_state request_state_of(const struct fact_list *facts, bool planned, bool running);

#endif
