/*
 * Built-in files and the installation's own ones before them.
 */
#include <sys/stat.h>

#include "dossier/asset.h"
#include "unit/unit.h"

static char dir[] = "/tmp/base_asset_XXXXXX";

static int
make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int
remove_dir(void **state)
{
	char command[100];
	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

/* Every built-in file equals its source, is NUL-terminated, and can be found. */
static void
test_builtin_files(void **state)
{
	size_t n = 0;
	(void)state;
	for (const struct asset *x = asset_next(NULL, ""); x; x = asset_next(x, ""), n++) {
		char path[300];
		struct stat st;
		(void)snprintf(path, sizeof(path), "templates/%s", x->name);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_size, x->size);
		assert_int_equal(x->data[x->size], '\0');
		assert_ptr_equal(asset_find(x->name), x);
		FILE *f = fopen(path, "r");
		assert_non_null(f);
		for (size_t i = 0; i < x->size; i++)
			assert_int_equal(fgetc(f), (unsigned char)x->data[i]);
		(void)fclose(f);
	}
	assert_true(n > 0);
	assert_null(asset_find("no/such/file"));
	assert_null(asset_next(NULL, "no/such/"));
}

static void
test_prefix(void **state)
{
	const struct asset *any = asset_next(NULL, "registers/");
	(void)state;
	assert_non_null(any);
	for (; any; any = asset_next(any, "registers/"))
		assert_int_equal(strncmp(any->name, "registers/", 10), 0);
}

static void
test_names_stay_inside(void **state)
{
	static const char *const bad[] = { "", "/etc/passwd", "../x", "a/../b", "a//b", "a/",
		".hidden", "a/.b" };
	auto_drop(arena) struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err err = { 0 };
		size_t len;
		assert_null(asset_text(bad[i], a, &len, &err));
		assert_err(&err, ERR_INPUT, "not a name");
	}
}

static void
test_override(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct asset *builtin = asset_next(NULL, "");
	char path[300];
	struct err err = { 0 };
	size_t len;
	(void)state;
	assert_ptr_equal(asset_text(builtin->name, a, &len, &err), builtin->data);
	assert_null(asset_text("own.txt", a, &len, &err));
	assert_err(&err, ERR_NOTFOUND, "own.txt");
	(void)snprintf(path, sizeof(path), "%s/own.txt", dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs("mine", f) >= 0);
	assert_int_equal(fclose(f), 0);
	asset_override_dir(dir);
	struct err none = { 0 };
	const char *text = asset_text("own.txt", a, &len, &none);
	assert_ok(text, &none);
	assert_string_equal(text, "mine");
	assert_int_equal(len, 4);
	assert_ptr_equal(asset_text(builtin->name, a, &len, &none), builtin->data);
	asset_override_dir(NULL);
}

/* ---- what an override lacks ---- */

static int ntold;
static char told[1000];

static void
hear(const char *text)
{
	ntold++;
	(void)snprintf(told, sizeof(told), "%s", text);
}

/* own(name, text): the override of ${name}; NULL takes it away. */
static void
own(const char *name, const char *text)
{
	char path[300];
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (!text) {
		assert_int_equal(unlink(path), 0);
		return;
	}
	*strrchr(path, '/') = '\0';
	(void)mkdir(path, 0700);
	path[strlen(path)] = '/';
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static struct json_doc *
load(const char *name)
{
	struct err err = { 0 };
	struct json_doc *doc = asset_json(name, &err);
	assert_ok(doc, &err);
	return doc;
}

static void
refused(const char *name, const char *text, const char *part)
{
	struct err err = { 0 };
	own(name, text);
	assert_null(asset_json(name, &err));
	assert_err(&err, ERR_INPUT, part);
	own(name, NULL);
}

static int
listen(void **state)
{
	(void)state;
	ntold = 0;
	asset_override_dir(dir);
	asset_tell(hear);
	return 0;
}

static int
unlisten(void **state)
{
	(void)state;
	asset_override_dir(NULL);
	asset_tell(NULL);
	return 0;
}

#define WORDS "archive/words.json"

/* Without an override, and with one that is whole, nothing is told and nothing changes. */
static void
test_whole(void **state)
{
	(void)state;
	auto_drop(json_doc) struct json_doc *builtin = load(WORDS);
	assert_string_equal(builtin->name, "templates/" WORDS);
	auto_drop(str) char *text = json_dumps(builtin->root, 0);
	own(WORDS, text);
	auto_drop(json_doc) struct json_doc *doc = load(WORDS);
	assert_true(json_equal(doc->root, builtin->root));
	assert_int_equal(ntold, 0);
	own(WORDS, NULL);
}

/* An older copy: a word of its own stays, the others are the built-in ones, told once. */
static void
test_words(void **state)
{
	char want[400];
	(void)state;
	auto_drop(json_doc) struct json_doc *builtin = load(WORDS);
	own(WORDS, "{\"nl\":{\"decision\":{\"granted\":\"mocht\",\"eigen\":\"x\"}},\"en\":{}}");
	auto_drop(json_doc) struct json_doc *doc = load(WORDS), *again = load(WORDS);
	const json_t *decision = json_get(json_get(doc->root, "nl"), "decision");
	assert_string_equal(json_str(decision, "granted"), "mocht");
	assert_string_equal(json_str(decision, "eigen"), "x");
	assert_true(json_equal(json_get(doc->root, "en"), json_get(builtin->root, "en")));
	assert_string_equal(json_str(decision, "refused"),
	    json_str(json_get(json_get(builtin->root, "nl"), "decision"), "refused"));
	(void)snprintf(want, sizeof(want), "%s/" WORDS " lacks nl/", dir);
	assert_int_equal(ntold, 1);
	assert_ptr_equal(strstr(told, want), told);
	assert_non_null(strstr(told, " more: taken from the built-in file"));
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	assert_string_equal(asset_lacks(WORDS, a, &err), told);
	own(WORDS, NULL);
	assert_null(asset_lacks(WORDS, a, &err));
	assert_int_equal(err.kind, ERR_NONE);
}

#define ROWS "law/late-causes.json"

/* Rows: its own first and as they are, then the built-in ones it has not. */
static void
test_rows(void **state)
{
	(void)state;
	auto_drop(json_doc) struct json_doc *builtin = load(ROWS);
	json_t *causes = json_get(builtin->root, "causes");
	const char *last = json_str(json_array_get(causes, json_array_size(causes) - 1), "id");
	char text[300], want[300];
	(void)snprintf(text, sizeof(text),
	    "{\"causes\":[{\"id\":\"moon\"},\n{\"id\":\"%s\",\"name\":\"ours\"}],\"remarks\":[]}",
	    last);
	own(ROWS, text);
	auto_drop(json_doc) struct json_doc *doc = load(ROWS);
	json_t *mine = json_get(doc->root, "causes");
	assert_int_equal(json_array_size(mine), json_array_size(causes) + 1);
	assert_string_equal(json_str(json_array_get(mine, 0), "id"), "moon");
	assert_string_equal(json_str(json_array_get(mine, 1), "name"), "ours");
	assert_true(json_equal(json_array_get(mine, 2), json_array_get(causes, 0)));
	assert_null(json_get(doc->root, "title"));
	(void)snprintf(want, sizeof(want), "%s/" ROWS " lacks causes/", dir);
	assert_ptr_equal(strstr(told, want), told);
	own(ROWS, NULL);
}

static void
test_refused(void **state)
{
	(void)state;
	refused(ROWS, "{\"causes\":[{\"id\":\"a\"},\n{\"id\":\"b\"}, {\"id\":\"a\"}]}",
	    "/" ROWS ":2:19: a is there twice");
	refused(WORDS, "{\"nl\":{},\n\"nl\":{}}", "/" WORDS ":2:");
	refused(WORDS, "{\"en\":{},\n\"nl\":{\"decision\":\"x\"}}",
	    "/" WORDS ":2:18: nl/decision of another type");
	refused(WORDS, "{\"nl\":", "/" WORDS ":1:");
	struct err err = { 0 };
	assert_null(asset_json("archive/nothing.json", &err));
	assert_err(&err, ERR_NOTFOUND, "archive/nothing.json");
	assert_int_equal(ntold, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_builtin_files),
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_names_stay_inside),
		cmocka_unit_test(test_override),
		cmocka_unit_test_setup_teardown(test_whole, listen, unlisten),
		cmocka_unit_test_setup_teardown(test_words, listen, unlisten),
		cmocka_unit_test_setup_teardown(test_rows, listen, unlisten),
		cmocka_unit_test_setup_teardown(test_refused, listen, unlisten),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
