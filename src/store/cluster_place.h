/*
 * Where a private PostgreSQL lies, and running its programs as the user it belongs to. Within the
 * store alone.
 */
#ifndef DOSSIER_STORE_CLUSTER_PLACE_H
#define DOSSIER_STORE_CLUSTER_PLACE_H

#include <sys/types.h>

#include "dossier/store/cluster.h"

/* Makes a private database and brings its schema up to date; nothing else. */
#define SUPERUSER "dossier"

struct place {
	const char *home;    /* DATADIR, absolute and without links */
	const char *cluster; /* the server's own directory */
	const char *sockets; /* directory for its socket when it is started now */
	const char *log;
	bool exists; /* the cluster is there */
	uid_t uid;   /* whom the server runs as */
	gid_t gid;
};

/*
 * place_find: for an existing cluster its owner; for a new one ourselves, or postgres when we are
 * root.
 */
bool place_find(const char *datadir, struct arena *a, struct place *ret, struct err *err) MUSTCHECK;
/*
 * place_choose: for a new cluster: DATADIR/pg, or where its user can enter, with a pointer left in
 * DATADIR.
 */
bool place_choose(struct place *p, struct arena *a, struct err *err) MUSTCHECK;
/*
 * place_is_ours: ${sockets} is a directory, no link, of the server's user and nobody else's: looked
 * at before every connection. TEMPORARY when there is none, DENIED when it is another's.
 */
bool place_is_ours(const struct place *p, const char *sockets, struct err *err) MUSTCHECK;
/* place_make_sockets: the socket directory, 0700 and the server user's own. */
bool place_make_sockets(const struct place *p, struct err *err) MUSTCHECK;
/* place_program: the path of "initdb" or "pg_ctl" of the right version. */
const char *place_program(
    const struct place *p, const char *name, struct arena *a, struct err *err);
/* place_run: run a program to its end as the server's user; what it says goes to the log. */
bool place_run(const struct place *p, const char *const *argv, struct err *err) MUSTCHECK;
/* place_forget: remove a directory and what is in it, if it is there. */
bool place_forget(const char *dir, struct err *err) MUSTCHECK;

/*
 * access_write (cluster_access.c): who may log in to the cluster in ${dir}; *ret_new: that was not
 * what its files said, so that a running server must be told.
 */
bool access_write(const struct place *p, const char *dir, bool *ret_new, struct arena *a,
    struct err *err) MUSTCHECK;

#endif
