/*
 * Escalation: what comes due is told, once a rung, to those who must know: an event and letters.
 * Touches only what is due to be looked at.
 */
#include "dossier/deadline.h"
#include "dossier/store/event.h"
#include "dossier/store/look.h"
#include "remind.h"
#include "spool.h"

#define BATCH 200 /* requests, or tasks, in one transaction */

/* One transaction of looking at what is due in one organisation. */
struct round {
	struct installation *in;
	const struct actor *who;
	const struct org *org;
	struct date today;
	int64_t told;
	json_t *people; /* who can be told; NULL: not needed yet */
};

static json_t *
message_of(
    const struct round *x, const struct look *l, const struct ladder_news *news, struct arena *a)
{
	return json_pack("{s:s, s:s, s:s?, s:s, s:s, s:s?, s:o, s:o, s:s?}", "organisation",
	    x->org->slug, "reference", l->reference, "system", l->system, "rung", news->name,
	    "tell", ladder_roles(news->roles, a), "skipped", news->skipped, "due",
	    date_json(l->due), "reached", date_json(news->day), "handler", l->handler);
}

/* The same rung of the same ladder is the same file. */
static const char *
spool_name(const struct look *l, int rung, struct arena *a)
{
	char day[DATE_LEN];
	if (!l->task_id)
		return arena_printf(a, "%s.%s.%d", l->reference, date_format(l->due, day), rung);
	return arena_printf(
	    a, "%s.%s.%s.%d", l->reference, date_format(l->asked, day), l->system, rung);
}

/* A reminder to who was asked, where one can be made (*ret NULL: none), and the news of it. */
static bool
write_letters(struct round *x, const struct look *l, const struct ladder_news *news,
    const struct reminder *who, struct arena *a, json_t *message, struct err *err)
{
	struct letter reminder, letter;
	auto_drop(request_keys) struct request_keys *keys =
	    dossier_keys(x->in, x->org->id, l->request_id, l->reference, err);
	if (!keys)
		return false;
	if (who->to && !reminder_make(x->in, who, news, keys->ledger, a, &reminder, err))
		return false;
	const struct spool_news told = {
		.name = spool_name(l, news->rung, a),
		.reference = l->reference,
		.system = l->system,
		.handler = l->handler,
		.letter = who->to ? reminder.file : NULL,
		.skipped = news->skipped,
		.roles = news->roles,
		.due = l->due,
		.today = x->today,
	};
	json_object_set_new(
	    message, "letter", told.letter ? json_string(told.letter) : json_null());
	if (!x->people && !(x->people = spool_people(x->in, x->org, x->today, err)))
		return false;
	struct db *db = x->in->db;
	if (who->to)
		dossier_wrote(x->in, l->reference, &reminder);
	return spool_make(x->in, x->people, &told, message, keys->ledger, a, &letter, err) &&
	    (!who->to ||
		letter_insert(db, x->org->id, l->request_id, l->task_id, &reminder, err)) &&
	    letter_insert(db, x->org->id, l->request_id, l->task_id, &letter, err);
}

static bool
tell(struct round *x, const struct look *l, struct ladder_news *news, struct arena *a,
    struct err *err)
{
	struct reminder who = { 0 };
	bool is_new;
	if (l->task_id)
		reminder_find(x->in, x->org, l, &who);
	if (l->task_id && !who.to)
		news->roles |= LADDER_HANDLER; /* nobody but a colleague can reach who was asked */
	const struct escalation e = {
		.rung = news->rung,
		.name = news->name,
		.roles = ladder_roles(news->roles, a),
		.due = l->due,
		.reached = news->day,
	};
	if (!escalation_insert(x->in->db, x->org->id, l, &e, clock_now(), &is_new, err) || !is_new)
		return err->kind == ERR_NONE;
	auto_drop(json) json_t *message = message_of(x, l, news, a);
	bool ok = write_letters(x, l, news, &who, a, message, err) &&
	    event_append(x->in->db, x->org->id, l->request_id, x->who->name,
		l->task_id ? "task.chased" : "request.escalated", message, err);
	x->told += ok;
	return ok;
}

/*
 * Two working days after. A calendar that cannot be read keeps nothing from being told: then two
 * days after, which is never later.
 */
static struct date
two_days_on(struct round *x, struct date day)
{
	struct err unread = { 0 };
	const struct calendar *c = laws_calendar(x->in, x->org->calendar, &unread);
	return c ? deadline_at_once(c, deadline_at_once(c, day)) : date_add_days(day, 2);
}

static bool
look_at(struct round *x, const struct look *l, struct arena *a, struct err *err)
{
	const struct ladder_told before = { l->told_rung, l->due };
	struct ladder_news news = { .rung = -1 };
	if (l->ended)
		; /* looked at again when the request is reopened */
	else if (l->task_id && l->stops)
		ladder_stop(two_days_on(x, l->asked), x->today, before, a, &news);
	else if (l->task_id)
		ladder_task(l->asked, l->due, x->today, before, a, &news);
	else
		ladder_request(l->due, x->today, before, a, &news);
	if (news.rung >= 0 && !tell(x, l, &news, a, err))
		return false;
	/*
	 * a ladder with nothing more to tell is looked at again when the due date moves, else never
	 */
	const struct date never = { 9999, 12, 31 };
	return look_again(
	    x->in->db, x->org->id, l, date_is_set(news.next) ? news.next : never, err);
}

typedef bool look_some(struct round *x, struct arena *a, struct look_list *ret, struct err *err);

static bool
requests(struct round *x, struct arena *a, struct look_list *ret, struct err *err)
{
	return request_look(x->in->db, x->org->id, x->today, BATCH, a, ret, err);
}

static bool
tasks(struct round *x, struct arena *a, struct look_list *ret, struct err *err)
{
	return task_look(x->in->db, x->org->id, x->org->zone, x->today, BATCH, a, ret, err);
}

static bool
look_at_some(struct round *x, look_some *of, size_t *ret_n, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct look_list list;
	if (!of(x, a, &list, err))
		return false;
	*ret_n = list.n;
	for (size_t i = 0; i < list.n; i++)
		if (!look_at(x, &list.items[i], a, err))
			return false;
	if (x->told == 0)
		event_none(x->in->db); /* only the day to look again moved: nothing happened */
	return true;
}

static bool
escalate_org(struct installation *in, const struct actor *who, const struct org *org, look_some *of,
    int64_t *told, struct err *err)
{
	for (size_t n = 1; n > 0;) {
		struct round x = { .in = in, .who = who, .org = org };
		if (!org_today(org, &x.today, err) || !db_begin(in->db, err))
			return false;
		bool ok = look_at_some(&x, of, &n, err);
		json_decref(x.people);
		if (!installation_commit(in, ok, err))
			return false;
		*told += x.told;
	}
	return true;
}

bool
dossier_escalate(
    struct installation *in, const struct actor *who, int64_t *ret_told, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	*ret_told = 0;
	if (!org_list(in->db, a, &orgs, err))
		return false;
	static look_some *const ladders[] = { requests, tasks };
	bool ok = true;
	for (size_t i = 0; i < orgs.n * array_len(ladders); i++) {
		const struct org *org = &orgs.items[i / array_len(ladders)];
		struct err bad = { 0 };
		/*
		 * what is wrong with one organisation silences no other, and a reminder that can
		 * not be written no deadline
		 */
		if (!escalate_org(in, who, org, ladders[i % array_len(ladders)], ret_told, &bad))
			ok = err_set(err, bad.kind, "escalate for %s: %s", org->slug, bad.text);
	}
	return ok;
}
