/*
 * change: the connector of PostgreSQL without an installation, for thousands of cases in one
 * process. Of each line of standard input, one JSON object {"action","system","settings",
 * "identifiers":[{"kind","value"}],"request","change"}, one line of answer:
 *
 *	{"ok":true,"rows":{COLLECTION:{"fields":[...],"rows":[[...]]}},"found":...,"erased":...}
 *	{"ok":false,"kind":"temporary","text":...}
 *
 * Where it asks whether it may commit, {"ask":XID} comes first, and the next line is {"go":BOOL}.
 *
 * {"action":"verdict","erase","law","today","rows":[{"dates":[...],"claims":[{"id","columns"}],
 * "shared":BOOL,"person":N|null,"referred":BOOL}]}: what the law says of rows without a database,
 * {"ok":true,"verdicts":[...]}.
 */
#include <stdio.h>

#include "dossier/connector.h"
#include "dossier/verdict.h"

static char *line;
static size_t line_size;

static json_t *
read_line(void)
{
	ssize_t n = getline(&line, &line_size, stdin);
	json_t *j = n > 0 ? json_loadb(line, (size_t)n, 0, NULL) : NULL;
	if (n > 0 && !j)
		BUG("no JSON: %.200s", line);
	return j;
}

static void
print_line(const json_t *j)
{
	if (json_dumpf(j, stdout, JSON_COMPACT) != 0 || putchar('\n') == EOF || fflush(stdout) != 0)
		BUG("cannot write an answer");
}

/* ---- the rows of a copy ---- */

struct keeper {
	struct row_sink sink; /* first: it is what connectors see */
	json_t *all, *now;
	size_t nfields;
};

static bool
begin(struct row_sink *s, const struct collection *c, struct err *err)
{
	struct keeper *k = (struct keeper *)s;
	json_t *fields = json_array();
	(void)err;
	for (size_t i = 0; i < c->nfields; i++)
		json_array_append_new(fields, json_string(c->fields[i].name));
	k->nfields = c->nfields;
	json_object_set_new(k->all, c->name, json_pack("{s:o, s:[]}", "fields", fields, "rows"));
	k->now = json_get(json_get(k->all, c->name), "rows");
	return true;
}

static bool
row(struct row_sink *s, const struct value *values, struct err *err)
{
	struct keeper *k = (struct keeper *)s;
	json_t *list = json_array();
	(void)err;
	for (size_t i = 0; i < k->nfields; i++)
		json_array_append_new(list,
		    values[i].data ? json_stringn(values[i].data, values[i].len) : json_null());
	json_array_append_new(k->now, list);
	return true;
}

static bool
end(struct row_sink *s, struct err *err)
{
	(void)s;
	(void)err;
	return true;
}

/* ---- verdicts ---- */

static json_t *
failure(const struct err *err)
{
	return json_pack(
	    "{s:b, s:s, s:s}", "ok", 0, "kind", err_name(err->kind), "text", err->text);
}

static const char **
texts(const json_t *list, struct arena *a)
{
	const char **out = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*out));
	for (size_t i = 0; i < json_array_size(list); i++)
		out[i] = json_string_value(json_array_get(list, i));
	return out;
}

static json_t *
one_verdict(const struct verdict_asked *x, const json_t *j, struct arena *a)
{
	const json_t *list = json_get(j, "claims"), *v;
	struct claim_hold *claims = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*claims));
	struct verdict_row r = {
		.dates = texts(json_get(j, "dates"), a),
		.claims = claims,
		.shared = json_flag(j, "shared"),
		.person = (size_t)json_int_or(j, "person", -1),
	};
	struct row_verdict verdict;
	struct err err = { 0 };
	size_t i;
	json_array_foreach(list, i, v) {
		const json_t *columns = json_get(v, "columns");
		claims[r.nclaims++] = (struct claim_hold){ .id = json_int_or(v, "id", 1),
			.columns = json_is_array(columns) ? texts(columns, a) : NULL };
	}
	if (!verdict_of(x, &r, a, &verdict, &err))
		BUG("no verdict: %s", err.text);
	if (json_flag(j, "referred"))
		verdict_refer(a, &verdict);
	return verdict_json(&verdict);
}

static json_t *
verdicts(const json_t *job, struct arena *a)
{
	const char *law = json_str_or(job, "law", "");
	struct erase_rule rule;
	struct err err = { 0 };
	auto_drop(retention_law) struct retention_law *l =
	    retention_law_read(law, strlen(law), &err);
	struct verdict_asked x = { .rule = &rule, .law = l };
	if (!l || !erase_rule_read(json_get(job, "erase"), a, &rule, &err) ||
	    !date_parse(json_str_or(job, "today", ""), &x.today, &err))
		return failure(&err);
	json_t *list = json_array(), *v;
	size_t i;
	json_array_foreach(json_get(job, "rows"), i, v)
		json_array_append_new(list, one_verdict(&x, v, a));
	return json_pack("{s:b, s:o}", "ok", 1, "verdicts", list);
}

/* ---- a job ---- */

static bool
may_commit(void *arg, const char *xid, bool *ret_go, struct err *err)
{
	(void)arg;
	auto_drop(json) json_t *ask = json_pack("{s:s}", "ask", xid);
	print_line(ask);
	auto_drop(json) json_t *answer = read_line();
	if (!answer)
		return err_set(err, ERR_TEMPORARY, "nobody answers");
	*ret_go = json_flag(answer, "go");
	return true;
}

static json_t *
act(const json_t *job, struct arena *a)
{
	struct keeper k = { .sink = { .begin = begin, .row = row, .end = end },
		.all = json_object() };
	struct connector_call call = {
		.system = json_get(job, "system"),
		.settings = json_get(job, "settings"),
		.request = json_get(job, "request"),
		.change = json_get(job, "change"),
		.sink = &k.sink,
		.outcomes = json_array(),
		.yields = json_array(),
		.state = json_object(),
		.may_commit = may_commit,
	};
	const json_t *list = json_get(job, "identifiers"), *v;
	struct identifier_value *ids = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*ids));
	struct err err = { 0 };
	size_t i;
	json_array_foreach(list, i, v)
		ids[call.nids++] =
		    (struct identifier_value){ json_str(v, "kind"), json_str(v, "value") };
	call.ids = ids;
	if (!action_parse(json_str_or(job, "action", ""), &call.action) ||
	    !connector_postgresql.act[call.action])
		BUG("the connector can not %s", json_str_or(job, "action", "(nothing)"));
	json_t *answer = connector_postgresql.act[call.action](&call, &err)
	    ? json_pack("{s:b, s:O, s:O, s:O*, s:O*, s:i}", "ok", 1, "rows", k.all, "outcomes",
		  call.outcomes, "found", call.found, "erased", call.erased, "again_s",
		  call.again_s)
	    : failure(&err);
	json_decref(k.all);
	json_decref(call.outcomes);
	json_decref(call.yields);
	json_decref(call.state);
	json_decref(call.found);
	json_decref(call.erased);
	return answer;
}

int
main(void)
{
	for (;;) {
		auto_drop(arena) struct arena *a = arena_new();
		auto_drop(json) json_t *job = read_line();
		if (!job)
			break;
		bool weigh = strcmp(json_str_or(job, "action", ""), "verdict") == 0;
		auto_drop(json) json_t *answer = weigh ? verdicts(job, a) : act(job, a);
		print_line(answer);
	}
	free(line);
	return 0;
}
