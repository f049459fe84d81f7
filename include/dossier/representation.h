/*
 * Who may ask for whom: the rows of templates/law/representatives.json, and whether a request that
 * somebody makes for another, or a child makes alone, rests on an authority that was seen (art.
 * 12(2), 12(6) GDPR; UAVG 5). Pure: facts in, a word out; what is done about it is the guards'.
 */
#ifndef DOSSIER_REPRESENTATION_H
#define DOSSIER_REPRESENTATION_H

#include "dossier/fact.h"

struct evidence {
	const char *id;     /* "court-order" */
	const json_t *name; /* per language */
	bool by_person;     /* the person gave it themselves: no age ends it */
};
struct representative {
	const char *relation, *country; /* country NULL: wherever there is no row of its own */
	const char *article;
	int under;               /* years: of a person younger than that; 0: no age ends it */
	bool scope, ends;        /* what it covers, its last day: have to be said */
	bool not_of_advice;      /* not where free help and advice is given (UAVG 5(5)) */
	const json_t *evidences; /* ids of those that show it */
};

struct representatives;
/* representatives_open(err): read and check the file. New; INPUT with FILE:LINE:COLUMN. */
struct representatives *representatives_open(struct err *err);
void representatives_free(struct representatives *l);
DEFINE_DROP(representatives, struct representatives, representatives_free)

/* representative_find: the row of a relation in a country; NULL: of a relation that is none. */
const struct representative *representative_find(
    const struct representatives *l, const char *relation, const char *country);
/* evidence_find: by id; NULL: there is none. evidence_shows: does it show such an authority? */
const struct evidence *evidence_find(const struct representatives *l, const char *id);
bool evidence_shows(const struct representative *row, const char *id);
/* evidence_names: what shows it, "a, b, c"; in ${a}. */
const char *evidence_names(const struct representative *row, struct arena *a);

enum mandate {
	MANDATE_NOT_NEEDED, /* the person asks, and may */
	MANDATE_SEEN,
	MANDATE_MISSING,      /* nothing was seen */
	MANDATE_ENDED,        /* what was seen has ended */
	MANDATE_OUT_OF_SCOPE, /* what was seen is about another right */
	MANDATE_PARTLY,       /* or covers some of its categories, and the others are open */
	MANDATE_TOO_OLD,      /* the person is old enough to ask themselves */
	MANDATE_AGE_UNKNOWN,  /* it depends on an age nobody said */
	MANDATE_CAPABLE,      /* the person was judged able to decide: they ask themselves */
	MANDATE_ADVICE,       /* free help and advice: nobody asks for them (UAVG 5(5)) */
	MANDATE_UNJUDGED,     /* a child asks: whether it can decide was not judged */
	MANDATE_INCAPABLE,    /* and it cannot: its representative asks */
	MANDATE__MAX,
};
bool mandate_suffices(enum mandate is);
/* mandate_is_excluded: no paper of who asks could change it. */
bool mandate_is_excluded(enum mandate is);
const char *mandate_name(enum mandate is); /* "out-of-scope" */

struct representation {
	const char *relation; /* of the request: "self", "parent", "agent", ... */
	const char *country;  /* of the organisation: whose law it is */
	struct date born;     /* no date: nobody said */
	bool advice;          /* what is asked about is free help and advice */
	const struct fact_list *facts;
	const char *right;
	/* what is not refused of it, ended by NULL; NULL: of no matter */
	const char *const *categories;
	struct date today;
};
/*
 * authority_of: may who asks do so for this right, today? *ret_by: the authority it rests on, or
 * that came nearest; NULL: none was seen.
 */
enum mandate mandate_of(
    const struct representatives *l, const struct representation *x, const struct fact **ret_by);
/* mandate_stands: a fact that one was seen, which did not end since, nor by its own last day. */
bool mandate_stands(const struct fact_list *facts, const struct fact *f, struct date today);
/* scope_covers: does what was seen cover a category? */
bool scope_covers(const struct fact *f, const char *category);
/* age_reached: the day on which who was born then is so many years old. */
struct date age_reached(struct date born, int years);

#endif
