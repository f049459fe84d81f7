/*
 * Clock facts: their names, and what may be told of one. What follows from them is term.c's.
 */
#include <inttypes.h>

#include "dossier/fact.h"
#include "dossier/text.h"

static const char *const names[] = {
	[FACT_RECEIVED] = "received",
	[FACT_RECEIPT_CORRECTED] = "receipt-corrected",
	[FACT_EXTENSION_DECIDED] = "extension-decided",
	[FACT_EXTENSION_NOTICE_SENT] = "extension-notice-sent",
	[FACT_EXTENSION_NOTICE_BOUNCED] = "extension-notice-bounced",
	[FACT_QUESTION_ASKED] = "question-asked",
	[FACT_QUESTION_SENT] = "question-sent",
	[FACT_QUESTION_BOUNCED] = "question-bounced",
	[FACT_QUESTION_ANSWERED] = "question-answered",
	[FACT_QUESTION_TAKEN_BACK] = "question-taken-back",
	[FACT_REFUSED] = "refused",
	[FACT_REFUSED_IN_PART] = "refused-in-part",
	[FACT_ANSWERED_IN_PART] = "answered-in-part",
	[FACT_WITHDRAWN_IN_PART] = "withdrawn-in-part",
	[FACT_RIGHT_TAKEN_OFF] = "right-taken-off",
	[FACT_STOPPED] = "stopped",
	[FACT_ANSWERED] = "answered",
	[FACT_DONE] = "done",
	[FACT_CLOSED] = "closed",
	[FACT_WITHDRAWN] = "withdrawn",
	[FACT_REOPENED] = "reopened",
	[FACT_CARRIED_OUT] = "carried-out",
	[FACT_RECIPIENTS_TOLD] = "recipients-told",
	[FACT_RECIPIENTS_BOUNCED] = "recipients-bounced",
	[FACT_VERIFIED] = "verified",
	[FACT_CLOSE_LETTER] = "close-letter",
	[FACT_LETTER_SENT] = "letter-sent",
	[FACT_LETTER_BOUNCED] = "letter-bounced",
	[FACT_FEE_WARNED] = "fee-warned",
	[FACT_FEE_CHARGED] = "fee-charged",
	[FACT_LATE_CAUSE] = "late-cause",
	[FACT_LATE_CAUSE_TAKEN_BACK] = "late-cause-taken-back",
	[FACT_RIGHT_ADDED] = "right-added",
	[FACT_AUTHORITY_SEEN] = "authority-seen",
	[FACT_AUTHORITY_ENDED] = "authority-ended",
	[FACT_TRANSFER_ASKED] = "transfer-asked",
	[FACT_TRANSFER_INFEASIBLE] = "transfer-infeasible",
	[FACT_TRANSFER_SENT] = "transfer-sent",
	[FACT_TRANSFER_DROPPED] = "transfer-dropped",
	[FACT_COMPETENCE_JUDGED] = "competence-judged",
	[FACT_INFORMED] = "informed",
	[FACT_INFORM_TAKEN_BACK] = "inform-taken-back",
	[FACT_CHANGE_DECIDED] = "change-decided",
	[FACT_ROLE_SETTLED] = "role-settled",
	[FACT_RESTRICTED] = "restricted",
	[FACT_LIFT_NOTICE] = "lift-notice",
	[FACT_LIFTED] = "lifted",
	[FACT_RESTRICTED_USED] = "restricted-used",
	[FACT_CORRECTION_DECIDED] = "correction-decided",
	[FACT_MEANING_CLEAR] = "meaning-clear",
};
_Static_assert(array_len(names) == FACT__MAX, "a name for every fact");

const char *
fact_name(enum fact_kind k)
{
	return names[k];
}

enum fact_kind
fact_find(const char *name)
{
	size_t i = 0;
	while (i < array_len(names) && strcmp(names[i], name) != 0)
		i++;
	return (enum fact_kind)i;
}

const char *
fact_decides(enum fact_kind k)
{
	bool refuses = k == FACT_REFUSED || k == FACT_REFUSED_IN_PART;
	return refuses ? "refused" : k == FACT_CARRIED_OUT ? "done" : NULL;
}

bool
fact_is_transfer(enum fact_kind k)
{
	return k >= FACT_TRANSFER_ASKED && k <= FACT_TRANSFER_DROPPED;
}

const struct fact *
fact_transfer(const struct fact_list *list, const struct fact **ret_asked)
{
	const struct fact *last = NULL;
	*ret_asked = NULL;
	for (size_t i = 0; i < list->n; i++) {
		const struct fact *f = &list->items[i];
		if (f->kind == FACT_TRANSFER_ASKED)
			*ret_asked = f;
		if (fact_is_transfer(f->kind))
			last = f;
	}
	return last && last->kind != FACT_TRANSFER_DROPPED ? last : NULL;
}

bool
fact_alters_answer(enum fact_kind k)
{
	return k == FACT_REFUSED || k == FACT_REFUSED_IN_PART || k == FACT_REOPENED ||
	    k == FACT_RECEIPT_CORRECTED || k == FACT_RIGHT_ADDED || k == FACT_RIGHT_TAKEN_OFF ||
	    k == FACT_INFORMED || k == FACT_INFORM_TAKEN_BACK || fact_is_transfer(k);
}

const struct fact *
fact_receipt(const struct fact *facts, size_t n)
{
	const struct fact *receipt = facts;
	for (size_t i = 1; i < n; i++)
		if (facts[i].kind == FACT_RECEIPT_CORRECTED)
			receipt = &facts[i];
	return receipt;
}

struct date
fact_question_left(const struct fact_list *list, size_t asked, bool *ret_back)
{
	struct date left = { 0 };
	*ret_back = false;
	for (size_t i = asked + 1; i < list->n; i++) {
		const struct fact *f = &list->items[i];
		if (f->ref != list->items[asked].ref)
			continue;
		if (f->kind == FACT_QUESTION_SENT && !date_is_set(left)) {
			left = f->on;
			*ret_back = false;
		} else if (f->kind == FACT_QUESTION_BOUNCED && date_is_set(left)) {
			left = (struct date){ 0 };
			*ret_back = true;
		}
	}
	return left;
}

bool
fact_taken_back(const struct fact_list *list, const struct fact *f)
{
	size_t i = 0;
	while (i < list->n &&
	    (list->items[i].kind != FACT_QUESTION_TAKEN_BACK || list->items[i].ref != f->ref))
		i++;
	return i < list->n;
}

bool
fact_is_question(const struct fact_list *list, const struct fact *f, const char *about)
{
	return f->kind == FACT_QUESTION_ASKED && !fact_taken_back(list, f) &&
	    (!about || (f->ground && strcmp(f->ground, about) == 0));
}

bool
fact_question_answered(const struct fact_list *list, const struct fact *asked)
{
	size_t i = 0;
	while (i < list->n &&
	    (list->items[i].kind != FACT_QUESTION_ANSWERED || list->items[i].ref != asked->ref))
		i++;
	return i < list->n;
}

const char *
fact_role_settled(const struct fact_list *list, const char *category)
{
	const char *role = NULL;
	for (size_t i = 0; i < list->n; i++) {
		const struct fact *f = &list->items[i];
		if (f->kind == FACT_ROLE_SETTLED && f->scope &&
		    text_among(category, f->scope, SIZE_MAX))
			role = f->result;
	}
	return role;
}

bool
fact_corrected_back(const struct fact_list *list, const char *category)
{
	bool back = false;
	for (size_t i = 0; i < list->n; i++) {
		const struct fact *f = &list->items[i];
		if (f->kind == FACT_CORRECTION_DECIDED && text_among(category, f->scope, SIZE_MAX))
			back = f->result != NULL;
	}
	return back;
}

bool
fact_cause_stands(const struct fact_list *list, const char *cause)
{
	bool stands = false;
	for (size_t i = 0; i < list->n; i++) {
		const struct fact *f = &list->items[i];
		if (f->cause && strcmp(f->cause, cause) == 0)
			stands = f->kind == FACT_LATE_CAUSE;
	}
	return stands;
}

struct date
fact_counted(const struct fact *f)
{
	bool shown = f->kind == FACT_LETTER_SENT ? f->sealed != NULL
	    : f->kind == FACT_CLOSED             ? true /* on the day its letter left */
						 : f->result && strcmp(f->result, "proven") == 0;
	return !shown && date_cmp(f->recorded, f->on) > 0 ? f->recorded : f->on;
}

struct date
fact_told(const struct fact *facts, size_t n, const struct fact *f)
{
	struct date told = f->told;
	if (!f->letter)
		return date_is_set(told) ? told : fact_counted(f);
	for (size_t i = 0; i < n; i++) {
		const struct fact *l = &facts[i];
		if (!l->letter || strcmp(l->letter, f->letter) != 0)
			continue;
		if (l->kind == FACT_LETTER_SENT)
			told = fact_counted(l);
		else if (l->kind == FACT_LETTER_BOUNCED)
			told = (struct date){ 0 };
	}
	return told;
}

const char *
fact_amount(int64_t cents, struct arena *a)
{
	return arena_printf(a, "%" PRId64 ".%02d", cents / 100, (int)(cents % 100));
}

static void
set_text(json_t *j, const char *key, const char *value)
{
	if (value)
		json_object_set_new(j, key, json_string(value));
}

static void
set_flag(json_t *j, const char *key, bool value)
{
	if (value)
		json_object_set_new(j, key, json_true());
}

static void
set_number(json_t *j, const char *key, int64_t value)
{
	if (value)
		json_object_set_new(j, key, json_integer(value));
}

/* Each category once; purposes beside them, where it is about some. */
static void
set_parts(json_t *j, const struct fact *f)
{
	auto_drop(json) json_t *categories = json_array(), *purposes = json_array();
	for (size_t i = 0; i < f->nparts; i++) {
		const struct right_part *p = &f->parts[i];
		if (!json_has(categories, p->category))
			json_array_append_new(categories, json_string(p->category));
		if (*p->purpose && !json_has(purposes, p->purpose))
			json_array_append_new(purposes, json_string(p->purpose));
	}
	if (json_array_size(categories))
		json_object_set(j, "categories", categories);
	if (json_array_size(purposes))
		json_object_set(j, "purposes", purposes);
}

json_t *
fact_json(const struct fact *f)
{
	char day[DATE_LEN];
	json_t *j = json_pack("{s:s}", "on", date_format(f->on, day));
	set_number(j, "ref", f->ref);
	set_text(j, "ground", f->ground);
	set_text(j, "right", f->right);
	set_parts(j, f);
	set_text(j, "method", f->method);
	set_text(j, "result", f->result);
	set_number(j, "identifier", f->identifier);
	set_text(j, "cause", f->cause);
	set_text(j, "duplicate_of", f->duplicate_of);
	set_text(j, "withdrawn_by", f->withdrawn_by);
	set_number(j, "amount_cents", f->amount_cents);
	if (date_is_set(f->withdraw_by))
		set_text(j, "withdraw_by", date_format(f->withdraw_by, day));
	if (date_is_set(f->until))
		set_text(j, "until", date_format(f->until, day));
	set_flag(j, "large_quantity", f->large_quantity);
	set_flag(j, "accepted", f->accepted);
	set_flag(j, "late", f->late);
	set_flag(j, "unannounced", f->unannounced);
	if (f->recipients && f->recipients[0])
		json_object_set_new(j, "recipients", json_strings(f->recipients, SIZE_MAX));
	if (f->scope && f->scope[0])
		json_object_set_new(j, "scope", json_strings(f->scope, SIZE_MAX));
	set_text(j, "letter", f->letter);
	return j;
}
