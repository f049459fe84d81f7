/*
 * Credentials: how we prove who we are; each type has members of its own.
 */
#include "definition_private.h"

/* The call that gives a token: to a server that asks for none itself. */
static bool
read_token_call(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_op *op = arena_alloc(r->a, sizeof(*op));
	struct uses *outer = r->uses;
	(void)how;
	*(const struct def_op **)out = op;
	op->name = "token";
	if (!op_read(r, v, at, op))
		return false;
	r->uses = outer;
	for (size_t i = 0; i < op->uses.settings.n; i++)
		template_note_setting(r, op->uses.settings.items[i]);
	if (op->server->auth_name)
		return complain(
		    r, at, "the server that gives the token can not ask for one itself");
	return !(op->uses.scopes & ~(BIT(PARAM) | BIT(SECRET))) ||
	    complain(r, at, "the call that gives a token uses settings only");
}

static read_value read_part;
static const struct many auth_headers = MANY_TEMPLATES(&place_auth, &form_header),
			 auth_query = MANY_TEMPLATES(&place_auth, NULL),
			 auth_parts = { .read = read_part,
				 .size = sizeof(const struct def_auth *),
				 .least = 1 };
static const struct range early = { 0, 86400 };

#define AUTH(field) offsetof(struct def_auth, field)
static const char *const auth_names[] = {
	[AUTH_BEARER] = "bearer",
	[AUTH_BASIC] = "basic",
	[AUTH_API_KEY] = "api_key",
	[AUTH_MULTI] = "multi",
	[AUTH_CLIENT_CREDENTIALS] = "oauth2_client_credentials",
};
static const struct words auth_words = { "a kind of credentials", auth_names,
	array_len(auth_names) };
#define TYPE                                                                                       \
	{                                                                                          \
		"type", read_word, AUTH(kind), &auth_words, true                                   \
	}
static const struct member bearer[] = {
	TYPE,
	{ "token", read_template, AUTH(token), &place_auth, true },
};
static const struct member basic[] = {
	TYPE,
	{ "user", read_template, AUTH(user), &place_auth, true },
	{ "password", read_template, AUTH(password), &place_auth, true },
};
static const struct member api_key[] = {
	TYPE,
	{ "headers", read_map, AUTH(headers), &auth_headers, false },
	{ "query", read_map, AUTH(query), &auth_query, false },
};
static const struct member multi[] = {
	TYPE,
	{ "of", read_list, AUTH(of), &auth_parts, true },
};
static const struct member client_credentials[] = {
	TYPE,
	{ "token", read_token_call, AUTH(call), NULL, true },
	{ "early_s", read_int, AUTH(early_s), &early, false },
};
static const struct members auth_members[] = {
	[AUTH_BEARER] = { bearer, array_len(bearer) },
	[AUTH_BASIC] = { basic, array_len(basic) },
	[AUTH_API_KEY] = { api_key, array_len(api_key) },
	[AUTH_MULTI] = { multi, array_len(multi) },
	[AUTH_CLIENT_CREDENTIALS] = { client_credentials, array_len(client_credentials) },
};

static bool
read_credentials(struct reader *r, const json_t *v, const char *at, struct def_auth *auth)
{
	unsigned kind;
	if (!json_is_object(v))
		return complain(r, at, "expected an object");
	if (!read_word(r, json_get(v, "type"), below(r, at, "type"), &auth_words, &kind) ||
	    !read_members(r, v, at, &auth_members[kind], auth))
		return false;
	return auth->kind != AUTH_API_KEY || auth->headers.n + auth->query.n > 0 ||
	    complain(r, at, "credentials of type api_key need headers or query");
}

static bool
read_part(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_auth *auth = arena_alloc(r->a, sizeof(*auth));
	(void)how;
	*(const struct def_auth **)out = auth;
	return read_credentials(r, v, at, auth);
}

static bool
read_auth(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_auth *auth = out;
	(void)how;
	r->uses = &auth->uses;
	bool ok = read_credentials(r, v, at, auth);
	r->uses = NULL;
	return ok;
}

const struct many many_auths = {
	.read = read_auth, .size = sizeof(struct def_auth), .names = &form_word
};

bool
auth_finish(struct reader *r)
{
	for (size_t i = 0; i < r->def->nservers; i++) {
		struct def_server *s = &r->def->servers[i];
		for (size_t k = 0; s->auth_name && k < r->def->nauths; k++)
			if (strcmp(r->def->auths[k].name, s->auth_name) == 0)
				s->auth = &r->def->auths[k];
		if (s->auth_name && !s->auth)
			return complain(r, arena_printf(r->a, "/servers/%s/auth", s->name),
			    "auth declares no %s", s->auth_name);
	}
	return true;
}
