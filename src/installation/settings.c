/*
 * What a system's settings resolve to, and where they must not lead: an address comes from the
 * administrator, never from a register, and none leads back into this installation, where the
 * secrets and the data of other organisations lie. A value is never quoted.
 */
#include <limits.h>

#include "dossier/connector.h"
#include "dossier/definition.h"
#include "dossier/dsn.h"
#include "dossier/installation.h"
#include "dossier/phrase.h"
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

/* What only erasing needs: a system without a value is read all the same. */
static bool
setting_is_spared(const char *connector, const char *name)
{
	return strcmp(connector, "postgresql") == 0 &&
	    (strcmp(name, "dsn_change") == 0 || strcmp(name, "dsn_maintain") == 0);
}

static bool
read_all(const struct look *l, json_t *values, json_t *missing)
{
	const char *name;
	json_t *setting, *value = NULL;
	json_object_foreach(json_get(l->system->json, "settings"), name, setting) {
		const bool spared = setting_is_spared(l->system->connector, name);
		const struct def_param *p =
		    l->definition ? definition_param(l->definition, name) : NULL;
		if (!read_one(l, name, setting, &value))
			return false;
		if (value)
			json_object_set_new(values, name, value);
		else if (!spared && (!p || !p->otherwise))
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
	    l->system->id, phrase(why), l->org->slug);
}

/* A path that is not there yet is nobody's; its broker looks again when it opens it. */
static bool
is_closed(const json_t *reach, const char *value)
{
	char path[PATH_MAX];
	size_t i;
	json_t *ours;
	if (!realpath(value, path))
		return false;
	json_array_foreach(json_get(reach, "closed"), i, ours)
		if (conf_paths_meet(path, json_string_value(ours)))
			return true;
	return false;
}

#define SOCKET_IN_OURS "the socket it leads to lies in a directory of this installation"
#define FILE_IN_OURS "a file it names lies in a directory of this installation"

/*
 * By what a slot would reach; in which setting of a connector it stands. Of one that is looked at
 * alone, another setting of the system may lead elsewhere.
 */
static const struct {
	const char *kind, *connector, *setting, *why;
	bool alone;
} paths[] = {
	{ "directories", "files", "directory",
	    "it is, holds or lies in a directory of this installation", false },
	{ "sockets", "postgresql", "dsn", SOCKET_IN_OURS, true },
	{ "files", "postgresql", "dsn", FILE_IN_OURS, true },
	{ "sockets", "postgresql", "dsn_change", SOCKET_IN_OURS, true },
	{ "files", "postgresql", "dsn_change", FILE_IN_OURS, true },
	{ "sockets", "postgresql", "dsn_maintain", SOCKET_IN_OURS, true },
	{ "files", "postgresql", "dsn_maintain", FILE_IN_OURS, true },
	{ "sockets", "redis", "url", SOCKET_IN_OURS, false },
	{ "files", "redis", "ca_file", "it lies in a directory of this installation", false },
};

static bool
check_path(const struct look *l, const json_t *values, size_t i)
{
	const char *setting = paths[i].setting;
	auto_drop(json) json_t *one =
	    paths[i].alone ? json_pack("{s:O*}", setting, json_get(values, setting)) : NULL;
	const struct connector_call call = { .system = l->system->json,
		.definition = l->definition,
		.settings = one ? one : (json_t *)(uintptr_t)values };
	auto_drop(json) json_t *reach = system_reach(l->in, l->system->connector, &call);
	size_t k;
	json_t *path;
	json_array_foreach(json_get(reach, paths[i].kind), k, path)
		if (is_closed(reach, json_string_value(path)))
			return refuse(l, setting, paths[i].why);
	return true;
}

static bool
check_paths(const struct look *l, const json_t *values)
{
	for (size_t i = 0; i < array_len(paths); i++)
		if (strcmp(paths[i].connector, l->system->connector) == 0 &&
		    !check_path(l, values, i))
			return false;
	return true;
}

/* What libpq would read beside the string: files that hold more than this system's password. */
static bool
check_dsn(const struct look *l, const char *name, const char *value)
{
	bool own_server = conf_is_private(&l->in->conf);
	const char *ours = own_server ? cluster_uri(l->in->conf.home, l->a) : l->in->conf.database;
	if (dsn_value(value, "passfile", l->a) || dsn_value(value, "service", l->a))
		return refuse(l, name,
		    "it names a passfile or a service, where a password and the rest are written "
		    "out");
	return !dsn_meets(value, ours, own_server) ||
	    refuse(l, name, "it leads to the database of this installation");
}

static bool
check_addresses(const struct look *l, const json_t *values)
{
	static const char *const ways[] = { "dsn", "dsn_change", "dsn_maintain" };
	const bool postgresql = strcmp(l->system->connector, "postgresql") == 0;
	for (size_t i = 0; i < array_len(ways) && postgresql; i++) {
		const char *dsn = json_str(values, ways[i]);
		if (dsn && !check_dsn(l, ways[i], dsn))
			return false;
	}
	if (!check_paths(l, values))
		return false;
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

/*
 * Without links, so that a broker can compare them with what it opened. One that is not there yet
 * stands as it will be called.
 */
json_t *
installation_closed(const struct conf *conf)
{
	auto_drop(arena) struct arena *a = arena_new();
	json_t *closed = json_array();
	const char *const ours[] = { conf->home, cluster_directory(conf->home, a),
		cluster_sockets(conf->home, a), conf_path(conf, conf->checkpoints, a) };
	char path[PATH_MAX];
	for (size_t i = 0; i < array_len(ours); i++)
		if (ours[i])
			json_array_append_new(
			    closed, json_string(realpath(ours[i], path) ? path : ours[i]));
	return closed;
}

json_t *
system_reach(
    const struct installation *in, const char *connector, const struct connector_call *call)
{
	const struct connector *c = connector_find(connector);
	json_t *reach = c ? connector_reach(c, call) : json_object();
	json_object_set(reach, "closed", in->closed);
	return reach;
}

void
system_settings_release(struct system_settings *s)
{
	json_decref(s->values);
	json_decref(s->missing);
}
