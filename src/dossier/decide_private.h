/* Between the files that decide: the clock of an open dossier. */
#ifndef DECIDE_PRIVATE_H
#define DECIDE_PRIVATE_H

#include "dossier_private.h"
#include "dossier/decide.h"
#include "dossier/store/clock.h"

/* dossier_term_update: write the dates that follow from the facts now, in the open transaction. */
bool dossier_term_update(
    struct installation *in, const struct dossier *d, struct arena *a, struct err *err) MUSTCHECK;

/*
 * dossier_fact_known: *ret_on, the local day on which it happened; *ret, was it known on ${as_of}
 * (no date: today)? What was recorded later was not, whenever it happened; but a request is there
 * from its receipt on, noticed or not (EDPB Guidelines 01/2022 par. 159).
 */
bool dossier_fact_known(const struct clock_fact *c, const struct org *org, struct date as_of,
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
 * decide_act(in, who, reference, fn, arg, err): let ${fn} decide about a request in one
 * transaction, in which nobody else changes it. DENIED unless the actor may act on it.
 */
typedef bool decision(struct deciding *x, const void *arg, struct err *err);
bool decide_act(struct installation *in, const struct actor *who, const char *reference,
    decision *fn, const void *arg, struct err *err) MUSTCHECK;

/* decide_day: an unset day means today. */
struct date decide_day(const struct deciding *x, struct date on);
/* decide_instant: an instant for a day: now when it is today, else the day's first instant. */
bool decide_instant(const struct deciding *x, struct date on, usec_t *ret, struct err *err)
    MUSTCHECK;
/*
 * decide_append(x, kind, on, detail, text, err): a clock fact with its sealed text, its event,
 * which tells the same but for the text, and the dates that follow; steals ${detail}.
 */
bool decide_append(struct deciding *x, enum term_fact_kind kind, struct date on, json_t *detail,
    const char *text, struct err *err) MUSTCHECK;
/* decide_append_fact: one that moves no date, by a name of its own. */
bool decide_append_fact(struct deciding *x, const char *name, struct date on, json_t *detail,
    const char *text, struct err *err) MUSTCHECK;
/* decide_fact_count: how many facts of this kind there were. */
int decide_fact_count(const struct deciding *x, enum term_fact_kind kind);
/* clock_fact_detail: what of a fact stands in clear; NULL: nothing. New. */
json_t *clock_fact_detail(const struct clock_fact *f);
/* decide_fact_text: the sealed words of such a detail, opened in x->a; "" when there are none. */
const char *decide_fact_text(struct deciding *x, const json_t *detail, struct err *err);
/* dossier_open_rights: how many are open. */
int dossier_open_rights(const struct dossier *d);
/* dossier_absolute: what all the open ones are about, if nothing can be weighed against any. */
enum absolute dossier_absolute(const struct dossier *d);

#endif
