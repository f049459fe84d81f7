/*
 * The answer: nothing is answered before everything is accounted for, and each right ends by
 * itself.
 */
#include "dossier/phrase.h"
#include "dossier/post.h"
#include "review.h"

/*
 * Who has not answered yet, and which customer has not been told: a partial answer would be silent
 * about it.
 */
static bool
check_accounted(const struct dossier *d, const char *right, struct err *err)
{
	const char *ref = d->request.reference, *article = right_article(right_of(right));
	const struct task *t = answer_task_awaited(d, right);
	bool erases = t && t->action == ACTION_ERASE;
	const struct identifier *id = answer_identifier_awaited(d, right);
	bool copy = right_is_copy(right);
	if (copy || !answer_is_planned(d, right) || (t && strcmp(t->state, "asked") != 0)) {
		if (!answer_check_ready(d, article, err))
			return false;
	}
	if (erases && strcmp(t->state, "asked") == 0)
		return err_set(err, ERR_DENIED,
		    "%s: %s has not confirmed that it erased; say what it told with `dossier task "
		    "done %s %s --action erase ...` (art. 12(3), 17, 19 GDPR)",
		    ref, t->system, ref, t->system);
	if (t && t->action != ACTION_FORWARD)
		return err_set(err, ERR_DENIED,
		    "%s: %s has not %s; finish it with `dossier task done %s %s ...` or account "
		    "for it with `dossier task skip %s %s --ground TEXT` (art. 12(3), %s)",
		    ref, t->system,
		    phrase(strcmp(t->state, "asked") == 0 ? "answered" : "been searched"), ref,
		    t->system, ref, t->system, article);
	if (!post_check_forwarded(d, article, err))
		return false;
	return !id || answer_check_identifier(d, id, err);
}

/* What an answer is made of. */
struct answering {
	const char *how; /* it left */
	const char *confirm;
	struct rights_chosen rights;
	struct release copy;
	const struct release *has; /* &copy, or NULL: these rights need none */
	bool last;                 /* no other right is open then */
};

/* What art. 12(3) and the right demand. */
static bool
check_demands(const struct dossier *d, const struct answering *x, struct err *err)
{
	for (size_t i = 0; i < x->rights.n; i++) {
		const char *right = x->rights.names[i];
		struct guard_answer g = {
			.kind = decisions_told(&d->decisions, right) || answer_keeps(d, right)
			    ? ANSWER_PARTLY
			    : ANSWER_GRANTED,
			.on = d->today,
			.today = d->today,
		};
		if (!right_parse(right, &g.right, err) ||
		    !answer_demands_met(d, x->has, x->how, &g, err) ||
		    !guard_answer(&d->term, &g, err))
			return false;
	}
	return true;
}

/* Must an answer to one of these rights rest on that? */
static bool
rests_on(const struct rights_chosen *rights, enum demand demand)
{
	bool any = false;
	for (size_t i = 0; i < rights->n; i++)
		any = any || (right_rule(right_of(rights->names[i]))->rests_on & 1u << demand) != 0;
	return any;
}

/* To who asks for the person, where their authority says. */
static bool
check_delivery(const struct dossier *d, struct err *err)
{
	const char *to, *ref = d->request.reference;
	if (!mandate_address(d, true, &to, err))
		return false;
	return to ||
	    err_set(err, ERR_DENIED,
		"%s: no e-mail address of who asks for the person is known (art. 5(1)(f) GDPR): "
		"`dossier mandate %s --seen EVIDENCE --what TEXT --deliver-to ADDRESS`, or answer "
		"--by post or counter",
		ref, ref);
}

/* A copy goes to contact data that is shown to be theirs (art. 5(1)(f), 32). */
static bool
check_address(const struct dossier *d, const char *how, struct err *err)
{
	const struct request *r = &d->request;
	if (r->instructed_by || !how || strcmp(how, "email") != 0)
		return true;
	if (request_is_represented(&d->request))
		return check_delivery(d, err);
	return contact_shown(d) ||
	    err_set(err, ERR_DENIED,
		"%s: no e-mail address is shown to be theirs (art. 5(1)(f), 12(6) GDPR): `dossier "
		"verify %s --method code-to-address --to NO --result passed`, or answer --by post "
		"or counter",
		r->reference, r->reference);
}

/* Before the archive, which tells it, is looked at. */
static bool
check_informed(const struct dossier *d, const struct rights_chosen *rights, struct err *err)
{
	const char *blank = rests_on(rights, DEMAND_INFORMATION) ? informing_lacks(d) : NULL;
	return !blank || err_set(err, ERR_DENIED, "%s", blank);
}

/* And before it is built: what it holds may change. */
static bool
check_reviewed(const struct dossier *d, const struct rights_chosen *rights, struct err *err)
{
	const char *lacks = NULL;
	return (!rests_on(rights, DEMAND_REVIEWED) || review_lacks(d, &lacks, err)) &&
	    (!lacks || err_set(err, ERR_DENIED, "%s", lacks));
}

/* Leaving out what is about others does not end in giving nothing (recital 63). */
static bool
check_gives(const struct dossier *d, const char *confirm, struct err *err)
{
	struct review r;
	const char *ref = d->request.reference;
	size_t given = 0, found = 0;
	if (confirm)
		return true;
	if (!review_read(d, d->a, &r, err))
		return false;
	for (size_t i = 0; i < r.nitems; i++) {
		const struct part *p = r.items[i].part;
		bool any = strcmp(p->format, "file") == 0 || p->rows > 0;
		given += any && r.items[i].state != REVIEW_WITHHELD;
		found += any;
	}
	for (size_t i = 0; i < d->outcomes.n; i++)
		given += d->outcomes.items[i].o.code == OUTCOME_HANDED;
	return given > 0 || found == 0 ||
	    err_set(err, ERR_DENIED,
		"%s: all that was found is left out, and art. 15(4) does not end in giving "
		"nothing (recital 63 GDPR): black out what does not leave, with `dossier review "
		"redact %s`; if nothing is to leave: `dossier answer %s --confirm %s`",
		ref, ref, ref, ref);
}

/* In the order in which an officer can mend it. */
static bool
check_answer(const struct dossier *d, struct answering *x, struct err *err)
{
	bool copy = rests_on(&x->rights, DEMAND_COPY);
	for (size_t i = 0; i < x->rights.n; i++)
		if (!check_accounted(d, x->rights.names[i], err))
			return false;
	if (copy &&
	    !(answer_check_coverage(d, x->confirm, err) && check_informed(d, &x->rights, err) &&
		check_reviewed(d, &x->rights, err) && check_gives(d, x->confirm, err) &&
		answer_newest_release(d, ERR_DENIED, &x->copy, err) &&
		answer_check_current(d, &x->copy, err)))
		return false;
	x->has = copy ? &x->copy : NULL;
	return check_demands(d, x, err) && (!copy || check_address(d, x->how, err));
}

/* Last: whatever else is mended needs it anew. */
static bool
check_approved(const struct dossier *d, const struct answering *x, struct err *err)
{
	return !x->has || answer_check_approved(d, x->has, err);
}

/*
 * Each right answered, decided; while another is open each has its own fact, for its end is its
 * own, as has one of whose copy a part was left out, or of whose data a part is kept. ${letter}:
 * what tells those done by hand; NULL: none does.
 */
static bool
decide_answered(struct dossier *d, const struct answering *x, const char *letter, struct err *err)
{
	auto_drop(json) json_t *counts = x->has ? json_loads(x->has->left_out, 0, NULL) : NULL;
	for (size_t i = 0; i < x->rights.n; i++) {
		const char *right = x->rights.names[i];
		bool less = review_left_out_of(counts, right, NULL), kept = answer_keeps(d, right);
		const struct fact f = {
			.kind = FACT_ANSWERED_IN_PART,
			.on = d->today,
			.right = right,
			.result = less ? "withheld"
			    : kept     ? "kept"
				       : NULL,
			.ground = kept && !less ? "kept" : NULL,
			.letter = right_is_copy(right) ? NULL : letter,
		};
		const char *decided = less || kept || decisions_any(&d->decisions, right, true)
		    ? "partly"
		    : "granted";
		bool apart =
		    !x->last || less || kept || (letter && !f.letter); /* its day is its own */
		if (!decide_right(d, right, "answered", decided, d->today, err) ||
		    (apart && !decide_append(d, &f, NULL, err)))
			return false;
	}
	return true;
}

/* Of a copy the letter is in its archive; of what was done on instruction its controller hears. */
static bool
tell_done(struct dossier *d, const struct rights_chosen *rights, struct arena *a,
    struct letter_told *ret, struct err *err)
{
	struct rights_chosen done = { 0 };
	for (size_t i = 0; i < rights->n; i++)
		if (right_letters(right_of(rights->names[i]), ABSOLUTE_NONE) & 1u << LETTER_DONE)
			done.names[done.n++] = rights->names[i];
	return done.n == 0 ||
	    (d->request.instructed_by ? search_report(d, &done, err)
				      : rights_tell_done(d, &done, a, ret, err));
}

/* *ret: why it cannot be answered now; NULL: it can. ${approved}: nor without that. */
static bool
lacks(const struct dossier *d, const struct answer *said, const char *right, bool approved,
    struct arena *a, const char **ret, struct err *err)
{
	struct answering one = {
		.how = said->how, .confirm = said->confirm, .rights = { .names = { right }, .n = 1 }
	};
	struct err no = { 0 };
	*ret = NULL;
	if (check_answer(d, &one, &no) && (!approved || check_approved(d, &one, &no)))
		return true;
	if (no.kind != ERR_DENIED)
		return err_set(err, no.kind, "%s", no.text);
	*ret = arena_strdup(a, no.text);
	return true;
}

/* Those named, or of those open all that can be; where none can be, what is missing is told. */
static bool
choose(const struct dossier *d, const struct answer *said, struct rights_chosen *rights,
    struct arena *a, struct answered *ret, struct err *err)
{
	const char *why;
	struct rights_chosen open = { 0 };
	*rights = open;
	if (said->nrights > 0)
		return rights_choose(d, said->rights, said->nrights, rights, err);
	for (size_t i = 0; i < d->rights.n; i++) {
		const char *right = d->rights.items[i].right;
		if (!right_is_open(&d->rights.items[i]))
			continue;
		open.names[open.n++] = right;
		if (!lacks(d, said, right, true, a, &why, err))
			return false;
		if (why)
			ret->left[ret->nleft++] =
			    (struct answer_left){ arena_strdup(a, right), why };
		else
			rights->names[rights->n++] = right;
	}
	if (rights->n == 0)
		*rights = open;
	return true;
}

static json_t *
answered_json(const struct dossier *d, const struct answering *x)
{
	/* on a controller's instruction it goes to them: it is theirs to answer (art. 28(3)(e)) */
	const struct identifier *to =
	    x->has && strcmp(x->how, "email") == 0 && !request_is_represented(&d->request)
	    ? contact_shown(d)
	    : NULL;
	bool in_time = true;
	for (size_t i = 0; i < x->rights.n; i++)
		in_time = in_time &&
		    date_cmp(d->today, term_right(&d->term, x->rights.names[i]).in_force) <= 0;
	return json_pack("{s:s, s:s?, s:s?, s:o, s:o, s:b, s:b, s:o}", "how", x->how, "archive",
	    x->has ? x->has->sha256 : NULL, "to", d->request.instructed_by, "rights",
	    json_strings(x->rights.names, x->rights.n), "on", date_json(d->today), "in_time",
	    in_time, "promise_kept",
	    !date_is_set(d->term.promise) || date_cmp(d->today, d->term.promise) <= 0, "contact",
	    to ? json_integer((json_int_t)to->id) : json_null());
}

static bool
answer(struct dossier *d, const struct answer *said, struct arena *a, struct answered *ret,
    struct err *err)
{
	struct answering x = { .how = said->how, .confirm = said->confirm };
	if (!choose(d, said, &x.rights, a, ret, err) || !check_answer(d, &x, err) ||
	    !check_approved(d, &x, err))
		return false;
	x.last = dossier_open_rights(d) == (int)x.rights.n;
	if (x.has && !answer_untaken(d, x.has->sha256, &ret->untaken, err))
		return false;
	if (ret->untaken && said->only_taken)
		return err_set(err, ERR_DENIED,
		    "%s: nothing shows that its copy left (art. 12(3) GDPR): take it out first, to "
		    "send it: `dossier archive get %s FILE.zip`",
		    d->request.reference, d->request.reference);
	json_t *told = answered_json(d, &x);
	ret->contact = json_int_or(told, "contact", 0);
	return dossier_event(
		   d, x.last ? "request.answered" : "request.answered-in-part", told, err) &&
	    tell_done(d, &x.rights, a, &ret->letter, err) &&
	    decide_answered(d, &x, ret->letter.id, err) &&
	    (!x.last || decide_end(d, ret->letter.id, err));
}

bool
answer_record(struct installation *in, const struct actor *who, const char *reference,
    const struct answer *said, struct arena *a, struct answered *ret, struct err *err)
{
	*ret = (struct answered){ 0 };
	struct dossier *d = dossier_begin(in, who, reference, ACT_ANSWER, err);
	return dossier_commit(d, d && answer(d, said, a, ret, err), err);
}

bool
answer_waits(const struct dossier *d, const char *right, const char **ret, struct err *err)
{
	const struct answer said = { .how = "email" };
	return lacks(d, &said, right, false, d->a, ret, err);
}

bool
answer_blank(struct installation *in, const struct actor *who, const char *reference,
    const char *right, struct arena *a, const char **ret, struct err *err)
{
	const struct rights_chosen one = { .names = { right }, .n = 1 };
	struct err blank = { 0 };
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	*ret = d && !check_informed(d, &one, &blank) ? arena_strdup(a, blank.text) : NULL;
	return d != NULL;
}

bool
answer_lacks(struct installation *in, const struct actor *who, const char *reference,
    const char *right, struct arena *a, const char **ret, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	if (!d || !answer_waits(d, right, ret, err))
		return false;
	*ret = arena_strdup(a, *ret);
	return true;
}
