/*
 * What is kept though its erasure was asked (art. 17(3)(b), (e) GDPR): by a statute, for a claim,
 * or for its own retention. A row stays when it is released or over.
 */
#ifndef DOSSIER_STORE_HOLD_H
#define DOSSIER_STORE_HOLD_H

#include "dossier/store/request.h"

#define HOLD_STATUTE "statute"
#define HOLD_CLAIM "claim"
#define HOLD_RETENTION "retention"
#define HOLD_RESTRICTION "restriction" /* until it is lifted: art. 18(1)(b), (c) */
struct hold {
	int64_t id, request_id;
	const char *reference; /* of the request; filled by lists */
	const char *kind;
	const char *system; /* NULL: in each */
	const char *category;
	const char *collection;     /* NULL: each of that category */
	const char *const *columns; /* ended by NULL; none: the whole record */
	int64_t erasure_id;         /* which one left it; 0: none did */
	int64_t task_id;   /* who was asked there said it; 0: nobody; without both it was placed */
	const char *basis; /* of a statute; NULL: none */
	const char *article; /* "AWR 52(1), 52(4)" */
	struct date last;    /* none: what it counts from lies ahead, or a claim */
	struct date must_go; /* none: no such day */
	struct date review;  /* of a claim */
	const char *owner;   /* of a claim; NULL: none */
	int64_t records;     /* how many it names; 0: all that is there of the person */
	const char *sealed;  /* what is in dispute, and keys */
	const char *by;      /* who placed it */
	usec_t at;
	struct date looked; /* for what it counts from; none: never */
	struct date told;   /* of its end, its last permitted day or its review; none: not */
	usec_t released_at; /* 0: it is not */
	const char *released_by, *reason; /* sealed */
	usec_t ended_at;                  /* 0: it is not */
};
/* hold_is_left: an erasure left it, by a program or as people said; else somebody placed it. */
static inline bool
hold_is_left(const struct hold *h)
{
	return h->erasure_id || h->task_id;
}
/* hold_is_dated: a law or a contract says when it ends; else a person does. */
static inline bool
hold_is_dated(const struct hold *h)
{
	return strcmp(h->kind, HOLD_CLAIM) != 0 && strcmp(h->kind, HOLD_RESTRICTION) != 0;
}
struct hold_list {
	struct hold *items;
	size_t n;
};
/* hold_insert: *ret_id, what commands call it. */
bool hold_insert(struct db *db, int64_t org_id, const struct hold *h, int64_t *ret_id,
    struct err *err) MUSTCHECK;
/*
 * hold_list: of an organisation, of a request (0: any), or one (0: any); without ${over} only those
 * that are neither released nor ended. The oldest first.
 */
struct hold_filter {
	int64_t org_id, request_id, id;
	bool over;
};
bool hold_list(struct db *db, const struct hold_filter *f, struct arena *a, struct hold_list *ret,
    struct err *err) MUSTCHECK;
/*
 * hold_of_person: those that run and that a person placed, for this request or for another by which
 * one of these identifiers is known as its person's; or that name records, whoever's. Of these that
 * are of ${system}, or of any.
 */
bool hold_of_person(struct db *db, const struct request *r, const char *const *blinds,
    const char *system, struct arena *a, struct hold_list *ret, struct err *err) MUSTCHECK;
/* hold_due: those about which a sweep has something to do on that day; by request. */
bool hold_due(struct db *db, int64_t org_id, struct date today, struct arena *a,
    struct hold_list *ret, struct err *err) MUSTCHECK;
/*
 * hold_wait: what waits for a person on that day: a claim to be looked at again (it has an owner),
 * records kept past what a statute permits; and requests (id 0) where what a hold kept that is over
 * waits to be approved, or to be erased by who was asked at a system.
 */
struct hold_waiting {
	int64_t id;
	const char *reference, *owner; /* owner NULL: of no claim */
	struct date day;               /* since when */
	const char *system, *action;   /* where somebody was asked, and what; NULL: nowhere */
	bool written;                  /* a recipient was, in writing */
};
struct holds_waiting {
	struct hold_waiting *items;
	size_t n;
};
bool hold_wait(struct db *db, int64_t org_id, struct date today, struct arena *a,
    struct holds_waiting *ret, struct err *err) MUSTCHECK;
/* hold_release: CONFLICT when it was released or is over. */
bool hold_release(struct db *db, int64_t org_id, int64_t id, const char *by, const char *reason,
    struct err *err) MUSTCHECK;
/* hold_mark: of these, that they were looked for or told on a day (none: not), or are over. */
struct hold_mark {
	struct date looked, told;
	bool ended;
};
bool hold_mark(struct db *db, int64_t org_id, const int64_t *ids, size_t n,
    const struct hold_mark *m, struct err *err) MUSTCHECK;

#endif
