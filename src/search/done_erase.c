/*
 * What a person says of an erasure they were asked for: how much is gone, and what has to stay, by
 * which article and until which day. Nothing is kept there without both; what nobody confirmed is
 * not erased, and the task stays asked.
 */
#include "dossier/hold.h"
#include "search_private.h"

/* The basis of retention of that id; NULL: it is an article in their words. */
static const struct retention_basis *
basis_of(const struct retention_law *all, const char *law)
{
	size_t n;
	const struct retention_basis *b = retention_bases(all, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(b[i].id, law) == 0)
			return &b[i];
	return NULL;
}

/* A law that we know keeps there what it would keep with us: what the register has it keep. */
static bool
check_basis(const struct dossier *d, const struct task *t, const struct task_said *s,
    const struct retention_law *all, struct err *err)
{
	const char *category = said_category(t, s);
	const struct retention_basis *b = hold_statute(all, s->law, d->org.country, err);
	const struct hold_scope x = { .inv = &d->reg->inv,
		.category = category ? reg_category(d->reg, category) : NULL,
		.system = t->system };
	json_t *columns = NULL;
	bool rule;
	if (!b)
		return false;
	bool ok = !x.category || hold_check_covers(b, &x, &columns, &rule, err);
	json_decref(columns);
	return ok && hold_check_until(b, s->until, d->today, err);
}

static bool
check_law(const struct dossier *d, const struct task *t, const struct task_said *s, struct err *err)
{
	const struct retention_law *all = laws_retention(d->in, err);
	if (!all || (s->law && !note_check(s->law, err)))
		return false;
	if (!s->law)
		return err_set(err, ERR_DENIED,
		    "what %s keeps needs the article that demands it (art. 17(3)(b) GDPR): --law "
		    "'AWR 52(4)', or a basis of `dossier retention --list`; without one it is to "
		    "be erased too",
		    t->system);
	return basis_of(all, s->law) ? check_basis(d, t, s, all, err)
				     : hold_check_law(all, s->law, s->until, d->today, err);
}

static bool
check_held(
    const struct dossier *d, const struct task *t, const struct task_said *s, struct err *err)
{
	if (s->held == 0)
		return (!s->law && !date_is_set(s->until)) ||
		    err_set(err, ERR_USAGE,
			"--law and --until are of what is kept there: say how much, with --held N");
	if (s->law && !date_is_set(s->until))
		return err_set(err, ERR_DENIED,
		    "what %s keeps has a last day (art. 17(3)(b) GDPR): --until DATE", t->system);
	return check_law(d, t, s, err) &&
	    (date_cmp(s->until, d->today) >= 0 ||
		err_set(err, ERR_DENIED,
		    "the last day of what %s keeps is over: it is to be erased too (art. 17(1) "
		    "GDPR)",
		    t->system));
}

bool
erased_check(
    const struct dossier *d, const struct task *t, const struct task_said *s, struct err *err)
{
	bool any = s->count >= 0 || s->held > 0;
	if (s->nfiles > 0)
		return err_set(err, ERR_USAGE,
		    "a task that erases takes no file: what shows it is said with `dossier note`");
	if (s->nothing == any)
		return err_set(err, ERR_USAGE,
		    "say what was erased%s%s: one of --nothing (nothing of the person was there), "
		    "and --count N or --held N, which stays there by law",
		    s->category ? " of " : "", s->category ? s->category : "");
	return check_held(d, t, s, err);
}

/* What was said before of this category, as far as it counts; *ret_erased: how much is gone. */
static size_t
said_before(const struct dossier *d, const struct task *t, const char *category,
    struct outcomes *to, int64_t *ret_erased)
{
	size_t n = 0;
	*ret_erased = 0;
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome *o = &d->outcomes.items[i].o;
		if (d->outcomes.items[i].task_id != t->id || strcmp(o->category, category) != 0)
			continue;
		if (o->code == OUTCOME_ERASED)
			*ret_erased += o->count > 0 ? o->count : 0;
		if (o->code == OUTCOME_HELD)
			to->items[to->n++] = *o;
		n += o->code == OUTCOME_ERASED || o->code == OUTCOME_HELD;
	}
	return n;
}

static struct outcome
held(const struct dossier *d, const char *category, const struct task_said *s)
{
	const struct retention_law *all = laws_retention(d->in, NULL);
	const struct retention_basis *b = all ? basis_of(all, s->law) : NULL;
	return (struct outcome){ .category = category,
		.code = OUTCOME_HELD,
		.why = { .code = REASON_STATUTE,
		    .article = b ? b->article : s->law,
		    .basis = b ? b->id : NULL },
		.count = s->held,
		.until = s->until };
}

bool
erased_say(const struct dossier *d, const struct task *t, const char *category,
    const struct task_said *s, struct outcomes *to, struct err *err)
{
	int64_t erased;
	size_t before = said_before(d, t, category, to, &erased);
	if (before > 0 && s->nothing)
		return err_set(err, ERR_CONFLICT,
		    "something was said of %s already: `dossier task reopen` has it replaced",
		    category);
	erased += s->count > 0 ? s->count : 0;
	if (s->held > 0)
		to->items[to->n++] = held(d, category, s);
	if (erased > 0)
		to->items[to->n++] = (struct outcome){
			.category = category, .code = OUTCOME_ERASED, .count = erased
		};
	if (erased == 0 && s->held == 0 && before == 0)
		to->items[to->n++] =
		    (struct outcome){ .category = category, .code = OUTCOME_NOTHING, .count = -1 };
	return true;
}
