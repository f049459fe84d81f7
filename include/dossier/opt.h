/*
 * Options and commands: one table drives dispatch, --help, the man page and shell completion.
 */
#ifndef DOSSIER_OPT_H
#define DOSSIER_OPT_H

#include "dossier/named_file.h"

struct cli;

struct opt_order;
enum opt_type { OPT_FLAG, OPT_STRING, OPT_LIST, OPT_INT, OPT_FILE_IN, OPT_FILE_OUT, OPT_FROM };

/*
 * dest: bool *, const char **, struct opt_list *, int *, const struct named_file ** (twice), NULL.
 * Completion offers what a value is by what it is called: ORG, REF, SYSTEM, USER, FILE.
 */
struct opt {
	const char *name; /* long name without dashes */
	const char *arg;  /* what the value is called in help, NULL for a flag */
	const char *help;
	enum opt_type type;
	void *dest;
	const char *const *words; /* all that its value may be, ended by NULL; NULL: anything */
	bool more; /* other words are for the command to take, or to refuse with its reason */
	struct opt_order *order; /* what is said of one thing after another stands there too */
	int act; /* of dossier/act.h, where it is other than its command's; 0: that */
	const char *const (*also)[2]; /* what else is said for which of its words; then NULL */
};
/* an option that may be given more than once; items live as long as the program */
struct opt_list {
	const char **items;
	size_t n;
};
/* Options that have one ${order}, as they were said; of an OPT_INT the number, of a file that. */
struct opt_said {
	const char *name, *value;
	int number;
	const struct named_file *file;
};
struct opt_order {
	struct opt_said *items;
	size_t n;
};

/*
 * A command line as it is run: what it said by another way stands in it, and nothing is left to be
 * read or opened by whoever runs it.
 */
struct opt_line {
	struct opt_list words;    /* the command, --NAME=VALUE or --NAME each, --, the operands */
	size_t options;           /* so many words before -- */
	bool no_input;            /* told beforehand: nobody types */
	bool input_read;          /* --from - took all that standard input holds */
	struct named_files files; /* those that options name, in their order; none is open yet */
};

/*
 * opt_resolve(opts, globals, argc, argv, ret, err): options may stand anywhere in ${argv}, "--"
 * ends them; argv[0] is the command as errors name it ("dossier log"). Either table may be NULL. A
 * value is one line of what can be seen (text_flaw). USAGE names the option, never its value.
 *
 * Everybody on the machine sees the words of a command. So the value - of an OPT_STRING or OPT_LIST
 * is the next line of standard input, and an OPT_FROM names a file (-: standard input) with a line
 * "OPTION: VALUE" each; empty lines and those that begin with # say nothing. No more of standard
 * input is taken than that.
 */
bool opt_resolve(const struct opt *opts, const struct opt *globals, int argc, char *const argv[],
    struct opt_line *ret, struct err *err) MUSTCHECK;
/*
 * opt_line_say(line, opts, name, value, err): as if that option of ${opts} had been typed too,
 * behind the others; a line that opt_resolve() made.
 */
bool opt_line_say(struct opt_line *line, const struct opt *opts, const char *name,
    const char *value, struct err *err) MUSTCHECK;
void opt_line_release(struct opt_line *line); /* of opt_resolve(), be it that it failed */
/*
 * opt_parse(opts, globals, argc, argv, files, err): set what the options of a resolved line say; an
 * OPT_INT is from 0 to 1000000. Nothing is read: a - is a -, and the files are those of ${files},
 * one after another (NULL: none). Afterwards *${argv} and *${argc} are the operands alone.
 */
bool opt_parse(const struct opt *opts, const struct opt *globals, int *argc, char ***argv,
    struct named_files *files, struct err *err) MUSTCHECK;
/* opt_named: the one of that name, ${n} bytes; NULL: none. */
const struct opt *opt_named(const struct opt *opts, const char *name, size_t n);
/*
 * opt_hold: what they are now, in ${a}; opt_put_back: they are that again, and nothing of what was
 * said in between (opt_held.c).
 */
struct opt_held;
const struct opt_held *opt_hold(const struct opt *opts, struct arena *a);
void opt_put_back(const struct opt_held *held);
/* opt_file: the next of ${files}, which is ${out}; USAGE when there is none. */
const struct named_file *opt_file(struct named_files *files, bool out, struct err *err);

/*
 * Where a command runs. HERE: in the process that was asked, whatever the installation. The others
 * in the installation: in a shared one that is its daemon, which opens the database for NEED_DB,
 * and with what a report reads of it and no more for NEED_REPORT. HOLDER: in the process that was
 * asked, which must be the installation's own user.
 */
enum need { NEED_NOTHING, NEED_HOME, NEED_DB, NEED_REPORT, NEED_HOLDER };

/*
 * What a command changes, beside the log of who looked: nothing; one transaction of ours, which
 * --dry-run runs and rolls back; or more than that.
 */
enum changes { CHANGES_NOTHING, CHANGES_ONCE, CHANGES_MORE };

struct command {
	const char *noun, *verb; /* verb NULL: a command of one word */
	/*
	 * "REF [NO]"; FILE is read, NEWFILE is written, [NEWFILE|-] unless it is -, and ORG|FILE
	 * is read when it has the look of a file's name (a / or . in it)
	 */
	const char *args;
	const char *summary;    /* one line */
	const char *details;    /* paragraphs for --help and the man page, or NULL */
	const struct opt *opts; /* ended by a name of NULL; global options are added */
	int min_args, max_args; /* max -1: any number */
	enum need need;
	int act; /* of dossier/act.h: who may, and while a request is what; its room asks again */
	bool (*run)(struct cli *cli, int argc, char *argv[], struct err *err);
	const char
	    *examples;     /* a line each, as a shell reads it; $REF is a request, $NO a letter */
	const char *exits; /* what a status means here in particular: "5  something is late" */
	const char *next;  /* the command that usually comes after it */
	enum changes changes;
	/*
	 * what it demands beside its operands, as the usage line says it: "--ground TEXT"; NULL:
	 * nothing
	 */
	const char *demands;
	/*
	 * of who typed it, before it runs: asks what the line is to say, and has it say so; NULL:
	 * nothing is asked
	 */
	bool (*ask)(struct cli *cli, struct opt_line *line, struct err *err);
	const char *preview; /* CHANGES_MORE: the command that shows beforehand what it will meet */
	/* CHANGES_MORE: what --dry-run does instead, and changes nothing; NULL: it is refused */
	bool (*rehearse)(struct cli *cli, int argc, char *argv[], struct err *err);
	const char
	    *shapes; /* of its --json, names in docs/json between spaces; NULL: it has none */
	/*
	 * it prints a list, so that --fields, and --output plain and csv, say something: "" always,
	 * "--list" with that option, "ORG" unless its operand is a file; NULL: never
	 */
	const char *lists;
	bool restored; /* it works in an installation that was restored, before it is replayed */
};

#endif
