/*
 * Servers: where calls may go. An address is literal, or one parameter: no call goes to a host made
 * up on the way.
 */
#include <strings.h>

#include "definition_private.h"

/* ---- addresses ---- */

static bool
is_loopback(const char *host)
{
	static const char *const hosts[] = { "localhost", "127.0.0.1", "[::1]" };
	for (size_t i = 0; i < array_len(hosts); i++) {
		size_t n = strlen(hosts[i]);
		if (strncmp(host, hosts[i], n) == 0 && strchr(":/", host[n]))
			return true;
	}
	return false;
}

/* https://HOST[:PORT][/PATH] */
static bool
check_literal(struct reader *r, const char *url, bool insecure, const char *at)
{
	bool https = strncmp(url, "https://", 8) == 0, http = strncmp(url, "http://", 7) == 0;
	const char *host = url + (https ? 8 : 7);
	if (strpbrk(url, "{}"))
		return complain(r, at,
		    "an address is literal, or one {param.NAME} and nothing else: calls must not "
		    "go to a host made up on the way");
	if (!https && !(http && insecure && is_loopback(host)))
		return complain(r, at, "an address begins with https://");
	if (strpbrk(host, "?#@ ") || strcspn(host, "/:") == 0)
		return complain(
		    r, at, "an address is https://HOST, without user, query or fragment");
	return true;
}

static bool
read_address(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const bool *insecure = how;
	const char *url = json_string_value(v);
	const struct template **t = out;
	if (!read_template(r, v, at, &place_address, out))
		return false;
	return template_scope(*t) == SCOPE_PARAM || check_literal(r, url, *insecure, at);
}

/* {"by": "param.region", "eu": "https://..."}: an address for each value the parameter may have. */
static bool
read_choice(struct reader *r, const json_t *v, const char *at, struct def_server *s)
{
	const struct many many = { .read = read_address,
		.how = &s->insecure_loopback,
		.size = sizeof(struct named_template),
		.offset = offsetof(struct named_template, value) };
	const char *by = json_str_or(v, "by", "");
	const struct def_param *param =
	    strncmp(by, "param.", 6) == 0 ? definition_param(r->def, by + 6) : NULL;
	if (!param || !param->choice.n)
		return complain(r, below(r, at, "by"),
		    "by is param.NAME of a parameter with an enum of its values");
	s->by = param->name;
	for (size_t i = 0; i < param->choice.n; i++)
		if (!json_get(v, param->choice.items[i]))
			return complain(
			    r, at, "no address for %s %s", s->by, param->choice.items[i]);
	auto_drop(json) json_t *urls = json_copy((json_t *)(uintptr_t)v);
	(void)json_object_del(urls, "by");
	const char *value;
	json_t *url;
	json_object_foreach(urls, value, url) {
		size_t i = 0;
		while (i < param->choice.n && strcmp(param->choice.items[i], value) != 0)
			i++;
		if (i == param->choice.n)
			return complain(r, below(r, at, value), "%s is never %s", s->by, value);
	}
	return read_map(r, urls, at, &many, &s->urls);
}

static bool
read_url(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_server *s = out;
	(void)how;
	return json_is_object(v) ? read_choice(r, v, at, s)
				 : read_address(r, v, at, &s->insecure_loopback, &s->url);
}

/* ---- servers ---- */

static const struct many server_headers = MANY_TEMPLATES(&place_plain_header, &form_header);
static const struct member server_items[] = {
	{ "insecure_loopback", read_flag, offsetof(struct def_server, insecure_loopback), NULL,
	    false },
	{ "url", read_url, 0, NULL, true },
	{ "prefix", read_template, offsetof(struct def_server, prefix), &place_prefix, false },
	{ "auth", read_text, offsetof(struct def_server, auth_name), &form_word, false },
	{ "headers", read_map, offsetof(struct def_server, headers), &server_headers, false },
};
static const struct members server_members = { server_items, array_len(server_items) };

static bool
read_server(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const char *prefix = json_str(v, "prefix");
	(void)how;
	if (!read_members(r, v, at, &server_members, out))
		return false;
	return !prefix || (*prefix == '/' && !strpbrk(prefix, "?#")) ||
	    complain(r, below(r, at, "prefix"), "a prefix begins with a slash and holds no query");
}

const struct many many_servers = {
	.read = read_server, .size = sizeof(struct def_server), .least = 1, .names = &form_word
};

/* ---- where they are ---- */

/* All addresses: of servers with one, and of those with a choice. NULL behind the last. */
static const struct template *
address(const struct definition *d, size_t i)
{
	for (size_t s = 0; s < d->nservers; s++) {
		const struct def_server *server = &d->servers[s];
		size_t n = server->url ? 1 : server->urls.n;
		if (i < n)
			return server->url ? server->url : server->urls.items[i].value;
		i -= n;
	}
	return NULL;
}

bool
definition_is_address(const struct definition *d, const char *name)
{
	const struct template *t;
	for (size_t i = 0; (t = address(d, i)); i++)
		if (template_scope(t) == SCOPE_PARAM && strcmp(template_name(t), name) == 0)
			return true;
	return false;
}

bool
definition_is_in_clear(const struct definition *d, const json_t *settings)
{
	auto_drop(json) json_t *params = json_copy((json_t *)(uintptr_t)settings);
	const struct values v = { .of = { [SCOPE_PARAM] = params } };
	const struct template *t;
	for (size_t i = 0; i < d->nparams; i++)
		if (d->params[i].otherwise && !json_get(params, d->params[i].name))
			json_object_set(
			    params, d->params[i].name, (json_t *)(uintptr_t)d->params[i].otherwise);
	for (size_t i = 0; (t = address(d, i)); i++) {
		auto_drop(buf) struct buf url = { 0 };
		struct err unknown = { 0 }; /* one that is not given is not called */
		if (template_render(t, &v, &url, &unknown) && url.data &&
		    strncasecmp(url.data, "http:", 5) == 0)
			return true;
	}
	return false;
}

const struct def_server *
server_find(const struct definition *d, const char *name)
{
	for (size_t i = 0; i < d->nservers; i++)
		if (strcmp(d->servers[i].name, name) == 0)
			return &d->servers[i];
	return NULL;
}
