/*
 * What became of the doubt about who asks (art. 12(6)): only a question that left, and did not come
 * back, was asked in vain; closing and refusing for want of a known person rest on that (art.
 * 11(2), 12(2)).
 */
#include "guard_private.h"

/* Of the unanswered questions about who asks since fact ${from}: did the letter of any leave? */
static enum doubt
letter_of_doubt(const struct fact_list *facts, size_t from)
{
	enum doubt doubt = DOUBT_UNSENT;
	for (size_t i = from; i < facts->n; i++) {
		const struct fact *f = &facts->items[i];
		bool back;
		if (f->kind != FACT_QUESTION_ASKED || strcmp(f->ground, "identity") != 0 ||
		    fact_question_answered(facts, f))
			continue;
		if (date_is_set(fact_question_left(facts, i, &back)))
			return DOUBT_OPEN;
		doubt = back ? DOUBT_RETURNED : DOUBT_UNSENT;
	}
	return doubt;
}

enum doubt
guard_doubt(const struct term *t, const struct fact_list *facts)
{
	enum doubt doubt = DOUBT_UNASKED;
	bool failed = false;
	size_t since = 0; /* what was asked before was answered, or the person is known */
	for (size_t i = 0; i < facts->n; i++) {
		const struct fact *f = &facts->items[i];
		bool about = f->ground && strcmp(f->ground, "identity") == 0;
		bool answered = f->kind == FACT_QUESTION_ANSWERED && about && !t->identity_open;
		bool passed = f->kind == FACT_VERIFIED && strcmp(f->result, "passed") == 0;
		if (f->kind == FACT_QUESTION_ASKED && about)
			doubt = DOUBT_OPEN;
		else if (f->kind == FACT_VERIFIED && !passed && doubt != DOUBT_UNASKED) {
			doubt = DOUBT_OPEN;
			failed = true;
		} else if (answered || passed) {
			doubt = passed ? DOUBT_GONE : DOUBT_ANSWERED;
			failed = false;
			since = i + 1;
		}
	}
	return doubt == DOUBT_OPEN && !failed ? letter_of_doubt(facts, since) : doubt;
}

const char *
guard_doubt_lacks(enum doubt doubt)
{
	static const char *const lacks[] = {
		[DOUBT_UNASKED] = "ask the person for what is missing first (`dossier verify`)",
		[DOUBT_UNSENT] = "the question has not left (art. 12(6)): send it, and say so with "
				 "`dossier letter sent`",
		[DOUBT_RETURNED] = "the question came back and asked nobody (art. 12(6)): send it "
				   "another way, and say so with `dossier letter sent`",
		[DOUBT_OPEN] = NULL,
		[DOUBT_ANSWERED] = "the person answered: say first what the check of that gave "
				   "(`dossier verify`)",
		[DOUBT_GONE] = "the person was checked and is known: go on with the request",
	};
	return lacks[doubt];
}
