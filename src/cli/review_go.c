/*
 * Going through what is to leave: which item is shown, and which rows of it. Rows are asked for
 * when they are to be seen, a page at a time.
 */
#include "dossier/phrase.h"
#include "review_screen.h"
#include "terminal.h"

#define SEARCH_ROWS 500 /* looked through at once */

static json_t *
items(const struct screen *s)
{
	return json_get(s->list, "items");
}

/* ---- rows ---- */

static json_t *
read_rows(const struct screen *s, int64_t first, int64_t last, struct err *err)
{
	const char *const words[] = { "review", "read", s->reference, "--item",
		arena_printf(s->a, "%lld", (long long)s->item), "--rows",
		arena_printf(s->a, "%lld..%lld", (long long)first, (long long)last), "--json",
		NULL };
	return cli_again_json(s->line, words, NULL, err);
}

/* Its rows from this one on. */
static void
load(struct screen *s, int64_t first)
{
	struct err why = { 0 };
	json_decref(s->read);
	s->read = s->item ? read_rows(s, first, first + REVIEW_PAGE - 1, &why) : NULL;
	(void)snprintf(s->why, sizeof(s->why), "%s", why.text);
	s->page.n = 0;
	s->page.first = first;
	s->top = s->cursor = 0;
	s->word = 0;
	screen_lay(s);
}

void
screen_to_row(struct screen *s, int64_t row)
{
	size_t n = s->page.n;
	if (!s->read || n == 0 || row < s->page.first || row > s->page.lines[n - 1].row)
		load(s, row);
	s->cursor = 0;
	while (s->cursor + 1 < s->page.n && s->page.lines[s->cursor].row < row)
		s->cursor++;
	s->top = s->cursor;
	s->word = 0;
}

/* Of a table the first row that nobody decided about. */
static void
open_item(struct screen *s)
{
	const json_t *item = screen_item(s);
	load(s, screen_is_open(item) ? json_int_or(item, "seen", 0) + 1 : 1);
}

/* The item there, or the next one that is to be shown, behind it or before. */
static void
settle(struct screen *s, size_t from, int by)
{
	size_t n = json_array_size(items(s));
	for (size_t k = 0; k < n; k++) {
		size_t i = (from + (by < 0 ? n - k : k)) % n;
		if (!screen_shows(s, i))
			continue;
		s->at = i;
		s->item = json_int_or(json_array_get(items(s), i), "item", 0);
		open_item(s);
		return;
	}
	s->item = 0;
	open_item(s);
}

bool
screen_to_item(struct screen *s, int64_t item)
{
	bool here = item == s->item;
	size_t i;
	const json_t *one;
	json_array_foreach(items(s), i, one)
		if (item && json_int_or(one, "item", 0) == item && screen_shows(s, i)) {
			s->at = i;
			s->item = item;
			if (here)
				screen_lay(s);
			else
				open_item(s);
			return true;
		}
	return false;
}

void
screen_next(struct screen *s, int by)
{
	size_t n = json_array_size(items(s));
	if (n > 0)
		settle(s, (s->at + (by < 0 ? n - 1 : s->item ? 1 : 0)) % n, by);
}

bool
screen_list(struct screen *s, struct err *err)
{
	const char *const words[] = { "review", "list", s->reference, "--json", NULL };
	json_t *now = cli_again_json(s->line, words, NULL, err);
	if (!now)
		return false;
	json_decref(s->list);
	s->list = now;
	return true;
}

bool
screen_refresh(struct screen *s, struct err *err)
{
	if (!screen_list(s, err))
		return false;
	if (!screen_to_item(s, s->item))
		settle(s, s->at, 1);
	return true;
}

/* ---- lines ---- */

static int64_t
last_row(const struct screen *s)
{
	return s->page.n > 0 ? s->page.lines[s->page.n - 1].row : 0;
}

/* Rows before those there are; whatever stood on top stands below it. */
static bool
load_before(struct screen *s)
{
	int64_t row = s->page.first;
	if (!s->read || row <= 1)
		return false;
	load(s, row > REVIEW_PAGE / 2 ? row - REVIEW_PAGE / 2 : 1);
	while (s->cursor + 1 < s->page.n && s->page.lines[s->cursor].row < row)
		s->cursor++;
	s->top = s->cursor;
	return true;
}

void
screen_move(struct screen *s, int by)
{
	size_t body = (size_t)screen_body(s);
	s->word = 0;
	if (by < 0 && s->cursor == 0 && !load_before(s))
		return;
	if (by > 0 && s->cursor + 1 >= s->page.n) {
		if (s->page.more)
			screen_to_row(s, last_row(s) + 1);
		return;
	}
	s->cursor += by < 0 ? (size_t)-1 : 1;
	if (s->cursor < s->top)
		s->top = s->cursor;
	if (s->cursor >= s->top + body)
		s->top = s->cursor - body + 1;
}

/* A screen forth or back. */
void
screen_scroll(struct screen *s, int by)
{
	size_t body = (size_t)screen_body(s);
	s->word = 0;
	if (by > 0 && s->top + body < s->page.n)
		s->top += body;
	else if (by > 0 && s->page.more)
		screen_to_row(s, last_row(s) + 1);
	else if (by < 0 && (s->top > 0 || load_before(s)))
		s->top = s->top > body ? s->top - body : 0;
	s->cursor = s->top;
}

/* ---- searching ---- */

static bool
row_has(const json_t *row, const char *text)
{
	const char *name;
	json_t *value;
	if (strcasestr(json_str_or(row, "text", ""), text))
		return true;
	json_object_foreach(json_get(row, "values"), name, value) {
		auto_drop(buf) struct buf b = { 0 };
		if (!json_scalar(value, &b))
			json_put(value, &b);
		if (b.data && strcasestr(b.data, text))
			return true;
	}
	return false;
}

/* The next row that has it, from ${row} on; 0: none, or something was typed meanwhile. */
static int64_t
seek(struct screen *s, int64_t row, const char *text, struct err *err)
{
	for (bool more = true; more && !terminal_is_typed(); row += SEARCH_ROWS) {
		auto_drop(json) json_t *v = read_rows(s, row, row + SEARCH_ROWS - 1, err);
		size_t i;
		const json_t *one;
		json_array_foreach(json_get(v, "rows"), i, one)
			if (row_has(one, text))
				return json_int_or(one, "row", 0);
		more = json_flag(v, "more");
	}
	return 0;
}

void
screen_search(struct screen *s)
{
	struct err err = { 0 };
	const char *text = s->read ? screen_ask(s, phrase("search for:"), s->sought) : NULL;
	if (!text)
		return;
	free(s->sought);
	s->sought = xstrdup(text);
	int64_t from = s->cursor < s->page.n ? s->page.lines[s->cursor].row + 1 : 1;
	if (s->cursor == 0 && s->page.first <= 1)
		from = 1;
	int64_t row = seek(s, from, text, &err);
	if (row == 0) {
		screen_say(s, "%s", err.kind ? err.text : phrase("it does not stand below here"));
		return;
	}
	screen_to_row(s, row);
	size_t to = s->cursor;
	while (to + 1 < s->page.n && s->page.lines[to].row == row &&
	    !strcasestr(s->page.lines[to].text, text))
		to++;
	if (s->page.lines[to].row == row)
		s->cursor = to;
	if (s->cursor >= s->top + (size_t)screen_body(s))
		s->top = s->cursor;
}
