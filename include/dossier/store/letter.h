/*
 * Letters: what they say is sealed, and opened by whoever holds the key.
 */
#ifndef DOSSIER_STORE_LETTER_H
#define DOSSIER_STORE_LETTER_H

#include "dossier/store/db.h"

struct letter {
	int64_t id;
	const char *kind;
	const char *recipient_kind; /* person, recipient, controller, colleague */
	const char *recipient;      /* its id; NULL: the person, or several colleagues */
	const char *state;          /* queued (for the spool), written, sent, bounced */
	const char *message_id;     /* NULL: not mail */
	const char *file,
	    *sealed;         /* its name: with .eml a message, .txt to print, .json of the spool */
	usec_t at;           /* when it came into this state */
	int64_t facts;       /* that its request had when it was written; 0: not counted */
	struct date sent;    /* left last; no date: it has not */
	struct date bounced; /* came back; no date: it has not */
	const char *proof;   /* that it left, sealed; NULL: somebody says so */
	const char *bounce_proof; /* that it came back, last */
	int64_t task_id;          /* that wrote it; 0: none did */
};
struct letter_list {
	struct letter *items;
	size_t n;
};
/* letter_id: what facts call it: its Message-ID, or of one on paper its file. */
const char *letter_id(const struct letter *l);
/*
 * letter_insert: to be sent, or queued for the spool; id, state, what follows it and at are not
 * read, nor is its task_id but ${task_id} (0: no task wrote it). One of a file that is known is
 * written again, unless it left.
 */
bool letter_insert(struct db *db, int64_t org_id, int64_t request_id, int64_t task_id,
    const struct letter *l, struct err *err) MUSTCHECK;
bool letter_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct letter_list *ret, struct err *err) MUSTCHECK;
/* letter_left: how many left of those of which the file begins so: the next is another. */
bool letter_left(struct db *db, int64_t org_id, int64_t request_id, const char *begin, int64_t *ret,
    struct err *err) MUSTCHECK;

/*
 * letter_set_sent, letter_set_bounced: it left, or came back, on a day; BUG unless it can, by its
 * state: what is written or came back can leave, what left can come back. ${proof} sealed, or NULL.
 */
bool letter_set_sent(struct db *db, int64_t org_id, int64_t id, struct date on, const char *proof,
    struct err *err) MUSTCHECK;
bool letter_set_bounced(struct db *db, int64_t org_id, int64_t id, struct date on,
    const char *proof, struct err *err) MUSTCHECK;

/* One to somebody outside that lies there, or came back. */
struct unsent_letter {
	int64_t id, request_id;
	const char *reference, *kind, *recipient_kind;
	usec_t at;           /* since when */
	struct date bounced; /* no date: it never left */
	bool ends; /* it tells how its request, or a right of it, ended: nobody knows yet */
};
struct unsent_letters {
	struct unsent_letter *items;
	size_t n;
};
struct unsent_kinds {                /* each ended by NULL */
	const char *const *lasting;  /* that are to leave although their request has ended */
	const char *const *deciding; /* that are to leave no more once it was opened again */
};
/*
 * letter_unsent: up to ${limit} of one request (0: of all), those that never left only when they
 * were written before ${before}, or their request ended and was due before ${today}.
 */
bool letter_unsent(struct db *db, int64_t org_id, int64_t request_id, usec_t before,
    struct date today, const struct unsent_kinds *kinds, int limit, struct arena *a,
    struct unsent_letters *ret, struct err *err) MUSTCHECK;

/* ---- the spool ---- */

struct queued_letter {
	int64_t id;
	const char *file, *sealed;
	const char *reference;        /* NULL: of no request */
	const char *content, *ledger; /* the wrapped keys; NULL: destroyed */
};
struct queued_letters {
	struct queued_letter *items;
	size_t n;
};
/*
 * letter_queued: up to ${limit} after the letter ${after}, by their id, locked until the end of the
 * transaction; those that somebody else has locked are left out. letter_written: their files are
 * there.
 */
bool letter_queued(struct db *db, int64_t org_id, int64_t after, int limit, struct arena *a,
    struct queued_letters *ret, struct err *err) MUSTCHECK;
bool letter_written(struct db *db, int64_t org_id, const int64_t *ids, size_t n, struct err *err)
    MUSTCHECK;

#endif
