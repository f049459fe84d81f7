/*
 * Options of a command, by getopt_long, which does not get to print: errors are in our own words. A
 * name must be written in full, since a later option must not change what an abbreviation means;
 * only --help, --quiet and --verbose are -h, -q and -v too.
 * A line is read twice: whoever typed it resolves it, whoever runs it sets what it says.
 */
#include <errno.h>
#include <getopt.h>
#include <unistd.h>

#include "dossier/opt.h"
#include "dossier/phrase.h"
#include "dossier/text.h"

#define INT_OPTION_MAX 1000000
#define LINE_MAX_BYTES 65536
#define FIRST_VALUE 256 /* past every character getopt_long could return */

static size_t
count(const struct opt *opts)
{
	size_t n = 0;
	while (opts && opts[n].name)
		n++;
	return n;
}

static const struct opt *
opt_at(const struct opt *opts, const struct opt *globals, size_t i)
{
	size_t n = count(opts);
	return i < n ? &opts[i] : &globals[i - n];
}

static struct option *
long_options(const struct opt *opts, const struct opt *globals, size_t n)
{
	struct option *list = xcalloc(n + 1, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		const struct opt *o = opt_at(opts, globals, i);
		list[i].name = o->name;
		list[i].has_arg = o->type == OPT_FLAG ? no_argument : required_argument;
		list[i].val = FIRST_VALUE + (int)i;
	}
	return list;
}

static bool
read_int(const struct opt *o, const char *value, int *ret, struct err *err)
{
	char *rest;
	errno = 0;
	long n = strtol(value, &rest, 10);
	if (rest == value || *rest || errno || n < 0 || n > INT_OPTION_MAX)
		return err_set(err, ERR_USAGE, "--%s needs a whole number from 0 to %d", o->name,
		    INT_OPTION_MAX);
	*ret = (int)n;
	return true;
}

static void
append(struct opt_list *list, const char *value)
{
	list->items = xrealloc(list->items, (list->n + 1) * sizeof(*list->items));
	list->items[list->n++] = value;
}

static bool
check_words(const struct opt *o, const char *value, struct err *err)
{
	auto_drop(buf) struct buf list = { 0 };
	const char *meant = NULL;
	for (size_t i = 0; o->words[i]; i++) {
		if (strcmp(value, o->words[i]) == 0)
			return true;
		text_nearer(value, o->words[i], &meant);
		buf_addf(&list, "%s%s", i ? ", " : "", o->words[i]);
	}
	for (size_t i = 0; o->also && o->also[i][0]; i++)
		if (strcasecmp(value, o->also[i][0]) == 0)
			meant = o->also[i][1];
	if (meant)
		return err_set(err, ERR_USAGE, "--%s is one of %s; did you mean %s?", o->name,
		    list.data, meant);
	return err_set(err, ERR_USAGE, "--%s is one of %s", o->name, list.data);
}

/* What is said with an option may come to stand in a letter, in a line among others. */
static bool
check_value(const struct opt *o, const char *value, struct err *err)
{
	const char *flaw = value ? text_flaw(value, false) : NULL;
	if (flaw)
		return err_set(err, ERR_USAGE, "--%s holds %s", o->name, flaw);
	return !o->words || o->more || !value || check_words(o, value, err);
}

/* A line without its end; NULL at the end of the file, or with ${err} when it is none to take. */
static char *
next_line(FILE *f, const char *where, struct err *err)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n = getline(&line, &room, f);
	if (n > LINE_MAX_BYTES)
		err_set(err, ERR_INPUT, "%s: a line of more than %d bytes", where, LINE_MAX_BYTES);
	else if (n >= 0 && strlen(line) != (size_t)n)
		err_set(err, ERR_INPUT, "%s: a zero byte: expected text", where);
	if (n < 0 || (err && err->kind != ERR_NONE)) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

/* ---- setting what a resolved line says ---- */

const struct named_file *
opt_file(struct named_files *files, bool out, struct err *err)
{
	if (files && files->taken < files->n && files->items[files->taken].out == out)
		return &files->items[files->taken++];
	err_set(err, ERR_USAGE, "a file that nobody opened");
	return NULL;
}

static bool
set_file(const struct opt *o, struct named_files *files, struct err *err)
{
	const struct named_file *f = opt_file(files, o->type == OPT_FILE_OUT, err);
	*(const struct named_file **)o->dest = f;
	return f != NULL;
}

static bool
set_value(void *files, const struct opt *o, const char *value, struct err *err)
{
	switch (o->type) {
	case OPT_FLAG:
		*(bool *)o->dest = true;
		return true;
	case OPT_STRING:
		*(const char **)o->dest = value;
		return true;
	case OPT_LIST:
		append(o->dest, value);
		return true;
	case OPT_INT:
		return read_int(o, value, o->dest, err);
	case OPT_FILE_IN:
	case OPT_FILE_OUT:
		return set_file(o, files, err);
	case OPT_FROM:
		return err_set(err, ERR_USAGE, "--%s is for who types", o->name);
	}
	BUG("an option of type %d", (int)o->type);
}

static void
append_said(const struct opt *o, const char *value)
{
	struct opt_order *to = o->order;
	to->items = xrealloc(to->items, (to->n + 1) * sizeof(*to->items));
	to->items[to->n++] = (struct opt_said){ .name = o->name,
		.value = value,
		.number = o->type == OPT_INT ? *(const int *)o->dest : 0,
		.file = o->type == OPT_FILE_IN || o->type == OPT_FILE_OUT
		    ? *(const struct named_file **)o->dest
		    : NULL };
}

static bool
set_option(void *files, const struct opt *o, const char *value, struct err *err)
{
	if (!check_value(o, value, err) || !set_value(files, o, value, err))
		return false;
	if (o->order)
		append_said(o, value);
	return true;
}

/* ---- resolving: values that are in no list of processes ---- */

static void
add_word(struct opt_line *to, const struct opt *o, const char *value)
{
	auto_drop(buf) struct buf b = { 0 };
	buf_addf(&b, "--%s", o->name);
	if (o->type != OPT_FLAG)
		buf_addf(&b, "=%s", value);
	append(&to->words, xstrdup(b.data));
}

static void
add_file(struct named_files *to, const char *name, bool out)
{
	to->items = xrealloc(to->items, (to->n + 1) * sizeof(*to->items));
	to->items[to->n++] = (struct named_file){ .name = name, .fd = -1, .out = out };
}

static bool
add_option(struct opt_line *to, const struct opt *o, const char *value, struct err *err)
{
	int n;
	if (!check_value(o, value, err) || (o->type == OPT_INT && !read_int(o, value, &n, err)))
		return false;
	add_word(to, o, value);
	if (o->type == OPT_FILE_IN || o->type == OPT_FILE_OUT)
		add_file(&to->files, strchr(to->words.items[to->words.n - 1], '=') + 1,
		    o->type == OPT_FILE_OUT);
	return true;
}

/* Not a byte more than was asked for: the rest is for the command, which may be another process. */
static FILE *
standard_input(void)
{
	(void)setvbuf(stdin, NULL, _IONBF, 0);
	return stdin;
}

static bool
may_wait(const struct opt_line *to, const struct opt *o, struct err *err)
{
	return !to->no_input || !isatty(STDIN_FILENO) ||
	    err_set(err, ERR_USAGE,
		"--%s - waits for somebody to type, and --no-input says that nobody does", o->name);
}

static bool
is_hidden(const struct opt *o, const char *value)
{
	return (o->type == OPT_STRING || o->type == OPT_LIST) && strcmp(value, "-") == 0;
}

static bool
add_hidden(struct opt_line *to, const struct opt *o, struct err *err)
{
	if (!may_wait(to, o, err))
		return false;
	auto_drop(str) char *line = next_line(standard_input(), phrase("standard input"), err);
	if (!line)
		return err_set(err, ERR_USAGE,
		    "--%s - takes a line of standard input: there is none left", o->name);
	return add_option(to, o, line, err);
}

const struct opt *
opt_named(const struct opt *opts, const char *name, size_t n)
{
	for (; opts && opts->name; opts++)
		if (strlen(opts->name) == n && memcmp(opts->name, name, n) == 0)
			return opts;
	return NULL;
}

/* "OPTION: VALUE", or a flag alone. What stands there instead may be personal: it is not told. */
static bool
add_line(struct opt_line *to, const struct opt *opts, const struct opt *globals, const char *line,
    const char *where, struct err *err)
{
	size_t n = strcspn(line, ": \t");
	const char *value = line + n + strspn(line + n, " \t");
	const struct opt *o = opt_named(opts, line, n);
	if (!o)
		o = opt_named(globals, line, n);
	bool flag = o && o->type == OPT_FLAG;
	if (!o || o->type == OPT_FROM || *value != (flag ? '\0' : ':'))
		return err_set(err, ERR_USAGE,
		    "%s: expected OPTION: VALUE, with an option of this command in full", where);
	value += !flag;
	value += strspn(value, " \t");
	return add_option(to, o, flag ? NULL : value, err) || err_wrap(err, "%s", where);
}

static bool
add_from(struct opt_line *to, const struct opt *opts, const struct opt *globals, const char *path,
    struct err *err)
{
	bool in = strcmp(path, "-") == 0;
	FILE *f = in ? standard_input() : fopen(path, "re");
	if (!f)
		return err_set(err, ERR_INPUT, "--from: cannot open the file: %m");
	bool ok = true;
	for (int n = 1; ok; n++) {
		char where[80];
		(void)snprintf(where, sizeof(where), "--from %.40s:%d", path, n);
		char *line = next_line(f, where, err);
		ok = line != NULL;
		if (ok && *line && *line != '#')
			ok = add_line(to, opts, globals, line, where, err);
		free(line);
	}
	if (!in)
		(void)fclose(f);
	to->input_read = to->input_read || in;
	return err->kind == ERR_NONE;
}

struct resolving {
	const struct opt *opts, *globals;
	struct opt_line *to;
};

static bool
resolve_option(void *arg, const struct opt *o, const char *value, struct err *err)
{
	const struct resolving *r = arg;
	if (o->type == OPT_FROM && strcmp(value, "-") == 0 && !may_wait(r->to, o, err))
		return false;
	if (o->type == OPT_FROM)
		return add_from(r->to, r->opts, r->globals, value, err);
	if (o->type != OPT_FLAG && is_hidden(o, value))
		return add_hidden(r->to, o, err);
	return add_option(r->to, o, value, err);
}

/* ---- the command line ---- */

/* The argument getopt_long just took an option from, as it was written. */
static const char *
as_written(char *const argv[], const struct opt *o)
{
	bool apart = o && o->type != OPT_FLAG && optarg == argv[optind - 1];
	return argv[optind - (apart ? 2 : 1)];
}

static bool
is_in_full(const char *written, const struct opt *o)
{
	size_t n = strlen(o->name);
	return strncmp(written, "--", 2) == 0 && strcspn(written + 2, "=") == n;
}

/* What follows an = is not told: it may be somebody's address. */
static bool
unknown(const struct opt *opts, const struct opt *globals, const char *written, const char *command,
    struct err *err)
{
	char word[64];
	const char *meant = NULL;
	int n = (int)strcspn(written, "=");
	(void)snprintf(word, sizeof(word), "%.*s", n > 60 ? 60 : n, written);
	for (size_t i = 0; i < count(opts) + count(globals); i++)
		text_nearer(word + strspn(word, "-"), opt_at(opts, globals, i)->name, &meant);
	if (meant)
		return err_set(err, ERR_USAGE,
		    "unknown option %s; did you mean --%s? see %s --help", word, meant, command);
	return err_set(err, ERR_USAGE, "unknown option %s; see %s --help", word, command);
}

static bool
complain(int what, const struct opt *o, const char *command, struct err *err)
{
	if (o && what == ':')
		return err_set(err, ERR_USAGE, "--%s needs a value: %s; see %s --help", o->name,
		    o->arg, command);
	if (o && what == '?')
		return err_set(
		    err, ERR_USAGE, "--%s takes no value; see %s --help", o->name, command);
	return err_set(err, ERR_USAGE, "unknown option -%c; see %s --help", optopt, command);
}

/* The few that are typed so often; each is a flag, and none is of one command alone. */
static const char letters[] = ":hqv";

static bool
is_letter(int got)
{
	return got != ':' && got < FIRST_VALUE && strchr(letters, got);
}

static const struct opt *
by_letter(const struct opt *globals, int letter)
{
	for (; globals && globals->name; globals++)
		if (*globals->name == letter && globals->type == OPT_FLAG)
			return globals;
	return NULL;
}

/* Every option of ${args} in turn to ${each}; getopt's optind is then at the operands. */
static bool
walk(const struct opt *opts, const struct opt *globals, int argc, char *const args[],
    bool (*each)(void *arg, const struct opt *o, const char *value, struct err *err), void *arg,
    struct err *err)
{
	size_t n = count(opts) + count(globals);
	struct option *list = long_options(opts, globals, n);
	bool ok = true;
	optind = 0; /* glibc: begin afresh */
	opterr = 0;
	for (int got; ok && (got = getopt_long(argc, args, letters, list, NULL)) != -1;) {
		int value = got == '?' || got == ':' ? optopt : got;
		const struct opt *o = is_letter(got) ? by_letter(globals, got) : NULL;
		if (value >= FIRST_VALUE)
			o = opt_at(opts, globals, (size_t)(value - FIRST_VALUE));
		const char *written = as_written(args, got == value ? o : NULL);
		if (o && got == value && (is_letter(got) || is_in_full(written, o)))
			ok = each(arg, o, optarg, err);
		else if (got != value && (o || optopt))
			ok = complain(got, o, args[0], err);
		else
			ok = unknown(opts, globals, written, args[0], err);
	}
	free(list);
	return ok;
}

bool
opt_resolve(const struct opt *opts, const struct opt *globals, int argc, char *const argv[],
    struct opt_line *ret, struct err *err)
{
	struct resolving r = { opts, globals, ret };
	append(&ret->words, xstrdup(argv[0]));
	if (!walk(opts, globals, argc, argv, resolve_option, &r, err))
		return false;
	ret->options = ret->words.n;
	append(&ret->words, xstrdup("--"));
	for (int i = optind; i < argc; i++)
		append(&ret->words, xstrdup(argv[i]));
	return true;
}

bool
opt_line_say(struct opt_line *line, const struct opt *opts, const char *name, const char *value,
    struct err *err)
{
	const struct opt *o = opt_named(opts, name, strlen(name));
	if (!o)
		BUG("no option --%s", name);
	if (!add_option(line, o, value, err))
		return false;
	/* it stands behind the operands: they make place */
	const char *said = line->words.items[line->words.n - 1];
	memmove(&line->words.items[line->options + 1], &line->words.items[line->options],
	    (line->words.n - 1 - line->options) * sizeof(*line->words.items));
	line->words.items[line->options++] = said;
	return true;
}

void
opt_line_release(struct opt_line *line)
{
	for (size_t i = 0; i < line->words.n; i++)
		free((char *)(uintptr_t)line->words.items[i]);
	free(line->words.items);
	free(line->files.items);
	*line = (struct opt_line){ 0 };
}

bool
opt_parse(const struct opt *opts, const struct opt *globals, int *argc, char ***argv,
    struct named_files *files, struct err *err)
{
	if (!walk(opts, globals, *argc, *argv, set_option, files, err))
		return false;
	*argc -= optind;
	*argv += optind;
	return true;
}
