/*
 * Input: a byte that chooses an operation, then a vendor's answer, then (after a NUL) its Link
 * header. Whatever it says, rows of somebody else never reach the sink, paging ends, and what is
 * refused says why.
 */
#include <strings.h>

#include "../../src/connector/http/http.h"
#include "fuzz/fuzz.h"

#define EMAIL "a@b.nl"

static const char *const ops[] = {
	"{\"rows\":{\"from\":\"data\",\"key\":\"id\",\"filter\":{\"at\":\"email\","
	"\"eq_ci\":\"{identity.email}\"}},\"page\":{\"type\":\"cursor\",\"from\":\"last_row.id\","
	"\"to\":\"query.after\",\"while\":{\"at\":\"body.more\",\"eq\":true}}}",
	"{\"rows\":{\"from\":\"result\",\"shape\":\"map_values\",\"take\":\"c\","
	"\"decode\":{\"phone\":\"e164\"},\"mask\":[\"x.y\"],\"filter\":{\"at\":\"email\","
	"\"eq_ci\":\"{identity.email}\"}},\"page\":{\"type\":\"link\",\"in\":\"header\","
	"\"attr\":{\"results\":\"true\"}}}",
	"{\"rows\":{\"shape\":\"object\",\"rename\":{\"a\":\"email\"},"
	"\"carry\":{\"who\":\"{identity.email}\"},\"filter\":{\"at\":\"a\","
	"\"eq_ci\":\"{identity.email}\"}},\"page\":{\"type\":\"offset\",\"param\":\"o\","
	"\"stop\":\"total\",\"total\":\"n\"}}",
	"{\"rows\":{\"from\":\"l[].m[]\",\"keep\":[\"email\",\"value\"],\"drop\":[\"z\"],"
	"\"rename\":{\"value\":\"email\"},\"filter\":{\"any\":[{\"at\":\"value\","
	"\"eq_ci\":\"{identity.email}\"}]}},\"page\":{\"type\":\"link\",\"in\":\"body\","
	"\"at\":\"next\"}}",
};
static const char system_text[] =
    "{\"id\":\"s\",\"collections\":[{\"name\":\"c\",\"category\":\"C\",\"rows\":\"r\","
    "\"never\":[\"secret\",\"deep.secret\"],\"yields\":[{\"kind\":\"phone\",\"field\":\"phone\"}],"
    "\"fields\":[{\"name\":\"email\",\"type\":\"text\"},{\"name\":\"phone\",\"type\":\"text\"},"
    "{\"name\":\"n\",\"type\":\"number\"},{\"name\":\"b\",\"type\":\"bool\"},{\"name\":\"d\","
    "\"type\":\"date\"},{\"name\":\"t\",\"type\":\"time\"},{\"name\":\"j\",\"type\":\"json\","
    "\"path\":\"x.j\"},{\"name\":\"bin\",\"type\":\"binary\"},{\"name\":\"e\",\"type\":\"text\","
    "\"path\":\"l[0].q\"}]}]}";
static const char steps_text[] =
    "[{\"do\":\"op\",\"into\":\"r\"},{\"do\":\"more\",\"each\":\"r\",\"into\":\"s\","
    "\"when\":{\"at\":\"row.x.j\",\"exists\":true}}]";

static bool
on_row(struct row_sink *s, const struct value *v, struct err *err)
{
	static const char *const columns[] = { "number", "bool" };
	(void)s;
	(void)err;
	MUST(
	    v[0].data && v[0].len == strlen(EMAIL) && strncasecmp(v[0].data, EMAIL, v[0].len) == 0);
	for (size_t i = 0; i < array_len(columns); i++) {
		json_t *j = v[2 + i].data
		    ? json_loadb(v[2 + i].data, v[2 + i].len, JSON_DECODE_ANY, NULL)
		    : NULL;
		MUST(!v[2 + i].data || (i ? json_is_boolean(j) : json_is_number(j)));
		json_decref(j);
	}
	return true;
}

static void
page(struct http_run *run, const char *op_text, const char *body_text, size_t len, const char *link)
{
	auto_drop(json) json_t *op_json = json_loads(op_text, 0, NULL),
			       *identity = json_pack("{s:s}", "email", EMAIL), *rows = NULL;
	auto_drop(json) json_t *body = json_loadb(body_text, len, JSON_REJECT_DUPLICATES, NULL);
	const struct http_op op = { "op", op_json };
	const struct http_scope s = { .identity = identity };
	struct http_answer answer = { .status = 200, .headers = json_pack("{s:s*}", "link", link) };
	struct err err = { 0 };
	bool more = false;
	auto_drop(http_pager) struct http_pager pager;
	http_pager_init(&pager, json_get(op_json, "page"));
	bool ok = body && (rows = http_rows_of(&op, body, &err));
	ok = ok &&
	    http_pager_next(&pager, "https://v.example/x", &answer, body, rows, &s, &more, &err);
	MUST(!pager.url || strncasecmp(pager.url, "https://v.example", 17) == 0);
	ok = ok && http_rows_take(run, &run->intos[0], &op, rows, &s, &err);
	/* the same page once more must be noticed */
	auto_drop(json) json_t *again =
	    ok && more ? json_loadb(body_text, len, JSON_REJECT_DUPLICATES, NULL) : NULL;
	auto_drop(json) json_t *again_rows = again ? http_rows_of(&op, again, &err) : NULL;
	if (json_array_size(again_rows) > 0)
		MUST(!http_pager_next(&pager, "https://v.example/x", &answer, again, again_rows, &s,
			 &more, &err) ||
		    !more);
	MUST(ok || !body || err.kind == ERR_INPUT);
	json_decref(answer.headers);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	auto_drop(arena) struct arena *a = arena_new();
	struct row_sink sink = { .row = on_row };
	auto_drop(json) json_t *system = json_loads(system_text, 0, NULL), *yields = json_array(),
			       *omitted = json_array();
	auto_drop(json) json_t *steps = json_loads(steps_text, 0, NULL), *left_out = json_object();
	auto_drop(json) json_t *definition =
	    json_loads("{\"ops\":{\"more\":{\"path\":\"/{row.email}/{row.x.j}\"}}}", 0, NULL);
	MUST(system && steps && definition);
	struct connector_call call = {
		.system = system, .sink = &sink, .yields = yields, .omitted = omitted
	};
	struct http_into into;
	struct http_run run = { .call = &call,
		.definition = definition,
		.steps = steps,
		.intos = &into,
		.nintos = 1,
		.left_out = left_out,
		.arena = a };
	struct err err = { 0 };
	MUST(http_into_init(&into, &run, "r", &err));
	const char *body = (const char *)data + 1, *nul = memchr(body, '\0', size - 1);
	size_t len = nul ? (size_t)(nul - body) : size - 1;
	char *link = nul ? arena_strndup(a, nul + 1, size - 2 - len) : NULL;
	page(&run, ops[data[0] % array_len(ops)], body, len, link);
	http_into_release(&into);
	return 0;
}
