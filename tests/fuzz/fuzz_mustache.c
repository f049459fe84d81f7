/*
 * Input: a template, which is its own partial "p". Rendering must end, with a text or an INPUT
 * error that names a line.
 */
#include "dossier/text.h"
#include "fuzz/fuzz.h"

static const char *
partial(const char *name, void *arg)
{
	return strcmp(name, "p") == 0 ? arg
	    : strcmp(name, "q") == 0  ? " {{a}}\n{{#b}}\n<{{.}}>\n{{/b}}"
				      : NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static json_t *values;
	if (!values)
		values = json_loads(
		    "{\"a\":\"<x>\",\"b\":[1,2.5,null],\"c\":{\"d\":{\"e\":true}},\"f\":false}", 0,
		    NULL);
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	char *template = arena_strndup(a, (const char *)data, size);
	const char *text = text_mustache(template, values, partial, template, a, &err);
	MUST(text || (err.kind == ERR_INPUT && strstr(err.text, "line ")));
	MUST(!text || strstr(template, "{{") || strcmp(text, template) == 0);
	return 0;
}
