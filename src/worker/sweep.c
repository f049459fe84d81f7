/*
 * Sweeping, once a day: how far each log has grown is signed. What a died or repeated attempt left
 * in the blob store belongs to nobody and is personal data: it is destroyed, after that. And what a
 * report would have to count is counted while nobody waits for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/decide.h"
#include "dossier/report.h"
#include "dossier/store/part.h"
#include "worker_private.h"

#define OLD_S 86400 /* longer than any task runs: what is younger may be on its way into a row */
#define EVERY_S 86400

struct sweep {
	struct installation *in;
	const struct org_list *orgs;
	struct err *err;
};

static bool
keep(const char *name, void *arg)
{
	struct sweep *s = arg;
	for (size_t i = 0; i < s->orgs->n; i++) {
		bool known = true;
		/* whatever can not be asked is kept */
		if (!blob_is_known(s->in->db, s->orgs->items[i].id, name, &known, s->err) || known)
			return true;
	}
	return false;
}

static bool
is_due(const char *mark)
{
	struct stat st;
	return stat(mark, &st) != 0 || time(NULL) - st.st_mtime >= EVERY_S;
}

/* Of all organisations, also when one can not be: nothing is destroyed then. */
static bool
sign_logs(struct installation *in, const struct org_list *orgs, struct err *err)
{
	for (size_t i = 0; i < orgs->n; i++) {
		struct err bad = { 0 };
		if (!installation_checkpoint(in, orgs->items[i].id, &bad))
			err_set(err, bad.kind, "the checkpoint of %s: %s", orgs->items[i].slug,
			    bad.text);
	}
	return err->kind == ERR_NONE;
}

bool
worker_sweep(struct installation *in, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *mark = conf_path(&in->conf, "swept", a);
	struct org_list orgs;
	if (!is_due(mark))
		return true;
	struct sweep s = { in, &orgs, err };
	if (!org_list(in->db, a, &orgs, err) || !sign_logs(in, &orgs, err) ||
	    !blob_sweep(in->conf.home, keep, &s, OLD_S, err) || err->kind != ERR_NONE ||
	    !report_prepare(in->db, &orgs, clock_now(), err))
		return false;
	auto_drop(fd) int fd = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || futimens(fd, NULL) != 0)
		return err_set(
		    err, errno == ENOSPC ? ERR_TEMPORARY : ERR_SYSTEM, "cannot write %s: %m", mark);
	return true;
}
