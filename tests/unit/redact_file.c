/*
 * Files by the process that reads them: made anew, searched and read; and what it makes of one that
 * is no good.
 */
#include <signal.h>
#include <sys/wait.h>

#include "dossier/redact.h"
#include "unit/unit.h"

#define MARK "Jan de Vries"

static struct bytes
bytes_of(const char *s)
{
	return (struct bytes){ s, strlen(s) };
}

static int
holds(const char *name, struct bytes data)
{
	const struct redact_mark m = { .text = MARK };
	struct redact_found found;
	struct err err = { 0 };
	assert_ok(redact_holds(name, data, &m, 1, &found, &err), &err);
	return found.mark;
}

static void
check(const char *name, struct bytes in, const char *want_name, struct bytes want)
{
	struct redact_mark m = { .text = MARK, .instead = "#" };
	struct buf out = { 0 }, out_name = { 0 };
	struct err err = { 0 };
	assert_int_equal(holds(name, in), 0);
	assert_ok(redact_file(name, in, &m, 1, &out, &out_name, &err), &err);
	assert_string_equal(out_name.data, want_name);
	assert_int_equal(out.len, want.n);
	assert_memory_equal(out.data, want.p, want.n);
	assert_true(m.count > 0);
	assert_int_equal(holds(out_name.data, (struct bytes){ out.data, out.len }), -1);
	buf_release(&out);
	buf_release(&out_name);
}

static void
test_texts(void **state)
{
	(void)state;
	check("a.txt", bytes_of("To JAN DE VRIES."), "a.txt", bytes_of("To #."));
	check("jan_de_vries.txt", bytes_of("x"), "#.txt", bytes_of("x"));
	check("a.csv",
	    bytes_of("a,\"Jan\xa0"
		     "de Vries\xe9\"\n"),
	    "a.csv", bytes_of("a,\"#\xe9\"\n"));
	check("a.txt", (struct bytes){ "\xff\xfeJ\0a\0n\0 \0d\0e\0 \0V\0r\0i\0e\0s\0!\0", 28 },
	    "a.txt", (struct bytes){ "\xff\xfe#\0!\0", 6 });
	check("a.txt", (struct bytes){ "\0J\0a\0n\0 \0d\0e\0 \0V\0r\0i\0e\0s\0!", 26 }, "a.txt",
	    (struct bytes){ "\0#\0!", 4 });
}

static void
test_same(void **state)
{
	static const char text[] = "Nobody. \xff\xfe";
	struct redact_mark m = { .text = MARK };
	struct buf out = { 0 }, name = { 0 };
	struct err err = { 0 };
	(void)state;
	assert_ok(redact_file("a.bin", bytes_of(text), &m, 1, &out, &name, &err), &err);
	assert_string_equal(out.data, text);
	assert_int_equal(m.count, 0);
	buf_release(&out);
	buf_release(&name);
}

static void
test_refused(void **state)
{
	static const char unknown[] = "{\\rtf1 Jan de Vries}";
	struct redact_mark marks[] = { { .text = MARK }, { .pattern = "(" } };
	struct redact_found found;
	struct buf out = { 0 }, name = { 0 };
	struct err err = { 0 };
	(void)state;
	assert_false(redact_file("a.rtf", bytes_of(unknown), marks, 1, &out, &name, &err));
	assert_err(&err, ERR_DENIED, "withhold it whole");
	assert_int_equal(out.len, 0);
	err_clear(&err);
	assert_ok(redact_holds("a.rtf", bytes_of(unknown), marks, 1, &found, &err), &err);
	assert_true(found.blind && found.mark == 0);
	assert_false(redact_file("a.txt", bytes_of("x"), marks, 2, &out, &name, &err));
	assert_err(&err, ERR_INPUT, "mark 2");
	err_clear(&err);
	char *large = xcalloc(1, REDACT_MAX + 1);
	assert_false(redact_file(
	    "a.txt", (struct bytes){ large, REDACT_MAX + 1 }, marks, 1, &out, &name, &err));
	assert_err(&err, ERR_DENIED, "64 MiB");
	free(large);
	buf_release(&name);
}

/* ---- reading ---- */

static bool
add_section(const char *heading, const char *text, size_t n, void *arg)
{
	buf_addf(arg, "[%s] %.*s\n", heading, (int)n, text ? text : "-");
	return true;
}

static bool
add_person(const char *kind, const char *value, const char *name, void *arg)
{
	buf_addf(arg, "%s %s (%s)\n", kind, value, name);
	return true;
}

static void
test_words(void **state)
{
	struct buf b = { 0 };
	struct err err = { 0 };
	(void)state;
	assert_ok(redact_words("a.html",
		      bytes_of("<html><style>x</style><p>J&euml;n <b>d</b>e V</p></html>"),
		      add_section, &b, &err),
	    &err);
	assert_string_equal(b.data, "[] J\xc3\xabn de V\n\n");
	buf_reset(&b);
	assert_ok(redact_people("a.txt",
		      bytes_of("Call 06-12 34 56 78 or +31 (0)20 1234567, or mail "
			       "\"Anna B.\" <Anna@Example.nl>, anna@example.nl; not a@b or 12345."),
		      add_person, &b, &err),
	    &err);
	assert_string_equal(b.data,
	    "phone 06-12 34 56 78 ()\nphone +31 (0)20 1234567 ()\n"
	    "email anna@example.nl (Anna B.)\nemail anna@example.nl ()\n");
	buf_release(&b);
}

/* A reader for whoever forked, and one that ends with its asker. */
static void
test_forked(void **state)
{
	int status;
	(void)state;
	assert_int_equal(holds("a.txt", bytes_of(MARK)), 0);
	pid_t pid = fork();
	if (pid == 0)
		_exit(holds("a.txt", bytes_of(MARK)) == 0 ? 0 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(holds("a.txt", bytes_of(MARK)), 0);
}

/* The number of the process that reads; 0: none. */
static int
reader_pid(void)
{
	char path[64], line[64] = "";
	(void)snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	FILE *f = fopen(path, "r");
	int pid = f && fgets(line, sizeof(line), f) ? (int)strtol(line, NULL, 10) : 0;
	if (f)
		(void)fclose(f);
	return pid;
}

/* One that ended is said, and another is there for the next. */
static void
test_ended(void **state)
{
	const struct redact_mark m = { .text = MARK };
	struct redact_found found;
	struct err err = { 0 };
	(void)state;
	assert_int_equal(holds("a.txt", bytes_of(MARK)), 0);
	assert_true(reader_pid() > 0);
	assert_int_equal(kill(reader_pid(), SIGKILL), 0);
	assert_false(redact_holds("a.txt", bytes_of(MARK), &m, 1, &found, &err));
	assert_err(&err, ERR_SYSTEM, "who reads them ended");
	assert_int_equal(holds("a.txt", bytes_of(MARK)), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_forked),
		cmocka_unit_test(test_ended),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
