/*
 * From an operation to a request: address, headers, body, credentials. What it is made of was read
 * with the definition; values are escaped for their place there.
 */
#include "dossier/text.h"
#include "http.h"

/* ---- query and form ---- */

static void
add_pair(struct buf *out, const char *name, const char *value, size_t len)
{
	if (out->len > 0)
		buf_addc(out, '&');
	buf_adds(out, name);
	buf_addc(out, '=');
	text_percent(value, len, out);
}

/*
 * A tree as a form: {"a": {"b": [1, 2]}} is a[b][]=1&a[b][]=2. With ${brackets} off (a query), a
 * list repeats its name. False: too deep, or a value that is no text.
 */
static bool
add_form(const json_t *v, const char *name, bool brackets, int depth, struct buf *out)
{
	auto_drop(buf) struct buf text = { 0 }, below = { 0 };
	if (json_is_null(v))
		return true;
	if (json_scalar(v, &text)) {
		add_pair(out, name, text.data, text.len);
		return true;
	}
	if (depth > 8)
		return false;
	buf_addf(&below, "%s%s", name, brackets ? "[]" : "");
	for (size_t i = 0; i < json_array_size(v); i++)
		if (!add_form(json_array_get(v, i), below.data, brackets, depth + 1, out))
			return false;
	const char *key;
	json_t *member;
	json_object_foreach((json_t *)(uintptr_t)v, key, member) {
		buf_reset(&below);
		if (*name)
			buf_addf(&below, "%s[", name);
		text_percent(key, strlen(key), &below);
		if (*name)
			buf_addc(&below, ']');
		if (!add_form(member, below.data, brackets, depth + 1, out))
			return false;
	}
	return true;
}

/* The cursor, where it goes to this part of the request. */
static void
put_cursor(json_t *tree, const struct http_pager *pager, int to)
{
	if (pager->token && (int)pager->page->to == to)
		path_put(tree, pager->page->to_path, json_string(pager->token));
}

static void
put_number(json_t *query, const struct http_pager *pager)
{
	const struct def_page *page = pager->page;
	if (page->param)
		json_object_set_new(query, page->param, json_integer(pager->number));
	if (page->size_param)
		json_object_set_new(query, page->size_param, json_integer(page->size));
}

/* api_key.query, also as one of several: the one place where a secret stands in an address. */
static bool
put_key(json_t *query, const struct def_auth *auth, const struct values *v, struct err *err)
{
	for (size_t i = 0; i < auth->nof; i++)
		if (!put_key(query, auth->of[i], v, err))
			return false;
	for (size_t i = 0; i < auth->query.n; i++) {
		auto_drop(buf) struct buf text = { 0 };
		if (!template_render(auth->query.items[i].value, v, &text, err))
			return false;
		json_object_set_new(query, auth->query.items[i].name, json_string(text.data));
	}
	return true;
}

static bool
add_query(const struct def_op *op, const struct values *v, const struct http_pager *pager,
    struct buf *url, struct err *err)
{
	auto_drop(json) json_t *query = op->query ? tree_render(op->query, v, err) : json_object();
	auto_drop(buf) struct buf text = { 0 };
	if (!query || (op->server->auth && !put_key(query, op->server->auth, v, err)))
		return false;
	put_number(query, pager);
	put_cursor(query, pager, TO_QUERY);
	if (!add_form(query, "", false, 0, &text))
		return err_set(err, ERR_INPUT, "a query value that is no text");
	if (text.len > 0)
		buf_addf(url, "?%s", text.data);
	return true;
}

/* ---- headers and credentials ---- */

#define HEADERS_MOST 64
struct headers {
	const char **items;
	size_t n;
	struct arena *arena;
};

static bool
add_line(struct headers *h, const char *name, const char *value, struct err *err)
{
	if (h->n >= HEADERS_MOST)
		return err_set(err, ERR_INPUT, "more than %d headers", HEADERS_MOST);
	h->items[h->n++] = arena_printf(h->arena, "%s: %s", name, value);
	return true;
}

static bool
add_header(struct headers *h, const char *name, const struct template *t, const char *before,
    const struct values *v, struct err *err)
{
	auto_drop(buf) struct buf value = { 0 };
	buf_adds(&value, before);
	if (!template_render(t, v, &value, err))
		return err_wrap(err, "header %s", name);
	return add_line(h, name, value.data, err);
}

static bool
add_headers(struct headers *h, const struct named_templates *members, const struct values *v,
    struct err *err)
{
	for (size_t i = 0; i < members->n; i++)
		if (!add_header(h, members->items[i].name, members->items[i].value, "", v, err))
			return false;
	return true;
}

static const char *
rendered(const struct template *t, const struct values *v, struct arena *a, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	return template_render(t, v, &b, err) ? arena_strdup(a, b.data) : NULL;
}

static bool
add_auth(const struct def_auth *auth, const struct values *v, struct headers *h,
    struct http_request *r, struct err *err)
{
	switch (auth->kind) {
	case AUTH_BEARER:
		return add_header(h, "Authorization", auth->token, "Bearer ", v, err);
	case AUTH_BASIC:
		r->net.user = rendered(auth->user, v, h->arena, err);
		r->net.password = rendered(auth->password, v, h->arena, err);
		return r->net.user && r->net.password;
	case AUTH_API_KEY:
		return add_headers(h, &auth->headers, v, err);
	case AUTH_MULTI:
		for (size_t i = 0; i < auth->nof; i++)
			if (!add_auth(auth->of[i], v, h, r, err))
				return false;
		return true;
	case AUTH_CLIENT_CREDENTIALS:
		return true; /* the token was fetched before */
	}
	return false;
}

/* ---- limits ---- */

static bool
is_limited(const struct def_limit *limit, const char *op)
{
	for (size_t i = 0; i < limit->ops.n; i++)
		if (strcmp(limit->ops.items[i], "*") == 0 || strcmp(limit->ops.items[i], op) == 0)
			return true;
	return false;
}

/* Where the key has no value, the limit is one for all. */
static void
add_limits(const struct http_run *run, const char *op, const struct values *v, struct arena *a,
    struct http_request *ret)
{
	const struct definition *d = run->definition;
	struct http_limit *limits = arena_alloc(a, (d->nlimits + 1) * sizeof(*limits));
	ret->limits = limits;
	for (size_t i = 0; i < d->nlimits; i++) {
		const struct def_limit *limit = &d->limits[i];
		auto_drop(buf) struct buf split = { 0 };
		struct err none = { 0 };
		if (!is_limited(limit, op))
			continue;
		bool ok = limit->key && template_render(limit->key, v, &split, &none);
		limits[ret->nlimits++] = (struct http_limit){
			.key = arena_printf(a, "%s#%zu#%s", run->account, i, ok ? split.data : ""),
			.per_s = limit->rate / limit->per_s,
			.burst = (unsigned)limit->burst,
		};
	}
}

/* ---- the request ---- */

static bool
add_body(const struct def_op *op, const struct values *v, const struct http_pager *pager,
    struct headers *h, struct http_request *r, struct err *err)
{
	const struct tree *tree = op->form ? op->form : op->json;
	auto_drop(json) json_t *body = tree ? tree_render(tree, v, err) : NULL;
	auto_drop(str) char *text = NULL;
	if (!body)
		return !tree;
	put_cursor(body, pager, op->form ? TO_FORM : TO_JSON);
	if (op->form) {
		auto_drop(buf) struct buf form = { 0 };
		if (!add_form(body, "", true, 0, &form))
			return err_set(err, ERR_INPUT, "a form value that is no text");
		r->net.body = arena_strdup(h->arena, form.data ? form.data : "");
	} else {
		text = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
		r->net.body = arena_strdup(h->arena, text);
	}
	if (!r->net.body)
		return err_set(err, ERR_INPUT, "a body that is no JSON");
	r->net.body_len = strlen(r->net.body);
	return add_line(h, "Content-Type",
	    op->form ? "application/x-www-form-urlencoded" : "application/json", err);
}

static bool
build_url(const struct http_run *run, const struct def_op *op, const struct values *v,
    const struct http_pager *pager, struct buf *url, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *base = http_server_url(op->server, run->params, a, err);
	if (!base)
		return false;
	buf_adds(url, base);
	return template_render(op->path, v, url, err) && add_query(op, v, pager, url, err);
}

static bool
add_all_headers(const struct def_op *op, const struct values *v, const char *token,
    struct headers *h, struct http_request *r, struct err *err)
{
	const struct def_server *s = op->server;
	return add_line(h, "Accept", op->save ? "*/*" : "application/json", err) &&
	    add_headers(h, &s->headers, v, err) && add_headers(h, &op->headers, v, err) &&
	    (!s->auth || add_auth(s->auth, v, h, r, err)) &&
	    (!token || add_line(h, "Authorization", token, err));
}

bool
http_build(const struct http_run *run, const struct def_op *op, const struct values *v,
    const struct http_pager *pager, const char *token, struct arena *a, struct http_request *ret,
    struct err *err)
{
	struct headers h = { .items = arena_alloc(a, (HEADERS_MOST + 1) * sizeof(char *)),
		.arena = a };
	*ret = (struct http_request){ .op = op->name,
		.net.method = method_name(op->method),
		.net.headers = h.items,
		.net.timeout_s = op->timeout_s,
		.net.max_bytes = op->save ? op->save->max_bytes : op->max_bytes,
		.retry = op->retry };
	auto_drop(buf) struct buf url = { 0 };
	if (!pager->url && !build_url(run, op, v, pager, &url, err))
		return err_wrap(err, "op %s", op->name);
	ret->net.url = arena_strdup(a, pager->url ? pager->url : url.data);
	add_limits(run, op->name, v, a, ret);
	return (add_all_headers(op, v, token, &h, ret, err) &&
		   add_body(op, v, pager, &h, ret, err)) ||
	    err_wrap(err, "op %s", op->name);
}
