/*
 * Taking logged requests in hand for fanning out. What is asked of whom is law/plan's to say and
 * casework's to insert.
 */
#include "db.h"
#include "dossier/store/fanout.h"

static const char *const *
read_strings(const PGresult *res, int row, int col, struct arena *a)
{
	json_t *all = col_json(res, row, col), *one;
	const char **ret = arena_alloc(a, (json_array_size(all) + 1) * sizeof(*ret));
	size_t i;
	json_array_foreach(all, i, one)
		ret[i] = arena_strdup(a, json_string_value(one));
	json_decref(all);
	return ret;
}

bool
fan_out_claim(struct db *db, int64_t org_id, int limit, struct arena *a, struct fan_out_list *ret,
    struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_fan_out_claim, ARGS(I64(org_id), I64(limit)), &res, err))
		return false;
	*ret = (struct fan_out_list){ .items = rows_alloc(a, res, struct fan_out_row),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = (struct fan_out_row){
			.request_id = col_i64(res, i, 0),
			.register_version = col_int(res, i, 1),
			.rights = read_strings(res, i, 2, a),
			.kinds = read_strings(res, i, 3, a),
			.due = col_date(res, i, 4),
			.logged_at = col_usec(res, i, 5),
		};
	return true;
}

bool
fan_out_done(struct db *db, int64_t org_id, const int64_t *request_ids, size_t n, struct err *err)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&ids, request_ids[i]);
	int64_t moved;
	if (!db_change(db, &q_fan_out_done, ARGS(I64(org_id), ARRAY(ids)), &moved, err))
		return false;
	return moved == (int64_t)n ||
	    err_set(err, ERR_CONFLICT, "some of these requests were fanned out already");
}
