/*
 * Deciding: the one extension of art. 12(3), its notice, and the notice that came back.
 * Writes the notice and sends none: it records that one left.
 */
#include "tell.h"

static bool
extend(struct dossier *d, const struct decide_extension *x, struct arena *a,
    struct letter_told *ret, struct err *err)
{
	const char *language = tell_language(d, LETTER_EXTENSION);
	const struct guard_extension g = {
		.about = dossier_absolute(d, LETTER_EXTENSION),
		.ground = x->ground,
		.reason = x->reason,
		.today = d->today,
	};
	if (!guard_extend(&d->term, &g, err))
		return false;
	const struct telling t = { .kind = LETTER_EXTENSION,
		.facts = json_pack("{s:s, s:s, s:b}", "reason", x->reason, "extended",
		    date_words(d->term.extended, language, d->a), x->ground, true) };
	return tell_person(d, &t, a, ret, err) &&
	    decide_append(d,
		&(struct fact){ .kind = FACT_EXTENSION_DECIDED,
		    .on = d->today,
		    .ground = x->ground,
		    .letter = ret->id },
		x->reason, err);
}

bool
decide_extend(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_extension *x, struct arena *a, struct letter_told *ret_told,
    struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	return dossier_commit(d, d && extend(d, x, a, ret_told, err), err);
}

/* It is told by one letter, however often that leaves. */
static bool
find_notice(const struct dossier *d, struct letter *ret, struct err *err)
{
	bool found;
	return post_latest(d, LETTER_EXTENSION, ret, &found, err) &&
	    (found ||
		err_set(err, ERR_NOTFOUND, "%s has no notice of an extension (art. 12(3) GDPR)",
		    d->request.reference));
}

bool
decide_extension_notice(struct installation *in, const struct actor *who, const char *reference,
    struct date sent, const char *proof, struct err *err)
{
	struct letter notice;
	const struct post_news left = { .on = sent, .proof = proof };
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	bool ok = d && guard_extension_notice(&d->term, decide_day(d, sent), d->today, err) &&
	    find_notice(d, &notice, err) && post_left(d, &notice, &left, err);
	return dossier_commit(d, ok, err);
}

bool
decide_extension_bounce(struct installation *in, const struct actor *who, const char *reference,
    struct date on, const char *proof, struct err *err)
{
	struct letter notice;
	const struct post_news back = { .on = on, .proof = proof };
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	bool ok = d && guard_extension_bounce(&d->term, decide_day(d, on), d->today, err) &&
	    find_notice(d, &notice, err) && post_back(d, &notice, &back, err);
	return dossier_commit(d, ok, err);
}
