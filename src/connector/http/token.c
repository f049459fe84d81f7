/*
 * Credentials that are fetched: a token for our client id and secret (RFC 6749, 4.4), once a run
 * and again before it ends.
 */
#include "dossier/phrase.h"
#include "http.h"

#define LIFE_S 300 /* when the answer does not say: RFC 6749 only recommends that it does */

struct http_token {
	const struct def_auth *auth;
	const char *header; /* "Bearer ..." */
	time_t until;
	struct http_token *next;
};

bool
http_refused(const struct def_op *op, const struct def_auth *auth, const char *url, int status,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(buf) struct buf names = { 0 };
	for (size_t i = 0; auth && i < auth->uses.settings.n; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", auth->uses.settings.items[i]);
	return err_set(err, ERR_INPUT, "op %s: credentials refused by %s (%d): check setting %s",
	    op->name, net_url_host(url, a), status,
	    names.len ? names.data : phrase("of its credentials"));
}

static bool
read_token(const struct http_run *run, const struct net_answer *answer, struct http_token *t,
    struct err *err)
{
	auto_drop(json) json_t *body =
	    json_loadb(answer->body.data, answer->body.len, JSON_REJECT_DUPLICATES, NULL);
	const char *token = json_str(body, "access_token");
	if (!token || token[strcspn(token, "\r\n")])
		return err_set(err, ERR_INPUT, "op %s: expected JSON with an access_token",
		    t->auth->call->name);
	int64_t life = json_int_or(body, "expires_in", LIFE_S);
	t->header = arena_printf(run->arena, "Bearer %s", token);
	t->until = time(NULL) + (life < 86400 ? life : 86400) - t->auth->early_s;
	return true;
}

static bool
fetch(struct http_run *run, struct http_token *t, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(net_answer) struct net_answer answer = { 0 };
	auto_drop(http_pager) struct http_pager pager;
	const struct def_op *op = t->auth->call;
	const struct values v = { .of = {
				      [SCOPE_PARAM] = run->params, [SCOPE_SECRET] = run->params } };
	struct http_request r;
	http_pager_init(&pager, op->page);
	if (!http_build(run, op, &v, &pager, NULL, a, &r, err) ||
	    !http_fetch(run, &r, &answer, err))
		return false;
	if (answer.status / 100 == 4)
		return http_refused(op, t->auth, r.net.url, answer.status, err);
	if (answer.status != 200)
		return err_set(err, ERR_TEMPORARY, "op %s: %s answers %d", op->name,
		    net_url_host(r.net.url, a), answer.status);
	return read_token(run, &answer, t, err);
}

static struct http_token *
token_of(struct http_run *run, const struct def_auth *auth)
{
	for (struct http_token *t = run->tokens; t; t = t->next)
		if (t->auth == auth)
			return t;
	struct http_token *t = arena_alloc(run->arena, sizeof(*t));
	*t = (struct http_token){ .auth = auth, .next = run->tokens };
	return run->tokens = t;
}

bool
http_token(struct http_run *run, const struct def_auth *auth, const char **ret, struct err *err)
{
	*ret = NULL;
	for (size_t i = 0; auth && i < auth->nof && !*ret; i++)
		if (!http_token(run, auth->of[i], ret, err))
			return false;
	if (!auth || auth->kind != AUTH_CLIENT_CREDENTIALS)
		return true;
	struct http_token *t = token_of(run, auth);
	if ((!t->header || time(NULL) >= t->until) && !fetch(run, t, err))
		return false;
	*ret = t->header;
	return true;
}
