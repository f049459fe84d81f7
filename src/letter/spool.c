/*
 * The spool: what colleagues are told, as files for a mail program; nothing of a person is in them.
 * A file is written aside and renamed, the disk is synced once for a batch, and only then the rows
 * say so. Two that publish at once do not touch the same letter, as its row is locked; one that
 * dies leaves rows that are queued still, and at most half a file, which the next replaces.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "dossier/phrase.h"
#include "letter_private.h"

#define BATCH 100 /* letters in one transaction */

struct publishing {
	const struct spool *s;
	int64_t org_id;
	const char *path;
	int fd;             /* of that directory; -1: nothing was put there yet */
	struct err trouble; /* of the first letter that could not be published */
};

/* ---- files ---- */

static bool
failed(const struct publishing *p, struct err *err)
{
	bool full = errno == ENOSPC || errno == EDQUOT;
	return err_set(err, full ? ERR_TEMPORARY : ERR_SYSTEM, "cannot write a letter to %s: %s",
	    p->path, full ? phrase("no space left") : strerror(errno));
}

/* What lies aside by that name is of one that died: its letter is ours to write now. */
static bool
write_aside(int dir, const char *name, const struct buf *b)
{
	(void)unlinkat(dir, name, 0);
	auto_drop(fd) int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n = fd < 0 ? -1 : write(fd, b->data, b->len);
	if (n >= 0 && n < (ssize_t)b->len)
		errno = ENOSPC; /* the only reason why a regular file takes less */
	return n == (ssize_t)b->len;
}

static bool
put(struct publishing *p, const char *file, const struct buf *b, struct arena *a, struct err *err)
{
	const char *aside = arena_printf(a, ".%s.part", file);
	if (p->fd < 0)
		p->fd = open(p->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->fd < 0)
		return failed(p, err);
	if (write_aside(p->fd, aside, b) && renameat(p->fd, aside, p->fd, file) == 0)
		return true;
	(void)failed(p, err);
	(void)unlinkat(p->fd, aside, 0);
	return false;
}

/* ---- letters ---- */

static bool
publish(struct publishing *p, const struct queued_letter *l, struct arena *a, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!l->reference || !l->ledger)
		return err_set(err, ERR_NOTFOUND, "the key of the letter %s is gone", l->file);
	auto_drop(request_keys) struct request_keys *keys =
	    vault_unwrap(p->s->vault, l->reference, l->content, l->ledger, err);
	const struct letter sealed = { .file = l->file, .sealed = l->sealed };
	return keys && letter_compose(&sealed, keys->ledger, a, &b, err) &&
	    put(p, l->file, &b, a, err);
}

static bool
publish_all(
    struct publishing *p, const struct queued_letters *list, struct arena *a, struct err *err)
{
	int64_t *ids = arena_alloc(a, list->n * sizeof(*ids));
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++) {
		struct err bad = { 0 };
		if (publish(p, &list->items[i], a, &bad))
			ids[n++] = list->items[i].id;
		else if (p->trouble.kind == ERR_NONE)
			p->trouble = bad;
	}
	if (p->fd >= 0 && syncfs(p->fd) != 0)
		return failed(p, err);
	return letter_written(p->s->db, p->org_id, ids, n, err);
}

/* One transaction; *after: the last letter looked at, *ret_more: there may be others. */
static bool
publish_some(struct publishing *p, int64_t *after, bool *ret_more, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct db *db = p->s->db;
	struct queued_letters list;
	if (!db_begin(db, err))
		return false;
	if (!letter_queued(db, p->org_id, *after, BATCH, a, &list, err) ||
	    !publish_all(p, &list, a, err) || !db_commit(db, err)) {
		db_rollback(db);
		return false;
	}
	*ret_more = list.n == BATCH;
	if (list.n)
		*after = list.items[list.n - 1].id;
	return true;
}

bool
spool_publish(const struct spool *s, int64_t org_id, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct publishing p = {
		.s = s,
		.org_id = org_id,
		.path = arena_printf(a, "%s/spool", s->home),
		.fd = -1,
	};
	bool more = true, ok = true;
	for (int64_t after = 0; ok && more;)
		ok = publish_some(&p, &after, &more, err);
	if (p.fd >= 0)
		(void)close(p.fd);
	return ok &&
	    (p.trouble.kind == ERR_NONE || err_set(err, p.trouble.kind, "%s", p.trouble.text));
}
