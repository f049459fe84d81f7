/*
 * Metrics in the text form that Prometheus reads: what is open and when it is due, per organisation
 * and right, and the queue. Counts only, nothing about anybody.
 */
#include <inttypes.h>

#include "dossier/installation.h"
#include "dossier/store/metrics.h"

static const struct {
	const char *name, *help;
} gauges[] = {
	{ "dossier_requests_open", "Requests not decided, or told to nobody, per right" },
	{ "dossier_requests_due_soon", "Of these due within seven days, per right" },
	{ "dossier_requests_late", "Of these past their due date, per right" },
	{ "dossier_oldest_request_age_seconds",
	    "Whole days since the receipt of the oldest of these, per right" },
};

static int64_t
gauge(const struct metric *m, size_t which, struct date today)
{
	const int64_t values[] = { m->open, m->due_soon, m->late,
		(date_to_days(today) - date_to_days(m->oldest)) * INT64_C(86400) };
	return values[which];
}

struct org_metrics {
	struct metric_list list;
	struct date today;
	int64_t ready, age_s;
	struct failing_list failing;
};

static void
write_gauges(const struct org_list *orgs, const struct org_metrics *m, struct buf *out)
{
	for (size_t g = 0; g < array_len(gauges); g++) {
		buf_addf(out, "# HELP %s %s\n# TYPE %s gauge\n", gauges[g].name, gauges[g].help,
		    gauges[g].name);
		for (size_t o = 0; o < orgs->n; o++)
			for (size_t i = 0; i < m[o].list.n; i++)
				buf_addf(out, "%s{organisation=\"%s\",right=\"%s\"} %" PRId64 "\n",
				    gauges[g].name, orgs->items[o].slug, m[o].list.items[i].right,
				    gauge(&m[o].list.items[i], g, m[o].today));
	}
	buf_adds(out,
	    "# HELP dossier_queue_ready Tasks ready to run\n# TYPE dossier_queue_ready gauge\n");
	for (size_t o = 0; o < orgs->n; o++)
		buf_addf(out, "dossier_queue_ready{organisation=\"%s\"} %" PRId64 "\n",
		    orgs->items[o].slug, m[o].ready);
	buf_adds(out,
	    "# HELP dossier_queue_age_seconds Age of the oldest ready task\n# TYPE "
	    "dossier_queue_age_seconds gauge\n");
	for (size_t o = 0; o < orgs->n; o++)
		buf_addf(out, "dossier_queue_age_seconds{organisation=\"%s\"} %" PRId64 "\n",
		    orgs->items[o].slug, m[o].age_s);
}

static void
write_failing(const struct org_list *orgs, const struct org_metrics *m, struct buf *out)
{
	buf_adds(out,
	    "# HELP dossier_system_failing_tasks Tasks that failed at this system and are to be "
	    "tried again\n# TYPE dossier_system_failing_tasks gauge\n");
	for (size_t o = 0; o < orgs->n; o++)
		for (size_t i = 0; i < m[o].failing.n; i++)
			buf_addf(out,
			    "dossier_system_failing_tasks{organisation=\"%s\",system=\"%s\"} "
			    "%" PRId64 "\n",
			    orgs->items[o].slug, m[o].failing.items[i].system,
			    m[o].failing.items[i].tasks);
}

bool
metrics_text(struct installation *in, const struct actor *who, struct buf *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	usec_t now = clock_now();
	if (!installation_orgs(in, who, NULL, act_roles(ACT_MEASURE), a, &orgs, err))
		return false;
	struct org_metrics *m = arena_alloc(a, (orgs.n + 1) * sizeof(*m));
	for (size_t i = 0; i < orgs.n; i++)
		if (!org_today(&orgs.items[i], &m[i].today, err) ||
		    !metrics_of(in->db, orgs.items[i].id, m[i].today, a, &m[i].list, err) ||
		    !metrics_queue(in->db, orgs.items[i].id, now, &m[i].ready, &m[i].age_s, err) ||
		    !metrics_failing(in->db, orgs.items[i].id, a, &m[i].failing, err))
			return false;
	int64_t mib;
	(void)installation_has_room(in, &mib);
	buf_addf(ret,
	    "# HELP dossier_disk_free_mebibytes Free where data is collected; below 1024 nothing "
	    "is\n# TYPE dossier_disk_free_mebibytes gauge\ndossier_disk_free_mebibytes %" PRId64
	    "\n",
	    mib);
	write_gauges(&orgs, m, ret);
	write_failing(&orgs, m, ret);
	return true;
}
