/*
 * What the tests of the guards share: a request in short, and the Dutch calendar while a group
 * runs.
 */
#ifndef TESTS_LAW_GUARD_HELP_H
#define TESTS_LAW_GUARD_HELP_H

#include "dossier/guard.h"
#include "unit/law_help.h"

#define RECEIVED "2026-03-05 received; " /* first 2026-04-07, after Easter; extended 2026-06-05 */
#define DECIDED RECEIVED "2026-03-10 extension-decided number; "
#define EXTENDED DECIDED "2026-03-10 extension-notice-sent; "

static struct calendar *nl;

static int
open_calendar(void **state)
{
	(void)state;
	nl = calendar("nl");
	return 0;
}

static int
close_calendar(void **state)
{
	(void)state;
	calendar_free(nl);
	return 0;
}

#endif
