/*
 * The http connector: walks the steps of the right of access in a definition, one operation after
 * another, page by page. Memory holds one page, and of rows that later steps go into only what
 * these use. It can not erase, restrict or rectify yet: those rights of a definition are checked by
 * the register, not run.
 */
#include <inttypes.h>

#include "../answer.h"
#include "http.h"

#define LATER_S 300

/* ---- what an answer means ---- */

enum verdict { TAKE, NOTHING, DENIED, LATER, REFUSED };

static enum verdict
verdict_of(const struct http_op *op, int status)
{
	static const struct {
		const char *word;
		enum verdict verdict;
	} words[] = { { "empty", NOTHING }, { "gone", NOTHING }, { "later", LATER },
		{ "denied", DENIED }, { "fatal", REFUSED } };
	char code[12];
	(void)snprintf(code, sizeof(code), "%d", status);
	const char *word = json_str(json_get(op->json, "status"), code);
	for (size_t i = 0; word && i < array_len(words); i++)
		if (strcmp(words[i].word, word) == 0)
			return words[i].verdict;
	const json_t *ok = json_get(op->json, "ok");
	for (size_t i = 0; i < json_array_size(ok); i++)
		if (json_integer_value(json_array_get(ok, i)) == status)
			return TAKE;
	if (status == 401 || status == 403)
		return DENIED;
	if (ok || status < 200 || status > 299)
		return REFUSED;
	return status == 204 ? NOTHING : TAKE;
}

struct visit {
	struct http_run *run;
	struct http_into
	    *into; /* NULL: a cheap call to try whether there is an answer, the first page only */
	struct http_op op;
	struct http_scope scope;
};

static bool
judge(const struct visit *v, const char *url, int status, bool *ret_take, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *host = http_url_host(url, a), *op = v->op.name;
	*ret_take = false;
	switch (verdict_of(&v->op, status)) {
	case TAKE:
		*ret_take = true;
		return true;
	case NOTHING:
		return true;
	case DENIED:
		return err_set(err, ERR_INPUT,
		    "op %s: credentials refused by %s (%d): check setting %s", op, host, status,
		    http_secrets_of(
			v->run->definition, http_server(v->run->definition, v->op.json), a));
	case LATER:
		v->run->call->again_s = LATER_S;
		return err_set(
		    err, ERR_TEMPORARY, "op %s: %s answers %d: not now", op, host, status);
	case REFUSED:
		break;
	}
	if (status >= 500 || status == 429 || status == 408)
		return err_set(err, ERR_TEMPORARY, "op %s: %s answers %d", op, host, status);
	if (status >= 300 && status < 400)
		return err_set(err, ERR_INPUT,
		    "op %s: %s answers %d: redirects are not followed, check setting url", op, host,
		    status);
	return err_set(
	    err, ERR_INPUT, "op %s: %s answers %d where 200 was expected", op, host, status);
}

/* The body as JSON, when the vendor itself calls it a success. Never a word of it in the error. */
static json_t *
read_body(const struct visit *v, const struct http_answer *answer, struct err *err)
{
	json_error_t e;
	json_t *body = answer->body.len
	    ? json_loadb(answer->body.data, answer->body.len, JSON_REJECT_DUPLICATES, &e)
	    : NULL;
	if (!body)
		return err_set(err, ERR_INPUT, "op %s: expected JSON, got %zu bytes that are none",
			   v->op.name, answer->body.len),
		       NULL;
	const json_t *cond = json_get(v->op.json, "ok_if");
	bool fine = true;
	json_t *root = cond ? json_pack("{s:O}", "body", body) : NULL;
	if (cond && http_cond(cond, root, &v->scope, &fine, err) && !fine)
		err_set(err, ERR_INPUT, "op %s: the answer itself says that it failed (ok_if)",
		    v->op.name);
	json_decref(root);
	if (err->kind == ERR_NONE)
		return body;
	json_decref(body);
	return NULL;
}

/* ---- one operation, page by page ---- */

static bool
take_page(const struct visit *v, struct http_pager *pager, const struct http_request *r,
    const struct http_answer *answer, bool *ret_more, struct err *err)
{
	auto_drop(json) json_t *body = read_body(v, answer, err), *rows = NULL;
	if (!body || !v->into)
		return body;
	if (!(rows = http_rows_of(&v->op, body, err)))
		return false;
	int64_t most = json_int_or(pager->page, "cap_rows", INT64_MAX);
	v->into->limited |= pager->rows + (int64_t)json_array_size(rows) >= most;
	if (!http_pager_next(pager, r->url, answer, body, rows, &v->scope, ret_more, err))
		return err_wrap(err, "op %s", v->op.name);
	return http_rows_take(v->run, v->into, &v->op, rows, &v->scope, err);
}

static bool
one_page(const struct visit *v, struct http_pager *pager, bool *ret_more, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(http_answer) struct http_answer answer = { 0 };
	struct http_request r;
	bool take_it;
	*ret_more = false;
	if (!http_build(v->run, &v->op, &v->scope, pager, a, &r, err) ||
	    !http_fetch(v->run->client, &r, &answer, &v->run->call->again_s, err) ||
	    !judge(v, r.url, answer.status, &take_it, err))
		return false;
	return !take_it || take_page(v, pager, &r, &answer, ret_more, err);
}

static bool
all_pages(const struct visit *v, struct err *err)
{
	auto_drop(http_pager) struct http_pager pager;
	http_pager_init(&pager, json_get(v->op.json, "page"));
	for (bool more = true; more;)
		if (!one_page(v, &pager, &more, err))
			return false;
	return true;
}

/* ---- one step: its operations, over the rows of `each`, over the identifiers known ---- */

struct step {
	struct http_run *run;
	const json_t *json;
	struct http_into *into, *parent;
	const char *ops[HTTP_OPS],
	    *kinds[HTTP_OPS]; /* names; kind of identifier each uses, or NULL */
	size_t nops;
};

static struct http_into *
into_find(struct http_run *run, const char *name)
{
	for (size_t i = 0; name && i < run->nintos; i++)
		if (strcmp(run->intos[i].name, name) == 0)
			return &run->intos[i];
	return NULL;
}

static const json_t *
op_of(const struct step *s, size_t i)
{
	return json_get(json_get(s->run->definition, "ops"), s->ops[i]);
}

static size_t
count_ids(const struct http_run *run, const char *kind)
{
	size_t n = 0;
	for (size_t i = 0; i < run->call->nids; i++)
		n += strcmp(run->call->ids[i].kind, kind) == 0;
	return n;
}

/* The identifier as the definition's "normalise" wants it; it comes in the normal form of its kind. */
static json_t *
identity_of(const struct http_run *run, const struct identifier_value *id, struct err *err)
{
	auto_drop(buf) struct buf template = { 0 }, value = { 0 };
	auto_drop(json) json_t *plain = json_pack("{s:s}", id->kind, id->value);
	const struct http_scope scope = { .identity = plain };
	const json_t *declared = json_get(json_get(run->definition, "identities"), id->kind);
	size_t i;
	json_t *filter;
	buf_addf(&template, "{identity.%s", id->kind);
	json_array_foreach(json_get(declared, "normalise"), i, filter)
		if (strcmp(json_string_value(filter), "e164") != 0)
			buf_addf(&template, "|%s", json_string_value(filter));
	buf_adds(&template, "}");
	if (!http_render(template.data, &scope, HTTP_TEXT, &value, err))
		return NULL;
	return json_pack("{s:s}", id->kind, value.data);
}

static bool
run_op(const struct step *s, size_t op, const json_t *row, const json_t *inherited, struct err *err)
{
	struct visit v = { s->run, s->into, { s->ops[op], op_of(s, op) },
		{ s->run->params, inherited, row } };
	const char *kind = s->kinds[op];
	if (!kind || json_get(inherited, kind))
		return all_pages(&v, err);
	for (size_t i = 0; i < s->run->call->nids; i++) {
		const struct identifier_value *id = &s->run->call->ids[i];
		if (strcmp(id->kind, kind) != 0)
			continue;
		auto_drop(json) json_t *identity = identity_of(s->run, id, err);
		v.scope.identity = identity;
		if (!identity || !all_pages(&v, err))
			return false;
	}
	return true;
}

static bool
run_ops(const struct step *s, const json_t *row, const json_t *inherited, struct err *err)
{
	bool now = true;
	json_t *root = json_pack("{s:O?}", "row", row);
	const struct http_scope scope = { s->run->params, inherited, row };
	bool ok = !json_get(s->json, "when") ||
	    http_cond(json_get(s->json, "when"), root, &scope, &now, err);
	json_decref(root);
	for (size_t i = 0; ok && now && i < s->nops; i++)
		ok = run_op(s, i, row, inherited, err);
	return ok;
}

static bool
run_each_row(const struct step *s, struct err *err)
{
	const struct buf *kept = &s->parent->kept;
	for (size_t at = 0; at < kept->len; at += strlen(kept->data + at) + 1) {
		auto_drop(json) json_t *k = json_loads(kept->data + at, 0, NULL);
		if (!run_ops(s, json_get(k, "row"), json_get(k, "identity"), err))
			return false;
	}
	return true;
}

static bool
run_each_value(const struct step *s, const json_t *list, struct err *err)
{
	size_t i;
	json_t *value;
	json_array_foreach((json_t *)(uintptr_t)list, i, value) {
		auto_drop(json) json_t *row = json_pack("{s:O}", "value", value);
		if (!run_ops(s, row, NULL, err))
			return false;
	}
	return true;
}

static bool
run_all(const struct step *s, struct err *err)
{
	const char *each = json_str(s->json, "each");
	if (!each)
		return run_ops(s, NULL, NULL, err);
	if (strncmp(each, "param.", 6) == 0)
		return run_each_value(s, json_get(s->run->params, each + 6), err);
	return run_each_row(s, err);
}

/* Which kinds were wanted and are not known; NULL: some operation of the step can run. */
static const char *
missing_kind(const struct step *s)
{
	const char *missing = NULL;
	if (s->parent && s->parent->missing)
		return s->parent->missing;
	for (size_t i = 0; i < s->nops; i++) {
		const char *kind = s->kinds[i];
		if (!kind || count_ids(s->run, kind) > 0)
			return NULL;
		if (missing && strstr(missing, kind))
			continue;
		missing = missing ? arena_printf(s->run->arena, "%s or %s", missing, kind) : kind;
	}
	return missing;
}

static void
set_key(const struct step *s)
{
	const json_t *rows = json_get(op_of(s, 0), "rows");
	const char *kind = s->kinds[0];
	s->into->several = s->nops > 1 || (kind && count_ids(s->run, kind) > 1);
	s->into->key = json_str_or(s->json, "union_by", json_str(rows, "key"));
}

static bool
run_step(const struct step *s, struct err *err)
{
	struct row_sink *sink = s->run->call->sink;
	s->into->missing = missing_kind(s);
	if (s->into->missing)
		return true;
	set_key(s);
	if (s->into->coll && !sink->begin(sink, &s->into->columns, err))
		return false;
	return run_all(s, err) && (!s->into->coll || sink->end(sink, err));
}

static bool
run_steps(struct http_run *run, struct err *err)
{
	size_t i;
	json_t *json;
	json_array_foreach((json_t *)(uintptr_t)run->steps, i, json) {
		struct step s = { .run = run,
			.json = json,
			.into = into_find(run, json_str(json, "into")),
			.parent = into_find(run, json_str(json, "each")) };
		const json_t *ops = json_get(json, "do");
		if (json_is_string(ops))
			s.ops[s.nops++] = json_string_value(ops);
		for (size_t k = 0; k < json_array_size(ops) && k < array_len(s.ops); k++)
			s.ops[s.nops++] = json_string_value(json_array_get(ops, k));
		for (size_t k = 0; k < s.nops; k++)
			s.kinds[k] = http_identity_of(op_of(&s, k), run->arena);
		if (!run_step(&s, err))
			return false;
	}
	return true;
}

/* ---- the run ---- */

static void
run_close(struct http_run *run)
{
	for (size_t i = 0; i < run->nintos; i++)
		http_into_release(&run->intos[i]);
	http_client_free(run->client);
	json_decref(run->left_out);
	json_decref((json_t *)(uintptr_t)run->params);
	arena_free(run->arena);
}

static void
run_open(struct http_run *run, struct connector_call *call)
{
	*run = (struct http_run){ .call = call,
		.definition = call->definition,
		.arena = arena_new(),
		.left_out = json_object(),
		.client = http_client_new(call->limiter) };
	run->params = http_params(call->definition, call->settings);
	run->steps = json_get(json_get(json_get(call->definition, "rights"), "access"), "steps");
	run->account = arena_printf(run->arena, "%s/%s",
	    json_str_or(json_get(call->request, "organisation"), "slug", "-"),
	    json_str_or(call->system, "id", "-"));
}

static bool
intos_open(struct http_run *run, struct err *err)
{
	run->intos =
	    arena_alloc(run->arena, (json_array_size(run->steps) + 1) * sizeof(*run->intos));
	for (size_t i = 0; i < json_array_size(run->steps); i++)
		if (!http_into_init(&run->intos[run->nintos++], run,
			json_str_or(json_array_get(run->steps, i), "into", "?"), err))
			return false;
	return true;
}

static void
omit(struct connector_call *call, const struct http_into *into, const char *ground)
{
	json_array_append_new(call->omitted,
	    json_pack("{s:s, s:s, s:s}", "category", into->columns.category, "collection",
		into->columns.name, "ground", ground));
}

/* What the definition's mask, drop and keep took out. */
static void
tell_left_out(struct http_run *run)
{
	const char *key;
	json_t *n;
	json_object_foreach(run->left_out, key, n) {
		char *part[4] = { arena_strdup(run->arena, key) };
		for (size_t i = 1; i < array_len(part); i++) {
			part[i] = strchr(part[i - 1], '\t');
			*part[i]++ = '\0';
		}
		json_array_append_new(run->call->omitted,
		    json_pack("{s:s, s:s, s:s, s:s, s:O}", "category", part[0], "collection",
			part[1], "field", part[2], "ground", part[3], "count", n));
	}
}

static void
tell_into(const struct http_run *run, const struct http_into *into, struct answer_log *log)
{
	struct connector_call *call = run->call;
	for (size_t i = 0; i < into->nnever; i++)
		answer_omitted(call, into->coll, into->secret_names[i], into->secrets[i]);
	if (into->limited)
		omit(call, into, "the vendor never gives more rows than these; there may be more");
	if (into->missing)
		answer_unsearched(log, into->coll, into->missing);
	else
		answer_searched(log, into->coll, into->taken);
}

static void
tell_untaken(
    struct connector_call *call, const struct http_into *first, const struct http_into *into)
{
	if (into->coll || into->is_parent || into->untaken == 0)
		return;
	json_array_append_new(call->omitted,
	    json_pack("{s:s, s:s, s:s, s:I}", "category", first->columns.category, "collection",
		into->name, "ground", "no collection of the register takes these rows", "count",
		(json_int_t)into->untaken));
}

/* Rows of others tell a person who looks that the vendor's search is loose, or ill. */
static void
tell_others(const struct http_run *run, const struct answer_log *log)
{
	struct connector_call *call = run->call;
	const char *category;
	json_t *n;
	if (run->others == 0)
		return;
	json_object_foreach(log->searched, category, n) {
		json_array_append_new(call->outcomes,
		    json_pack("{s:s, s:s, s:O, s:o}", "category", category, "result",
			json_integer_value(n) ? "found" : "nothing", "count", n, "detail",
			json_sprintf("%" PRId64 " rows of others ignored", run->others)));
		json_object_del(log->searched, category);
		return;
	}
}

/* Everything found but not handed over, and everything that could not be looked at. */
static void
tell(struct http_run *run)
{
	auto_drop(answer_log) struct answer_log log = { 0 };
	const struct http_into *first = NULL;
	const json_t *access = json_get(json_get(run->definition, "rights"), "access");
	const char *gap = json_text_in(
	    json_get(access, "gap"), json_str_or(run->call->request, "language", "en"));
	tell_left_out(run);
	for (size_t i = 0; i < run->nintos; i++)
		if (run->intos[i].coll) {
			first = first ? first : &run->intos[i];
			tell_into(run, &run->intos[i], &log);
		}
	for (size_t i = 0; first && i < run->nintos; i++)
		tell_untaken(run->call, first, &run->intos[i]);
	if (first && gap)
		omit(run->call, first, gap);
	answer_close(&log, run->call);
	tell_others(run, &log);
}

static bool
collect_open(struct http_run *run, struct err *err)
{
	auto_drop(json) json_t *problems = json_array();
	http_definition_check(run, problems);
	if (json_array_size(problems) > 0)
		return err_set(err, ERR_INPUT, "definition %s: %s",
		    json_str_or(run->definition, "id", "?"),
		    json_string_value(json_array_get(problems, 0)));
	return intos_open(run, err);
}

static bool
http_collect(struct connector_call *call, struct err *err)
{
	struct http_run run;
	run_open(&run, call);
	bool ok = collect_open(&run, err) && run_steps(&run, err);
	if (ok)
		tell(&run);
	run_close(&run);
	return ok;
}

/* One cheap call per step of preflight; a refusal is a problem, a silent server an error. */
static bool
preflight(struct http_run *run, json_t *ret_problems, struct err *err)
{
	const json_t *steps = json_get(run->definition, "preflight"),
		     *ops = json_get(run->definition, "ops");
	for (size_t i = 0; i < json_array_size(steps); i++) {
		const char *name = json_str_or(json_array_get(steps, i), "do", "");
		struct visit v = { .run = run,
			.op = { name, json_get(ops, name) },
			.scope = { .param = run->params } };
		struct err failed = { 0 };
		if (all_pages(&v, &failed))
			continue;
		if (failed.kind == ERR_TEMPORARY)
			return err_set(err, ERR_TEMPORARY, "%s", failed.text);
		json_array_append_new(ret_problems, json_string(failed.text));
	}
	return true;
}

static bool
http_check(struct connector_call *call, json_t *ret_problems, struct err *err)
{
	struct http_run run;
	run_open(&run, call);
	http_definition_check(&run, ret_problems);
	http_untaken_check(&run, ret_problems);
	bool ok = json_array_size(ret_problems) > 0 || preflight(&run, ret_problems, err);
	run_close(&run);
	return ok;
}

const struct connector connector_http = {
	.kind = "http",
	.check = http_check,
	.collect = http_collect,
};
