/*
 * Many rows as they come: COPY costs the server and us half of what a cursor does, and waits for
 * nobody's question.
 */
#include <endian.h>

#include "db.h"

#define HEADER_LEN 19 /* before the first row, and without an extension */

struct flow {
	struct db *db;
	char *row;
	bool begun, ended;
	struct bytes cells[FLOW_CELLS];
};

struct flow *
flow_open(const struct moment *m, const struct query *q, int64_t org_id, struct err *err)
{
	auto_drop(flow) struct flow *s = xcalloc(1, sizeof(*s));
	auto_drop(pgresult) PGresult *res = NULL;
	if (!(s->db = db_open_at(m, err)) ||
	    !db_run(s->db, &q_log_choose, ARGS(I64(org_id)), NULL, err))
		return NULL;
	if (PQsendQuery(db_conn(s->db), q->text))
		res = db_result(s->db);
	if (PQresultStatus(res) == PGRES_COPY_OUT)
		return take(s);
	(void)db_error(s->db, res, err);
	return NULL;
}

void
flow_free(struct flow *s)
{
	if (!s)
		return;
	PQfreemem(s->row);
	db_close(s->db);
	free(s);
}

/* A row: the number of its cells, and each after its length. */
static bool
split(struct flow *s, const char *p, const char *end)
{
	uint16_t cells;
	memcpy(&cells, p, sizeof(cells));
	size_t n = be16toh(cells);
	if (n > FLOW_CELLS)
		return false;
	p += sizeof(cells);
	for (size_t i = 0; i < n; i++) {
		uint32_t be;
		if ((size_t)(end - p) < sizeof(be))
			return false;
		memcpy(&be, p, sizeof(be));
		p += sizeof(be);
		int32_t len = (int32_t)be32toh(be);
		if (len > end - p)
			return false;
		s->cells[i] = len < 0 ? (struct bytes){ 0 } : (struct bytes){ p, (size_t)len };
		p += s->cells[i].n;
	}
	return true;
}

/* Was that all? */
static bool
end_well(struct flow *s, int n, struct err *err)
{
	s->ended = true;
	auto_drop(pgresult) PGresult *res = n == -1 ? db_result(s->db) : NULL;
	return PQresultStatus(res) == PGRES_COMMAND_OK || db_error(s->db, res, err);
}

const struct bytes *
flow_next(struct flow *s, struct err *err)
{
	static const char last[] = { '\xff', '\xff' }; /* as many cells: that was all */
	while (!s->ended) {
		PQfreemem(s->row);
		s->row = NULL;
		int n = db_copied(s->db, &s->row);
		if (n < 0) {
			(void)end_well(s, n, err);
			break;
		}
		const char *p = s->row + (s->begun ? 0 : HEADER_LEN), *end = s->row + n;
		s->begun = true;
		if (end - p >= (ssize_t)sizeof(last) && memcmp(p, last, sizeof(last)) != 0) {
			if (split(s, p, end))
				return s->cells;
			(void)err_set(err, ERR_SYSTEM, "the database sent what is no row");
			break;
		}
	}
	return NULL;
}

int64_t
cell_i64(const struct bytes *cell)
{
	uint64_t be;
	if (cell->n != sizeof(be))
		return 0;
	memcpy(&be, cell->p, sizeof(be));
	return (int64_t)be64toh(be);
}
