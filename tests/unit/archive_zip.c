/*
 * Whole archives, looked at by others: unzip, 7z, Python, sha256sum and minisign read what we
 * write, and the rows that come out are the rows that went in (tests/unit/archive_check.py
 * compares). Same content, same bytes.
 */
#include "archive_help.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#define BIG (5 * 1024 * 1024)

static const struct field fields[] = {
	{ "id", FIELD_NUMBER, true },
	{ "text", FIELD_TEXT, true },
	{ "more", FIELD_TEXT, false },
	{ "doc", FIELD_JSON, true },
	{ "day", FIELD_DATE, true },
	{ "at", FIELD_TIME, false },
	{ "yes", FIELD_BOOL, true },
	{ "raw", FIELD_BINARY, true },
};
#define N array_len(fields)
static const struct value nasty[][N] = {
	{ V("1"), V("plain"), V("ook plain"), V("{\"a\": [1, 2]}"), V("2026-03-05"),
	    V("2026-03-05T10:00:00Z"), V("true"), V("aGFsbG8=") },
	{ V("2"), VNULL, V(""), VNULL, VNULL, VNULL, VNULL, VNULL },
	{ V("-3.14"), V("say \"hi\", he said"), V("line\r\nbreak\nand\rmore"), V("\"text\""),
	    V("2024-02-29"), V("2026-03-05 10:00:00"), V("false"), V("") },
	{ V("12345678901234567890.00001"), V("=cmd|' /C calc'!A0"), V("+31612345678"), V("null"),
	    VNULL, VNULL, VNULL, VNULL },
	{ V("1e5"), V("-5"), V("@SUM(1)"), V("[]"), VNULL, VNULL, VNULL, VNULL },
	{ V("0"), V("'s avonds"), V("''twice"), V("{}"), VNULL, VNULL, VNULL, VNULL },
	{ V("7"), V("\tindented"), V("\ranother"), V("  [ 1 ,\n\t2 ]  "), VNULL, VNULL, VNULL,
	    VNULL },
	{ V("8"), V("\xf0\x9f\x98\x80 caf\xc3\xa9 \xe2\x82\xac"), V("\x01\x02\x1b\x7f\\"),
	    V("\"\xe2\x82\xac\\u0000\""), VNULL, VNULL, VNULL, VNULL },
	{ V("9"), V("lone \xed\xa0\x80 surrogate"), V("cut \xf0\x9f\x98"), V("\"bad \xff\""), VNULL,
	    VNULL, VNULL, VNULL },
	{ V("NaN"), V("\xff\xfe\xc0\xaf"), V("nul \0 byte"), V("{broken"), V("infinity"), V("soon"),
	    V("maybe"), V("***") },
	{ V("11"), V("<script>alert(1)</script> & \"co\""), V(" spaces around "), V("true"), VNULL,
	    VNULL, VNULL, VNULL },
	{ V("12"), V("\n"), V("\r\n"), V("0"), VNULL, VNULL, VNULL, VNULL },
};

/* What went in, for the checker: 'N', or 'V' and a length, and the bytes. */
static void
note(FILE *to, const struct value *v)
{
	if (!v->data) {
		assert_int_equal(fputc('N', to), 'N');
		return;
	}
	assert_true(fprintf(to, "V%zu:", v->len) > 0);
	assert_int_equal(fwrite(v->data, 1, v->len, to), v->len);
}

static void
put_row(struct row_sink *rows, FILE *to, const struct value *values)
{
	struct err err = { 0 };
	if (!rows->row(rows, values, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < N; i++)
		note(to, &values[i]);
}

/* A row of random bytes that mean something to somebody; the same every run. */
static void
put_random(struct row_sink *rows, FILE *to)
{
	static const char bytes[] =
	    "=+-@'\"\",,\r\n\t\\ ab0123456789.e{}[]:<&\xc3\xa9\xed\xa0\x80\xf0\x9f\x98\xff\x01";
	static uint32_t seed = 1;
	char text[N][48];
	struct value values[N];
	for (size_t i = 0; i < N; i++) {
		seed = seed * 1664525 + 1013904223;
		values[i] = (struct value){ seed >> 28 ? text[i] : NULL, seed >> 16 & 31 };
		for (size_t k = 0; k < values[i].len; k++) {
			seed = seed * 1664525 + 1013904223;
			text[i][k] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
		}
	}
	put_row(rows, to, values);
}

static void
put_nasty(struct row_sink *rows, FILE *to)
{
	struct err err = { 0 };
	const struct collection c = { "JBS-C01", "customers", fields, N };
	char *big = xmalloc(BIG);
	for (size_t i = 0; i < BIG; i++)
		big[i] = "abcdefgh, \"ijk\"\n"[i % 16];
	const struct value large[] = { V("99"), { big, BIG }, V("x"), VNULL, VNULL, VNULL, VNULL,
		VNULL };
	assert_true(rows->begin(rows, &c, &err));
	for (size_t i = 0; i < array_len(nasty); i++)
		put_row(rows, to, nasty[i]);
	put_row(rows, to, large);
	for (int i = 0; i < 4000; i++)
		put_random(rows, to);
	assert_true(rows->end(rows, &err));
	free(big);
}

static void
put_others(struct row_sink *rows)
{
	struct err err = { 0 };
	static const char *const files[] = { "foto.jpg", "foto.jpg", "Foto.JPG",
		"../brief #1 50%.txt", "b\xc3\xa9la.eml" };
	const struct field field = { "only", FIELD_TEXT, true };
	const struct collection empty = { "JBS-C02", "invoices", &field, 1 },
				all = { "JBS-C05", "messages", &field, 1 };
	const struct field typed[] = { { "created_at", FIELD_TIME, false },
		{ "when", FIELD_TIME, false }, { "birth_date", FIELD_DATE, false },
		{ "total", FIELD_NUMBER, false }, { "shoe_size", FIELD_NUMBER, false },
		{ "paid", FIELD_BOOL, false }, { "id", FIELD_NUMBER, false },
		{ "fee", FIELD_NUMBER, false }, { "back", FIELD_NUMBER, false },
		{ "address", FIELD_JSON, false }, { "date_sent", FIELD_TEXT, false },
		{ "lijst", FIELD_JSON, false }, { "name", FIELD_TEXT, false },
		{ "source", FIELD_TEXT, false } };
	const struct value values[] = { V("2026-11-02T13:05:09Z"), V("2026-11-02 14:05:09"),
		V("2026-11-02"), V("1234.5"), V("38.5"), V("true"), V("12345"), V("125000"),
		V("-5"),
		V("{\"city\":\"Haarlem <&>\",\"paid\":true,\"iban_last4\":null,"
		  "\"lines\":[{\"amount\":12.5},{\"at\":\"2026-11-02T13:05:09Z\"}],"
		  "\"a\":{\"b\":{\"c\":{\"d\":{\"e\":1}}}}}"),
		V("Mon, 02 Nov 2026 14:05:09 +0100"), V("[\"post\",\"mail\"]"), V("A"),
		V("2026-11-02 14:05") };
	const struct collection one = { "JBS-C02", "payments", typed, array_len(typed) };
	const struct value null = VNULL, value = V("hallo");
	assert_true(rows->begin(rows, &one, &err) && rows->row(rows, values, &err) &&
	    rows->end(rows, &err));
	assert_true(rows->begin(rows, &empty, &err) && rows->end(rows, &err));
	assert_true(rows->begin(rows, &all, &err) && rows->row(rows, &value, &err) &&
	    rows->row(rows, &null, &err) && rows->end(rows, &err));
	assert_true(rows->begin(rows, &all, &err) && rows->row(rows, &value, &err) &&
	    rows->end(rows, &err)); /* the same name again */
	for (size_t i = 0; i < array_len(files); i++)
		assert_true(rows->file_open(rows, "JBS-C05", files[i], &err) &&
		    rows->file_write(rows, "abc", 3, &err) &&
		    rows->file_write(rows, files[i], strlen(files[i]), &err) &&
		    rows->file_close(rows, &err));
}

static struct json_doc *
load(const char *path)
{
	struct err err = { 0 };
	struct json_doc *doc = json_doc_load(path, 1 << 20, &err);
	if (!doc)
		fail_msg("%s", err.text);
	return doc;
}

static void
build(const struct rig *r, const json_t *facts, struct part_sink *s, struct arena *a,
    struct archive_result *ret)
{
	struct err err = { 0 };
	struct archive_spec spec = {
		.dir = r->dir,
		.keys = r->keys,
		.vault = r->vault,
		.reference = "JBS-2026-K7Q4M2",
		.built_at = INT64_C(1773050705000000),
		.facts = facts,
	};
	if (s)
		spec.parts = part_sink_parts(s, &spec.nparts);
	int before = rig_blobs(r->dir);
	if (!archive_build(&spec, a, ret, &err))
		fail_msg("%s", err.text);
	assert_int_equal(rig_blobs(r->dir), before + 1); /* its pages are in it, and nowhere else */
}

static void
extract(const struct rig *r, const char *blob, const char *name, char *path, size_t size)
{
	struct err err = { 0 };
	(void)snprintf(path, size, "%s/%s", r->dir, name);
	auto_drop(fd) int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(to >= 0);
	if (!archive_extract(r->dir, blob, r->keys, to, &err))
		fail_msg("%s", err.text);
}

extern char **environ;

/* The checker exits with 0, or prints what is wrong. */
static void
check(const char *zip, const char *rows, const char *what)
{
	char *argv[] = { (char[]){ "python3" }, (char[]){ "tests/unit/archive_check.py" },
		xstrdup(zip), xstrdup(rows), xstrdup(what), NULL };
	pid_t pid;
	int status;
	assert_int_equal(posix_spawnp(&pid, "python3", NULL, NULL, argv, environ), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	for (int i = 2; i < 5; i++)
		free(argv[i]);
}

static void
sample_is_to_the_schema(void **state)
{
	(void)state;
	struct err err = { 0 };
	auto_drop(json_doc) struct json_doc *facts = load("tests/data/archive-facts.json");
	auto_drop(json_doc) struct json_doc *schema = load("docs/json/archive-facts.schema.json");
	if (!json_schema_check(schema->root, facts, &err))
		fail_msg("%s", err.text);
}

static void
others_read_it(void **state)
{
	const struct rig *r = *state;
	static const char *const portable[] = { "JBS-C01", "JBS-C05", NULL };
	char zip[96], again[96], rows[96];
	struct archive_result first, second;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json_doc) struct json_doc *facts = load("tests/data/archive-facts.json");
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, portable);
	(void)snprintf(rows, sizeof(rows), "%s/rows", r->dir);
	FILE *to = fopen(rows, "w");
	assert_non_null(to);
	put_nasty(part_sink_rows(s), to);
	assert_int_equal(fclose(to), 0);
	put_others(part_sink_rows(s));
	build(r, facts->root, s, a, &first);
	build(r, facts->root, s, a, &second);
	assert_memory_equal(first.sha256, second.sha256, sizeof(first.sha256));
	assert_int_equal(first.bytes, second.bytes);
	assert_string_not_equal(first.blob, second.blob);
	extract(r, first.blob, "a.zip", zip, sizeof(zip));
	extract(r, second.blob, "b.zip", again, sizeof(again));
	check(zip, rows, "full");
	json_decref(first.contents);
	json_decref(second.contents);
}

/* Nothing found at all: still an answer. */
static void
nothing_found(void **state)
{
	const struct rig *r = *state;
	char zip[96];
	struct archive_result made;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json_doc) struct json_doc *facts = load("tests/data/archive-facts.json");
	json_object_set_new(facts->root, "completeness", json_array());
	json_object_set_new(json_object_get(facts->root, "request"), "language", json_string("en"));
	build(r, facts->root, NULL, a, &made);
	extract(r, made.blob, "a.zip", zip, sizeof(zip));
	check(zip, "/dev/null", "empty");
	json_decref(made.contents);
}

/* On a controller's instruction the letter is a report to them; here it is a draft as well. */
static void
on_instruction(void **state)
{
	const struct rig *r = *state;
	char zip[96];
	struct archive_result made;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json_doc) struct json_doc *facts = load("tests/data/archive-facts.json");
	json_t *request = json_object_get(facts->root, "request");
	json_object_set_new(request, "language", json_string("en"));
	json_object_set_new(request, "instructed_by", json_string("Acme B.V."));
	json_object_set_new(facts->root, "open",
	    json_pack("[{s:s, s:s, s:s}, {s:s, s:s}]", "action", "collect", "name", "Anthropic",
		"state", "asked", "kind", "phone", "state", "doubtful"));
	build(r, facts->root, NULL, a, &made);
	extract(r, made.blob, "a.zip", zip, sizeof(zip));
	check(zip, "/dev/null", "report");
	json_decref(made.contents);
}

/* A part whose blob was altered or is gone: an error, and no archive left behind. */
static void
damaged_part(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	size_t n;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json_doc) struct json_doc *facts = load("tests/data/archive-facts.json");
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, NULL);
	put_others(part_sink_rows(s));
	const struct part *p = part_sink_parts(s, &n);
	int before = rig_blobs(r->dir);
	char *path = arena_printf(a, "%s/blobs/%.2s/%s", r->dir, p[0].blob, p[0].blob);
	FILE *f = fopen(path, "r+");
	assert_non_null(f);
	assert_int_equal(fseek(f, -1, SEEK_END), 0);
	int c = fgetc(f);
	assert_int_equal(fseek(f, -1, SEEK_END), 0);
	assert_int_equal(fputc(c ^ 1, f), c ^ 1);
	assert_int_equal(fclose(f), 0);
	struct archive_spec spec = { .dir = r->dir,
		.keys = r->keys,
		.vault = r->vault,
		.reference = "JBS-2026-K7Q4M2",
		.facts = facts->root,
		.parts = p,
		.nparts = n };
	struct archive_result made = { 0 };
	assert_false(archive_build(&spec, a, &made, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(rig_blobs(r->dir), before);
	assert_int_equal(unlink(path), 0);
	err_clear(&err);
	assert_false(archive_build(&spec, a, &made, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_int_equal(rig_blobs(r->dir), before - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sample_is_to_the_schema),
		cmocka_unit_test_setup_teardown(others_read_it, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(nothing_found, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(on_instruction, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(damaged_part, rig_setup, rig_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
