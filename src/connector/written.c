/*
 * Written instructions: what a processor is asked to do (GDPR art. 28(3)(a) and (e)), or a request
 * handed to the controller it concerns, as a finished message in the outbox. The same letter of the
 * same request always has the same Message-ID. It carries only the identifiers this recipient
 * matches on.
 */
#include <unistd.h>

#include "dossier/date.h"
#include "dossier/letter.h"

#include "answer.h"

#define MARGIN_DAYS 7 /* between the answer to us and ours to the person */
#define LEAST_DAYS 2  /* that we leave a recipient, unless our own day comes first */
#define WITHOUT_DEADLINE_DAYS 14

/* What one letter is made of, beside the call. */
struct letter {
	const char *template; /* "instruct-access" */
	const char *to_name, *to;
	const char *language;
	const char *id; /* what tells it from the request's other letters: "anthropic" */
};

static const struct {
	const char *kind, *nl, *en;
} labels[] = {
	{ "email", "e-mailadres", "e-mail address" },
	{ "phone", "telefoonnummer", "telephone number" },
	{ "customer_id", "klantnummer", "customer number" },
	{ "name", "naam", "name" },
	{ "born", "geboortedatum", "date of birth" },
};

static const char *
label_of(const char *kind, const char *language, struct arena *a)
{
	for (size_t i = 0; i < array_len(labels); i++)
		if (strcmp(labels[i].kind, kind) == 0)
			return strcmp(language, "nl") == 0 ? labels[i].nl : labels[i].en;
	char *own = arena_strdup(a, kind);
	for (char *c = own; *c; c++)
		if (*c == '_')
			*c = ' ';
	return own;
}

/*
 * The recipient's own language, else the organisation's first, when there is a template in it; else
 * English.
 */
static const char *
language_for(const struct connector_call *call, const json_t *to, const char *template)
{
	const json_t *ours = json_get(json_get(call->request, "organisation"), "languages");
	const char *own = json_str(to, "language"),
		   *first = json_string_value(json_array_get(ours, 0));
	if (own && letter_speaks(template, own))
		return own;
	return first && !own && letter_speaks(template, first) ? first : "en";
}

static bool
has_right(const json_t *request, const char *right)
{
	return json_has(json_get(request, "rights"), right) ||
	    strcmp(json_str_or(request, "right", ""), right) == 0;
}

/*
 * A week before our own day, but never sooner than a recipient can act; *ret_deadline is no date
 * when there is none.
 */
static bool
answer_by(
    const struct connector_call *call, struct date *ret, struct date *ret_deadline, struct err *err)
{
	struct date today;
	const char *deadline = json_str(call->request, "deadline");
	const char *zone =
	    json_str_or(json_get(call->request, "organisation"), "zone", "Europe/Amsterdam");
	*ret_deadline = (struct date){ 0 };
	if (!zone_date(zone, clock_now(), &today, err) ||
	    (deadline && !date_parse(deadline, ret_deadline, err)))
		return false;
	if (!deadline) {
		*ret = date_add_days(today, WITHOUT_DEADLINE_DAYS);
		return true;
	}
	struct date soonest = date_add_days(today, LEAST_DAYS);
	*ret = date_add_days(*ret_deadline, -MARGIN_DAYS);
	if (date_cmp(*ret, soonest) < 0)
		*ret = soonest;
	if (date_cmp(*ret, *ret_deadline) > 0 && date_cmp(*ret_deadline, today) > 0)
		*ret = *ret_deadline;
	return true;
}

static bool
has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

/* NULL when one of them could pass for a line of ours. */
static json_t *
identifiers(
    const struct connector_call *call, const char *language, struct arena *a, struct err *err)
{
	json_t *list = json_array();
	for (size_t i = 0; i < call->nids; i++) {
		if (has_control(call->ids[i].value)) {
			err_set(err, ERR_INPUT,
			    "an identifier of kind %s holds a control character",
			    call->ids[i].kind);
			json_decref(list);
			return NULL;
		}
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s}", "label", label_of(call->ids[i].kind, language, a),
			"value", call->ids[i].value));
	}
	return list;
}

static json_t *
organisation(const struct connector_call *call)
{
	const json_t *o = json_get(call->request, "organisation");
	return json_pack("{s:s, s:s*, s:s, s:s*}", "name", json_str_or(o, "name", ""), "address",
	    json_str(o, "address"), "email", json_str_or(json_get(o, "contact"), "email", ""),
	    "dpo", json_str(json_get(o, "dpo"), "email"));
}

static json_t *
facts(const struct connector_call *call, const struct letter *l, struct arena *a, struct err *err)
{
	struct date by, deadline;
	bool access = has_right(call->request, "access"),
	     portability = has_right(call->request, "portability");
	json_t *ids =
	    answer_by(call, &by, &deadline, err) ? identifiers(call, l->language, a, err) : NULL;
	if (!ids)
		return NULL;
	const json_t *names = json_get(call->system, "name");
	const char *system = json_text_in(names, l->language),
		   *instruction = json_text_in(json_get(call->system, "instruction"), l->language);
	json_t *data = json_pack("{s:s, s:s, s:s*, s:b, s:b, s:b, s:s, s:s, s:s*, s:O, s:o, s:o}",
	    "reference", json_str_or(call->request, "reference", ""), "answer_by",
	    date_words(by, l->language, a), "deadline",
	    date_is_set(deadline) ? date_words(deadline, l->language, a) : NULL, "access", access,
	    "portability", portability, "both", access && portability, "recipient", l->to_name,
	    "system", system ? system : l->id, "instruction", instruction, "categories",
	    json_get(call->request, "categories"), "identifiers", ids, "organisation",
	    organisation(call));
	if (!data)
		err_set(err, ERR_INPUT, "the request lacks what a letter must say");
	return data;
}

static bool
render(const struct connector_call *call, const struct letter *l, struct arena *a, struct mail *m,
    struct err *err)
{
	auto_drop(json) json_t *data = facts(call, l, a, err);
	return data && letter_fill(l->template, l->language, data, a, &m->subject, &m->body, err);
}

/* Safe in a file's name and left of the @ of a Message-ID. */
static bool
is_plain_word(const char *s)
{
	size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
	return n > 0 && n <= 80 && s[n] == '\0';
}

static bool
write_letter(struct connector_call *call, const struct letter *l, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const json_t *o = json_get(call->request, "organisation");
	const char *reference = json_str_or(call->request, "reference", ""),
		   *from = json_str(json_get(o, "contact"), "email");
	const char *domain = from ? strrchr(from, '@') : NULL;
	if (!is_plain_word(reference) || !is_plain_word(l->id))
		return err_set(
		    err, ERR_INPUT, "no letter can be named after this reference and system");
	if (!domain)
		return err_set(err, ERR_INPUT,
		    "the organisation has no contact.email to write from: add it to the register");
	const char *file = arena_printf(a, "%s.%s.eml", reference, l->id);
	struct mail m = { .from_name = json_str(o, "name"),
		.from = from,
		.to_name = l->to_name,
		.to = l->to,
		.language = l->language,
		.date = clock_now(),
		.message_id =
		    arena_printf(a, "%s.%s.%s%s", reference, l->id, l->template, domain) };
	if (!render(call, l, a, &m, err) || !eml_write(&m, call->outbox, file, err))
		return false;
	json_decref(call->letter);
	call->letter = json_pack("{s:s, s:s, s:s, s:s}", "to", l->to, "subject", m.subject,
	    "message_id", m.message_id, "file", file);
	return call->letter || err_set(err, ERR_INPUT, "the letter's headers are not UTF-8");
}

/* Other rights have templates of their own name. */
static const char *
template_for(const struct connector_call *call, struct arena *a)
{
	if (has_right(call->request, "access") || has_right(call->request, "portability"))
		return "instruct-access";
	return arena_printf(a, "instruct-%s", json_str_or(call->request, "right", "access"));
}

static bool
collect(struct connector_call *call, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const json_t *recipient = json_get(call->request, "recipient");
	struct letter l = { .template = template_for(call, a),
		.to = json_str(json_get(recipient, "contact"), "email"),
		.to_name = json_str(recipient, "name"),
		.id = json_str_or(call->system, "id", "") };
	call->asked = true;
	if (!l.to) {
		const struct outcome asked = {
			.code = OUTCOME_ASKED, .why = { REASON_NO_CONTACT }, .count = -1
		};
		answer_all(call, &asked);
		return true;
	}
	l.language = language_for(call, recipient, l.template);
	if (!l.to_name)
		l.to_name = json_str_or(recipient, "described_as", l.to);
	if (!write_letter(call, &l, err))
		return false;
	const struct outcome written = { .code = OUTCOME_WRITTEN, .count = -1 };
	answer_all(call, &written);
	return true;
}

static bool
forward(struct connector_call *call, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const json_t *controller = json_get(call->request, "controller");
	const char *id = json_str_or(controller, "id", "");
	struct letter l = { .template = "forward",
		.to = json_str(json_get(controller, "contact"), "email"),
		.to_name = json_str_or(controller, "name", id),
		.id = arena_printf(a, "to-%s", id) };
	if (!l.to)
		return err_set(err, ERR_INPUT,
		    "controller %s has no contact.email: add it to the register, "
		    "or forward by hand",
		    id);
	l.language = language_for(call, controller, l.template);
	if (!write_letter(call, &l, err))
		return false;
	call->asked = true;
	const struct outcome forwarded = {
		.code = OUTCOME_FORWARDED, .count = -1, .to = json_str(controller, "name")
	};
	answer_all(call, &forwarded);
	return true;
}

static bool
check(struct connector_call *call, json_t *ret_problems, struct err *err)
{
	const json_t *recipient = json_get(call->request, "recipient");
	if (!call->outbox || access(call->outbox, W_OK | X_OK) != 0)
		return err_set(err, ERR_TEMPORARY, "the outbox %s cannot be written: %m",
		    call->outbox ? call->outbox : "");
	if (recipient && !json_str(json_get(recipient, "contact"), "email"))
		(void)json_array_append_new(ret_problems,
		    json_sprintf("recipient %s has no contact.email: a colleague must write",
			json_str_or(recipient, "id", "")));
	return true;
}

const struct connector connector_written = { "written", check, collect, forward };
