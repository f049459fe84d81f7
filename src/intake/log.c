/*
 * Intake: a request comes in, by whatever face. It is checked, sealed, given its reference and
 * its dates, and left in state "logged"; nothing is asked of anybody yet.
 */
#include <ctype.h>

#include "dossier/about.h"
#include "dossier/agents.h"
#include "dossier/deadline.h"
#include "dossier/digest.h"
#include "dossier/guard.h"
#include "dossier/intake.h"
#include "dossier/objection.h"
#include "dossier/suppress.h"
#include "dossier/plan.h"
#include "dossier/store/key.h"
#include "dossier/store/note.h"
#include "dossier/text.h"

struct received {
	usec_t at;
	struct date on;
};

static bool
receipt(const struct org *org, const char *typed, struct received *ret, struct err *err)
{
	struct date today;
	struct err not_a_date = { 0 };

	if (!org_today(org, &today, err))
		return false;
	if (!typed) {
		ret->at = clock_now();
		ret->on = today;
	} else if (date_said(typed, today, &ret->on, &not_a_date)) {
		/* a day without a time: the first instant of it, as the law only knows the day */
		if (!zone_midnight(org->zone, ret->on, &ret->at, err))
			return false;
	} else {
		struct err not_an_instant = { 0 };
		if (!instant_parse(typed, &ret->at, &not_an_instant))
			return err_set(err, ERR_USAGE,
			    "--received: %s; or an instant: 2026-03-05T10:00:00+01:00",
			    not_a_date.text);
		if (!zone_date(org->zone, ret->at, &ret->on, err))
			return false;
	}
	/* of an instant of today, too, that is still to come */
	struct date by = ret->at > clock_now() ? date_add_days(ret->on, -1) : today;
	return guard_received(ret->on, by, err);
}

static struct about_said
said_about(const struct new_request *n)
{
	return (
	    struct about_said){ n->rights, n->nrights, n->purposes, n->npurposes, n->marketing };
}

/* Is any of it what nothing is weighed against? */
static bool
is_due_at_once(const struct reg *reg, const struct new_request *n, struct arena *a)
{
	const struct about_said said = said_about(n);
	for (size_t i = 0; i < n->nrights; i++) {
		enum right right;
		if (right_parse(n->rights[i], &right, NULL) &&
		    objection_at_once(right, about_of(reg, &said, right, a)))
			return true;
	}
	return false;
}

/* Every date of the request, from the one place that computes them. */
static bool
set_dates(struct installation *in, const struct org *org, const struct reg *reg,
    const struct new_request *n, const struct received *received, struct request *r,
    struct arena *a, struct err *err)
{
	const struct calendar *calendar = laws_calendar(in, org->calendar, err);
	if (!calendar)
		return false;
	struct deadline d;
	deadline_compute(calendar, received->on, &reg->promise, a, &d);
	r->received_at = received->at;
	r->received = d.received;
	r->deadline = d.first;
	r->extended = d.extended;
	r->promise = d.promise;
	r->due = d.due;
	if (is_due_at_once(reg, n, a)) {
		struct date at_once = deadline_at_once(calendar, received->on);
		r->due = date_cmp(at_once, d.due) < 0 ? at_once : d.due;
	}
	r->calendar = arena_strdup(a, calendar_name(calendar));
	r->calendar_version = arena_strdup(a, calendar_version(calendar));
	return true;
}

static bool
check_rights(const struct new_request *n, struct err *err)
{
	unsigned seen = 0;
	if (n->nrights == 0)
		return err_set(err, ERR_USAGE,
		    "a request asks for at least one right: --right access, --right portability, "
		    "...");
	for (size_t i = 0; i < n->nrights; i++) {
		enum right right;
		if (!right_parse(n->rights[i], &right, err))
			return false;
		if (seen & 1u << right)
			return err_set(err, ERR_USAGE, "--right %s is given twice", n->rights[i]);
		seen |= 1u << right;
	}
	return true;
}

static bool
check_instructed_by(const struct reg *reg, const char *id, struct err *err)
{
	if (!id || reg_controller(reg, id))
		return true;
	return err_set(err, ERR_NOTFOUND,
	    "--instructed-by %s: the register of %s names no such controller", id, reg->slug);
}

/* It is the name in a salutation, and stands on a line of `show`. */
static bool
check_requester(const char *name, struct arena *a, struct err *err)
{
	struct err bad = { 0 };
	if (!name || text_identifier("name", name, NULL, a, &bad))
		return true;
	return err_set(err, ERR_USAGE, "--for: the requester's %s", bad.text);
}

/* What nobody searches by is a slip; by name and date of birth alone nobody is matched anywhere. */
static bool
check_identifiers(
    const struct reg *reg, const struct new_request *n, struct date received, struct err *err)
{
	static const char *const always[] = { "email", "phone", "name", "born" };
	struct date born;
	struct err none = { 0 };
	if (n->nids == 0)
		return err_set(
		    err, ERR_USAGE, "say whose data: --email, --phone, --id KIND=VALUE or --name");
	for (size_t i = 0; i < n->nids; i++) {
		const struct identifier_value *v = &n->ids[i];
		size_t k = 0;
		while (k < array_len(always) && strcmp(always[k], v->kind) != 0)
			k++;
		if (k == array_len(always) && !reg_check_searched(reg, v->kind, err))
			return false;
		if (strcmp(v->kind, "born") == 0 && date_parse(v->value, &born, &none) &&
		    date_cmp(born, received) > 0)
			return err_set(
			    err, ERR_USAGE, "--born is a day after the receipt of the request");
	}
	return true;
}

/* An address and a number have an option of their name, which the text does not tell. */
static bool
no_identifier(const char *kind, const struct err *bad, struct err *err)
{
	return strcmp(kind, "email") == 0 || strcmp(kind, "phone") == 0
	    ? err_set(err, ERR_USAGE, "--%s: %s", kind, bad->text)
	    : err_set(err, ERR_USAGE, "%s", bad->text);
}

static bool
insert_identifiers(struct installation *in, const struct org *org, const struct request *r,
    const struct new_request *n, const struct request_keys *keys, struct arena *a, struct err *err)
{
	for (size_t i = 0; i < n->nids; i++) {
		struct identifier id;
		bool is_new;
		struct err bad = { 0 };
		if (!identifier_sealed(in, org, r->reference, keys, &n->ids[i], a, &id, &bad))
			return no_identifier(n->ids[i].kind, &bad, err);
		id.source = "given";
		if (!identifier_insert(in->db, org->id, r->id, &id, &is_new, err))
			return false;
	}
	return true;
}

/* The rights, ended by NULL, as the store wants them. */
static const char *const *
rights_of(const struct new_request *n, struct arena *a)
{
	const char **rights = arena_alloc(a, (n->nrights + 1) * sizeof(*rights));
	memcpy(rights, n->rights, n->nrights * sizeof(*rights));
	rights[n->nrights] = NULL;
	return rights;
}

/* By what tells this person from all others: a name or a date of birth is many people's. */
static bool
blinds_of(struct installation *in, const struct org *org, const struct new_request *n,
    struct arena *a, const char *const **ret, struct err *err)
{
	const char **blinds = arena_alloc(a, (n->nids + 1) * sizeof(*blinds));
	size_t k = 0;
	for (size_t i = 0; i < n->nids; i++) {
		const struct identifier_value *v = &n->ids[i];
		struct err bad = { 0 };
		const char *plain = text_identifier(v->kind, v->value, org->country, a, &bad);
		if (!plain)
			return no_identifier(v->kind, &bad, err);
		if (strcmp(v->kind, "name") != 0 && strcmp(v->kind, "born") != 0)
			blinds[k++] = vault_blind(in->vault, org->slug, v->kind, plain, a);
	}
	blinds[k] = NULL;
	*ret = blinds;
	return true;
}

/* The same message is easily logged twice, by two people or from two channels. */
static bool
check_new(struct installation *in, const struct org *org, const struct request *r,
    const struct new_request *n, struct arena *a, struct err *err)
{
	const char *const *blinds = NULL, *same = NULL;
	if (n->again)
		return true;
	if (!blinds_of(in, org, n, a, &blinds, err) ||
	    !request_same(in->db, r, rights_of(n, a), blinds, a, &same, err))
		return false;
	return !same ||
	    err_set(err, ERR_CONFLICT,
		"%s asks the same for this person, and is open: `dossier show %s`; where this is "
		"another request all the same, log it with --again",
		same, same);
}

static json_t *
logged_event(const struct request *r, const struct new_request *n)
{
	json_t *rights = json_strings(n->rights, n->nrights), *kinds = json_array();
	for (size_t i = 0; i < n->nids; i++) /* kinds only: the audit log holds no personal data */
		json_array_append_new(kinds, json_string(n->ids[i].kind));
	return json_pack("{s:o, s:o, s:s, s:o, s:o, s:s}", "rights", rights, "identifiers", kinds,
	    "channel", r->channel, "received", date_json(r->received), "deadline",
	    date_json(r->deadline), "calendar", r->calendar_version);
}

/* The name of who asks for somebody else is personal data: it is kept sealed, as a note. */
static bool
insert_notes(struct installation *in, const struct actor *who, const struct request *r,
    const struct new_request *n, const struct request_keys *keys, struct arena *a, struct err *err)
{
	const char *where = arena_printf(a, "note/%s", r->reference);
	const char *texts[] = {
		n->requester ? arena_printf(a, "requester: %s", n->requester) : NULL,
		n->note,
	};
	for (size_t i = 0; i < array_len(texts); i++)
		if (texts[i] &&
		    (!note_check(texts[i], err) ||
			!note_insert(in->db, r,
			    &(struct note){ .kind = NOTE_NOTE,
				.by = who->name,
				.sealed = seal(keys->ledger, where, texts[i], a) },
			    err)))
			return false;
	return true;
}

/* Any bytes: a message, or what was written down of what was said. */
static bool
insert_original(struct installation *in, const struct actor *who, const struct request *r,
    const struct new_request *n, const struct request_keys *keys, struct arena *a, struct err *err)
{
	if (!n->original)
		return true;
	const char *text = base64_encode(n->original->p, n->original->n, true, a);
	const char *where = original_place(r->reference, a);
	return original_insert(
	    in->db, r, seal(keys->ledger, where, text, a), n->original->n, who->name, err);
}

/* Whose it is, whatever is seen of their mandate. */
static bool
insert_agent(
    struct installation *in, const struct request *r, const struct agent *agent, struct err *err)
{
	return !agent || agent_request_insert(in->db, r, agent->id, err);
}

/* Its reference was never kept: it is told to nobody. */
static bool
check_not_theirs(
    struct installation *in, const struct actor *who, const struct request *r, struct err *err)
{
	struct err theirs = { 0 };
	if (themselves_check(in, who, r, &theirs))
		return true;
	if (theirs.kind != ERR_DENIED)
		return err_set(err, theirs.kind, "%s", theirs.text);
	return err_set(err, ERR_DENIED,
	    "it is about you, by what you are known by here (`dossier user known`): nobody handles "
	    "or reads a dossier about themselves (art. 5(1)(f)); somebody else logs it");
}

static bool
insert_all(struct installation *in, const struct actor *who, const struct org *org,
    struct request *r, const struct new_request *n, struct arena *a, struct err *err)
{
	if (!request_insert(in->db, r, org->code, rights_of(n, a), who->name, a, err))
		return false;
	auto_drop(request_keys) struct request_keys *keys = request_keys_new();
	struct wrapped_keys wrapped;
	vault_wrap(in->vault, r->reference, keys, a, &wrapped.content, &wrapped.ledger);
	wrapped.content_public = hex_encode(keys->content_public, KEY_LEN, a);
	return request_key_insert(in->db, r, &wrapped, err) &&
	    insert_identifiers(in, org, r, n, keys, a, err) && check_not_theirs(in, who, r, err) &&
	    insert_notes(in, who, r, n, keys, a, err) &&
	    insert_original(in, who, r, n, keys, a, err) &&
	    installation_event(in, who, org->id, r->id, "request.logged", logged_event(r, n), err);
}

/* As searched by; what is none was refused before. */
static bool
normalise(const struct org *org, const struct new_request *n, struct arena *a, struct suppress *ret,
    struct err *err)
{
	struct identifier_value *ids = arena_alloc(a, (n->nids + 1) * sizeof(*ids));
	for (size_t i = 0; i < n->nids; i++) {
		const struct identifier_value *v = &n->ids[i];
		const char *plain = text_identifier(v->kind, v->value, org->country, a, err);
		if (!plain)
			return false;
		ids[i] = (struct identifier_value){ v->kind, plain };
	}
	ret->ids = ids;
	ret->n = n->nids;
	return true;
}

/* What each right is about, as far as it was said; what of it stops by being asked does so now. */
static bool
insert_about(struct installation *in, const struct actor *who, const struct org *org,
    const struct reg *reg, const struct request *r, const struct new_request *n, struct arena *a,
    struct err *err)
{
	const struct about_said said = said_about(n);
	struct suppress s = { .in = in, .who = who, .org = org, .request = r, .channel = n->stop };
	if (!normalise(org, n, a, &s, err))
		return false;
	for (size_t i = 0; i < n->nrights; i++) {
		enum right right;
		if (!right_parse(n->rights[i], &right, err))
			return false;
		const struct purpose *const *about = about_of(reg, &said, right, a);
		bool at_once = objection_at_once(right, about);
		if ((about[0] || at_once) &&
		    !request_right_about(
			in->db, r, n->rights[i], about_ids(about, a), at_once, err))
			return false;
		if ((right_rule(right)->actions & 1u << ACTION_SUPPRESS) &&
		    !suppress_asked(&s, right, about, a, err))
			return false;
	}
	return true;
}

/* A commit whose answer was lost: who is told that it failed would log the same message twice. */
static bool
was_logged(struct installation *in, const struct actor *who, const struct request *r,
    struct arena *a, struct err *err)
{
	struct err away = { 0 };
	struct request found;
	if (err->kind != ERR_TEMPORARY || !r->reference ||
	    !installation_reconnect(in, who, &away) ||
	    !request_by_reference(in->db, r->reference, a, &found, &away))
		return false;
	err_clear(err);
	return true;
}

bool
intake_log(struct installation *in, const struct actor *who, const struct new_request *n,
    struct arena *a, const char **ret_reference, struct err *err)
{
	const struct about_said said = said_about(n);
	struct org org;
	struct received received;
	struct agent agent;
	struct new_request with = *n;

	if (!installation_org(in, who, n->org, act_roles(ACT_LOG), a, &org, err) ||
	    (n->agent && !agents_find(in, &org, n->agent, a, &agent, err)))
		return false;
	if (n->agent && !n->requester)
		with.requester = agent.label;
	if (n->agent)
		with.relation = "agent";
	n = &with;
	const struct reg *reg = register_of(in, &org, 0, err);
	if (!reg || !check_rights(n, err) || !about_check(reg, &said, err) ||
	    !receipt(&org, n->received, &received, err) ||
	    !check_instructed_by(reg, n->instructed_by, err) ||
	    !check_requester(n->requester, a, err) || !check_identifiers(reg, n, received.on, err))
		return false;

	struct request r = {
		.org_id = org.id,
		.state = "logged",
		.channel = n->channel ? n->channel : "email",
		.language = n->language ? n->language : "nl",
		.handler = NULL,
		.subject_relation = n->relation ? n->relation : "self",
		.instructed_by = n->instructed_by,
		.answer_by = n->answer_by ? n->answer_by : "email",
		.register_version = org.register_version,
		.logged_at = clock_now(),
	};
	if (!set_dates(in, &org, reg, n, &received, &r, a, err) || !db_begin(in->db, err))
		return false;
	bool ok = check_new(in, &org, &r, n, a, err) && insert_all(in, who, &org, &r, n, a, err) &&
	    insert_agent(in, &r, n->agent ? &agent : NULL, err) &&
	    insert_about(in, who, &org, reg, &r, n, a, err);
	if (!installation_commit(in, ok, err) && !was_logged(in, who, &r, a, err))
		return false;
	*ret_reference = r.reference;
	return true;
}
