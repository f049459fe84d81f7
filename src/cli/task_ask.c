/*
 * task done --interactive: asks category by category what was found, of who typed it and before
 * anything runs, as files are theirs to open; the answers become options of the line. Which
 * categories there are, `task show` tells: of a shared installation by its daemon.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "dossier/coverage.h"
#include "dossier/phrase.h"
#include "cli.h"

#define SHOWN_MAX (1u << 20)

/* ---- what there is to ask ---- */

static void
become(char *const argv[], int out)
{
	if (dup2(out, STDOUT_FILENO) >= 0)
		(void)execv("/proc/self/exe", argv);
	_exit(1);
}

static bool
read_all(int from, struct buf *ret)
{
	char piece[4096];
	ssize_t n;
	while ((n = read(from, piece, sizeof(piece))) > 0 && ret->len < SHOWN_MAX)
		buf_add(ret, piece, (size_t)n);
	return n == 0;
}

/* What the same program prints; it has told what was wrong itself. */
static json_t *
printed(char *const argv[], struct err *err)
{
	static const enum err_kind kinds[] = {
		[2] = ERR_USAGE, [3] = ERR_NOTFOUND, [4] = ERR_DENIED
	};
	int ends[2], status = 0;
	auto_drop(buf) struct buf out = { 0 };
	if (pipe(ends) != 0) {
		err_set(err, ERR_SYSTEM, "cannot make a pipe: %m");
		return NULL;
	}
	pid_t child = fork();
	if (child == 0)
		become(argv, ends[1]);
	(void)close(ends[1]);
	bool ok = child > 0 && read_all(ends[0], &out);
	(void)close(ends[0]);
	ok = child > 0 && waitpid(child, &status, 0) == child && ok && status == 0;
	json_t *shown = ok ? json_loadb(out.data, out.len, 0, NULL) : NULL;
	size_t exit = WIFEXITED(status) ? (size_t)WEXITSTATUS(status) : 1;
	if (!shown)
		err_set(err, exit < array_len(kinds) && kinds[exit] ? kinds[exit] : ERR_TEMPORARY,
		    "nothing is asked: the task cannot be shown");
	return shown;
}

/* `task show` of the same task, in the same installation. */
static json_t *
show(const struct cli *cli, const struct opt_line *line, struct err *err)
{
	static const char *const kept[] = { "--home=", "--now=", "--action=" };
	char **argv = arena_alloc(cli->arena, (line->words.n + 8) * sizeof(*argv));
	const char *const words[] = { "dossier", "task", "show", "--json" };
	size_t n = 0;
	for (size_t i = 0; i < array_len(words); i++)
		argv[n++] = arena_strdup(cli->arena, words[i]);
	for (size_t i = 1; i < line->words.n; i++) {
		bool keep = i >= line->options;
		for (size_t k = 0; k < array_len(kept); k++)
			keep = keep || strncmp(line->words.items[i], kept[k], strlen(kept[k])) == 0;
		if (keep)
			argv[n++] = arena_strdup(cli->arena, line->words.items[i]);
	}
	return printed(argv, err);
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

/* "nothing", "count 3", "file scan.pdf": which option that is, and its value; NULL: none. */
static const char *
option_of(const char *answer, const char **ret_value)
{
	static const char *const known[] = { "nothing", "count", "file" };
	size_t n = strcspn(answer, " "), digits;
	const char *value = answer + n + strspn(answer + n, " ");
	for (size_t i = 0; i < array_len(known); i++) {
		if (strlen(known[i]) != n || strncmp(known[i], answer, n) != 0 ||
		    (i == 0) != (*value == '\0'))
			continue;
		digits = strspn(value, "0123456789");
		*ret_value = i ? value : NULL;
		return i == 1 && (value[digits] || digits > 6) ? NULL : known[i];
	}
	return NULL;
}

/* ${why}: NULL where it was said of the one before. */
static bool
ask_one(struct cli *cli, struct opt_line *line, const json_t *name, const char *category,
    const char *why, struct err *err)
{
	const struct opt *opts = cli->command->opts;
	const char *option, *value;
	const char *called = json_text_in(name, phrase_language_now());
	const char *about = called && why ? arena_printf(cli->arena, "%s, %s", category, why)
	    : called                      ? category
					  : why;
	print_talk(cli, "%s%s%s%s:", called ? called : category, about ? " (" : "",
	    about ? about : "", about ? ")" : "");
	for (bool said = false;;) {
		auto_drop(str) char *answer = next_line();
		if (!answer)
			return err_set(err, ERR_USAGE,
			    "the answers end before every category was asked: nothing is recorded");
		if (!*answer)
			return true;
		option = option_of(answer, &value);
		if (!option) {
			print_talk(cli, "say \"nothing\", \"count N\" or \"file NAME\"");
			continue;
		}
		if (!said && !opt_line_say(line, opts, "category", category, err))
			return false;
		said = true;
		if (!opt_line_say(line, opts, option, value, err))
			return false;
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
	json_array_foreach(json_get(task, "categories"), i, c) {
		const char *id = json_string_value(c);
		if (!is_open(task, id, cli->arena, &why))
			continue;
		if (!asked)
			print_talk(cli,
			    "of each say \"nothing\", \"count N\" or \"file NAME\"; an empty "
			    "line ends what is said of it");
		asked = true;
		bool same = why && said && strcmp(why, said) == 0;
		if (!ask_one(cli, line, json_get(json_get(task, "names"), id), id,
			same ? NULL : why, err))
			return false;
		said = why;
	}
	return true;
}
