/*
 * The rule of transport for PostgreSQL, decided on what libpq would use: the string's own words,
 * then its environment's.
 */
#include <arpa/inet.h>
#include <libpq-fe.h>
#include <limits.h>
#include <stdlib.h>
#include <strings.h>

#include "dossier/dsn.h"
#include "dossier/mem.h"

#define PORT_USUAL "5432"

static inline void
options_drop(PQconninfoOption **o)
{
	PQconninfoFree(*o);
}

static const char *
value_in(const PQconninfoOption *o, const char *key)
{
	while (o->keyword && strcmp(o->keyword, key) != 0)
		o++;
	return o->keyword ? o->val : NULL;
}

static bool
is_loopback(const char *host)
{
	unsigned char a[sizeof(struct in6_addr)];
	if (inet_pton(AF_INET, host, a) == 1)
		return a[0] == IN_LOOPBACKNET;
	if (inet_pton(AF_INET6, host, a) == 1)
		return memcmp(a, &in6addr_loopback, sizeof(a)) == 0;
	return strcmp(host, "localhost") == 0;
}

/* Of several hosts none is: they may be anywhere. */
static bool
stays_here(const char *host, const char *hostaddr)
{
	if (*hostaddr) /* it goes before a host, whatever that is */
		return is_loopback(hostaddr);
	return !*host || (strchr("/@", *host) && !strchr(host, ',')) || is_loopback(host);
}

bool
dsn_check(const char *dsn, const char *what, struct err *err)
{
	static const char *const keys[] = { "service", "sslmode", "host", "hostaddr" };
	const char *v[array_len(keys)];
	auto_drop(options) PQconninfoOption *own = PQconninfoParse(dsn, NULL);
	auto_drop(options) PQconninfoOption *usual = PQconndefaults();
	if (!own || !usual) /* libpq's complaint would quote it, password and all */
		return err_set(err, ERR_INPUT, "%s is no libpq connection string or URI", what);
	for (size_t i = 0; i < array_len(keys); i++) {
		v[i] = value_in(own, keys[i]);
		v[i] = v[i] ? v[i] : value_in(usual, keys[i]);
		v[i] = v[i] ? v[i] : "";
	}
	if (*v[0])
		return err_set(err, ERR_INPUT,
		    "%s names a service (or PGSERVICE does): write out its host and the rest",
		    what);
	return strcmp(v[1], "verify-full") == 0 || stays_here(v[2], v[3]) ||
	    err_set(err, ERR_INPUT,
		"%s leads over a network without verified TLS: add sslmode=verify-full and "
		"sslrootcert=FILE",
		what);
}

/* ---- is it ours? ---- */

/* Where a string may lead: lists of the same length, or of one port for all. */
struct target {
	const char *hosts, *ports, *database;
};

static const char *
given(const PQconninfoOption *own, const PQconninfoOption *usual, const char *key)
{
	const char *v = value_in(own, key);
	v = v && *v ? v : value_in(usual, key);
	return v ? v : "";
}

static struct target
target_of(const PQconninfoOption *own, const PQconninfoOption *usual)
{
	const char *addr = given(own, usual, "hostaddr"), *name = given(own, usual, "dbname");
	return (struct target){
		.hosts = *addr ? addr : given(own, usual, "host"),
		.ports = given(own, usual, "port"),
		.database = *name ? name : given(own, usual, "user"),
	};
}

static size_t
count(const char *list)
{
	size_t n = 1;
	while ((list = strchr(list, ',')) && list++)
		n++;
	return n;
}

/* The ${i}th of a list with commas, in ${a}; its first behind the last. */
static const char *
nth(const char *list, size_t i, struct arena *a)
{
	const char *item = list;
	for (; item && i > 0; i--)
		item = (item = strchr(item, ',')) ? item + 1 : NULL;
	item = item ? item : list;
	return arena_strndup(a, item, strcspn(item, ","));
}

static bool
is_socket(const char *host)
{
	return *host == '/' || *host == '@';
}

static const char *
real(const char *dir, struct arena *a)
{
	char path[PATH_MAX];
	return arena_strdup(a, realpath(dir, path) ? path : dir);
}

/* Sockets by their directory; a loopback address and a socket are one server if their port is. */
static bool
same_host(const char *x, const char *y, bool any_database, struct arena *a)
{
	if (is_socket(x) && is_socket(y))
		return strcmp(real(x, a), real(y, a)) == 0;
	if (any_database) /* a private server listens on its socket alone */
		return false;
	return (stays_here(x, "") && stays_here(y, "")) || strcasecmp(x, y) == 0;
}

static bool
same_place(const struct target *x, size_t i, const struct target *y, size_t j, bool any_database,
    struct arena *a)
{
	const char *xp = nth(x->ports, i, a), *yp = nth(y->ports, j, a);
	return strtol(*xp ? xp : PORT_USUAL, NULL, 10) == strtol(*yp ? yp : PORT_USUAL, NULL, 10) &&
	    same_host(nth(x->hosts, i, a), nth(y->hosts, j, a), any_database, a);
}

bool
dsn_meets(const char *dsn, const char *ours, bool any_database)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(options) PQconninfoOption *x_own = PQconninfoParse(dsn, NULL);
	auto_drop(options) PQconninfoOption *y_own = PQconninfoParse(ours, NULL);
	auto_drop(options) PQconninfoOption *usual = PQconndefaults();
	if (!x_own || !y_own || !usual)
		return false;
	struct target x = target_of(x_own, usual), y = target_of(y_own, usual);
	if (!any_database && strcmp(x.database, y.database) != 0)
		return false;
	for (size_t i = 0; i < count(x.hosts); i++)
		for (size_t j = 0; j < count(y.hosts); j++)
			if (same_place(&x, i, &y, j, any_database, a))
				return true;
	return false;
}
