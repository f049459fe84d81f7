/*
 * One message as an RFC 5322 file, finished but not sent; or the same letter as a text to print.
 * Its words come from a template of templates/letters/ (docs/letters.md).
 */
#ifndef DOSSIER_EML_H
#define DOSSIER_EML_H

#include "dossier/date.h"
#include "dossier/json.h"

struct eml {
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

/* eml_address_ok: can this stand in a header as it is? Some proper addresses can not. */
bool eml_address_ok(const char *address);

/* eml_template_exists: is there a template letters/${template}.${language}.mustache? */
bool eml_template_exists(const char *template, const char *language);

/*
 * eml_fill(m, template, data, a, err): m->subject and m->body from
 * letters/${template}.LANGUAGE.mustache, whose first line is "Subject: ...", rendered over ${data}.
 * In ${a}. INPUT names the template.
 */
bool eml_fill(struct eml *m, const char *template, const json_t *data, struct arena *a,
    struct err *err) MUSTCHECK;

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
    const struct eml *m, const char *outbox, const char *name, struct err *err);
bool eml_keep(struct eml_draft *d, struct err *err) MUSTCHECK;
void eml_leave(struct eml_draft *d);
void eml_draft_free(struct eml_draft *d);
DEFINE_DROP(eml_draft, struct eml_draft, eml_draft_free)

/* eml_write: eml_draft and eml_keep in one. */
bool eml_write(const struct eml *m, const char *outbox, const char *name, struct err *err)
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
