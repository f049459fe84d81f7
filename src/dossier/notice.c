/*
 * The notice of an extension, as the clock is told of it: which rights it is about, and for each
 * that it left, or came back.
 */
#include "tell.h"

/* The extension that a notice tells of, the next one from *at on; NULL: no more. */
static const struct fact *
next_extended(const struct dossier *d, const struct letter *l, size_t *at)
{
	while (*at < d->facts.n) {
		const struct fact *f = &d->facts.items[(*at)++];
		if (f->kind == FACT_EXTENSION_DECIDED && f->letter &&
		    strcmp(f->letter, letter_id(l)) == 0)
			return f;
	}
	return NULL;
}

/* The dates that a notice is about: those of the right it tells of, or of all of the request. */
struct term
notice_term(const struct dossier *d, const struct letter *l)
{
	size_t at = 0;
	const struct fact *f = next_extended(d, l, &at);
	return term_right(&d->term, f ? f->right : NULL);
}

/* A fact for each right it tells of: each has its own clock. */
bool
notice_append(struct dossier *d, const struct letter *l, bool left, const struct guard_letter *g,
    struct err *err)
{
	struct fact f = { .kind = left ? FACT_EXTENSION_NOTICE_SENT : FACT_EXTENSION_NOTICE_BOUNCED,
		.on = g->on };
	size_t at = 0;
	const struct fact *decided = next_extended(d, l, &at);
	do {
		f.right = decided ? decided->right : NULL;
		if (!decide_append(d, &f, g->proof, err))
			return false;
	} while ((decided = next_extended(d, l, &at)));
	return true;
}
