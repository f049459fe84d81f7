/*
 * Yields, omissions and outcomes of a call. Says only what the rows do not: casework counts those
 * itself.
 */
#include "dossier/text.h"

#include "answer.h"

#define IDENTIFIER_MAX 254
#define YIELDS_MAX 1000

bool
answer_knows(const struct connector_call *call, const char *kind)
{
	for (size_t i = 0; i < call->nids; i++)
		if (strcmp(call->ids[i].kind, kind) == 0)
			return true;
	return false;
}

bool
answer_wanted(const struct connector_call *call, const json_t *collection)
{
	const json_t *categories = json_get(call->request, "categories");
	const char *ours = json_str_or(collection, "category", "");
	size_t i;
	json_t *c;
	json_array_foreach(categories, i, c)
		if (strcmp(json_str_or(c, "id", ""), ours) == 0)
			return true;
	return !categories;
}

bool
answer_never(const json_t *collection, const char *name)
{
	return json_has(json_get(collection, "never"), name);
}

bool
answer_provided(const json_t *collection, const char *name)
{
	const json_t *provided = json_get(collection, "provided");
	return json_is_true(provided) || json_has(provided, name);
}

char *
answer_one_line(char *json)
{
	for (char *c = json; *c; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	return json;
}

void
answer_omitted(
    struct connector_call *call, const json_t *collection, const char *field, int64_t count)
{
	if (count == 0)
		return;
	(void)json_array_append_new(call->omitted,
	    json_pack("{s:s, s:s, s:s, s:s, s:I}", "category", json_str(collection, "category"),
		"collection", json_str(collection, "name"), "field", field, "ground",
		"a secret: never handed over (GDPR 15(4))", "count", (json_int_t)count));
}

static bool
yielded(const json_t *yields, const char *kind, const char *source, struct value v)
{
	size_t i;
	json_t *y;
	json_array_foreach(yields, i, y) {
		const char *value = json_str(y, "value");
		if (strcmp(json_str(y, "kind"), kind) == 0 &&
		    strcmp(json_str(y, "source"), source) == 0 && strlen(value) == v.len &&
		    memcmp(value, v.data, v.len) == 0)
			return true;
	}
	return false;
}

/* As it stands in the row; casework makes the normal form. */
void
answer_yield(
    struct connector_call *call, const json_t *collection, const char *field, struct value v)
{
	size_t i;
	json_t *rule;
	const char *source = json_str(collection, "name");
	if (!v.data || v.len == 0 || v.len > IDENTIFIER_MAX || memchr(v.data, '\0', v.len) ||
	    !text_is_utf8(v.data, v.len))
		return;
	json_array_foreach(json_get(collection, "yields"), i, rule) {
		const char *kind = json_str(rule, "kind");
		if (strcmp(json_str(rule, "field"), field) != 0 ||
		    yielded(call->yields, kind, source, v) ||
		    json_array_size(call->yields) == YIELDS_MAX)
			continue;
		(void)json_array_append_new(call->yields,
		    json_pack("{s:s, s:s%, s:b, s:s}", "kind", kind, "value", v.data, v.len,
			"confirm", json_flag(rule, "confirm"), "source", source));
	}
}

void
answer_all(struct connector_call *call, const char *result, const char *detail)
{
	size_t i;
	json_t *c;
	json_array_foreach(json_get(call->request, "categories"), i, c)
		(void)json_array_append_new(call->outcomes,
		    json_pack("{s:s, s:s, s:s*}", "category", json_str(c, "id"), "result", result,
			"detail", detail));
}

void
answer_searched(struct answer_log *log, const json_t *collection, int64_t rows)
{
	const char *category = json_str(collection, "category");
	if (!log->searched)
		log->searched = json_object();
	(void)json_object_set_new(
	    log->searched, category, json_integer(json_int_or(log->searched, category, 0) + rows));
}

void
answer_unsearched(struct answer_log *log, const json_t *collection, const char *kinds)
{
	auto_drop(arena) struct arena *a = arena_new();
	if (!log->unsearched)
		log->unsearched = json_array();
	(void)json_array_append_new(log->unsearched,
	    json_pack("{s:s, s:s, s:s}", "category", json_str(collection, "category"), "result",
		arena_printf(a, "not searched: no %s known", kinds), "detail",
		json_str(collection, "name")));
}

/*
 * A category that was searched in part says both, since an outcome of ours takes the place of the
 * count of its rows.
 */
void
answer_close(struct answer_log *log, struct connector_call *call)
{
	size_t i;
	json_t *o;
	json_array_foreach(log->unsearched, i, o) {
		const char *category = json_str(o, "category");
		int64_t rows = json_int_or(log->searched, category, -1);
		if (rows >= 0) {
			(void)json_array_append_new(call->outcomes,
			    json_pack("{s:s, s:s, s:I}", "category", category, "result",
				rows ? "found" : "nothing", "count", (json_int_t)rows));
			(void)json_object_del(log->searched, category);
		}
		(void)json_array_append(call->outcomes, o);
	}
}

void
answer_log_release(struct answer_log *log)
{
	json_decref(log->searched);
	json_decref(log->unsearched);
}
