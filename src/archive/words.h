/*
 * The words of the pages in one language (templates/archive/words.json), and dates and numbers as
 * that language writes them.
 */
#ifndef ARCHIVE_WORDS_H
#define ARCHIVE_WORDS_H

#include "dossier/date.h"
#include "dossier/outcome.h"

struct words {
	const char *lang;   /* "nl" or "en" */
	const json_t *root; /* of that language */
	const json_t
	    *columns; /* names of columns and collections (templates/archive/columns.json) */
	const json_t *facts;
	const char *zone; /* of the organisation */
	const struct code_words *codes;
	struct arena *arena;
};

/* words_lang: the language pages are made in for a request in ${lang}: nl, else en. */
const char *words_lang(const char *lang);
/* words_load(err): all languages; words_load_columns: of all columns; new. */
json_t *words_load(struct err *err);
json_t *words_load_columns(struct err *err);

/* Texts live in the words' arena or are borrowed from root. NULL stays NULL. */
const char *words_get(const struct words *w, const char *group,
    const char *key); /* ${key} itself when there is no word for it */
const char *words_date(const struct words *w, const char *iso); /* "5 maart 2026" */
const char *words_instant(
    const struct words *w, const char *rfc3339); /* the same with the time in the zone */
/* words_moment: "5 maart 2026, 14.05 uur"; at midnight the day alone. */
const char *words_moment(const struct words *w, struct date d, int minutes);
const char *words_number(const struct words *w, int64_t n); /* "12.345" */
const char *words_bytes(const struct words *w, int64_t n);  /* "1,2 MB" */
/* words_outcome: "12 found", "not searched: no telephone number known (orders)". */
const char *words_outcome(const struct words *w, const struct outcome *o);
/* words_reason: why something is left out, or was omitted: the "code" of its facts. */
const char *words_reason(const struct words *w, const json_t *j);

#endif
