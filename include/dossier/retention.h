/*
 * Until when a law has data kept, or a norm lets it be: data of templates/law/retention.json, which
 * an organisation may copy and change (docs/retention.md), and the only place where such a day is
 * computed. Pure.
 */
#ifndef DOSSIER_RETENTION_H
#define DOSSIER_RETENTION_H

#include "dossier/deadline.h"

enum retention_start {         /* on which day its period begins, of the event */
	RETENTION_DAY,         /* that day, which counts */
	RETENTION_NEXT_DAY,    /* the day after */
	RETENTION_YEAR_BEGIN,  /* 1 January of its year */
	RETENTION_YEAR,        /* 1 January of the next */
	RETENTION_BOOK_YEAR,   /* 1 January after the year in which its book year ends */
	RETENTION_EITHER_YEAR, /* likewise where a book year is named, else of the next year */
	RETENTION__MAX,
};
enum retention_bound {      /* what it says of the day after the last */
	RETENTION_AT_LEAST, /* then it may go: this law no longer keeps it */
	RETENTION_AT_MOST,  /* then it must have gone, and it may go before */
	RETENTION_EXACTLY,  /* kept until then, and destroyed then, unasked */
	RETENTION_BOUND__MAX,
};

struct retention_basis {
	const char *id;       /* "NL-AWR52" */
	const char *country;  /* "NL" */
	const char *article;  /* "AWR 52(1), 52(4)" */
	bool hold;            /* it keeps data against a request for erasure (17(3)(b)) */
	const json_t *title;  /* per language; read with json_text_in */
	const json_t *event;  /* per language: what its period counts from */
	const json_t *told;   /* likewise, as the person reads it: "your contract ends"; or NULL */
	const json_t *yields; /* per language: to whom it yields; NULL: to nobody */
	const json_t *note;   /* per language; NULL: none */
	const char *source;   /* and how certain: [R1], [R2], [D], [T] */
	const char *period;   /* "P7Y", "P4W" */
	enum retention_start start;
	enum retention_bound bound;
	struct date since;  /* it counts so what happened from then on; none: whenever */
	const char *before; /* for how long what happened before that; NULL: it says nothing */
};
extern const char *const retention_start_words[RETENTION__MAX];       /* "day", "next-day" */
extern const char *const retention_bound_words[RETENTION_BOUND__MAX]; /* "at-least" */

struct retention_law;
/* retention_law_open(err): read and check the file. New; INPUT with FILE:LINE:COLUMN. */
struct retention_law *retention_law_open(struct err *err);
/*
 * retention_law_read(text, len, err): the same of a text that retention_law_text gave, for who has
 * no files. New.
 * retention_law_text(l, out): as one JSON text, to be read so.
 */
struct retention_law *retention_law_read(const char *text, size_t len, struct err *err);
void retention_law_text(const struct retention_law *l, struct buf *out);
void retention_law_free(struct retention_law *l);
DEFINE_DROP(retention_law, struct retention_law, retention_law_free)
/* Both borrowed from the law until it is freed; find: USAGE says which may have been meant. */
const struct retention_basis *retention_bases(const struct retention_law *l, size_t *ret_n);
const struct retention_basis *retention_basis_find(
    const struct retention_law *l, const char *id, struct err *err);

/* The last day of a book year, whatever the year; all zero: none is named. */
struct book_year {
	int month, day;
};
/* book_year_parse(s, ret, err): "06-30"; 02-29 is the last of February; NULL: none. USAGE. */
bool book_year_parse(const char *s, struct book_year *ret, struct err *err) MUSTCHECK;

/* retention_has_book_year: one counts for it, be it that it can do without. */
bool retention_has_book_year(const struct retention_basis *b);

struct retention_asked {
	struct date from;  /* the day of the event; none, or after today: it lies ahead */
	struct date today; /* of the organisation */
	struct book_year book_year;
};
struct retention {
	const struct retention_basis *basis;
	const char *period; /* the basis', of an event before ${since} the one of before */
	bool ahead;         /* its event lies ahead: no dates, but the steps that will lead there */
	struct date last;   /* the last day of the period */
	struct date may_go; /* by this law; none: ahead, or it keeps nothing */
	struct date must_go; /* by this law; none: ahead, or it says no such day */
	const char *warning; /* NULL, or: the law leaves this start open */
	const struct deadline_step *steps;
	size_t nsteps;
};
/*
 * retention_compute(b, x, a, ret, err): USAGE for an event of before its law, unless the basis has
 * a period for those, for a book year that is needed and not named, or named and not counted with.
 * Strings and steps live in ${a}.
 */
bool retention_compute(const struct retention_basis *b, const struct retention_asked *x,
    struct arena *a, struct retention *ret, struct err *err) MUSTCHECK;
/* retention_longest: of the holds that which ends last, one that lies ahead before all; or NULL. */
const struct retention *retention_longest(const struct retention *list, size_t n);

/*
 * retention_period_parse(period, ...): "P1Y6M", as the register's schema checked it, in months and
 * days.
 * retention_period_last: its last day, of a period that begins on ${from}, which counts.
 */
void retention_period_parse(const char *period, int *ret_months, int *ret_days);
struct date retention_period_last(const char *period, struct date from);

/*
 * retention_latest: the last day of what happened by ${today}, in whatever book year, and in *ret
 * how it would be asked for.
 */
struct date retention_latest(
    const struct retention_basis *b, struct date today, struct retention_asked *ret);

/*
 * retention_rule: how its last day follows from what is to come, as a letter has it: {"event",
 * "words" (for the person), "year" (it counts from the end of a year), "years", "months", "days"},
 * the numbers as texts or null; new.
 */
json_t *retention_rule(const struct retention_basis *b, const char *language);
/* As docs/json/retention-bases.schema.json and retention.schema.json say it. New. */
json_t *retention_basis_json(const struct retention_basis *b);
json_t *retention_json(const struct retention *r);

#endif
