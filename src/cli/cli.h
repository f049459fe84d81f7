/*
 * The command line: what every command gets, and how results are printed. Results go to stdout,
 * talk to stderr.
 */
#ifndef CLI_H
#define CLI_H

#include "dossier/casework.h"
#include "dossier/opt.h"

struct cli {
	const char *home;
	const char *now; /* --now or DOSSIER_NOW, or NULL */
	bool json;
	struct installation *in; /* open when the command's row says NEED_DB */
	struct arena *arena;     /* dies with the command */
	const struct command *command;
	/* what main.c knows: every command, by files, ended by NULL; and the options of them all */
	const struct command *const *groups;
	const struct opt *global_opts;
};

/* Each file of commands exports its rows, ended by a noun of NULL. */
extern const struct command commands_setup[], commands_user[], commands_register[],
    commands_connector[], commands_request[], commands_plan[], commands_work[], commands_task[],
    commands_archive[], commands_question[], commands_decide[], commands_refuse[], commands_fee[],
    commands_deadline[], commands_report[], commands_audit[], commands_help[];

/* cli_open: open the installation now; what NEED_DB does before the command runs. */
bool cli_open(struct cli *cli, struct err *err) MUSTCHECK;

/* cli_find: the row for argv, and how many of its words were used; NULL: none. */
const struct command *cli_find(const struct cli *cli, int argc, char *argv[], int *ret_words);
void help_command(const struct cli *cli, const struct command *c);
void help_all(const struct cli *cli);

/* print_json(v): indented, to stdout; steals ${v}. */
void print_json(json_t *v);

/* One column of a table: the member it shows and its heading. Numbers stand right. */
struct column {
	const char *key, *heading;
};
/*
 * print_table(rows, columns, empty): an aligned table of an array of objects, or the sentence
 * ${empty}. Columns end with a key of NULL.
 */
void print_table(const json_t *rows, const struct column *columns, const char *empty);
/* print_rows: as JSON or as a table, as asked; steals ${rows}; false when it is NULL. */
bool print_rows(
    const struct cli *cli, json_t *rows, const struct column *columns, const char *empty);
/* print_tasks, print_identifiers: the tables `show` and `plan` share. */
void print_tasks(const json_t *tasks, struct arena *a);
void print_identifiers(const json_t *ids);
/* print_facts: what happened, a line each; `show` and `deadline --explain` share it. */
void print_steps(const json_t *term); /* how its dates follow, with the calendar */
void print_facts(const json_t *facts);
/*
 * put(fmt): print for a person; put_safe: a text, to any stream. A value from outside must not
 * steer the terminal: controls but those ${allowed} (put: the end of a line) become question
 * marks.
 */
void put(const char *fmt, ...) PRINTF(1, 2);
void put_safe(FILE *to, const char *text, const char *allowed);
/* say(fmt): one line to stderr for the person at the terminal; not with --json. */
void say(const struct cli *cli, const char *fmt, ...) PRINTF(2, 3);
/*
 * one_of: USAGE unless an option's value is NULL or one of those. number: a key of a row, which
 * may be large.
 */
bool one_of(const char *option, const char *value, const char *const *allowed, struct err *err)
    MUSTCHECK;
bool number(const char *option, const char *value, int64_t *ret, struct err *err) MUSTCHECK;
/*
 * day: an option's day; none when it was not given. require: USAGE unless an option was given and
 * says something. print_term: what every decision prints, the dates as they are now, and where the
 * letter lies that it wrote (decide.c). say_letter: only that.
 */
bool day(const char *option, const char *text, struct date *ret, struct err *err) MUSTCHECK;
bool require(const char *option, const char *value, struct err *err) MUSTCHECK;
bool print_term(struct cli *cli, const char *reference, struct err *err) MUSTCHECK;
void say_letter(const struct cli *cli);
bool on_terminal(int fd); /* a terminal, and neither NO_COLOR nor TERM=dumb */

#endif
