/*
 * Options of a command.
 */
#include "dossier/opt.h"
#include "unit/unit.h"

static bool json, quiet;
static const char *org, *home;
static struct opt_list rights;
static int slots;
static const struct named_file *in, *out;

static const char *how;
static const char *const how_words[] = { "post", "phone", NULL };

static const struct opt opts[] = {
	{ "org", "ORG", "the organisation", OPT_STRING, &org },
	{ "right", "RIGHT", "a right, may be repeated", OPT_LIST, &rights },
	{ "slots", "N", "processes", OPT_INT, &slots },
	{ "quiet", NULL, "say nothing", OPT_FLAG, &quiet },
	{ "in", "FILE", "what is read", OPT_FILE_IN, &in },
	{ "out", "FILE", "what is written", OPT_FILE_OUT, &out },
	{ "how", "WORD", "one of two", OPT_STRING, &how, how_words },
	{ 0 },
};
static const struct opt globals[] = {
	{ "json", NULL, "print JSON", OPT_FLAG, &json },
	{ "home", "DIR", "the installation", OPT_STRING, &home },
	{ "from", "FILE", "options from a file", OPT_FROM, NULL },
	{ 0 },
};

/* Parses up to eight words after the command; the operands are left in *argv. */
static bool
parse(const char *const words[8], int *argc, char *store[10], char ***argv, struct err *err)
{
	json = quiet = false;
	org = home = NULL;
	free(rights.items);
	rights = (struct opt_list){ 0 };
	slots = -1;
	store[0] = xstrdup("dossier log");
	int n = 1;
	for (; n <= 8 && words[n - 1]; n++)
		store[n] = xstrdup(words[n - 1]);
	store[n] = NULL;
	static struct opt_line line;
	opt_line_release(&line);
	if (!opt_resolve(opts, globals, n, store, &line, err))
		return false;
	for (size_t i = 0; i < line.files.n; i++)
		line.files.items[i].fd = 99; /* whoever opens them */
	static char *resolved[20];
	for (size_t i = 0; i < line.words.n; i++)
		resolved[i] = (char *)(uintptr_t)line.words.items[i];
	*argc = (int)line.words.n;
	*argv = resolved;
	return opt_parse(opts, globals, argc, argv, &line.files, err);
}

static void
release(char *store[10])
{
	for (size_t i = 0; store[i]; i++)
		free(store[i]);
}

static void
test_good(void **state)
{
	char *store[10], **argv;
	int argc;
	struct err err = { 0 };
	(void)state;
	assert_ok(parse((const char *const[8]){ "A", "--right", "access", "--org=jbsync", "--json",
			    "--right=erasure", "B" },
		      &argc, store, &argv, &err),
	    &err);
	assert_int_equal(argc, 2);
	assert_string_equal(argv[0], "A");
	assert_string_equal(argv[1], "B");
	assert_string_equal(org, "jbsync");
	assert_int_equal(rights.n, 2);
	assert_string_equal(rights.items[0], "access");
	assert_string_equal(rights.items[1], "erasure");
	assert_true(json);
	assert_false(quiet);
	assert_null(home);
	release(store);
}

static void
test_end_of_options(void **state)
{
	char *store[10], **argv;
	int argc;
	struct err err = { 0 };
	(void)state;
	assert_ok(parse((const char *const[8]){ "A", "--slots", "3", "--", "--json", "-x" }, &argc,
		      store, &argv, &err),
	    &err);
	assert_int_equal(argc, 3);
	assert_string_equal(argv[1], "--json");
	assert_string_equal(argv[2], "-x");
	assert_false(json);
	assert_int_equal(slots, 3);
	release(store);
	assert_ok(parse((const char *const[8]){ NULL }, &argc, store, &argv, &err), &err);
	assert_int_equal(argc, 0);
	release(store);
}

/* Who types names files; who runs the line gets those that were opened, and no others. */
static void
test_files(void **state)
{
	char *store[10], **argv;
	int argc;
	struct err err = { 0 };
	(void)state;
	assert_ok(
	    parse((const char *const[8]){ "--out", "b", "--in=a", "C" }, &argc, store, &argv, &err),
	    &err);
	assert_string_equal(out->name, "b");
	assert_true(out->out);
	assert_string_equal(in->name, "a");
	assert_false(in->out);
	assert_int_equal(in->fd, 99);
	assert_int_equal(argc, 1);
	release(store);
	static char name[] = "dossier log", file[] = "--in=a", from[] = "--from=a", end[] = "--";
	struct named_file only = { .name = "a", .fd = 99, .out = true };
	struct named_files wrong = { &only, 1, 0 };
	for (int i = 0; i < 2; i++) {
		char *words[] = { name, i ? from : file, end, NULL }, **w = words;
		struct err bad = { 0 };
		argc = 3;
		assert_false(opt_parse(opts, globals, &argc, &w, &wrong, &bad));
		assert_err(&bad, ERR_USAGE, i ? "for who types" : "a file that nobody opened");
	}
}

/* A - of a resolved line is a -: it was said by another way. */
static void
test_resolved_once(void **state)
{
	static char name[] = "dossier log", option[] = "--org=-", end[] = "--", dash[] = "-";
	char *words[] = { name, option, end, dash, NULL }, **w = words;
	int argc = 4;
	struct err err = { 0 };
	(void)state;
	assert_ok(opt_parse(opts, globals, &argc, &w, NULL, &err), &err);
	assert_string_equal(org, "-");
	assert_string_equal(w[0], "-");
}

static void
test_bad(void **state)
{
	static const struct {
		const char *words[8], *says;
	} cases[] = {
		{ { "--frobnicate" }, "unknown option --frobnicate; see dossier log --help" },
		{ { "--riht=access" }, "unknown option --riht; did you mean --right? see dossier" },
		{ { "--how", "email" }, "--how is one of post, phone" },
		{ { "--slots", "x" }, "--slots needs a whole number" },
		{ { "A", "--emial=jan@example.nl" },
		    "unknown option --emial; see dossier log --help" },
		{ { "--quiet", "A", "-x" }, "unknown option -x; see dossier log --help" },
		{ { "--quiet", "-xy", "A" }, "unknown option -x;" },
		{ { "--rig", "access" }, "unknown option --rig;" },
		{ { "--o=x" }, "unknown option --o;" },
		{ { "--qui" }, "unknown option --qui;" },
		{ { "A", "--org" }, "--org needs a value: ORG; see dossier log --help" },
		{ { "--json=yes" }, "--json takes no value" },
		{ { "--slots", "many" }, "--slots needs a whole number" },
		{ { "--slots=-1" }, "--slots needs" },
		{ { "--slots=1000001" }, "--slots needs" },
		{ { "--slots=" }, "--slots needs" },
		{ { "--slots", "3x" }, "--slots needs" },
		{ { "--org", "example\nBcc: x" }, "--org holds a line break" },
		{ { "--right=example\033[31m" }, "--right holds a character that cannot be seen" },
		{ { "--org=example\xe2\x80\xae" }, "--org holds a character that cannot be seen" },
		{ { "--org=example\xff" }, "--org holds a byte that is not UTF-8" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		char *store[10], **argv;
		int argc;
		struct err err = { 0 };
		assert_false(parse(cases[i].words, &argc, store, &argv, &err));
		assert_err(&err, ERR_USAGE, cases[i].says);
		assert_null(strstr(err.text, "example"));
		release(store);
	}
}

/* ${text} as standard input. */
static void
type_in(const char *text)
{
	FILE *f = tmpfile();
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fseek(f, 0, SEEK_SET), 0);
	stdin = f;
}

static void
test_hidden(void **state)
{
	char *store[10], **argv;
	int argc;
	struct err err = { 0 };
	(void)state;
	type_in("jan@example.nl\r\naccess\n");
	assert_ok(parse((const char *const[8]){ "--org", "-", "A", "--right=-" }, &argc, store,
		      &argv, &err),
	    &err);
	assert_string_equal(org, "jan@example.nl");
	assert_string_equal(rights.items[0], "access");
	release(store);
	(void)fclose(stdin);
	type_in("# of today\n\norg: jan@example.nl\nslots:3\nright:\taccess \nquiet\n");
	assert_ok(
	    parse((const char *const[8]){ "--from", "-", "A" }, &argc, store, &argv, &err), &err);
	assert_string_equal(org, "jan@example.nl");
	assert_string_equal(rights.items[0], "access ");
	assert_int_equal(slots, 3);
	assert_true(quiet);
	assert_string_equal(argv[0], "A");
	release(store);
	(void)fclose(stdin);
}

static void
test_hidden_bad(void **state)
{
	static const struct {
		const char *words[8], *in, *says;
	} cases[] = {
		{ { "--org", "-" }, "", "--org - takes a line of standard input: there is none" },
		{ { "--org", "-" }, "example\x1b[31m\n", "--org holds a character that" },
		{ { "--from", "-" }, "org: a\nexample: b\n", "--from -:2: expected OPTION: VALUE" },
		{ { "--from", "-" }, "example\n", "--from -:1: expected OPTION: VALUE" },
		{ { "--from", "-" }, "or: example\n", "--from -:1: expected OPTION" },
		{ { "--from", "-" }, "quiet: example\n", "--from -:1: expected OPTION" },
		{ { "--from", "-" }, "from: example\n", "--from -:1: expected OPTION" },
		{ { "--from", "-" }, "slots: example\n", "--from -:1: --slots needs a whole" },
		{ { "--from", "-" }, "org: example\xff\n", "--from -:1: --org holds a byte" },
		{ { "--from", "/nonexistent" }, "", "--from: cannot open the file" },
		{ { "--from" }, "", "--from needs a value: FILE" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		char *store[10], **argv;
		int argc;
		struct err err = { 0 };
		type_in(cases[i].in);
		assert_false(parse(cases[i].words, &argc, store, &argv, &err));
		if (!strstr(err.text, cases[i].says) || strstr(err.text, "example"))
			fail_msg("%zu: %s", i, err.text);
		release(store);
		(void)fclose(stdin);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_end_of_options),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_resolved_once),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_hidden_bad),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(rights.items);
	return failed;
}
