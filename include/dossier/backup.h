/*
 * All of an installation in one sealed file, and back. The file is an age file (C2SP age) of a tar:
 *
 *   about.json                what it is of, and by which program
 *   checkpoints/ keys/ secrets/ templates/ spool/ dossier.conf    files of the installation
 *   database/000001.part ...  pg_dump's custom format, in pieces
 *   blobs/ab/NAME             each that the database named then, in the order of their names
 *   gone.txt                  those that were removed while it was made, or are missing; if any
 *   manifest/000001.sha256 ...  the SHA-256 of each member since the last of these; one is the end
 *
 * Nothing of it is on a disk in clear but in an installation.
 */
#ifndef DOSSIER_BACKUP_H
#define DOSSIER_BACKUP_H

#include "dossier/conf.h"
#include "dossier/progress.h"
#include "dossier/vault.h"

/* With what it is sealed (recipient, or passphrase) or opened (identity, or passphrase). */
struct backup_key {
	const unsigned char *recipient, *identity; /* KEY_LEN bytes */
	const char *passphrase;
};

struct backup_making {
	const struct conf *conf;
	const char *uri;     /* the database, for who may read all of it; NULL: as conf says */
	const char *program; /* its version */
	struct backup_key key;
	const struct progress *progress;
};
struct backup_made {
	int64_t bytes, members, blobs;
	int64_t missing; /* blobs that the database names and that are not there */
};
/*
 * backup_make(m, fd, ret, err): write it to ${fd}, in constant memory: the database as of one
 * moment, and what that names. While it lasts no blob is removed.
 */
bool backup_make(const struct backup_making *m, int fd, struct backup_made *ret, struct err *err)
    MUSTCHECK;

/*
 * backup_check(fd, key, deep, progress, err): is it whole? about.json of it and "bytes", "members",
 * "blobs", "missing", "deep", "organisations", new. INPUT where a byte is not what it was.
 * ${deep}: its database comes to life in a private server of its own, below TMPDIR, for as long as
 * that takes; every log is verified, and every blob it names is there: CONFLICT with the first that
 * is wrong.
 */
json_t *backup_check(int fd, const struct backup_key *key, bool deep,
    const struct progress *progress, struct err *err);

struct backup_restoring {
	const char *home;        /* not there yet */
	const char *uri;         /* an empty database; NULL: a private one */
	const char *checkpoints; /* a directory with later ones; NULL: none */
	struct backup_key key;
	const struct progress *progress;
};
/*
 * backup_restore(r, fd, err): a new installation, which knows that it is restored (restored.h).
 * What backup_check says of it, new. Nothing is left of one that failed; of one that was killed a
 * directory without dossier.conf, which the next one begins anew. CONFLICT when ${home} is there.
 */
json_t *backup_restore(const struct backup_restoring *r, int fd, struct err *err);

#endif
