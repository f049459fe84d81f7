/*
 * Whom to write to, and where. What a request is about stays as its own register has it, but an
 * address that was corrected since is the one that reaches somebody.
 */
#include "dossier/checked.h"
#include "dossier/guard.h"
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

static bool
is_address(const struct identifier *id)
{
	return strcmp(id->kind, "email") == 0 && strcmp(id->state, "usable") == 0;
}

const struct identifier *
contact_origin(const struct dossier *d)
{
	for (size_t i = 0; i < d->identifiers.n; i++)
		if (is_address(&d->identifiers.items[i]) &&
		    strcmp(d->identifiers.items[i].source, "given") == 0)
			return &d->identifiers.items[i];
	return NULL;
}

/* A check by what was merely given shows where to say that nothing is held, and no more. */
static bool
shows_address(const struct dossier *d, const struct fact *f)
{
	const struct verify_method *m = guard_verify_method(f->method);
	return f->kind == FACT_VERIFIED && strcmp(f->result, "passed") == 0 &&
	    ((m && m->level > CHECK_GIVEN) || dossier_is_empty(d));
}

const struct identifier *
contact_shown(const struct dossier *d)
{
	const struct identifier *given = contact_origin(d);
	for (size_t i = d->facts.n; i-- > 0;) {
		const struct fact *f = &d->facts.items[i];
		bool shown = shows_address(d, f);
		for (size_t k = 0; shown && k < d->identifiers.n; k++)
			if (d->identifiers.items[k].id == f->identifier &&
			    is_address(&d->identifiers.items[k]))
				return &d->identifiers.items[k];
	}
	return given && given->proof ? given : NULL;
}
