/*
 * The screen of the review as it is seen, and what is asked on it.
 */
#include "dossier/phrase.h"
#include "dossier/text.h"
#include "review_screen.h"
#include "terminal.h"

#define HEAD_MAX 5 /* lines */
#define SMALL 12   /* lines of a screen that has no room for more than it must */
#define TYPED_MAX 4000

/* Those that a screen without room for more than one line of them has, and the others. */
#define KEYS "? help  q leave  space pass  w leave out  r black out  u undo"
#define MORE_KEYS "n N next, previous  / search  t third parties  p pages  a all"

void
screen_say(struct screen *s, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(s->message, sizeof(s->message), phrase(fmt), ap);
	va_end(ap);
}

/* ---- lines ---- */

static void
put_at(struct buf *out, int line)
{
	buf_addf(out, "\033[%d;1H\033[2K", line);
}

/* As much of it as one line holds. */
static void
put_cut(struct buf *out, const char *text, int width)
{
	auto_drop(buf) struct buf safe = { 0 }, piece = { 0 };
	table_safe(text, "", &safe);
	if (safe.len == 0)
		return;
	size_t n = strlen(safe.data), most = (size_t)width * 16;
	while (n > most || (n < safe.len && ((unsigned char)safe.data[n] & 0xc0) == 0x80))
		n--;
	buf_add(&piece, safe.data, n);
	buf_add(out, piece.data, table_line(piece.data, width));
}

static void
put_line(struct buf *out, int line, const char *text, int width)
{
	put_at(out, line);
	put_cut(out, text, width);
}

static void
put_bar(struct buf *out, int line, const char *text, int width)
{
	put_at(out, line);
	buf_adds(out, "\033[7m");
	put_cut(out, text, width);
	buf_adds(out, "\033[0m");
}

/* ---- the head: which item, and what was taken out of it ---- */

static const char *
one_said(const json_t *said, struct arena *a)
{
	const char *what = review_what_words(said, a), *ground = json_str_or(said, "ground", "");
	bool withheld = strcmp(json_str_or(said, "kind", ""), "withhold") == 0;
	if (json_flag(said, "third_parties"))
		return phrase("by a rule: third parties become numbers");
	if (json_str(said, "rule"))
		return arena_printf(a,
		    withheld ? phrase("left out by a rule: %s (%s)")
			     : phrase("blacked out by a rule: %s (%s)"),
		    what, ground);
	return arena_printf(a,
	    withheld ? phrase("left out by %s: %s (%s)") : phrase("blacked out by %s: %s (%s)"),
	    json_str_or(said, "by", ""), what, ground);
}

/* What rules and people took away, rules first: as many as there is room for. */
static size_t
said_lines(const struct screen *s, const json_t *item, const char **ret, size_t most)
{
	static const char *const from[] = { "rules", "said" };
	size_t n = 0, i;
	long long beyond = 0;
	const json_t *said;
	for (size_t k = 0; k < array_len(from); k++)
		json_array_foreach(json_get(s->list, from[k]), i, said) {
			if (!page_said_of(said, item) ||
			    strcmp(json_str_or(said, "kind", ""), "pass") == 0)
				continue;
			if (n < most)
				ret[n++] = one_said(said, s->a);
			else
				beyond++;
		}
	if (beyond > 0)
		ret[n - 1] = arena_printf(
		    s->a, phrase("%s; and %lld more: `dossier review list`"), ret[n - 1], beyond);
	return n;
}

static const char *
what_item(const struct screen *s, const json_t *item)
{
	long long rows = (long long)json_int_or(item, "rows", 0),
		  seen = (long long)json_int_or(item, "seen", 0),
		  bytes = (long long)json_int_or(item, "bytes", 0);
	auto_drop(buf) struct buf columns = { 0 };
	size_t i;
	const json_t *c;
	if (strcmp(json_str_or(item, "kind", ""), "file") == 0)
		return arena_printf(s->a, phrase("a file of %lld bytes; %s"), bytes,
		    phrase(json_str_or(item, "state", "")));
	json_array_foreach(json_get(item, "columns"), i, c)
		buf_addf(&columns, "%s%s", i ? ", " : "", json_string_value(c));
	return arena_printf(s->a, phrase("%lld rows, %lld seen; %s; to read: %s"), rows, seen,
	    phrase(json_str_or(item, "state", "")), columns.len ? columns.data : "-");
}

/* Whose addresses and numbers stand in it, the person's own among them. */
static const char *
people_words(const struct screen *s)
{
	auto_drop(buf) struct buf b = { 0 };
	size_t i;
	const json_t *one;
	json_array_foreach(json_get(s->read, "people"), i, one) {
		const char *name = json_str_or(one, "name", "");
		buf_addf(&b, "%s%s", i ? ", " : "", json_str_or(one, "value", ""));
		if (*name)
			buf_addf(&b, " (%s)", name);
	}
	return b.len ? arena_printf(s->a, phrase("in it: %s"), b.data) : NULL;
}

static size_t
head_lines(const struct screen *s, const char **ret)
{
	const json_t *item = screen_item(s);
	size_t nth, n = screen_count(s, &nth), used = 1;
	bool small = s->lines < SMALL;
	if (!item) {
		ret[0] = arena_printf(s->a, phrase("%s: nothing is left to look at"), s->reference);
		return 1;
	}
	ret[0] = arena_printf(s->a,
	    s->all ? phrase("%s  item %zu of %zu: %s (%s)")
		   : phrase("%s  %zu of %zu to look at: %s (%s)"),
	    s->reference, nth, n, json_str_or(item, "name", ""), json_str_or(item, "category", ""));
	const char *people = people_words(s);
	if (!small)
		ret[used++] = what_item(s, item);
	if (!small && people)
		ret[used++] = people;
	return used + (small ? 0 : said_lines(s, item, ret + used, HEAD_MAX - used));
}

/* ---- the foot ---- */

static int
foot_lines(const struct screen *s)
{
	return s->lines < SMALL ? 1 : 2;
}

static void
put_foot(const struct screen *s, struct buf *out)
{
	int n = foot_lines(s), at = s->lines - n;
	put_line(out, at, s->message, s->columns);
	put_bar(out, at + 1, phrase(KEYS), s->columns);
	if (n > 1)
		put_bar(out, at + 2, phrase(MORE_KEYS), s->columns);
}

/* ---- the body ---- */

int
screen_body(const struct screen *s)
{
	const char *head[HEAD_MAX];
	int n = s->lines - (int)head_lines(s, head) - 1 - foot_lines(s);
	return n > 0 ? n : 1;
}

static void
put_page_line(const struct screen *s, struct buf *out, size_t i)
{
	const struct page_line *line = &s->page.lines[i];
	size_t at, n;
	bool here = i == s->cursor;
	buf_addc(out, here ? '>' : ' ');
	buf_addc(out, line->marked ? '*' : ' ');
	if (!here || !page_word(line->text, s->word, &at, &n)) {
		buf_adds(out, line->text);
		return;
	}
	buf_add(out, line->text, at);
	buf_adds(out, "\033[7m");
	buf_add(out, line->text + at, n);
	buf_adds(out, "\033[0m");
	buf_adds(out, line->text + at + n);
}

static int
put_head(const struct screen *s, struct buf *out)
{
	const char *head[HEAD_MAX];
	int n = (int)head_lines(s, head);
	for (int i = 0; i < n; i++)
		if (i == 0)
			put_bar(out, 1, head[0], s->columns);
		else
			put_line(out, i + 1, head[i], s->columns);
	return n;
}

void
screen_draw(struct screen *s)
{
	auto_drop(buf) struct buf out = { 0 };
	int head = put_head(s, &out), body = screen_body(s);
	for (int i = 0; i < body; i++) {
		put_at(&out, head + 1 + i);
		if (s->top + (size_t)i < s->page.n)
			put_page_line(s, &out, s->top + (size_t)i);
	}
	put_foot(s, &out);
	terminal_draw(&out);
}

/* ---- asking ---- */

static bool
resize(struct screen *s, int key)
{
	if (key != KEY_REDRAW)
		return false;
	terminal_size(&s->lines, &s->columns);
	return true;
}

/* A text, of which ${top} is the first line that is seen, with ${last} below it. */
static void
draw_text(struct screen *s, const struct page *p, size_t top, const char *title, const char *last)
{
	auto_drop(buf) struct buf out = { 0 };
	put_bar(&out, 1, title, s->columns);
	for (int i = 2; i < s->lines; i++) {
		put_at(&out, i);
		if (top + (size_t)i - 2 < p->n)
			buf_adds(&out, p->lines[top + (size_t)i - 2].text);
	}
	put_line(&out, s->lines, last, s->columns);
	terminal_draw(&out);
}

static void
scroll_text(const struct screen *s, const struct page *p, size_t *top, int key)
{
	size_t page = s->lines > 3 ? (size_t)s->lines - 3 : 1;
	if ((key == KEY_DOWN || key == KEY_PAGE_DOWN || key == ' ') && *top + page < p->n)
		*top += key == KEY_DOWN ? 1 : page;
	else if ((key == KEY_UP || key == KEY_PAGE_UP) && *top > 0)
		*top -= key == KEY_UP || *top < page ? (key == KEY_UP ? 1 : *top) : page;
}

static const char *
numbered(const char *const *labels, size_t n, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%2zu  %s", i ? "\n" : "", i + 1, labels[i]);
	return arena_strdup(a, b.data);
}

int
screen_choose(struct screen *s, const char *title, const char *const *labels, size_t n)
{
	const char *text = numbered(labels, n, s->a);
	struct page p = { 0 };
	size_t top = 0, typed = 0;
	int chosen = -1, key = KEY_REDRAW;
	terminal_forget();
	while (key != KEY_GONE && key != KEY_ESCAPE && key != 'q' && key != 3) {
		bool pasted = false;
		if (key == KEY_REDRAW)
			page_text(&p, text, s->columns);
		const char *last = phrase("number, then Enter (Escape: none):");
		draw_text(
		    s, &p, top, title, typed ? arena_printf(s->a, "%s %zu", last, typed) : last);
		key = terminal_key(&pasted);
		(void)resize(s, key);
		scroll_text(s, &p, &top, key);
		if (key >= '0' && key <= '9' && !pasted && typed < 1000)
			typed = typed * 10 + (size_t)(key - '0');
		else if (key == KEY_BACKSPACE)
			typed /= 10;
		bool whole = key == KEY_ENTER || typed * 10 > n;
		if (whole && typed >= 1 && typed <= n) {
			chosen = (int)typed - 1;
			break;
		}
		if (whole)
			typed = 0;
	}
	page_release(&p);
	return chosen;
}

static void
drop_character(struct buf *b)
{
	while (b->len > 0 && ((unsigned char)b->data[b->len - 1] & 0xc0) == 0x80)
		b->len--;
	if (b->len > 0)
		b->len--;
	if (b->data)
		b->data[b->len] = '\0';
}

static void
add_character(struct buf *b, int key)
{
	char utf8[5] = { 0 };
	size_t n = key < 0x80 ? 1 : key < 0x800 ? 2 : key < 0x10000 ? 3 : 4;
	static const int lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	for (size_t i = n - 1; i > 0; i--, key >>= 6)
		utf8[i] = (char)(0x80 | (key & 0x3f));
	utf8[0] = (char)(lead[n] | key);
	if (text_is_utf8(utf8, n) && !text_is_hidden(utf8, n) && b->len + n < TYPED_MAX)
		buf_add(b, utf8, n);
}

/* What is too wide is seen from its end, where it is typed. */
static const char *
tail(const char *text, int width)
{
	while (table_all_cells(text) > width && *text) {
		text++;
		while (((unsigned char)*text & 0xc0) == 0x80)
			text++;
	}
	return text;
}

static void
draw_asked(struct screen *s, const char *label, const char *text)
{
	auto_drop(buf) struct buf out = { 0 };
	screen_draw(s);
	int n = foot_lines(s), at = s->lines - n, room = s->columns - 2;
	put_bar(&out, at, label, s->columns);
	put_at(&out, at + 1);
	buf_addf(&out, "> %s\033[7m \033[0m", tail(text, room > 1 ? room - 1 : 1));
	if (n > 1)
		put_line(&out, at + 2, phrase("Enter: so; Escape: not; Ctrl-U: empty"), s->columns);
	terminal_draw(&out);
}

const char *
screen_ask(struct screen *s, const char *label, const char *text)
{
	auto_drop(buf) struct buf b = { 0 };
	buf_adds(&b, text ? text : "");
	terminal_forget();
	for (;;) {
		bool pasted = false;
		draw_asked(s, label, b.data ? b.data : "");
		int key = terminal_key(&pasted);
		if (resize(s, key))
			screen_lay(s);
		else if (key == KEY_GONE || key == KEY_ESCAPE || key == 3)
			return NULL;
		else if (key == KEY_ENTER && !pasted)
			return text_says(b.data) ? arena_strdup(s->a, b.data) : NULL;
		else if (key == KEY_BACKSPACE)
			drop_character(&b);
		else if (key == 21)
			buf_reset(&b);
		else if (key < KEY_UP)
			add_character(&b, key == KEY_ENTER || key == '\t' ? ' ' : key);
	}
}

bool
screen_sure(struct screen *s, const char *question)
{
	bool pasted = false;
	int key = KEY_REDRAW;
	screen_say(s, "%s", phrase(question));
	terminal_forget();
	while (key == KEY_REDRAW) {
		screen_draw(s);
		key = terminal_key(&pasted);
		if (resize(s, key))
			screen_lay(s);
	}
	s->message[0] = '\0';
	return !pasted && (key == 'y' || key == 'Y' || key == 'j' || key == 'J');
}

void
screen_help(struct screen *s)
{
	const char *text = phrase(
	    "space, Enter  pass the rows that end on this screen, or a file at its end\n"
	    "up, down      to the line; left, right: to the word\n"
	    "Page Up, Page Down, Home, End  go there, and pass nothing\n"
	    "w             leave out the item, the column or the row of the line\n"
	    "r             black out the word, or what is typed; a pattern begins with /\n"
	    "t             third parties of a mail become numbers\n"
	    "p             leave out pages of a PDF\n"
	    "u             take back the last that was said here\n"
	    "n, N          to the next item, the one before, and say nothing of this one\n"
	    "/             search; the same text searches on\n"
	    "a             all items, or only those to look at\n"
	    "Ctrl-Z        stop for a while\n"
	    "q             leave: what was said is kept\n"
	    "\n"
	    "* a person has to read this; > the line that is meant\n"
	    "\n"
	    "The same without a whole screen, as for a screen reader: `dossier review read`, "
	    "`pass`, `withhold`, `redact`, `undo`");
	struct page p = { 0 };
	size_t top = 0;
	int key = KEY_REDRAW;
	do {
		bool pasted;
		if (key == KEY_REDRAW)
			page_text(&p, text, s->columns);
		draw_text(s, &p, top, phrase("The keys"), phrase("any other key: back"));
		size_t was = top;
		key = terminal_key(&pasted);
		(void)resize(s, key);
		scroll_text(s, &p, &top, key);
		if (top != was)
			key = KEY_DOWN;
	} while (key == KEY_REDRAW || key == KEY_DOWN);
	page_release(&p);
	screen_lay(s);
}
