/*
 * Escalation: what comes due is told, once a rung, to those who must know: an event, and a file in HOME/spool until
 * there is mail. Touches only what is due to be looked at.
 */
#include "remind.h"
#include "spool.h"

#define BATCH 200 /* requests, and tasks, in one transaction */

/* One transaction of looking at what is due in one organisation. */
struct round {
	struct installation *in;
	const struct org *org;
	struct date today;
	int64_t told;
	struct reminders reminders;
	json_t *people; /* who can be told; NULL: not needed yet */
};

static json_t *
message_of(const struct round *x, const struct look *l, const struct ladder_news *news, const char *letter, struct arena *a)
{
	return json_pack("{s:s, s:s, s:s?, s:s, s:s, s:s?, s:o, s:o, s:s?, s:s?}", "organisation", x->org->slug, "reference",
	    l->reference, "system", l->system, "rung", news->name, "tell", ladder_roles(news->roles, a), "skipped", news->skipped,
	    "due", date_json(l->due), "reached", date_json(news->day), "handler", l->handler, "letter", letter);
}

/* The same rung of the same ladder is the same file. */
static const char *
spool_name(const struct look *l, int rung, struct arena *a)
{
	char day[DATE_LEN];
	if (!l->task_id)
		return arena_printf(a, "%s.%s.%d", l->reference, date_format(l->due, day), rung);
	return arena_printf(a, "%s.%s.%s.%d", l->reference, date_format(l->asked, day), l->system, rung);
}

static bool
tell(struct round *x, const struct look *l, struct ladder_news *news, struct arena *a, struct err *err)
{
	struct reminder who = { 0 };
	bool is_new;
	if (l->task_id && !reminder_find(x->in, x->org, l, &who, err))
		return false;
	if (l->task_id && !who.to)
		news->roles |= LADDER_HANDLER; /* nobody but a colleague can reach who was asked */
	const struct escalation e = {
		.rung = news->rung, .name = news->name, .roles = ladder_roles(news->roles, a), .due = l->due, .reached = news->day,
	};
	if (!escalation_insert(x->in->db, x->org->id, l, &e, clock_now(), &is_new, err) || !is_new)
		return err->kind == ERR_NONE;
	const char *letter = who.to ? reminder_write(x->in, &who, news, &x->reminders, a, err) : NULL;
	if (who.to && !letter)
		return false;
	const struct spool_news told = {
		.reference = l->reference, .system = l->system, .handler = l->handler, .letter = letter,
		.skipped = news->skipped, .roles = news->roles, .due = l->due, .today = x->today,
	};
	if (!x->people && !(x->people = spool_people(x->in, x->org, err)))
		return false;
	json_t *message = message_of(x, l, news, letter, a);
	bool ok = spool_tell(x->in, x->people, spool_name(l, news->rung, a), &told, message, err) &&
	    event_append(x->in->db, x->org->id, l->request_id, x->in->actor, l->task_id ? "task.chased" : "request.escalated",
		message, err);
	json_decref(message);
	x->told += ok;
	return ok;
}

static bool
look_at(struct round *x, const struct look *l, struct arena *a, struct err *err)
{
	const struct ladder_told before = { l->told_rung, l->due };
	struct ladder_news news = { .rung = -1 };
	if (l->ended)
		; /* looked at again when the request is reopened */
	else if (l->task_id)
		ladder_task(l->asked, l->due, x->today, before, a, &news);
	else
		ladder_request(l->due, x->today, before, a, &news);
	if (news.rung >= 0 && !tell(x, l, &news, a, err))
		return false;
	/* a ladder that has nothing more to tell is looked at again when the due date moves, and else never */
	const struct date never = { 9999, 12, 31 };
	return look_again(x->in->db, x->org->id, l, date_is_set(news.next) ? news.next : never, err);
}

static bool
look_at_all(struct round *x, size_t *ret_n, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct look_list requests = { 0 }, tasks = { 0 };
	if (!request_look(x->in->db, x->org->id, x->today, BATCH, a, &requests, err) ||
	    !task_look(x->in->db, x->org->id, x->org->zone, x->today, BATCH, a, &tasks, err))
		return false;
	*ret_n = requests.n + tasks.n;
	for (size_t i = 0; i < requests.n; i++)
		if (!look_at(x, &requests.items[i], a, err))
			return false;
	for (size_t i = 0; i < tasks.n; i++)
		if (!look_at(x, &tasks.items[i], a, err))
			return false;
	if (x->told == 0)
		event_none(x->in->db); /* only the day to look again moved: nothing happened */
	return true;
}

static bool
escalate_org(struct installation *in, const struct org *org, int64_t *told, struct err *err)
{
	for (size_t n = 1; n > 0;) {
		struct round x = { .in = in, .org = org };
		if (!case_today(org, &x.today, err) || !db_begin(in->db, err))
			return false;
		bool ok = look_at_all(&x, &n, err);
		json_decref(x.people);
		if (!reminders_settle(&x.reminders, finish(in, ok, err), err))
			return false;
		*told += x.told;
	}
	return true;
}

bool
case_escalate(struct installation *in, int64_t *ret_told, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	*ret_told = 0;
	if (!org_list(in->db, a, &orgs, err))
		return false;
	bool ok = true;
	for (size_t i = 0; i < orgs.n; i++) {
		struct err bad = { 0 };
		/* what is wrong with one organisation silences no other */
		if (!escalate_org(in, &orgs.items[i], ret_told, &bad))
			ok = err_set(err, bad.kind, "escalate for %s: %s", orgs.items[i].slug, bad.text);
	}
	return ok;
}

/* ---- metrics ---- */

static const struct {
	const char *name, *help;
} gauges[] = {
	{ "dossier_requests_open", "Open requests, per right" },
	{ "dossier_requests_due_7_days", "Open requests due within seven days, per right" },
	{ "dossier_requests_late", "Open requests past their due date, per right" },
	{ "dossier_oldest_request_days", "Days since the receipt of the oldest open request, per right" },
};

static int64_t
gauge(const struct metric *m, size_t which, struct date today)
{
	const int64_t values[] = { m->open, m->due_soon, m->late, date_to_days(today) - date_to_days(m->oldest) };
	return values[which];
}

struct org_metrics { struct metric_list list; struct date today; int64_t ready, age_s; };

static void
write_gauges(const struct org_list *orgs, const struct org_metrics *m, struct buf *out)
{
	for (size_t g = 0; g < array_len(gauges); g++) {
		buf_addf(out, "# HELP %s %s\n# TYPE %s gauge\n", gauges[g].name, gauges[g].help, gauges[g].name);
		for (size_t o = 0; o < orgs->n; o++)
			for (size_t i = 0; i < m[o].list.n; i++)
				buf_addf(out, "%s{organisation=\"%s\",right=\"%s\"} %" PRId64 "\n", gauges[g].name, orgs->items[o].slug,
				    m[o].list.items[i].right, gauge(&m[o].list.items[i], g, m[o].today));
	}
	buf_adds(out, "# HELP dossier_queue_ready Tasks ready to run\n# TYPE dossier_queue_ready gauge\n");
	for (size_t o = 0; o < orgs->n; o++)
		buf_addf(out, "dossier_queue_ready{organisation=\"%s\"} %" PRId64 "\n", orgs->items[o].slug, m[o].ready);
	buf_adds(out, "# HELP dossier_queue_age_seconds Age of the oldest ready task\n# TYPE dossier_queue_age_seconds gauge\n");
	for (size_t o = 0; o < orgs->n; o++)
		buf_addf(out, "dossier_queue_age_seconds{organisation=\"%s\"} %" PRId64 "\n", orgs->items[o].slug, m[o].age_s);
}

bool
metrics_text(struct installation *in, struct buf *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	if (!org_list(in->db, a, &orgs, err))
		return false;
	struct org_metrics *m = arena_alloc(a, (orgs.n + 1) * sizeof(*m));
	for (size_t i = 0; i < orgs.n; i++)
		if (!case_today(&orgs.items[i], &m[i].today, err) ||
		    !metrics_of(in->db, orgs.items[i].id, m[i].today, a, &m[i].list, err) ||
		    !metrics_queue(in->db, orgs.items[i].id, &m[i].ready, &m[i].age_s, err))
			return false;
	write_gauges(&orgs, m, ret);
	return true;
}
