/*
 * What a worker also does, now and then: sweep, tell what is due, give events their places.
 */
#include "dossier/audit.h"
#include "dossier/change.h"
#include "dossier/decide.h"
#include "dossier/restored.h"
#include "dossier/suppressed.h"
#include "worker_private.h"

#define SWEEP_MS (3600 * INT64_C(1000))
#define ESCALATE_MS (60 * INT64_C(1000))
#define SEQUENCE_MS 1000
#define RESTORED_MS 2000

void
worker_warn(struct supervisor *s, const struct err *err)
{
	if (strcmp(s->trouble.text, err->text) == 0)
		return;
	s->trouble = *err;
	if (s->opt->warn)
		s->opt->warn(err->text, s->opt->arg);
}

/* At once the first time, then when so long passed. */
static bool
is_due(int64_t *last_ms, int64_t every_ms)
{
	int64_t now = clock_boot_ms();
	if (*last_ms && now - *last_ms < every_ms)
		return false;
	*last_ms = now;
	return true;
}

/* A database may be exchanged under who works with it. */
bool
chores_restored(struct supervisor *s, struct err *err)
{
	return !is_due(&s->restored_at_ms, RESTORED_MS) || restored_refuse(s->in, err);
}

/* Blobs nobody names, and dates that a corrected calendar moved. */
void
chores_sweep(struct supervisor *s)
{
	struct err bad = { 0 };
	if (!is_due(&s->swept_at_ms, SWEEP_MS))
		return;
	if (!worker_sweep(s->in, &bad))
		worker_warn(s, &bad);
	err_clear(&bad);
	auto_drop(json) json_t *moved = dossier_recompute(s->in, &s->who, &bad);
	if (!moved)
		worker_warn(s, &bad);
	size_t i;
	const json_t *row;
	json_array_foreach(moved, i, row)
		if (json_flag(row, "changed") && s->opt->moved)
			s->opt->moved(row, s->opt->arg);
}

/* Of each organisation, whatever becomes of the others. */
static void
of_each(
    struct supervisor *s, bool (*act)(struct supervisor *s, const struct org *org, struct err *err))
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	struct err bad = { 0 };
	if (!installation_orgs(s->in, &s->who, NULL, act_roles(ACT_WORK), a, &orgs, &bad)) {
		worker_warn(s, &bad);
		return;
	}
	for (size_t i = 0; i < orgs.n; i++) {
		struct err of_one = { 0 };
		if (!act(s, &orgs.items[i], &of_one))
			worker_warn(s, &of_one);
	}
}

/* Whoever died before it came to that is caught up with. */
static bool
publish(struct supervisor *s, const struct org *org, struct err *err)
{
	const struct spool spool = installation_spool(s->in);
	return spool_publish(&spool, org->id, err) || err_wrap(err, "the letters of %s", org->slug);
}

/* The ladder: busy or not, nobody may miss a day. */
void
chores_escalate(struct supervisor *s)
{
	struct err bad = { 0 };
	int64_t told;
	if (!is_due(&s->escalated_at_ms, ESCALATE_MS))
		return;
	if (!dossier_escalate(s->in, &s->who, &told, &bad))
		worker_warn(s, &bad);
	of_each(s, publish);
}

static bool
change(struct supervisor *s, const struct org *org, struct err *err)
{
	return change_sweep(s->in, &s->who, org, err);
}

/* What was approved begins when its time has come, and what is over is looked at, busy or not. */
void
chores_change(struct supervisor *s)
{
	if (is_due(&s->changed_at_ms, ESCALATE_MS))
		of_each(s, change);
}

static bool
watch(struct supervisor *s, const struct org *org, struct err *err)
{
	const struct doctor_tries tries = worker_tries(s->tries);
	return suppressed_sweep(s->in, &s->who, org, &tries, err);
}

/* Who objected, or was erased, and is used again: where the register asks for it. */
void
chores_watch(struct supervisor *s)
{
	if (is_due(&s->watched_at_ms, SWEEP_MS))
		of_each(s, watch);
}

/* Not in every batch; before anything leaves, who hands it over sees to it. */
bool
chores_sequence(struct supervisor *s, bool now, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	int64_t n;
	if (s->sequenced == s->result->tasks)
		return true;
	if (!is_due(&s->sequenced_at_ms, now ? 0 : SEQUENCE_MS))
		return true;
	if (!installation_orgs(s->in, &s->who, NULL, act_roles(ACT_WORK), a, &orgs, err))
		return false;
	s->sequenced = s->result->tasks;
	for (size_t i = 0; i < orgs.n; i++) {
		/* somebody else sequences just now, or the next time will do */
		struct err later = { 0 };
		if (!audit_sequence(s->in->db, orgs.items[i].id, &n, &later) &&
		    later.kind != ERR_TEMPORARY)
			worker_warn(s, &later);
	}
	return true;
}
