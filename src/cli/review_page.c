/*
 * Rows and values as lines. What comes from outside may be a megabyte without a space, or mean to
 * steer the terminal: every line is bounded in cells and in bytes.
 */
#include "dossier/phrase.h"
#include "dossier/text.h"
#include "review_page.h"

#define CELL_BYTES 16 /* marks that stand upon a letter take no cell, and there may be many */

void
page_release(struct page *p)
{
	arena_free(p->a);
	*p = (struct page){ 0 };
}

static void
begin(struct page *p, int width)
{
	page_release(p);
	p->a = arena_new();
	p->width = width;
}

static struct page_line *
add(struct page *p)
{
	if (p->n == p->room) {
		struct page_line *before = p->lines;
		p->room = p->room ? 2 * p->room : 64;
		p->lines = arena_alloc(p->a, p->room * sizeof(*p->lines));
		if (p->n > 0)
			memcpy(p->lines, before, p->n * sizeof(*p->lines));
	}
	return &p->lines[p->n++];
}

/* As much of it as is a line. */
static size_t
line_bytes(const char *s, size_t left, int width)
{
	size_t most = (size_t)width * CELL_BYTES;
	if (left < most)
		most = left;
	while (most < left && ((unsigned char)s[most] & 0xc0) == 0x80)
		most--;
	auto_drop(buf) struct buf piece = { 0 };
	buf_add(&piece, s, most);
	size_t n = table_line(piece.data, width);
	return n > 0 ? n : most;
}

/* One line of text, on as many of the screen as it needs. */
static void
add_wrapped(struct page *p, const struct page_line *like, const char *s)
{
	size_t left = strlen(s);
	do {
		size_t n = left ? line_bytes(s, left, p->width) : 0;
		struct page_line *line = add(p);
		*line = *like;
		line->text = arena_strndup(p->a, s, n);
		n += n < left && s[n] == ' ';
		s += n;
		left -= n;
	} while (left > 0);
}

static void
add_text(struct page *p, const struct page_line *like, const char *text)
{
	auto_drop(buf) struct buf one = { 0 }, safe = { 0 };
	while (true) {
		size_t n = strcspn(text, "\n");
		buf_reset(&one);
		buf_reset(&safe);
		for (size_t i = 0; i < n; i++)
			if (text[i] == '\t')
				buf_adds(&one, "    ");
			else if (text[i] != '\r')
				buf_addc(&one, text[i]);
		if (one.len > 0)
			table_safe(one.data, "", &safe);
		add_wrapped(p, like, safe.len > 0 ? safe.data : "");
		if (!text[n])
			return;
		text += n + 1;
	}
}

/* ---- what was left out of it ---- */

bool
page_said_of(const json_t *said, const json_t *item)
{
	const char *collection = json_str(said, "collection");
	if (!json_get(said, "rule"))
		return !json_is_integer(json_get(said, "taken_back")) &&
		    (json_flag(said, "everywhere") ||
			json_int_or(said, "item", 0) == json_int_or(item, "item", -1));
	return strcmp(json_str_or(said, "category", ""), json_str_or(item, "category", "")) == 0 &&
	    (!collection ||
		(strcmp(json_str_or(item, "kind", ""), "table") == 0 &&
		    strcmp(collection, json_str_or(item, "name", "")) == 0));
}

static const char *
value_text(const json_t *value, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!json_scalar(value, &b))
		json_put(value, &b);
	return arena_strdup(a, b.data ? b.data : "");
}

static bool
meets_row(const json_t *said, int64_t row, const json_t *values, struct arena *a)
{
	const json_t *rows = json_get(said, "rows"),
		     *value = json_get(values, json_str_or(said, "where", ""));
	if (json_str(said, "where"))
		return value && !json_is_null(value) &&
		    strcmp(value_text(value, a), json_str_or(said, "is", "")) == 0;
	return !json_is_array(rows) ||
	    (json_integer_value(json_array_get(rows, 0)) <= row &&
		row <= json_integer_value(json_array_get(rows, 1)));
}

/* On which ground this value, or (${column} NULL) the whole row, is left out; NULL: it is not. */
static const char *
left_out(const json_t *gone, int64_t row, const json_t *values, const char *column, struct arena *a)
{
	size_t i;
	const json_t *said;
	json_array_foreach((json_t *)(uintptr_t)gone, i, said) {
		const char *of = json_str(said, "column");
		bool same = column ? of && strcmp(of, column) == 0 : !of;
		if (same && strcmp(json_str_or(said, "kind", ""), "withhold") == 0 &&
		    meets_row(said, row, values, a))
			return json_str_or(said, "ground", "");
	}
	return NULL;
}

/* What of a text is blacked out, passage by passage; what a pattern matches is not sought here. */
static const char *
blacked_out(const json_t *gone, const char *column, const char *text, struct arena *a)
{
	size_t i;
	const json_t *said;
	json_array_foreach((json_t *)(uintptr_t)gone, i, said) {
		const char *passage = json_str(said, "text"), *of = json_str(said, "column"), *at;
		if (!passage || !*passage || (of && column && strcmp(of, column) != 0))
			continue;
		auto_drop(buf) struct buf b = { 0 };
		for (; (at = strstr(text, passage)); text = at + strlen(passage)) {
			buf_add(&b, text, (size_t)(at - text));
			buf_adds(&b, phrase("[blacked out]"));
		}
		if (b.len == 0)
			continue;
		buf_adds(&b, text);
		text = arena_strdup(a, b.data);
	}
	return text;
}

/* ---- rows ---- */

/* "NAME: VALUE", of what was left out or blacked out that it was. */
static const char *
value_words(const struct page *p, const json_t *gone, int64_t row, const json_t *values,
    const char *name, bool *ret_left_out)
{
	const char *ground = left_out(gone, row, values, name, p->a);
	*ret_left_out = ground != NULL;
	const char *text = ground
	    ? arena_printf(p->a, phrase("[left out: %s]"), ground)
	    : blacked_out(gone, name, value_text(json_get(values, name), p->a), p->a);
	return arena_printf(p->a, "%s: %s", name, text);
}

/* What nobody has to read stands beside the number, so that more of the rest is seen at once. */
static void
add_heading(struct page *p, const json_t *gone, const struct page_line *like, const json_t *read,
    const json_t *values)
{
	auto_drop(buf) struct buf b = { 0 };
	const char *name;
	json_t *value;
	bool out;
	buf_addf(&b, phrase("row %lld"), (long long)like->row);
	json_object_foreach((json_t *)(uintptr_t)values, name, value)
		if (!json_is_null(value) && !json_has(json_get(read, "columns"), name))
			buf_addf(&b, "  %s", value_words(p, gone, like->row, values, name, &out));
	add_text(p, like, b.data);
}

static void
add_values(struct page *p, const json_t *gone, const struct page_line *like, const json_t *read,
    const json_t *values)
{
	const char *name;
	json_t *value;
	bool out;
	json_object_foreach((json_t *)(uintptr_t)values, name, value) {
		if (json_is_null(value) || !json_has(json_get(read, "columns"), name))
			continue;
		const char *text = value_words(p, gone, like->row, values, name, &out);
		struct page_line line = *like;
		line.column = arena_strdup(p->a, name);
		line.marked = !out;
		add_text(p, &line, text);
	}
}

static void
add_row(struct page *p, const json_t *gone, const json_t *read, const json_t *row)
{
	const json_t *values = json_get(row, "values");
	struct page_line like = { .row = json_int_or(row, "row", 0) };
	size_t from = p->n;
	if (json_str(row, "heading"))
		add_text(p, &like,
		    arena_printf(p->a, "== %s", review_heading(json_str(row, "heading"), p->a)));
	if (!values) {
		const char *text = json_str_or(
		    row, "text", phrase("(it cannot be read: take the archive out to look at it)"));
		like.marked = true;
		add_text(p, &like, blacked_out(gone, NULL, text, p->a));
	} else {
		const char *ground = left_out(gone, like.row, values, NULL, p->a);
		if (ground) {
			add_text(p, &like,
			    arena_printf(p->a, phrase("row %lld [left out: %s]"),
				(long long)like.row, ground));
		} else {
			add_heading(p, gone, &like, read, values);
			add_values(p, gone, &like, read, values);
		}
	}
	p->lines[from].begins = p->lines[p->n - 1].ends = true;
}

void
page_make(struct page *p, const json_t *read, const json_t *list, const json_t *item, int width)
{
	auto_drop(json) json_t *gone = json_array();
	size_t i;
	json_t *one;
	begin(p, width);
	json_array_foreach(json_get(list, "rules"), i, one)
		if (page_said_of(one, item))
			json_array_append(gone, one);
	json_array_foreach(json_get(list, "said"), i, one)
		if (page_said_of(one, item))
			json_array_append(gone, one);
	json_array_foreach(json_get(read, "rows"), i, one)
		add_row(p, gone, read, one);
	p->more = json_flag(read, "more");
}

void
page_text(struct page *p, const char *text, int width)
{
	begin(p, width);
	add_text(p, &(struct page_line){ 0 }, text);
}

/* ---- words ---- */

/* What ends a sentence is no part of its last word. */
static bool
is_around(char c)
{
	return strchr(".,;:!?()[]{}<>\"'", c) != NULL;
}

bool
page_word(const char *text, int nth, size_t *ret_at, size_t *ret_n)
{
	const char *s = text;
	for (int i = 0;; i++) {
		s += strspn(s, " ");
		size_t n = strcspn(s, " "), at = 0;
		if (n == 0)
			return false;
		if (i == nth) {
			while (at < n - 1 && is_around(s[at]))
				at++;
			*ret_at = (size_t)(s - text) + at;
			while (n > at + 1 && is_around(s[n - 1]))
				n--;
			*ret_n = n - at;
			return true;
		}
		s += n;
	}
}
