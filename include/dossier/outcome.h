/*
 * Outcomes and reasons as codes with their arguments: what a task did for a category, why something
 * is left out of a plan, why something found is not handed over. So they stand in rows, on the wire
 * and between rooms; words are made of them only where a person reads them (templates/words/).
 */
#ifndef DOSSIER_OUTCOME_H
#define DOSSIER_OUTCOME_H

#include "dossier/date.h"
#include "dossier/json.h"

enum outcome_code {           /* what a task did for one category */
	OUTCOME_FOUND,        /* count records */
	OUTCOME_HANDED,       /* found, and count records handed over another way */
	OUTCOME_NOTHING,      /* searched, nothing there */
	OUTCOME_NOT_SEARCHED, /* why */
	OUTCOME_ASKED,        /* a colleague looks for it; why, where there is more to say */
	OUTCOME_WRITTEN,      /* a recipient was asked by letter */
	OUTCOME_FORWARDED,    /* handed to the controller ${to} (art. 28(3)(e)) */
	OUTCOME_UNREACHABLE,  /* tried, and given up; the task says what failed */
	OUTCOME_WITHHELD,     /* count things found and not handed over: why, collection, field */
	OUTCOME_IGNORED,      /* count rows of others that a system gave too */
	OUTCOME_REFUSED,      /* not handed over by a decision: why */
	OUTCOME_ERASED,       /* count records are gone */
	OUTCOME_ANONYMISED,   /* count records stay, and nothing of the person in them */
	OUTCOME_HELD,         /* count records, or part of them, are kept by law: why, until */
	OUTCOME_KEPT,         /* likewise, as no ground of 17(1) applies to them: why, until */
	OUTCOME_RESTRICTED,   /* count records are stored only (18(1)) */
	OUTCOME_LIFTED,       /* count records are so no more */
	OUTCOME_RECTIFIED,    /* count records say what was decided (16) */
	OUTCOME_STOPPED,      /* count records are not used for that any more (21(3), 7(3)) */
	OUTCOME_BY_HAND,      /* count records that no program changes: people are asked */
	OUTCOME__MAX,
};

enum reason_code {
	REASON_NONE,
	/* left out of a plan */
	REASON_FOR_CUSTOMER,       /* processed for a customer: art. 28(3)(e) */
	REASON_NOT_INSTRUCTED,     /* not that controller's who instructs: art. 28(3)(a) */
	REASON_INDEPENDENT,        /* a controller of its own: named, art. 15(1)(c) */
	REASON_INTERNAL,           /* own staff or software: no recipient, art. 4(9) */
	REASON_NO_SYSTEM,          /* no system of the register holds the category */
	REASON_UNREACHED,          /* the register names no system of the recipient */
	REASON_ONLY_FOR_CUSTOMERS, /* the recipient has nothing but what is a customer's */
	REASON_NOTHING_PORTABLE,   /* the recipient has nothing of art. 20(1) */
	REASON_BASIS,              /* neither consent nor contract: art. 20(1)(a) */
	REASON_NOT_AUTOMATED,      /* art. 20(1)(b) */
	REASON_NOT_PROVIDED,       /* art. 20(1) */
	REASON_BY_HAND,            /* the right of ${article} is handled by a person */
	/* not searched */
	REASON_NO_IDENTIFIER, /* none of the kinds ${missing} is known */
	REASON_SETTINGS,      /* where its settings lead is refused here */
	REASON_SKIPPED,       /* a person decided so, and why: ${text} */
	/* not looked at (lookup) */
	REASON_PEOPLE, /* a person is to look there, who was not asked yet */
	REASON_LATER,  /* the system answers only after a while, or has something made first */
	/* asked */
	REASON_REOPENED,   /* what was handed in is to be replaced */
	REASON_NO_CONTACT, /* the register has no address to write to */
	/* withheld, refused */
	REASON_SECRET,              /* never handed over: art. 15(4) */
	REASON_OTHERS_DATA,         /* about other people: art. 15(4) */
	REASON_TECHNICAL,           /* the vendor's own, about nobody */
	REASON_ROW_LIMIT,           /* the vendor never gives more rows than these */
	REASON_NO_COLLECTION,       /* no collection of the register takes these rows */
	REASON_NO_COLLECTION_FILES, /* nor the files that come with such rows */
	REASON_GAP,    /* what the system cannot give, as its definition says: ${text} */
	REASON_GROUND, /* a ground of refusal, ${article}, with its title ${text} or without */
	/* held */
	REASON_STATUTE, /* ${article} demands it; ${basis} where retention.json has it */
	REASON_CLAIM,   /* a named dispute: art. 17(3)(e) */
	/* kept */
	REASON_RETENTION, /* its own retention is not over */
	REASON_CONTRACT,  /* a contract that runs needs it */
	REASON_OPT_OUT,   /* it keeps them from being approached again: art. 21(3) */
	REASON_SHARED,    /* it is about somebody else as well */
	REASON_REFERRED,  /* a record that stays refers to it */
	REASON_NOT_OURS,  /* nothing of the person stands in it, or it is not ours to alter */
	REASON_UNDECIDED, /* it could not be told, and an officer decided that it stays */
	/* nothing */
	REASON_VANISHED, /* it was seen before, and had gone when it was to be erased */
	REASON__MAX,
};

/* A reason with its arguments, each NULL where it has none. Borrowed. */
struct reason {
	enum reason_code code;
	const char *const *missing; /* kinds of identifier, any of which would do; ended by NULL */
	const char *article;        /* "17", or "GDPR 15(4)" of a ground */
	const char *basis;          /* of retention, by its id: "NL-AWR52" */
	const char *text;           /* words of a person: sealed wherever it is stored */
};

struct outcome {
	const char *category; /* id */
	enum outcome_code code;
	struct reason why;
	int64_t count;     /* -1: nothing to count */
	struct date until; /* held, kept: the last day; none: ahead, or no end is known */
	struct date first; /* the earliest of several; none: of all it is ${until} */
	bool ahead;        /* or it follows from what is still to come */
	const char *collection, *field; /* where, or NULL */
	const char *to;                 /* forwarded: the controller's name */
};

/* outcome_went: nothing of the person is in those records any more: erased, or made anonymous. */
bool outcome_went(enum outcome_code code);

/* outcome_name, reason_name: the stable name of a code, "not-searched"; "none" is no reason. */
const char *outcome_name(enum outcome_code code);
const char *reason_name(enum reason_code code);

/*
 * outcome_json(o): {"category","code","count"?,"collection"?,"field"?,"to"?,"until"?,"first"?,
 * "ahead"?,"why"?,"missing"?,"article"?,"basis"?,"text"?}, new. outcome_read(j, a, ret, err): the
 * same back, in ${a}; INPUT for a code there is none.
 */
json_t *outcome_json(const struct outcome *o);
bool outcome_read(const json_t *j, struct arena *a, struct outcome *ret, struct err *err) MUSTCHECK;
/*
 * outcome_add(into, more): are both the same of the same collection, but for their numbers and last
 * days? Then ${into} is about both; false: it stays what it is.
 */
bool outcome_add(struct outcome *into, const struct outcome *more);
/* reason_put(j, key, r): the reason's code under ${key} of the object ${j}, and its arguments. */
void reason_put(json_t *j, const char *key, const struct reason *r);
/* reason_read(j, key, a, ret, err): the same back, in ${a}; REASON_NONE without that key; INPUT. */
bool reason_read(const json_t *j, const char *key, struct arena *a, struct reason *ret,
    struct err *err) MUSTCHECK;

/* ---- words (code_words.c) ---- */

/*
 * The words of templates/words/codes.json: one text a code and language, a Mustache template over
 * the code's arguments. A language that lacks a code gets the English text.
 */
struct code_words;
/*
 * code_words_open(err): INPUT "FILE:LINE:COLUMN: ..." when the file names a code there is none, or
 * a text is no template; or lacks the English words of a code. New.
 */
struct code_words *code_words_open(struct err *err);
void code_words_free(struct code_words *w);
DEFINE_DROP(code_words, struct code_words, code_words_free)

/*
 * Words in ${lang} ("nl", "en"), in ${a}. outcome_words: "not searched: no telephone number known",
 * without the count. outcome_detail: where, to whom, what was withheld and why; NULL: nothing more.
 * reason_words: NULL for REASON_NONE. identifier_words: "telephone number"; the kind itself, with
 * spaces, when it has none.
 */
const char *outcome_words(
    const struct code_words *w, const struct outcome *o, const char *lang, struct arena *a);
const char *outcome_detail(
    const struct code_words *w, const struct outcome *o, const char *lang, struct arena *a);
const char *reason_words(
    const struct code_words *w, const struct reason *r, const char *lang, struct arena *a);
const char *identifier_words(
    const struct code_words *w, const char *kind, const char *lang, struct arena *a);
/*
 * outcome_view: what the program prints of an outcome: outcome_json, with "result" and "detail" in
 * words, and a "count" that may be null; new. ${lang} is "en", as in an archive, or that of the
 * interface.
 */
json_t *outcome_view(
    const struct code_words *w, const struct outcome *o, const char *lang, struct arena *a);

#endif
