/*
 * What differs per organisation: parameters, and the kinds of identifier a vendor can be searched
 * by.
 */
#include <regex.h>

#include "definition_private.h"

/* ---- parameters ---- */

static bool
check_pattern(struct reader *r, const char *pattern, const char *at)
{
	regex_t re;
	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return complain(r, below(r, at, "pattern"), "not a POSIX regular expression");
	regfree(&re);
	return true;
}

static bool
read_default(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	(void)how;
	*(const json_t **)out = v;
	return json_is_string(v) || json_is_integer(v) || json_is_boolean(v) ||
	    complain(r, at, "expected a text, a whole number, true or false");
}

static const struct many choices = { .read = read_text, .size = sizeof(const char *), .least = 1 };
static const struct member param_items[] = {
	{ "secret", read_flag, offsetof(struct def_param, secret), NULL, false },
	{ "default", read_default, offsetof(struct def_param, otherwise), NULL, false },
	{ "enum", read_list, offsetof(struct def_param, choice), &choices, false },
	{ "pattern", read_text, offsetof(struct def_param, pattern), NULL, false },
	{ "list", read_flag, offsetof(struct def_param, list), NULL, false },
	{ "help", read_text, offsetof(struct def_param, help), NULL, false },
};
static const struct members param_members = { param_items, array_len(param_items) };

static bool
names_have(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->items[i], name) == 0)
			return true;
	return false;
}

static bool
read_param(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_param *p = out;
	(void)how;
	if (!read_members(r, v, at, &param_members, p))
		return false;
	if (p->secret && (p->otherwise || p->choice.n))
		return complain(
		    r, at, "a secret has neither a default nor an enum: it is given by file only");
	if (p->choice.n && json_is_string(p->otherwise) &&
	    !names_have(&p->choice, json_string_value(p->otherwise)))
		return complain(r, below(r, at, "default"), "the default is none of the enum");
	return !p->pattern || check_pattern(r, p->pattern, at);
}

const struct many many_params = {
	.read = read_param, .size = sizeof(struct def_param), .names = &form_word
};

const struct def_param *
definition_param(const struct definition *d, const char *name)
{
	for (size_t i = 0; i < d->nparams; i++)
		if (strcmp(d->params[i].name, name) == 0)
			return &d->params[i];
	return NULL;
}

/* ---- identifiers ---- */

static bool
read_normalise(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const char *name = json_string_value(v);
	const struct filter *f = name ? filter_find(name, strlen(name)) : NULL;
	(void)how;
	*(const struct filter **)out = f;
	return (f && f->normalises) ||
	    complain(r, at, "expected one of lower, upper, trim, digits");
}

static const struct many filters = { .read = read_normalise,
	.size = sizeof(const struct filter *) };
static const struct member identity_items[] = {
	{ "normalise", read_list, offsetof(struct def_identity, normalise), &filters, false },
};
static const struct members identity_members = { identity_items, array_len(identity_items) };

static bool
read_identity(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	(void)how;
	return read_members(r, v, at, &identity_members, out);
}

const struct many many_identities = {
	.read = read_identity, .size = sizeof(struct def_identity), .names = &form_word
};

const struct def_identity *
definition_identity(const struct definition *d, const char *kind)
{
	for (size_t i = 0; i < d->nidentities; i++)
		if (strcmp(d->identities[i].kind, kind) == 0)
			return &d->identities[i];
	return NULL;
}

json_t *
definition_normal(const struct def_identity *identity, const char *value)
{
	json_t *v = json_string(value);
	for (size_t i = 0; v && i < identity->nnormalise; i++)
		v = filter_run(identity->normalise[i], identity->normalise[i]->arg, v);
	return v;
}
