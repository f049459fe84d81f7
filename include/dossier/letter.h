/*
 * Letters: whatever is told to the person, to a recipient, to a controller or to a colleague, with
 * words of templates/letters/ (docs/letters.md). A letter is made and sealed, and its row inserted
 * in the transaction of the decision it tells: the rows that have not left are the outbox, and
 * nothing of a letter lies in clear. Nothing is sent.
 */
#ifndef DOSSIER_LETTER_H
#define DOSSIER_LETTER_H

#include "dossier/date.h"
#include "dossier/json.h"
#include "dossier/letter_kind.h"
#include "dossier/refusal.h"
#include "dossier/store/letter.h"
#include "dossier/vault.h"

/* ---- what each letter is (kinds.c); which there are: dossier/letter_kind.h ---- */

enum letter_to {
	LETTER_TO_PERSON, /* or who asks for them */
	LETTER_TO_RECIPIENT,
	LETTER_TO_CONTROLLER,
	LETTER_TO_COLLEAGUE,
	LETTER_TO__MAX,
};
struct letter_rule {
	const char *name; /* "extension": in the store and in the log */
	enum letter_to to;
	const char *template; /* letters/LANGUAGE/TEMPLATE.mustache */
	/* what the law wants said: variables whose values must stand in the text */
	const char *must[5];
	bool lasts;   /* it is to leave although its request has ended */
	bool decides; /* it tells a decision: once that is undone it is to leave no more */
	bool on_file; /* it tells what we hold: it goes to contact data shown to be theirs */
};
const struct letter_rule *letter_rule(enum letter_kind kind);
/*
 * letter_kind_find("extension"): LETTER__MAX for a name that is none. What is asked of somebody is
 * of one name, whatever is asked: found as LETTER_INSTRUCTION, LETTER_TASK.
 */
enum letter_kind letter_kind_find(const char *name);
/* letter_to_name: "person", "recipient", "controller", "colleague". */
const char *letter_to_name(enum letter_to to);

/* ---- words (words.c) ---- */

/* letter_speaks: is there a template for this kind in this language? */
bool letter_speaks(enum letter_kind kind, const char *language);
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
 * letter_add_remedies: "authority", to whom to complain, and "remedies", the words of art. 12(4)
 * about these decisions, as remedy_cases() leaves them: each under its words, where they have any.
 */
bool letter_add_remedies(const json_t *o, const char *language, const struct remedy_case *cases,
    size_t n, json_t *data, struct arena *a, struct err *err) MUSTCHECK;
/* letter_cleaned: a value of a decision: words of whoever decided, or data made of them. New. */
json_t *letter_cleaned(const json_t *value, struct arena *a);

/* ---- making one (make.c) ---- */

/* What a letter is made of; all of it borrowed. */
struct letter_draft {
	enum letter_kind kind;
	/*
	 * which letter it is: the name of its file, and of its Message-ID left of the @. The same
	 * name is the same letter, written again
	 */
	const char *name;
	const char *recipient; /* id in the register; NULL: the person */
	const char *language;
	const char *from_name, *from; /* display name (or NULL) and address */
	const char *to_name, *to;     /* to NULL: whoever sends it fills it in */
	const char *in_reply_to;      /* Message-ID of the first letter of the thread; NULL: none */
	bool print;                   /* on paper: no addresses are needed */
	bool rehearsal;
	json_t *data; /* the variables of its template; what every letter knows is added */
};
/*
 * letter_make(d, ledger, a, ret, ret_text, err): the letter as the row that is to be inserted,
 * sealed with the ledger key of its request, in ${a}; its text in *ret_text unless NULL. INPUT when
 * the template does not say what the law wants told, or something from outside could begin another
 * header.
 */
bool letter_make(const struct letter_draft *d, const unsigned char ledger[static KEY_LEN],
    struct arena *a, struct letter *ret, const char **ret_text, struct err *err) MUSTCHECK;
/*
 * letter_make_message: one that is published for a mail program as ${message}, with its subject and
 * text, which are added to it, in each language of d->data: {"nl": variables, ...}.
 */
bool letter_make_message(const struct letter_draft *d, json_t *message,
    const unsigned char ledger[static KEY_LEN], struct arena *a, struct letter *ret,
    struct err *err) MUSTCHECK;
/*
 * letter_content(l, ledger, a, err): a letter of the store, opened: {"from", "to", "subject",
 * "language", "text"}, what it has not null; of one for a mail program subject and text by
 * language, and "message", what is published. New. INPUT when it does not open.
 */
json_t *letter_content(const struct letter *l, const unsigned char ledger[static KEY_LEN],
    struct arena *a, struct err *err);
/* letter_address_ok: can this stand in a header as it is? Some proper addresses can not. */
bool letter_address_ok(const char *address);

/*
 * letter_compose(l, ledger, a, b, err): a letter of the store as it is sent: a message for a mail
 * program (RFC 5322), a text to print, or what a mail program is told for colleagues. The same
 * bytes, and the same Message-ID, however often. INPUT when it does not open.
 */
bool letter_compose(const struct letter *l, const unsigned char ledger[static KEY_LEN],
    struct arena *a, struct buf *b, struct err *err) MUSTCHECK;

/* ---- the spool (spool.c) ---- */

/* Where files for colleagues lie, and what opens them. Borrowed. */
struct spool {
	struct db *db;
	const struct vault *vault;
	const char *home; /* HOME/spool */
};
/*
 * spool_publish(s, org_id, err): the file of each letter that is queued in HOME/spool, 0600, whole
 * or not at all. Who dies over it leaves it to the next: the same letter is the same file. A letter
 * that can not be published keeps back no other. TEMPORARY when the disk is full or the database is
 * away.
 */
bool spool_publish(const struct spool *s, int64_t org_id, struct err *err) MUSTCHECK;

#endif
