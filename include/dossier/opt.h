/*
 * Options and commands: one table drives dispatch, --help, the man page and shell completion.
 */
#ifndef DOSSIER_OPT_H
#define DOSSIER_OPT_H

#include "dossier/mem.h"

struct cli;

enum opt_type { OPT_FLAG, OPT_STRING, OPT_LIST, OPT_INT, OPT_FROM };

/* dest: bool *, const char **, struct opt_list *, int *, NULL. */
struct opt {
	const char *name; /* long name without dashes */
	const char *arg;  /* what the value is called in help, NULL for a flag */
	const char *help;
	enum opt_type type;
	void *dest;
};
/* an option that may be given more than once; items live as long as the program */
struct opt_list {
	const char **items;
	size_t n;
};

/*
 * opt_parse(opts, globals, argc, argv, err): set what the options of *${argv} say; they may stand
 * anywhere, "--" ends them, an OPT_INT is from 0 to 1000000. (*argv)[0] is the command as errors
 * name it ("dossier log"). Afterwards *${argv} and *${argc} are the operands alone. Either table
 * may be NULL. A value is one line of what can be seen (text_flaw). USAGE names the option, never
 * its value.
 *
 * Everybody on the machine sees the words of a command. So the value - of an OPT_STRING or OPT_LIST
 * is the next line of standard input, and an OPT_FROM names a file (-: standard input) with a line
 * "OPTION: VALUE" each; empty lines and those that begin with # say nothing.
 */
bool opt_parse(const struct opt *opts, const struct opt *globals, int *argc, char ***argv,
    struct err *err) MUSTCHECK;

enum need { NEED_NOTHING, NEED_HOME, NEED_DB };

struct command {
	const char *noun, *verb; /* verb NULL: a command of one word */
	const char *args;        /* "REF [FILE]" */
	const char *summary;     /* one line */
	const char *details;     /* paragraphs for --help and the man page, or NULL */
	const struct opt *opts;  /* ended by a name of NULL; global options are added */
	int min_args, max_args;  /* max -1: any number */
	enum need need;
	/* "officer,handler": who may; NULL: anybody who can open the installation */
	const char *roles;
	bool (*run)(struct cli *cli, int argc, char *argv[], struct err *err);
};

#endif
