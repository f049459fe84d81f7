/*
 * Input: a byte that chooses an operation, then a vendor's answer, then (after a NUL) its Link
 * header. An answer is what begins like JSON, or else edits of a good one, which get further than
 * the parser. Whatever it says, rows of somebody else never reach the sink, paging ends, and what
 * is refused says why.
 */
#include <strings.h>

#include "../../src/connector/http/http.h"
#include "fuzz/fuzz.h"
#include "fuzz/mutate.h"

#define EMAIL "a@b.nl"

/* rows and page of an operation */
static const char *const ops[] = {
	"{\"rows\":{\"from\":\"data\",\"key\":\"id\",\"filter\":{\"at\":\"email\",\"eq_ci\":\"{"
	"identity.email}\"}},"
	"\"page\":{\"type\":\"cursor\",\"from\":\"last_row.id\",\"to\":\"query.after\",\"while\":{"
	"\"at\":\"body.more\",\"eq\":true}}}",
	"{\"rows\":{\"from\":\"result\",\"shape\":\"map_values\",\"take\":\"c\",\"decode\":{"
	"\"phone\":\"e164\"},\"mask\":[\"x.y\"],"
	"\"filter\":{\"at\":\"email\",\"eq_ci\":\"{identity.email}\"}},\"page\":{\"type\":\"link\","
	"\"in\":\"header\",\"attr\":{\"results\":\"true\"}}}",
	"{\"rows\":{\"shape\":\"object\",\"rename\":{\"a\":\"email\"},\"carry\":{\"who\":\"{"
	"identity.email}\"},"
	"\"filter\":{\"at\":\"a\",\"eq_ci\":\"{identity.email}\"}},\"page\":{\"type\":\"offset\","
	"\"param\":\"o\",\"stop\":\"total\",\"total\":\"n\"}}",
	"{\"rows\":{\"from\":\"l[].m[]\",\"keep\":[\"email\",\"value\"],\"drop\":[\"z\"],"
	"\"rename\":{\"value\":\"email\"},\"filter\":{\"any\":["
	"{\"at\":\"value\",\"eq_ci\":\"{identity.email}\"}]}},\"page\":{\"type\":\"link\",\"in\":"
	"\"body\",\"at\":\"next\"}}",
};
/* what a vendor answers to each */
#define PERSON                                                                                     \
	"\"email\":\"A@B.nl\",\"id\":\"1\",\"phone\":\"0612345678\",\"n\":1.5,\"b\":true,"         \
	"\"d\":\"2026-03-01\",\"t\":\"2026-03-01T10:00:00Z\",\"x\":{\"j\":[1,{}],\"y\":2},"        \
	"\"bin\":\"AAEC\",\"l\":[{\"q\":\"p\",\"m\":[]}],\"secret\":1,\"deep\":{\"secret\":2}"
#define OTHER "{\"email\":\"c@d.nl\",\"id\":2,\"n\":\"x\"}"
static const char *const good[] = {
	"{\"data\":[{" PERSON "}," OTHER ",{" PERSON ",\"id\":\"2\"}],\"more\":true}",
	"{\"result\":{\"k1\":{\"c\":{" PERSON "}},\"k2\":{\"c\":" OTHER "}}}",
	"{" PERSON ",\"a\":\"a@b.nl\",\"n\":3}",
	"{\"l\":[{\"m\":[{\"value\":\"a@b.nl\",\"z\":1}," OTHER "]},{\"m\":[]}],"
	"\"next\":\"https://v.example/x?o=2\"}",
};
_Static_assert(array_len(good) == array_len(ops), "an answer for each");

static const char system_text[] =
    "{\"id\":\"s\",\"collections\":[{\"name\":\"c\",\"category\":\"C\",\"rows\":\"r\",\"never\":["
    "\"secret\",\"deep.secret\"],"
    "\"yields\":[{\"kind\":\"phone\",\"field\":\"phone\"}],\"fields\":[{\"name\":\"email\","
    "\"type\":\"text\"},{\"name\":\"phone\",\"type\":\"text\"},"
    "{\"name\":\"n\",\"type\":\"number\"},{\"name\":\"b\",\"type\":\"bool\"},{\"name\":\"d\","
    "\"type\":\"date\"},{\"name\":\"t\",\"type\":\"time\"},"
    "{\"name\":\"j\",\"type\":\"json\",\"path\":\"x.j\"},{\"name\":\"bin\",\"type\":\"binary\"},{"
    "\"name\":\"e\",\"type\":\"text\",\"path\":\"l[0].q\"}]}]}";
static const char definition_text[] =
    "{\"format\":\"dossier-connector/"
    "1\",\"id\":\"v\",\"name\":\"V\",\"vendor\":{\"role\":\"processor\",\"contact\":{"
    "\"channel\":\"email\",\"to\":\"a@v.example\"}},\"identities\":{\"email\":{}},\"servers\":{"
    "\"s\":{\"url\":\"https://v.example\"}},"
    "\"ops\":{\"op\":{\"method\":\"GET\",\"path\":\"/"
    "x\",%s},\"more\":{\"method\":\"GET\",\"path\":\"/{row.email}/{row.x.j}\",\"rows\":{}}},"
    "\"find\":[{\"do\":\"op\",\"into\":\"r\"}],\"actions\":{\"collect\":{\"coverage\":\"full\","
    "\"steps\":["
    "{\"do\":\"more\",\"each\":\"r\",\"into\":\"s\",\"when\":{\"at\":\"row.x.j\",\"exists\":true}}]"
    "}}}";

/* Read once each; they live as long as the target. */
static const struct definition *
definition_of(size_t i)
{
	static const struct definition *read[array_len(ops)];
	struct err err = { 0 };
	if (!read[i]) {
		auto_drop(arena) struct arena *a = arena_new();
		/* the text is ours: the only %s stands in it */
		auto_drop(buf) struct buf text = { 0 };
		const char *gap = strstr(definition_text, "%s");
		buf_add(&text, definition_text, (size_t)(gap - definition_text));
		buf_addf(&text, "%.*s", (int)strlen(ops[i]) - 2, ops[i] + 1);
		buf_adds(&text, gap + 2);
		struct json_doc *doc = json_doc_parse("x", text.data, text.len, &err);
		read[i] = doc ? definition_new(doc, &err) : NULL;
	}
	if (!read[i])
		BUG("%s", err.text);
	return read[i];
}

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

/* In ${a}; its length too. */
static const char *
answer_of(size_t op, const uint8_t *data, size_t size, struct arena *a, size_t *ret_len)
{
	if (size > 0 && data[0] > ' ' && data[0] != '{' && data[0] != '[') {
		auto_drop(json) json_t *tree = json_loads(good[op], JSON_ALLOW_NUL, NULL);
		MUST(tree);
		for (size_t i = 1; i + 4 <= size && i < 64; i += 4)
			mutate_edit(tree, data + i);
		auto_drop(str) char *text = json_dumps(tree, JSON_COMPACT);
		*ret_len = strlen(text);
		return arena_strdup(a, text);
	}
	*ret_len = size;
	return arena_strndup(a, (const char *)data, size);
}

static void
page(struct http_run *run, const struct def_op *op, const char *body_text, size_t len,
    const char *link)
{
	auto_drop(json) json_t *identity = json_pack("{s:s}", "email", EMAIL), *rows = NULL;
	auto_drop(json) json_t *body = json_loadb(body_text, len, JSON_REJECT_DUPLICATES, NULL);
	const struct values v = { .of = { [SCOPE_IDENTITY] = identity } };
	struct net_answer answer = { .status = 200, .headers = json_pack("{s:s*}", "link", link) };
	struct err err = { 0 };
	bool more = false;
	auto_drop(http_pager) struct http_pager pager;
	http_pager_init(&pager, op->page);
	bool ok = body && (rows = http_rows_of(op, body, &err));
	struct http_page seen = { "https://v.example/x", &answer, body, rows, &v };
	ok = ok && http_pager_next(&pager, &seen, &more, &err);
	MUST(!pager.url || strncasecmp(pager.url, "https://v.example", 17) == 0);
	ok = ok && http_rows_take(run, &run->intos[0], op, rows, &v, &err);
	/* the same page once more must be noticed */
	auto_drop(json) json_t *again =
	    ok && more ? json_loadb(body_text, len, JSON_REJECT_DUPLICATES, NULL) : NULL;
	seen.body = again;
	auto_drop(json) json_t *again_rows = again ? http_rows_of(op, again, &err) : NULL;
	seen.rows = again_rows;
	if (json_array_size(again_rows) > 0)
		MUST(!http_pager_next(&pager, &seen, &more, &err) || !more);
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
			       *outcomes = json_array();
	MUST(system);
	const size_t op = data[0] % array_len(ops);
	const struct definition *d = definition_of(op);
	const struct def_step *steps[] = { &d->find.items[0], &d->actions[0].steps.items[0] };
	struct connector_call call = {
		.system = system, .sink = &sink, .yields = yields, .outcomes = outcomes
	};
	struct http_into into;
	struct http_run run = { .call = &call,
		.definition = d,
		.steps = steps,
		.nsteps = array_len(steps),
		.intos = &into,
		.nintos = 1,
		.arena = a };
	struct err err = { 0 };
	MUST(http_into_init(&into, &run, steps[0], &err));
	/* edits have zeros in them */
	const uint8_t *nul = data[0] & 128 ? memchr(data + 1, '\0', size - 1) : NULL;
	size_t len = nul ? (size_t)(nul - data) - 1 : size - 1;
	char *link = nul ? arena_strndup(a, (const char *)nul + 1, size - 2 - len) : NULL;
	const char *body = answer_of(op, data + 1, len, a, &len);
	page(&run, steps[0]->ops[0], body, len, link);
	http_into_release(&into);
	return 0;
}
