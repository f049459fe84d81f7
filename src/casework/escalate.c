/*
 * Escalation: what comes due is told, once a rung, to those who must know: an event, and a file in HOME/spool until
 * there is mail. Touches only what is due to be looked at.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/ladder.h"
#include "decide_private.h"

#define BATCH 500

/*
 * Written aside and renamed, before the commit that records it: when we die between the two the same rung is told
 * again, in the same file with the same contents.
 */
static bool
spool(struct installation *in, const char *name, const json_t *message, struct arena *a, struct err *err)
{
	const char *dir = conf_path(&in->conf, "spool", a);
	const char *path = arena_printf(a, "%s/%s.json", dir, name), *aside = arena_printf(a, "%s/.%s.new", dir, name);
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return err_set(err, ERR_SYSTEM, "cannot make the directory %s: %m", dir);
	auto_drop(fd) int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	auto_drop(fd) int dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || dirfd < 0 || json_dumpfd(message, fd, JSON_INDENT(2)) != 0 || fsync(fd) != 0 ||
	    rename(aside, path) != 0 || fsync(dirfd) != 0)
		return err_set(err, errno == ENOSPC ? ERR_TEMPORARY : ERR_SYSTEM, "cannot write %s: %m", path);
	return true;
}

static json_t *
message_of(const struct org *org, const struct look *l, const struct ladder_news *news, struct arena *a)
{
	return json_pack("{s:s, s:s, s:s?, s:s, s:s, s:s?, s:o, s:o, s:s?}", "organisation", org->slug, "reference", l->reference,
	    "system", l->system, "rung", news->name, "tell", ladder_roles(news->roles, a), "skipped", news->skipped, "due",
	    date_json(l->due), "reached", date_json(news->day), "handler", l->handler);
}

static bool
tell(struct installation *in, const struct org *org, const struct look *l, const struct ladder_news *news, int64_t *told,
    struct arena *a, struct err *err)
{
	char day[DATE_LEN];
	const struct escalation e = {
		.rung = news->rung, .name = news->name, .roles = ladder_roles(news->roles, a), .due = l->due, .reached = news->day,
	};
	bool is_new;
	if (!escalation_insert(in->db, org->id, l, &e, clock_now(), &is_new, err) || !is_new)
		return err->kind == ERR_NONE;
	json_t *message = message_of(org, l, news, a);
	const char *file = l->task_id
	    ? arena_printf(a, "%s.%s.%s.%d", l->reference, date_format(l->asked, day), l->system, news->rung)
	    : arena_printf(a, "%s.%s.%d", l->reference, date_format(l->due, day), news->rung);
	bool ok = spool(in, file, message, a, err) &&
	    event_append(in->db, org->id, l->request_id, in->actor, l->task_id ? "task.chased" : "request.escalated", message, err);
	json_decref(message);
	(*told) += ok;
	return ok;
}

static bool
look_at(struct installation *in, const struct org *org, const struct look *l, struct date today, int64_t *told, struct arena *a,
    struct err *err)
{
	const struct ladder_told before = { l->told_rung, l->due };
	struct ladder_news news = { .rung = -1 };
	if (l->ended)
		; /* looked at again when the request is reopened */
	else if (l->task_id)
		ladder_task(l->asked, l->due, today, before, a, &news);
	else
		ladder_request(l->due, today, before, a, &news);
	if (news.rung >= 0 && !tell(in, org, l, &news, told, a, err))
		return false;
	/* a ladder that has nothing more to tell is looked at again when the due date moves, and else never */
	const struct date never = { 9999, 12, 31 };
	return look_again(in->db, org->id, l, date_is_set(news.next) ? news.next : never, err);
}

static bool
look_at_all(struct installation *in, const struct org *org, const struct look_list *list, struct date today, int64_t *told,
    struct arena *a, struct err *err)
{
	int64_t before = *told;
	for (size_t i = 0; i < list->n; i++)
		if (!look_at(in, org, &list->items[i], today, told, a, err))
			return false;
	if (*told == before)
		event_none(in->db); /* only the day to look again moved: nothing happened */
	return true;
}

static bool
escalate_org(struct installation *in, const struct org *org, int64_t *told, struct err *err)
{
	struct date today;
	if (!case_today(org, &today, err))
		return false;
	for (;;) {
		auto_drop(arena) struct arena *a = arena_new();
		struct look_list requests = { 0 }, tasks = { 0 };
		if (!db_begin(in->db, err))
			return false;
		bool ok = request_look(in->db, org->id, today, BATCH, a, &requests, err) &&
		    task_look(in->db, org->id, org->zone, today, BATCH, a, &tasks, err) &&
		    look_at_all(in, org, &requests, today, told, a, err) && look_at_all(in, org, &tasks, today, told, a, err);
		if (ok && requests.n + tasks.n == 0) {
			db_rollback(in->db);
			return true;
		}
		if (!finish(in, ok, err))
			return false;
	}
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
