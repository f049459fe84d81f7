/*
 * What stands in an item of the review, as lines of a screen; nothing of who looks at it, and of
 * the terminal its width alone.
 */
#ifndef CLI_REVIEW_PAGE_H
#define CLI_REVIEW_PAGE_H

#include "table.h"

struct page_line {
	int64_t row;        /* of a file its line */
	const char *column; /* a value of it; NULL: of a file, or its heading */
	const char *text;   /* nothing in it steers a terminal */
	bool marked;        /* a person has to read it */
	bool begins, ends;  /* it is the first, the last of its row */
};
struct page {
	struct arena *a; /* of all below */
	struct page_line *lines;
	size_t n, room;
	int64_t first; /* row that it was asked from */
	bool more;     /* rows follow it */
	int width;     /* cells of a line */
};
void page_release(struct page *p);
/*
 * page_make: the rows of ${read} (docs/json/review-read.schema.json) in lines of ${width} cells;
 * what rules and people left out of item ${item} (of ${list}, docs/json/review.schema.json) is
 * named in its place. page_text: any text, as rows of it.
 */
void page_make(
    struct page *p, const json_t *read, const json_t *list, const json_t *item, int width);
void page_text(struct page *p, const char *text, int width);

/* page_said_of: is what a rule or a person said (one of ${list}'s) about this item, and stands? */
bool page_said_of(const json_t *said, const json_t *item);
/*
 * page_word: where the ${nth} word of a line stands in it, from 0; false: it has no so many.
 */
bool page_word(const char *text, int nth, size_t *ret_at, size_t *ret_n);

#endif
