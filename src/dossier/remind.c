/*
 * Reminders: who was asked by a written instruction and is silent gets a finished letter in the
 * same thread, once for each rung. It refers to the instruction and repeats nothing about the
 * person. Chases nobody who was asked otherwise, and sends nothing.
 */
#include "dossier/store/letter.h"
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
	if (!from || !to || !mail_address_ok(from) || !mail_address_ok(to))
		return;
	/* that of the instruction */
	ret->language = json_string_value(json_array_get(json_get(o, "languages"), 0));
	if (!ret->language || !letter_speaks("remind", ret->language))
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
words(const struct installation *in, const struct reminder *r, const struct ladder_news *news,
    struct arena *a, struct err *err)
{
	struct date today;
	const struct look *l = r->look;
	const json_t *o = r->reg->organisation;
	if (!org_today(r->org, &today, err))
		return NULL;
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:{s:s, s:s*, s:s, s:s*}}",
	    "reference", l->reference, "system", r->system ? r->system : l->system, "asked",
	    date_words(l->asked, r->language, a), "answer_by",
	    date_words(answer_by(today, l->due), r->language, a), "due",
	    date_words(l->due, r->language, a), "late", date_cmp(l->due, today) < 0, "last",
	    !date_is_set(news->next), "rehearsal", in->rehearsal, "organisation", "name",
	    r->reg->name, "address", json_str(o, "address"), "email", r->from, "dpo",
	    json_str(json_get(o, "dpo"), "email"));
}

const char *
reminder_write(struct installation *in, const struct reminder *r, const struct ladder_news *news,
    struct reminders *list, struct arena *a, struct err *err)
{
	const struct look *l = r->look;
	char asked[DATE_LEN];
	const char *id = arena_printf(a, "%s.%s.remind-%s-%d", l->reference, l->system,
	    date_format(l->asked, asked), news->rung + 1);
	const char *file = arena_printf(a, "%s.eml", id);
	const char *to_name =
	    json_str_or(r->recipient, "name", json_str_or(r->recipient, "described_as", r->to));
	struct mail m = { .from_name = text_clean(r->reg->name, false, 200, a),
		.from = r->from,
		.to = r->to,
		.language = r->language,
		.date = clock_now(),
		.to_name = text_clean(to_name, false, 200, a),
		.message_id = arena_printf(a, "%s%s", id, strrchr(r->from, '@')),
		.in_reply_to = l->instruction };
	const struct letter letter = { .kind = "reminder",
		.recipient = json_str_or(r->recipient, "id", l->system),
		.state = "written",
		.message_id = m.message_id,
		.file = file };
	auto_drop(json) json_t *data = words(in, r, news, a, err);
	if (!data || !letter_fill("remind", m.language, data, a, &m.subject, &m.body, err) ||
	    !letter_insert(in->db, r->org->id, l->request_id, &letter, err))
		return NULL;
	struct eml_draft *draft = eml_draft(&m, conf_path(&in->conf, "outbox", a), file, err);
	if (!draft)
		return NULL;
	list->items = xrealloc(list->items, (list->n + 1) * sizeof(struct eml_draft *));
	list->items[list->n++] = draft;
	return file;
}

bool
reminders_settle(struct reminders *list, bool committed, struct err *err)
{
	bool ok = committed, in_doubt = !committed && err->kind == ERR_TEMPORARY;
	for (size_t i = 0; i < list->n; i++) {
		struct err bad = { 0 };
		bool kept = committed && eml_keep(list->items[i], &bad);
		if (committed && !kept)
			ok = err_set(err, bad.kind, "%s", bad.text);
		if (in_doubt || (committed && !kept))
			eml_leave(list->items[i]); /* letters_mend finds out */
		eml_draft_free(list->items[i]);
	}
	free(list->items);
	*list = (struct reminders){ 0 };
	return ok;
}
