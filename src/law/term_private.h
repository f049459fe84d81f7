/* Reading the clock of a request from its facts: between the files that do (private to src/law). */
#ifndef LAW_TERM_PRIVATE_H
#define LAW_TERM_PRIVATE_H

#include "derivation.h"

#include "dossier/phrase.h"
#include "dossier/term.h"

struct reading {
	const struct term_input *in;
	struct derivation v;
	struct arena *arena;
	struct term *t;
	const char **warnings;
	size_t nwarnings;
};

static inline const char *
term_say(struct reading *r, struct date d)
{
	char text[DATE_LEN];
	return arena_strdup(r->arena, date_format(d, text));
}

/* At most one for each fact and two besides, of each clock: there is no room for more. */
static inline void
term_warn(struct reading *r, const char *text)
{
	r->warnings[r->nwarnings++] = phrase(text);
}

static inline void
term_step(struct reading *r, struct date d, const char *source, const char *rule)
{
	derivation_step(&r->v, d, source, rule);
}

/*
 * term_extend: by when a right, or (NULL) all of the request, is to be answered, and why; ${end}:
 * how that ended, as far as it is known yet. term_is_apart: was a right extended by itself?
 */
void term_extend(
    struct reading *r, const char *right, const struct term_end *end, struct term_clock *ret);
bool term_is_apart(const struct term_input *in);
/* term_keep_clock: as that of the request, or of what ${t} stands for. */
void term_keep_clock(struct term *t, const struct term_clock *c);

/* term_questions: which are open, and the date with their days, documented only. */
void term_questions(struct reading *r);

/* term_judge: how it ended, and what became of the dates by then. */
void term_judge(struct reading *r);

#endif
