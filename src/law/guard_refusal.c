/*
 * Guard on refusing (art. 12(4)): which ground fits which right, where, and what it must name.
 * Whether the facts are true is not for it to know.
 */
#include "dossier/phrase.h"
#include "guard_private.h"

bool
guard_refusal_is_late(const struct term *t, struct date on)
{
	return date_cmp(on, t->first) > 0;
}

/* What can be done instead, as far as a line holds. */
static const char *
instead_of(const struct guard_refusal *x, const struct refusal_law *law, struct arena *a)
{
	enum { ROOM = 180 };
	const char *all = refusal_grounds_for(law, x->right, x->country, a);
	if (strcmp(all, "none") == 0)
		return phrase("grant it");
	size_t n = strlen(all);
	for (; n > ROOM; n--)
		while (all[n - 1] != ',')
			n--;
	return arena_printf(a, phrase("grant it, or refuse on %.*s%s"), (int)n, all,
	    all[n] ? phrase(" and others") : "");
}

static bool
no_fit(const struct guard_refusal *x, const struct refusal_law *law, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct refusal_ground *g = x->ground;
	if (g->country && strcmp(g->country, x->country) != 0)
		return err_set(err, ERR_DENIED, "%s is law of %s, not of %.8s; still possible: %s",
		    g->article, g->country, x->country, instead_of(x, law, a));
	return err_set(err, ERR_DENIED, "%s is no ground to refuse %s; still possible: %s",
	    g->article, right_name(x->right), instead_of(x, law, a));
}

/* Against these nothing is weighed: not of one purpose among others either. */
static bool
check_absolute(const struct guard_refusal *x, struct err *err)
{
	enum absolute absolute = right_rule(x->right)->absolute;
	bool marketing = x->marketing || (x->purposes && purposes_marketing(x->purposes));
	if (absolute == ABSOLUTE_MARKETING && marketing)
		return err_set(err, ERR_DENIED,
		    "an objection to direct marketing cannot be refused (art. 21(3) GDPR): stop "
		    "it, and keep only what keeps it stopped; still possible: refuse another "
		    "purpose, or, where none was named at `log`, what no marketing uses "
		    "(--category)");
	bool consent = x->purposes && purposes_consent(x->purposes);
	if (absolute == ABSOLUTE_CONSENT && consent && !x->ground->despite_consent)
		return err_set(err, ERR_DENIED,
		    "the register says that this rests on consent, and who gave it may withdraw "
		    "it (art. 7(3) GDPR): stop what rests on it; still possible: refuse another "
		    "purpose, or, where none was named at `log`, what rests on none "
		    "(--category)");
	return true;
}

/* Art. 11(2), 12(2): who is said to be unknown was asked first (12(6)), in vain. */
static bool
check_unidentified(const struct guard_refusal *x, struct err *err)
{
	const char *lacks = x->ground->unidentified ? guard_doubt_lacks(x->doubt) : NULL;
	return !lacks ||
	    err_set(err, ERR_DENIED, "refusing on %s (art. 12(6) GDPR): %s", x->ground->article,
		phrase(lacks));
}

/* Art. 12(2): who may not ask was asked by what they may, in vain; or no answer can show it. */
static bool
check_unauthorised(const struct guard_refusal *x, struct err *err)
{
	if (x->ground->incapable && x->mandate != MANDATE_INCAPABLE)
		return err_set(err, ERR_DENIED,
		    "refusing on %s: nobody judged that the person cannot decide (`dossier mandate "
		    "--competence incapable --facts TEXT`)",
		    x->ground->article);
	bool shown = mandate_suffices(x->mandate);
	/* nor of what an authority does not cover, while it covers the rest */
	bool hopeless =
	    mandate_is_excluded(x->mandate) || (x->mandate == MANDATE_PARTLY && !x->whole);
	if (!x->ground->unauthorised || (!shown && (hopeless || x->asked == DOUBT_OPEN)))
		return true;
	static const char *const lacks[] = {
		[DOUBT_UNASKED] = "ask by what they may first (`dossier verify --doubt TEXT "
				  "--method mandate`)",
		[DOUBT_UNSENT] = "the question has not left: send it, and say so with `dossier "
				 "letter sent`",
		[DOUBT_RETURNED] = "the question came back and asked nobody: send it another way",
		[DOUBT_WAITING] = "the question left less than 14 days ago: let them answer first",
	};
	return err_set(err, ERR_DENIED, "refusing on %s: %s", x->ground->article,
	    phrase(shown ? "who asks may, as far as was seen: go on with the request"
			 : lacks[x->asked]));
}

/* Art. 12(5): a fee, or a refusal. */
static bool
check_no_fee(const struct guard_refusal *x, struct err *err)
{
	return !x->fee_charged || !x->ground->or_fee ||
	    err_set(err, ERR_DENIED,
		"refusing on %s: a fee was charged for this request, and art. 12(5) GDPR allows "
		"that or a refusal, not both; still possible: answer it",
		x->ground->article);
}

/* Art. 5(2): what we tell the public of the data and what we tell this person agree. */
static bool
check_register(const struct guard_refusal *x, struct err *err)
{
	static const char *const otherwise[CONTRADICTS__MAX] = {
		[CONTRADICTS_LAW] = "that another law obliges to keep it (retention.basis; name it "
				    "with --law as that does, \"AWR 52\")",
		[CONTRADICTS_NORM] = "of a norm, which only says when it must go, and of no law "
				     "that obliges to keep it (retention.basis)",
		[CONTRADICTS_LAST] = "a law that has it kept for a shorter time (retention.basis; "
				     "name its last day with --until)",
		[CONTRADICTS_UNTIL] = "that it is kept for a shorter time (retention.period; name "
				      "its last day with --until)",
	};
	static const char *const says[CLAIM__MAX] = {
		[CLAIM_NOT_PORTABLE] = "that it is portable (legal_basis, provided, automated)",
		[CLAIM_NOT_OPEN] = "that it rests on 6(1)(e) or (f), which is open to objection "
				   "(legal_basis)",
		[CLAIM_STATUTE] = "of no law that obliges to keep it (retention.basis)",
	};
	return !x->against ||
	    err_set(err, ERR_DENIED,
		"refusing on %s: the register says %s: %s; still possible: refuse the other "
		"categories (--category), another ground, or correct the register first "
		"(`dossier register load`)",
		x->ground->article,
		phrase(otherwise[x->how] ? otherwise[x->how] : says[x->ground->claim]), x->against);
}

static bool
check_words(const struct guard_refusal *x, struct err *err)
{
	const struct refusal_ground *g = x->ground;
	if (!guard_said(x->facts))
		return err_set(err, ERR_DENIED,
		    "refusing without facts (art. 12(4) GDPR; %s): they must show %.200s",
		    g->article, g->must_show);
	if (g->weigh && !(guard_said(x->necessity) && guard_said(x->proportionality)))
		return err_set(err, ERR_DENIED,
		    "refusing on %s: record why it is necessary and why it is proportionate; "
		    "still possible: refuse only the part for which both can be said",
		    g->article);
	return true;
}

/* What the ground has to name beside its facts, and how it says so. */
static bool
check_asked(const struct guard_refusal *x, struct err *err)
{
	bool later = date_is_set(x->until) && date_cmp(x->until, x->today) > 0;
	const struct {
		enum ask ask;
		bool there;
		const char *text;
	} asked[] = {
		{ ASK_LAW, guard_said(x->law), "name the law with its article (--law)" },
		{ ASK_PROCEDURE, guard_said(x->procedure),
		    "say what the person does instead, by that law (--procedure)" },
		{ ASK_UNTIL, later,
		    "say the last day on which it is kept, a day to come (--until)" },
		{ ASK_REVIEW, later, "say when it is looked at again, a day to come (--until)" },
	};
	_Static_assert(array_len(asked) == ASK__MAX, "a row for each");
	for (size_t i = 0; i < array_len(asked); i++)
		if ((x->ground->asks & 1u << asked[i].ask) && !asked[i].there)
			return err_set(err, ERR_DENIED, "refusing on %s: %s", x->ground->article,
			    phrase(asked[i].text));
	return true;
}

/* Art. 23(2)(h): silence is for a part; what ends a right is told, as if that were all. */
static bool
check_unannounced(const struct guard_refusal *x, struct err *err)
{
	if (!x->unannounced)
		return true;
	if (!x->ground->unannounced)
		return err_set(err, ERR_DENIED,
		    "a refusal on %s is told (art. 12(4) GDPR): only a restriction under art. 23 "
		    "may be kept from the person, where telling would defeat it",
		    x->ground->article);
	if (x->last)
		return err_set(err, ERR_DENIED,
		    "a whole right cannot be passed over in silence (art. 12(3) GDPR), nor can "
		    "what is left of it; still possible: refuse some categories of it unannounced "
		    "(--category) and decide the rest, or tell it");
	return guard_said(x->unannounced) ||
	    err_set(err, ERR_DENIED,
		"unannounced without a reason: record why telling would defeat the restriction "
		"(art. 23(2)(h) GDPR)");
}

bool
guard_refuse(const struct term *t, const struct guard_refusal *x, const struct refusal_law *law,
    struct err *err)
{
	if (!guard_open(t, "refusing", err) || !guard_own_name(t, "refusing", err) ||
	    !check_absolute(x, err))
		return false;
	if (!refusal_fits(x->ground, x->right, x->country))
		return no_fit(x, law, err);
	if (x->whole && x->ground->part_only)
		return err_set(err, ERR_DENIED,
		    "%s is a ground for a part only, never for all of it; still possible: refuse "
		    "the categories it is about (--category), and grant the rest",
		    x->ground->article);
	return check_register(x, err) && check_unidentified(x, err) && check_unauthorised(x, err) &&
	    check_no_fee(x, err) && check_words(x, err) && check_asked(x, err) &&
	    check_unannounced(x, err) && guard_day(t, "a refusal", x->today, x->today, err);
}
