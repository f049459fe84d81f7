/*
 * Where a libpq connection string leads: passwords and personal data never cross a network in
 * clear, nor to a server that nobody verified.
 */
#ifndef DOSSIER_DSN_H
#define DOSSIER_DSN_H

#include "dossier/mem.h"

/*
 * dsn_check: a Unix socket, this very machine, or TLS with the certificate and the name in it
 * verified (sslmode=verify-full); all else is INPUT, as is what cannot be decided beforehand.
 * ${what} for messages: "setting dsn". What libpq takes from its environment counts. No text of
 * ${dsn} is quoted.
 */
bool dsn_check(const char *dsn, const char *what, struct err *err) MUSTCHECK;
/*
 * dsn_places: where ${dsn} may lead, in the order in which libpq tries it, in ${a}; without the
 * environment. A host is a name, an address, or a directory of sockets. False for what is no
 * connection string.
 * dsn_value: what it says itself for a key of libpq's, in ${a}; NULL: nothing.
 */
struct dsn_place {
	const char *host, *port;
};
struct dsn_places {
	struct dsn_place *items;
	size_t n;
};
bool dsn_places(const char *dsn, struct arena *a, struct dsn_places *ret) MUSTCHECK;
const char *dsn_value(const char *dsn, const char *key, struct arena *a);
/* The keys that name a file of certificates, or of their key; NULL at the end. */
extern const char *const dsn_files[];
/*
 * dsn_meets: one of the places ${dsn} may lead to is one of those of ${ours}: the same socket
 * directory or host, and port, and the same database; with ${any_database} all that lie behind
 * that socket. What libpq takes from its environment counts for ours alone: a slot has none. Names
 * are compared, not looked up; what loopback and a socket of this machine share is a port. False
 * for what is no connection string.
 */
bool dsn_meets(const char *dsn, const char *ours, bool any_database);

#endif
