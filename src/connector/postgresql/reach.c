/*
 * Where a libpq string leads, as libpq itself would read it. A slot has no environment, so nothing
 * of that counts.
 */
#include "../reach.h"
#include "session.h"

#define LIST_MAX 16 /* hosts in one string */

static inline void
options_drop(PQconninfoOption **o)
{
	PQconninfoFree(*o);
}

/* "" when there is none. */
static const char *
value_in(const PQconninfoOption *o, const char *key)
{
	for (; o->keyword; o++)
		if (strcmp(o->keyword, key) == 0)
			return o->val ? o->val : "";
	return "";
}

/* The ${i}th of "a,b,c"; "" past the end. */
static const char *
item(const char *list, size_t i, struct arena *a)
{
	for (; i > 0 && list; i--) {
		list = strchr(list, ',');
		list = list ? list + 1 : NULL;
	}
	return list ? arena_strndup(a, list, strcspn(list, ",")) : "";
}

static size_t
count(const char *list)
{
	size_t n = 1;
	for (; *list; list++)
		n += *list == ',';
	return n < LIST_MAX ? n : LIST_MAX;
}

static void
add_host(const PQconninfoOption *o, size_t i, struct arena *a, json_t *ret)
{
	const char *host = item(value_in(o, "host"), i, a),
		   *address = item(value_in(o, "hostaddr"), i, a), *ports = value_in(o, "port"),
		   *port = item(ports, strchr(ports, ',') ? i : 0, a);
	port = *port ? port : PG_PORT;
	host = *host ? host : PG_SOCKETS;
	if (*address)
		reach_place(ret, address, port);
	else if (*host == '/')
		reach_path(ret, "sockets", arena_printf(a, "%s/.s.PGSQL.%s", host, port));
	else
		reach_place(ret, host, port);
}

void
pg_reach(const struct connector_call *call, json_t *ret)
{
	static const char *const files[] = { "sslrootcert", "sslcert", "sslkey", "sslcrl" };
	const char *dsn = json_str(call->settings, "dsn");
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(options) PQconninfoOption *o = dsn ? PQconninfoParse(dsn, NULL) : NULL;
	if (!o)
		return;
	size_t hosts = count(value_in(o, "host")), addresses = count(value_in(o, "hostaddr"));
	for (size_t i = 0; i < hosts || i < addresses; i++)
		add_host(o, i, a, ret);
	for (size_t i = 0; i < array_len(files); i++) {
		const char *path = value_in(o, files[i]);
		reach_path(ret, "files", *path ? path : NULL);
	}
}
