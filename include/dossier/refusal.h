/*
 * Grounds on which a right can be refused, and what a refusal must tell the person of complaint and
 * court (art. 12(4) GDPR): data of templates/law/refusal-grounds.json, authorities.json and
 * remedies.json, which an organisation may copy and change (docs/refusals.md).
 */
#ifndef DOSSIER_REFUSAL_H
#define DOSSIER_REFUSAL_H

#include "dossier/json.h"
#include "dossier/plan.h"
#include "dossier/retention.h"

/* What a refusal on some grounds has to name, beside its facts. */
enum ask {
	ASK_LAW,       /* the law relied on, with its article */
	ASK_PROCEDURE, /* what the person does instead, by that law */
	ASK_UNTIL,     /* the last day on which the data is kept */
	ASK_REVIEW,    /* the day on which it is looked at again */
	ASK__MAX,
};
const char *ask_name(enum ask a); /* "law" */

/* What some grounds say of the data, which the register may contradict. */
enum claim {
	CLAIM_NONE,
	CLAIM_NOT_PORTABLE, /* 20(1): not by consent or contract, not provided, not automated */
	CLAIM_NOT_OPEN,     /* 21(1): on no public task and no legitimate interest */
	CLAIM_STATUTE,      /* 17(3)(b): a law obliges to keep it */
	CLAIM__MAX,
};

struct refusal_ground {
	const char *id;        /* "erasure-17-3-b" */
	const char *article;   /* "GDPR 17(3)(b)" */
	const char *country;   /* "NL": only where its law applies; NULL: everywhere */
	unsigned rights;       /* bit set of the rights it fits: 1u << RIGHT_ERASURE | ... */
	const json_t *title;   /* per language; read with json_text_in */
	const json_t *text;    /* to the person, per language */
	const char *must_show; /* what the facts recorded with it must show */
	bool weigh;            /* necessity and proportionality must be recorded too */
	bool part_only;        /* never of a whole right: 15(4) (recital 63), a duty to keep */
	bool unannounced; /* the person need not be told where that would defeat it (23(2)(h)) */
	bool despite_consent; /* also where data rests on consent: 7(3) itself is set aside */
	bool unidentified;    /* the person is unknown: only once they were asked in vain */
	bool unauthorised; /* who asks may not for the person: only once that was asked in vain */
	bool incapable;    /* the person cannot decide: only once that was judged */
	bool or_fee;       /* instead of a fee, never beside one: 12(5) */
	enum claim claim;  /* of each category refused */
	unsigned asks;     /* bit set of what it has to name: 1u << ASK_LAW | ... */
};

struct authority {
	const char *id;              /* "NL-AP" */
	const char *country;         /* "NL" */
	const json_t *name;          /* per language */
	const char *address, *phone; /* NULL: not certain enough to print */
	const json_t *site;          /* per language */
};

struct remedy {
	const char *country;     /* "NL" */
	const json_t *grounds;   /* ids: only of a refusal on one of them; NULL: any */
	const json_t *rights;    /* names: only of one of these rights; NULL: any */
	const char *article;     /* "UAVG 35; GDPR 77, 79" */
	const json_t *complaint; /* per language; Mustache over {name, address, phone, site} */
	const json_t *court;     /* per language */
};

struct refusal_law;

/* refusal_law_open(err): read and check the three files. New; INPUT with FILE:LINE:COLUMN. */
struct refusal_law *refusal_law_open(struct err *err);
void refusal_law_free(struct refusal_law *l);
DEFINE_DROP(refusal_law, struct refusal_law, refusal_law_free)

/* Everything below is borrowed from the law until it is freed. */

/* refusal_ground_find(l, id, err): NOTFOUND when there is no such ground; says how to list them. */
const struct refusal_ground *refusal_ground_find(
    const struct refusal_law *l, const char *id, struct err *err);
/* refusal_grounds(l, ret_n): all of them, in the order of the file. */
const struct refusal_ground *refusal_grounds(const struct refusal_law *l, size_t *ret_n);
/* refusal_fits(g, right, country): may this right be refused on this ground there? */
bool refusal_fits(const struct refusal_ground *g, enum right right, const char *country);
/* How the register says otherwise of a category than a refusal does. */
enum contradiction {
	CONTRADICTS_NOT,
	CONTRADICTS_CLAIM, /* the claim of its ground does not hold */
	CONTRADICTS_LAW,   /* another law than the one named obliges to keep it */
	CONTRADICTS_NORM,  /* what it names only says when it must go */
	CONTRADICTS_LAST,  /* the law it names keeps it for a shorter time */
	CONTRADICTS_UNTIL, /* it is kept for a shorter time by its own period */
	CONTRADICTS__MAX,
};
/* What a refusal names: the law (NULL: none), the last day (none), and the day it is made. */
struct refusal_named {
	const char *law;
	struct date until, today;
	const struct retention_law *retention; /* NULL: no basis is known */
};
/*
 * refusal_contradicted(g, c, x): a law is named by the letters and the number of its id, in any
 * order: "art. 52 AWR" is NL-AWR52. A period that begins at an event ends on no known day; one of
 * a book year, up to a year later.
 */
enum contradiction refusal_contradicted(
    const struct refusal_ground *g, const struct category *c, const struct refusal_named *x);
/*
 * refusal_kept_by: the basis that a category names, NULL when it is none that is known; *ret_last
 * the last day by that of what happened by ${today}, and how it is asked for; none: what it counts
 * from may lie ahead.
 */
const struct retention_basis *refusal_kept_by(const struct category *c,
    const struct retention_law *law, struct date today, struct date *ret_last,
    struct retention_asked *ret);
/* refusal_grounds_for(l, right, country, a): the ids that fit, "a, b, c"; or "none". */
const char *refusal_grounds_for(
    const struct refusal_law *l, enum right right, const char *country, struct arena *a);

/* authority_find(l, id), authority_of(l, country): NULL when unknown. */
const struct authority *authority_find(const struct refusal_law *l, const char *id);
const struct authority *authority_of(const struct refusal_law *l, const char *country);
/* authority_json(a, lang): as docs/json/archive-facts.schema.json wants it. New. */
json_t *authority_json(const struct authority *a, const char *lang);

/* For whom: an organisation of this kind ("private", "public") there, about this decision. */
struct remedy_for {
	const char *country, *kind;
	const char *ground; /* on which it was refused: its id; NULL: not, or on several */
	const char *right;  /* by its name; NULL: any, or several */
};
/*
 * remedy_find: the row for its ground, else for its right, else for all; a country without its own
 * row gets the general one. Never NULL.
 */
const struct remedy *remedy_find(const struct refusal_law *l, const struct remedy_for *f);
/* A decision among those that one letter tells, and how it is called there. */
struct remedy_case {
	struct remedy_for about;
	const char *words; /* "inzage (artikel 15 AVG)"; NULL: there is no other */
};
/*
 * remedy_cases(l, cases, n, a): leave of those that share a row only the first, with the words of
 * all; their number. Of one that is left the words are NULL. Words in ${a}.
 */
size_t remedy_cases(
    const struct refusal_law *l, struct remedy_case *cases, size_t n, struct arena *a);
/*
 * remedy_text(l, f, authority, lang, a, err):
 * Complaint and court as two paragraphs of plain text, joined by an empty line. ${authority}: an id
 * (NOTFOUND when unknown), or NULL for the country's own.
 */
const char *remedy_text(const struct refusal_law *l, const struct remedy_for *f,
    const char *authority, const char *lang, struct arena *a, struct err *err);

/* article_words: "GDPR 17(3)(b)" as "artikel 17, lid 3, onder b, AVG" (nl); in ${a}. */
const char *article_words(const char *article, const char *language, struct arena *a);
/* article_short: "GDPR 17(3)(b)" as a line has it, "AVG 17 lid 3 onder b" (nl); in ${a}. */
const char *article_short(const char *article, const char *language, struct arena *a);

#endif
