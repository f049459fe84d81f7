/*
 * Mustache templates. The cases of the Mustache specification (github.com/mustache/spec, as JSON)
 * are run where DOSSIER_MUSTACHE_SPEC or ../shared/reference/mustache has them.
 */
#include "dossier/text.h"
#include "unit/unit.h"

static const char *
partial_of(const char *name, void *arg)
{
	return json_str(arg, name);
}

static const char *
render(
    const char *template, const char *data, const char *partials, struct arena *a, struct err *err)
{
	auto_drop(json) json_t *d = json_loads(data, JSON_DECODE_ANY, NULL);
	auto_drop(json) json_t *p = partials ? json_loads(partials, 0, NULL) : NULL;
	assert_non_null(d);
	return text_mustache(template, d, p ? partial_of : NULL, p, a, err);
}

static void
renders(const char *template, const char *data, const char *partials, const char *want)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	const char *got = render(template, data, partials, a, &err);
	if (!got)
		fail_msg("%s: %s", template, err.text);
	assert_string_equal(got, want);
}

static void
fails(const char *template, const char *data, const char *partials, const char *want)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	assert_null(render(template, data, partials, a, &err));
	assert_err(&err, ERR_INPUT, want);
}

static void
test_values(void **state)
{
	(void)state;
	renders("{{a}} {{{a}}} {{&a}}", "{\"a\":\"<b> & 'c' \\\"d\\\"\"}", NULL,
	    "&lt;b&gt; &amp; &#39;c&#39; &quot;d&quot; <b> & 'c' \"d\" <b> & 'c' \"d\"");
	renders("{{i}} {{r}} {{t}} {{n}}{{o}}{{missing}}.",
	    "{\"i\":-7,\"r\":1.21,\"t\":true,\"n\":null,\"o\":{}}", NULL, "-7 1.21 true .");
	renders("{{a.b.c}}{{a.x.c}}", "{\"a\":{\"b\":{\"c\":5}}}", NULL, "5");
}

/* A name may end in a full stop, and end a sentence. */
static void
test_full_stops(void **state)
{
	(void)state;
	static const char data[] = "{\"n\":\"Kaas B.V.\",\"m\":\"Kaas\",\"t\":\"hm..\"}";
	renders("Aan {{{n}}}. En {{m}}. {{n}}.", data, NULL, "Aan Kaas B.V. En Kaas. Kaas B.V.");
	renders("{{#n}}: {{n}}{{/n}}.", data, NULL, ": Kaas B.V.");
	renders("{{n}} . {{n}}, {{t}}x. ./{{n}}", data, NULL,
	    "Kaas B.V. . Kaas B.V., hm..x. ./Kaas B.V.");
	renders("{{n}}...", data, NULL, "Kaas B.V....");
	renders("x.{{m}}{{none}}.", data, NULL, "x.Kaas.");
	renders("x.{{none}}.", data, NULL, "x..");
}

static void
test_sections(void **state)
{
	(void)state;
	renders("{{#l}}{{.}},{{/l}}{{^l}}none{{/l}}", "{\"l\":[1,\"2\"]}", NULL, "1,2,");
	renders("{{#l}}x{{/l}}{{^l}}none{{/l}}", "{\"l\":[]}", NULL, "none");
	renders("{{#s}}x{{/s}}{{^s}}empty{{/s}}", "{\"s\":\"\"}", NULL, "empty");
	renders("{{#o}}{{in}}{{out}}{{/o}}", "{\"o\":{\"in\":1},\"out\":2}", NULL, "12");
	renders("a\n  {{#t}}\nb\n  {{/t}}  \nc", "{\"t\":true}", NULL, "a\nb\nc");
}

static void
test_partials(void **state)
{
	(void)state;
	renders("<{{>p}}>", "{\"x\":1}", "{\"p\":\"{{x}}\"}", "<1>");
	renders("<{{>none}}>", "{}", "{}", "<>");
	renders("<{{>none}}>", "{}", NULL, "<>");
	renders(" \t{{>p}}\nend", "{\"x\":\"1\\n2\"}", "{\"p\":\"a{{x}}\\nb\\n\"}",
	    " \ta1\n2\n \tb\nend");
	renders("{{>tree}}", "{\"v\":1,\"kids\":[{\"v\":2,\"kids\":[]}]}",
	    "{\"tree\":\"({{v}}{{#kids}}{{>tree}}{{/kids}})\"}", "(1(2))");
}

static void
test_malformed_names_the_line(void **state)
{
	(void)state;
	fails("a\nb {{x", "{}", NULL, "template, line 2: a tag is never closed");
	fails("{{x}}\n\n{{#s}}", "{}", NULL, "line 3: this section is never closed");
	fails("{{#s}}\n{{/t}}", "{}", NULL, "line 2: this closes another section");
	fails("\n{{/t}}", "{}", NULL, "line 2: a section is closed that was not opened");
	fails("{{ }}", "{}", NULL, "without a name");
	fails("{{=x=}}", "{}", NULL, "delimiters");
	fails("{{=<%%%%%%%%%% %>=}}", "{}", NULL, "delimiters");
	fails("{{>p}}", "{}", "{\"p\":\"\\n{{/x}}\"}", "partial p, line 2");
}

static void
test_bounded(void **state)
{
	(void)state;
	fails("{{>p}}", "{}", "{\"p\":\"{{>p}}\"}", "more than 64 deep");
	fails("{{>p}}", "{}", "{\"p\":\"{{x}}{{>q}}{{>q}}\",\"q\":\"{{>p}}{{>p}}\"}",
	    "more than 64 deep");
	auto_drop(buf) struct buf b = { 0 };
	for (int i = 0; i < 65; i++)
		buf_adds(&b, "{{#x}}");
	fails(b.data, "{}", NULL, "more than 64 deep");
}

/* Sections in sections multiply; that ends too. */
static void
test_work_is_bounded(void **state)
{
	auto_drop(buf) struct buf b = { 0 };
	(void)state;
	for (int i = 0; i < 40; i++)
		buf_adds(&b, "{{#l}}");
	for (int i = 0; i < 40; i++)
		buf_adds(&b, "{{/l}}");
	fails(b.data, "{\"l\":[1,2,3]}", NULL, "takes too much");
}

static void
run_spec_case(const char *file, const json_t *test)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	json_t *partials = json_get(test, "partials");
	const char *got = text_mustache(json_str(test, "template"), json_get(test, "data"),
	    partials ? partial_of : NULL, partials, a, &err);
	if (!got || strcmp(got, json_str(test, "expected")) != 0)
		fail_msg("%s: %s: wanted \"%s\", got \"%s\" %s", file, json_str(test, "name"),
		    json_str(test, "expected"), got ? got : "nothing", err.text);
}

static void
test_specification(void **state)
{
	static const char *const files[] = { "comments", "delimiters", "interpolation", "inverted",
		"partials", "sections" };
	const char *dir = getenv("DOSSIER_MUSTACHE_SPEC") ? getenv("DOSSIER_MUSTACHE_SPEC")
							  : "../shared/reference/mustache";
	(void)state;
	if (access(dir, R_OK) != 0) {
		print_message("# the Mustache specification is not here: skipped\n");
		return;
	}
	for (size_t i = 0; i < array_len(files); i++) {
		char path[512];
		(void)snprintf(path, sizeof(path), "%s/%s.json", dir, files[i]);
		auto_drop(json) json_t *spec = json_load_file(path, 0, NULL);
		const json_t *tests = json_get(spec, "tests");
		assert_true(json_array_size(tests) > 0);
		for (size_t t = 0; t < json_array_size(tests); t++)
			run_spec_case(path, json_array_get(tests, t));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_full_stops),
		cmocka_unit_test(test_sections),
		cmocka_unit_test(test_partials),
		cmocka_unit_test(test_malformed_names_the_line),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_work_is_bounded),
		cmocka_unit_test(test_specification),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
