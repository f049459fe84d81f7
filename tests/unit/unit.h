/*
 * What every unit test includes: cmocka with the headers it wants before it.
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "dossier/err.h"

/* assert_err(&err, kind, part): an error of this kind whose text holds ${part}. */
static inline void
assert_err(const struct err *err, enum err_kind kind, const char *part)
{
	if (err->kind != kind || !strstr(err->text, part))
		fail_msg("error %d \"%s\" instead of %d \"%s\"", (int)err->kind, err->text,
		    (int)kind, part);
}

/* assert_ok(ok, &err): it worked; otherwise the error is shown. */
static inline void
assert_ok(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("error %d \"%s\"", (int)err->kind, err->text);
}

#endif
