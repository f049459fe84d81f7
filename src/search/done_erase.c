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
	struct hold_cover covers[HOLD_COVERS_MAX];
	json_t *columns = NULL;
	bool rule;
	if (!b)
		return false;
	size_t i = 0,
	       n = x.category ? hold_covers(all, &x, d->org.country, covers, array_len(covers)) : 0;
	while (i < n && covers[i].basis != b)
		i++;
	bool ok = !x.category || i < n || hold_check_covers(b, &x, &columns, &rule, err);
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

/* What somebody has held there of that category; NULL: nothing. */
static const struct hold *
placed(const struct stays *all, const char *category)
{
	for (size_t i = 0; category && i < all->n; i++)
		if (all->items[i].hold && strcmp(all->items[i].category, category) == 0)
			return all->items[i].hold;
	return NULL;
}

/* What a hold keeps needs no law to be named: it has one, or is for a claim. */
static bool
check_held(const struct dossier *d, const struct task *t, const struct task_said *s,
    const struct stays *all, struct err *err)
{
	bool says = s->law || date_is_set(s->until);
	if (s->held == 0)
		return !says ||
		    err_set(err, ERR_USAGE,
			"--law and --until are of what is kept there: say how much, with --held N");
	if (!says && placed(all, said_category(t, s)))
		return true;
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

static bool
said_held(const struct dossier *d, const struct task *t, const char *category)
{
	for (size_t i = 0; i < d->outcomes.n; i++)
		if (d->outcomes.items[i].task_id == t->id &&
		    d->outcomes.items[i].o.code == OUTCOME_HELD &&
		    strcmp(d->outcomes.items[i].o.category, category) == 0)
			return true;
	return false;
}

/* Names as a table or a form has them: they stand in clear, where no word of a person may. */
static bool
check_columns(const struct task_said *s, struct err *err)
{
	static const char ok[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,-";
	const char *c = s->columns;
	if (!c)
		return true;
	if (s->count <= 0)
		return err_set(err, ERR_USAGE,
		    "--columns are of records that stay without them: say how many, with --count "
		    "N");
	return (*c && !c[strspn(c, ok)] && strlen(c) <= 400) ||
	    err_set(err, ERR_USAGE, "--columns: names with commas between, as phone,note");
}

/* Of what has to stay it is said how much did, or that there was none, before the rest counts. */
static bool
check_stays(const struct dossier *d, const struct task *t, const struct task_said *s,
    const struct stays *all, struct err *err)
{
	const char *category = said_category(t, s);
	const struct stay *one = category ? stays_of(all, category) : NULL;
	if (!one || s->nothing || s->held > 0 || s->none_held || said_held(d, t, category))
		return true;
	return err_set(err, ERR_DENIED,
	    "%s: of %s something has to stay at %s, by %s (art. 17(3) GDPR): say how much, with "
	    "--held N (of a law with --law and --until), or that there was nothing of it, with "
	    "--held 0",
	    d->request.reference, category, t->system, stay_name(one, d->a));
}

/* Of what is restricted, corrected or stopped there: nothing of it stays for a law. */
static bool
check_written(const struct task_said *s, struct err *err)
{
	if (s->nfiles > 0 || s->held > 0 || s->none_held || s->law || date_is_set(s->until) ||
	    s->columns)
		return err_set(err, ERR_USAGE,
		    "--file, --held, --law and --until are of tasks that search or erase");
	return s->nothing != (s->count >= 0) ||
	    err_set(err, ERR_USAGE,
		"say of how many records%s%s it was done: --count N, or --nothing (nothing of "
		"the person was there)",
		s->category ? " of " : "", s->category ? s->category : "");
}

bool
said_of_erasure(const struct task_said *s)
{
	return s->held > 0 || s->none_held || s->law || date_is_set(s->until) || s->proof ||
	    s->columns;
}

bool
erased_check(
    const struct dossier *d, const struct task *t, const struct task_said *s, struct err *err)
{
	struct stays all;
	bool any = s->count >= 0 || s->held > 0;
	if (!change_rule(t->action)->destroys)
		return check_written(s, err);
	if (s->nfiles > 0)
		return err_set(err, ERR_USAGE,
		    "a task that erases takes no file: what shows it is said with --proof");
	if (s->nothing == any)
		return err_set(err, ERR_USAGE,
		    "say what was erased%s%s: one of --nothing (nothing of the person was there), "
		    "and --count N or --held N, which stays there by law",
		    s->category ? " of " : "", s->category ? s->category : "");
	return (!s->proof || note_check(s->proof, err)) && check_columns(s, err) &&
	    stays_read(d->in, d, t, d->a, &all, err) && check_held(d, t, s, &all, err) &&
	    check_stays(d, t, s, &all, err);
}

static bool
counts(const struct outcome *o, enum outcome_code done, const char *category)
{
	return (o->code == done || outcome_went(o->code) || o->code == OUTCOME_HELD) &&
	    strcmp(o->category, category) == 0;
}

/* What was said before of this category, as far as it counts: it stands, with what shows it. */
static size_t
said_before(
    const struct dossier *d, const struct task *t, const char *category, struct outcomes *to)
{
	const enum outcome_code done = change_rule(t->action)->outcome;
	size_t n = 0;
	for (size_t i = 0; i < d->outcomes.n; i++) {
		struct outcome o = d->outcomes.items[i].o;
		if (d->outcomes.items[i].task_id != t->id || !counts(&o, done, category))
			continue;
		o.why.text = dossier_sealed(d, o.why.text, d->a);
		to->items[to->n++] = o;
		n++;
	}
	return n;
}

/* Records, or what these columns of them said. */
static struct outcome
gone(const struct dossier *d, const char *category, const struct task_said *s)
{
	return (struct outcome){ .category = category,
		.code = s->columns ? OUTCOME_ANONYMISED : OUTCOME_ERASED,
		.why.text = dossier_sealed(d, s->proof, d->a),
		.count = s->count,
		.field = s->columns };
}

/* To the same that was said before, where nothing else shows it. */
static void
add_gone(struct outcomes *to, const struct outcome *o)
{
	for (size_t i = 0; i < to->n; i++)
		if (outcome_add(&to->items[i], o))
			return;
	to->items[to->n++] = *o;
}

/* By the law they named, or as the hold says; erased_check() asks that there is either. */
static struct outcome
held(const struct dossier *d, const char *category, const struct task_said *s, const struct hold *h)
{
	struct outcome o = { .category = category,
		.code = OUTCOME_HELD,
		.why = { .code = REASON_STATUTE,
		    .text = s->count > 0 ? NULL : dossier_sealed(d, s->proof, d->a) },
		.count = s->held };
	if (s->law) {
		const struct retention_law *all = laws_retention(d->in, NULL);
		const struct retention_basis *b = all ? basis_of(all, s->law) : NULL;
		o.why.article = b ? b->article : s->law;
		o.why.basis = b ? b->id : NULL;
		o.until = s->until;
	} else if (h) {
		o.why.code = hold_is_dated(h) ? REASON_STATUTE : REASON_CLAIM;
		o.why.article = h->article;
		o.why.basis = h->basis;
		o.until = h->last;
		o.ahead = o.why.code == REASON_STATUTE && !date_is_set(h->last);
	}
	return o;
}

bool
erased_say(const struct dossier *d, const struct task *t, const char *category,
    const struct task_said *s, struct outcomes *to, struct err *err)
{
	struct stays all;
	if (!stays_read(d->in, d, t, d->a, &all, err))
		return false;
	size_t before = said_before(d, t, category, to);
	if (before > 0 && s->nothing)
		return err_set(err, ERR_CONFLICT,
		    "something was said of %s already: `dossier task reopen` has it replaced",
		    category);
	if (s->held > 0)
		to->items[to->n++] = held(d, category, s, placed(&all, category));
	struct outcome more = gone(d, category, s);
	if (!change_rule(t->action)->destroys)
		more.code = change_rule(t->action)->outcome;
	if (s->count > 0)
		add_gone(to, &more);
	if (s->count <= 0 && s->held == 0 && before == 0)
		to->items[to->n++] = (struct outcome){ .category = category,
			.code = OUTCOME_NOTHING,
			.why.text = dossier_sealed(d, s->proof, d->a),
			.count = -1 };
	return true;
}
