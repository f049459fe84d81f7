/*
 * Options of a command, by getopt_long, which does not get to print: errors are in our own words. A
 * name must be written in full, since a later option must not change what an abbreviation means.
 */
#include <errno.h>
#include <getopt.h>

#include "dossier/opt.h"
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
set_int(const struct opt *o, const char *value, struct err *err)
{
	char *rest;
	errno = 0;
	long n = strtol(value, &rest, 10);
	if (rest == value || *rest || errno || n < 0 || n > INT_OPTION_MAX)
		return err_set(err, ERR_USAGE, "--%s needs a whole number from 0 to %d", o->name,
		    INT_OPTION_MAX);
	*(int *)o->dest = (int)n;
	return true;
}

static void
append(struct opt_list *list, const char *value)
{
	list->items = xrealloc(list->items, (list->n + 1) * sizeof(*list->items));
	list->items[list->n++] = value;
}

/* What is said with an option may come to stand in a letter, in a line among others. */
static bool
check_value(const struct opt *o, const char *value, struct err *err)
{
	const char *flaw = value ? text_flaw(value, false) : NULL;
	return !flaw || err_set(err, ERR_USAGE, "--%s holds %s", o->name, flaw);
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

static bool
set_option(const struct opt *o, const char *value, struct err *err)
{
	if (!check_value(o, value, err))
		return false;
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
		return set_int(o, value, err);
	case OPT_FROM:
		break;
	}
	BUG("an option of type %d", (int)o->type);
}

/* ---- values that are in no list of processes ---- */

static bool
is_hidden(const struct opt *o, const char *value)
{
	return (o->type == OPT_STRING || o->type == OPT_LIST) && strcmp(value, "-") == 0;
}

/* A value that was read, not typed: options point to it for as long as the program lives. */
static bool
set_own(const struct opt *o, char *value, struct err *err)
{
	static struct opt_list own;
	append(&own, value);
	return set_option(o, value, err);
}

static bool
set_hidden(const struct opt *o, struct err *err)
{
	char *line = next_line(stdin, "standard input", err);
	if (!line)
		return err_set(err, ERR_USAGE,
		    "--%s - takes a line of standard input: there is none left", o->name);
	return set_own(o, line, err);
}

static const struct opt *
opt_named(const struct opt *opts, const char *name, size_t n)
{
	for (; opts && opts->name; opts++)
		if (strlen(opts->name) == n && memcmp(opts->name, name, n) == 0 &&
		    opts->type != OPT_FROM)
			return opts;
	return NULL;
}

/* "OPTION: VALUE", or a flag alone. What stands there instead may be personal: it is not told. */
static bool
set_line(const struct opt *opts, const struct opt *globals, const char *line, const char *where,
    struct err *err)
{
	size_t n = strcspn(line, ": \t");
	const char *value = line + n + strspn(line + n, " \t");
	const struct opt *o = opt_named(opts, line, n);
	if (!o)
		o = opt_named(globals, line, n);
	bool flag = o && o->type == OPT_FLAG;
	if (!o || *value != (flag ? '\0' : ':'))
		return err_set(err, ERR_USAGE,
		    "%s: expected OPTION: VALUE, with an option of this command in full", where);
	if (flag)
		return set_option(o, NULL, err);
	value++;
	value += strspn(value, " \t");
	return set_own(o, xstrdup(value), err) || err_wrap(err, "%s", where);
}

static bool
set_from(const struct opt *opts, const struct opt *globals, const char *path, struct err *err)
{
	bool in = strcmp(path, "-") == 0;
	FILE *f = in ? stdin : fopen(path, "re");
	if (!f)
		return err_set(err, ERR_INPUT, "--from: cannot open the file: %m");
	bool ok = true;
	for (int n = 1; ok; n++) {
		char where[80];
		(void)snprintf(where, sizeof(where), "--from %.40s:%d", path, n);
		char *line = next_line(f, where, err);
		ok = line != NULL;
		if (ok && *line && *line != '#')
			ok = set_line(opts, globals, line, where, err);
		free(line);
	}
	if (!in)
		(void)fclose(f);
	return err->kind == ERR_NONE;
}

/* ---- the command line ---- */

/* The argument getopt_long just took an option from, as it was written. */
static const char *
as_written(char **argv, const struct opt *o)
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

static bool
complain(int what, const struct opt *o, const char *written, const char *command, struct err *err)
{
	if (o && what == ':')
		return err_set(err, ERR_USAGE, "--%s needs a value: %s; see %s --help", o->name,
		    o->arg, command);
	if (o && what == '?')
		return err_set(
		    err, ERR_USAGE, "--%s takes no value; see %s --help", o->name, command);
	if (what == '?' && optopt)
		return err_set(
		    err, ERR_USAGE, "unknown option -%c; see %s --help", optopt, command);
	/* not what follows an =, which may be somebody's address */
	int n = (int)strcspn(written, "=");
	return err_set(err, ERR_USAGE, "unknown option %.*s; see %s --help", n > 60 ? 60 : n,
	    written, command);
}

bool
opt_parse(
    const struct opt *opts, const struct opt *globals, int *argc, char ***argv, struct err *err)
{
	size_t n = count(opts) + count(globals);
	char **args = *argv;
	struct option *list = long_options(opts, globals, n);
	bool ok = true;
	optind = 0; /* glibc: begin afresh */
	opterr = 0;
	for (int got; ok && (got = getopt_long(*argc, args, ":", list, NULL)) != -1;) {
		int value = got == '?' || got == ':' ? optopt : got;
		const struct opt *o = NULL;
		if (value >= FIRST_VALUE)
			o = opt_at(opts, globals, (size_t)(value - FIRST_VALUE));
		const char *written = as_written(args, got == value ? o : NULL);
		if (!o || got != value || !is_in_full(written, o))
			ok = complain(
			    got == value ? 0 : got, got == value ? NULL : o, written, args[0], err);
		else if (o->type == OPT_FROM)
			ok = set_from(opts, globals, optarg, err);
		else if (o->type != OPT_FLAG && is_hidden(o, optarg))
			ok = set_hidden(o, err);
		else
			ok = set_option(o, optarg, err);
	}
	free(list);
	*argc -= optind;
	*argv += optind;
	return ok;
}
