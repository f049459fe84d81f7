/*
 * What is said on the screen of the review: each is the plain command of that name, told what it is
 * about by number and, of what may be personal, by its standard input. What it refuses is shown.
 */
#include "dossier/phrase.h"
#include "dossier/text.h"
#include "review_screen.h"

#define WORDS_MAX 24

/* A command as it is put together. */
struct told {
	const char *words[WORDS_MAX];
	size_t n;
	struct buf input; /* a line for each option that says - */
};

static void
add(struct told *act, const char *word)
{
	if (act->n + 1 < WORDS_MAX)
		act->words[act->n++] = word;
}

static void
add_option(struct told *act, const char *option, const char *value)
{
	add(act, option);
	add(act, value);
}

static void
add_typed(struct told *act, const char *option, const char *value)
{
	add_option(act, option, "-");
	buf_addf(&act->input, "%s\n", value);
}

static struct told
begin(const struct screen *s, const char *verb)
{
	struct told act = { 0 };
	add(&act, "review");
	add(&act, verb);
	add(&act, s->reference);
	add(&act, "--json");
	return act;
}

static void
add_item(struct told *act, const struct screen *s)
{
	add_option(act, "--item", arena_printf(s->a, "%lld", (long long)s->item));
}

static void
add_rows(struct told *act, const struct screen *s, int64_t first, int64_t last)
{
	add_option(
	    act, "--rows", arena_printf(s->a, "%lld..%lld", (long long)first, (long long)last));
}

static void
remember(struct screen *s, const json_t *said)
{
	size_t i;
	const json_t *id;
	json_array_foreach(json_get(said, "said"), i, id) {
		s->made = xrealloc(s->made, (s->nmade + 1) * sizeof(*s->made));
		s->made[s->nmade++] = json_integer_value(id);
	}
}

/* Did somebody say something of this item since it was drawn? Then it is to be looked at again. */
static bool
is_stale(struct screen *s)
{
	struct err gone = { 0 };
	size_t before = json_array_size(json_get(screen_item(s), "said"));
	int64_t item = s->item;
	if (!item || !screen_list(s, &gone))
		return false; /* the command itself says why */
	if (s->item == item && screen_item(s) &&
	    json_array_size(json_get(screen_item(s), "said")) == before)
		return false;
	if (screen_refresh(s, &gone))
		screen_say(
		    s, "somebody decided about it meanwhile: nothing was recorded, look again");
	else
		screen_say(s, "%s", gone.text);
	return true;
}

/* It is done, or it is said why not. */
static bool
run(struct screen *s, struct told *act, const char *done)
{
	struct err err = { 0 }, gone = { 0 };
	if (is_stale(s)) {
		buf_release(&act->input);
		return false;
	}
	auto_drop(json) json_t *v = cli_again_json(s->line, act->words, act->input.data, &err);
	buf_release(&act->input);
	if (v)
		remember(s, v);
	if (!screen_refresh(s, &gone) && v)
		screen_say(s, "%s", gone.text);
	else if (!v)
		screen_say(s, "%s", err.text);
	else if (json_is_integer(json_get(v, "count")))
		screen_say(s, "%s: %lld met; %lld to look at still", done,
		    (long long)json_int_or(v, "count", 0), (long long)json_int_or(v, "open", 0));
	else
		screen_say(
		    s, "%s; %lld to look at still", done, (long long)json_int_or(v, "open", 0));
	return v != NULL;
}

static bool
has_item(struct screen *s)
{
	if (!screen_item(s))
		screen_say(s, "there is no item here: n goes to one, a shows every one");
	return screen_item(s) != NULL;
}

/* ---- passing ---- */

static void
pass_whole(struct screen *s)
{
	struct told act = begin(s, "pass");
	add_item(&act, s);
	(void)run(s, &act, phrase("passed"));
}

/* The rows that end on this screen, from the one it begins with. */
static void
pass_rows(struct screen *s, size_t end)
{
	int64_t item = s->item, first = s->page.lines[s->top].row, last = 0;
	bool below = end < s->page.n || s->page.more;
	for (size_t i = s->top; i < end; i++)
		if (s->page.lines[i].ends)
			last = s->page.lines[i].row;
	int64_t next = end < s->page.n ? s->page.lines[end].row : s->page.lines[end - 1].row + 1;
	if (last > 0) {
		struct told act = begin(s, "pass");
		add_item(&act, s);
		add_rows(&act, s, first, last);
		if (!run(s, &act, phrase("passed")) || s->item != item)
			return;
	}
	if (last == 0 || (below && next == last)) {
		screen_scroll(s, 1); /* a row that is longer than the screen */
		return;
	}
	int64_t seen = json_int_or(screen_item(s), "seen", 0);
	screen_to_row(s, below ? next : seen + 1);
	if (!below && screen_is_open(screen_item(s)))
		screen_say(s, "rows from %lld on were not passed", (long long)seen + 1);
}

/* Is something of what was asked for not shown, as it is no text? */
static bool
is_unseen(const struct screen *s)
{
	size_t i;
	const json_t *row;
	json_array_foreach(json_get(s->read, "rows"), i, row)
		if (!json_get(row, "values") && !json_is_string(json_get(row, "text")))
			return true;
	return !s->read;
}

void
screen_pass(struct screen *s)
{
	const json_t *item = screen_item(s);
	size_t end = s->top + (size_t)screen_body(s);
	end = end < s->page.n ? end : s->page.n;
	bool last = end == s->page.n && !s->page.more;
	if (!item) {
		screen_next(s, 1);
	} else if (!screen_is_open(item)) {
		if (last)
			screen_next(s, 1);
		else
			screen_scroll(s, 1);
	} else if (is_unseen(s) && last) {
		if (screen_sure(s, "it was not shown here: pass it all the same? y or n"))
			pass_whole(s);
	} else if (strcmp(json_str_or(item, "kind", ""), "file") != 0 && s->page.n > 0) {
		pass_rows(s, end);
	} else if (last) {
		pass_whole(s);
	} else {
		screen_scroll(s, 1);
	}
}

/* ---- leaving out, blacking out ---- */

struct ground {
	const char *id, *must_show;
};

/* A line a ground. */
static size_t
read_grounds(struct screen *s, struct ground **ret, const char ***ret_labels, struct err *err)
{
	const char *const words[] = { "review", "grounds", "--output=plain",
		"--fields=id,title,must_show",
		arena_printf(s->a, "--lang=%s", phrase_language_now()), NULL };
	auto_drop(buf) struct buf printed = { 0 };
	size_t n = 0, lines = 1;
	if (!cli_again(s->line, words, NULL, &printed, err))
		return 0;
	for (size_t i = 0; i < printed.len; i++)
		lines += printed.data[i] == '\n';
	*ret = arena_alloc(s->a, lines * sizeof(**ret));
	*ret_labels = arena_alloc(s->a, lines * sizeof(**ret_labels));
	for (char *line = printed.len ? printed.data : NULL, *end; line && *line; line = end) {
		char *cell[3] = { 0 };
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		for (size_t k = 0; k < array_len(cell); k++)
			cell[k] = strsep(&line, "\t");
		if (!cell[2])
			continue;
		(*ret)[n] =
		    (struct ground){ arena_strdup(s->a, cell[0]), arena_strdup(s->a, cell[2]) };
		(*ret_labels)[n++] = arena_printf(s->a, "%s (%s)", cell[1], cell[0]);
	}
	return n;
}

/* On which ground, with what shows that it applies; false: it is not meant. */
static bool
add_ground(struct screen *s, struct told *act)
{
	struct ground *grounds = NULL;
	const char **labels = NULL, *facts;
	struct err err = { 0 };
	size_t n = read_grounds(s, &grounds, &labels, &err);
	if (n == 0) {
		screen_say(s, "%s", err.kind ? err.text : phrase("there are no grounds"));
		return false;
	}
	int chosen = screen_choose(s, phrase("On which ground?"), labels, n);
	if (chosen < 0)
		return false;
	add_option(act, "--ground", grounds[chosen].id);
	if (!*grounds[chosen].must_show)
		return true;
	facts = screen_ask(s,
	    arena_printf(s->a, phrase("what shows it: %s"), phrase(grounds[chosen].must_show)),
	    NULL);
	if (facts)
		add_typed(act, "--facts", facts);
	return facts != NULL;
}

static const struct page_line *
line_here(const struct screen *s)
{
	return s->read && s->cursor < s->page.n ? &s->page.lines[s->cursor] : NULL;
}

/* How much of it: what can be said of the line that the cursor is on. */
struct scope {
	enum { SCOPE_ITEM, SCOPE_ROW, SCOPE_COLUMN, SCOPE_EVERYWHERE } kind;
	const char *column;
	int64_t row;
};

static const json_t *
values_here(const struct screen *s, int64_t row)
{
	size_t i;
	const json_t *one;
	json_array_foreach(json_get(s->read, "rows"), i, one)
		if (json_int_or(one, "row", 0) == row)
			return json_get(one, "values");
	return NULL;
}

/* Of a table its row and its columns, that of the cursor first. */
static size_t
scopes_here(const struct screen *s, struct scope **ret)
{
	const struct page_line *here = line_here(s);
	const json_t *values = here ? values_here(s, here->row) : NULL;
	struct scope *all = arena_alloc(s->a, (json_object_size(values) + 4) * sizeof(*all));
	const char *name;
	json_t *value;
	size_t n = 0;
	all[n++] = (struct scope){ .kind = SCOPE_ITEM };
	if (values)
		all[n++] = (struct scope){ .kind = SCOPE_ROW, .row = here->row };
	if (values && here->column)
		all[n++] = (struct scope){ .kind = SCOPE_COLUMN,
			.column = arena_strdup(s->a, here->column) };
	json_object_foreach((json_t *)(uintptr_t)values, name, value)
		if (!here || !here->column || strcmp(here->column, name) != 0)
			all[n++] = (struct scope){ .kind = SCOPE_COLUMN,
				.column = arena_strdup(s->a, name) };
	*ret = all;
	return n;
}

static const char *
scope_words(const struct scope *of, struct arena *a)
{
	switch (of->kind) {
	case SCOPE_ROW:
		return arena_printf(a, phrase("row %lld"), (long long)of->row);
	case SCOPE_COLUMN:
		return arena_printf(a, phrase("column %s, of every row"), of->column);
	case SCOPE_EVERYWHERE:
		return phrase("every item of this request");
	case SCOPE_ITEM:
	default:
		return phrase("this item, all of it");
	}
}

static bool
add_scope(struct screen *s, struct told *act, const char *title, bool everywhere)
{
	struct scope *all;
	size_t n = scopes_here(s, &all);
	if (everywhere)
		all[n++] = (struct scope){ .kind = SCOPE_EVERYWHERE };
	const char **labels = arena_alloc(s->a, n * sizeof(*labels));
	for (size_t i = 0; i < n; i++)
		labels[i] = scope_words(&all[i], s->a);
	int chosen = n == 1 ? 0 : screen_choose(s, title, labels, n);
	if (chosen < 0)
		return false;
	if (all[chosen].kind == SCOPE_EVERYWHERE)
		add(act, "--everywhere");
	else
		add_item(act, s);
	if (all[chosen].column)
		add_option(act, "--column", all[chosen].column);
	if (all[chosen].row)
		add_rows(act, s, all[chosen].row, all[chosen].row);
	return true;
}

static void
finish(struct screen *s, struct told *act, const char *done)
{
	if (add_ground(s, act))
		(void)run(s, act, done);
	else
		buf_release(&act->input);
}

void
screen_withhold(struct screen *s)
{
	struct told act = begin(s, "withhold");
	if (has_item(s) && add_scope(s, &act, phrase("What is left out?"), false))
		finish(s, &act, phrase("left out"));
}

static const char *
word_here(const struct screen *s)
{
	const struct page_line *here = line_here(s);
	size_t at, n;
	return here && page_word(here->text, s->word, &at, &n)
	    ? arena_strndup(s->a, here->text + at, n)
	    : NULL;
}

void
screen_redact(struct screen *s)
{
	struct told act = begin(s, "redact");
	const char *text = has_item(s)
	    ? screen_ask(s, phrase("what is blacked out (/ before a pattern):"), word_here(s))
	    : NULL;
	if (!text || !add_scope(s, &act, phrase("Where is it blacked out?"), true))
		return;
	if (*text == '/' && text[1])
		add_typed(&act, "--pattern", text + 1);
	else
		add_typed(&act, "--text", text);
	finish(s, &act, phrase("blacked out"));
}

/* Third parties of a mail, or a text: each becomes a number. */
void
screen_people(struct screen *s)
{
	struct told act = begin(s, "redact");
	const json_t *people = json_get(s->read, "people");
	if (!has_item(s))
		return;
	if (json_array_size(people) == 0) {
		screen_say(s, "no address and no number of anybody stands in it");
		return;
	}
	add_item(&act, s);
	add(&act, "--people");
	(void)run(s, &act, phrase("third parties become numbers"));
}

void
screen_pages(struct screen *s)
{
	struct told act = begin(s, "redact");
	const char *pages =
	    has_item(s) ? screen_ask(s, phrase("which pages are left out, as 2..3:"), NULL) : NULL;
	if (!pages)
		return;
	add_item(&act, s);
	add_option(&act, "--pages", pages);
	finish(s, &act, phrase("left out"));
}

/* And look at what it was said of. */
void
screen_undo(struct screen *s)
{
	struct told act = begin(s, "undo");
	int64_t id, item = 0;
	size_t i;
	const json_t *said;
	if (s->nmade == 0) {
		screen_say(
		    s, "nothing was said here yet: `dossier review undo` takes back what was");
		return;
	}
	id = s->made[--s->nmade];
	json_array_foreach(json_get(s->list, "said"), i, said)
		if (json_int_or(said, "said", 0) == id)
			item = json_int_or(said, "item", 0);
	add_option(&act, "--said", arena_printf(s->a, "%lld", (long long)id));
	if (run(s, &act, phrase("taken back")) && item != s->item)
		(void)screen_to_item(s, item);
}
