/*
 * A batch: one command, run once for each line of a file, each with what that line says and a
 * transaction of its own. A line is a JSON object: its keys are the options of the command, and its
 * operands by what they are called. What was typed beside it holds where a line says nothing else.
 */
#include <ctype.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/text.h"
#include "cli.h"

#define LINE_MAX_BYTES 65536
#define LINES_MAX 100000

void
batch_hold(struct cli *cli)
{
	cli->unsaid = opt_hold(cli->command->opts, cli->arena);
}

/* ---- a line as the words of a command ---- */

struct words {
	struct cli *cli;
	const struct json_doc *doc;
	char **items;
	int n;
};

static void
add(struct words *to, const char *word)
{
	to->items = xrealloc(to->items, ((size_t)to->n + 2) * sizeof(*to->items));
	to->items[to->n++] = arena_strdup(to->cli->arena, word);
	to->items[to->n] = NULL;
}

static char *
lowered(char *name)
{
	for (char *c = name; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return name;
}

/* What an operand is called as a key: "[USER]" is user. NULL: there is no ${i}th. */
static const char *
operand(const struct cli *cli, int i)
{
	const char *args = cli->command->args ? cli->command->args : "";
	for (; i > 0 && *args; i--) {
		args += strcspn(args, " ");
		args += strspn(args, " ");
	}
	args += *args == '[';
	char *name = lowered(arena_strndup(cli->arena, args, strcspn(args, " ]")));
	return *name ? name : NULL;
}

static bool
misfit(const struct words *w, const char *key, const char *what, struct err *err)
{
	const char *at = key && !strpbrk(key, "/~") ? arena_printf(w->cli->arena, "/%s", key) : "";
	return json_complain(w->doc, at, err, "%s", what);
}

/* The key itself is not told: what stands in its place may be personal. */
static bool
no_such_key(const struct words *w, const char *key, struct err *err)
{
	const char *meant = NULL, *name, *lower = lowered(arena_strdup(w->cli->arena, key));
	for (const struct opt *o = w->cli->command->opts; o && o->name; o++)
		text_nearer(lower, o->name, &meant);
	for (int i = 0; (name = operand(w->cli, i)); i++)
		text_nearer(lower, name, &meant);
	return misfit(w, key,
	    meant ? arena_printf(w->cli->arena,
			"this is no option of the command; did you mean \"%s\"?", meant)
		  : "this is no option of the command: its --help lists them",
	    err);
}

/* NULL: it is neither a text nor a whole number. */
static const char *
text_of(const struct words *w, const json_t *v)
{
	if (json_is_integer(v))
		return arena_printf(w->cli->arena, "%lld", (long long)json_integer_value(v));
	return json_string_value(v);
}

static bool
add_option(struct words *w, const char *key, const struct opt *o, const json_t *v, struct err *err)
{
	if (o->type == OPT_FILE_IN || o->type == OPT_FILE_OUT)
		return misfit(w, key, "a file is named on the command line only", err);
	if (o->type == OPT_FLAG && !json_is_boolean(v))
		return misfit(w, key, "expected true or false", err);
	if (o->type == OPT_FLAG) {
		if (json_is_true(v))
			add(w, arena_printf(w->cli->arena, "--%s", o->name));
		return true;
	}
	const char *text = text_of(w, v);
	if (!text)
		return misfit(w, key,
		    o->type == OPT_LIST ? "expected a text, or a list of them" : "expected a text",
		    err);
	add(w, arena_printf(w->cli->arena, "--%s=%s", o->name, text));
	return true;
}

static bool
add_key(struct words *w, const char *key, const json_t *v, struct err *err)
{
	const struct opt *o = opt_named(w->cli->command->opts, key, strlen(key));
	size_t i;
	const json_t *one;
	if (!o) {
		const char *name;
		for (int k = 0; (name = operand(w->cli, k)); k++)
			if (strcmp(name, key) == 0)
				return true; /* it comes last */
		return no_such_key(w, key, err);
	}
	if (o->type != OPT_LIST || !json_is_array(v))
		return add_option(w, key, o, v, err);
	json_array_foreach(v, i, one)
		if (!add_option(w, key, o, one, err))
			return false;
	return true;
}

static bool
add_operands(struct words *w, struct err *err)
{
	const struct command *c = w->cli->command;
	add(w, "--");
	for (int i = 0; operand(w->cli, i); i++) {
		const char *key = operand(w->cli, i);
		const json_t *v = json_get(w->doc->root, key);
		const char *text = v ? text_of(w, v) : NULL;
		if (v && !text)
			return misfit(w, key, "expected a text", err);
		if (!text && i < c->min_args)
			return misfit(w, NULL,
			    arena_printf(w->cli->arena, "expected \"%s\" in this line", key), err);
		if (text)
			add(w, text);
	}
	return true;
}

/* What was typed stands for what this line does not say. */
static void
add_typed(struct words *w)
{
	const struct opt_line *line = w->cli->typed;
	for (size_t i = 1; i < line->options; i++) {
		const char *word = line->words.items[i] + strlen("--");
		size_t n = strcspn(word, "=");
		const struct opt *o = opt_named(w->cli->command->opts, word, n);
		if (o && !json_get(w->doc->root, o->name))
			add(w, line->words.items[i]);
	}
}

static bool
read_words(struct words *w, struct err *err)
{
	const char *key;
	json_t *v;
	if (!json_is_object(w->doc->root))
		return misfit(w, NULL, "expected an object, with options for its keys", err);
	add(w, w->cli->typed->words.items[0]);
	add_typed(w);
	json_object_foreach(w->doc->root, key, v)
		if (!add_key(w, key, v, err))
			return false;
	return add_operands(w, err);
}

/* ---- running it ---- */

static bool
run_words(struct words *w, json_t **ret, struct err *err)
{
	struct cli *cli = w->cli;
	opt_put_back(cli->unsaid);
	if (!opt_parse(cli->command->opts, NULL, &w->n, &w->items, NULL, err))
		return false;
	cli->argc = w->n;
	cli->argv = w->items;
	print_catch(ret);
	bool ok = cli->command->run(cli, w->n, w->items, err);
	print_catch(NULL);
	if (cli->dry_run && cli->in)
		db_rehearse(cli->in->db, true);
	return ok;
}

static bool
run_line(
    struct cli *cli, const char *text, size_t len, size_t number, json_t **ret, struct err *err)
{
	auto_drop(json_doc) struct json_doc *doc =
	    json_doc_line(cli->input->name, number, text, len, err);
	struct words w = { .cli = cli, .doc = doc };
	bool ok = doc && read_words(&w, err);
	char **items = w.items; /* run_words moves on */
	ok = ok && run_words(&w, ret, err);
	free(items);
	return ok;
}

static void
tell(const struct cli *cli, size_t number, const json_t *got, const struct err *bad)
{
	json_t *error = NULL;
	if (bad->kind != ERR_NONE) {
		error = cli_error(bad);
		json_object_set_new(error, "place",
		    json_string(arena_printf(cli->arena, "%.200s:%zu", cli->input->name, number)));
	}
	json_t *warnings = json_get(got, "warnings");
	print_json(json_pack("{s:s, s:I, s:s?, s:b, s:o?, s:O?}", "type", "result", "line",
	    (json_int_t)number, "reference", json_str(got, "reference"), "kept",
	    !error && !cli->dry_run, "error", error, "warnings", warnings));
	(void)fflush(stdout);
}

/* What a line needs dies with it. */
static bool
do_line(struct cli *cli, const char *text, size_t number, struct err *ret)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct arena *whole = cli->arena;
	auto_drop(json) json_t *got = NULL;
	cli->arena = a;
	bool ok = run_line(cli, text, strlen(text), number, &got, ret);
	if (!ok)
		cli_tried(cli, ret);
	tell(cli, number, got, ret);
	cli->arena = whole;
	return ok;
}

/* A line without its end; false at the end of the file, or with ${err}. */
static bool
next_line(FILE *f, const struct cli *cli, size_t number, char *line, struct err *err)
{
	size_t len = 0;
	int c;
	while ((c = getc(f)) != EOF && c != '\n') {
		if (len == LINE_MAX_BYTES)
			return err_set(err, ERR_INPUT, "%s:%zu: a line of more than %d bytes",
			    cli->input->name, number, LINE_MAX_BYTES);
		if (c == '\0') /* what is behind it would be passed over */
			return err_set(err, ERR_INPUT, "%s:%zu: a zero byte: this is no text",
			    cli->input->name, number);
		line[len++] = (char)c;
	}
	if (ferror(f))
		return err_set(err, ERR_SYSTEM, "cannot read %s: %m", cli->input->name);
	if (c == EOF && len == 0)
		return false;
	if (number > LINES_MAX)
		return err_set(err, ERR_INPUT, "%s:%zu: more than %d lines: split it",
		    cli->input->name, number, LINES_MAX);
	len -= len > 0 && line[len - 1] == '\r';
	line[len] = '\0';
	return true;
}

static bool
run_file(struct cli *cli, FILE *f, struct err *err)
{
	auto_drop(str) char *line = xmalloc(LINE_MAX_BYTES + 2);
	size_t all = 0, failed = 0;
	for (size_t n = 1; next_line(f, cli, n, line, err); n++) {
		struct err bad = { 0 };
		if (!line[strspn(line, " \t")])
			continue;
		all++;
		bool ok = do_line(cli, line, n, &bad);
		failed += !ok;
		if (ok && !cli->dry_run && ferror(stdout))
			return err_set(err, ERR_SYSTEM,
			    "%s:%zu: done, but not printed: cannot write the output: %m; nothing "
			    "of what follows was done",
			    cli->input->name, n);
		/* what is away would be so for the rest */
		if (bad.kind == ERR_TEMPORARY || ferror(stdout))
			return err_set(err, ERR_TEMPORARY,
			    "%s:%zu: stopped here, and nothing of what follows was done",
			    cli->input->name, n);
	}
	if (err->kind != ERR_NONE)
		return err_wrap(err, "%zu lines were read", all);
	if (failed > 0)
		return err_set(err, ERR_INPUT,
		    "%s: %zu of %zu lines failed: each says why in its own result%s",
		    cli->input->name, failed, all,
		    cli->dry_run ? "; nothing was kept (--dry-run)" : "");
	const struct cli person = { .json = false }; /* whose lines are JSON anyway */
	if (cli->dry_run)
		print_talk(&person, "tried, and not kept (--dry-run)");
	return true;
}

bool
batch_run(struct cli *cli, struct err *err)
{
	struct stat st;
	if (fstat(cli->input->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(
		    err, ERR_INPUT, "cannot read %s: it is not a regular file", cli->input->name);
	int fd = dup(cli->input->fd);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
	if (!f)
		return err_set(err, ERR_SYSTEM, "cannot read %s: %m", cli->input->name);
	bool ok = run_file(cli, f, err);
	(void)fclose(f);
	return ok;
}
