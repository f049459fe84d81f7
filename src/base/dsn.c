/*
 * The rule of transport for PostgreSQL, decided on what libpq would use: the string's own words,
 * then its environment's.
 */
#include <arpa/inet.h>
#include <libpq-fe.h>

#include "dossier/dsn.h"
#include "dossier/mem.h"

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
