/*
 * What a request needs next: one step, with a command that is accepted as it stands. What a person
 * has to say stands in it as "-", which takes a line of standard input.
 */
#ifndef DOSSIER_NEXT_H
#define DOSSIER_NEXT_H

#include "dossier/json.h"

enum next_code {
	NEXT_NOTHING,    /* it has ended */
	NEXT_PLAN,       /* nobody was asked yet */
	NEXT_SEARCH,     /* a task runs, or will */
	NEXT_RETRY,      /* a task failed */
	NEXT_TASK,       /* a colleague was asked */
	NEXT_FORWARD,    /* it concerns customers of ours: which ones */
	NEXT_RECIPIENT,  /* a recipient was asked in writing */
	NEXT_IDENTIFIER, /* whether it is theirs */
	NEXT_LETTER,     /* lies there */
	NEXT_STOP,       /* marketing that was objected to (art. 21(3)) */
	NEXT_MANDATE,    /* whether who asks may for the person */
	NEXT_COMPETENCE, /* whether a child can decide */
	NEXT_VERIFY,     /* who asks */
	NEXT_DECIDE,     /* a right that is carried out by hand */
	NEXT_EMPTY,      /* one of which nothing was found */
	NEXT_RESTRICT,   /* what is only to be stored is said to be, on its ground */
	NEXT_STORED,     /* it is restricted, and the person was not told that this ends */
	NEXT_LIFT,       /* they were: it may be used again */
	NEXT_DOUBT,      /* whether erasure is meant: a service would end by it */
	NEXT_ERASE,      /* whether it goes as previewed */
	NEXT_ROLE,       /* whose a category is for this person */
	NEXT_UNDECIDED,  /* what becomes of records of which a rule cannot tell */
	NEXT_PROBLEM,    /* what is in the way at a system */
	NEXT_BEGIN,      /* the change at the systems, approved */
	NEXT_COOLING,    /* it begins by itself, later */
	NEXT_LOOK,       /* of which something is decided */
	NEXT_REVIEW,     /* a person has to look at what leaves with the copy */
	NEXT_INFORM,     /* what goes with the copy is blank */
	NEXT_BUILD,      /* the archive */
	NEXT_APPROVE,    /* the archive, by a second person */
	NEXT_ANSWER,     /* all is there */
	NEXT_SOME,       /* of this right, and not of another */
	NEXT_CHECK,      /* a system that fails: of no request */
	NEXT_CLAIM,      /* a hold for a claim is to be looked at again: of no step of a request */
	NEXT_MAXIMUM,    /* records are kept past what a statute permits */
	NEXT_HELD,       /* what a hold kept that is over */
	NEXT_FOUND,      /* who objected or was erased was found again: of no request */
	NEXT_LACKS,      /* something is not, and words say what */
	NEXT__MAX,
};
struct next_step {
	enum next_code code;
	const char *one,
	    *two;           /* what its command names beside the request: system and action, ... */
	const char *detail; /* more in words, or NULL */
};
/* What is known of a request before its answer is looked at. */
struct next_known {
	const char *state; /* as stored */
	bool ended;        /* nobody is waited for any more, but by a letter that lies there */
	const char *system, *action; /* the first task that waits for somebody; NULL: none */
	bool failed, written;        /* it failed; a recipient was asked in writing */
	bool identifiers;            /* whether one is theirs has to be said */
	const char *letter;          /* the number of one that lies there; NULL: none */
	const char *notice,
	    *limit; /* of one that has to leave before any task, and why; NULL: none */
};

/* next_before: the step that comes before any answer; CODE NEXT_ANSWER: there is none. */
struct next_step next_before(const struct next_known *known);
/*
 * next_view(step, reference): {"code","why","detail","command"}, new: why in words, the command as
 * its words, "dossier" first; null: there is none.
 */
json_t *next_view(const struct next_step *step, const char *reference);
bool next_waits(const json_t *view); /* for a person of ours? A letter has a row of its own */
/*
 * next_is_before: does it come before the answer is looked at? next_is_look: which step it is has
 * to be looked at: what was decided, reviewed and told beside the copy.
 */
bool next_is_before(const json_t *view);
bool next_is_look(const json_t *view);

#endif
