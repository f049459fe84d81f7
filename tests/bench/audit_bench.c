/*
 * How fast the audit log is. Used by tests/bench/audit.sh.
 *
 * audit_bench append URI EVENTS BATCH: fills a database: prints the seconds that appending and
 * sequencing took, not what making up something to append did.
 * audit_bench verify URI DIR: the seconds that verifying took; DIR is for keys and checkpoints.
 */
#include <time.h>

#include "dossier/audit.h"
#include "dossier/store/migrate.h"
#include "dossier/store/organisation.h"
#include "dossier/store/request.h"
#include "bench.h"

#define EVENTS_PER_REQUEST 100

/* Their keys, new. */
static int64_t *
make_requests(struct db *db, int64_t org, int64_t n, struct arena *a)
{
	static const char *const rights[] = { "access", NULL };
	struct err err = { 0 };
	int64_t *ids = xcalloc((size_t)n, sizeof(*ids));
	check(db_begin(db, &err), &err);
	for (int64_t i = 0; i < n; i++) {
		struct request r = { .org_id = org,
			.channel = "email",
			.language = "nl",
			.subject_relation = "self",
			.received_at = INT64_C(1772701200000000),
			.received = { 2026, 3, 5 },
			.deadline = { 2026, 4, 7 },
			.extended = { 2026, 6, 5 },
			.due = { 2026, 4, 7 },
			.calendar = "nl",
			.calendar_version = "x" };
		check(request_insert(db, &r, "BEN", rights, "bench", a, &err), &err);
		ids[i] = r.id;
	}
	event_none(db);
	check(db_commit(db, &err), &err);
	return ids;
}

static void
append(const char *uri, int64_t events, int64_t batch)
{
	struct err err = { 0 };
	int applied;
	int64_t org = 0, sequenced;
	struct arena *a = arena_new();
	struct db *db = db_open(uri, DB_OWNER, &err);
	struct org o = { .slug = "bench",
		.code = "BEN",
		.name = "Bench",
		.zone = "UTC",
		.calendar = "nl",
		.country = "NL" };
	check(
	    db && migrate(db, &applied, &err) && db_begin(db, &err) && org_put(db, &o, &org, &err),
	    &err);
	event_none(db);
	check(db_commit(db, &err), &err);
	int64_t *ids = make_requests(db, org, events / EVENTS_PER_REQUEST + 1, a);
	struct new_event *list = xcalloc((size_t)batch, sizeof(*list));
	double took = 0;
	for (int64_t done = 0; done < events;) {
		int64_t n = 0;
		for (; n < batch && done < events; n++, done++)
			list[n] = (struct new_event){ ids[done / EVENTS_PER_REQUEST],
				"task.finished",
				json_pack("{s:s, s:s, s:I, s:i}", "system", "jbsync-database",
				    "outcome", "done", "task", (json_int_t)done, "attempts", 1) };
		double begun = seconds();
		check(db_begin(db, &err) &&
			event_append_many(db, org, "worker", list, (size_t)n, &err) &&
			db_commit(db, &err) && audit_sequence(db, org, &sequenced, &err),
		    &err);
		took += seconds() - begun;
		while (n-- > 0)
			json_decref((json_t *)(uintptr_t)list[n].body);
	}
	printf("%.3f\n", took);
	free(list);
	free(ids);
	arena_free(a);
	db_close(db);
}

static void
verify(const char *uri, const char *dir)
{
	struct err err = { 0 };
	struct arena *a = arena_new();
	struct db *db = db_open(uri, DB_OWNER, &err);
	struct org org;
	struct audit_result r;
	struct audit_findings f = { 0 };
	struct checkpoint c;
	struct err there = { 0 };
	bool made = vault_create(dir, &there); /* by the first pair */
	struct vault *v = vault_open(dir, &err);
	check(db && v && (made || there.kind == ERR_CONFLICT) &&
		org_by_slug(db, "bench", a, &org, &err),
	    &err);
	const struct audit_log l = { .db = db,
		.vault = v,
		.org_id = org.id,
		.origin = vault_note_name(v, "bench", a),
		.dir = arena_printf(a, "%s/checkpoints", dir) };
	check(audit_checkpoint(&l, a, &c, &err), &err);
	double begun = seconds();
	check(audit_verify(&l, NULL, &f, &r, &err), &err);
	printf("%.3f\n", seconds() - begun);
	if (f.n || r.checkpoints != 1) {
		fprintf(stderr, "audit_bench: something was found\n");
		exit(1);
	}
	vault_free(v);
	arena_free(a);
	db_close(db);
}

int
main(int argc, char *argv[])
{
	if (argc == 5 && strcmp(argv[1], "append") == 0)
		append(argv[2], strtoll(argv[3], NULL, 10), strtoll(argv[4], NULL, 10));
	else if (argc == 4 && strcmp(argv[1], "verify") == 0)
		verify(argv[2], argv[3]);
	else
		return 2;
	return 0;
}
