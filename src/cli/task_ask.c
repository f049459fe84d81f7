/*
 * task done --interactive: asks category by category what was found, of who typed it and before
 * anything runs, as files are theirs to open; the answers become options of the line. Which
 * categories there are, `task show` tells: of a shared installation by its daemon.
 */
#include "dossier/coverage.h"
#include "dossier/phrase.h"
#include "cli.h"

/* ---- what there is to ask ---- */

/* `task show` of the same task. */
static json_t *
show(const struct cli *cli, const struct opt_line *line, struct err *err)
{
	static const char action[] = "--action=";
	const char **words = arena_alloc(cli->arena, (line->words.n + 4) * sizeof(*words));
	size_t n = 0;
	words[n++] = "task";
	words[n++] = "show";
	words[n++] = "--json";
	for (size_t i = 1; i < line->words.n; i++)
		if (i >= line->options ||
		    strncmp(line->words.items[i], action, strlen(action)) == 0)
			words[n++] = line->words.items[i];
	return cli_again_json(line, words, NULL, err);
}

/* Is something of it still to be said? ${ret_why}: what is asked there, or NULL. */
static bool
is_open(const json_t *task, const char *category, struct arena *a, const char **ret_why)
{
	bool any = false, open = false;
	size_t i;
	json_t *o;
	*ret_why = NULL;
	json_array_foreach(json_get(task, "outcomes"), i, o) {
		struct outcome outcome;
		if (!outcome_read(o, a, &outcome, NULL) || strcmp(outcome.category, category) != 0)
			continue;
		any = true;
		if (covered_by(outcome.code) == COVERED)
			continue;
		open = true;
		*ret_why = json_str(o, "detail");
	}
	return open || !any;
}

/* ---- asking ---- */

/* One line without its end; NULL: there is none left. */
static char *
next_line(void)
{
	char *text = NULL;
	size_t room = 0;
	(void)fflush(stderr);
	if (getline(&text, &room, stdin) < 0) {
		free(text);
		return NULL;
	}
	text[strcspn(text, "\r\n")] = '\0';
	return text;
}

/*
 * "nothing", "count 3", "held 0", "file scan.pdf": which option that is, and its value; NULL: none.
 */
static const char *
option_of(const char *answer, const char **ret_value)
{
	static const char *const known[] = { "nothing", "count", "held", "file" };
	size_t n = strcspn(answer, " "), digits;
	const char *value = answer + n + strspn(answer + n, " ");
	for (size_t i = 0; i < array_len(known); i++) {
		if (strlen(known[i]) != n || strncmp(known[i], answer, n) != 0 ||
		    (i == 0) != (*value == '\0'))
			continue;
		digits = strspn(value, "0123456789");
		*ret_value = i ? value : NULL;
		bool number = i == 1 || i == 2;
		return number && (value[digits] || digits > 6) ? NULL : known[i];
	}
	return NULL;
}

/* "held 3 2033-12-31 AWR 52(4)": how much stays there, until when and by which law. */
struct kept {
	const char *n, *until, *law;
};

static bool
is_kept(const char *answer, struct arena *a, struct kept *ret)
{
	static const char held[] = "held ";
	struct date day;
	struct err none = { 0 };
	if (strncmp(answer, held, strlen(held)) != 0)
		return false;
	const char *n = answer + strlen(held), *until = n + strcspn(n, " ") + 1;
	if (until > answer + strlen(answer) || strcspn(until, " ") == strlen(until))
		return false;
	*ret = (struct kept){ arena_strndup(a, n, strcspn(n, " ")),
		arena_strndup(a, until, strcspn(until, " ")), until + strcspn(until, " ") + 1 };
	size_t digits = strspn(ret->n, "0123456789");
	return digits > 0 && digits <= 6 && !ret->n[digits] && *ret->law &&
	    date_parse(ret->until, &day, &none);
}

struct asking {
	struct cli *cli;
	struct opt_line *line;
	bool erases; /* it was asked to erase */
};

static bool
say_kept(const struct asking *x, const struct kept *k, struct err *err)
{
	const struct opt *opts = x->cli->command->opts;
	return opt_line_say(x->line, opts, "held", k->n, err) &&
	    opt_line_say(x->line, opts, "until", k->until, err) &&
	    opt_line_say(x->line, opts, "law", k->law, err);
}

/* One answer as options, of ${category} (NULL: that was said before); *ret: it was one. */
static bool
say_answer(
    const struct asking *x, const char *category, const char *answer, bool *ret, struct err *err)
{
	const struct opt *opts = x->cli->command->opts;
	const char *value = NULL, *option = option_of(answer, &value);
	struct kept k;
	bool kept = x->erases && is_kept(answer, x->cli->arena, &k);
	*ret = option || kept;
	if (!*ret) {
		print_talk(x->cli, "%s",
		    x->erases ? phrase("say \"nothing\", \"count N\" or \"held N DATE ARTICLE\"")
			      : phrase("say \"nothing\", \"count N\" or \"file NAME\""));
		return true;
	}
	return (!category || opt_line_say(x->line, opts, "category", category, err)) &&
	    (kept ? say_kept(x, &k, err) : opt_line_say(x->line, opts, option, value, err));
}

/* ${why}: NULL where it was said of the one before. */
static bool
ask_one(const struct asking *x, const json_t *name, const char *category, const char *why,
    struct err *err)
{
	struct cli *cli = x->cli;
	const char *called = json_text_in(name, phrase_language_now());
	const char *about = called && why ? arena_printf(cli->arena, "%s, %s", category, why)
	    : called                      ? category
					  : why;
	print_talk(cli, "%s%s%s%s:", called ? called : category, about ? " (" : "",
	    about ? about : "", about ? ")" : "");
	for (bool said = false, is_one;;) {
		auto_drop(str) char *answer = next_line();
		if (!answer)
			return err_set(err, ERR_USAGE,
			    "the answers end before every category was asked: nothing is recorded");
		if (!*answer)
			return true;
		if (!say_answer(x, said ? NULL : category, answer, &is_one, err))
			return false;
		said = said || is_one;
	}
}

bool
task_ask(struct cli *cli, struct opt_line *line, struct err *err)
{
	const char *why, *said = NULL;
	bool asked = false;
	size_t i;
	json_t *c;
	if (!cli_says(line, "--interactive"))
		return true;
	auto_drop(json) json_t *task = show(cli, line, err);
	if (!task)
		return false;
	if (strcmp(json_str_or(task, "action", ""), "forward") == 0)
		return err_set(err, ERR_USAGE, "forwarding is one answer: --to CONTROLLER");
	if (strcmp(json_str_or(task, "state", ""), "done") == 0)
		return true; /* it says itself how it is opened again */
	const struct asking x = { cli, line,
		strcmp(json_str_or(task, "action", ""), action_name(ACTION_ERASE)) == 0 };
	json_array_foreach(json_get(task, "categories"), i, c) {
		const char *id = json_string_value(c);
		if (!is_open(task, id, cli->arena, &why))
			continue;
		if (!asked)
			print_talk(cli, "%s",
			    x.erases ? phrase("of each say \"nothing\", \"count N\" (so many are "
					      "gone) or \"held N DATE ARTICLE\" (so many stay); an "
					      "empty line ends what is said of it")
				     : phrase("of each say \"nothing\", \"count N\" or \"file "
					      "NAME\"; an empty line ends what is said of it"));
		asked = true;
		bool same = why && said && strcmp(why, said) == 0;
		if (!ask_one(&x, json_get(json_get(task, "names"), id), id, same ? NULL : why, err))
			return false;
		said = why;
	}
	return true;
}
