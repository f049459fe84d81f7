/*
 * Reminders: who was asked by a written instruction and is silent gets a finished letter in the
 * same thread, once for each rung. It refers to the instruction and repeats nothing about the
 * person. Chases nobody who was asked otherwise, and sends nothing.
 */
#include "dossier/store/look.h"
#include "remind.h"

#define ANSWER_DAYS 4 /* that a reminder leaves, unless our own day comes first */

void
reminder_find(
    struct installation *in, const struct org *org, const struct look *l, struct reminder *ret)
{
	struct err unread = { 0 };
	*ret = (struct reminder){ .org = org, .look = l };
	ret->reg = l->instruction ? register_of(in, org, 0, &unread) : NULL;
	if (!ret->reg)
		return;
	const struct system *s = reg_system(ret->reg, l->system);
	const struct recipient *r =
	    s && s->recipient ? reg_recipient(ret->reg, s->recipient) : NULL;
	const json_t *o = ret->reg->organisation;
	const char *from = json_str(json_get(o, "contact"), "email"),
		   *to = r ? json_str(json_get(r->json, "contact"), "email") : NULL;
	if (!from || !to || !letter_address_ok(from) || !letter_address_ok(to))
		return;
	/* that of the instruction */
	const char *own = json_str(json_get(r->json, "contact"), "language");
	ret->language = own ? own : json_string_value(json_array_get(json_get(o, "languages"), 0));
	if (!ret->language || !letter_speaks(LETTER_REMINDER, ret->language))
		ret->language = "en";
	ret->recipient = r->json;
	ret->system = json_text_in(json_get(s->json, "name"), ret->language);
	ret->from = from;
	ret->to = to;
}

static struct date
answer_by(struct date today, struct date due)
{
	struct date by = date_add_days(today, ANSWER_DAYS), before = date_add_days(due, -1),
		    soonest = date_add_days(today, 1);
	if (date_cmp(due, today) > 0 && date_cmp(before, by) < 0)
		by = before;
	return date_cmp(by, soonest) < 0 ? soonest : by;
}

static json_t *
words(const struct reminder *r, const struct ladder_news *news, struct arena *a, struct err *err)
{
	struct date today;
	const struct look *l = r->look;
	if (!org_today(r->org, &today, err))
		return NULL;
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:b, s:b, s:o}", "reference",
	    l->reference, "system", r->system ? r->system : l->system, "asked",
	    date_words(l->asked, r->language, a), "answer_by",
	    date_words(answer_by(today, l->due), r->language, a), "due",
	    date_words(l->due, r->language, a), "late", date_cmp(l->due, today) < 0, "erase",
	    l->erases, "stop", l->stops, "search", !l->erases && !l->stops, "last",
	    !date_is_set(news->next), "organisation", letter_organisation(r->reg->organisation, a));
}

bool
reminder_make(struct installation *in, const struct reminder *r, const struct ladder_news *news,
    const unsigned char ledger[static KEY_LEN], struct arena *a, struct letter *ret,
    struct err *err)
{
	const struct look *l = r->look;
	char asked[DATE_LEN];
	auto_drop(json) json_t *data = words(r, news, a, err);
	const struct letter_draft draft = {
		.kind = LETTER_REMINDER,
		.name = arena_printf(a, "%s.%s.remind-%s-%d", l->reference, l->system,
		    date_format(l->asked, asked), news->rung + 1),
		.recipient = json_str_or(r->recipient, "id", l->system),
		.language = r->language,
		.from_name = r->reg->name,
		.from = r->from,
		.to_name = json_str_or(
		    r->recipient, "name", json_str_or(r->recipient, "described_as", r->to)),
		.to = r->to,
		.in_reply_to = l->instruction,
		.rehearsal = in->rehearsal,
		.data = data,
	};
	return data && letter_make(&draft, ledger, a, ret, NULL, err);
}
