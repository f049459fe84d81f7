/*
 * Options of a command, by getopt_long, which does not get to print: errors are in our own words. A
 * name must be written in full, since a later option must not change what an abbreviation means.
 */
#include <errno.h>
#include <getopt.h>

#include "dossier/opt.h"
#include "dossier/text.h"

#define INT_OPTION_MAX 1000000
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
	}
	BUG("an option of type %d", (int)o->type);
}

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
		else
			ok = set_option(o, optarg, err);
	}
	free(list);
	*argc -= optind;
	*argv += optind;
	return ok;
}
