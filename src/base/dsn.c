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
#include "dossier/phrase.h"

#define PORT_USUAL "5432"
#define SOCKETS_USUAL "/var/run/postgresql" /* that of Debian */

const char *const dsn_files[] = { "sslrootcert", "sslcert", "sslkey", "sslcrl", NULL };

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
		return err_set(
		    err, ERR_INPUT, "%s is no libpq connection string or URI", phrase(what));
	for (size_t i = 0; i < array_len(keys); i++) {
		v[i] = value_in(own, keys[i]);
		v[i] = v[i] ? v[i] : value_in(usual, keys[i]);
		v[i] = v[i] ? v[i] : "";
	}
	if (*v[0])
		return err_set(err, ERR_INPUT,
		    "%s names a service (or PGSERVICE does): write out its host and the rest",
		    phrase(what));
	return strcmp(v[1], "verify-full") == 0 || stays_here(v[2], v[3]) ||
	    err_set(err, ERR_INPUT,
		"%s leads over a network without verified TLS: add sslmode=verify-full and "
		"sslrootcert=FILE",
		phrase(what));
}

/* ---- is it ours? ---- */

static const char *
given(const PQconninfoOption *own, const PQconninfoOption *usual, const char *key)
{
	const char *v = value_in(own, key);
	v = (v && *v) || !usual ? v : value_in(usual, key);
	return v ? v : "";
}

static size_t
count(const char *list)
{
	size_t n = 1;
	while ((list = strchr(list, ',')) && list++)
		n++;
	return n;
}

/* The ${i}th of a list with commas; "" behind its last. */
static const char *
nth(const char *list, size_t i, struct arena *a)
{
	for (; list && i > 0; i--)
		list = (list = strchr(list, ',')) ? list + 1 : NULL;
	return list ? arena_strndup(a, list, strcspn(list, ",")) : "";
}

/* As libpq pairs them: one by one; where there is no address the host counts; one port for all. */
static void
read_places(const PQconninfoOption *own, const PQconninfoOption *usual, struct arena *a,
    struct dsn_places *ret)
{
	const char *hosts = given(own, usual, "host"), *addresses = given(own, usual, "hostaddr"),
		   *ports = given(own, usual, "port");
	const size_t nhosts = count(hosts), naddresses = count(addresses);
	ret->n = nhosts > naddresses ? nhosts : naddresses;
	ret->items = arena_alloc(a, ret->n * sizeof(*ret->items));
	for (size_t i = 0; i < ret->n; i++) {
		const char *host = nth(addresses, i, a),
			   *port = nth(ports, count(ports) > 1 ? i : 0, a);
		host = *host ? host : nth(hosts, i, a);
		ret->items[i].host = *host ? host : SOCKETS_USUAL;
		ret->items[i].port = *port ? port : PORT_USUAL;
	}
}

bool
dsn_places(const char *dsn, struct arena *a, struct dsn_places *ret)
{
	auto_drop(options) PQconninfoOption *own = PQconninfoParse(dsn, NULL);
	*ret = (struct dsn_places){ 0 };
	if (own)
		read_places(own, NULL, a, ret);
	return own != NULL;
}

const char *
dsn_value(const char *dsn, const char *key, struct arena *a)
{
	auto_drop(options) PQconninfoOption *own = PQconninfoParse(dsn, NULL);
	const char *v = own ? value_in(own, key) : NULL;
	return v && *v ? arena_strdup(a, v) : NULL;
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
same_place(const struct dsn_place *x, const struct dsn_place *y, bool any_database, struct arena *a)
{
	return strtol(x->port, NULL, 10) == strtol(y->port, NULL, 10) &&
	    same_host(x->host, y->host, any_database, a);
}

static const char *
database_of(const PQconninfoOption *own, const PQconninfoOption *usual)
{
	const char *name = given(own, usual, "dbname");
	return *name ? name : given(own, usual, "user");
}

/* Where a system's names none, it is called as the user is who connects: any will do. */
static bool
same_database(
    const PQconninfoOption *x, const PQconninfoOption *ours, const PQconninfoOption *usual)
{
	const char *name = database_of(x, NULL);
	return !*name || strcmp(name, database_of(ours, usual)) == 0;
}

bool
dsn_meets(const char *dsn, const char *ours, bool any_database)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(options) PQconninfoOption *x_own = PQconninfoParse(dsn, NULL);
	auto_drop(options) PQconninfoOption *y_own = PQconninfoParse(ours, NULL);
	auto_drop(options) PQconninfoOption *usual = PQconndefaults();
	struct dsn_places x, y;
	if (!x_own || !y_own || !usual)
		return false;
	if (!any_database && !same_database(x_own, y_own, usual))
		return false;
	read_places(x_own, NULL, a, &x); /* in a slot, which has no environment */
	read_places(y_own, usual, a, &y);
	for (size_t i = 0; i < x.n; i++)
		for (size_t j = 0; j < y.n; j++)
			if (same_place(&x.items[i], &y.items[j], any_database, a))
				return true;
	return false;
}
