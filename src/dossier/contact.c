/*
 * Whom to write to: what a request is about stays as its own register has it, but an address that
 * was corrected since is the one that reaches somebody.
 */
#include "dossier_private.h"

const struct reg *
contact_register(const struct dossier *d, struct err *err)
{
	return register_of(d->in, &d->org, 0, err);
}

/* Of one that can not be read the request's own goes. */
static const struct reg *
newest(const struct dossier *d)
{
	struct err unread = { 0 };
	const struct reg *reg = contact_register(d, &unread);
	return reg ? reg : d->reg;
}

const struct reg_controller *
contact_controller(const struct dossier *d, const char *id)
{
	const struct reg_controller *c = reg_controller(newest(d), id);
	return c ? c : reg_controller(d->reg, id);
}

const struct recipient *
contact_recipient(const struct dossier *d, const char *id)
{
	const struct recipient *r = reg_recipient(newest(d), id);
	return r ? r : reg_recipient(d->reg, id);
}
