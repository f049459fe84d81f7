/*
 * The actions that change data at a system, one row each: what they destroy, who begins them, what
 * undoes them, what is repeated after a restore, what they come to. The path that carries them out
 * (change.h) reads this table and asks nowhere else which of them it is about. Pure data.
 */
#ifndef DOSSIER_CHANGE_RULE_H
#define DOSSIER_CHANGE_RULE_H

#include "dossier/outcome.h"
#include "dossier/rights.h"

struct change_rule {
	enum action action;
	unsigned rights; /* that have it done: 1u << RIGHT_... */
	/*
	 * Something is gone for good: not before it was approved by its digest, not where a hold
	 * keeps it. Of the others each old value stands sealed in the ledger before it is written.
	 */
	bool destroys;
	/* It begins by itself as soon as it is known which records are theirs: no approval. */
	bool at_once;
	enum action undone_by; /* ACTION__MAX: by nothing, or by what the person does themselves */
	bool replayed;         /* done again after its system was restored */
	bool looked;           /* its system is asked once more after a while */
	bool valued;           /* what it writes is said with it; else the register says it */
	enum outcome_code outcome; /* of records it was done to; an erasure has more than one */
};

/* change_rule(a): NULL: it changes nothing at a system. */
const struct change_rule *change_rule(enum action a);
/* change_rule_named: by the name of its action; NULL: there is none such. */
const struct change_rule *change_rule_named(const char *name);
/* change_rule_undoes: what ${a} takes back; ACTION__MAX: nothing. */
enum action change_rule_undoes(enum action a);

#endif
