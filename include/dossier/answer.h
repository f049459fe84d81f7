/*
 * Answering: the archive of a request, and the answer. Nothing is answered before everything is
 * accounted for.
 */
#ifndef DOSSIER_ANSWER_H
#define DOSSIER_ANSWER_H

#include "dossier/decide.h"
#include "dossier/named_file.h"
#include "dossier/search.h"
#include "dossier/store/release.h"

/*
 * answer_build: build the archive of a collected request; contents and blob of the release.
 * answer_take: write the newest one, in clear, to the open file ${to}, and see it on the disk.
 * DENIED while it waits for an approval, but for who may give it, to look. *ret_old: something
 * changed since it was built; it may hold what does not leave any more.
 */
bool answer_build(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, struct release *ret, struct err *err) MUSTCHECK;
bool answer_take(struct installation *in, const struct actor *who, const char *reference,
    const struct named_file *to, bool *ret_old, struct err *err) MUSTCHECK;

/* answer_is_draft: built before everything was accounted for; it answers nothing. */
bool answer_is_draft(const struct release *r);

/*
 * Four eyes (approval.h). answer_to_approve: what is to be approved, the newest archive of a
 * request, and how it stands with that (docs/json/approve.schema.json); new. DENIED where nothing
 * waits for it. answer_approve: by ${who}; ${digest}: its SHA-256, or the first digits of it,
 * eight or more, or NULL: whichever it is. DENIED for who has not the role there, had a hand in it,
 * or whose own address it was asked with; CONFLICT when it was approved.
 */
json_t *answer_to_approve(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);
bool answer_approve(struct installation *in, const struct actor *who, const char *reference,
    const char *digest, struct err *err) MUSTCHECK;

struct answer {
	const char *how;           /* it left: "email" */
	const char *const *rights; /* none: those open that can be answered */
	size_t nrights;
	const char *confirm; /* its reference again, where little was searched; or NULL */
	bool only_taken;     /* DENIED unless the archive was taken out, as what left was */
};
/* What an answer came to, in the arena given. */
struct answered {
	struct letter_told letter; /* of the rights that were carried out by hand */
	struct answer_left {
		const char *right, *why;
	} left[RIGHT__MAX]; /* not named, and still open: why they cannot be answered */
	size_t nleft;
	bool untaken;    /* nobody took out the archive that answers it */
	int64_t contact; /* identifier of the request to which its copy goes by e-mail; 0: none */
};
/*
 * answer_record: record that the answer left today; of a right that was carried out by hand, with
 * its letter. DENIED unless there is all that law/rights wants an answer to rest on; of several
 * that were not named, unless there is for one of them.
 */
bool answer_record(struct installation *in, const struct actor *who, const char *reference,
    const struct answer *said, struct arena *a, struct answered *ret, struct err *err) MUSTCHECK;
/*
 * answer_agent: of each open request of an agent where every source was searched and nothing was
 * found, and nothing stands in the way, the copy is built where there is none of now, and the
 * answer recorded of one that was taken out, each by itself; [{"reference","answered","why"}], new:
 * of the others why not.
 */
json_t *answer_agent(struct installation *in, const struct actor *who, const char *org,
    const char *label, const char *how, struct err *err);
/*
 * answer_lacks: *ret, why this open right cannot be answered now, in ${a}; NULL: it can, once it is
 * approved where that is demanded.
 */
bool answer_lacks(struct installation *in, const struct actor *who, const char *reference,
    const char *right, struct arena *a, const char **ret, struct err *err) MUSTCHECK;
/*
 * answer_next: what a request needs next, of view_show's ${show}: each as next_view has it, the
 * first one first; new.
 */
json_t *answer_next(
    struct installation *in, const struct actor *who, const json_t *show, struct err *err);
/*
 * answer_look: of the rows of view_today those of which something is decided get the step that is
 * next; each is opened, ANSWER_LOOKS of them at most: the others name the command that looks.
 */
#define ANSWER_LOOKS 50
bool answer_look(struct installation *in, const struct actor *who, json_t *rows, struct err *err)
    MUSTCHECK;
/*
 * answer_decisions: what was decided of each right, by category and purpose, by whom and when it
 * was told, and what the rest waits for (docs/json/decisions.schema.json); new.
 */
json_t *answer_decisions(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);

/*
 * What goes with the copy (art. 15(1)(a)-(h), 15(2)), for one request. answer_inform: record what
 * the person is told of an item of some categories, or why that is impossible; whether their data
 * went to recipients; or that what was recorded is taken back. answer_informed: how it stands, in
 * the shape of docs/json/inform.schema.json; new.
 */
struct inform {
	const char *const *categories; /* none: those where it is blank, or else all concerned */
	size_t ncategories;
	const char *const *items; /* "a": none where it is about recipients */
	size_t nitems;
	bool impossible;
	const char *const *recipients;
	size_t nrecipients;
	const char *received; /* "yes", "no", "unknown" */
	const char *text;     /* as the person reads it; sealed */
	int64_t take_back;    /* the number of what was recorded; 0: none */
};
/* *ret_stands: the register tells an item already, and goes on to. */
bool answer_inform(struct installation *in, const struct actor *who, const char *reference,
    const struct inform *x, bool *ret_stands, struct err *err) MUSTCHECK;
json_t *answer_informed(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);
/* answer_blank: *ret, the first that is blank of an answer to this right, in ${a}, or NULL. */
bool answer_blank(struct installation *in, const struct actor *who, const char *reference,
    const char *right, struct arena *a, const char **ret, struct err *err) MUSTCHECK;

/*
 * The review of what leaves (docs/review.md). answer_review_items: every item with how it stands,
 * the rules, and what was said (docs/json/review.schema.json); new. No blob is opened.
 */
json_t *answer_review_items(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);
/*
 * answer_review_read: what stands in an item, as text, a page at a time: rows ${first} to ${last}
 * of a table, lines of a file, from 1 (0: to the end of the page). New, as
 * docs/json/review-read.schema.json has it. An event of who looked. DENIED for what is no text.
 */
#define REVIEW_PAGE 50 /* rows or lines */
struct review_range {
	int64_t first, last; /* 0: all of it */
};
json_t *answer_review_read(struct installation *in, const struct actor *who, const char *reference,
    int64_t item, struct review_range page, struct err *err);
/* What a person says of items. */
struct review_said {
	const char *kind;     /* "pass", "withhold", "redact" */
	const int64_t *items; /* none: of a redaction, everywhere */
	size_t nitems;
	struct review_range rows;
	struct review_range pages;       /* redact: of a PDF */
	const char *column, *where, *is; /* of withholding also rows where a column is a text */
	const char *text, *pattern;      /* redact: one of these, pages, or people */
	bool people;                     /* redact: third parties of mail and chat */
	bool only_here;                  /* that it stands in other places too is meant */
	const char *ground, *facts;      /* but of passing */
	const char *confirm;             /* the reference again, of what meets everything */
};
/*
 * answer_review_say: record it; {"reference","kind","said","items","count","passes","open"}, new:
 * count null where nothing had to be counted. USAGE for what can not be said so, NOTFOUND for an
 * item that is none, DENIED for what meets nothing, and for everything without its confirmation,
 * where somebody else handles it, or a ground that does not fit; CONFLICT once it was answered.
 * answer_review_undo: what was said by that number does not count any more, nor ("passes") what
 * was passed while it did (dossier/reviewed.h).
 */
json_t *answer_review_say(struct installation *in, const struct actor *who, const char *reference,
    const struct review_said *said, struct err *err);
json_t *answer_review_undo(struct installation *in, const struct actor *who, const char *reference,
    int64_t fact, struct err *err);
/*
 * answer_review_approve: what was said stands, by a second person, where the register asks for one
 * ("approvals"). DENIED where it does not, while something is to be looked at, and for who had a
 * hand in it; CONFLICT when it was.
 */
bool answer_review_approve(struct installation *in, const struct actor *who, const char *reference,
    struct err *err) MUSTCHECK;
/* answer_unreviewed: *ret, how much of it a person has to look at yet, in ${a}; NULL: nothing. */
bool answer_unreviewed(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, const char **ret, struct err *err) MUSTCHECK;
/* answer_facts: what the archive's pages say (docs/json/archive-facts.schema.json); new. */
json_t *answer_facts(const struct dossier *d, struct arena *a, struct err *err);

#endif
