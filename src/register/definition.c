/*
 * Connector definitions (dossier-connector/1): the checks of docs/connector-checks.md that a schema cannot
 * make, on servers, credentials, limits and operations; steps and templates have files of their own. Nothing
 * is called here, and whether this program can already do what a file declares is the http connector's word.
 */
#include "definition.h"

#include "dossier/asset.h"

/* ---- servers ---- */

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

/* https://HOST[:PORT][/PATH], or one parameter that the organisation fills in. */
static bool
check_address(const struct check *c, const char *url, bool insecure, const char *pointer)
{
	struct uses uses = { 0 };
	if (url[0] == '{' && strcspn(url, "}") + 1 == strlen(url)) {
		auto_drop(json) json_t *text = json_string(url);
		return check_templates(c, text, &place_url, pointer, &uses);
	}
	if (strpbrk(url, "{}"))
		return complain(c, pointer,
		    "an address is literal, or one {param.NAME} and nothing else: calls must not go to a host made up on the way");
	bool https = strncmp(url, "https://", 8) == 0, http = strncmp(url, "http://", 7) == 0;
	const char *host = url + (https ? 8 : 7);
	if (!https && !(http && insecure && is_loopback(host)))
		return complain(c, pointer, "an address begins with https://");
	if (strpbrk(host, "?#@ ") || strcspn(host, "/:") == 0)
		return complain(
		    c, pointer, "an address is https://HOST, without user, query or fragment");
	return true;
}

/* {"by": "param.region", "eu": "https://..."}: an address for each value the parameter may have. */
static bool
check_choice(const struct check *c, const json_t *url, bool insecure, const char *pointer)
{
	const char *by = json_str(url, "by") + strlen("param.");
	const json_t *values = json_get(json_get(json_get(c->doc->root, "params"), by), "enum");
	if (!values)
		return complain(c, at(c, "%s/by", pointer),
		    "params declares no %s with an enum of its values", by);
	size_t i;
	const char *key;
	json_t *v;
	json_array_foreach(values, i, v)
		if (!json_get(url, json_string_value(v)))
			return complain(
			    c, pointer, "no address for %s %s", by, json_string_value(v));
	json_object_foreach((json_t *)(uintptr_t)url, key, v) {
		if (strcmp(key, "by") == 0)
			continue;
		if (!json_has(values, key))
			return complain(c, at(c, "%s/%s", pointer, key), "%s is never %s", by, key);
		if (!check_address(c, json_string_value(v), insecure, at(c, "%s/%s", pointer, key)))
			return false;
	}
	return true;
}

static bool
check_server(const struct check *c, const json_t *server, const char *pointer)
{
	const json_t *url = json_get(server, "url");
	const char *auth = json_str(server, "auth"), *where = at(c, "%s/url", pointer);
	bool insecure = json_flag(server, "insecure_loopback");
	struct uses uses = { 0 };
	if (auth && !json_get(json_get(c->doc->root, "auth"), auth))
		return complain(c, at(c, "%s/auth", pointer), "auth declares no %s", auth);
	if (json_is_string(url) ? !check_address(c, json_string_value(url), insecure, where)
				: !check_choice(c, url, insecure, where))
		return false;
	static const char *const files[] = { "ca", "client_cert" };
	for (size_t i = 0; i < array_len(files); i++) {
		const char *param = json_str(server, files[i]);
		if (param && !json_get(json_get(c->doc->root, "params"), param))
			return complain(
			    c, at(c, "%s/%s", pointer, files[i]), "params declares no %s", param);
	}
	return check_templates(c, json_get(server, "prefix"), &place_prefix,
		   at(c, "%s/prefix", pointer), &uses) &&
	    check_templates(c, json_get(server, "headers"), &place_server_header,
		at(c, "%s/headers", pointer), &uses);
}

/* ---- operations ---- */

/* Members of an operation that hold templates, with the path to them. */
static const struct {
	const char *member, *below; /* "rows", "filter"; below NULL: the member itself */
	const struct place *place;
} op_templates[] = {
	{ "path", NULL, &place_path },
	{ "query", NULL, &place_query },
	{ "headers", NULL, &place_header },
	{ "json", NULL, &place_body },
	{ "form", NULL, &place_body },
	{ "multipart", NULL, &place_body },
	{ "text", NULL, &place_body },
	{ "ok_if", NULL, &place_condition },
	{ "save", "as", &place_file },
	{ "rows", "carry", &place_row },
	{ "rows", "filter", &place_condition },
	{ "page", "while", &place_condition },
	{ "retry", "body", &place_condition },
};

/* Which of them are the call itself, and so decide whose data it is about and what a step must give. */
static bool
is_call(const struct place *place)
{
	return place == &place_path || place == &place_query || place == &place_header ||
	    place == &place_body;
}

static bool
walk_op(const struct check *c, const json_t *op, const char *pointer, struct uses *uses)
{
	for (size_t i = 0; i < array_len(op_templates); i++) {
		const char *member = op_templates[i].member, *below = op_templates[i].below;
		const json_t *v =
		    below ? json_get(json_get(op, member), below) : json_get(op, member);
		const char *where = below ? at(c, "%s/%s/%s", pointer, member, below)
					  : at(c, "%s/%s", pointer, member);
		struct uses other = { 0 };
		if (!check_templates(c, v, op_templates[i].place, where,
			is_call(op_templates[i].place) ? uses : &other))
			return false;
	}
	return true;
}

struct uses
op_uses(const struct check *c, const char *op)
{
	struct uses uses = { 0 };
	if (!walk_op(c, json_get(json_get(c->doc->root, "ops"), op), "", &uses))
		BUG("the operation %s was checked before", op);
	return uses;
}

static bool
check_limits(const struct check *c, const json_t *limits, const char *pointer)
{
	size_t i;
	json_t *limit;
	json_array_foreach(limits, i, limit) {
		const char *where = at(c, "%s/%zu", pointer, i);
		struct uses uses = { 0 };
		if (!json_get(limit, "rate") != !json_get(limit, "per"))
			return complain(c, where, "a limit has rate and per together");
		if (json_get(limit, "rate") && json_number_value(json_get(limit, "rate")) <= 0)
			return complain(c, at(c, "%s/rate", where), "a rate is more than nothing");
		if (!check_templates(
			c, json_get(limit, "key"), &place_limit, at(c, "%s/key", where), &uses))
			return false;
	}
	return true;
}

/* Of each way of paging, what it cannot do without. */
static const struct {
	const char *type;
	const char *required[3];
} pages[] = {
	{ "link", { "in" } },
	{ "cursor", { "from", "to" } },
	{ "page", { "param", "stop" } },
	{ "offset", { "param", "size", "stop" } },
	{ "window", { "from", "to", "step" } },
};

static bool
check_page(const struct check *c, const json_t *page, const char *pointer)
{
	for (size_t i = 0; page && i < array_len(pages); i++) {
		if (strcmp(pages[i].type, json_str(page, "type")) != 0)
			continue;
		for (size_t k = 0; k < array_len(pages[i].required) && pages[i].required[k]; k++)
			if (!json_get(page, pages[i].required[k]))
				return complain(c, pointer, "paging by %s needs %s", pages[i].type,
				    pages[i].required[k]);
	}
	if (strcmp(json_str_or(page, "in", ""), "body") == 0 && !json_get(page, "at"))
		return complain(c, pointer, "a link in the body needs at: its path");
	return true;
}

static bool
check_op_form(const struct check *c, const json_t *op, const char *pointer)
{
	static const char *const bodies[] = { "json", "form", "multipart", "text" };
	const char *server = json_str(op, "server"), *path = json_str(op, "path"),
		   *method = json_str(op, "method");
	size_t n = 0;
	for (size_t i = 0; i < array_len(bodies); i++)
		n += json_get(op, bodies[i]) != NULL;
	if (server && !json_get(json_get(c->doc->root, "servers"), server))
		return complain(c, at(c, "%s/server", pointer), "servers declares no %s", server);
	if (strncmp(path, "//", 2) == 0 || strpbrk(path, "?#"))
		return complain(c, at(c, "%s/path", pointer),
		    "a path begins with one slash and holds no query: put that in query");
	if (n > 1)
		return complain(c, pointer, "an operation has one body, not %zu", n);
	if (n > 0 && (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0))
		return complain(c, pointer, "a %s has no body", method);
	if (json_get(op, "rows") && json_get(op, "save"))
		return complain(c, pointer, "an answer is rows or a file, not both");
	return check_page(c, json_get(op, "page"), at(c, "%s/page", pointer)) &&
	    check_limits(c, json_get(op, "limits"), at(c, "%s/limits", pointer));
}

/* A DELETE of a whole list is the one mistake that cannot be made good, whichever right it stands under. */
static bool
check_op(const struct check *c, const json_t *op, const char *pointer)
{
	struct uses uses = { 0 };
	if (!check_op_form(c, op, pointer) || !walk_op(c, op, pointer, &uses))
		return false;
	if (strcmp(json_str(op, "method"), "DELETE") == 0 && !(uses.scopes & SCOPES_PERSON))
		return complain(c, pointer,
		    "a DELETE needs an id, a filter or a batch: this one would empty the whole list");
	return true;
}

/* ---- credentials ---- */

/* Of each type of credentials, what it cannot do without. */
static const struct {
	const char *type;
	const char *required[4];
	bool call; /* token is a call, else a text */
} auths[] = {
	{ "bearer", { "token" }, false },
	{ "basic", { "user", "password" }, false },
	{ "multi", { "of" }, false },
	{ "oauth2_client_credentials", { "token" }, true },
	{ "oauth2_authorization_code", { "authorize", "token", "refresh" }, true },
	{ "oauth2_refresh_token", { "token" }, true },
	{ "jwt_bearer_rs256", { "issuer", "scope", "key", "token" }, true },
	{ "jwt_hs256", { "key", "secret", "claims", "ttl_s" }, false },
	{ "aws_sigv4", { "key", "secret", "region", "service" }, false },
	{ "hmac", { "header", "over", "secret", "algo" }, false },
	{ "mtls", { "cert", "key" }, false },
};

static bool check_auth(const struct check *c, const json_t *auth, const char *pointer);

/* Secrets may stand in the calls that fetch credentials, but not in their path or query either. */
static bool
check_auth_call(const struct check *c, const json_t *op, const char *pointer)
{
	static const struct place *const places[] = { &place_path, &place_query };
	static const char *const members[] = { "path", "query" };
	struct uses uses = { 0 };
	if (!json_is_object(op))
		return true;
	for (size_t i = 0; i < array_len(members); i++)
		if (!check_templates(c, json_get(op, members[i]), places[i],
			at(c, "%s/%s", pointer, members[i]), &uses))
			return false;
	return check_op_form(c, op, pointer);
}

static bool
check_auth_members(const struct check *c, const json_t *auth, const char *pointer)
{
	static const char *const calls[] = { "token", "authorize", "refresh" };
	for (size_t i = 0; i < array_len(calls); i++)
		if (!check_auth_call(
			c, json_get(auth, calls[i]), at(c, "%s/%s", pointer, calls[i])))
			return false;
	size_t i;
	json_t *v;
	json_array_foreach(json_get(auth, "of"), i, v)
		if (!check_auth(c, v, at(c, "%s/of/%zu", pointer, i)))
			return false;
	struct uses uses = { 0 };
	return check_templates(c, auth, &place_auth, pointer, &uses);
}

static bool
check_auth(const struct check *c, const json_t *auth, const char *pointer)
{
	const char *type = json_str(auth, "type");
	if (strcmp(type, "api_key") == 0 && !json_get(auth, "headers") &&
	    !json_get(auth, "query") && !json_get(auth, "json"))
		return complain(
		    c, pointer, "credentials of type api_key need headers, query or json");
	for (size_t i = 0; i < array_len(auths); i++) {
		if (strcmp(auths[i].type, type) != 0)
			continue;
		for (size_t k = 0; k < array_len(auths[i].required) && auths[i].required[k]; k++)
			if (!json_get(auth, auths[i].required[k]))
				return complain(c, pointer, "credentials of type %s need %s", type,
				    auths[i].required[k]);
		const json_t *token = json_get(auth, "token");
		if (token && json_is_object(token) != auths[i].call)
			return complain(c, at(c, "%s/token", pointer), "the token of type %s is %s",
			    type, auths[i].call ? "the call that gives it" : "a text");
	}
	return check_auth_members(c, auth, pointer);
}

/* ---- the whole ---- */

typedef bool check_member(const struct check *c, const json_t *value, const char *pointer);

static bool
check_each(const struct check *c, const char *member, check_member *one)
{
	const char *name;
	json_t *v;
	json_object_foreach(json_get(c->doc->root, member), name, v)
		if (!one(c, v, at(c, "/%s/%s", member, name)))
			return false;
	return true;
}

static bool
check_param(const struct check *c, const json_t *param, const char *pointer)
{
	const json_t *otherwise = json_get(param, "default"), *values = json_get(param, "enum");
	if (json_flag(param, "secret") && (otherwise || values))
		return complain(c, pointer,
		    "a secret has neither a default nor an enum: it is given by file only");
	if (values && json_is_string(otherwise) && !json_has(values, json_string_value(otherwise)))
		return complain(c, at(c, "%s/default", pointer), "the default is none of the enum");
	return true;
}

bool
definition_check(const struct json_doc *doc, struct err *err)
{
	if (!schema_check("connectors/connector.schema.json", doc, err))
		return false;
	auto_drop(arena) struct arena *a = arena_new();
	const struct check c = { doc, NULL, a, err };
	const json_t *contact = json_get(json_get(doc->root, "vendor"), "contact");
	struct uses uses = { 0 };
	if (json_object_size(json_get(doc->root, "servers")) == 0)
		return complain(&c, "/servers", "at least one server is expected");
	return check_templates(
		   &c, json_get(contact, "to"), &place_contact, "/vendor/contact/to", &uses) &&
	    check_each(&c, "params", check_param) && check_each(&c, "servers", check_server) &&
	    check_each(&c, "auth", check_auth) &&
	    check_limits(&c, json_get(doc->root, "limits"), "/limits") &&
	    check_each(&c, "ops", check_op) && check_steps(&c);
}

/* "sendgrid, stripe, twilio" */
static const char *
definitions(struct arena *a)
{
	static const char prefix[] = "connectors/";
	auto_drop(buf) struct buf b = { 0 };
	for (const struct asset *f = NULL; (f = asset_next(f, prefix));) {
		const char *name = f->name + strlen(prefix);
		size_t n = strlen(name), end = strlen(".json");
		if (!strchr(name, '/') && n > end && !strstr(name, ".schema."))
			buf_addf(&b, "%s%.*s", b.len ? ", " : "", (int)(n - end), name);
	}
	return arena_strdup(a, b.len ? b.data : "none");
}

struct json_doc *
definition_open(const char *name, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *file = arena_printf(a, "connectors/%s.json", name);
	struct err why = { 0 };
	size_t len;
	const char *text = asset_text(file, a, &len, &why);
	if (!text && why.kind == ERR_NOTFOUND)
		err_set(err, ERR_NOTFOUND, "there is no connector file templates/%s; there are: %s",
		    file, definitions(a));
	else if (!text)
		err_set(err, why.kind, "%s", why.text);
	if (!text)
		return NULL;
	auto_drop(json_doc) struct json_doc *doc =
	    json_doc_parse(arena_printf(a, "templates/%s", file), text, len, err);
	if (!doc || !definition_check(doc, err))
		return NULL;
	if (strcmp(json_str(doc->root, "id"), name) != 0) {
		err_set(err, ERR_INPUT, "%s: the id of this file must be %s, like its name",
		    json_where(doc, "/id", a), name);
		return NULL;
	}
	return take(doc);
}

struct json_doc *
reg_definition(const struct system *system, struct err *err)
{
	const char *name = json_str(system->json, "definition");
	return name ? definition_open(name, err) : NULL;
}
