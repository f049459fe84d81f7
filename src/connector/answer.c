/*
 * Yields and outcomes of a call. Says only what the rows do not: those are counted where they
 * arrive.
 */
#include "dossier/phrase.h"
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

void
answer_problem(json_t *problems, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	json_array_append_new(problems, json_vsprintf(phrase(fmt), ap));
	va_end(ap);
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
answer_say(struct connector_call *call, const struct outcome *o)
{
	json_array_append_new(call->outcomes, outcome_json(o));
}

void
answer_withheld(struct connector_call *call, const json_t *collection, const char *field,
    enum reason_code why, int64_t count)
{
	const struct outcome o = {
		.category = json_str(collection, "category"),
		.code = OUTCOME_WITHHELD,
		.why = { why },
		.count = count,
		.collection = json_str(collection, "name"),
		.field = field,
	};
	if (count != 0)
		answer_say(call, &o);
}

static bool
yielded(
    const json_t *yields, const char *kind, const char *source, const char *field, struct value v)
{
	size_t i;
	json_t *y;
	json_array_foreach(yields, i, y) {
		const char *value = json_str(y, "value");
		if (strcmp(json_str(y, "kind"), kind) == 0 &&
		    strcmp(json_str(y, "source"), source) == 0 &&
		    strcmp(json_str(y, "field"), field) == 0 && strlen(value) == v.len &&
		    memcmp(value, v.data, v.len) == 0)
			return true;
	}
	return false;
}

/* As it stands in the row; whoever takes it makes the normal form. */
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
		    yielded(call->yields, kind, source, field, v) ||
		    json_array_size(call->yields) == YIELDS_MAX)
			continue;
		(void)json_array_append_new(call->yields,
		    json_pack("{s:s, s:s%, s:s, s:s}", "kind", kind, "value", v.data, v.len,
			"field", field, "source", source));
	}
}

void
answer_unsearched(struct connector_call *call, const json_t *collection, const char *const *kinds)
{
	const struct outcome o = {
		.category = json_str(collection, "category"),
		.code = OUTCOME_NOT_SEARCHED,
		.why = { REASON_NO_IDENTIFIER, kinds },
		.count = -1,
		.collection = json_str(collection, "name"),
	};
	answer_say(call, &o);
}
