/*
 * What of a definition this connector can not do (yet), and what would hand over somebody else's
 * rows. The register checks form and placeholders of the whole file; this looks at what a run for
 * access uses, and at the register's collections. Nothing is called.
 */
#include <regex.h>

#include "http.h"

struct checking {
	const struct http_run *run;
	json_t *problems;
	struct arena *a;
};

static void complain(const struct checking *c, const char *fmt, ...) PRINTF(2, 3);

static void
complain(const struct checking *c, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	json_array_append_new(c->problems, json_vsprintf(fmt, ap));
	va_end(ap);
}

const json_t *
http_collection_of(const json_t *system, const char *rows)
{
	size_t i;
	json_t *coll;
	json_array_foreach(json_get(system, "collections"), i, coll)
		if (strcmp(json_str_or(coll, "rows", ""), rows) == 0)
			return coll;
	return NULL;
}

/* ---- placeholders of an operation ---- */

/* The first kind in {identity.KIND}; *ret_several: there is another one. */
static void
find_identity(const json_t *v, struct arena *a, const char **ret_kind, bool *ret_several)
{
	const char *key, *cursor = json_string_value(v);
	json_t *member;
	size_t i;
	struct http_placeholder p;
	bool found = false;
	json_object_foreach((json_t *)(uintptr_t)v, key, member)
		find_identity(member, a, ret_kind, ret_several);
	json_array_foreach((json_t *)(uintptr_t)v, i, member)
		find_identity(member, a, ret_kind, ret_several);
	while (cursor && http_placeholder_next(&cursor, &p, &found, NULL) && found) {
		if (!http_placeholder_in(&p, "identity"))
			continue;
		const char *kind = arena_strndup(a, p.name, p.name_len);
		if (*ret_kind && strcmp(*ret_kind, kind) != 0)
			*ret_several = true;
		*ret_kind = *ret_kind ? *ret_kind : kind;
	}
}

const char *
http_identity_of(const json_t *op, struct arena *a)
{
	const char *kind = NULL;
	bool several = false;
	find_identity(op, a, &kind, &several);
	return kind;
}

static void
check_template(const struct checking *c, const char *op, const char *text)
{
	static const char *const scopes[] = { "identity", "param", "secret", "row" };
	const char *cursor = text;
	struct http_placeholder p;
	struct err err = { 0 };
	for (bool found = true; found;) {
		bool known = false, quoting = false;
		if (!http_placeholder_next(&cursor, &p, &found, &err)) {
			complain(c, "op %s: %s", op, err.text);
			return;
		}
		for (size_t i = 0; found && i < array_len(scopes); i++)
			known |= http_placeholder_in(&p, scopes[i]);
		if (found && !known)
			complain(c, "op %s: {%.*s...} is not there (yet) for access", op,
			    (int)p.scope_len, p.scope);
		else if (found && !http_filters_check(&p, &quoting, &err))
			complain(c, "op %s: %s", op, err.text);
		else if (found && p.in_quotes && !quoting && !http_placeholder_in(&p, "param"))
			complain(c,
			    "op %s: a value between quotes needs a quoting filter: sq, dq, odata, like",
			    op);
		err_clear(&err);
	}
}

static void
check_templates(const struct checking *c, const char *op, const json_t *v)
{
	const char *key;
	json_t *member;
	size_t i;
	json_object_foreach((json_t *)(uintptr_t)v, key, member)
		check_templates(c, op, member);
	json_array_foreach((json_t *)(uintptr_t)v, i, member)
		check_templates(c, op, member);
	if (json_is_string(v))
		check_template(c, op, json_string_value(v));
}

/* ---- whose rows ---- */

/* Equality with one whole placeholder of ${scope}: {identity.email}, {row.id|lower}. */
static bool
pins_simple(const json_t *cond, const char *scope)
{
	const char *want = json_str_or(cond, "eq", json_str(cond, "eq_ci")), *cursor = want;
	struct http_placeholder p;
	bool found = false;
	return want && http_placeholder_next(&cursor, &p, &found, NULL) && found &&
	    p.start == want && *p.end == '\0' && http_placeholder_in(&p, scope);
}

bool
http_pins(const json_t *cond, const char *scope)
{
	const json_t *all = json_get(cond, "all"), *any = json_get(cond, "any");
	size_t pinned = 0;
	for (size_t i = 0; i < json_array_size(all); i++)
		pinned += http_pins(json_array_get(all, i), scope);
	if (all)
		return pinned > 0;
	for (size_t i = 0; i < json_array_size(any); i++)
		pinned += http_pins(json_array_get(any, i), scope);
	if (any)
		return pinned > 0 && pinned == json_array_size(any);
	return pins_simple(cond, scope);
}

/* ---- operations ---- */

static void
check_words(
    const struct checking *c, const char *where, const json_t *object, const char *const *known)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)object, key, v) {
		size_t i = 0;
		while (known[i] && strcmp(known[i], key) != 0)
			i++;
		if (!known[i])
			complain(c, "%s: %s is not there (yet)", where, key);
	}
}

static void
check_value(
    const struct checking *c, const char *where, const char *value, const char *const *known)
{
	for (size_t i = 0; known[i]; i++)
		if (strcmp(known[i], value) == 0)
			return;
	complain(c, "%s: %s is not there (yet)", where, value);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
check_condition(const struct checking *c, const char *where, const json_t *cond)
{
	struct err err = { 0 };
	if (cond && !http_cond_check(cond, &err))
		complain(c, "%s: %s", where, err.text);
}

static void
check_page(const struct checking *c, const char *op, const json_t *page)
{
	const char *where = arena_printf(c->a, "op %s: page", op), *to = json_str(page, "to");
	if (!page)
		return;
	check_words(c, where, page,
	    WORDS("type", "in", "at", "rel", "attr", "use", "same_host", "cap_rows", "from", "to",
		"while", "param", "start", "size_param", "size", "stop", "total", "max_pages"));
	check_value(c, where, json_str_or(page, "type", ""),
	    WORDS("none", "link", "cursor", "page", "offset"));
	check_condition(c, where, json_get(page, "while"));
	if (strcmp(json_str_or(page, "type", ""), "cursor") == 0 &&
	    (!to ||
		(strncmp(to, "query.", 6) != 0 && strncmp(to, "json.", 5) != 0 &&
		    strncmp(to, "form.", 5) != 0)))
		complain(c, "%s: a cursor goes to query.NAME, json.PATH or form.PATH", where);
	if (strcmp(json_str_or(page, "stop", ""), "short") == 0 && json_int_or(page, "size", 0) < 1)
		complain(c, "%s: to stop at a short page, size must be given", where);
}

static void
check_rows(const struct checking *c, const char *op, const json_t *rows)
{
	const char *where = arena_printf(c->a, "op %s: rows", op), *path;
	json_t *how;
	if (!rows) {
		complain(c, "op %s: it is used for access, but has no rows", op);
		return;
	}
	check_words(c, where, rows,
	    WORDS("from", "shape", "take", "key", "keep", "drop", "rename", "carry", "filter",
		"decode", "mask"));
	check_value(
	    c, where, json_str_or(rows, "shape", "list"), WORDS("list", "object", "map_values"));
	json_object_foreach(json_get(rows, "decode"), path, how)
		check_value(c, where, json_string_value(how), WORDS("e164"));
	check_condition(c, where, json_get(rows, "filter"));
}

static void
check_auth(const struct checking *c, const char *name, const json_t *auth)
{
	const char *where = arena_printf(c->a, "auth %s", name),
		   *type = json_str_or(auth, "type", "none");
	check_value(c, where, type, WORDS("none", "basic", "bearer", "api_key", "multi"));
	if (strcmp(type, "api_key") == 0)
		check_words(c, where, auth, WORDS("type", "headers", "query"));
	const json_t *of = json_get(auth, "of");
	for (size_t i = 0; i < json_array_size(of); i++)
		check_auth(c, name, json_array_get(of, i));
}

/* A key in the address would have to be put into every link that is followed. */
static bool
has_query_key(const json_t *auth)
{
	const json_t *of = json_get(auth, "of");
	for (size_t i = 0; i < json_array_size(of); i++)
		if (has_query_key(json_array_get(of, i)))
			return true;
	return json_get(auth, "query");
}

static void
check_server(const struct checking *c, const char *op, const json_t *server, bool by_link)
{
	struct err err = { 0 };
	const struct http_scope s = { .param = c->run->params };
	if (!server) {
		complain(c, "op %s: its server is not defined", op);
		return;
	}
	const char *where = arena_printf(c->a, "op %s: server", op),
		   *auth = json_str(server, "auth");
	check_words(c, where, server,
	    WORDS("url", "prefix", "auth", "headers", "insecure_loopback", "transport"));
	if (!http_server_url(server, &s, c->a, &err))
		complain(c, "%s", err.text);
	const json_t *how = json_get(json_get(c->run->definition, "auth"), auth);
	if (auth)
		check_auth(c, auth, how);
	if (by_link && has_query_key(how))
		complain(c, "op %s: a key in the query does not go with paging by link", op);
}

static void
check_op(const struct checking *c, const char *name, bool reads)
{
	const json_t *op = json_get(json_get(c->run->definition, "ops"), name);
	const char *where = arena_printf(c->a, "op %s", name), *kind = NULL;
	bool several = false;
	if (!op) {
		complain(c, "op %s: there is none of this name", name);
		return;
	}
	check_words(c, where, op,
	    WORDS("server", "method", "path", "query", "headers", "json", "form", "ok", "ok_if",
		"status", "rows", "page", "timeout_s", "max_bytes", "idempotent", "freshness",
		"retry"));
	check_value(c, where, json_str_or(op, "method", "GET"), WORDS("GET", "POST"));
	check_templates(c, name, op);
	check_server(c, name, http_server(c->run->definition, op),
	    strcmp(json_str_or(json_get(op, "page"), "type", ""), "link") == 0);
	check_page(c, name, json_get(op, "page"));
	check_condition(c, where, json_get(op, "ok_if"));
	if (strpbrk(json_str_or(op, "path", "/"), "?#") || *json_str_or(op, "path", "/") != '/')
		complain(c, "op %s: a path begins with / and has no ? or #", name);
	find_identity(op, c->a, &kind, &several);
	if (several || (kind && !reads))
		complain(c, "op %s: %s", name,
		    reads ? "one kind of identifier a call, not several"
			  : "preflight asks for nobody");
	if (reads)
		check_rows(c, name, json_get(op, "rows"));
}

/* ---- steps ---- */

static size_t
ops_of(const json_t *step, const char **out, size_t most)
{
	const json_t *ops = json_get(step, "do");
	size_t n = 0;
	if (json_is_string(ops) && most > 0)
		out[n++] = json_string_value(ops);
	for (size_t i = 0; i < json_array_size(ops) && n < most; i++)
		out[n++] = json_string_value(json_array_get(ops, i));
	return n;
}

/* Rows by rows.filter, or the whole answer by ok_if. */
static bool
op_pins(const json_t *op, const char *scope)
{
	return http_pins(json_get(json_get(op, "rows"), "filter"), scope) ||
	    http_pins(json_get(op, "ok_if"), scope);
}

/*
 * Is every row of this step the person's own? Each operation holds it against the identifier, or
 * against the row of `each` that was held against it in its turn.
 */
static bool
is_pinned(const struct checking *c, const json_t *step, const json_t *pinned)
{
	const char *ops[HTTP_OPS];
	size_t n = ops_of(step, ops, HTTP_OPS);
	bool parent = json_get(pinned, json_str_or(step, "each", ""));
	for (size_t i = 0; i < n; i++) {
		const json_t *op = json_get(json_get(c->run->definition, "ops"), ops[i]);
		if (!op_pins(op, "identity") && !(parent && op_pins(op, "row")))
			return false;
	}
	return n > 0;
}

static void
check_each(const struct checking *c, const char *where, const json_t *step, const json_t *known)
{
	const char *each = json_str(step, "each");
	check_condition(c, where, json_get(step, "when"));
	if (!each && json_get(step, "when"))
		complain(c, "%s: when needs each", where);
	if (each && strncmp(each, "param.", 6) == 0) {
		if (!json_is_array(json_get(c->run->params, each + 6)))
			complain(c, "%s: setting %s is no list", where, each + 6);
	} else if (each && !json_get(known, each))
		complain(c, "%s: no step before it keeps rows as %s", where, each);
}

static void
check_step(const struct checking *c, const json_t *step, json_t *known, json_t *pinned)
{
	const char *into = json_str(step, "into"), *ops[HTTP_OPS];
	const char *where = arena_printf(c->a, "step %s", into ? into : "of access");
	size_t n = ops_of(step, ops, HTTP_OPS);
	check_words(c, where, step, WORDS("do", "each", "when", "into", "union_by"));
	if (n == 0 || json_array_size(json_get(step, "do")) > HTTP_OPS)
		complain(c, "%s: it needs do, with 1 to %d operations", where, HTTP_OPS);
	check_each(c, where, step, known);
	for (size_t i = 0; i < n; i++)
		check_op(c, ops[i], true);
	if (!into || json_get(known, into)) {
		complain(c, "%s: its rows need a name of their own (into)", where);
		return;
	}
	json_object_set_new(known, into, json_true());
	if (is_pinned(c, step, pinned))
		json_object_set_new(pinned, into, json_true());
}

/* ---- the register's side ---- */

static void
check_collections(const struct checking *c, const json_t *known, const json_t *pinned)
{
	auto_drop(json) json_t *taken = json_object();
	size_t i;
	json_t *coll;
	json_array_foreach(json_get(c->run->call->system, "collections"), i, coll) {
		const char *name = json_str_or(coll, "name", "?"),
			   *rows = json_str_or(coll, "rows", "");
		if (!json_get(known, rows))
			complain(c,
			    "collection %s: the definition finds no rows named %s for access", name,
			    rows);
		else if (!json_get(pinned, rows))
			complain(c,
			    "collection %s: nothing proves that rows %s are this person's: each operation needs a rows.filter "
			    "(or ok_if) that compares a member with the identifier",
			    name, rows);
		if (json_get(taken, rows))
			complain(c, "collection %s: rows %s go to collection %s already", name,
			    rows, json_str(taken, rows));
		json_object_set_new(taken, rows, json_string(name));
	}
}

static bool
matches(const char *text, const char *pattern)
{
	regex_t re;
	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	bool hit = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return hit;
}

/* A setting that is none of the values or not of the form the definition gives; never its value. */
static void
check_settings(const struct checking *c)
{
	const char *name;
	json_t *param;
	json_object_foreach(json_get(c->run->definition, "params"), name, param) {
		const json_t *value = json_get(c->run->params, name),
			     *choice = json_get(param, "enum");
		const char *text = json_string_value(value), *pattern = json_str(param, "pattern");
		size_t i = 0;
		if (!value)
			complain(c, "setting %s is not set", name);
		while (i < json_array_size(choice) && !json_equal(json_array_get(choice, i), value))
			i++;
		if (value && choice && i == json_array_size(choice))
			complain(c, "setting %s is none of the values it may have", name);
		if (text && pattern && !matches(text, pattern))
			complain(c, "setting %s is not of the form %s", name, pattern);
	}
}

static void
check_identities(const struct checking *c)
{
	const char *kind;
	json_t *v, *word;
	size_t i;
	json_object_foreach(json_get(c->run->definition, "identities"), kind, v) {
		const char *where = arena_printf(c->a, "identities %s", kind);
		check_words(c, where, v, WORDS("normalise", "multi", "optional"));
		json_array_foreach(json_get(v, "normalise"), i, word)
			check_value(c, where, json_string_value(word),
			    WORDS("trim", "lower", "upper", "digits", "e164"));
	}
}

static void
check_limits(const struct checking *c)
{
	size_t i;
	json_t *limit;
	json_array_foreach(json_get(c->run->definition, "limits"), i, limit)
		check_words(c, "limits", limit, WORDS("ops", "rate", "per", "burst"));
	check_condition(c, "retry", json_get(json_get(c->run->definition, "retry"), "body"));
}

/* Not an error of a run: such rows are counted and told as left out. */
void
http_untaken_check(const struct http_run *run, json_t *ret_problems)
{
	size_t i;
	json_t *step;
	json_array_foreach((json_t *)(uintptr_t)run->steps, i, step) {
		const char *into = json_str_or(step, "into", "");
		bool parent = false;
		for (size_t k = i + 1; k < json_array_size(run->steps); k++)
			parent |= strcmp(json_str_or(json_array_get(run->steps, k), "each", ""),
				      into) == 0;
		if (!parent && !http_collection_of(run->call->system, into))
			json_array_append_new(ret_problems,
			    json_sprintf(
				"no collection takes the rows %s that the definition finds", into));
	}
}

void
http_definition_check(const struct http_run *run, json_t *ret_problems)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *known = json_object(), *pinned = json_object();
	const struct checking c = { run, ret_problems, a };
	size_t i;
	json_t *step;
	if (strcmp(json_str_or(run->definition, "format", ""), "dossier-connector/1") != 0) {
		complain(&c, "the definition is not of format dossier-connector/1");
		return;
	}
	check_settings(&c);
	check_identities(&c);
	check_limits(&c);
	if (json_array_size(run->steps) == 0)
		complain(&c, "it has no steps for the right of access");
	json_array_foreach((json_t *)(uintptr_t)run->steps, i, step)
		check_step(&c, step, known, pinned);
	json_array_foreach(json_get(run->definition, "preflight"), i, step) {
		const char *op = json_str(step, "do");
		if (op)
			check_op(&c, op, false);
		else
			complain(&c, "preflight: a step is one operation");
	}
	check_collections(&c, known, pinned);
}
