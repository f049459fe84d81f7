/*
 * What a colleague saw where they were asked to look: how many records of a category stand there.
 * Nothing of it is handed in, so it has no outcome: what it is for makes of it what it is.
 */
#include "search_private.h"

bool
seen_check(const struct task_said *s, struct err *err)
{
	if (s->nfiles > 0 || said_of_erasure(s))
		return err_set(err, ERR_USAGE,
		    "who looks says no more than how many records stand there: --count N or "
		    "--nothing");
	return s->nothing != (s->count >= 0) ||
	    err_set(err, ERR_USAGE, "say what stands there%s%s: one of --nothing and --count N",
		s->category ? " of " : "", s->category ? s->category : "");
}

static bool
is_said(const struct task *t, const struct task_answer *w, const char *category)
{
	for (size_t i = 0; i < w->n; i++) {
		const char *of = said_category(t, &w->said[i]);
		if (!of || strcmp(of, category) == 0)
			return true;
	}
	return false;
}

bool
seen_whole(
    const struct dossier *d, const struct task *t, const struct task_answer *w, struct err *err)
{
	size_t i;
	json_t *c;
	json_array_foreach(t->categories, i, c)
		if (!is_said(t, w, json_string_value(c)))
			return err_set(err, ERR_USAGE,
			    "%s: a look at %s is said in one go, and of %s nothing is said: "
			    "--count N or --nothing after --category %s",
			    d->request.reference, t->system, json_string_value(c),
			    json_string_value(c));
	return true;
}

bool
seen_say(const char *category, const struct task_said *s, json_t *said)
{
	json_array_append_new(said,
	    json_pack("{s:s, s:I}", "category", category, "seen",
		(json_int_t)(s->count > 0 ? s->count : 0)));
	return true;
}
