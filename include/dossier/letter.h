/*
 * Letters: whatever is told to the person, to a recipient, to a controller or to a colleague, with
 * words of templates/letters/ (docs/letters.md), as a file that is finished and not sent.
 */
#ifndef DOSSIER_LETTER_H
#define DOSSIER_LETTER_H

#include "dossier/date.h"
#include "dossier/json.h"

/* ---- which letters there are (kinds.c) ---- */

enum letter_kind {
	LETTER_EXTENSION,
	LETTER_REFUSAL,
	LETTER_QUESTION_IDENTITY,
	LETTER_QUESTION_CLARIFICATION,
	LETTER_FEE,
	LETTER_CLOSE_NOT_IDENTIFIED,
	LETTER_CLOSE_MISDIRECTED,
	LETTER_INSTRUCTION,
	LETTER_FORWARD,
	LETTER_REMINDER,
	LETTER_ESCALATION,
	LETTER__MAX,
};
enum letter_to {
	LETTER_TO_PERSON, /* or who asks for them */
	LETTER_TO_RECIPIENT,
	LETTER_TO_CONTROLLER,
	LETTER_TO_COLLEAGUE,
};
struct letter_rule {
	const char *name; /* "extension": in the store and in the log */
	enum letter_to to;
	const char *template; /* letters/LANGUAGE/TEMPLATE.mustache */
	/* what the law wants said: variables whose values must stand in the text */
	const char *must[5];
};
const struct letter_rule *letter_rule(enum letter_kind kind);
/*
 * letter_says_all(kind, text, data, err): INPUT, with the name of the variable, when ${text} leaves
 * out what the law wants said. A variable that ${data} lacks is a bug.
 */
bool letter_says_all(enum letter_kind kind, const char *text, const json_t *data, struct err *err)
    MUSTCHECK;

/* ---- words (words.c) ---- */

/* letter_speaks: is there a template letters/${language}/${template}.mustache? */
bool letter_speaks(const char *template, const char *language);
/*
 * letter_fill(template, language, data, a, ret_subject, ret_body, err): that template, whose first
 * line is "Subject: ...", rendered over ${data}. In ${a}. INPUT names the template.
 */
bool letter_fill(const char *template, const char *language, const json_t *data, struct arena *a,
    const char **ret_subject, const char **ret_body, struct err *err) MUSTCHECK;

/* letter_right: "inzage (artikel 15 AVG)". */
const char *letter_right(const char *right, const char *language, struct arena *a, struct err *err);
/* letter_money: "€ 12,50" (nl), "€12.50". */
const char *letter_money(int64_t cents, const char *language, struct arena *a);
/*
 * letter_organisation(o, a): who writes, from the register's organisation: name, and where known
 * address, email, phone, site and dpo. New.
 */
json_t *letter_organisation(const json_t *o, struct arena *a);
/*
 * letter_add_remedies(o, language, data, a, err): "authority", to whom to complain, and "remedies",
 * the words of art. 12(4).
 */
bool letter_add_remedies(const json_t *o, const char *language, json_t *data, struct arena *a,
    struct err *err) MUSTCHECK;
/* letter_cleaned: a value of a decision: words of whoever decided, or data made of them. New. */
json_t *letter_cleaned(const json_t *value, struct arena *a);

/* ---- a message as an RFC 5322 file, or the same letter as a text to print (mime.c) ---- */

struct mail {
	const char *from_name, *from; /* display name (or NULL) and address */
	const char *to_name, *to;     /* to NULL: whoever sends it fills it in */
	const char *subject;
	const char *message_id;  /* "local@domain", without brackets */
	const char *in_reply_to; /* Message-ID of the first letter of the thread; NULL: none */
	const char *language;    /* "nl" */
	usec_t date;
	const char *body; /* text with plain newlines */
	bool print;       /* the body alone, as text to print: no headers */
};
/* mail_address_ok: can this stand in a header as it is? Some proper addresses can not. */
bool mail_address_ok(const char *address);

/* ---- the outbox (outbox.c) ---- */

/*
 * eml_draft(m, outbox, name, err): the letter written aside in OUTBOX (0600, fsynced), not there
 * until it is kept. INPUT when a header or the body holds a control character or is not UTF-8:
 * nothing from outside can begin another header. TEMPORARY when the disk is full.
 * eml_keep: it is OUTBOX/NAME from now on; one that was there is replaced. Whoever got there first
 * (eml_mend of another process) did the same: no error.
 * eml_draft_free: one that was not kept is removed; eml_leave: it stays aside, for eml_mend.
 */
struct eml_draft;
struct eml_draft *eml_draft(
    const struct mail *m, const char *outbox, const char *name, struct err *err);
bool eml_keep(struct eml_draft *d, struct err *err) MUSTCHECK;
void eml_leave(struct eml_draft *d);
void eml_draft_free(struct eml_draft *d);
DEFINE_DROP(eml_draft, struct eml_draft, eml_draft_free)

/* eml_write: eml_draft and eml_keep in one. */
bool eml_write(const struct mail *m, const char *outbox, const char *name, struct err *err)
    MUSTCHECK;

/*
 * eml_mend(outbox, keep, arg, older_s, err): what a process that died left aside. Kept when ${keep}
 * says so (1) and it is not there; else (0) removed once it is older than ${older_s} seconds; left
 * as it is when that is not known (-1).
 */
typedef int eml_wanted(const char *name, void *arg);
bool eml_mend(const char *outbox, eml_wanted *keep, void *arg, int older_s, struct err *err)
    MUSTCHECK;

#endif
