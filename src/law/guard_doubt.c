/*
 * What became of the doubt about who asks (art. 12(6)): only a question that left, did not come
 * back, and could be answered, was asked in vain; closing and refusing for want of a known person
 * rest on that (art. 11(2), 12(2)).
 */
#include "guard_private.h"

/*
 * Of the unanswered questions about who asks since fact ${from}: the last one counts, and from the
 * last day on which any left there is time to answer.
 */
static enum doubt
letter_of_doubt(const struct fact_list *facts, size_t from, struct date today)
{
	enum doubt doubt = DOUBT_UNSENT;
	struct date last = { 0 };
	for (size_t i = from; i < facts->n; i++) {
		const struct fact *f = &facts->items[i];
		bool back;
		if (!fact_is_question(facts, f, "identity") || fact_question_answered(facts, f))
			continue;
		struct date left = fact_question_left(facts, i, &back);
		doubt = date_is_set(left) ? DOUBT_OPEN : back ? DOUBT_RETURNED : DOUBT_UNSENT;
		if (date_is_set(left) && (!date_is_set(last) || date_cmp(last, left) < 0))
			last = left;
	}
	bool waiting =
	    doubt == DOUBT_OPEN && date_cmp(today, date_add_days(last, GUARD_ANSWER_DAYS)) < 0;
	return waiting ? DOUBT_WAITING : doubt;
}

/* What failed a check needs no time, but was asked: the letter that tells the end says so. */
static enum doubt
failed_doubt(const struct fact_list *facts)
{
	enum doubt doubt = DOUBT_UNSENT;
	for (size_t i = 0; i < facts->n; i++) {
		const struct fact *f = &facts->items[i];
		bool back;
		if (!fact_is_question(facts, f, "identity"))
			continue;
		if (date_is_set(fact_question_left(facts, i, &back)))
			return DOUBT_OPEN;
		doubt = back ? DOUBT_RETURNED : DOUBT_UNSENT;
	}
	return doubt;
}

enum doubt
guard_doubt(const struct term *t, const struct fact_list *facts, struct date today)
{
	enum doubt doubt = DOUBT_UNASKED;
	bool failed = false;
	size_t since =
	    0; /* what was asked before was answered, or failed, or the person is known */
	for (size_t i = 0; i < facts->n; i++) {
		const struct fact *f = &facts->items[i];
		bool about = f->ground && strcmp(f->ground, "identity") == 0;
		bool answered = f->kind == FACT_QUESTION_ANSWERED && about && !t->identity_open &&
		    !fact_taken_back(facts, f);
		bool passed = f->kind == FACT_VERIFIED && strcmp(f->result, "passed") == 0;
		if (fact_is_question(facts, f, "identity")) {
			doubt = DOUBT_OPEN;
			since = failed ? i : since;
			failed = false;
		} else if (f->kind == FACT_VERIFIED && !passed && doubt != DOUBT_UNASKED) {
			doubt = DOUBT_OPEN;
			failed = true;
		} else if (answered || passed) {
			doubt = passed ? DOUBT_GONE : DOUBT_ANSWERED;
			failed = false;
			since = i + 1;
		}
	}
	if (doubt != DOUBT_OPEN)
		return doubt;
	return failed ? failed_doubt(facts) : letter_of_doubt(facts, since, today);
}

/* An answer that shows no authority is none. */
enum doubt
guard_authority_asked(const struct fact_list *facts, struct date today)
{
	enum doubt doubt = DOUBT_UNASKED;
	for (size_t i = 0; i < facts->n; i++) {
		const struct fact *f = &facts->items[i];
		bool back;
		if (!fact_is_question(facts, f, "identity") || !f->method ||
		    strcmp(f->method, "mandate") != 0)
			continue;
		struct date left = fact_question_left(facts, i, &back);
		bool over = date_is_set(left) &&
		    (fact_question_answered(facts, f) ||
			date_cmp(today, date_add_days(left, GUARD_ANSWER_DAYS)) >= 0);
		if (over)
			return DOUBT_OPEN;
		doubt = date_is_set(left) ? DOUBT_WAITING : back ? DOUBT_RETURNED : DOUBT_UNSENT;
	}
	return doubt;
}

_Static_assert(GUARD_ANSWER_DAYS == 14, "the days are told below");

const char *
guard_doubt_lacks(enum doubt doubt)
{
	static const char *const lacks[] = {
		[DOUBT_UNASKED] = "ask the person for what is missing first (`dossier verify`)",
		[DOUBT_UNSENT] = "the question has not left (art. 12(6)): send it, and say so with "
				 "`dossier letter sent`",
		[DOUBT_RETURNED] = "the question came back and asked nobody (art. 12(6)): send it "
				   "another way, and say so with `dossier letter sent`",
		[DOUBT_WAITING] =
		    "the question left less than 14 days ago (art. 12(2), 12(6)): let "
		    "the person answer first; still possible: record what a check "
		    "gave (`dossier verify --result`)",
		[DOUBT_OPEN] = NULL,
		[DOUBT_ANSWERED] = "the person answered: say first what the check of that gave "
				   "(`dossier verify`)",
		[DOUBT_GONE] = "the person was checked and is known: go on with the request",
	};
	return lacks[doubt];
}
