/*
 * Where a libpq connection string leads: passwords and personal data never cross a network in
 * clear, nor to a server that nobody verified.
 */
#ifndef DOSSIER_DSN_H
#define DOSSIER_DSN_H

#include "dossier/err.h"

/*
 * dsn_check: a Unix socket, this very machine, or TLS with the certificate and the name in it
 * verified (sslmode=verify-full); all else is INPUT, as is what cannot be decided beforehand.
 * ${what} for messages: "setting dsn". What libpq takes from its environment counts. No text of
 * ${dsn} is quoted.
 */
bool dsn_check(const char *dsn, const char *what, struct err *err) MUSTCHECK;
/*
 * dsn_meets: one of the places ${dsn} may lead to is one of those of ${ours}: the same socket
 * directory or host, and port, and the same database; with ${any_database} all that lie behind
 * that socket. Names are compared, not looked up; what loopback and a socket of this machine
 * share is a port. False for what is no connection string.
 */
bool dsn_meets(const char *dsn, const char *ours, bool any_database);

#endif
