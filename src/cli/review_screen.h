/*
 * The review on a whole screen: what its files share. Nothing of what was decided is kept here: it
 * stands in the request as soon as it is said, and the list is asked anew each time.
 */
#ifndef CLI_REVIEW_SCREEN_H
#define CLI_REVIEW_SCREEN_H

#include "review_page.h"

struct screen {
	const struct opt_line *line; /* that it was started by */
	const char *reference;
	struct arena *a; /* until the next key */
	bool all;        /* not only what a person has to look at */
	json_t *list;    /* how it stands (docs/json/review.schema.json) */
	size_t at;       /* where the item stands in it */
	int64_t item;    /* its number; 0: there is none to show */
	json_t *read;    /* rows of it; NULL: they cannot be shown */
	char why[400];   /* then why not */
	struct page page;
	size_t top, cursor; /* lines of the page */
	int word;           /* of that line */
	char message[400];  /* what became of the last key */
	char *sought;
	int64_t *made; /* by what numbers something was said here */
	size_t nmade;
	int lines, columns; /* of the terminal */
	bool leaves;
};

/* review_what_words: what of an item somebody, or a rule, said: "column note", "rows 3 to 5". */
const char *review_what_words(const json_t *said, struct arena *a);

/* ---- review_at.c: where it stands ---- */

const json_t *screen_item(const struct screen *s); /* the one that is shown; NULL */
bool screen_is_open(const json_t *item);           /* a person has to look at it */
bool screen_shows(const struct screen *s, size_t i);
size_t screen_count(const struct screen *s, size_t *ret_nth); /* items to go through */
void screen_lay(struct screen *s); /* for another width, or after something was said */

/* ---- review_draw.c ---- */

/* screen_draw: what there is. screen_body: how many lines of the page can be seen. */
void screen_draw(struct screen *s);
int screen_body(const struct screen *s);
/* screen_choose: one of ${labels}, by its number; -1: none. */
int screen_choose(struct screen *s, const char *title, const char *const *labels, size_t n);
/* screen_ask: a line that is typed, of which ${text} stands there already; NULL: none. */
const char *screen_ask(struct screen *s, const char *label, const char *text);
bool screen_sure(struct screen *s, const char *question);
void screen_help(struct screen *s);
/* screen_say: into the line of messages; a sentence of ours. */
void screen_say(struct screen *s, const char *fmt, ...) PRINTF(2, 3);

/* ---- review_go.c: which item and which row ---- */

const json_t *screen_item(const struct screen *s);            /* the one that is shown; NULL */
bool screen_is_open(const json_t *item);                      /* a person has to look at it */
size_t screen_count(const struct screen *s, size_t *ret_nth); /* items to go through */
/*
 * screen_list: how it stands now. screen_refresh: so, and whoever was shown what is done goes on to
 * the next. screen_to_item: to one that is shown; false: it is not.
 */
bool screen_list(struct screen *s, struct err *err) MUSTCHECK;
bool screen_refresh(struct screen *s, struct err *err) MUSTCHECK;
bool screen_to_item(struct screen *s, int64_t item);
void screen_next(struct screen *s, int by);
void screen_to_row(struct screen *s, int64_t row);
void screen_scroll(struct screen *s, int by);
void screen_move(struct screen *s, int by);
void screen_search(struct screen *s);

/* ---- review_act.c: what is said ---- */

void screen_pass(struct screen *s);
void screen_withhold(struct screen *s);
void screen_redact(struct screen *s);
void screen_pages(struct screen *s);
void screen_people(struct screen *s);
void screen_undo(struct screen *s);

#endif
