/*
 * Requests: their row, and how it goes from one state to the next.
 */
#ifndef DOSSIER_STORE_REQUEST_H
#define DOSSIER_STORE_REQUEST_H

#include "dossier/store/db.h"

/* States: logged -> searching -> collected -> answered -> closed. */
struct request {
	int64_t org_id, id;
	const char *reference, *state, *channel, *language, *handler; /* handler NULL: nobody */
	const char *subject_relation; /* "self", "parent", "agent", ... */
	const char *instructed_by, *answer_by;
	usec_t received_at;
	/* computed by law/deadline; due: the earlier of promise and what is in force */
	struct date received, deadline, extended, promise, due;
	bool is_extended;
	const char *calendar, *calendar_version;
	int register_version;
	usec_t logged_at, answered_at, closed_at; /* 0: not yet */
	int64_t changes; /* raised by whatever changes what an archive rests on */
};
struct request_list {
	struct request *items;
	size_t n;
};

/*
 * request_insert(db, r, rights, a, err): a new request in state "logged" with its rights and the
 * clock fact "received". Makes the reference (CODE-YEAR-XXXXXC, five random Crockford characters
 * and a check character) and sets r->id, r->reference.
 */
bool request_insert(struct db *db, struct request *r, const char *org_code,
    const char *const *rights, const char *by, struct arena *a, struct err *err) MUSTCHECK;
/* request_insert_as: the same by a reference that it had; CONFLICT when there is one of it. */
bool request_insert_as(struct db *db, struct request *r, const char *reference,
    const char *const *rights, const char *by, struct err *err) MUSTCHECK;
/*
 * reference_normalise(s, a, ret, err): is it a reference, with the right check character? Lower
 * case and the look-alikes I L O are read as Crockford says. *ret in ${a}.
 */
bool reference_normalise(const char *s, struct arena *a, const char **ret, struct err *err)
    MUSTCHECK;
bool request_by_reference(struct db *db, const char *reference, struct arena *a,
    struct request *ret, struct err *err) MUSTCHECK;
/* request_unknown: NOTFOUND, in the words of request_by_reference. */
bool request_unknown(const char *reference, struct err *err);
/* request_duplicates: once closed as duplicates of it, and closed; the facts say by which end. */
bool request_duplicates(struct db *db, const struct request *of, struct arena *a,
    struct request_list *ret, struct err *err) MUSTCHECK;
/*
 * request_of_person: it, and all others by which one of these identifiers (ended by NULL) is known
 * as the person's; the oldest first.
 */
bool request_of_person(struct db *db, const struct request *of, const char *const *blinds,
    struct arena *a, struct request_list *ret, struct err *err) MUSTCHECK;
/*
 * request_anew: *ret, the reference of the one logged first after it that asks the same for this
 * person; NULL: there is none.
 */
bool request_anew(struct db *db, const struct request *of, struct arena *a, const char **ret,
    struct err *err) MUSTCHECK;
/*
 * request_same: *ret, the reference of the one logged first that is open, in which one of these
 * rights is, on the same instruction (NULL: none), and one of these identifiers is known; NULL:
 * there is none. Names end with NULL.
 */
bool request_same(struct db *db, const struct request *of, const char *const *rights,
    const char *const *blinds, struct arena *a, const char **ret, struct err *err) MUSTCHECK;
/* request_by_ids: those there are, in no order. */
bool request_by_ids(struct db *db, int64_t org_id, const int64_t *ids, size_t n, struct arena *a,
    struct request_list *ret, struct err *err) MUSTCHECK;
/* request_is_represented: somebody asks for the person. */
bool request_is_represented(const struct request *r);
/*
 * request_lock: nobody else changes the request or its tasks until the end of the transaction;
 * r->state is read anew.
 */
bool request_lock(struct db *db, struct request *r, struct arena *a, struct err *err) MUSTCHECK;

/*
 * request_advance: from one state to another; CONFLICT "JBS-...: is searching, not collected"
 * when it is elsewhere. answered/closed stamp ${at}.
 */
bool request_advance(struct db *db, const struct request *r, const char *from, const char *to,
    usec_t at, struct err *err) MUSTCHECK;

/*
 * request_changed: what an archive of it rests on is not what it was; r->changes of who read it
 * before is older. (Whatever the worker finds raises it when all is collected: task_settle.)
 */
bool request_changed(struct db *db, const struct request *r, struct err *err) MUSTCHECK;
/* NULL handler: nobody */
bool request_assign(struct db *db, const struct request *r, const char *handler, struct err *err)
    MUSTCHECK;

struct request_filter {
	int64_t org_id; /* one organisation; the caller walks them */
	/* one state; NULL: all but closed; "open": neither answered nor closed; "all" */
	const char *state;
	const char *handler;  /* NULL: any */
	const char *handlers; /* "anna,bert": handled by one of these; NULL: any */
	bool mine;            /* view_list: by who asks, and for whom they deputise */
	/* NULL, or the blind index of an identifier: requests of this person */
	const char *blind;
	struct date due_by; /* set: due on or before */
	const char *after;  /* NULL, or the reference after which to go on */
	int limit;
};
/*
 * request_list: most urgent first (due, then reference). Indexed: no sequential scan for any
 * filter.
 */
bool request_list(struct db *db, const struct request_filter *f, struct arena *a,
    struct request_list *ret, struct err *err) MUSTCHECK;

/* request_term_set: the dates law/term computed. */
bool request_term_set(struct db *db, const struct request *r, bool is_extended, struct date due,
    struct date deadline, struct date extended, const char *calendar_version, struct err *err)
    MUSTCHECK;

/* request_receipt_set: received, received_at and promise of ${r}, as they were corrected. */
bool request_receipt_set(struct db *db, const struct request *r, struct err *err) MUSTCHECK;

/* request_language_set: that of ${r}. */
bool request_language_set(struct db *db, const struct request *r, struct err *err) MUSTCHECK;

/*
 * request_calendar_old: references of open requests computed with another version of their
 * calendar.
 */
bool request_calendar_old(struct db *db, int64_t org_id, const char *version, int limit,
    struct arena *a, const char *const **ret, size_t *ret_n, struct err *err) MUSTCHECK;
/* request_unplanned: how many were logged before an instant, and nobody has planned them. */
bool request_unplanned(struct db *db, int64_t org_id, usec_t before, int64_t *ret, struct err *err)
    MUSTCHECK;

#endif
