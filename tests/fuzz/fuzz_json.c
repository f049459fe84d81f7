/*
 * Input: a JSON document. Every value in it must be found at its place, and a schema that says
 * something of everything must come to an end.
 */
#include "dossier/json.h"
#include "fuzz/fuzz.h"

static const char schema_text[] =
    "{\"$defs\":{\"any\":{\"anyOf\":[{\"type\":\"object\",\"propertyNames\":{\"maxLength\":9,"
    "\"pattern\":\"^[a-z]*$\"},\"patternProperties\":{\"^x\":{\"const\":1}},"
    "\"additionalProperties\":{\"$ref\":\"#/$defs/any\"},\"required\":[\"a\"]},{\"type\":\"array\","
    "\"items\":{\"$ref\":\"#/$defs/any\"},\"uniqueItems\":true,\"minItems\":1},"
    "{\"oneOf\":[{\"type\":\"string\",\"minLength\":1},{\"type\":[\"integer\",\"number\"],"
    "\"minimum\":0,\"maximum\":9},{\"enum\":[null,true]}]}]}},\"if\":{\"type\":\"array\"},"
    "\"then\":{\"$ref\":\"#/$defs/any\"},\"else\":{\"allOf\":[{\"$ref\":\"#/$defs/any\"}]}}";

/* Does a value of this type begin at the place json_where tells? */
static void
check_place(const struct json_doc *doc, const json_t *v, const char *pointer)
{
	static const char *const first[] = { [JSON_OBJECT] = "{",
		[JSON_ARRAY] = "[",
		[JSON_STRING] = "\"",
		[JSON_INTEGER] = "-0123456789",
		[JSON_REAL] = "-0123456789",
		[JSON_TRUE] = "t",
		[JSON_FALSE] = "f",
		[JSON_NULL] = "n" };
	auto_drop(arena) struct arena *a = arena_new();
	const char *where = json_where(doc, pointer, a), *p = doc->text;
	unsigned line, column;
	MUST(sscanf(where, "x:%u:%u", &line, &column) == 2);
	for (; line > 1; line--)
		p = strchr(p, '\n') + 1;
	for (; column > 1; column--)
		for (p++; ((unsigned char)*p & 0xc0) == 0x80; p++)
			;
	MUST(*p && strchr(first[json_typeof(v)], *p));
}

static void
check_children(const struct json_doc *doc)
{
	char pointer[400];
	const char *key;
	size_t i;
	json_t *v;
	json_array_foreach(doc->root, i, v) {
		(void)snprintf(pointer, sizeof(pointer), "/%zu", i);
		check_place(doc, v, pointer);
	}
	json_object_foreach(doc->root, key, v) {
		if (strlen(key) > 300 || strpbrk(key, "~/"))
			continue;
		(void)snprintf(pointer, sizeof(pointer), "/%s", key);
		check_place(doc, v, pointer);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static json_t *schema;
	struct err err = { 0 };
	if (!schema)
		schema = json_loads(schema_text, 0, NULL);
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json_doc) struct json_doc *doc =
	    json_doc_parse("x", (const char *)data, size, &err);
	MUST(schema && (doc || err.kind == ERR_INPUT));
	if (!doc)
		return 0;
	check_place(doc, doc->root, "");
	if (size < 2000)
		check_children(doc);
	(void)json_where(doc, "/a/0/b/1/c", a);
	MUST(json_schema_check(schema, doc, &err) || err.kind == ERR_INPUT);
	return 0;
}
