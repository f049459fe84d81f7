/*
 * What a system's settings resolve to, and where they must not lead: an address comes from the
 * administrator, never from a register, and none leads back into this installation, where the
 * secrets and the data of other organisations lie. A value is never quoted.
 */
#include <limits.h>

#include "dossier/definition.h"
#include "dossier/dsn.h"
#include "dossier/installation.h"
#include "dossier/store/cluster.h"

/* One system of one organisation, while its settings are looked at. */
struct look {
	const struct installation *in;
	const struct org *org;
	const struct system *system;
	const struct definition *definition;
	struct arena *a;
	struct err *err;
};

/* ---- values ---- */

/* The file; else what the register has in place of it, unless that would be an address. */
static bool
read_one(const struct look *l, const char *name, const json_t *setting, json_t **ret)
{
	const char *text = NULL, *file = json_str(setting, "secret");
	if (file && !conf_secret(l->in->conf.home, l->org->slug, file, l->a, &text, l->err))
		return err_wrap(l->err, "setting %.60s", name);
	const json_t *otherwise = json_get(setting, "default");
	if (reg_is_address(l->definition, name))
		otherwise = NULL;
	*ret = text ? json_string(text) : json_incref((json_t *)(uintptr_t)otherwise);
	return *ret || !text ||
	    err_set(l->err, ERR_INPUT, "setting %.60s: the value is not UTF-8", name);
}

static bool
read_all(const struct look *l, json_t *values, json_t *missing)
{
	const char *name;
	json_t *setting, *value = NULL;
	json_object_foreach(json_get(l->system->json, "settings"), name, setting) {
		const struct def_param *p =
		    l->definition ? definition_param(l->definition, name) : NULL;
		if (!read_one(l, name, setting, &value))
			return false;
		if (value)
			json_object_set_new(values, name, value);
		else if (!p || !p->otherwise)
			json_array_append_new(missing, json_string(name));
	}
	return true;
}

/* ---- where they lead ---- */

static bool
refuse(const struct look *l, const char *name, const char *why)
{
	return err_set(l->err, ERR_DENIED,
	    "setting %s of %s is refused: %s; the administrator corrects it in secrets/%s", name,
	    l->system->id, why, l->org->slug);
}

/* ${below} is ${dir} or lies in it. */
static bool
is_in(const char *below, const char *dir)
{
	size_t n = strlen(dir);
	while (n > 0 && dir[n - 1] == '/')
		n--;
	return strncmp(below, dir, n) == 0 && (below[n] == '\0' || below[n] == '/');
}

/* A directory that is not there yet is nobody's; reading it fails later, and says so. */
static bool
check_directory(const struct look *l, const char *name, const char *value)
{
	const char *ours[] = { l->in->conf.home, cluster_directory(l->in->conf.home, l->a),
		cluster_sockets(l->in->conf.home, l->a),
		conf_path(&l->in->conf, l->in->conf.checkpoints, l->a) };
	char path[PATH_MAX], own[PATH_MAX];
	if (!realpath(value, path))
		return true;
	for (size_t i = 0; i < array_len(ours); i++)
		if (ours[i] && realpath(ours[i], own) && (is_in(path, own) || is_in(own, path)))
			return refuse(
			    l, name, "it is, holds or lies in a directory of this installation");
	return true;
}

static bool
check_dsn(const struct look *l, const char *name, const char *value)
{
	bool own_server = strcmp(l->in->conf.database, "private") == 0;
	const char *ours = own_server ? cluster_uri(l->in->conf.home, l->a) : l->in->conf.database;
	return !dsn_meets(value, ours, own_server) ||
	    refuse(l, name, "it leads to the database of this installation");
}

/* By kind of connector, the one setting to look at. */
static const struct {
	const char *connector, *setting;
	bool (*check)(const struct look *, const char *name, const char *value);
} checks[] = {
	{ "postgresql", "dsn", check_dsn },
	{ "files", "directory", check_directory },
};

static bool
check_addresses(const struct look *l, const json_t *values)
{
	for (size_t i = 0; i < array_len(checks); i++) {
		const char *value = json_str(values, checks[i].setting);
		if (value && strcmp(checks[i].connector, l->system->connector) == 0 &&
		    !checks[i].check(l, checks[i].setting, value))
			return false;
	}
	if (l->in->rehearsal || !l->definition || !definition_is_in_clear(l->definition, values))
		return true;
	return err_set(l->err, ERR_DENIED,
	    "%s would be called by http, which is for a rehearsal (init --rehearsal): give it an "
	    "https address",
	    l->system->id);
}

bool
system_settings(const struct installation *in, const struct org *org, const struct reg *reg,
    const struct system *s, struct arena *a, struct system_settings *ret, struct err *err)
{
	auto_drop(json) json_t *values = json_object(), *missing = json_array();
	const struct look l = { in, org, s, reg_definition(reg, s), a, err };
	if (!read_all(&l, values, missing) || !check_addresses(&l, values))
		return false;
	*ret = (struct system_settings){ take(values), take(missing) };
	return true;
}

void
system_settings_release(struct system_settings *s)
{
	json_decref(s->values);
	json_decref(s->missing);
}
