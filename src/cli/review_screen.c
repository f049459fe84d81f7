/*
 * review screen: what a person has to look at, one screen after another. It runs with who typed it:
 * keys and data stay with the commands that it asks, of a shared installation with the daemon's.
 */
#include <unistd.h>

#include "dossier/phrase.h"
#include "review_screen.h"
#include "table.h"
#include "terminal.h"

static bool all;

static const struct opt screen_opts[] = {
	{ "all", NULL, "every item, also those that need nobody", OPT_FLAG, &all },
	{ 0 },
};

enum { CTRL_C = 3, CTRL_L = 12, CTRL_Z = 26 };

static void
move_word(struct screen *s, int by)
{
	size_t at, n;
	const char *text = s->cursor < s->page.n ? s->page.lines[s->cursor].text : "";
	if (s->word + by >= 0 && page_word(text, s->word + by, &at, &n))
		s->word += by;
}

static void
show_all(struct screen *s)
{
	s->all = !s->all;
	if (!screen_item(s) || (!s->all && !screen_is_open(screen_item(s))))
		screen_next(s, 1);
	screen_say(
	    s, "%s", s->all ? phrase("every item") : phrase("only what a person has to look at"));
}

static void
to_end(struct screen *s)
{
	const json_t *item = screen_item(s);
	if (s->page.more && strcmp(json_str_or(item, "kind", ""), "table") == 0)
		screen_to_row(s, json_int_or(item, "rows", 1));
	while (s->page.more && !terminal_is_typed())
		screen_scroll(s, 1);
	size_t body = (size_t)screen_body(s), n = s->page.n;
	s->cursor = n > 0 ? n - 1 : 0;
	s->top = n > body ? n - body : 0;
}

/* What is said of the data; true: the key was one of these. */
static bool
said(struct screen *s, int key)
{
	static const struct {
		int key;
		void (*act)(struct screen *s);
	} acts[] = { { ' ', screen_pass }, { KEY_ENTER, screen_pass }, { 'w', screen_withhold },
		{ 'r', screen_redact }, { 'p', screen_pages }, { 't', screen_people },
		{ 'u', screen_undo }, { '/', screen_search }, { '?', screen_help },
		{ 'a', show_all } };
	for (size_t i = 0; i < array_len(acts); i++)
		if (acts[i].key == key) {
			s->message[0] = '\0';
			acts[i].act(s);
			return true;
		}
	return false;
}

static void
went(struct screen *s, int key)
{
	switch (key) {
	case KEY_UP:
	case KEY_DOWN:
		screen_move(s, key == KEY_UP ? -1 : 1);
		break;
	case KEY_LEFT:
	case KEY_RIGHT:
		move_word(s, key == KEY_LEFT ? -1 : 1);
		break;
	case KEY_PAGE_UP:
	case KEY_PAGE_DOWN:
		screen_scroll(s, key == KEY_PAGE_UP ? -1 : 1);
		break;
	case KEY_FIRST:
		screen_to_row(s, 1);
		break;
	case KEY_LAST:
		to_end(s);
		break;
	case 'n':
	case 'N':
		screen_next(s, key == 'n' ? 1 : -1);
		break;
	case CTRL_Z:
		terminal_stop();
		break;
	case CTRL_L:
	case KEY_REDRAW:
		terminal_size(&s->lines, &s->columns);
		screen_lay(s);
		break;
	case KEY_GONE:
	case CTRL_C:
	case 'q':
		s->leaves = true;
		break;
	default:
		break;
	}
}

/* What was struck before somebody could see what it would be said of says nothing. */
static void
look(struct screen *s)
{
	terminal_size(&s->lines, &s->columns);
	screen_next(s, 0);
	while (!s->leaves) {
		bool pasted = false;
		screen_draw(s);
		int key = terminal_key(&pasted);
		if (pasted)
			continue;
		arena_free(s->a);
		s->a = arena_new();
		if (said(s, key)) {
			screen_draw(s);
			terminal_forget();
		} else {
			went(s, key);
		}
	}
}

static bool
check_terminal(const struct cli *cli, const char *ref, struct err *err)
{
	return (terminal_is() && !cli->json && !cli->no_input) ||
	    err_set(err, ERR_USAGE,
		"a whole screen wants a terminal and who types there: without, `dossier review "
		"list %s`, and review read, pass, withhold, redact, undo",
		ref);
}

static void
say_rest(const struct cli *cli, const struct screen *s)
{
	long long open = (long long)json_int_or(s->list, "open", 0);
	if (open > 0)
		print_talk(cli, "%lld to look at still: `dossier review screen %s` goes on", open,
		    s->reference);
	else
		print_talk(
		    cli, "all of it was looked at: `dossier archive build %s`", s->reference);
}

static bool
run_screen(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct screen s = {
		.line = cli->typed, .reference = argv[0], .a = arena_new(), .all = all
	};
	(void)argc;
	if (print_is_terminal(STDERR_FILENO))
		print_awaited();
	bool ok = screen_list(&s, err) && check_terminal(cli, argv[0], err);
	print_clear();
	if (ok)
		s.reference = arena_strdup(cli->arena, json_str_or(s.list, "reference", argv[0]));
	if (ok && (ok = terminal_begin(err))) {
		look(&s);
		terminal_end();
		say_rest(cli, &s);
	}
	page_release(&s.page);
	json_decref(s.list);
	json_decref(s.read);
	free(s.sought);
	free(s.made);
	arena_free(s.a);
	return ok;
}

static const char screen_help_text[] =
    "Each screen is passed, left out or blacked out with a key; ? tells which. What a key says is "
    "recorded at once, as the\nplain commands do it: whoever is interrupted goes on at the first "
    "thing nobody decided about. For a screen reader, and\nwhere there is no terminal, `review "
    "read`, `pass`, `withhold`, `redact` and `undo` do the same.";

const struct command screen_commands[] = {
	{ "review", "screen", "REF", "look at what is to leave on a whole screen, and decide",
	    screen_help_text, screen_opts, 1, 1, NEED_NOTHING, ACT_SEE, run_screen,
	    .examples = "dossier review screen $REF",
	    .exits = "2  this is no terminal, or nobody is there to type",
	    .next = "dossier archive build $REF", .changes = CHANGES_MORE,
	    .preview = "dossier review list $REF" },
	{ 0 },
};
