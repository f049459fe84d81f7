/*
 * What is not there yet says so.
 */
#include "change_private.h"

static bool
not_yet(struct err *err)
{
	return err_set(err, ERR_SYSTEM, "changes at systems are not there yet");
}

bool
change_job(struct installation *in, const struct dossier *d, const struct task *t, json_t *job,
    struct err *err)
{
	(void)in, (void)d, (void)job;
	return (t->action != ACTION_FIND && t->action != ACTION_ERASE) || not_yet(err);
}

static bool
check(struct installation *in, const struct search_answer *from, struct arena *a,
    struct task_done *d, struct err *err)
{
	(void)in, (void)from, (void)a, (void)d;
	return not_yet(err);
}

static bool
take_in(struct installation *in, const struct actor *who, const struct search_answer *from,
    const struct task_done *d, struct err *err)
{
	(void)in, (void)who, (void)from, (void)d;
	return not_yet(err);
}

const struct search_hook change_hook = { check, take_in };

bool
change_may_commit(struct installation *in, const struct actor *who, const struct task *t,
    const char *xid, bool *ret_go, struct err *err)
{
	(void)in, (void)who, (void)t, (void)xid;
	*ret_go = false;
	return not_yet(err);
}

bool
change_again(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	(void)in, (void)who, (void)reference;
	return not_yet(err);
}

bool
change_decide(struct installation *in, const struct actor *who, const char *reference,
    const char *const *categories, size_t n, const char *undecided, struct err *err)
{
	(void)in, (void)who, (void)reference, (void)categories, (void)n, (void)undecided;
	return not_yet(err);
}

bool
change_role(struct installation *in, const struct actor *who, const char *reference,
    const char *category, const char *role, struct err *err)
{
	(void)in, (void)who, (void)reference, (void)category, (void)role;
	return not_yet(err);
}

bool
change_approve(struct installation *in, const struct actor *who, const char *reference,
    const char *digest, bool *ret_alone, struct err *err)
{
	(void)in, (void)who, (void)reference, (void)digest;
	*ret_alone = false;
	return not_yet(err);
}

bool
change_start(struct dossier *d, const struct change_round *what, struct err *err)
{
	(void)d, (void)what;
	return not_yet(err);
}

bool
change_settle(struct dossier *d, struct err *err)
{
	(void)d;
	return not_yet(err);
}

json_t *
view_change(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	(void)in, (void)who, (void)reference;
	(void)not_yet(err);
	return NULL;
}

json_t *
view_receipts(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	(void)in, (void)who, (void)reference;
	(void)not_yet(err);
	return NULL;
}
