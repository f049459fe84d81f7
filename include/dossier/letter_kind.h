/*
 * Which letters there are. What each must say, and whom it is for, is letter/kinds.c's; which can
 * be written of a right, law/rights's. Pure data.
 */
#ifndef DOSSIER_LETTER_KIND_H
#define DOSSIER_LETTER_KIND_H

enum letter_kind {
	LETTER_EXTENSION,
	LETTER_REFUSAL,
	LETTER_DONE,
	LETTER_QUESTION_IDENTITY,
	LETTER_QUESTION_CLARIFICATION,
	LETTER_FEE,
	LETTER_LIFTING, /* what is only stored will be used again (art. 18(3)) */
	LETTER_CLOSE_NOT_IDENTIFIED,
	LETTER_CLOSE_MISDIRECTED,
	LETTER_CLOSE_NO_REQUEST,
	LETTER_CLOSE_DECEASED,
	LETTER_INSTRUCTION,         /* a processor, to search (art. 28(3)(e)) */
	LETTER_INSTRUCTION_ERASE,   /* or to erase: in the store it is the same kind */
	LETTER_INSTRUCTION_CORRECT, /* or to correct: likewise */
	LETTER_INSTRUCTION_STOP,    /* or to use it no more for a purpose: likewise */
	LETTER_FORWARD,
	LETTER_NOTIFY, /* a recipient, of what was done (art. 19) */
	LETTER_REPORT, /* the controller on whose instruction it was done (art. 28(3)(a)) */
	LETTER_REMINDER,
	LETTER_ESCALATION,
	LETTER_TASK,         /* a colleague, to search */
	LETTER_TASK_ERASE,   /* or to erase: likewise */
	LETTER_TASK_CORRECT, /* or to correct: likewise */
	LETTER_TASK_STOP,    /* or to stop a use: likewise */
	LETTER__MAX,
};

#endif
