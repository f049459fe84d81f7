/*
 * Months whose requests and tasks were counted before. What is kept are facts, not judgements, so that neither the law nor
 * the day matters to it; a fact or an event of the month makes it stale. All of it can be thrown away.
 *
 * A month is good up to a fact and an event. Keys are handed out before they are committed: so that none with a lower key
 * appears later, who writes is waited for while the newest are read, and for no longer.
 */
#include "report_private.h"

struct known { struct date month; int64_t clock_id, event_id; };

static bool
newest(struct db *db, int64_t org_id, int64_t *ret_clock, int64_t *ret_event, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_report_sums_newest, ARGS(I64(org_id)), &res, err))
		return false;
	*ret_clock = col_i64(res, 0, 0);
	*ret_event = col_i64(res, 0, 1);
	return true;
}

static bool
settled(struct db *db, int64_t org_id, struct report_sums *s, struct err *err)
{
	if (!db_begin(db, err))
		return false;
	bool done = db_run(db, &q_report_sums_wait, ARGS(), NULL, err) && db_run(db, &q_report_sums_lock, ARGS(), NULL, err) &&
	    newest(db, org_id, &s->clock_id, &s->event_id, err);
	if (done)
		return db_commit(db, err);
	db_rollback(db);
	return false;
}

bool
report_is_summed(const struct report_sums *s, struct date month)
{
	for (size_t i = 0; i < s->nstale; i++)
		if (date_cmp(s->stale[i], month) == 0)
			return false;
	return true;
}

/* Months of the range without a row, or with something new. */
static void
find_stale(struct report_sums *s, struct date from, struct date next, const PGresult *known, const PGresult *changed, struct arena *a)
{
	for (struct date month = from; date_cmp(month, next) < 0; month = date_add_months(month, 1)) {
		bool there = false, is_new = false;
		for (int i = 0; i < PQntuples(known); i++)
			there = there || date_cmp(col_date(known, i, 0), month) == 0;
		for (int i = 0; i < PQntuples(changed); i++)
			is_new = is_new || date_cmp(col_date(changed, i, 0), month) == 0;
		if (there && !is_new)
			continue;
		if (s->nstale == 0)
			s->stale = arena_alloc(a, REPORT_MONTHS_MAX * sizeof(*s->stale));
		if (s->nstale == REPORT_MONTHS_MAX)
			BUG("a report over more than %d months", REPORT_MONTHS_MAX);
		s->stale[s->nstale++] = month;
	}
}

/* Nothing is new in the others: the next report need not look so far back. */
static bool
keep(struct db *db, int64_t org_id, const struct report_sums *s, const PGresult *known, struct err *err)
{
	auto_drop(array) struct array months = { .type = ARRAY_DATE };
	for (int i = 0; i < PQntuples(known); i++)
		if (report_is_summed(s, col_date(known, i, 0)))
			array_date(&months, col_date(known, i, 0));
	if (months.n == 0)
		return true;
	if (!db_begin(db, err))
		return false;
	if (db_run(db, &q_report_sums_keep, ARGS(I64(org_id), ARRAY(months), I64(s->clock_id), I64(s->event_id)), NULL, err)) {
		event_none(db);
		return db_commit(db, err);
	}
	db_rollback(db);
	return false;
}

bool
report_sums(struct db *db, int64_t org_id, struct date from, struct date next, struct arena *a, struct report_sums *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *known = NULL;
	auto_drop(pgresult) PGresult *changed = NULL;
	int64_t clock = INT64_MAX, event = INT64_MAX, months = 0;
	*ret = (struct report_sums){ 0 };
	for (struct date d = from; date_cmp(d, next) < 0; d = date_add_months(d, 1))
		months++;
	if (!db_run(db, &q_report_sums_known, ARGS(I64(org_id), DATE(from), DATE(next)), &known, err) ||
	    !newest(db, org_id, &ret->clock_id, &ret->event_id, err))
		return false;
	for (int i = 0; i < PQntuples(known); i++) {
		clock = col_i64(known, i, 1) < clock ? col_i64(known, i, 1) : clock;
		event = col_i64(known, i, 2) < event ? col_i64(known, i, 2) : event;
	}
	if (PQntuples(known) == months && clock == ret->clock_id && event == ret->event_id)
		return true;
	if (!settled(db, org_id, ret, err) || !db_run(db, &q_report_sums_new, ARGS(I64(org_id), I64(clock), I64(event)), &changed, err))
		return false;
	find_stale(ret, from, next, known, changed, a);
	return keep(db, org_id, ret, known, err);
}

/* ---- filling ---- */

static bool
put_cases(struct db *db, int64_t org_id, struct date month, const struct report_groups *g, struct err *err)
{
	auto_drop(array) struct array received = { .type = ARRAY_DATE }, version = { .type = ARRAY_I64 }, processor = { .type = ARRAY_I64 },
	    rights = { .type = ARRAY_TEXT }, facts = { .type = ARRAY_TEXT }, requests = { .type = ARRAY_I64 };
	for (size_t i = 0; i < g->n; i++) {
		const struct report_group *x = &g->items[i];
		array_date(&received, x->received);
		array_i64_or_null(&version, x->register_version);
		array_i64(&processor, x->processor);
		array_text(&rights, x->rights);
		array_text(&facts, x->facts);
		array_i64(&requests, x->requests);
	}
	return db_run(db, &q_report_sums_put_cases, ARGS(I64(org_id), DATE(month), ARRAY(received), ARRAY(version), ARRAY(processor),
	    ARRAY(rights), ARRAY(facts), ARRAY(requests)), NULL, err);
}

static bool
put_tasks(struct db *db, int64_t org_id, struct date month, const struct report_tasks *t, struct err *err)
{
	auto_drop(array) struct array flags = { .type = ARRAY_I64 }, name = { .type = ARRAY_TEXT }, received = { .type = ARRAY_DATE },
	    created = { .type = ARRAY_DATE }, finished = { .type = ARRAY_DATE }, tasks = { .type = ARRAY_I64 };
	for (size_t i = 0; i < t->n; i++) {
		const struct report_task *x = &t->items[i];
		array_i64(&flags, x->is_category | x->ended << 1 | x->is_last << 2);
		array_text(&name, x->name);
		array_date(&received, x->received);
		array_date(&created, x->created);
		array_date(&finished, x->finished);
		array_i64(&tasks, x->tasks);
	}
	return db_run(db, &q_report_sums_put_tasks, ARGS(I64(org_id), DATE(month), ARRAY(flags), ARRAY(name), ARRAY(received),
	    ARRAY(created), ARRAY(finished), ARRAY(tasks)), NULL, err);
}

bool
report_sum_up(struct db *db, int64_t org_id, struct date month, const struct report_sums *s, const char *const *facts, struct err *err)
{
	static const struct report_when now = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	struct report_groups groups;
	struct report_tasks tasks;
	if (!count_groups(db, org_id, month, &now, facts, a, &groups, err) || !count_tasks(db, org_id, month, &now, a, &tasks, err) ||
	    !db_begin(db, err))
		return false;
	bool done = db_run(db, &q_report_sums_month, ARGS(I64(org_id), DATE(month), I64(s->clock_id), I64(s->event_id)), NULL, err) &&
	    db_run(db, &q_report_sums_clear, ARGS(I64(org_id), DATE(month)), NULL, err) &&
	    put_cases(db, org_id, month, &groups, err) && put_tasks(db, org_id, month, &tasks, err);
	event_none(db); /* nothing happened: what is known was only added up */
	if (done)
		return db_commit(db, err);
	db_rollback(db);
	return false;
}

/* ---- whole reports ---- */

bool
report_kept(struct db *db, int64_t org_id, const char *period, const char *key, struct arena *a, const char **ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_report_kept_get, ARGS(I64(org_id), TEXT(period), TEXT(key)), &res, err))
		return false;
	*ret = PQntuples(res) > 0 ? col_text(res, 0, 0, a) : NULL;
	return true;
}

bool
report_keep(struct db *db, int64_t org_id, const char *period, const char *key, const struct report_sums *s, const char *figures,
    struct err *err)
{
	if (!db_begin(db, err))
		return false;
	bool done = db_run(db, &q_report_kept_put, ARGS(I64(org_id), TEXT(period), TEXT(key), I64(s->clock_id), I64(s->event_id),
	    TEXT(figures)), NULL, err);
	event_none(db);
	if (done)
		return db_commit(db, err);
	db_rollback(db);
	return false;
}
