/*
 * Guards on the life of a request: extending, closing, reopening, withdrawing. What is asked of the
 * person is in guard_question.c, what an answer or a refusal needs in guard_answer.c. Decides
 * nothing and changes nothing.
 */
#include "dossier/phrase.h"
#include "dossier/text.h"
#include "guard_private.h"

bool
guard_said(const char *s)
{
	return text_says(s);
}

bool
guard_day(
    const struct term *t, const char *what, struct date on, struct date today, struct err *err)
{
	if (date_cmp(on, t->received) < 0)
		return err_set(err, ERR_DENIED,
		    "%s of %s is dated before the request of %s, from which art. 12(3) GDPR "
		    "counts: expected "
		    "a day from then on",
		    phrase(what), DAY(on), DAY(t->received));
	if (date_cmp(on, today) > 0)
		return err_set(err, ERR_DENIED,
		    "%s of %s lies in the future: record it once it is there (art. 5(2) GDPR)",
		    phrase(what), DAY(on));
	return true;
}

bool
guard_open(const struct term *t, const char *what, struct err *err)
{
	if (!date_is_set(t->end.on))
		return true;
	return err_set(err, ERR_DENIED,
	    "%s: the request was %s on %s; reopen it first, with the reason (art. 12(3) GDPR)",
	    phrase(what), phrase(fact_name(t->end.by)), DAY(t->end.on));
}

bool
guard_own_name(const struct term *t, const char *what, struct err *err)
{
	return !t->controller ||
	    err_set(err, ERR_DENIED,
		"%s: that is for %.80s to decide, on whose instruction this is done (art. 28(3)(a) "
		"GDPR); still possible: hand over what was found, with `dossier answer`",
		phrase(what), t->controller);
}

/* ---- what nothing is weighed against: art. 21(3), 7(3) ---- */

bool
guard_weighed(enum absolute about, const char *what, struct err *err)
{
	if (about == ABSOLUTE_NONE)
		return true;
	return about == ABSOLUTE_MARKETING
	    ? err_set(err, ERR_DENIED,
		  "%s: an objection to direct marketing is complied with at once and free of "
		  "charge (art. 21(3), 12(5) GDPR); still possible: stop it, today",
		  phrase(what))
	    : err_set(err, ERR_DENIED,
		  "%s: consent is withdrawn as easily as it was given (art. 7(3) GDPR); still "
		  "possible: stop what rests on it, today",
		  phrase(what));
}

/* ---- extension: art. 12(3) ---- */

/* What is left when an extension was decided before and is not in force. */
static const char *
still_possible(const struct term *t, struct date today)
{
	if (date_cmp(today, t->first) > 0)
		return "answer now, the first deadline counts";
	if (t->extension == EXTENSION_UNLAWFUL)
		return "answer by the first deadline";
	return "send its notice by the first deadline, another way if it came back";
}

/* Art. 12(3) knows one extension. */
static bool
extended_before(const struct term *t, struct date today, struct err *err)
{
	if (t->extension == EXTENSION_IN_FORCE)
		return err_set(err, ERR_DENIED,
		    "extended already, to %s: art. 12(3) GDPR allows it once; answer by then",
		    DAY(t->extended));
	return err_set(err, ERR_DENIED,
	    "extended already, on %s (%s): art. 12(3) GDPR allows it once; still possible: %s",
	    DAY(t->extension_decided), phrase(term_extension_name(t->extension)),
	    phrase(still_possible(t, today)));
}

bool
guard_extend(const struct term *t, const struct guard_extension *x, struct err *err)
{
	if (!term_extends_for(x->ground))
		return err_set(err, ERR_USAGE,
		    "no ground to extend \"%.40s\": art. 12(3) GDPR knows complexity and number",
		    x->ground ? x->ground : "");
	if (!guard_open(t, "extending", err) || !guard_own_name(t, "extending", err) ||
	    !guard_weighed(x->about, "extending", err))
		return false;
	if (t->extension != EXTENSION_NONE)
		return extended_before(t, x->today, err);
	if (date_cmp(x->today, t->received) < 0)
		return err_set(err, ERR_DENIED,
		    "extending on %s, before the request of %s (art. 12(3) GDPR)", DAY(x->today),
		    DAY(t->received));
	if (date_cmp(x->today, t->first) > 0)
		return err_set(err, ERR_DENIED,
		    "extending on %s: the first deadline was %s, by which art. 12(3) GDPR wants "
		    "the person told; still possible: answer now, it counts as late",
		    DAY(x->today), DAY(t->first));
	if (!guard_said(x->reason))
		return err_set(err, ERR_DENIED,
		    "extending without a reason: art. 12(3) GDPR wants the person told why: "
		    "say it, by %s",
		    DAY(t->first));
	return true;
}

bool
guard_extension_notice(const struct term *t, struct date sent, struct date today, struct err *err)
{
	if (t->extension == EXTENSION_NONE)
		return err_set(err, ERR_DENIED,
		    "a notice of an extension nobody decided: %s (art. 12(3) GDPR)",
		    date_cmp(today, t->first) > 0
			? phrase("none can be decided after the first deadline; "
				 "answer now, it counts as late")
			: phrase("extend first"));
	if (t->extension == EXTENSION_IN_FORCE)
		return err_set(err, ERR_DENIED,
		    "the notice left already, on %s: the deadline is %s (art. 12(3) GDPR); answer "
		    "by then",
		    DAY(t->notice_sent), DAY(t->extended));
	if (t->extension == EXTENSION_UNLAWFUL)
		return err_set(err, ERR_DENIED,
		    "%.200s: no notice can mend that (art. 12(3) GDPR); answer by %s",
		    phrase(t->why), DAY(t->first));
	if (!guard_open(t, "notice of an extension", err) ||
	    !guard_day(t, "a notice", sent, today, err))
		return false;
	if (date_cmp(sent, t->extension_decided) < 0)
		return err_set(err, ERR_DENIED,
		    "a notice of %s is older than the extension of %s (art. 12(3) GDPR): expected "
		    "a day from "
		    "then on",
		    DAY(sent), DAY(t->extension_decided));
	if (date_cmp(sent, t->first) > 0)
		return err_set(err, ERR_DENIED,
		    "a notice of %s is later than the first deadline %s: the extension is void "
		    "(art. 12(3) GDPR); still possible: answer now, it counts as late",
		    DAY(sent), DAY(t->first));
	return true;
}

bool
guard_extension_bounce(const struct term *t, struct date on, struct date today, struct err *err)
{
	if (!date_is_set(t->notice_sent))
		return err_set(err, ERR_DENIED,
		    "no notice of an extension left that could come back (art. 12(3) GDPR)");
	if (t->extension == EXTENSION_BOUNCED)
		return err_set(err, ERR_DENIED,
		    "the notice of %s is recorded as come back already (art. 12(3) GDPR); still "
		    "possible: %s",
		    DAY(t->notice_sent), phrase(still_possible(t, today)));
	if (!guard_day(t, "a bounce", on, today, err))
		return false;
	if (date_cmp(on, t->notice_sent) < 0)
		return err_set(err, ERR_DENIED,
		    "a bounce of %s is older than the notice of %s (art. 12(3) GDPR): expected a "
		    "day from "
		    "then on",
		    DAY(on), DAY(t->notice_sent));
	return true;
}

/* ---- closing ---- */

enum need {
	NEED_FACTS = 1,
	NEED_LETTER = 2,
	NEED_OTHER = 4,
	NEED_QUESTION = 8,
	NEED_DECIDED = 16,
	NEED_UNSEEN = 64,  /* nobody outside was written to about it */
	NEED_WEIGHED = 32, /* a refusal by another name: not of what nothing is weighed against */
};

enum close_ground {
	CLOSE_ANSWERED,
	CLOSE_NO_REQUEST,
	CLOSE_DECEASED,
	CLOSE_MISDIRECTED,
	CLOSE_DUPLICATE,
	CLOSE_NOT_IDENTIFIED,
	CLOSE_ENTERED_BY_MISTAKE,
	CLOSE__MAX,
};
const char *const close_words[] = {
	[CLOSE_ANSWERED] = "answered",
	[CLOSE_NO_REQUEST] = "not-an-avg-request",
	[CLOSE_DECEASED] = "deceased",
	[CLOSE_MISDIRECTED] = "misdirected",
	[CLOSE_DUPLICATE] = "duplicate",
	[CLOSE_NOT_IDENTIFIED] = "not-identified",
	[CLOSE_ENTERED_BY_MISTAKE] = ENTERED_BY_MISTAKE,
	[CLOSE__MAX] = NULL,
};
static const struct close_rule {
	const char *article;
	unsigned needs;
	enum fact_kind
	    after; /* only when the request ended like this; FACT__MAX: only when it has not */
} close_rules[] = {
	[CLOSE_ANSWERED] = { "GDPR art. 12(3)", NEED_DECIDED, FACT_ANSWERED },
	[CLOSE_NO_REQUEST] = { "GDPR art. 15-22", NEED_FACTS | NEED_LETTER | NEED_WEIGHED,
	    FACT__MAX },
	[CLOSE_DECEASED] = { "GDPR recital 27", NEED_FACTS | NEED_LETTER, FACT__MAX },
	[CLOSE_MISDIRECTED] = { "GDPR art. 12(2)", NEED_FACTS | NEED_LETTER, FACT__MAX },
	[CLOSE_DUPLICATE] = { "GDPR art. 12(3)", NEED_OTHER, FACT__MAX },
	[CLOSE_NOT_IDENTIFIED] = { "GDPR art. 11(2), 12(2)",
	    NEED_FACTS | NEED_LETTER | NEED_QUESTION | NEED_WEIGHED, FACT__MAX },
	/* what nobody asked is no request, and what is asked stands elsewhere: who left no trace of
	 * it with anybody needs not be told */
	[CLOSE_ENTERED_BY_MISTAKE] = { "GDPR art. 5(1)(d), 5(2)", NEED_FACTS | NEED_UNSEEN,
	    FACT__MAX },
};

static const struct close_rule *
close_rule_find(const char *ground)
{
	for (size_t i = 0; ground && i < CLOSE__MAX; i++)
		if (strcmp(close_words[i], ground) == 0)
			return &close_rules[i];
	return NULL;
}

const char *
guard_close_article(const char *ground)
{
	const struct close_rule *c = close_rule_find(ground);
	return c ? c->article : NULL;
}

static bool
no_such_close(const char *ground, struct err *err)
{
	auto_drop(buf) struct buf names = { 0 };
	for (size_t i = 0; i < CLOSE__MAX; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", close_words[i]);
	if (!ground || !*ground)
		return err_set(
		    err, ERR_USAGE, "closing without a ground: expected one of %s", names.data);
	return err_set(
	    err, ERR_USAGE, "no ground to close \"%.40s\": expected one of %s", ground, names.data);
}

/* What is missing of what the ground needs; NULL: nothing. */
static const char *
close_lacks(const struct close_rule *c, const struct guard_close *x)
{
	const struct {
		unsigned need;
		bool there;
		const char *text;
	} needs[] = {
		{ NEED_DECIDED, x->open_rights == 0,
		    "a right is still undecided: answer or refuse it" },
		{ NEED_FACTS, guard_said(x->facts), "say how that is known" },
		{ NEED_QUESTION, !guard_doubt_lacks(x->doubt), guard_doubt_lacks(x->doubt) },
		{ NEED_LETTER, date_is_set(x->letter_left) || x->only_letter,
		    "the person was not told: write the letter (--letter), send it, and say so "
		    "(--letter-sent)" },
		{ NEED_UNSEEN, !x->seen,
		    "a letter about it left: who got that is told how it ends; still possible: "
		    "misdirected or not-an-avg-request, with their letter" },
		{ NEED_OTHER, guard_said(x->duplicate_of), "name the request that goes on" },
	};
	for (size_t i = 0; i < array_len(needs); i++)
		if ((c->needs & needs[i].need) && !needs[i].there)
			return needs[i].text;
	return NULL;
}

bool
guard_close(const struct term *t, const struct guard_close *x, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct close_rule *c = close_rule_find(x->ground);
	if (!c)
		return no_such_close(x->ground, err);
	if (t->end.by == FACT_CLOSED || t->end.by == FACT_WITHDRAWN)
		return err_set(err, ERR_DENIED,
		    "%s already, on %s (art. 12(3) GDPR); still possible: reopen it, with the "
		    "reason",
		    phrase(fact_name(t->end.by)), DAY(t->end.on));
	if (x->letter && !(c->needs & NEED_LETTER))
		return err_set(err, ERR_USAGE, "closing as %s (%s): no letter of its own tells it",
		    x->ground, phrase(c->article));
	if ((c->needs & NEED_LETTER) && !guard_own_name(t, "closing", err))
		return false;
	if ((c->needs & NEED_WEIGHED) &&
	    !guard_weighed(x->about, arena_printf(a, phrase("closing as %s"), x->ground), err))
		return false;
	const char *lacks = close_lacks(c, x);
	if (lacks)
		return err_set(err, ERR_DENIED, "closing as %s (%s): %s", x->ground,
		    phrase(c->article), phrase(lacks));
	if (c->after == t->end.by)
		return true;
	if (c->after == FACT__MAX)
		return err_set(err, ERR_DENIED,
		    "closing as %s (%s): the request was %s on %s; close it as %s", x->ground,
		    phrase(c->article), phrase(fact_name(t->end.by)), DAY(t->end.on),
		    fact_name(t->end.by));
	return err_set(err, ERR_DENIED,
	    "closing as %s (%s): it was not; still possible: answer, refuse with a ground, or "
	    "close on another ground",
	    x->ground, phrase(c->article));
}

/* ---- reopening, withdrawing ---- */

bool
guard_reopen(const struct term *t, const char *reason, struct err *err)
{
	if (!date_is_set(t->end.on))
		return err_set(err, ERR_DENIED,
		    "nothing to reopen: the request is open, its deadline is %s (art. 12(3) GDPR)",
		    DAY(t->in_force));
	if (!guard_said(reason))
		return err_set(err, ERR_DENIED,
		    "reopening without a reason: say why it goes on; the deadline stays %s (art. "
		    "12(3) GDPR)",
		    DAY(t->in_force));
	return true;
}

bool
guard_withdraw(const struct term *t, const struct guard_withdrawal *x, struct err *err)
{
	bool represented = x->relation && strcmp(x->relation, "self") != 0;
	bool by_person = x->by && strcmp(x->by, "person") == 0;
	bool by_representative = x->by && strcmp(x->by, "representative") == 0;
	if (!guard_open(t, "withdrawing", err))
		return false;
	if (!by_person && !(by_representative && represented))
		return err_set(err, ERR_DENIED,
		    "a request is withdrawn by the person alone%s (art. 12(2) GDPR); "
		    "still possible: answer it, refuse it on a ground (art. 12(4)), or close it on "
		    "one",
		    represented ? phrase(" or who made it for them") : "");
	if (!guard_said(x->how))
		return err_set(err, ERR_DENIED,
		    "withdrawing without the person's own words: say where they are (art. 12(2), "
		    "5(2) GDPR)");
	return guard_day(t, "a withdrawal", x->on, x->today, err);
}
