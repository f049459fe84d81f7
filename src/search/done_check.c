/*
 * What a person may say of a task, by what it was to do: find, erase, or stop a use.
 */
#include "search_private.h"

static bool
check_found(const struct task_said *s, struct err *err)
{
	bool found = s->nfiles > 0 || s->count >= 0;
	if (said_of_erasure(s))
		return err_set(err, ERR_USAGE,
		    "--held, --law, --until, --columns and --proof are of a task that erases: "
		    "--action erase");
	return s->nothing != found ||
	    err_set(err, ERR_USAGE,
		"say what was found%s%s: one of --nothing, and --file FILE or --count N",
		s->category ? " of " : "", s->category ? s->category : "");
}

static bool
stopped_check(const struct task_said *s, struct err *err)
{
	if (s->nfiles > 0 || said_of_erasure(s))
		return err_set(err, ERR_USAGE,
		    "a task that stops a use takes --count N or --nothing alone: nothing is kept "
		    "in use against an objection (art. 21(3) GDPR)");
	return s->nothing != (s->count >= 0) ||
	    err_set(err, ERR_USAGE,
		"say what was stopped%s%s: one of --count N (of so many) and --nothing (nothing of "
		"the person was there)",
		s->category ? " of " : "", s->category ? s->category : "");
}

bool
said_check(
    const struct dossier *d, const struct task *t, const struct task_said *s, struct err *err)
{
	switch (t->action) {
	case ACTION_ERASE:
		return erased_check(d, t, s, err);
	case ACTION_FIND:
		return seen_check(s, err);
	case ACTION_SUPPRESS:
		return stopped_check(s, err);
	case ACTION_RESTRICT:
	case ACTION_LIFT:
	case ACTION_RECTIFY:
		return erased_check(d, t, s, err);
	default:
		return check_found(s, err);
	}
}
