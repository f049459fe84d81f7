/*
 * The law's tables: read once, and a corrected calendar seen without taking the old one from who
 * has it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "dossier/asset.h"
#include "dossier/installation.h"
#include "unit/unit.h"

static void
write_override(const char *dir, const char *text)
{
	auto_drop(arena) struct arena *a = arena_new();
	(void)mkdir(arena_printf(a, "%s/law", dir), 0700);
	const char *path = arena_printf(a, "%s/law/calendar-nl.json", dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fputs(text, f) >= 0, 1);
	assert_int_equal(fclose(f), 0);
}

static void
test_once(void **state)
{
	(void)state;
	struct installation in = { 0 };
	struct err err = { 0 };
	const struct calendar *nl = laws_calendar(&in, "nl", &err);
	assert_non_null(nl);
	assert_ptr_equal(laws_calendar(&in, "nl", &err), nl);
	assert_ptr_equal(laws_calendar_anew(&in, "nl", &err), nl); /* nothing was corrected */
	assert_ptr_not_equal(laws_calendar(&in, "be", &err), nl);
	assert_null(laws_calendar(&in, "atlantis", &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	struct err none = { 0 };
	assert_non_null(laws_refusals(&in, &none));
	assert_ptr_equal(laws_refusals(&in, &none), laws_refusals(&in, &none));
	assert_ptr_equal(laws_late_causes(&in, &none), laws_late_causes(&in, &none));
	assert_ptr_equal(laws_representatives(&in, &none), laws_representatives(&in, &none));
	assert_ptr_equal(laws_sufficient(&in, &none), laws_sufficient(&in, &none));
	assert_ptr_equal(laws_withholding(&in, &none), laws_withholding(&in, &none));
	assert_ptr_equal(laws_retention(&in, &none), laws_retention(&in, &none));
	laws_free(in.laws);
}

static void
test_corrected(void **state)
{
	(void)state;
	struct installation in = { 0 };
	struct err err = { 0 };
	char dir[] = "/tmp/dossier-laws-XXXXXX";
	auto_drop(buf) struct buf command = { 0 };
	assert_non_null(mkdtemp(dir));
	const struct calendar *nl = laws_calendar(&in, "nl", &err);
	auto_drop(str) char *version = xstrdup(calendar_version(nl));
	auto_drop(buf) struct buf text = { 0 };
	buf_addf(&text, "%s\n", calendar_text(nl));
	asset_override_dir(dir);
	write_override(dir, text.data);
	assert_ptr_equal(laws_calendar(&in, "nl", &err), nl);
	const struct calendar *corrected = laws_calendar_anew(&in, "nl", &err);
	assert_ptr_not_equal(corrected, nl);
	assert_string_not_equal(calendar_version(corrected), version);
	assert_ptr_equal(laws_calendar(&in, "nl", &err), corrected);
	assert_string_equal(calendar_version(nl), version);
	asset_override_dir(NULL);
	laws_free(in.laws);
	buf_addf(&command, "rm -rf '%s'", dir);
	assert_int_equal(system(command.data), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_corrected),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
