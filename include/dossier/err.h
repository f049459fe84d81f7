/*
 * Errors: one type, owned by the caller, untouched on success.
 *
 * A fallible function returns bool (or a pointer) and takes a `struct err *` last. Nobody below the
 * command, the worker or a request handler prints: they fill in an error and return false.
 * The text is one line without capital or full stop, says what failed first ("cannot open %s: %m"),
 * names place and remedy, and never holds personal data or a secret.
 */
#ifndef DOSSIER_ERR_H
#define DOSSIER_ERR_H

#include <stdarg.h>
#include <stdbool.h>

#define MUSTCHECK __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a), nonnull(f)))

enum err_kind {
	ERR_NONE,
	ERR_USAGE,     /* the command line is wrong */
	ERR_INPUT,     /* a file or an answer from outside is wrong */
	ERR_NOTFOUND,  /* the thing named does not exist */
	ERR_DENIED,    /* refused by a rule: too late, not verified, held, stale, no such role */
	ERR_CONFLICT,  /* somebody else changed it first */
	ERR_OVERDUE,   /* nothing failed, but something is late */
	ERR_TEMPORARY, /* try again: a server is away, a disk is full */
	ERR_SYSTEM,    /* the operating system or a library refused */
	ERR__MAX,
};

struct err {
	enum err_kind kind;
	char text[400];
};

/*
 * err_set(err, kind, fmt, ...):
 * Describe a failure in ${err}; an error already there is kept (the first one wins). ${err} may be
 * NULL. Returns false always, so that callers can `return err_set(...)`.
 */
bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...) PRINTF(3, 4);

/* err_wrap(err, fmt, ...): put "FMT: " before the text already in ${err}. Returns false always. */
bool err_wrap(struct err *err, const char *fmt, ...) PRINTF(2, 3);

/* err_clear(err): forget the error, so that the same object can be used again. */
void err_clear(struct err *err);

/* err_exit_status(kind): the exit status of DESIGN section 4: 0, 1, 2, 3, 4, 5 or 75. */
int err_exit_status(enum err_kind kind);
/* err_name(kind): its word for programs: "not-found". */
const char *err_name(enum err_kind kind);

/* err_is_transient(kind): does trying the same again make sense? */
bool err_is_transient(enum err_kind kind);

/*
 * BUG(fmt, ...): a broken invariant of our own. Says where and aborts; every write is in a
 * transaction.
 */
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
void bug_at(const char *file, int line, const char *fmt, ...) PRINTF(3, 4)
    __attribute__((noreturn));

#endif
