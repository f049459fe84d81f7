/*
 * The private PostgreSQL: DATADIR/pg, socket only, in a short runtime directory, started under a
 * lock the server does not inherit; as root under the user postgres. Who may log in is told by the
 * Unix user (peer): root and the owner of DATADIR.
 */
#ifndef DOSSIER_STORE_CLUSTER_H
#define DOSSIER_STORE_CLUSTER_H

#include "dossier/store/db.h"

bool cluster_create(const char *datadir, struct err *err) MUSTCHECK;
bool cluster_start(const char *datadir, struct err *err) MUSTCHECK; /* nothing to do when it runs */
bool cluster_stop(const char *datadir, struct err *err) MUSTCHECK;
bool cluster_running(const char *datadir);
/*
 * cluster_prepare: start it, and bring up to date who may log in, and the roles; before its schema
 * is.
 */
bool cluster_prepare(const char *datadir, struct err *err) MUSTCHECK;
/*
 * cluster_open: db_open, when the socket's directory is its owner's alone: DENIED otherwise, and
 * nothing is said to who listens there. TEMPORARY when it does not run.
 */
struct db *cluster_open(const char *datadir, enum db_role role, struct err *err);
/*
 * cluster_remove: stop it and remove it, its sockets and what it lies in; nothing else of DATADIR.
 * What is not there is no error.
 */
bool cluster_remove(const char *datadir, struct err *err) MUSTCHECK;
/* cluster_uri: how an administrator reaches it with other programs, as its superuser. */
const char *cluster_uri(const char *datadir, struct arena *a);
/* cluster_uri_as: the same as another role. */
const char *cluster_uri_as(const char *datadir, enum db_role role, struct arena *a);
/* Where its files and its sockets are, or would be; NULL when it cannot be told. */
const char *cluster_directory(const char *datadir, struct arena *a);
const char *cluster_sockets(const char *datadir, struct arena *a);

#endif
