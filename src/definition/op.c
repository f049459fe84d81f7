/*
 * Operations: one HTTP call each. With them how often they may be called, and when they are called
 * again.
 */
#include "dossier/phrase.h"
#include "definition_private.h"

/* ---- retries ---- */

static const int64_t usual_status[] = { 408, 425, 429, 500, 502, 503, 504, 529 };
static const char *const usual_wait[] = { "retry-after" };
const struct def_retry retry_usual = {
	.status = usual_status,
	.nstatus = array_len(usual_status),
	.net = true,
	.jitter = true,
	.tries = 4,
	.base_ms = 500,
	.cap_s = 300,
	.factor = 2,
	.wait = { usual_wait, array_len(usual_wait) },
};

static bool
read_factor(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	(void)how;
	double n = *(double *)out = json_number_value(v);
	return (json_is_number(v) && n >= 1 && n <= 100) ||
	    complain(r, at, "expected a number from 1 to 100");
}

static bool
read_obey(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	static const struct member items[] = { { "header", read_lower, 0, &form_header, true } };
	static const struct members members = { items, array_len(items) };
	(void)how;
	return read_members(r, v, at, &members, out);
}

#define RETRY(field) offsetof(struct def_retry, field)
static const struct range failing = { 400, 599 }, tries = { 1, 20 }, wait_ms = { 0, 86400000 },
			  wait_s = { 0, 86400 };
static const struct many statuses = { .read = read_int, .how = &failing, .size = sizeof(int64_t) },
			 wait_headers = { .read = read_lower,
				 .how = &form_header,
				 .size = sizeof(const char *) };
static const struct member retry_items[] = {
	{ "status", read_list, RETRY(status), &statuses, false },
	{ "body", read_condition, RETRY(body), "body.", false },
	{ "net", read_flag, RETRY(net), NULL, false },
	{ "tries", read_int, RETRY(tries), &tries, true },
	{ "base_ms", read_int, RETRY(base_ms), &wait_ms, false },
	{ "factor", read_factor, RETRY(factor), NULL, false },
	{ "jitter", read_flag, RETRY(jitter), NULL, false },
	{ "wait", read_list, RETRY(wait), &wait_headers, false },
	{ "cap_s", read_int, RETRY(cap_s), &wait_s, false },
	{ "obey", read_obey, RETRY(obey), NULL, false },
	{ "idempotency_header", read_text, RETRY(idempotency_header), &form_header, false },
};
static const struct members retry_members = { retry_items, array_len(retry_items) };

bool
read_retry(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_retry *retry = arena_alloc(r->a, sizeof(*retry));
	struct uses *outer = r->uses, uses = { 0 };
	(void)how;
	*(const struct def_retry **)out = retry;
	*retry = retry_usual;
	r->uses = &uses;
	if (!read_members(r, v, at, &retry_members, retry))
		return false;
	r->uses = outer;
	return !uses.scopes ||
	    complain(r, below(r, at, "body"), "whether to call again depends on no placeholder");
}

/* ---- limits ---- */

static bool
read_rate(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	(void)how;
	*(double *)out = json_number_value(v);
	return (json_is_number(v) && json_number_value(v) > 0) ||
	    complain(r, at, "a rate is more than nothing");
}

static bool
read_per(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	(void)how;
	return (json_is_string(v) && span_parse(json_string_value(v), out) && *(double *)out > 0) ||
	    complain(r, at, "expected a time such as 1s or 10m");
}

#define LIMIT(field) offsetof(struct def_limit, field)
static const struct range bursts = { 1, 1000000 };
static const struct many limit_ops = {
	.read = read_text, .size = sizeof(const char *), .least = 1
};
static const struct member limit_items[] = {
	{ "ops", read_list, LIMIT(ops), &limit_ops, true },
	{ "rate", read_rate, LIMIT(rate), NULL, true },
	{ "per", read_per, LIMIT(per_s), NULL, true },
	{ "burst", read_int, LIMIT(burst), &bursts, false },
	{ "key", read_template, LIMIT(key), &place_limit, false },
};
static const struct members limit_members = { limit_items, array_len(limit_items) };

static bool
read_limit(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_limit *limit = out;
	(void)how;
	if (!read_members(r, v, at, &limit_members, limit))
		return false;
	for (size_t i = 0; i < limit->ops.n; i++)
		if (strcmp(limit->ops.items[i], "*") != 0 && !op_find(r->def, limit->ops.items[i]))
			return complain(r, arena_printf(r->a, "%s/ops/%zu", at, i),
			    "there is no operation %s", limit->ops.items[i]);
	double per_s = limit->rate / limit->per_s;
	if (!limit->burst)
		limit->burst = per_s > 1 ? (int64_t)per_s : 1;
	return true;
}

const struct many many_limits = { .read = read_limit, .size = sizeof(struct def_limit) };

/* ---- operations ---- */

static const char *const method_names[] = {
	[METHOD_GET] = "GET",
	[METHOD_POST] = "POST",
	[METHOD_PUT] = "PUT",
	[METHOD_PATCH] = "PATCH",
	[METHOD_DELETE] = "DELETE",
};
static const struct words methods = { "a method", method_names, array_len(method_names) },
			  meanings = WORDS(
			      "what a status means", "empty", "gone", "later", "denied", "fatal");

const char *
method_name(enum method m)
{
	return method_names[m];
}

static bool
read_server_name(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const char *name = json_string_value(v);
	const struct def_server *server = name ? server_find(r->def, name) : NULL;
	(void)how;
	*(const struct def_server **)out = server;
	return server ||
	    complain(r, at, "servers declares no %s", name ? name : phrase("such server"));
}

static bool
read_op_path(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const char *text = json_string_value(v);
	if (!text || *text != '/' || text[1] == '/' || strpbrk(text, "?#"))
		return complain(
		    r, at, "a path begins with one slash and holds no query: put that in query");
	return read_template(r, v, at, how, out);
}

static bool
read_object_tree(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	if (!json_is_object(v))
		return complain(r, at, "expected an object");
	return read_tree(r, v, at, how, out);
}

/* {"404": "empty"} */
static bool
read_status(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_status *s = out;
	char *end;
	(void)how;
	s->status = strtol(s->name, &end, 10);
	if (*end || strlen(s->name) != 3 || s->status < 100 || s->status > 599)
		return complain(r, at, "a status is a number from 100 to 599");
	return read_word(r, v, at, &meanings, &s->meaning);
}

#define MIB (INT64_C(1) << 20)
static const struct range seconds = { 1, 600 }, answer_bytes = { 1, 1024 * MIB };

static bool
read_save(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	static const struct member items[] = {
		{ "as", read_template, offsetof(struct def_save, as), &place_file, true },
		{ "max_bytes", read_int, offsetof(struct def_save, max_bytes), &answer_bytes,
		    true },
	};
	static const struct members members = { items, array_len(items) };
	struct def_save *save = arena_alloc(r->a, sizeof(*save));
	(void)how;
	*(const struct def_save **)out = save;
	return read_members(r, v, at, &members, save);
}

#define OP(field) offsetof(struct def_op, field)
static const struct range any_status = { 100, 599 };
static const struct many op_headers = MANY_TEMPLATES(&place_header, &form_header),
			 good = { .read = read_int,
				 .how = &any_status,
				 .size = sizeof(int64_t),
				 .least = 1 },
			 meant = { .read = read_status, .size = sizeof(struct def_status) };
static const struct member op_items[] = {
	{ "server", read_server_name, OP(server), NULL, false },
	{ "method", read_word, OP(method), &methods, true },
	{ "path", read_op_path, OP(path), &place_path, true },
	{ "query", read_object_tree, OP(query), &place_query, false },
	{ "headers", read_map, OP(headers), &op_headers, false },
	{ "json", read_tree, OP(json), &place_body, false },
	{ "form", read_object_tree, OP(form), &place_body, false },
	{ "ok", read_list, OP(ok), &good, false },
	{ "ok_if", read_condition, OP(ok_if), "body.", false },
	{ "status", read_map, OP(status), &meant, false },
	{ "rows", read_rows, OP(rows), NULL, false },
	{ "page", read_page, OP(page), NULL, false },
	{ "save", read_save, OP(save), NULL, false },
	{ "timeout_s", read_int, OP(timeout_s), &seconds, false },
	{ "max_bytes", read_int, OP(max_bytes), &answer_bytes, false },
	{ "retry", read_retry, OP(retry), NULL, false },
};
static const struct members op_members = { op_items, array_len(op_items) };

/* A key in the address would have to be put into every link that is followed. */
static bool
has_query_key(const struct def_auth *auth)
{
	for (size_t i = 0; i < auth->nof; i++)
		if (has_query_key(auth->of[i]))
			return true;
	return auth->query.n > 0;
}

static bool
check_op(struct reader *r, const struct def_op *op, const char *at)
{
	if (op->json && op->form)
		return complain(r, at, "an operation has one body, json or form");
	if ((op->json || op->form) && op->method == METHOD_GET)
		return complain(r, at, "a GET has no body");
	if (op->save && (op->rows || op->page->kind != PAGE_NONE))
		return complain(r, at, "an answer is rows or a file, not both");
	/* a DELETE of a whole list is the one mistake that cannot be made good */
	if (op->method == METHOD_DELETE && !(op->uses.call & SCOPES_PERSON))
		return complain(r, at,
		    "a DELETE needs an id, a filter or a batch: this one would empty the whole "
		    "list");
	const struct def_auth *auth = op->server->auth;
	return !auth || op->page->kind != PAGE_LINK || !has_query_key(auth) ||
	    complain(r, at, "a key in the query does not go with paging by link");
}

bool
op_read(struct reader *r, const json_t *v, const char *at, struct def_op *op)
{
	op->server = &r->def->servers[0];
	op->page = &page_none;
	op->retry = r->def->retry;
	op->timeout_s = 60;
	op->max_bytes = 4 * MIB;
	r->uses = &op->uses;
	if (!read_members(r, v, at, &op_members, op))
		return false;
	r->uses = NULL;
	op->pins = condition_pins(op->rows ? op->rows->filter : NULL) | condition_pins(op->ok_if);
	return check_op(r, op, at);
}

static bool
read_op(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	(void)how;
	return op_read(r, v, at, out);
}

const struct many many_ops = {
	.read = read_op, .size = sizeof(struct def_op), .names = &form_word
};

const struct def_op *
op_find(const struct definition *d, const char *name)
{
	for (size_t i = 0; i < d->nops; i++)
		if (strcmp(d->ops[i].name, name) == 0)
			return &d->ops[i];
	return NULL;
}
