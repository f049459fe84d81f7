/*
 * Writing and reading the file. Within the room alone.
 */
#ifndef BACKUP_BACKUP_H
#define BACKUP_BACKUP_H

#include <sys/types.h>

#include "dossier/backup.h"
#include "dossier/digest.h"

#define BACKUP_FORMAT 1
#define MEMBER_ABOUT "about.json"
#define MEMBER_GONE "gone.txt"
#define MEMBER_DATABASE "database/"
#define MEMBER_BLOBS "blobs/"
#define MEMBER_MANIFEST "manifest/"
#define NAME_MAX_LEN 255 /* of a member */
#define DATABASE_PIECE (INT64_C(4) << 20)

/* ---- writing (out.c) ---- */

struct backup_out;
struct backup_out *backup_out_new(const struct backup_key *key, int fd, struct err *err);
/* backup_out_file: a member, the first ${size} bytes of ${fd}; INPUT when there are fewer. */
bool backup_out_file(struct backup_out *p, const char *name, int fd, int64_t size, struct err *err)
    MUSTCHECK;
bool backup_out_text(
    struct backup_out *p, const char *name, const void *text, size_t n, struct err *err) MUSTCHECK;
/* backup_out_end: the last manifest, and the end. *ret: bytes written and members. */
bool backup_out_end(struct backup_out *p, struct backup_made *ret, struct err *err) MUSTCHECK;
void backup_out_free(struct backup_out *p);
DEFINE_DROP(backup_out, struct backup_out, backup_out_free)

/* ---- reading (in.c) ---- */

struct backup_in;
struct member {
	char name[NAME_MAX_LEN + 1];
	int64_t size, left;
};
struct backup_in *backup_in_new(const struct backup_key *key, int fd, struct err *err);
/*
 * backup_in_next: the next member that is no manifest; those are held against what was read. *ret
 * false: that was the last, and all was whole. What was not read of the one before is read over.
 * backup_in_read: up to ${n} bytes of it; 0 at its end; -1: see err.
 * backup_in_text: all of one that is small.
 */
bool backup_in_next(struct backup_in *u, struct member *m, bool *ret, struct err *err) MUSTCHECK;
ssize_t backup_in_read(struct backup_in *u, struct member *m, void *p, size_t n, struct err *err);
bool backup_in_text(
    struct backup_in *u, struct member *m, size_t max, struct buf *ret, struct err *err) MUSTCHECK;
int64_t backup_in_size(const struct backup_in *u); /* bytes of the tar */
int64_t backup_in_at(const struct backup_in *u);
void backup_in_free(struct backup_in *u);
DEFINE_DROP(backup_in, struct backup_in, backup_in_free)

/* ---- what is in it, where it belongs (extract.c) ---- */

#define BACKUP_CONF ".conf" /* dossier.conf comes there, as it was */

struct backup_into {
	const char *home, *uri, *checkpoints;
	bool files; /* blobs and secrets too; else what the log needs to be verified */
};
/*
 * backup_extract: the files and the database, in a directory that is there and empty.
 * *ret_applied: migrations.
 */
bool backup_extract(const struct backup_key *key, int fd, const struct backup_into *to,
    const struct progress *progress, struct err *err) MUSTCHECK;
/* backup_about: about.json of it, new; DENIED for that of a newer program. */
json_t *backup_about(const struct backup_key *key, int fd, struct err *err);
/* backup_remove_tree: a directory and all that is in it. */
bool backup_remove_tree(const char *dir, struct err *err) MUSTCHECK;

#endif
