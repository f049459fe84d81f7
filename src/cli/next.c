/*
 * next: what a request needs next, as a line for whoever looks at it. Which step that is, is found
 * in answer/next.c.
 */
#include "dossier/phrase.h"
#include "cli.h"

#define SYSTEM_AT 4 /* "dossier task show REF SYSTEM" */

const char *
next_command(const json_t *step, struct arena *a)
{
	const char *line = NULL;
	size_t i;
	json_t *word;
	json_array_foreach(json_get(step, "command"), i, word)
		line = line ? arena_printf(a, "%s %s", line, json_string_value(word))
			    : json_string_value(word);
	return line;
}

const char *
next_why(const json_t *step, struct arena *a)
{
	const char *detail = json_str(step, "detail"), *why = phrase(json_str_or(step, "why", ""));
	const long long letters = (long long)json_int_or(step, "letters", 1);
	if (letters > 1)
		why = arena_printf(a, phrase("%s (%lld letters)"), why, letters);
	return detail ? arena_printf(a, "%s: %s", why, phrase(detail)) : why;
}

const char *
next_whom(const json_t *step, struct arena *a)
{
	static const char *const whom[][2] = { { "plan", "the worker" }, { "search", "the worker" },
		{ "nothing", "nobody" }, { "mandate", "who asks: an authority" },
		{ "verify", "who asks: a check" }, { "approve", "an approver" } };
	const char *code = json_str_or(step, "code", "");
	const json_t *command = json_get(step, "command");
	for (size_t i = 0; i < array_len(whom); i++)
		if (strcmp(code, whom[i][0]) == 0)
			return phrase(whom[i][1]);
	if (json_has(command, "task"))
		return arena_strdup(a, json_string_value(json_array_get(command, SYSTEM_AT)));
	return arena_printf(a, phrase("the officer: %s"), phrase(code));
}

/* Of what cannot be answered all that is said is why. */
static void
say(const struct cli *cli, const json_t *step, const char *before)
{
	const char *command = next_command(step, cli->arena), *why = next_why(step, cli->arena);
	if (command)
		print_talk(cli, "%snext: `%s`: %s", before, command, why);
	else if (strcmp(json_str_or(step, "code", ""), "nothing") != 0)
		print_talk(cli, "%s%s", before, why);
}

bool
next_say(const struct cli *cli, const json_t *v, struct err *err)
{
	size_t i;
	json_t *step;
	auto_drop(json) json_t *steps = answer_next(cli->in, &cli->who, v, err);
	json_array_foreach(steps, i, step)
		say(cli, step, "\n");
	return steps != NULL;
}

bool
next_say_of(const struct cli *cli, const char *reference, struct err *err)
{
	if (cli->json)
		return true;
	auto_drop(json) json_t *v = view_show(cli->in, &cli->who, reference, err);
	return v && next_say(cli, v, err);
}

/* Built beforehand it is there to be looked at; what it waits for before it may leave is told. */
bool
next_say_archive(const struct cli *cli, const char *reference, struct err *err)
{
	auto_drop(json) json_t *v = view_show(cli->in, &cli->who, reference, err);
	auto_drop(json) json_t *steps = v ? answer_next(cli->in, &cli->who, v, err) : NULL;
	if (!steps)
		return false;
	print_talk(cli, "\nnext: `dossier archive get %s FILE.zip`: take it out, to look at it",
	    reference);
	size_t i;
	json_t *step;
	json_array_foreach(steps, i, step)
		if (strcmp(json_str_or(step, "code", ""), "answer") != 0)
			say(cli, step, "");
	return true;
}

static bool
run_next(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	auto_drop(json) json_t *v = view_show(cli->in, &cli->who, argv[0], err);
	auto_drop(json) json_t *steps = v ? answer_next(cli->in, &cli->who, v, err) : NULL;
	if (!steps)
		return false;
	json_t *step = json_array_get(steps, 0);
	if (cli->json) {
		json_t *out = json_deep_copy(step);
		json_object_set(out, "reference", json_get(v, "reference"));
		print_json(out);
		return true;
	}
	const char *command = next_command(step, cli->arena);
	if (command)
		print_text("%s\n", command);
	print_talk(cli, "%s", next_why(step, cli->arena));
	return true;
}

static const char *org;
static bool mine;
static const struct opt today_opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ "mine", NULL, "handled by you, or by whom you deputise for now", OPT_FLAG, &mine },
	{ 0 },
};

/* In words of who reads: what part of the day it is, why, and the command. */
static void
put_words(const struct cli *cli, json_t *rows)
{
	size_t i;
	json_t *r;
	json_array_foreach(rows, i, r) {
		const char *command = next_command(r, cli->arena);
		json_object_set_new(r, "do", command ? json_string(command) : json_null());
		json_object_set_new(r, "about", json_string(next_why(r, cli->arena)));
	}
}

static bool
run_today(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "what", "WHAT" }, { "reference", "REFERENCE" },
		{ "due", "DUE" }, { "days_left", "DAYS LEFT" }, { "handler", "HANDLER" },
		{ "about", "WHY" }, { "do", "WHAT TO DO" }, { 0 } };
	(void)argc;
	(void)argv;
	json_t *rows = view_today(cli->in, &cli->who, org, mine, err);
	if (rows && !answer_look(cli->in, &cli->who, rows, err)) {
		json_decref(rows);
		return false;
	}
	if (!cli->json)
		put_words(cli, rows);
	return print_rows(cli, rows, columns, "nothing is late, due or waiting", err);
}

static const char next_help[] =
    "One command, which is accepted as it stands: what you have to say stands in it as -, which "
    "takes a line of standard input.\nWhere nothing is to be done now it prints none, and says "
    "why.";
static const char today_help[] =
    "What is late, what is due within 7 days, what waits for you or for nobody in particular, "
    "letters that lie there,\nsystems that fail and are tried again; each with the command that "
    "moves it, and each once.";

const struct command next_commands[] = {
	{ "today", NULL, NULL, "what is to be done today, and by which command", today_help,
	    today_opts, 0, 0, NEED_DB, ACT_SEE, run_today, .shapes = "today", .lists = "",
	    .examples = "dossier today\n"
			"dossier today --org jcc" },
	{ "next", NULL, "REF", "the one thing to do now about a request", next_help, NULL, 1, 1,
	    NEED_DB, ACT_SEE, run_next, .shapes = "next",
	    .examples = "dossier next $REF\n"
			"dossier next $REF --json" },
	{ 0 },
};
