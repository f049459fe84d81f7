/* Inside the report: who reads what, and what became of a request. */
#ifndef REPORT_PRIVATE_H
#define REPORT_PRIVATE_H

#include "dossier/plan.h"
#include "dossier/report.h"
#include "dossier/store/report.h"
#include "dossier/term.h"

/* days of receipt whose first deadline is kept: more than a year and a half */
#define DEADLINES_MAX 1024

/* The reading of one organisation. */
struct reader {
	struct db *db;
	const struct org *org;
	const struct report_ask *ask;
	struct date today, as_of;
	struct report_when when; /* zeros when as_of is today */
	const char *const *facts;
	struct calendar *calendar;
	json_t *reg; /* the newest register, or NULL */
	struct promise_of {
		int version;
		struct promise promise;
		bool is_done;
	} promises[16]; /* the latest ones used */
	size_t npromises;
	struct date deadlines[DEADLINES_MAX];
	struct arena *arena;
};

/* ---- reader.c ---- */

/* reader_check_days: which day it is, and that there is something to report as of the one asked. */
bool reader_check_days(struct reader *r, usec_t now, struct err *err) MUSTCHECK;
bool reader_register(struct reader *r, struct err *err) MUSTCHECK;
struct report_days reader_month(struct date first);
struct date reader_first_deadline(struct reader *r, struct date received);
/* "2026-03", or "2026" of a year */
const char *reader_period_name(const struct report_ask *ask, char out[static DATE_LEN]);

/* ---- case.c ---- */

/* right NULL: all. */
struct refusal {
	const char *right, *ground;
};
struct verdict {
	struct term_input in; /* of which law/term judges */
	struct term term;
	const char *close_ground;
	const struct refusal *refusals; /* since it was opened last */
	size_t nrefusals;
	const char *const *causes;
	size_t ncauses; /* of lateness, as recorded */
	bool corrected; /* the day of its receipt was */
	/* of how many, and how many of these ask for each right */
	int64_t requests, asked[RIGHT__MAX];
};
struct verdict_list {
	struct verdict *items;
	size_t n;
};
const char *const *verdict_facts(struct arena *a); /* the names of the facts it reads */
/* verdicts_read: at least one. */
bool verdicts_read(struct reader *r, const struct report_group *g, struct arena *a,
    struct verdict_list *ret, struct err *err) MUSTCHECK;

/* ---- figures.c ---- */

/* How often each number of days occurred. */
struct tally {
	int64_t *n;
	size_t cap;
	int64_t total;
};
void tally_add(struct tally *t, int days, int64_t n);
/* percentile_disc; null of nothing; new */
json_t *tally_percentile(const struct tally *t, int tenths);
/* {"answered","median","p90","max","histogram"}; new */
json_t *tally_json(const struct tally *t);

enum figure {
	F_RECEIVED,
	F_IN_TIME,
	F_LATE,
	F_OPEN_IN_TIME,
	F_OPEN_LATE,
	F_AFTER_MONTH,
	F_EXTENDED,
	F_EXTENDED_UNLAWFULLY,
	F_EXTENSION_PENDING,
	F_SUSPENDED,
	F_REFUSED,
	F_REFUSED_LATE,
	F_LATE_BEFORE,
	F_UNTOLD,
	F_WITHDRAWN,
	F_NOT_IDENTIFIED,
	F_MISTAKEN,
	F_CORRECTED,
	F_CLOSED,
	F_STATUTE_MISSED,
	F_PROMISE_MISSED,
	F_PROMISE_KEPT,
	F_ANSWERED_IN_ONE,
	F_ONE_IS_OVER,
	F_ANSWERED_IN_THREE,
	F_THREE_IS_OVER,
	F__MAX,
};
struct figures {
	int64_t n[F__MAX];
	struct tally days;
	json_t *grounds, *causes; /* {word: count} or NULL */
};
/* figures_add: ${n} requests; ${right} NULL: as a whole. */
void figures_add(struct figures *f, const struct verdict *v, const char *right, int64_t n);
/* figures_judged: those that ended, and those open that are late: of which a part was in time. */
int64_t figures_judged(const struct figures *f);
json_t *figures_json(const struct figures *f); /* new */
void figures_release(struct figures *f);
json_t *figures_percent(
    int64_t part, int64_t whole); /* tenths, rounded down; null of nothing; new */

/* ---- of an organisation, work.c: "systems", "categories"; risk.c: "now", "risk", "risk_more" */

bool work_add(struct reader *r, json_t *organisation, struct err *err) MUSTCHECK;
bool risk_add(struct reader *r, json_t *organisation, struct err *err) MUSTCHECK;
/* held_add: "erasures", "holds" and "kept". */
bool held_add(struct reader *r, json_t *organisation, struct err *err) MUSTCHECK;
/* now_of_all: the "now" of all of them together; new */
json_t *now_of_all(const json_t *organisations);

/* ---- tables.c: the figures as tables, which every format but JSON prints ---- */

/*
 * [{"id","title","note","head","columns":[{"key","head"}],"rows":[{"key","name","cells":[text]}]}];
 * new
 */
json_t *tables_of(const json_t *organisation, const json_t *words);
/* the one of the report, a row for each organisation and ("*") one for several of them together */
json_t *table_of_now(const json_t *report, const json_t *words);
/* a number as JSON and CSV write it; "-" for null */
const char *cell_text(const json_t *v, struct arena *a);
/* the same as a language writes it: 66,6 */
const char *cell_shown(const json_t *v, const json_t *words, struct arena *a);
/* templates/report/words.json; new */
json_t *report_words(const char *lang, struct err *err);
/* ${key} itself when there is none */
const char *report_word(const json_t *words, const char *group, const char *key);

/* ---- html.c ---- */

bool render_html(const json_t *report, const json_t *words, struct buf *b, struct err *err)
    MUSTCHECK;

#endif
