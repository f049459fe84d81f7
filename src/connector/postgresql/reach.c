/*
 * Where a libpq string leads, as libpq itself would read it. A slot has no environment, so nothing
 * of that counts.
 */
#include "dossier/dsn.h"

#include "../reach.h"
#include "session.h"

static void
reach_by(const char *dsn, struct arena *a, json_t *ret)
{
	struct dsn_places places;
	if (!dsn || !dsn_places(dsn, a, &places))
		return;
	for (size_t i = 0; i < places.n; i++) {
		const struct dsn_place *p = &places.items[i];
		if (*p->host == '/')
			reach_path(
			    ret, "sockets", arena_printf(a, "%s/.s.PGSQL.%s", p->host, p->port));
		else
			reach_place(ret, p->host, p->port);
	}
	for (const char *const *key = dsn_files; *key; key++)
		reach_path(ret, "files", dsn_value(dsn, *key, a));
}

/* A task is given only those settings it needs, and so reaches no more. */
void
pg_reach(const struct connector_call *call, json_t *ret)
{
	static const char *const ways[] = { "dsn", "dsn_change", "dsn_maintain" };
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < array_len(ways); i++)
		reach_by(json_str(call->settings, ways[i]), a, ret);
}
