/*
 * Written instructions: what a processor is asked to do (GDPR art. 28(3)(a), (e) and (g)): to
 * search, or to erase; or a request handed to the controller it concerns. The same letter of the
 * same request always has the same Message-ID. It carries only the identifiers this recipient
 * matches on.
 */
#include <inttypes.h>

#include "dossier/about.h"
#include "dossier/corrected.h"
#include "dossier/letter.h"
#include "dossier/store/preview.h"
#include "dossier/text.h"
#include "dossier/verdict.h"
#include "dossier/suppress.h"
#include "search_private.h"

#define MARGIN_DAYS 7 /* between the answer to us and ours to the person */
#define LEAST_DAYS 2  /* that we leave a recipient, unless our own day comes first */

/*
 * The recipient's own language, else the organisation's first, when there is a template in it; else
 * English.
 */
static const char *
language_for(const struct dossier *d, enum letter_kind kind, const json_t *to)
{
	const json_t *ours = json_get(d->reg->organisation, "languages");
	/* of a recipient it stands with its address, of a controller with itself */
	const char *contact = json_str(json_get(to, "contact"), "language"),
		   *own = contact ? contact : json_str(to, "language"),
		   *first = json_string_value(json_array_get(ours, 0));
	const char *wanted = own ? own : first;
	return wanted && letter_speaks(kind, wanted) ? wanted : "en";
}

/* A week before our own day, but never sooner than a recipient can act. */
static struct date
answer_by(struct date today, struct date due)
{
	struct date by = date_add_days(due, -MARGIN_DAYS),
		    soonest = date_add_days(today, LEAST_DAYS);
	if (date_cmp(by, soonest) < 0)
		by = soonest;
	return date_cmp(by, due) > 0 && date_cmp(due, today) > 0 ? due : by;
}

static bool
has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

/*
 * A processor gets what its system matches on; a controller what people told us for this, not
 * what our own systems told us about them.
 */
static bool
is_for(const json_t *needs, const struct identifier *id)
{
	if (strcmp(id->state, "usable") != 0)
		return false;
	return needs ? json_has(needs, id->kind) : !strchr(id->source, '/');
}

/* NULL when one of them could pass for a line of ours. */
json_t *
instruct_identifiers(struct installation *in, const struct dossier *d, const json_t *needs,
    const char *language, struct arena *a, struct err *err)
{
	auto_drop(json) json_t *list = json_array();
	const struct code_words *words = installation_words(in, err);
	if (!words)
		return NULL;
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		if (!is_for(needs, id))
			continue;
		const char *place = seal_place(d->request.reference, id->kind, a),
			   *plain = unseal(d->keys->ledger, place, id->sealed, a, err);
		if (!plain)
			return NULL;
		if (has_control(plain)) {
			err_set(err, ERR_INPUT,
			    "an identifier of kind %s holds a control character", id->kind);
			return NULL;
		}
		json_array_append_new(list,
		    json_pack("{s:s, s:s}", "label", identifier_words(words, id->kind, language, a),
			"value", plain));
	}
	return take(list);
}

/*
 * The rights still asked for, in words; *ret_bits: as plan.h has them. Whether one is refused is,
 * for a controller's data, theirs to decide.
 */
static json_t *
rights_asked(const struct dossier *d, const char *language, unsigned *ret_bits, struct arena *a,
    struct err *err)
{
	auto_drop(json) json_t *list = json_array();
	*ret_bits = 0;
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		const char *words = letter_right(r->right, language, a, err);
		if (!words)
			return NULL;
		if (strcmp(r->state, "withdrawn") == 0)
			continue;
		json_array_append_new(list, json_string(words));
		*ret_bits |= right_bit(r->right);
	}
	return take(list);
}

/* What erasing there does besides, as the register says; NULL: it says nothing. */
static const char *
side_effects(const struct system *s, const struct task *t, const char *language)
{
	const json_t *erasure =
	    s && t->action == ACTION_ERASE ? json_get(s->json, "erasure") : NULL;
	return json_text_in(json_get(erasure, "side_effects"), language);
}

/* By what of it stays, as a system counted it. */
static bool
is_in_use(const json_t *set)
{
	size_t i;
	json_t *why;
	json_array_foreach(json_get(set, "why"), i, why)
		if (strcmp(json_str_or(why, "code", ""), verdict_why_words[WHY_CONTRACT]) == 0)
			return true;
	return false;
}

static void
add_running(const struct dossier *d, const struct task *t, const char *language, const json_t *sets,
    json_t *to)
{
	size_t i;
	json_t *set;
	json_array_foreach(json_get(sets, "sets"), i, set) {
		const char *id = json_str_or(set, "category", "");
		const struct category *c = reg_category(d->reg, id);
		const char *name = c ? json_text_in(json_get(c->json, "name"), language) : NULL;
		if (is_in_use(set) && name && json_has(t->categories, id) && !json_has(to, name))
			json_array_append_new(to, json_string(name));
	}
}

/* Those of which a contract that runs needs records, as our own systems said last; NULL: none. */
static json_t *
running(struct installation *in, const struct dossier *d, const struct task *t,
    const char *language, struct arena *a, struct err *err)
{
	struct preview_list l = { 0 };
	json_t *names = json_array();
	if (t->action == ACTION_ERASE && in->db && /* what is drafted alone has no store */
	    !preview_list(in->db, t->org_id, t->request_id, a, &l, err)) {
		json_decref(names);
		return NULL;
	}
	for (size_t i = 0; i < l.n; i++) {
		bool newer = false;
		for (size_t k = i + 1; k < l.n; k++)
			newer = newer ||
			    (l.items[k].counts &&
				strcmp(l.items[k].system, l.items[i].system) == 0);
		auto_drop(json) json_t *said =
		    l.items[i].counts && !newer ? json_loads(l.items[i].counts, 0, NULL) : NULL;
		add_running(d, t, language, said, names);
	}
	return names;
}

/* Those of which not all goes. */
static void
mark(const struct stays *stay, json_t *categories)
{
	size_t i;
	json_t *c;
	json_array_foreach(categories, i, c)
		json_object_set_new(
		    c, "but", json_boolean(stays_of(stay, json_str_or(c, "id", "")) != NULL));
}

/* What stops: the purposes, and by which channel where it is one alone. */
static bool
add_stops(struct installation *in, const struct dossier *d, struct arena *a, json_t *data,
    struct err *err)
{
	/* a batch has not read what rights are about, and what is drafted alone has no store */
	struct request_right_list rights = d->rights;
	const char *channel = NULL;
	if (in->db &&
	    (!request_rights(in->db, d->org.id, d->request.id, a, &rights, err) ||
		!suppress_channel(in->db, d, a, &channel, err)))
		return false;
	json_t *purposes = json_array();
	const char *const *ids = about_stops(d->reg, right_uses(&rights, RIGHT_OBJECTION),
	    right_uses(&rights, RIGHT_CONSENT_WITHDRAWAL), a);
	for (; *ids; ids++)
		json_array_append_new(purposes,
		    json_pack("{s:s, s:s}", "id", *ids, "text", reg_purpose(d->reg, *ids)->text));
	json_object_set_new(data, "purposes", purposes);
	if (channel)
		json_object_set_new(data, channel, json_true());
	json_object_set_new(data, "one_channel", json_boolean(channel != NULL));
	return true;
}

/* What is to stand: what is drafted alone has no store. */
static bool
add_fields(struct installation *in, const struct dossier *d, const struct task *t,
    const char *language, struct arena *a, json_t *data, struct err *err)
{
	json_t *fields = in->db ? corrected_of(in, d, t, language, a, err) : json_array();
	json_object_set_new(data, "fields", fields);
	json_object_set_new(data, "system_id", json_string(t->system));
	return fields != NULL;
}

/* The variables of docs/connectors-other.md. */
static json_t *
variables(struct installation *in, const struct dossier *d, const struct task *t,
    const struct letter_draft *l, struct arena *a, struct err *err)
{
	struct date today;
	const struct system *s = reg_system(d->reg, t->system);
	const struct date due = d->request.due;
	unsigned rights;
	auto_drop(json) json_t *asked = rights_asked(d, l->language, &rights, a, err);
	json_t *ids = asked && org_today(&d->org, &today, err)
	    ? instruct_identifiers(
		  in, d, t->action == ACTION_FORWARD ? NULL : t->needs, l->language, a, err)
	    : NULL;
	if (!ids)
		return NULL;
	struct stays stay;
	json_t *needed =
	    stays_read(in, d, t, a, &stay, err) ? running(in, d, t, l->language, a, err) : NULL;
	if (!needed) {
		json_decref(ids);
		return NULL;
	}
	bool access = rights & 1u << RIGHT_ACCESS, portability = rights & 1u << RIGHT_PORTABILITY;
	const char *system = s ? json_text_in(json_get(s->json, "name"), l->language) : NULL,
		   *how = s ? json_text_in(json_get(s->json, "instruction"), l->language) : NULL;
	json_t *categories = search_categories(d, t, l->language);
	mark(&stay, categories);
	json_t *data =
	    json_pack("{s:s, s:O, s:s, s:s, s:b, s:b, s:b, s:s, s:s, s:s*, s:s*, s:o, s:o, s:o}",
		"reference", d->request.reference, "asked", asked, "answer_by",
		date_words(answer_by(today, due), l->language, a), "deadline",
		date_words(due, l->language, a), "access", access, "portability", portability,
		"both", access && portability, "recipient", l->to_name, "system",
		system ? system : t->system, "instruction", how, "side_effects",
		side_effects(s, t, l->language), "categories", categories, "identifiers", ids,
		"organisation", letter_organisation(d->reg->organisation, a));
	json_object_set_new(data, "any_running", json_boolean(json_array_size(needed) > 0));
	json_object_set_new(data, "running", needed);
	json_object_set_new(data, "any_stays", json_boolean(stay.n > 0));
	json_object_set_new(data, "stays", stays_told(&stay, d, t, l->language, a));
	if (data &&
	    ((t->action == ACTION_SUPPRESS && !add_stops(in, d, a, data, err)) ||
		(t->action == ACTION_RECTIFY &&
		    !add_fields(in, d, t, l->language, a, data, err)))) {
		json_decref(data);
		return NULL;
	}
	if (!data)
		err_set(err, ERR_INPUT, "a name or an identifier for %s is not UTF-8", t->system);
	return data;
}

void
instruct_address(const struct installation *in, const struct dossier *d, const json_t *to,
    struct letter_draft *l)
{
	const char *id = json_str_or(to, "id", "");
	l->recipient = id;
	l->to = json_str(json_get(to, "contact"), "email");
	l->to_name = json_str_or(to, "name", json_str_or(to, "described_as", id));
	l->language = language_for(d, l->kind, to);
	l->from_name = d->reg->name;
	l->from = json_str(json_get(d->reg->organisation, "contact"), "email");
	l->print = !l->from;
	l->rehearsal = in->rehearsal;
}

/* What was asked before is asked in another letter once that one left: it says so. */
static bool
make(struct installation *in, const struct dossier *d, const struct task *t, const json_t *to,
    int64_t left, struct letter_draft *l, struct arena *a, struct letter *ret, struct err *err)
{
	instruct_address(in, d, to, l);
	if (left > 0)
		l->name = arena_printf(a, "%s-%" PRId64, l->name, left + 1);
	auto_drop(json) json_t *data = variables(in, d, t, l, a, err);
	if (data)
		json_object_set_new(data, "again", json_boolean(left > 0));
	l->data = data;
	return data && letter_make(l, d->keys->ledger, a, ret, NULL, err);
}

/* There is a letter that has it done. */
bool
search_instructs(enum action action)
{
	return action == ACTION_COLLECT || action == ACTION_ERASE || action == ACTION_RECTIFY ||
	    action == ACTION_SUPPRESS;
}

enum letter_kind
instruct_kind(const struct task *t)
{
	static const struct {
		enum action action;
		enum letter_kind recipient, colleague;
	} kinds[] = {
		{ ACTION_ERASE, LETTER_INSTRUCTION_ERASE, LETTER_TASK_ERASE },
		{ ACTION_RECTIFY, LETTER_INSTRUCTION_CORRECT, LETTER_TASK_CORRECT },
		{ ACTION_SUPPRESS, LETTER_INSTRUCTION_STOP, LETTER_TASK_STOP },
	};
	bool written = strcmp(t->connector, "written") == 0;
	for (size_t i = 0; i < array_len(kinds); i++)
		if (kinds[i].action == t->action)
			return written ? kinds[i].recipient : kinds[i].colleague;
	return written ? LETTER_INSTRUCTION : LETTER_TASK;
}

const char *
instruct_name(const struct dossier *d, const struct task *t, enum letter_kind kind, struct arena *a)
{
	return arena_printf(
	    a, "%s.%s.%s", d->request.reference, t->system, letter_rule(kind)->template);
}

bool
instruct_recipient(struct installation *in, const struct dossier *d, const struct task *t,
    const json_t *recipient, int64_t left, struct arena *a, struct letter *ret, struct err *err)
{
	enum letter_kind kind = instruct_kind(t);
	struct letter_draft l = { .kind = kind, .name = instruct_name(d, t, kind, a) };
	if (!search_instructs(t->action))
		return err_set(err, ERR_INPUT,
		    "no instruction to %s can be written to %s: a colleague must",
		    action_name(t->action), t->system);
	return make(in, d, t, recipient, left, &l, a, ret, err);
}

bool
instruct_controller(struct installation *in, const struct dossier *d, const struct task *t,
    const struct reg_controller *c, int nth, struct letter *ret, struct err *err)
{
	const char *name = arena_printf(d->a, "%s.to-%s.forward", d->request.reference, c->id);
	struct letter_draft l = {
		.kind = LETTER_FORWARD,
		.name = nth > 1 ? arena_printf(d->a, "%s-%d", name, nth) : name,
	};
	if (!json_str(json_get(c->json, "contact"), "email"))
		return err_set(err, ERR_INPUT,
		    "controller %s has no contact.email: add it to the register, or forward by "
		    "hand",
		    c->id);
	return make(in, d, t, c->json, 0, &l, d->a, ret, err);
}

bool
instruct_colleague(struct installation *in, const struct dossier *d, const struct task *t,
    const json_t *system, int64_t left, struct arena *a, struct letter *ret, struct err *err)
{
	enum letter_kind kind = instruct_kind(t);
	struct letter_draft l = { .kind = kind, .name = instruct_name(d, t, kind, a) };
	return make(in, d, t, system, left, &l, a, ret, err);
}
