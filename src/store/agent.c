/*
 * Agents who ask for many people, and which requests are theirs. Judges no mandate.
 */
#include "db.h"
#include "dossier/store/agent.h"

static const struct field agent_fields[] = {
	COLUMN(struct agent, agent_id, id),
	FIELD(struct agent, label),
	FIELD(struct agent, evidence),
	FIELD(struct agent, bulk),
	FIELD(struct agent, rights),
	FIELD(struct agent, email),
	FIELD(struct agent, since),
	FIELD(struct agent, until),
	FIELD(struct agent, ended),
	FIELD(struct agent, by),
};
static const struct record agent_record = RECORD(struct agent, agent_fields);

bool
agent_insert(struct db *db, int64_t org_id, const struct agent *x, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	auto_drop(array) struct array rights = { .type = ARRAY_TEXT };
	for (const char *const *r = x->rights; r && *r; r++)
		array_text(&rights, *r);
	if (!db_run(db, &q_agent_insert,
		ARGS(I64(org_id), TEXT(x->label), TEXT(x->evidence), BOOL(x->bulk), ARRAY(rights),
		    TEXT(x->email), DATE(x->since), DATE(x->until), TEXT(x->by), USEC(clock_now())),
		&res, err))
		return false;
	return PQntuples(res) > 0 ||
	    err_set(
		err, ERR_CONFLICT, "there is an agent %s already: `dossier agent list`", x->label);
}

bool
agent_end(struct db *db, int64_t org_id, const struct agent *x, struct date on, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_agent_end, ARGS(I64(org_id), I64(x->id), DATE(on)), &res, err))
		return false;
	return PQntuples(res) > 0 || err_set(err, ERR_CONFLICT, "agent %s ended already", x->label);
}

bool
agent_list(struct db *db, int64_t org_id, const char *label, int64_t request_id, struct arena *a,
    struct agent_list *ret, struct err *err)
{
	return DB_LIST(db, &q_agent_list, ARGS(I64(org_id), TEXT(label), I64_OR_NULL(request_id)),
	    &agent_record, a, ret, err);
}

bool
agent_request_insert(struct db *db, const struct request *r, int64_t agent_id, struct err *err)
{
	return db_run(db, &q_agent_request_insert, ARGS(I64(r->org_id), I64(r->id), I64(agent_id)),
	    NULL, err);
}

bool
agent_requests(struct db *db, int64_t org_id, int64_t agent_id, struct arena *a,
    const char *const **ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_agent_requests, ARGS(I64(org_id), I64(agent_id)), &res, err))
		return false;
	int n = PQntuples(res);
	const char **list = arena_alloc(a, ((size_t)n + 1) * sizeof(*list));
	for (int i = 0; i < n; i++)
		list[i] = arena_strdup(a, PQgetvalue(res, i, 0));
	list[n] = NULL;
	*ret = list;
	return true;
}
