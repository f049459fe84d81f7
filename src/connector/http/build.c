/*
 * From an operation to a request: address, headers, body, credentials. Literal parts come from the
 * definition, which was checked; values are escaped for their place by http_render.
 */
#include "http.h"

#define TIMEOUT_S 60
#define TIMEOUT_S_MOST 600

json_t *
http_params(const json_t *definition, const json_t *settings)
{
	json_t *out = json_object();
	const char *name;
	json_t *param;
	json_object_foreach(json_get(definition, "params"), name, param) {
		json_t *value = json_get(settings, name);
		if (!value)
			value = json_get(param, "default");
		if (value)
			json_object_set(out, name, value);
	}
	return out;
}

const json_t *
http_server(const json_t *definition, const json_t *op)
{
	const json_t *servers = json_get(definition, "servers");
	const char *name = json_str(op, "server");
	if (name)
		return json_get(servers, name);
	return json_object_iter_value(json_object_iter((json_t *)(uintptr_t)servers));
}

/* "url" is a template, or a choice: {"by": "param.region", "eu": "https://..."}. */
static const char *
url_template(const json_t *server, const struct http_scope *s)
{
	const json_t *url = json_get(server, "url");
	const char *by = json_str(url, "by");
	if (!by || strncmp(by, "param.", 6) != 0)
		return json_string_value(url);
	return json_str(url, json_str_or(s->param, by + 6, ""));
}

const char *
http_server_url(const json_t *server, const struct http_scope *s, struct arena *a, struct err *err)
{
	auto_drop(buf) struct buf url = { 0 };
	const char *template = url_template(server, s);
	if (!template)
		return err_set(err, ERR_INPUT, "the definition gives no address for this server"),
		       NULL;
	if (!http_render(template, s, HTTP_TEXT, &url, err) ||
	    !http_url_check(url.data, json_flag(server, "insecure_loopback"), err))
		return err_wrap(err, "setting url"), NULL;
	while (url.len > 0 && url.data[url.len - 1] == '/')
		url.data[--url.len] = '\0';
	if (json_str(server, "prefix") &&
	    !http_render(json_str(server, "prefix"), s, HTTP_PATH, &url, err))
		return NULL;
	return arena_strdup(a, url.data);
}

/* ---- query and form ---- */

static void
add_pair(struct buf *out, const char *name, const char *value, size_t len)
{
	if (out->len > 0)
		buf_addc(out, '&');
	buf_adds(out, name);
	buf_addc(out, '=');
	http_percent(value, len, out);
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
	if (http_scalar_text(v, &text)) {
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
		http_percent(key, strlen(key), &below);
		if (*name)
			buf_addc(&below, ']');
		if (!add_form(member, below.data, brackets, depth + 1, out))
			return false;
	}
	return true;
}

/* Members of the pager's set under ${prefix} ("query." or "json."), into ${tree}. */
static void
overlay(json_t *tree, const struct http_pager *pager, const char *prefix)
{
	const char *to;
	json_t *v;
	size_t n = strlen(prefix);
	json_object_foreach(pager->set, to, v)
		if (strncmp(to, prefix, n) == 0)
			http_path_put(tree, to + n, json_incref(v));
}

static void
number_pages(json_t *query, const struct http_pager *pager)
{
	const char *param = json_str(pager->page, "param"),
		   *size = json_str(pager->page, "size_param");
	if (param)
		json_object_set_new(query, param, json_integer(pager->number));
	if (size && json_get(pager->page, "size"))
		json_object_set(query, size, json_get(pager->page, "size"));
}

static bool
render_into(json_t *query, const json_t *from, const struct http_scope *s, struct err *err)
{
	if (!from)
		return true;
	auto_drop(json) json_t *part = http_render_json(from, s, err);
	return part && json_object_update(query, part) == 0;
}

/* api_key.query, also as one of several: the one place where a secret stands in an address. */
static bool
add_auth_query(json_t *query, const json_t *auth, const struct http_scope *s, struct err *err)
{
	const json_t *of = json_get(auth, "of");
	for (size_t i = 0; i < json_array_size(of); i++)
		if (!add_auth_query(query, json_array_get(of, i), s, err))
			return false;
	return render_into(query, json_get(auth, "query"), s, err);
}

static bool
add_query(const json_t *op, const json_t *auth, const struct http_scope *s,
    const struct http_pager *pager, struct buf *url, struct err *err)
{
	auto_drop(json) json_t *query = json_object();
	if (!render_into(query, json_get(op, "query"), s, err) ||
	    !add_auth_query(query, auth, s, err))
		return false;
	number_pages(query, pager);
	overlay(query, pager, "query.");
	auto_drop(buf) struct buf text = { 0 };
	if (!add_form(query, "", false, 0, &text))
		return err_set(err, ERR_INPUT, "a query value that is no text");
	if (text.len > 0)
		buf_addf(url, "?%s", text.data);
	return true;
}

/* ---- headers and credentials ---- */

struct headers {
	const char **items;
	size_t n;
	struct arena *arena;
};

#define HEADERS_MOST 64

static bool
add_header(struct headers *h, const char *name, const char *template, const struct http_scope *s,
    struct err *err)
{
	auto_drop(buf) struct buf line = { 0 };
	if (h->n >= HEADERS_MOST)
		return err_set(err, ERR_INPUT, "more than %d headers", HEADERS_MOST);
	buf_addf(&line, "%s: ", name);
	if (!http_render(template, s, HTTP_HEADER, &line, err))
		return err_wrap(err, "header %s", name);
	h->items[h->n++] = arena_strdup(h->arena, line.data);
	return true;
}

static bool
add_headers(struct headers *h, const json_t *members, const struct http_scope *s, struct err *err)
{
	const char *name;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)members, name, v)
		if (!add_header(h, name, json_string_value(v), s, err))
			return false;
	return true;
}

static const char *
rendered(const char *template, const struct http_scope *s, struct arena *a, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!http_render(template, s, HTTP_HEADER, &b, err))
		return NULL;
	return arena_strdup(a, b.data ? b.data : "");
}

static const json_t *
auth_of(const json_t *definition, const json_t *server)
{
	return json_get(json_get(definition, "auth"), json_str_or(server, "auth", ""));
}

static bool
add_auth(const json_t *auth, const struct http_scope *s, struct headers *h, struct http_request *r,
    struct err *err)
{
	const char *type = json_str_or(auth, "type", "none");
	if (strcmp(type, "bearer") == 0) {
		const char *template =
		    arena_printf(h->arena, "Bearer %s", json_str_or(auth, "token", ""));
		return add_header(h, "Authorization", template, s, err);
	}
	if (strcmp(type, "basic") == 0) {
		r->user = rendered(json_str_or(auth, "user", ""), s, h->arena, err);
		r->password = rendered(json_str_or(auth, "password", ""), s, h->arena, err);
		return r->user && r->password;
	}
	if (strcmp(type, "api_key") == 0)
		return add_headers(h, json_get(auth, "headers"), s, err);
	const json_t *of = json_get(auth, "of");
	for (size_t i = 0; i < json_array_size(of); i++)
		if (!add_auth(json_array_get(of, i), s, h, r, err))
			return false;
	return true;
}

static void
collect_secrets(const json_t *v, struct buf *out)
{
	const char *key;
	json_t *member;
	size_t i;
	json_object_foreach((json_t *)(uintptr_t)v, key, member)
		collect_secrets(member, out);
	json_array_foreach((json_t *)(uintptr_t)v, i, member)
		collect_secrets(member, out);
	const char *cursor = json_string_value(v);
	struct http_placeholder p;
	bool found = false;
	while (cursor && http_placeholder_next(&cursor, &p, &found, NULL) && found)
		buf_addf(out, "%s%.*s", out->len ? ", " : "", (int)p.name_len, p.name);
}

const char *
http_secrets_of(const json_t *definition, const json_t *server, struct arena *a)
{
	auto_drop(buf) struct buf names = { 0 };
	collect_secrets(auth_of(definition, server), &names);
	return arena_strdup(a, names.len ? names.data : "of its credentials");
}

/* ---- the request ---- */

static bool
add_body(const struct http_op *op, const struct http_scope *s, const struct http_pager *pager,
    struct headers *h, struct http_request *r, struct err *err)
{
	bool form = json_get(op->json, "form") != NULL;
	const json_t *tree = json_get(op->json, form ? "form" : "json");
	if (!tree)
		return true;
	auto_drop(json) json_t *body = http_render_json(tree, s, err);
	if (!body)
		return false;
	overlay(body, pager, form ? "form." : "json.");
	if (form) {
		auto_drop(buf) struct buf text = { 0 };
		if (!add_form(body, "", true, 0, &text))
			return err_set(err, ERR_INPUT, "a form value that is no text");
		r->body = arena_strdup(h->arena, text.data ? text.data : "");
	} else {
		char *text = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
		r->body = arena_strdup(h->arena, text);
		free(text);
	}
	if (!r->body)
		return err_set(err, ERR_INPUT, "a body that is no JSON");
	r->body_len = strlen(r->body);
	return add_header(h, "Content-Type",
	    form ? "application/x-www-form-urlencoded" : "application/json", s, err);
}

static bool
build_url(const struct http_run *run, const struct http_op *op, const struct http_scope *s,
    const struct http_pager *pager, struct buf *url, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const json_t *server = http_server(run->definition, op->json);
	const char *base = http_server_url(server, s, a, err);
	if (!base)
		return false;
	buf_adds(url, base);
	if (!http_render(json_str_or(op->json, "path", "/"), s, HTTP_PATH, url, err))
		return false;
	return add_query(op->json, auth_of(run->definition, server), s, pager, url, err);
}

bool
http_build(const struct http_run *run, const struct http_op *op, const struct http_scope *s,
    const struct http_pager *pager, struct arena *a, struct http_request *ret, struct err *err)
{
	const json_t *server = http_server(run->definition, op->json);
	struct headers h = { .items = arena_alloc(a, (HEADERS_MOST + 1) * sizeof(char *)),
		.arena = a };
	int64_t timeout = json_int_or(op->json, "timeout_s", TIMEOUT_S),
		max = json_int_or(op->json, "max_bytes", HTTP_BODY_BYTES);
	const json_t *retry = json_get(op->json, "retry");
	*ret = (struct http_request){ .op = op->name,
		.method = json_str_or(op->json, "method", "GET"),
		.headers = h.items,
		.timeout_s = (int)(timeout < TIMEOUT_S_MOST ? timeout : TIMEOUT_S_MOST),
		.max_bytes = max < HTTP_BODY_BYTES_MOST ? (size_t)max : HTTP_BODY_BYTES_MOST,
		.retry = retry ? retry : json_get(run->definition, "retry"),
		.limits = json_get(run->definition, "limits"),
		.account = run->account };
	auto_drop(buf) struct buf url = { 0 };
	if (!pager->url && !build_url(run, op, s, pager, &url, err))
		return err_wrap(err, "op %s", op->name);
	ret->url = arena_strdup(a, pager->url ? pager->url : url.data);
	if (!add_header(&h, "Accept", "application/json", s, err) ||
	    !add_headers(&h, json_get(server, "headers"), s, err) ||
	    !add_headers(&h, json_get(op->json, "headers"), s, err) ||
	    !add_auth(auth_of(run->definition, server), s, &h, ret, err) ||
	    !add_body(op, s, pager, &h, ret, err))
		return err_wrap(err, "op %s", op->name);
	return true;
}
