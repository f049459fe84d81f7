/*
 * Deciding: a request that ended is opened again. Its dates stay those of its receipt, and what was
 * done stays done.
 */
#include "decide_private.h"
#include "dossier/store/task.h"

bool
decide_open_again(struct dossier *d, const char *reason, struct err *err)
{
	const struct fact f = { .kind = FACT_REOPENED, .on = d->today };
	if (!guard_reopen(&d->term, reason, err) || !decide_append(d, &f, reason, err) ||
	    !task_go_on(d->in->db, &d->request, err))
		return false;
	for (size_t i = 0; i < d->rights.n; i++)
		if (!decide_right(
			d, d->rights.items[i].right, "open", NULL, (struct date){ 0 }, err))
			return false;
	return dossier_advance(d, err); /* what was all done before is collected again at once */
}

bool
decide_reopen(struct installation *in, const struct actor *who, const char *reference,
    const char *reason, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_REOPEN, err);
	return dossier_commit(d, d && decide_open_again(d, reason, err), err);
}
