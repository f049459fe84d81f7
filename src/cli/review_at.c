/*
 * Where the screen of the review stands: at which item, and its rows as lines.
 */
#include "dossier/phrase.h"
#include "review_screen.h"

#define MARGIN 2 /* where the cursor stands, and what a person has to read */

bool
screen_is_open(const json_t *item)
{
	const char *state = json_str_or(item, "state", "");
	return strcmp(state, "to-review") == 0 || strcmp(state, "partly") == 0;
}

static json_t *
items(const struct screen *s)
{
	return json_get(s->list, "items");
}

bool
screen_shows(const struct screen *s, size_t i)
{
	return s->all || screen_is_open(json_array_get(items(s), i));
}

const json_t *
screen_item(const struct screen *s)
{
	const json_t *item = json_array_get(items(s), s->at);
	return s->item && json_int_or(item, "item", -1) == s->item ? item : NULL;
}

size_t
screen_count(const struct screen *s, size_t *ret_nth)
{
	size_t n = 0;
	*ret_nth = 0;
	for (size_t i = 0; i < json_array_size(items(s)); i++) {
		n += screen_shows(s, i);
		if (i == s->at)
			*ret_nth = n;
	}
	return n;
}

void
screen_lay(struct screen *s)
{
	const json_t *item = screen_item(s);
	int width = s->columns > 2 * MARGIN ? s->columns - MARGIN : MARGIN;
	int64_t row = s->cursor < s->page.n ? s->page.lines[s->cursor].row : 0;
	int64_t first = s->page.first;
	if (!item)
		page_text(&s->page, phrase("n goes on; a shows every item; q leaves"), width);
	else if (!s->read)
		page_text(&s->page,
		    arena_printf(s->a, phrase("It is not shown: %s"), phrase(s->why)), width);
	else
		page_make(&s->page, s->read, s->list, item, width);
	s->page.first = first;
	s->top = s->cursor = 0;
	while (row > 0 && s->cursor + 1 < s->page.n && s->page.lines[s->cursor].row < row)
		s->cursor++;
	s->top = s->cursor;
}
