/* Between the files of casework that decide: the clock of an open dossier. */
#ifndef DECIDE_PRIVATE_H
#define DECIDE_PRIVATE_H

#include "casework_private.h"
#include "dossier/decide.h"
#include "dossier/store_clock.h"

/* case_term: the clock as of a day (no date: today). The calendar is new: drop it. */
bool case_term(struct installation *in, const struct dossier *d, struct date as_of,
    struct calendar **ret_calendar, struct arena *a, struct term *ret, struct err *err) MUSTCHECK;
/* case_term_update: write the dates that follow from the facts now, in the open transaction. */
bool case_term_update(
    struct installation *in, const struct dossier *d, struct arena *a, struct err *err) MUSTCHECK;

/*
 * fact_is_known: *ret_on, the local day on which it happened; *ret, was it known on ${as_of} (no
 * date: today)? What was recorded later was not, whenever it happened; but a request is there from
 * its receipt on, noticed or not (EDPB Guidelines 01/2022 par. 159).
 */
bool fact_is_known(const struct clock_fact *c, const struct org *org, struct date as_of,
    struct date *ret_on, bool *ret, struct err *err) MUSTCHECK;
/*
 * term_view: the dates as of a day (no date: today), how they follow, and the calendar (terms.c);
 * new.
 */
json_t *term_view(struct installation *in, const struct dossier *d, struct date as_of,
    struct arena *a, struct err *err);
/*
 * history_of: what happened until a day (no date: today) in words (history.c):
 * [{"on","fact","text","article","by","recorded"}], new.
 */
json_t *history_of(struct installation *in, const struct dossier *d, struct date as_of,
    struct arena *a, struct err *err);

/* One decision while it is being made, in the transaction that holds the request's lock. */
struct deciding {
	struct installation *in;
	struct dossier *d;
	struct calendar *calendar;
	struct term term; /* this and the facts: as they were before the decision */
	struct clock_fact_list facts;
	struct date today;
	struct arena *a;
};
/*
 * decide(in, reference, fn, arg, err): let ${fn} decide about a request in one transaction, in
 * which nobody else changes it. DENIED unless the actor may act on it.
 */
typedef bool decision(struct deciding *x, const void *arg, struct err *err);
bool decide(struct installation *in, const char *reference, decision *fn, const void *arg,
    struct err *err) MUSTCHECK;

/* on_or_today: an unset day means today. */
struct date on_or_today(const struct deciding *x, struct date on);
/* instant_of: an instant for a day: now when it is today, else the day's first instant. */
bool instant_of(const struct deciding *x, struct date on, usec_t *ret, struct err *err) MUSTCHECK;
/*
 * append(x, kind, on, detail, text, err): a clock fact with its sealed text, its event, which tells
 * the same but for the text, and the dates that follow; steals ${detail}.
 */
bool append(struct deciding *x, enum term_fact_kind kind, struct date on, json_t *detail,
    const char *text, struct err *err) MUSTCHECK;
/* append_fact: one that moves no date, by a name of its own. */
bool append_fact(struct deciding *x, const char *name, struct date on, json_t *detail,
    const char *text, struct err *err) MUSTCHECK;
/* fact_count: how many facts of this kind there were. */
int fact_count(const struct deciding *x, enum term_fact_kind kind);
/* fact_detail: what of a fact stands in clear; NULL: nothing. New. */
json_t *fact_detail(const struct clock_fact *f);
/* fact_text: the sealed words of such a detail, opened in x->a; "" when there are none. */
const char *fact_text(struct deciding *x, const json_t *detail, struct err *err);
/* open_rights: how many are open. */
int open_rights(const struct dossier *d);

/* ---- refused.c: refusals of a part of a right ---- */

#define REFUSED_PARTS_MAX 4000 /* of one request that are read: categories times rights */
struct refused_part {
	const char *right, *category, *ground; /* ground: its id */
	struct date on;
};
struct refused_parts {
	struct refused_part *items;
	size_t n;
};
/* refused_parts_read: those that stand: reopening undoes them. In ${a}. */
bool refused_parts_read(struct installation *in, const struct dossier *d, struct arena *a,
    struct refused_parts *ret, struct err *err) MUSTCHECK;
/* refused_part: this category of this right, or NULL. */
const struct refused_part *refused_part(
    const struct refused_parts *parts, const char *right, const char *category);
/*
 * category_given: is a category handed over as a copy (data/, files/), and for portability? What
 * was refused, whole or in part, is not.
 */
struct given {
	bool data, portable;
};
struct given category_given(
    const struct dossier *d, const struct refused_parts *refused, const char *category);
/* portable_categories: ids of those whose provided fields go into portability/, where
 * that was asked (art. 20(1)); new. */
json_t *portable_categories(const struct dossier *d, struct arena *a);
/* right_categories: ids of those a right is about, ended by NULL; in ${a}. */
const char *const *right_categories(const struct dossier *d, const char *right, struct arena *a);

/* ---- archive.c ---- */

/* check_ready: DENIED while something is still to be searched, or when it is closed. */
bool check_ready(const struct dossier *d, struct err *err) MUSTCHECK;
/* newest_release: the archive built last; ${none} when there is none. */
bool newest_release(struct installation *in, const struct request *r, enum err_kind none,
    struct arena *a, struct release *ret, struct err *err) MUSTCHECK;

#endif
