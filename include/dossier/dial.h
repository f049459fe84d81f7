/*
 * How a slot reaches what is outside it. It can make no socket and open no file itself; beside it
 * stands a broker (worker/broker.c), who was told by the supervisor what the slot's one system may
 * reach, and hands over descriptors of that and nothing else. In every other process these
 * functions do the same by themselves.
 *
 * Our executable defines socket(), connect(), getaddrinfo(), getpwuid_r(), fopen() and stat() over
 * the C library's, so that libpq, curl, hiredis and OpenSSL ask the broker without knowing of him.
 */
#ifndef DOSSIER_DIAL_H
#define DOSSIER_DIAL_H

#include <stdint.h>
#include <sys/socket.h>

#include "dossier/err.h"

#define DIAL_NAME 33 /* of a blob, with NUL */

/* ---- in a slot ---- */

/*
 * dial_by(broker): from now on everything goes by this socket (SOCK_SEQPACKET), for good.
 * dial_is_lost(): he died or did not answer in time: nothing works any more, and this process may
 * as well end.
 * dial_is_stale(): the system's directory could not be opened. He was confined to what was there
 * before, and never sees one that comes, or comes back: the next task needs a fresh one.
 */
void dial_by(int broker);
bool dial_is_lost(void);
bool dial_is_stale(void);

/* A descriptor; -1 with errno, EACCES for what is not the system's. */
int dial_directory(const char *path);
int dial_file(int dir, const char *name); /* a regular file right there, and no link; ELOOP */

/*
 * Blobs of the task at work, which the broker writes (vault.h). False with errno.
 * dial_blob(at, name, p, n, last): some more of blob *at, at most DIAL_BYTES; -1: of a new one,
 * which gets its number there and its name; ${last}: it is whole, and nothing changes it any more.
 * What goes wrong with one that is neither the first nor the last is told with the last.
 * dial_blobs_keep: the task is done: they are its own from now on. dial_blob_drop: one of them
 * (NULL: all) is not wanted.
 */
bool dial_blob(int *at, char name[static DIAL_NAME], const void *p, size_t n, bool last);
bool dial_blobs_keep(void);
bool dial_blob_drop(const char *name);

/*
 * dial_limit(l, key, per_s, burst): limiter_take, of the system at work; elsewhere of ${l}, NULL
 * being no limit at all.
 */
struct limiter;
int64_t dial_limit(struct limiter *l, const char *key, double per_s, unsigned burst);

/* ---- between a slot and its broker ---- */

enum dial_kind {
	DIAL_LOOK_UP,    /* "HOST" "PORT" */
	DIAL_SOCKET,     /* number: its family */
	DIAL_CONNECT,    /* cookie: of a socket he made; data: a struct sockaddr */
	DIAL_DIRECTORY,  /* "PATH" */
	DIAL_FILE,       /* "NAME" in the directory asked for last */
	DIAL_OPEN,       /* "PATH": authorities, certificates */
	DIAL_BLOB,       /* bytes; number: of which, -1 of a new one, else without an answer */
	DIAL_BLOB_LAST,  /* the same, and it is whole; the answer is of all its pieces */
	DIAL_BLOBS_KEEP, /* without an answer */
	DIAL_BLOB_DROP,  /* "NAME", or "" */
	DIAL_LIMIT,      /* "KEY"; per_s; number: burst */
	DIAL__MAX,
};
#define DIAL_BYTES (65536 + 256) /* a piece of a blob */
#define DIAL_TEXT 4608           /* all texts of a question: a path and more */
#define DIAL_ADDRESSES 16

/* A message each; as much of data as len says. */
struct dial_head {
	uint32_t kind;
	int32_t number;
	uint64_t cookie;
	double per_s;
	uint64_t len;
};
struct dial_request {
	struct dial_head head;
	char data[DIAL_BYTES];
};
struct dial_answer {
	int32_t bad; /* errno, or what getaddrinfo() gives; 0: well */
	int32_t number;
	int64_t wait_us;
	char name[DIAL_NAME];
	uint32_t n; /* addresses */
	struct sockaddr_storage addresses[DIAL_ADDRESSES];
};

/*
 * dial_request_ok(r, size): a message of ${size} bytes is a request: of a kind there is, with as
 * many texts as that has, each with its end. dial_request_text: the first or second of them.
 * dial_is_answered(h): who sent it waits for an answer. The pieces of a large blob would take as
 * long to be answered as to be written; what may be on its way is bounded by the socket.
 */
bool dial_request_ok(const struct dial_request *r, size_t size);
bool dial_is_answered(const struct dial_head *h);
const char *dial_request_text(const struct dial_request *r, size_t i);
/* dial_answer_send: with descriptor ${fd}, or -1. */
bool dial_answer_send(int to, const struct dial_answer *answer, int fd);

#endif
