/*
 * Errors. The one table that maps a kind to an exit status stands here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossier/err.h"
#include "dossier/mem.h"
#include "dossier/phrase.h"

static const struct {
	const char *name;
	int exit_status;
	bool transient;
} kinds[] = {
	[ERR_NONE] = { "none", 0, false },
	[ERR_USAGE] = { "usage", 2, false },
	[ERR_INPUT] = { "input", 1, false },
	[ERR_NOTFOUND] = { "not-found", 3, false },
	[ERR_DENIED] = { "denied", 4, false },
	[ERR_CONFLICT] = { "conflict", 4, false },
	[ERR_OVERDUE] = { "overdue", 5, false },
	[ERR_TEMPORARY] = { "temporary", 75, true },
	[ERR_SYSTEM] = { "system", 1, false },
};
_Static_assert(array_len(kinds) == ERR__MAX, "a row for every kind of error");

bool
err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	if (!err || err->kind != ERR_NONE)
		return false;
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(err->text, sizeof(err->text), phrase(fmt), ap);
	va_end(ap);
	err->kind = kind;
	return false;
}

bool
err_wrap(struct err *err, const char *fmt, ...)
{
	if (!err)
		return false;
	char before[sizeof(err->text)], after[sizeof(err->text)];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(before, sizeof(before), phrase(fmt), ap);
	va_end(ap);
	memcpy(after, err->text, sizeof(after));
	(void)snprintf(err->text, sizeof(err->text), "%.190s: %.200s", before, after);
	return false;
}

void
err_clear(struct err *err)
{
	err->kind = ERR_NONE;
	err->text[0] = '\0';
}

int
err_exit_status(enum err_kind kind)
{
	return kinds[kind].exit_status;
}

const char *
err_name(enum err_kind kind)
{
	return kinds[kind].name;
}

bool
err_is_transient(enum err_kind kind)
{
	return kinds[kind].transient;
}

void
bug_at(const char *file, int line, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fprintf(stderr, "dossier: bug at %s:%d: ", file, line);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}
