/*
 * Deciding: the one extension of art. 12(3), its notice, and the notice that came back.
 * Writes the notice and sends none: it records that one left.
 */
#include "tell.h"

static bool
tell_extension(
    struct dossier *d, const struct guard_extension *g, struct told *ret, struct err *err)
{
	const char *language = tell_language(d, LETTER_EXTENSION);
	const struct telling t = { .kind = LETTER_EXTENSION,
		.facts = json_pack("{s:s, s:s, s:b}", "reason", g->reason, "extended",
		    date_words(d->term.extended, language, d->a), g->ground, true) };
	return tell_person(d, &t, ret, err);
}

bool
decide_extend(struct installation *in, const struct actor *who, const char *reference,
    const char *ground, const char *reason, struct err *err)
{
	struct told told;
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	if (!d)
		return false;
	const struct guard_extension g = {
		.about = dossier_absolute(d),
		.ground = ground,
		.reason = reason,
		.today = d->today,
	};
	bool ok = guard_extend(&d->term, &g, err) && tell_extension(d, &g, &told, err) &&
	    decide_append(d,
		&(struct fact){ .kind = FACT_EXTENSION_DECIDED,
		    .on = d->today,
		    .ground = ground,
		    .letter = told.message_id },
		reason, err);
	return dossier_commit(d, ok, err);
}

/* The Message-ID of the letter we wrote; one that came back proves nothing of the next. */
static bool
find_proof(struct dossier *d, const char *given, const char **ret, struct err *err)
{
	const char *id = NULL;
	*ret = given;
	if (given)
		return true;
	if (d->term.extension != EXTENSION_BOUNCED &&
	    !tell_message_id(d, LETTER_EXTENSION, &id, err))
		return false;
	*ret = id ? arena_printf(d->a, "<%s>", id) : NULL;
	return id ||
	    err_set(err, ERR_USAGE,
		"say with --proof how the notice left: its message id or the proof of posting");
}

bool
decide_extension_notice(struct installation *in, const struct actor *who, const char *reference,
    struct date sent, const char *given, struct err *err)
{
	const char *proof;
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	if (!d)
		return false;
	const struct fact f = { .kind = FACT_EXTENSION_NOTICE_SENT, .on = decide_day(d, sent) };
	bool ok = guard_extension_notice(&d->term, f.on, d->today, err) &&
	    find_proof(d, given, &proof, err) && decide_append(d, &f, proof, err);
	return dossier_commit(d, ok, err);
}

bool
decide_extension_bounce(struct installation *in, const struct actor *who, const char *reference,
    struct date on, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	if (!d)
		return false;
	const struct fact f = { .kind = FACT_EXTENSION_NOTICE_BOUNCED, .on = decide_day(d, on) };
	bool ok = guard_extension_bounce(&d->term, f.on, d->today, err) &&
	    decide_append(d, &f, NULL, err);
	return dossier_commit(d, ok, err);
}
