/*
 * Deciding: the one extension of art. 12(3), its notice, and the notice that came back.
 * Writes the notice and sends none: it records that one left.
 */
#include "tell.h"

static bool
extend(struct deciding *x, const void *arg, struct err *err)
{
	const struct guard_extension *asked = arg;
	const struct guard_extension g = {
		.about = dossier_absolute(x->d),
		.ground = asked->ground,
		.reason = asked->reason,
		.today = x->today,
	};
	struct told told;
	if (!guard_extend(&x->term, &g, err))
		return false;
	const char *language = tell_language(x->d, LETTER_EXTENSION);
	const struct telling t = { .kind = LETTER_EXTENSION,
		.facts = json_pack("{s:s, s:s, s:b}", "reason", g.reason, "extended",
		    date_words(x->term.extended, language, x->a), g.ground, true) };
	return tell_person(x, &t, &told, err) &&
	    decide_append(x, FACT_EXTENSION_DECIDED, x->today,
		json_pack("{s:s, s:s?}", "ground", g.ground, "letter", told.message_id), g.reason,
		err);
}

bool
decide_extend(struct installation *in, const struct actor *who, const char *reference,
    const char *ground, const char *reason, struct err *err)
{
	const struct guard_extension asked = { .ground = ground, .reason = reason };
	return decide_act(in, who, reference, extend, &asked, err);
}

struct notice {
	struct date on;
	const char *proof;
};

/* The Message-ID of the letter we wrote; one that came back proves nothing of the next. */
static bool
find_proof(struct deciding *x, const char *given, const char **ret, struct err *err)
{
	const char *id = NULL;
	*ret = given;
	if (given)
		return true;
	if (x->term.extension != EXTENSION_BOUNCED &&
	    !tell_message_id(x, LETTER_EXTENSION, &id, err))
		return false;
	*ret = id ? arena_printf(x->a, "<%s>", id) : NULL;
	return id ||
	    err_set(err, ERR_USAGE,
		"say with --proof how the notice left: its message id or the proof of posting");
}

static bool
notice_sent(struct deciding *x, const void *arg, struct err *err)
{
	const struct notice *n = arg;
	const char *proof;
	struct date sent = decide_day(x, n->on);
	return guard_extension_notice(&x->term, sent, x->today, err) &&
	    find_proof(x, n->proof, &proof, err) &&
	    decide_append(x, FACT_EXTENSION_NOTICE_SENT, sent, json_object(), proof, err);
}

bool
decide_extension_notice(struct installation *in, const struct actor *who, const char *reference,
    struct date sent, const char *proof, struct err *err)
{
	const struct notice n = { sent, proof };
	return decide_act(in, who, reference, notice_sent, &n, err);
}

static bool
notice_bounced(struct deciding *x, const void *arg, struct err *err)
{
	const struct notice *n = arg;
	struct date on = decide_day(x, n->on);
	return guard_extension_bounce(&x->term, on, x->today, err) &&
	    decide_append(x, FACT_EXTENSION_NOTICE_BOUNCED, on, json_object(), NULL, err);
}

bool
decide_extension_bounce(struct installation *in, const struct actor *who, const char *reference,
    struct date on, struct err *err)
{
	const struct notice n = { .on = on };
	return decide_act(in, who, reference, notice_bounced, &n, err);
}
