/*
 * What happened to a request, in words: its clock's facts, those that move a date and those that
 * only have to be known (a fee, a check, a cause of lateness). What a person wrote stays sealed.
 */
#include "dossier/phrase.h"
#include "decide_private.h"

/* How a fact is said; %s: the right, or "the request". */
static const struct {
	const char *text, *article;
} words[] = {
	[FACT_RECEIVED] = { "received", "art. 12(3)" },
	[FACT_RECEIPT_CORRECTED] = { "received: the day was corrected to this one",
	    "art. 5(1)(d)" },
	[FACT_EXTENSION_DECIDED] = { "extended; in force once its notice left", "art. 12(3)" },
	[FACT_EXTENSION_NOTICE_SENT] = { "the notice of the extension left", "art. 12(3)" },
	[FACT_EXTENSION_NOTICE_BOUNCED] = { "the notice of the extension came back", "art. 12(3)" },
	[FACT_QUESTION_ASKED] = { "the person was asked", "art. 12(6)" },
	[FACT_QUESTION_SENT] = { "the question left", "art. 12(6)" },
	[FACT_QUESTION_BOUNCED] = { "the question came back", "art. 12(6)" },
	[FACT_QUESTION_ANSWERED] = { "the person answered", "art. 12(6), recital 63" },
	[FACT_QUESTION_TAKEN_BACK] = { "the question was entered by mistake: it is taken back",
	    "art. 5(1)(d)" },
	[FACT_REFUSED] = { "%s was refused", "art. 12(4)" },
	[FACT_REFUSED_IN_PART] = { "%s was refused", "art. 12(4)" },
	[FACT_ANSWERED_IN_PART] = { "%s was answered; other rights are open", "art. 12(3)" },
	[FACT_WITHDRAWN_IN_PART] = { "%s was withdrawn", "art. 12(2)" },
	[FACT_RIGHT_TAKEN_OFF] = { "%s was entered by mistake: nobody asked it", "art. 5(1)(d)" },
	[FACT_STOPPED] = { "what %s was to stop at once is decided", "art. 21(3), 7(3)" },
	[FACT_ANSWERED] = { "answered: no right is open any more", "art. 12(3)" },
	[FACT_DONE] = { "nothing is left to do", "art. 12(3)" },
	[FACT_CLOSED] = { "closed", "art. 12(4)" },
	[FACT_WITHDRAWN] = { "withdrawn", "art. 12(2)" },
	[FACT_REOPENED] = { "reopened: the deadlines stay those of the receipt", "art. 12(3)" },
	[FACT_CARRIED_OUT] = { "%s was done", "art. 12(3)" },
	[FACT_RECIPIENTS_TOLD] = { "%s: recipients were told", "art. 19" },
	[FACT_RECIPIENTS_BOUNCED] = { "%s: what told recipients came back", "art. 19" },
	[FACT_VERIFIED] = { "the person was checked", "art. 12(6)" },
	[FACT_CLOSE_LETTER] = { "the letter that tells why it is closed was written",
	    "art. 12(4)" },
	[FACT_LETTER_SENT] = { "a letter left", "art. 12(3)" },
	[FACT_LETTER_BOUNCED] = { "a letter came back", "art. 12(3)" },
	[FACT_FEE_WARNED] = { "the person was told of a fee", "art. 12(5)(a)" },
	[FACT_FEE_CHARGED] = { "a fee was charged", "art. 12(5)(a)" },
	[FACT_RIGHT_ADDED] = { "%s was asked too: it was added", "art. 5(1)(d)" },
	[FACT_AUTHORITY_SEEN] = { "authority to ask for the person was seen", "art. 12(2)" },
	[FACT_AUTHORITY_ENDED] = { "authority to ask for the person ended", "art. 12(2)" },
	[FACT_TRANSFER_ASKED] = { "the person wants %s sent to another controller", "art. 20(2)" },
	[FACT_TRANSFER_INFEASIBLE] = { "sending %s to another controller is not "
				       "technically feasible",
	    "art. 20(2)" },
	[FACT_TRANSFER_SENT] = { "%s was sent to another controller", "art. 20(2)" },
	[FACT_TRANSFER_DROPPED] = { "the person wants %s sent to nobody else any more",
	    "art. 20(2)" },
	[FACT_COMPETENCE_JUDGED] = { "it was judged whether the person can decide", "art. 12(2)" },
	[FACT_LATE_CAUSE_TAKEN_BACK] = { "a cause of lateness was taken back", "art. 5(1)(d)" },
	[FACT_INFORMED] = { "what the person is told beside the copy was recorded", "art. 15(1)" },
	[FACT_INFORM_TAKEN_BACK] = { "what the person is told beside the copy was taken back",
	    "art. 15(1)" },
	[FACT_CHANGE_DECIDED] = { "%s at the systems was decided, as previewed", "art. 17(1)" },
	[FACT_ROLE_SETTLED] = { "it was settled whose these data of the person are to answer for",
	    "art. 4(7)" },
	[FACT_RESTRICTED] = { "it is only stored from now on", "art. 18(1)" },
	[FACT_LIFT_NOTICE] = { "the letter that tells beforehand that a restriction ends was "
			       "written",
	    "art. 18(3)" },
	[FACT_LIFTED] = { "it is restricted no more", "art. 18(3)" },
	[FACT_RESTRICTED_USED] = { "what is restricted was used, as is permitted", "art. 18(2)" },
	[FACT_CORRECTION_DECIDED] = { "what is to be corrected was decided", "art. 16" },
	[FACT_MEANING_CLEAR] = { "what is meant by it is clear, without a question", "art. 5(2)" },
	[FACT_LATE_CAUSE] = { "a cause of lateness was recorded", "art. 5(2)" },
};
_Static_assert(array_len(words) == FACT__MAX, "words for every fact");

/* Where the ground makes it another article. */
static const struct {
	enum fact_kind kind;
	const char *ground, *article;
} articles[] = {
	{ FACT_QUESTION_ASKED, "clarification", "recital 63" },
	{ FACT_QUESTION_SENT, "clarification", "recital 63" },
	{ FACT_QUESTION_BOUNCED, "clarification", "recital 63" },
	{ FACT_QUESTION_ANSWERED, "clarification", "recital 63" },
	{ FACT_QUESTION_ANSWERED, "identity", "art. 12(6)" },
	{ FACT_FEE_WARNED, "further-copy", "art. 15(3)" },
	{ FACT_FEE_CHARGED, "further-copy", "art. 15(3)" },
	{ FACT_CLOSED, "not-identified", "art. 11(2), 12(2)" },
	{ FACT_LETTER_SENT, "refusal", "art. 12(4)" },
	{ FACT_LETTER_BOUNCED, "refusal", "art. 12(4)" },
};

static const char *
article_of(const struct fact *f)
{
	for (size_t i = 0; f->ground && i < array_len(articles); i++)
		if (articles[i].kind == f->kind && strcmp(articles[i].ground, f->ground) == 0)
			return articles[i].article;
	return words[f->kind].article;
}

static bool
is_refusal(const struct fact *f)
{
	return f->kind == FACT_REFUSED || f->kind == FACT_REFUSED_IN_PART;
}

/* Of who asks, and of more time: for which right and categories, and until when. */
static void
add_extent(const struct fact *f, struct buf *b)
{
	char day[DATE_LEN];
	bool restricts = f->kind >= FACT_RESTRICTED && f->kind <= FACT_RESTRICTED_USED;
	switch (f->kind) {
	case FACT_VERIFIED:
	case FACT_AUTHORITY_SEEN:
	case FACT_COMPETENCE_JUDGED:
	case FACT_INFORMED:
	case FACT_CHANGE_DECIDED:
	case FACT_CORRECTION_DECIDED:
	case FACT_ROLE_SETTLED:
	case FACT_RESTRICTED:
	case FACT_LIFT_NOTICE:
	case FACT_LIFTED:
	case FACT_RESTRICTED_USED:
	case FACT_EXTENSION_DECIDED:
	case FACT_EXTENSION_NOTICE_SENT:
	case FACT_EXTENSION_NOTICE_BOUNCED:
		break;
	default:
		return;
	}
	if (f->right && f->kind != FACT_CHANGE_DECIDED && f->kind != FACT_CORRECTION_DECIDED &&
	    !restricts)
		buf_addf(b, phrase(", for %s"), f->right);
	for (const char *const *c = f->scope; c && *c; c++)
		buf_addf(b, "%s%s", c == f->scope ? phrase(" for ") : ", ", *c);
	if (date_is_set(f->until))
		buf_addf(b, phrase(", until %s"), date_format(f->until, day));
}

static const char *
text_of(const struct fact *f, struct arena *a)
{
	char day[DATE_LEN];
	auto_drop(buf) struct buf b = { 0 };
	bool told = f->recipients && *f->recipients;
	bool untold = f->kind == FACT_RECIPIENTS_TOLD && f->sealed;
	bool nothing = f->kind == FACT_CARRIED_OUT && f->result;
	bool kept = f->kind == FACT_ANSWERED_IN_PART && f->ground;
	bool less = f->kind == FACT_ANSWERED_IN_PART && f->result && !kept;
	const char *text = untold && !told ? "%s: why recipients were not told was recorded"
	    : nothing                      ? "%s: nothing of the person is held"
	    : kept                         ? "%s was answered; a part of it is kept"
	    : less                         ? "%s was answered; a part of its copy was left out"
					   : words[f->kind].text;
	text = phrase(text);
	const char *right = strstr(text, "%s");
	if (right)
		buf_addf(&b, "%.*s%s%s", (int)(right - text), text,
		    f->right ? f->right : phrase("the request"), right + 2);
	else
		buf_adds(&b, text);
	for (size_t i = 0; i < f->nparts; i++) {
		const struct right_part *p = &f->parts[i];
		buf_addf(&b, "%s%s", i ? ", " : phrase(" for "), p->category);
		if (*p->purpose)
			buf_addf(&b, " (%s)", p->purpose);
	}
	for (const char *const *r = f->recipients; told && *r; r++)
		buf_addf(&b, "%s%s", r == f->recipients ? ": " : ", ", *r);
	if (told && untold)
		buf_adds(&b, phrase("; why others were not was recorded"));
	if (f->amount_cents)
		buf_addf(&b, phrase(" of EUR %s"), fact_amount(f->amount_cents, a));
	if (date_is_set(f->withdraw_by))
		buf_addf(&b, phrase(", to withdraw until %s"), date_format(f->withdraw_by, day));
	if (f->accepted)
		buf_adds(&b, phrase("; the person agreed"));
	if (f->ground)
		buf_addf(&b, " (%s)", f->ground);
	if (f->cause)
		buf_addf(&b, ": %s", f->cause);
	if (f->method)
		buf_addf(&b, phrase(" by %s"), f->method);
	if (f->result && !nothing && !less)
		buf_addf(&b, ": %s", phrase(f->result));
	add_extent(f, &b);
	if (f->identifier)
		buf_addf(&b, phrase(", by identifier %lld"), (long long)f->identifier);
	if (f->withdrawn_by)
		buf_addf(&b, phrase(" by the %s"), f->withdrawn_by);
	if (f->duplicate_of)
		buf_addf(&b, phrase(" of %s"), f->duplicate_of);
	if (f->unannounced)
		buf_adds(&b, phrase("; unannounced"));
	if (f->late)
		buf_adds(&b,
		    is_refusal(f) ? phrase("; after the first month")
				  : phrase("; recorded afterwards"));
	return arena_strdup(a, b.data);
}

json_t *
history_of(const struct dossier *d, struct date as_of, struct err *err)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		bool known = false;
		if (!dossier_fact_known(d, f, as_of, &known, err)) {
			json_decref(out);
			return NULL;
		}
		if (known && f->kind < FACT__MAX)
			json_array_append_new(out,
			    json_pack("{s:o, s:s, s:s, s:s, s:s, s:o, s:b}", "on", date_json(f->on),
				"fact", fact_name(f->kind), "text", text_of(f, d->a), "article",
				article_of(f), "by", f->by, "recorded",
				instant_json(f->recorded_at), "late", f->late));
	}
	return out;
}
