/*
 * Post: the letters of a request, read, and what became of them once somebody sent them. Nothing is
 * sent here: that a letter left is what a person says, with what shows it (art. 5(2)).
 */
#ifndef DOSSIER_POST_H
#define DOSSIER_POST_H

#include "dossier/dossier.h"
#include "dossier/store/letter.h"

/* post_letters: those of a request, in the order of writing; in ${a}. */
bool post_letters(
    const struct dossier *d, struct arena *a, struct letter_list *ret, struct err *err) MUSTCHECK;
/* post_number: that of the letter of this name, which there is. */
bool post_number(const struct dossier *d, const char *file, int64_t *ret, struct err *err)
    MUSTCHECK;

/* Who may read what was written to and about a person. */

/* post_list, post_show: docs/json/letters.schema.json, letter.schema.json; new. */
json_t *post_list(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);
/* post_show: reading it is an event, which has its place in the log before this returns. */
json_t *post_show(struct installation *in, const struct actor *who, const char *reference,
    int64_t letter, struct err *err);
/*
 * post_take: the letter as it is sent, to the end of ${b} (letter_compose); likewise an event. It
 * says nothing of whether it left. *ret_old_day: the day of receipt was corrected since it was
 * written, and it names the other one.
 */
bool post_take(struct installation *in, const struct actor *who, const char *reference,
    int64_t letter, struct buf *b, bool *ret_old_day, struct err *err) MUSTCHECK;

/* tell_name: the name the person gave, or of who asks for them; in ${a}; NULL: not known. */
bool tell_name(const struct dossier *d, struct arena *a, const char **ret, struct err *err)
    MUSTCHECK;
/*
 * post_notice_name: how the names of letters begin that tell a recipient what was done of a right
 * (art. 19); in d->a.
 */
struct dossier;
const char *post_notice_name(const struct dossier *d, const char *recipient, const char *right);

struct post_news {
	int64_t letter; /* its number, as listed */
	struct date on; /* no date: today */
	const char *proof;
};
/*
 * post_sent, post_bounced: it left, or came back. Of the notice of an extension the clock is told
 * (art. 12(3)). DENIED unless ${who} may say so of letters (act.h). *ret_untaken: nobody took it
 * out before, and it lies in no spool.
 */
bool post_sent(struct installation *in, const struct actor *who, const char *reference,
    const struct post_news *n, bool *ret_untaken, struct err *err) MUSTCHECK;
bool post_bounced(struct installation *in, const struct actor *who, const char *reference,
    const struct post_news *n, struct err *err) MUSTCHECK;

/*
 * post_asked(letters, task, ret_unsent): the first day on which a written instruction of that task
 * left that did not come back; no date: none. *ret_unsent: then the last of those, or 0.
 */
struct date post_asked(const struct letter_list *letters, int64_t task, int64_t *ret_unsent);

/* ---- handed to the controllers concerned (forwarded.c) ---- */

struct forwarded {
	const char *id, *name; /* of the register */
	struct date on;        /* its letter left; no date: nobody said so */
	bool back;             /* it came back: handed to nobody, until it leaves again */
};
struct forwarded_list {
	struct forwarded *items;
	size_t n;
};
/* post_forwarded: in the order of writing; in ${a}. */
bool post_forwarded(const struct dossier *d, struct arena *a, struct forwarded_list *ret,
    struct err *err) MUSTCHECK;
/*
 * post_check_forwarded: DENIED while nobody accounted for it, and while a letter that came back is
 * neither sent again nor followed by another; ${article}: of what is given to the person.
 */
bool post_check_forwarded(const struct dossier *d, const char *article, struct err *err) MUSTCHECK;

#endif
