/*
 * The command line: what every command gets, and how results are printed. Results go to stdout,
 * talk to stderr.
 */
#ifndef CLI_H
#define CLI_H

#include "dossier/answer.h"
#include "dossier/intake.h"
#include "dossier/opt.h"
#include "dossier/progress.h"

struct cli {
	const char *home;  /* until it is known where that is: as --home says, or NULL */
	bool home_said;    /* it was --home */
	const char *now;   /* --now or DOSSIER_NOW, or NULL */
	bool json;         /* --output is json or jsonl */
	bool no_input;     /* nobody is there to type */
	bool dry_run;      /* its one transaction is not kept */
	const char *roles; /* who may do what was typed, as its row and its options say; or NULL */
	int visit;         /* at the door of the daemon; 0: nowhere */
	struct actor who;  /* without a name: the holder, known once the installation is open */
	int argc;          /* operands */
	char **argv;
	const struct named_file *file;  /* the operand that is one, or NULL */
	const struct named_file *input; /* a batch: it runs once a line of this; or NULL */
	const struct opt_line *typed;   /* and what was typed beside it */
	const struct opt_held *unsaid;  /* what options are that nobody says */
	bool refused;                   /* who acts has no role for this command anywhere, */
	bool untold;                    /* which, or what else, could not be put into the log */
	struct installation *in;        /* open when the command's row says NEED_DB */
	struct arena *arena;            /* dies with the command */
	const struct command *command;
	const struct command *const *groups; /* cli_groups */
	const struct command *hidden;        /* the shell's: of no group, and in no help */
};
extern const struct opt cli_global_opts[];
extern const char *const words_stop[];     /* channels that a person is approached by */
extern const char *const words_language[]; /* of the interface and of letters; ended by NULL */

/*
 * cli_read(cli, argc, argv, ret, err): what was typed, resolved and with its files open; it is
 * taken too. *ret is then what cli_take() can be given in another process: the command, its
 * operands and what options say are set from it. USAGE when it is no line of a command.
 * cli_run: run the command that was taken.
 */
bool cli_read(struct cli *cli, int argc, char *argv[], struct opt_line *ret, struct err *err)
    MUSTCHECK;
bool cli_take(struct cli *cli, struct opt_line *line, struct err *err) MUSTCHECK;
bool cli_run(struct cli *cli, struct err *err) MUSTCHECK;
/* cli_says: the line has this flag, "--quiet", wherever it will run. */
bool cli_says(const struct opt_line *line, const char *flag);
/* cli_complain: a warning, to stderr; cli_fail: an error, for a program as one object. */
void cli_complain(const char *kind, const char *text);
void cli_fail(bool json, const struct err *err);
json_t *cli_error(const struct err *err); /* that object. New. */

/*
 * A batch (batch.c). batch_hold: before options are set: what they are when nobody says them.
 * batch_run: run the command once a line of ${cli->input}, and print a result each. Lines that
 * fail are counted by an INPUT error at the end; TEMPORARY ends it where it is.
 */
void batch_hold(struct cli *cli);
bool batch_run(struct cli *cli, struct err *err) MUSTCHECK;

/*
 * cli_name_files: the files of operands, behind those of options; USAGE when two want one stream.
 * cli_take_files: those of operands to the command, which gets no other (files.c).
 */
bool cli_name_files(const struct cli *cli, struct opt_line *line, struct err *err) MUSTCHECK;
bool cli_take_files(struct cli *cli, struct named_files *files, struct err *err) MUSTCHECK;

/* Each file of commands exports its rows, ended by a noun of NULL. */
extern const struct command setup_commands[], daemon_commands[], user_commands[],
    register_commands[], connector_commands[], request_commands[], show_commands[],
    lookup_commands[], plan_commands[], work_commands[], task_commands[], undo_commands[],
    review_commands[], screen_commands[], archive_commands[], inform_commands[], approve_commands[],
    question_commands[], mandate_commands[], agent_commands[], decide_commands[],
    correct_commands[], hold_commands[], letter_commands[], refuse_commands[], done_commands[],
    fee_commands[], deadline_commands[], retention_commands[], next_commands[], report_commands[],
    audit_commands[], audit_prove_commands[], version_commands[], help_commands[],
    config_commands[], backup_commands[], replay_commands[], key_commands[], suppressed_commands[];
extern const struct command complete_commands[];
extern const struct command *const cli_groups[]; /* all of them but those; ended by NULL */

/*
 * What is told of who is refused (tried.c). cli_tell_refused: they were not let in (${tried} NULL),
 * or ${tried} that; false: the log could not be told.
 * cli_tried: a command failed with ${err}: where it named what is not theirs, or is not there, the
 * log tells that (installation_tried). What is open of a transaction is given up.
 */
bool cli_tell_refused(const struct cli *cli, const struct refusal *tried) MUSTCHECK;
void cli_tried(struct cli *cli, const struct err *err);

/*
 * The same program again, of who typed ${line} and in the same installation (again.c). cli_again:
 * what it prints, told ${words} (ended by NULL; with --json, or its error is not known) and reading
 * ${input}, or nothing; what it says was wrong is the error. cli_again_json: the JSON it prints.
 * New.
 */
bool cli_again(const struct opt_line *line, const char *const *words, const char *input,
    struct buf *ret, struct err *err) MUSTCHECK;
json_t *cli_again_json(
    const struct opt_line *line, const char *const *words, const char *input, struct err *err);

/*
 * cli_open: open the installation now, if it is not; what NEED_DB does before the command runs.
 * cli_stay: who acts has a role; cli_open says so itself.
 */
bool cli_open(struct cli *cli, struct err *err) MUSTCHECK;
void cli_stay(const struct cli *cli);

/* cli_find: the row for argv, and how many of its words were used; NULL: none. */
const struct command *cli_find(const struct cli *cli, int argc, char *argv[], int *ret_words);
bool cli_has_noun(const struct cli *cli, const char *noun);
/* cli_unknown: USAGE for words that are no command, with the one that may have been meant. */
bool cli_unknown(const struct cli *cli, int argc, char *argv[], struct err *err);
void man_all(const struct cli *cli);

enum output { OUTPUT_TABLE, OUTPUT_PLAIN, OUTPUT_CSV, OUTPUT_JSON, OUTPUT_JSONL };
/* How this process prints; borrowed. */
struct print_as {
	enum output output;
	const char *fields; /* "a,b,c" of lists, or NULL */
	const char *colour; /* auto, always, never */
	bool quiet;         /* errors only */
	bool verbose;       /* talk of what is done, too */
};
void print_begin(const struct print_as *how);
enum output print_output(void);
/*
 * Names, to who prints into a pipe of ours, the width of the terminal behind it (pager.c).
 */
#define PRINT_TERMINAL "DOSSIER_TERMINAL"
/*
 * pager_parent(cli, quiet, ret_status): on a terminal, what a command that reads prints is held
 * back and goes to PAGER when it is more than a screen. Then true, in the process that did that,
 * once all is over; in the one that is to run the command, and where nothing is to be done, false.
 */
bool pager_parent(const struct cli *cli, bool quiet, int *ret_status) MUSTCHECK;

/* print_json(v): to stdout, indented or on one line as asked; steals ${v}. */
void print_json(json_t *v);
/* print_catch(to): what would be printed as JSON becomes *to instead; NULL: no more. New. */
void print_catch(json_t **to);

/* One column of a table: the member it shows and its heading. Numbers stand right. */
struct column {
	const char *key, *heading;
	bool words; /* what it says is a word of ours, also where the member is not always one */
};
/*
 * print_table(rows, columns, empty): an aligned table of an array of objects, or the sentence
 * ${empty}. Columns end with a key of NULL.
 */
void print_table(const json_t *rows, const struct column *columns, const char *empty);
/*
 * print_rows: every list: as --output and --fields say; steals ${rows}; false when it is NULL, or
 * with USAGE when they have no such field.
 */
bool print_rows(const struct cli *cli, json_t *rows, const struct column *columns,
    const char *empty, struct err *err) MUSTCHECK;
/*
 * print_text(fmt): for a person; print_safe: a text, to any stream. A value from outside must not
 * steer the terminal: what text_is_hidden() finds but those ${allowed} (print_text: the end of a
 * line) becomes a question mark.
 */
void print_text(const char *fmt, ...) PRINTF(1, 2);
void print_bytes(const char *data, size_t n); /* to stdout, as they are */
void print_safe(FILE *to, const char *text, const char *allowed);
/* print_talk(fmt): one line to stderr for the person at the terminal; not with --json. */
void print_talk(const struct cli *cli, const char *fmt, ...) PRINTF(2, 3);
/* print_more: likewise, with --verbose alone. */
void print_more(const struct cli *cli, const char *fmt, ...) PRINTF(2, 3);
/* print_warning: likewise, marked as one; with --json it stands among "warnings" of ${v}. */
void print_warning(const struct cli *cli, json_t *v, const char *fmt, ...) PRINTF(3, 4);
/*
 * What long work tells of its progress (progress.c), as --progress says: progress_shown is given to
 * it.
 */
extern const struct progress progress_shown;
void progress_begin(const struct cli *cli, const char *how, bool quiet);
bool progress_is_wanted(void);
bool progress_is_json(void); /* what is shown is for a program, and English */
void progress_show(const char *doing, int64_t done, int64_t total, void *arg);
/* print_over: a line of the terminal on standard error that is written over; print_clear: by what
 * comes. */
void print_over(const char *text);
void print_clear(void);
/* print_awaited: unless something is printed soon, a line on standard error says that it works. */
void print_awaited(void);
void progress_await(const struct cli *cli); /* so, where a person is there to read it */
bool print_is_terminal(int fd);             /* a terminal that can be drawn on */

/*
 * What an option says, USAGE otherwise.
 * arg_number: a key of a row, which may be large. arg_day: a day (date_said) by the clock
 * of the organisation of request ${reference}, or NULL; none when it was not given. What was not
 * written 2026-11-02 is said back (arg_say_day), and an error begins with ${option}.
 * arg_identifier: KIND=VALUE, the value borrowed; it is never echoed.
 * arg_today: what day it is by that clock.
 * arg_require: it was given and says something.
 * arg_text: an operand, or what standard input holds when it is "-".
 */
bool arg_text(struct cli *cli, const char *word, const char **ret, struct err *err) MUSTCHECK;
bool arg_number(const char *option, const char *value, int64_t *ret, struct err *err) MUSTCHECK;
bool arg_identifier(const char *option, const char *text, struct arena *a,
    struct identifier_value *ret, struct err *err) MUSTCHECK;
bool arg_day(struct cli *cli, const char *option, const char *text, const char *reference,
    struct date *ret, struct err *err) MUSTCHECK;
bool arg_today(struct cli *cli, const char *reference, struct date *ret, struct err *err) MUSTCHECK;
void arg_say_day(const struct cli *cli, const char *what, struct date d);
bool arg_require(const char *option, const char *value, struct err *err) MUSTCHECK;

/* Of `decide`: what is said of a restriction (restrict.c); restrict_is_said: anything at all. */
struct restrict_said {
	bool restricts, lifts, letter;
	const char *ground, *used, *facts;
	struct opt_list categories;
};
bool restrict_is_said(const struct restrict_said *x);
bool restrict_run(struct cli *cli, const char *reference, const struct restrict_said *x,
    struct err *err) MUSTCHECK;

/* arg_list: "A,B" and C as A, B and C. */
struct opt_list arg_list(const struct opt_list *from, struct arena *a);

/* What commands share of each other's printing: the tables of `show` and `plan`; */
void request_print_tasks(const json_t *tasks, struct arena *a);
void request_print_identifiers(const json_t *ids);
/* those of which only one can be the person's, side by side */
void request_print_conflicts(const char *reference, const json_t *list);
/* the rights of which it is not established who asks, and the command for it */
void request_print_unidentified(const json_t *list);
/* how a request's dates follow, with the calendar, and what happened, a line each; */
void deadline_print_steps(const json_t *term);
void deadline_print_facts(const json_t *facts);
/* a step as the line of its command (NULL: none), and why; */
const char *next_command(const json_t *step, struct arena *a);
const char *next_why(const json_t *step, struct arena *a);
const char *next_whom(const json_t *step, struct arena *a); /* who is waited for */
/*
 * what a request that was shown needs next, and one about which something was just done (for a
 * person; nothing with --json); and one of which an archive was just built;
 */
bool next_say(const struct cli *cli, const json_t *request, struct err *err) MUSTCHECK;
bool next_say_of(const struct cli *cli, const char *reference, struct err *err) MUSTCHECK;
bool next_say_archive(const struct cli *cli, const char *reference, struct err *err) MUSTCHECK;
/* a warning for each letter of a request that waits to be sent, or came back; */
void letter_warn_unsent(const struct cli *cli, const json_t *request);
/* the day of receipt was corrected: a warning for each that was not sent, and names the other */
void letter_warn_old_days(const struct cli *cli, const char *reference);
/* that the dpo advised, who and when, and not what: before it is decided; */
bool advice_say(const struct cli *cli, const char *reference, struct err *err) MUSTCHECK;
/*
 * what every decision prints: the dates as they are now, and which letter it wrote
 * (told NULL, or without kind: none);
 */
struct letter_told;
bool decide_print_term(struct cli *cli, const char *reference, const struct letter_told *told,
    struct err *err) MUSTCHECK;
/* decide_print_ended: likewise, and which duplicates go on, as this one answers them no more. */
struct decide_ended;
bool decide_print_ended(struct cli *cli, const char *reference, const struct decide_ended *end,
    struct err *err) MUSTCHECK;
/* only that */
void decide_say_letter(
    const struct cli *cli, const char *reference, const struct letter_told *told);

/* word_of: the text of a code, in the language of the interface; none of these: the code. */
struct word {
	const char *code, *text;
};
const char *word_of(const struct word *list, size_t n, const char *code);
/* erased_sum: {"erased","anonymised","held","kept"}, those that are any, in words; in ${a}. */
const char *erased_sum(const json_t *counts, struct arena *a);
/*
 * change_print: what would be changed at the systems; change_print_sum: how many records come to
 * what, a few lines; change_say: what is in the way of that, or how it is approved (change.c).
 * change_rows(sets, done, a): their lines, those that differ in their last day alone merged, new;
 * in the past where it was ${done}; it borrows from ${a} and ${sets}. receipts_print: receipts.c.
 */
void change_print(const json_t *v, struct arena *a);
void change_print_sum(const json_t *v, struct arena *a);
void change_say(const struct cli *cli, const char *reference, const json_t *v);
json_t *change_rows(const json_t *sets, bool done, struct arena *a);
void receipts_print(const json_t *v, struct arena *a);
/*
 * rectify_run: `decide` of a rectification; rectify_print: what is to stand, and where;
 * rectify_print_fields: "fields" of view_corrections(), or as a task has them; NULL: nothing.
 */
void rectify_print_fields(const json_t *fields, struct arena *a);
struct change_correction;
bool rectify_run(struct cli *cli, const char *reference, const struct change_correction *x,
    struct err *err) MUSTCHECK;
bool rectify_back(struct cli *cli, const char *reference, const char *why, struct err *err)
    MUSTCHECK;
bool rectify_print(struct cli *cli, const char *reference, struct err *err) MUSTCHECK;

/* review_print: the tables of `review list` (review_list.c). */
void review_print(const json_t *v, struct arena *a);
/* review_heading: of a section of a file, "attachment a.csv, page 2", in words of who reads. */
const char *review_heading(const char *heading, struct arena *a);

/* task_ask: --interactive: what was found, of each category nothing was said of (task_ask.c). */
bool task_ask(struct cli *cli, struct opt_line *line, struct err *err) MUSTCHECK;

/*
 * audit_read_kept: the checkpoint in ${file}, of whichever of these logs it is; whose it is, one of
 * ${orgs}. NULL with why the last of them did not take it (audit.c).
 */
const struct org *audit_read_kept(struct cli *cli, const struct org_list *orgs,
    const struct named_file *file, struct checkpoint *ret, struct err *err);

#endif
