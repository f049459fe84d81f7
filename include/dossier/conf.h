/*
 * The installation's directory and its configuration file HOME/dossier.conf (key = value).
 */
#ifndef DOSSIER_CONF_H
#define DOSSIER_CONF_H

#include "dossier/json.h"

struct conf {
	const char *home;        /* absolute */
	const char *database;    /* a libpq URI, or "private" */
	const char *mode;        /* one, shared: see conf_is_shared() */
	int slots;               /* collecting processes of one worker */
	int lease_s;             /* how long a task is leased at a time */
	int database_s;          /* within which the database answers */
	int archive_days;        /* how long a finished archive stays at least */
	const char *checkpoints; /* where those of the log are kept: absolute, or below home */
	int command_s;           /* how long a command of a shared installation may take */
};

/* conf_home(option, a): --home, else DOSSIER_HOME, else ~/.dossier; absolute. */
const char *conf_home(const char *option, struct arena *a, struct err *err);
/*
 * conf_load(home, a, ret, err): NOTFOUND "no installation in DIR: run dossier init"; INPUT
 * FILE:LINE for a key or value that is none.
 */
bool conf_load(const char *home, struct arena *a, struct conf *ret, struct err *err) MUSTCHECK;
/*
 * conf_problems: all that is wrong with it: [{"file","line","problem"}]; conf_rows: every key,
 * [{"key","value","origin"}], the last FILE:LINE or "default", never a password. New; NULL: as
 * conf_load, conf_problems only of what cannot be read.
 */
json_t *conf_problems(const char *home, struct err *err);
json_t *conf_rows(const char *home, struct err *err);
/* conf_is_shared: a daemon serves it to several users; else it is one user's own. */
bool conf_is_shared(const struct conf *c);
bool conf_is_private(const struct conf *c); /* the database is one of our own */
/* a new file with every key explained; CONFLICT when there is one */
bool conf_write(const struct conf *c, struct err *err) MUSTCHECK;
/* HOME/below; where that is absolute, as it is */
const char *conf_path(const struct conf *c, const char *below, struct arena *a);
/* conf_paths_meet: two absolute paths without links are the same, or one lies in the other */
bool conf_paths_meet(const char *x, const char *y);

/*
 * conf_secret(home, org, name, a): the setting of one organisation kept in HOME/secrets/ORG/NAME
 * (0600), the newline at the end taken off; NULL when there is no such file. DENIED when others
 * may read it and when we may not, with whose it must be, or when a link leads out of that
 * directory.
 */
bool conf_secret(const char *home, const char *org, const char *name, struct arena *a,
    const char **ret, struct err *err) MUSTCHECK;
#endif
