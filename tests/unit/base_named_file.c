/*
 * Files that a person named: those that are read, and those that are written or not there.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "dossier/json.h"
#include "unit/unit.h"

static char dir[] = "/tmp/base_named_file_XXXXXX";
static struct arena *arena;

static int
make_dir(void **state)
{
	(void)state;
	arena = arena_new();
	return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}

static int
remove_dir(void **state)
{
	(void)state;
	arena_free(arena);
	char command[100];
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

static int
entries(void)
{
	FILE *p = popen("ls -A | wc -l", "r");
	int n = -1;
	assert_non_null(p);
	assert_int_equal(fscanf(p, "%d", &n), 1);
	(void)pclose(p);
	return n;
}

static void
test_written(void **state)
{
	struct named_file f = { .name = "a.zip", .fd = -1, .out = true };
	struct named_files one = { &f, 1, 0 };
	struct err err = { 0 };
	struct stat st;
	(void)state;
	assert_ok(named_files_open(&one, arena, &err), &err);
	assert_int_equal(write(f.fd, "whole", 5), 5);
	assert_int_equal(access("a.zip", F_OK), -1); /* no name before it is whole */
	assert_ok(named_files_end(&one, true, &err), &err);
	assert_int_equal(stat("a.zip", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, 5);
	assert_int_equal(entries(), 1);
	assert_int_equal(f.fd, -1);
	/* what is there stays */
	assert_false(named_files_open(&one, arena, &err));
	assert_err(&err, ERR_CONFLICT, "a.zip is there already: name a file that is not");
	assert_ok(named_files_end(&one, true, &err), &err);
	assert_int_equal(unlink("a.zip"), 0);
}

static void
test_not_written(void **state)
{
	struct named_file f = { .name = "./b.zip", .fd = -1, .out = true };
	struct named_files one = { &f, 1, 0 };
	struct err err = { 0 };
	(void)state;
	assert_ok(named_files_open(&one, arena, &err), &err);
	assert_ok(named_files_end(&one, false, &err), &err);
	assert_int_equal(entries(), 0);
	/* somebody else was first */
	assert_ok(named_files_open(&one, arena, &err), &err);
	assert_int_equal(symlink("/etc/passwd", "b.zip"), 0);
	assert_false(named_files_end(&one, true, &err));
	assert_err(&err, ERR_CONFLICT, "b.zip is there already");
	assert_int_equal(unlink("b.zip"), 0);
	assert_int_equal(entries(), 0);
}

/* Where a file can not be without a name: /proc has no such files, nor has it any of ours. */
static void
test_aside(void **state)
{
	struct named_file f = { .name = "c.zip", .fd = -1, .out = true };
	struct named_files one = { &f, 1, 0 };
	struct err err = { 0 };
	(void)state;
	f.aside = arena_strdup(arena, "c.zip.XXXXXX");
	f.fd = mkostemp(f.aside, O_CLOEXEC);
	assert_int_equal(entries(), 1);
	assert_ok(named_files_end(&one, true, &err), &err);
	assert_int_equal(access("c.zip", F_OK), 0);
	assert_int_equal(entries(), 1);
	assert_int_equal(unlink("c.zip"), 0);
}

static void
test_bad_places(void **state)
{
	static const struct {
		const char *name;
		enum err_kind kind;
		const char *says;
	} cases[] = {
		{ "", ERR_USAGE, "name one" },
		{ "/tmp/", ERR_USAGE, "name one" },
		{ "/nowhere/a", ERR_SYSTEM, "cannot write to /nowhere: No such file" },
		{ "/etc/passwd/a", ERR_INPUT, "cannot write to /etc/passwd: not a directory" },
		{ "/etc/passwd", ERR_CONFLICT, "/etc/passwd is there already" },
		{ "/proc/a", ERR_SYSTEM, "cannot write /proc/a" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct named_file f = { .name = cases[i].name, .fd = -1, .out = true };
		struct named_files one = { &f, 1, 0 };
		struct err err = { 0 };
		if (named_files_open(&one, arena, &err))
			fail_msg("%s was made", cases[i].name);
		assert_err(&err, cases[i].kind, cases[i].says);
		struct err none = { 0 };
		assert_ok(named_files_end(&one, false, &none), &none);
	}
}

static void
test_read(void **state)
{
	struct named_file f[] = { { .name = "good.json", .fd = -1 },
		{ .name = "/dev/zero", .fd = -1 }, { .name = "pipe", .fd = -1 } };
	struct named_files all = { f, 3, 0 }, none = { f, 1, 0 };
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 };
	(void)state;
	assert_false(named_files_open(&none, arena, &err));
	assert_err(&err, ERR_NOTFOUND, "cannot open good.json: No such file");
	err_clear(&err);
	FILE *out = fopen("good.json", "w");
	assert_true(out && fputs("{\"a\": 1}", out) >= 0 && fclose(out) == 0);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_ok(named_files_open(&all, arena, &err), &err); /* at once */
	auto_drop(json_doc) struct json_doc *doc = json_doc_read(&f[0], 100, &err);
	assert_ok(doc != NULL, &err);
	assert_string_equal(doc->name, "good.json");
	assert_false(named_file_read(&f[1], 100, &b, &err));
	assert_err(&err, ERR_INPUT, "/dev/zero: it is not a regular file");
	err_clear(&err);
	assert_false(named_file_read(&f[2], 100, &b, &err));
	assert_err(&err, ERR_INPUT, "pipe: it is not a regular file");
	assert_ok(named_files_end(&all, true, &err), &err);
}

/* A stream is read whole before anybody asks, and what is written is no file of that name. */
static void
test_streams(void **state)
{
	struct named_file f[] = { { .name = "-", .fd = -1 },
		{ .name = "-", .fd = -1, .out = true } };
	struct named_files both = { f, 2, 0 };
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 };
	int in[2], out[2], kept = dup(STDOUT_FILENO);
	char got[8] = "";
	(void)state;
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	assert_int_equal(write(in[1], "whole", 5), 5);
	(void)close(in[1]);
	(void)dup2(in[0], STDIN_FILENO);
	(void)fflush(stdout);
	(void)dup2(out[1], STDOUT_FILENO);
	assert_ok(named_files_open(&both, arena, &err), &err);
	assert_string_equal(f[0].name, "standard input");
	assert_false(named_file_read(&f[0], 4, &b, &err)); /* bounded like any other */
	assert_err(&err, ERR_INPUT, "standard input is too large");
	assert_int_equal(write(f[1].fd, "as it is", 8), 8);
	err_clear(&err);
	assert_ok(named_files_end(&both, true, &err), &err);
	(void)dup2(kept, STDOUT_FILENO);
	assert_int_equal(read(out[0], got, sizeof(got)), 8);
	assert_memory_equal(got, "as it is", 8);
	assert_int_equal(access("standard output", F_OK), -1);
	(void)close(out[0]);
	(void)close(out[1]);
	(void)close(in[0]);
	(void)close(kept);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_not_written),
		cmocka_unit_test(test_aside),
		cmocka_unit_test(test_bad_places),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_streams),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
