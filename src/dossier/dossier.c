/*
 * One request with what belongs to it, read once, and its clock as it stands today; its line in
 * the log.
 */
#include "decide_private.h"
#include "dossier/phrase.h"
#include "dossier/store/bundle.h"

/* Under which name the words of an outcome are sealed. */
static const char *
text_place(const struct dossier *d, struct arena *a)
{
	return arena_printf(a, "outcome/%s", d->request.reference);
}

const char *
dossier_sealed(const struct dossier *d, const char *text, struct arena *a)
{
	return text ? seal(d->keys->ledger, text_place(d, a), text, a) : NULL;
}

static const char *
error_place(const char *reference, struct arena *a)
{
	return arena_printf(a, "task/%s", reference);
}

const char *
dossier_error_sealed(const struct dossier *d, const char *text, struct arena *a)
{
	return d ? seal(d->keys->ledger, error_place(d->request.reference, a), text, a)
		 : TASK_UNOPENED;
}

const char *
dossier_error_words(
    const struct request_keys *keys, const char *reference, const char *error, struct arena *a)
{
	static const struct {
		const char *code, *words;
	} codes[] = {
		{ TASK_ENDED, "the request ended" },
		{ TASK_NO_COPY, "no copy is asked for any more" },
		{ TASK_UNOPENED, "the request cannot be opened: `dossier show` says why" },
	};
	struct err bad = { 0 };
	if (!error)
		return NULL;
	for (size_t i = 0; i < array_len(codes); i++)
		if (strcmp(error, codes[i].code) == 0)
			return phrase(codes[i].words);
	const char *words =
	    keys ? unseal(keys->ledger, error_place(reference, a), error, a, &bad) : NULL;
	return words ? phrase_said(words, a)
		     : phrase("it failed, and the words cannot be read any more");
}

static bool
open_texts(struct dossier *d, struct err *err)
{
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const char **text = &d->outcomes.items[i].o.why.text;
		if (*text &&
		    !(*text = unseal(d->keys->ledger, text_place(d, d->a), *text, d->a, err)))
			return false;
	}
	return true;
}

struct request_keys *
dossier_keys(struct installation *in, int64_t org_id, int64_t request_id, const char *reference,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct wrapped_keys k;
	return request_key_get(in->db, org_id, request_id, a, &k, err)
	    ? vault_unwrap(in->vault, reference, k.content, k.ledger, err)
	    : NULL;
}

/* Everything but the request's key, which was looked up. */
static bool
read_all(struct dossier *d, bool lock, struct err *err)
{
	struct installation *in = d->in;
	struct bundle b = { 0 };
	if (!bundle_read(in->db, d->request.org_id, d->request.id, lock, d->a, &b, err)) {
		task_list_release(&b.tasks);
		return false;
	}
	d->request = b.request;
	d->org = b.org;
	d->rights = b.rights;
	d->identifiers = b.identifiers;
	d->tasks = b.tasks;
	d->outcomes = b.outcomes;
	d->facts = b.facts;
	d->content_ended = b.keys.content_ended;
	decisions_of(&d->facts, d->a, &d->decisions);
	d->keys = vault_unwrap(in->vault, d->request.reference, b.keys.content, b.keys.ledger, err);
	return d->keys != NULL && open_texts(d, err);
}

bool
dossier_check_content(const struct dossier *d, struct err *err)
{
	struct date day;
	char on[DATE_LEN];
	if (!d->content_ended)
		return true;
	if (!zone_date(d->org.zone, d->content_ended, &day, err))
		return false;
	return err_set(err, ERR_DENIED,
	    "%s: what was collected for it, its archive and what its letters say were destroyed on "
	    "%s, after the term of the register (organisation.dossiers); what shows that it was "
	    "done is kept: `dossier show %s`",
	    d->request.reference, date_format(day, on), d->request.reference);
}

bool
dossier_check_state(const struct dossier *d, enum act act, struct err *err)
{
	const char *ref = d->request.reference, *state = d->request.state;
	if (act_in(act, request_state_named(state)))
		return true;
	if (!act_in(act, STATE_LOGGED))
		return err_set(err, ERR_CONFLICT,
		    "%s is open: there is nothing to reopen (art. 12(3) GDPR)", ref);
	return err_set(err, ERR_CONFLICT,
	    "%s is %s already (art. 12(3) GDPR); still possible: `dossier reopen %s`, with the "
	    "reason",
	    ref, phrase(state), ref);
}

static bool
read_dossier(struct dossier *d, const char *reference, enum act act, bool lock, struct err *err)
{
	struct installation *in = d->in;
	return installation_request(in, d->who, reference, d->a, &d->request, err) &&
	    installation_allows(in, d->who, d->request.org_id, act_roles(act), err) &&
	    read_all(d, lock, err) && dossier_check_state(d, act, err) &&
	    (!act_needs_content(act) || dossier_check_content(d, err)) &&
	    (d->reg = register_of(in, &d->org, d->request.register_version, err)) &&
	    (d->calendar = laws_calendar(in, d->org.calendar, err)) &&
	    org_today(&d->org, &d->today, err) && dossier_term(d, d->today, &d->term, err);
}

struct dossier *
dossier_read(struct installation *in, const struct actor *who, const char *reference, enum act act,
    bool lock, struct err *err)
{
	struct arena *a = arena_new();
	struct dossier *d = arena_alloc(a, sizeof(*d));
	*d = (struct dossier){ .in = in, .who = who, .a = a };
	if (read_dossier(d, reference, act, lock, err))
		return d;
	dossier_free(d);
	return NULL;
}

struct dossier *
dossier_join(
    struct installation *in, const struct actor *who, const struct request *r, struct err *err)
{
	struct arena *a = arena_new();
	struct dossier *d = arena_alloc(a, sizeof(*d));
	*d = (struct dossier){ .in = in, .who = who, .a = a, .request = *r };
	if (read_all(d, true, err) &&
	    (d->reg = register_of(in, &d->org, d->request.register_version, err)) &&
	    (d->calendar = laws_calendar(in, d->org.calendar, err)) &&
	    org_today(&d->org, &d->today, err) && dossier_term(d, d->today, &d->term, err))
		return d;
	dossier_free(d);
	return NULL;
}

struct dossier *
dossier_open(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	return dossier_read(in, who, reference, ACT_SEE, false, err);
}

void
dossier_release(struct dossier *d)
{
	task_list_release(&d->tasks);
	request_keys_free(d->keys);
	d->keys = NULL;
}

void
dossier_free(struct dossier *d)
{
	if (!d)
		return;
	dossier_release(d);
	arena_free(d->a);
}

const struct task *
dossier_task_awaited(const struct dossier *d, unsigned actions)
{
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (actions & 1u << t->action && strcmp(t->state, "done") != 0 &&
		    strcmp(t->state, "skipped") != 0)
			return t;
	}
	return NULL;
}

bool
dossier_event(const struct dossier *d, const char *kind, json_t *body, struct err *err)
{
	return installation_event(d->in, d->who, d->request.org_id, d->request.id, kind, body, err);
}

bool
dossier_was(const struct dossier *d, const char *kind, json_t *says, int64_t *ret, struct err *err)
{
	auto_drop(json) json_t *body = says;
	const struct new_event like = { d->request.id, kind, body };
	return event_about(d->in->db, d->request.org_id, &like, ret, err);
}

const char *
dossier_skipped_for(const struct dossier *d, const struct task *t)
{
	for (size_t i = 0; i < d->outcomes.n; i++)
		if (d->outcomes.items[i].task_id == t->id &&
		    d->outcomes.items[i].o.why.code == REASON_SKIPPED)
			return d->outcomes.items[i].o.why.text;
	return NULL;
}
