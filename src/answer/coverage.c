/*
 * How much an answer rests on: the sources of a request that were to be searched, and that one that
 * rests on little is not given by accident.
 */
#include "answer_private.h"
#include "dossier/phrase.h"

/* A source that was to be searched, and what came of it; in ${a}. */
struct source {
	const struct task *task;
	struct outcome *outcomes;
	size_t n;
};

static bool
read_source(const struct dossier *d, size_t i, struct arena *a, struct source *ret)
{
	const struct task *t = &d->tasks.items[i];
	if (t->action != ACTION_COLLECT)
		return false;
	*ret =
	    (struct source){ t, arena_alloc(a, (d->outcomes.n + 1) * sizeof(*ret->outcomes)), 0 };
	for (size_t k = 0; k < d->outcomes.n; k++)
		if (d->outcomes.items[k].task_id == t->id)
			ret->outcomes[ret->n++] = d->outcomes.items[k].o;
	return true;
}

struct coverage
answer_coverage(const struct dossier *d, struct arena *a)
{
	struct coverage c = { 0 };
	struct source s;
	for (size_t i = 0; i < d->tasks.n; i++)
		if (read_source(d, i, a, &s))
			coverage_add(&c, s.task->state, s.outcomes, s.n);
	return c;
}

/* Why this one was not searched: a code, or the state of its task. */
static const char *
why_not(const struct source *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (covered_by(s->outcomes[i].code) != COVERED)
			return s->outcomes[i].why.code == REASON_NONE
			    ? outcome_name(s->outcomes[i].code)
			    : reason_name(s->outcomes[i].why.code);
	return s->task->state;
}

/* "app (no-identifier), vps (skipped) and 3 more". */
static const char *
not_searched(const struct dossier *d)
{
	enum { SHOWN = 6 };
	size_t n = 0;
	struct source s;
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < d->tasks.n; i++) {
		struct coverage one = { 0 };
		if (!read_source(d, i, d->a, &s))
			continue;
		coverage_add(&one, s.task->state, s.outcomes, s.n);
		if (one.searched == 0 && n++ < SHOWN)
			buf_addf(&b, "%s%s (%s)", n > 1 ? ", " : "", s.task->system, why_not(&s));
	}
	if (n > SHOWN)
		buf_addf(&b, phrase(" and %zu more"), n - SHOWN);
	return arena_strdup(d->a, b.data ? b.data : "");
}

bool
answer_check_coverage(const struct dossier *d, const char *confirm, struct err *err)
{
	const struct coverage c = answer_coverage(d, d->a);
	const char *reference = d->request.reference, *named = NULL;
	int all = c.searched + c.later + c.not ;
	if (confirm && !reference_normalise(confirm, d->a, &named, err))
		return false;
	if (named && strcmp(named, reference) != 0)
		return err_set(err, ERR_DENIED, "--confirm names %s, not %s", named, reference);
	if (all > 0 && c.searched == 0)
		return err_set(err, ERR_DENIED,
		    "%s: nothing was searched, which is no answer (art. 12(1), 15(1) GDPR): %s; "
		    "still possible: `dossier task retry %s SYSTEM`, or refuse as not identifiable "
		    "(12(2))",
		    reference, not_searched(d), reference);
	return !coverage_is_little(&c) || named ||
	    err_set(err, ERR_DENIED,
		"%s: %d of %d sources were not searched (art. 12(1), 15(1) GDPR): %s; the answer "
		"says so first; if it is to leave like that: `dossier answer %s --confirm %s`",
		reference, all - c.searched, all, not_searched(d), reference, reference);
}
