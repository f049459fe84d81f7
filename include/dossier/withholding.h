/*
 * Grounds on which a part of what was found does not leave: data of
 * templates/law/withholding-grounds.json, which an organisation may copy and change
 * (docs/review.md). A right is refused on those of refusal.h.
 */
#ifndef DOSSIER_WITHHOLDING_H
#define DOSSIER_WITHHOLDING_H

#include "dossier/json.h"
#include "dossier/rights.h"

struct withholding_ground {
	const char *id;        /* "third-party" */
	const char *article;   /* "GDPR 15(4), 20(4)" */
	const char *country;   /* "NL": only where its law applies; NULL: everywhere */
	unsigned rights;       /* bit set of the copies it fits: 1u << RIGHT_ACCESS | ... */
	const json_t *title;   /* per language; read with json_text_in */
	const json_t *text;    /* to the person, per language */
	bool needs_facts;      /* what shows that it applies here is recorded with it */
	const char *must_show; /* and this is what that must be; NULL: not said */
};

struct withholding_law;
/* withholding_open(err): read and check the file. New; INPUT with FILE:LINE:COLUMN. */
struct withholding_law *withholding_open(struct err *err);
void withholding_free(struct withholding_law *l);
DEFINE_DROP(withholding, struct withholding_law, withholding_free)

/* What is found below is borrowed from the law until it is freed. */

/* withholding_all(l, ret_n): in the order of the file. */
const struct withholding_ground *withholding_all(const struct withholding_law *l, size_t *ret_n);
/*
 * withholding_find(l, id, country, err): NOTFOUND when there is none of this name; DENIED for one
 * of another country's law. Both name those there are.
 */
const struct withholding_ground *withholding_find(
    const struct withholding_law *l, const char *id, const char *country, struct err *err);
/*
 * withholding_article: its article as it is of copies of these ${rights} (a bit set): 15(4) is of
 * access, 20(4) of portability. In ${a}.
 */
const char *withholding_article(
    const struct withholding_ground *g, unsigned rights, struct arena *a);
/* withholding_only_portable: it keeps nothing from a copy of art. 15 (20(1)). */
bool withholding_only_portable(const struct withholding_ground *g);

#endif
