/*
 * The files connector: CSV and JSON as other programs write them, the person's rows and nobody
 * else's, and every way in which a file can be wrong.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sink.h"

static struct arena *texts;
static char dir[] = "/tmp/connector_files.XXXXXX";

static const struct identifier_value jan[] = { { "email", "jan@example.nl" },
	{ "phone", "+31612345678" } };

static void
put(const char *name, const char *text)
{
	auto_drop(fd) int fd = open(arena_printf(texts, "%s/%s", dir, name),
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
}

static int
clean(void **state)
{
	(void)state;
	return system(arena_printf(texts, "rm -rf %s/* && test ! -L %s/x", dir, dir));
}

struct fixture {
	struct connector_call call;
	struct sink sink;
	struct err err;
};

/* One collection, with these members in place of the usual ones. */
static void
prepare(struct fixture *f, const char *members)
{
	sink_init(&f->sink);
	memset(&f->err, 0, sizeof(f->err));
	call_init(&f->call, &f->sink,
	    arena_printf(texts,
		"{\"id\":\"drops\",\"collections\":[{\"name\":\"leads\",\"category\":\"C1\",%s}]}",
		members),
	    arena_printf(texts, "{\"directory\":\"%s\"}", dir));
	json_decref((json_t *)(uintptr_t)f->call.request);
	f->call.request = json_pack("{s:{s:s}}", "organisation", "country", "NL");
	f->call.ids = jan;
	f->call.nids = 2;
}

static bool
collect(struct fixture *f, const char *members)
{
	prepare(f, members);
	return connector_files.act[ACTION_COLLECT](&f->call, &f->err);
}

static void
done(struct fixture *f)
{
	call_release(&f->call);
	sink_release(&f->sink);
}

#define MATCH                                                                                      \
	"\"match\":[{\"field\":\"mail\",\"identifier\":\"email\"},{\"field\":\"tel\","             \
	"\"identifier\":\"phone\"}]"
#define CSV "\"file\":\"leads-*.csv\",\"format\":\"csv\","

static void
csv(void **state)
{
	(void)state;
	struct fixture f;
	put("leads-2.csv",
	    "\xef\xbb\xbfmail;tel;note\r\nJAN@Example.nl ;; \"met \"\"quotes\"\"; en\r\n"
	    "regel\"\r\n");
	put("leads-1.csv",
	    "mail,tel,note\nother@example.nl,,\n,06-12345678,\"\"\n\njan@example.nl,, spaces \n"
	    "jan@example.nl.evil,,");
	put("other.csv", "mail\njan@example.nl\n");
	put("leads-2.csv",
	    "\xef\xbb\xbfmail;tel;note\r\nJAN@Example.nl ;;\"met \"\"quotes\"\"; en\r\n"
	    "regel\"\r\n");
	if (!collect(&f, CSV MATCH))
		fail_msg("%s", f.err.text);
	assert_int_equal(sink_count(&f.sink, "leads"), 3);
	assert_string_equal(sink_text(&f.sink, "leads", 0, "tel"), "06-12345678");
	assert_null(sink_text(&f.sink, "leads", 0, "mail"));
	assert_string_equal(sink_text(&f.sink, "leads", 0, "note"), "");
	assert_string_equal(sink_text(&f.sink, "leads", 1, "note"), " spaces ");
	assert_string_equal(sink_text(&f.sink, "leads", 2, "mail"), "JAN@Example.nl ");
	assert_string_equal(sink_text(&f.sink, "leads", 2, "note"), "met \"quotes\"; en\r\nregel");
	assert_int_equal(json_array_size(f.call.outcomes), 0);
	done(&f);
}

/* Rows of others cost time alone, and files what they hold. */
static void
budget(void **state)
{
	(void)state;
	static const struct {
		struct budget_limits limits;
		enum err_kind kind;
		const char *text;
	} rows[] = {
		{ { 60000, 60000, { 0, 2, 1000 } }, ERR_NONE, "" },
		{ { 60000, 60000, { 0, 1, 1000 } }, ERR_INPUT, "goes on after 1 rows" },
		{ { 60000, 60000, { 0, 2, 20 } }, ERR_INPUT, "goes on after 20 bytes" },
		{ { 0, 60000, { 0, 2, 1000 } }, ERR_TEMPORARY, "given up" },
	};
	put("leads-1.csv",
	    "mail,tel\njan@example.nl,\nx@example.nl,\nx@example.nl,\n"
	    "jan@example.nl,\n");
	put("leads-2.csv", "mail,tel\n");
	for (size_t i = 0; i < array_len(rows); i++) {
		struct fixture f;
		prepare(&f, CSV MATCH);
		f.call.budget.limits = &rows[i].limits;
		bool ok = connector_files.act[ACTION_COLLECT](&f.call, &f.err);
		assert_true(ok == (rows[i].kind == ERR_NONE));
		if (f.err.kind != rows[i].kind || !strstr(f.err.text, rows[i].text))
			fail_msg("%d %s", (int)f.err.kind, f.err.text);
		done(&f);
	}
}

static void
types(void **state)
{
	(void)state;
	struct fixture f;
	put("leads-1.csv",
	    "mail,tel,n,b,j,d,t,x\njan@example.nl,,12345678901234567890.10,TRUE,\"{\"\"a\"\":\n"
	    "1}\",2026-02-28,2026-01-02 03:04:05,aGVsbG8=\n"
	    "jan@example.nl,,,,,,,\n");
	assert_true(collect(&f,
	    CSV MATCH
	    ",\"fields\":[{\"name\":\"n\",\"type\":\"number\",\"provided\":true},{\"name\":\"b\","
	    "\"type\":\"bool\"},{\"name\":\"j\",\"type\":\"json\"},{\"name\":\"d\","
	    "\"type\":\"date\"},{\"name\":\"t\",\"type\":\"time\"},{\"name\":\"x\","
	    "\"type\":\"binary\"}]"));
	static const char *const want[][2] = { { "n", "12345678901234567890.10" }, { "b", "true" },
		{ "j", "{\"a\": 1}" }, { "d", "2026-02-28" }, { "t", "2026-01-02T03:04:05" },
		{ "x", "aGVsbG8=" } };
	for (size_t i = 0; i < array_len(want); i++) {
		assert_string_equal(sink_text(&f.sink, "leads", 0, want[i][0]), want[i][1]);
		assert_null(sink_text(&f.sink, "leads", 1, want[i][0]));
	}
	json_t *fields = json_get(sink_collection(&f.sink, "leads"), "fields");
	assert_string_equal(json_str(json_array_get(fields, 0), "type"), "number");
	assert_true(json_flag(json_array_get(fields, 0), "provided"));
	assert_int_equal(json_array_size(fields), 6);
	done(&f);
	static const char *const wrong[][2] = { { "number", "12,5" }, { "number", "01" },
		{ "number", "1." }, { "number", "+1" }, { "number", "1e" }, { "number", "NaN" },
		{ "bool", "ja" }, { "json", "{" }, { "date", "28-02-2026" },
		{ "date", "2026-02-30" }, { "time", "2026-01-02" },
		{ "time", "2026-01-02T99:00:00" }, { "binary", "a b=" }, { "binary", "abc" } };
	for (size_t i = 0; i < array_len(wrong); i++) {
		put("leads-1.csv",
		    arena_printf(texts, "mail,tel,f\njan@example.nl,,\"%s\"\n", wrong[i][1]));
		if (collect(&f,
			arena_printf(texts, "%s,\"fields\":[{\"name\":\"f\",\"type\":\"%s\"}]",
			    CSV MATCH, wrong[i][0])))
			fail_msg("%s is a %s", wrong[i][1], wrong[i][0]);
		assert_int_equal(f.err.kind, ERR_INPUT);
		assert_non_null(
		    strstr(f.err.text, "collection leads, file 1 of 1 by name: row 1: field f"));
		done(&f);
	}
}

static void
assert_refused(const char *members, enum err_kind kind, const char *part)
{
	struct fixture f;
	if (collect(&f, members))
		fail_msg("collected although: %s", part);
	if (f.err.kind != kind || !strstr(f.err.text, part))
		fail_msg("error %d \"%s\" instead of \"%s\"", (int)f.err.kind, f.err.text, part);
	assert_null(strstr(f.err.text, "jan@"));
	done(&f);
}

static void
malformed_csv(void **state)
{
	(void)state;
	static const char *const wrong[][2] = {
		{ "", "no heading" },
		{ "mail,tel\n\"a\"b,c\n", "quote" },
		{ "mail,tel\n\"a,b\n", "ends inside quotes" },
		{ "mail,tel\na\n", "row 1: it has more or fewer cells" },
		{ "mail,tel\na,b\na,b,c\n", "row 2: it has more or fewer" },
		{ "mail,tel,mail\n", "twice" },
		{ "mail,,tel\n", "no heading" },
		{ "mail,tel\nJos\xe9,b\n", "UTF-8" },
		{ "mail,other\n", "no column tel" },
	};
	for (size_t i = 0; i < array_len(wrong); i++) {
		put("leads-1.csv", wrong[i][0]);
		assert_refused(CSV MATCH, ERR_INPUT, wrong[i][1]);
	}
	put("leads-1.csv", "mail,tel\njan@example.nl,\n");
	put("leads-2.csv", "mail,tel,more\njan@example.nl,,x\n");
	assert_refused(CSV MATCH, ERR_INPUT, "file 2 of 2 by name: it has more or fewer columns");
	/* a heading may be a row of somebody's */
	put("leads-1.csv", "mail,tel,jan@example.nl\na,b,c\n");
	put("leads-2.csv", "mail,tel,x\na,b,c\n");
	assert_refused(CSV MATCH, ERR_INPUT, "column 3 of the first file is not there");
	char *long_row = arena_alloc(texts, 6000000);
	memset(long_row, 'x', 5999999);
	for (size_t i = 0; i < 5999999; i += 1000000)
		long_row[i] = ','; /* none of them is too long, all together are */
	memcpy(long_row, "mail,tel\n", 9);
	put("leads-1.csv", long_row);
	assert_refused(CSV MATCH, ERR_INPUT, "too many cells or bytes");
	long_row[9] = '"';
	put("leads-1.csv", long_row);
	assert_refused(CSV MATCH, ERR_INPUT, "ends inside");
}

static void
secrets(void **state)
{
	(void)state;
	struct fixture f;
	put("leads-1.csv",
	    "mail,tel,pin\njan@example.nl,0612345678,1234\njan@example.nl,0612345678,\n");
	assert_true(collect(&f,
	    CSV MATCH
	    ",\"never\":[\"pin\"],\"provided\":[\"mail\"],\"yields\":[{\"kind\":\"phone\","
	    "\"field\":\"tel\"}]"));
	char *all = json_dumps(f.sink.collections, 0);
	assert_null(strstr(all, "1234\""));
	free(all);
	assert_string_equal(sink_text(&f.sink, "leads", 0, "pin_present"), "true");
	assert_string_equal(sink_text(&f.sink, "leads", 1, "pin_present"), "false");
	assert_int_equal(call_outcomes(&f.call, "withheld"), 1);
	assert_int_equal(json_int_or(call_outcome(&f.call, "withheld", 0), "count", 0), 1);
	assert_int_equal(json_array_size(f.call.yields), 1);
	assert_string_equal(json_str(json_array_get(f.call.yields, 0), "value"), "0612345678");
	json_t *fields = json_get(sink_collection(&f.sink, "leads"), "fields");
	assert_true(json_flag(json_array_get(fields, 0), "provided"));
	assert_false(json_flag(json_array_get(fields, 1), "provided"));
	done(&f);
}

#define JSON                                                                                       \
	"\"file\":\"leads.json\",\"format\":\"json\",\"match\":[{\"field\":\"mail\","              \
	"\"identifier\":\"email\"}],\"fields\":[{\"name\":\"mail\",\"path\":\"contact.mail\"},"    \
	"{\"name\":\"n\",\"type\":\"number\"},{\"name\":\"all\",\"type\":\"json\"},"               \
	"{\"name\":\"first\",\"path\":\"all[0].x\"}]"
#define ROW                                                                                        \
	"{\"contact\":{\"mail\":\"Jan@example.nl\"},\"n\":1.10,"                                   \
	"\"all\":[{\"x\":\"}\\\"\\u00e9\"},\n 12345678901234567890],\"z\":null}"

static void
json(void **state)
{
	(void)state;
	struct fixture f;
	static const char *const forms[] = { "[" ROW ",{\"contact\":{\"mail\":\"x@y.nl\"}},\n" ROW
					     "]\n",
		ROW "\n{}\n" ROW, " \xef\xbb\xbf[" ROW "," ROW "]", "[ ]", "" };
	static const size_t rows[] = { 2, 2, 2, 0, 0 };
	for (size_t i = 0; i < array_len(forms); i++) {
		put("leads.json", forms[i] + (i == 2));
		if (!collect(&f, JSON))
			fail_msg("%s", f.err.text);
		assert_int_equal(sink_count(&f.sink, "leads"), rows[i]);
		for (size_t k = 0; k < rows[i]; k++) {
			assert_string_equal(
			    sink_text(&f.sink, "leads", k, "mail"), "Jan@example.nl");
			assert_string_equal(sink_text(&f.sink, "leads", k, "n"), "1.10");
			assert_string_equal(sink_text(&f.sink, "leads", k, "all"),
			    "[{\"x\":\"}\\\"\\u00e9\"},  12345678901234567890]");
			assert_string_equal(sink_text(&f.sink, "leads", k, "first"), "}\"\xc3\xa9");
		}
		done(&f);
	}
}

static void
malformed_json(void **state)
{
	(void)state;
	static const char *const wrong[] = { "[" ROW, "[" ROW ",]", "[" ROW "] x", "[1]", "1",
		"[{]", "{", "{\"a\":}", "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}", "\xef\xbb",
		"{\"a\":\"\\", ROW "," ROW, "[" ROW " " ROW "]" };
	for (size_t i = 0; i < array_len(wrong); i++) {
		put("leads.json", wrong[i]);
		assert_refused(JSON, ERR_INPUT, "file 1 of 1 by name");
	}
	put("leads.json", "[]");
	assert_refused(
	    "\"file\":\"leads.json\",\"format\":\"json\"," MATCH, ERR_INPUT, "must be named");
}

static void
paths(void **state)
{
	(void)state;
	struct fixture f;
	assert_refused(CSV MATCH, ERR_INPUT, "no file is there");
	put("x", "mail,tel\njan@example.nl,\n");
	assert_int_equal(symlink("x", arena_printf(texts, "%s/leads-1.csv", dir)), 0);
	assert_refused(CSV MATCH, ERR_INPUT, "symbolic link");
	assert_int_equal(
	    system(arena_printf(texts, "cd %s && rm leads-1.csv && mkfifo leads-1.csv", dir)), 0);
	assert_refused(CSV MATCH, ERR_INPUT, "regular file");
	assert_refused("\"file\":\"../*.csv\"," MATCH, ERR_INPUT, "without a slash");
	assert_refused("\"file\":\"x\"", ERR_INPUT, "says by nothing");
	const char *settings[] = { "{}", "{\"directory\":\"relative\"}",
		"{\"directory\":\"/nonexistent\"}" };
	const enum err_kind kinds[] = { ERR_INPUT, ERR_INPUT, ERR_TEMPORARY };
	for (size_t i = 0; i < array_len(settings); i++) {
		prepare(&f, CSV MATCH);
		json_decref((json_t *)(uintptr_t)f.call.settings);
		f.call.settings = json_loads(settings[i], 0, NULL);
		assert_false(connector_files.act[ACTION_COLLECT](&f.call, &f.err));
		assert_int_equal(f.err.kind, kinds[i]);
		done(&f);
	}
	assert_int_equal(symlink(dir, arena_printf(texts, "%s.link", dir)), 0);
	prepare(&f, CSV MATCH);
	json_object_set_new(
	    (json_t *)(uintptr_t)f.call.settings, "directory", json_sprintf("%s.link", dir));
	assert_false(connector_files.act[ACTION_COLLECT](&f.call, &f.err));
	assert_int_equal(f.err.kind, ERR_INPUT);
	assert_int_equal(unlink(arena_printf(texts, "%s.link", dir)), 0);
	done(&f);
}

static void
identifier_missing(void **state)
{
	(void)state;
	struct fixture f;
	put("leads-1.csv", "mail,tel,nr\njan@example.nl,,7\n");
	assert_true(
	    collect(&f, CSV "\"match\":[{\"field\":\"nr\",\"identifier\":\"customer_id\"}]"));
	assert_int_equal(json_array_size(f.call.outcomes), 1);
	assert_missing(json_array_get(f.call.outcomes, 0), "customer_id");
	assert_null(sink_collection(&f.sink, "leads"));
	done(&f);
}

static void
not_asked_for(void **state)
{
	(void)state;
	struct fixture f;
	put("leads-1.csv", "mail,tel\njan@example.nl,\n");
	prepare(&f, CSV MATCH);
	json_object_set_new(
	    (json_t *)(uintptr_t)f.call.request, "categories", json_pack("[{s:s}]", "id", "C2"));
	assert_true(connector_files.act[ACTION_COLLECT](&f.call, &f.err));
	assert_int_equal(json_array_size(f.sink.collections), 0);
	done(&f);
}

static void
checks(void **state)
{
	(void)state;
	struct fixture f;
	put("leads-1.csv", "mail,tel\n");
	put("leads-2.csv", "mail,phone\n");
	prepare(&f, CSV MATCH ",\"fields\":[{\"name\":\"mail\"},{\"name\":\"tel\"}]");
	json_t *problems = json_array();
	assert_true(connector_files.check(&f.call, problems, &f.err));
	assert_int_equal(json_array_size(problems), 3);
	assert_string_equal(json_string_value(json_array_get(problems, 0)),
	    "collection leads, file 2 of 2 by name: no column tel");
	assert_string_equal(json_string_value(json_array_get(problems, 2)),
	    "collection leads, file 2 of 2 by name: column 2 is not among the fields and would "
	    "not be handed over");
	done(&f);
	json_array_clear(problems);
	prepare(&f, "\"file\":\"nothing*\"," MATCH);
	assert_true(connector_files.check(&f.call, problems, &f.err));
	assert_int_equal(json_array_size(problems), 1);
	done(&f);
	json_decref(problems);
}

/* A large file is streamed: 40 MB in little memory (the sanitizers' own does not count). */
static void
streamed(void **state)
{
	(void)state;
	struct fixture f;
	FILE *out = fopen(arena_printf(texts, "%s/leads-1.csv", dir), "w");
	assert_non_null(out);
	(void)fputs("mail,tel,note\n", out);
	for (int i = 0; i < 500000; i++)
		(void)fprintf(out,
		    "%s%d@example.nl,,some sixty bytes of text that stand for a row of a drop\n",
		    i % 1000 ? "x" : "jan", i % 1000 ? i : 0);
	for (int i = 0; i < 10; i++)
		(void)fputs("jan@example.nl,,x\n", out);
	assert_int_equal(fclose(out), 0);
	assert_true(collect(&f, CSV MATCH));
	assert_int_equal(sink_count(&f.sink, "leads"), 10);
	done(&f);
}

static void
put_repeated(FILE *out, const char *unit, int n)
{
	for (int i = 0; i < n; i++)
		(void)fputs(unit, out);
}

static const char *
file_text(const struct sink *s, const char *mark)
{
	size_t i;
	json_t *file;
	json_array_foreach(s->files, i, file)
		if (mark && strstr(mark, json_str(file, "name")))
			return json_str(file, "text");
	fail_msg("no file for %s", mark);
	return NULL;
}

static void
assert_repeats(const char *text, const char *unit, size_t n)
{
	size_t len = strlen(unit);
	assert_int_equal(strlen(text), n * len);
	for (size_t i = 0; i < n; i++)
		assert_memory_equal(text + i * len, unit, len);
}

/* Too large for a row: a file for the person's own, nothing for anybody else's and for secrets. */
static void
large_csv(void **state)
{
	(void)state;
	struct fixture f;
	FILE *out = fopen(arena_printf(texts, "%s/leads-1.csv", dir), "w");
	assert_non_null(out);
	(void)fputs("\xef\xbb\xbfmail,tel,note,plain,pin\r\nx@y.nl,,\"", out);
	put_repeated(out, "not hers\n", 300000);
	(void)fputs("\",,\r\njan@example.nl,,\"", out);
	put_repeated(out, "a \"\"q\"\",\n\xc3\xa9\xe2\x82\xac", 200000);
	(void)fputs("\",", out);
	put_repeated(out, "plain\xe2\x82\xac", 300000);
	(void)fputs(",", out);
	put_repeated(out, "1234", 400000);
	(void)fputs("\r\njan@example.nl,,\"a\"\"b\",c,d\njan@example.nl,,x,y,\"", out);
	put_repeated(out, "\"\"", 600000);
	(void)fputs("\"", out);
	assert_int_equal(fclose(out), 0);
	if (!collect(&f, CSV MATCH ",\"never\":[\"pin\"]"))
		fail_msg("%s", f.err.text);
	assert_int_equal(sink_count(&f.sink, "leads"), 3);
	assert_int_equal(json_array_size(f.sink.files), 2);
	const char *mark = sink_text(&f.sink, "leads", 0, "note");
	assert_string_equal(mark, "[file leads-note-1.txt]");
	assert_repeats(file_text(&f.sink, mark), "a \"q\",\n\xc3\xa9\xe2\x82\xac", 200000);
	assert_repeats(file_text(&f.sink, sink_text(&f.sink, "leads", 0, "plain")),
	    "plain\xe2\x82\xac", 300000);
	assert_string_equal(sink_text(&f.sink, "leads", 0, "pin_present"), "true");
	assert_string_equal(sink_text(&f.sink, "leads", 1, "note"), "a\"b");
	assert_string_equal(sink_text(&f.sink, "leads", 2, "pin_present"), "true");
	done(&f);
}

static void
large_json(void **state)
{
	(void)state;
	struct fixture f;
	FILE *out = fopen(arena_printf(texts, "%s/leads.json", dir), "w");
	assert_non_null(out);
	(void)fputs("[{\"contact\":{\"mail\":\"x@y.nl\"},\"n\":1,\"all\":\"", out);
	put_repeated(out, "not hers", 300000);
	(void)fputs("\"},\n{\"all\":[{\"x\":\"", out);
	put_repeated(out, "\\\"\\u00e9\\ud83d\\ude00\\n\xe2\x82\xac", 100000);
	(void)fputs("\"},2,\"", out);
	put_repeated(out, "\\\\", 600000);
	(void)fputs("\"],\"n\":1.10,\"contact\":{\"mail\":\"jan@example.nl\"}}]", out);
	assert_int_equal(fclose(out), 0);
	if (!collect(&f, JSON))
		fail_msg("%s", f.err.text);
	assert_int_equal(sink_count(&f.sink, "leads"), 1);
	static const char unit[] = "\"\xc3\xa9\xf0\x9f\x98\x80\n\xe2\x82\xac";
	/* the same text twice: once as a part of a JSON value, once by its path */
	assert_string_equal(sink_text(&f.sink, "leads", 0, "all"),
	    "[{\"x\":\"[file leads-all-1.txt]\"},2,\"[file leads-all-2.txt]\"]");
	assert_int_equal(json_array_size(f.sink.files), 3);
	assert_repeats(file_text(&f.sink, "leads-all-1.txt"), unit, 100000);
	assert_repeats(file_text(&f.sink, "leads-all-2.txt"), "\\", 600000);
	assert_repeats(file_text(&f.sink, sink_text(&f.sink, "leads", 0, "first")), unit, 100000);
	done(&f);
}

static void
large_and_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *unit, *last, *words;
	} cases[] = {
		{ "\xff", "", "not UTF-8" },
		{ "x", "\\q", "not written as it must be" },
		{ "x", "\\ud83d", "not written as it must be" },
		{ "x", "\xc3", "not UTF-8" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		FILE *out = fopen(arena_printf(texts, "%s/leads.json", dir), "w");
		assert_non_null(out);
		(void)fputs("[{\"contact\":{\"mail\":\"jan@example.nl\"},\"all\":\"", out);
		put_repeated(out, cases[i].unit, 2000000);
		(void)fputs(cases[i].last, out);
		(void)fputs("\"}]", out);
		assert_int_equal(fclose(out), 0);
		assert_refused(JSON, ERR_INPUT, cases[i].words);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(csv, clean),
		cmocka_unit_test_setup(budget, clean),
		cmocka_unit_test_setup(types, clean),
		cmocka_unit_test_setup(malformed_csv, clean),
		cmocka_unit_test_setup(secrets, clean),
		cmocka_unit_test_setup(json, clean),
		cmocka_unit_test_setup(malformed_json, clean),
		cmocka_unit_test_setup(large_csv, clean),
		cmocka_unit_test_setup(large_json, clean),
		cmocka_unit_test_setup(large_and_wrong, clean),
		cmocka_unit_test_setup(paths, clean),
		cmocka_unit_test_setup(identifier_missing, clean),
		cmocka_unit_test_setup(not_asked_for, clean),
		cmocka_unit_test_setup(checks, clean),
		cmocka_unit_test_setup(streamed, clean),
	};
	texts = arena_new();
	if (!mkdtemp(dir))
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)!system(arena_printf(texts, "rm -r %s", dir));
	arena_free(texts);
	return failed;
}
