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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_builtin_files),
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_names_stay_inside),
		cmocka_unit_test(test_override),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
