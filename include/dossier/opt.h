/*
 * Options and commands: one table drives dispatch, --help, the man page and shell completion.
 */
#ifndef DOSSIER_OPT_H
#define DOSSIER_OPT_H

#include "dossier/mem.h"

struct cli;

enum opt_type { OPT_FLAG, OPT_STRING, OPT_LIST, OPT_INT };

/* dest: bool *, const char **, struct opt_list *, int *. */
struct opt {
	const char *name; /* long name without dashes */
	const char *arg;  /* what the value is called in help, NULL for a flag */
	const char *help;
	enum opt_type type;
	void *dest;
};
struct opt_list { const char **items; size_t n; }; /* an option that may be given more than once */

enum need { NEED_NOTHING, NEED_HOME, NEED_DB };

struct command {
	const char *noun, *verb; /* verb NULL: a command of one word */
	const char *args;        /* "REF [FILE]" */
	const char *summary;     /* one line */
	const char *details;     /* paragraphs for --help and the man page, or NULL */
	const struct opt *opts;  /* ended by a name of NULL; global options are added */
	int min_args, max_args;  /* max -1: any number */
	enum need need;
	const char *roles;       /* "officer,handler": who may; NULL: anybody who can open the installation */
	bool (*run)(struct cli *cli, int argc, char *argv[], struct err *err);
};

#endif
