/*
 * The private PostgreSQL: DATADIR/pg, socket only, in a short runtime directory, started under a
 * lock the server does not inherit; as root under the user postgres. cluster_uri: how to reach
 * it.
 */
#ifndef DOSSIER_STORE_CLUSTER_H
#define DOSSIER_STORE_CLUSTER_H

#include "dossier/mem.h"

bool cluster_create(const char *datadir, struct err *err) MUSTCHECK;
bool cluster_start(const char *datadir, struct err *err) MUSTCHECK; /* nothing to do when it runs */
bool cluster_stop(const char *datadir, struct err *err) MUSTCHECK;
bool cluster_running(const char *datadir);
const char *cluster_uri(const char *datadir, struct arena *a);
/* Where its files and its sockets are, or would be; NULL when it cannot be told. */
const char *cluster_directory(const char *datadir, struct arena *a);
const char *cluster_sockets(const char *datadir, struct arena *a);

#endif
