/*
 * Answers that come in pieces: however one is cut, it is the same JSON once its long strings
 * are put back where their tokens stand; what no row named is forgotten, and a call that is
 * made again begins afresh.
 */
#include "unit/unit.h"

#include "spill.h"

static const char *const answers[] = {
	"{\"data\": [{\"id\": 1, \"text\": \"short\"}]}",
	"{\"a long name of a member\": \"a long text\", \"b\": [\"\", \"123456\", \"1234567\"]}",
	"[\"\\u00e9\\ud83d\\ude00\\n\\\"\\\\\\/\\b\\f\\r\\t\", "
	"\"\xe2\x82\xac\xf0\x9f\x98\x80\xc3\xa9!\"]",
	"[ \"[\\\"{:},\\\"]{\\\\\\\\\", "
	"{\"k\":{\"k\":{\"k\":\"deep deep deep\"}}}, 1.5, null, true]",
	"[\"\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\", \"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\", \"x\"]",
};

static void
test_any_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_len(answers); i++) {
		size_t len = strlen(answers[i]);
		auto_drop(json) json_t *whole = json_loads(answers[i], 0, NULL);
		assert_non_null(whole);
		for (size_t piece = 1; piece <= len; piece++) {
			struct lab l;
			struct err err = { 0 };
			open_lab(&l);
			assert_ok(feed(&l, answers[i], len, piece, &err), &err);
			auto_drop(json) json_t *cut = json_loadb(l.body.data, l.body.len, 0, NULL);
			auto_drop(json) json_t *again = cut ? restore(&l, cut) : NULL;
			if (!again || !json_equal(again, whole))
				fail_msg("%s in pieces of %zu: %s", answers[i], piece, l.body.data);
			close_lab(&l);
		}
	}
}

/* One byte changed or missing: an answer that is none may end in an error, never in another one. */
static void
test_damaged(void **state)
{
	(void)state;
	static const char bytes[] = "\"\\{}[]:,u0d \x01\xff\xc3";
	for (size_t i = 0; i < array_len(answers); i++)
		for (size_t at = 0; at < strlen(answers[i]); at++)
			for (size_t b = 0; b < sizeof(bytes) - 1; b++) {
				struct lab l;
				struct err err = { 0 };
				char *text = xstrdup(answers[i]);
				text[at] = bytes[b];
				open_lab(&l);
				bool taken = feed(&l, text, strlen(text), 1 + at % 7, &err);
				auto_drop(json) json_t *whole = json_loads(text, 0, NULL);
				auto_drop(json) json_t *cut =
				    taken ? json_loadb(l.body.data, l.body.len, 0, NULL) : NULL;
				auto_drop(json) json_t *again = cut ? restore(&l, cut) : NULL;
				if (whole && (!again || !json_equal(again, whole)))
					fail_msg("%s: %s %s", text, err.text, l.body.data);
				assert_true(taken || err.kind == ERR_INPUT);
				if (l.spill->passed_over && l.sink.file)
					assert_true(http_spill_again(l.spill, &err) || !taken);
				close_lab(&l);
				free(text);
			}
}

static void
test_forgotten(void **state)
{
	(void)state;
	static const char text[] = "[{\"note\": \"long enough\"}, {\"note\": \"another one\"}]";
	struct lab l;
	struct err err = { 0 };
	open_lab(&l);
	auto_drop(arena) struct arena *a = arena_new();
	assert_ok(feed(&l, text, strlen(text), 5, &err), &err);
	assert_int_equal(json_array_size(l.sink.files), 2);
	auto_drop(json) json_t *rows = json_loadb(l.body.data, l.body.len, 0, NULL);
	const char *token = json_str(json_array_get(rows, 1), "note");
	size_t len;
	const char *mark =
	    http_spill_mark(l.spill, (struct value){ token, strlen(token) }, a, &len);
	assert_string_equal(mark, "[file mail_box-note-2.txt]");
	assert_int_equal(len, strlen(mark));
	assert_ok(http_spill_end(l.spill, &err), &err);
	assert_int_equal(json_array_size(l.sink.files), 1);
	assert_string_equal(json_str(json_array_get(l.sink.files, 0), "text"), "another one");
	close_lab(&l);
}

/* Broken off inside a long string: nothing of it is left, and the next try is whole. */
static void
test_again(void **state)
{
	(void)state;
	static const char text[] = "[\"one that is long\", \"two that is long\"]";
	struct lab l;
	struct err err = { 0 };
	open_lab(&l);
	assert_ok(feed(&l, text, strlen(text) - 5, 4, &err), &err);
	assert_non_null(l.sink.file);
	assert_ok(http_spill_again(l.spill, &err), &err);
	assert_int_equal(json_array_size(l.sink.files), 0);
	buf_release(&l.body);
	assert_ok(feed(&l, text, strlen(text), 4, &err), &err);
	assert_int_equal(json_array_size(l.sink.files), 2);
	assert_string_equal(json_str(json_array_get(l.sink.files, 0), "text"), "one that is long");
	close_lab(&l);
}

/* Rows that no collection takes leave nothing behind, not even a file. */
static void
test_nobody_takes_it(void **state)
{
	(void)state;
	static const char text[] = "[{\"note\": \"long enough\"}]";
	struct lab l;
	struct err err = { 0 };
	open_lab(&l);
	l.into.coll = NULL;
	assert_ok(feed(&l, text, strlen(text), 5, &err), &err);
	assert_int_equal(json_array_size(l.sink.files), 0);
	assert_string_equal(l.body.data, "[{\"note\": \"\"}]");
	close_lab(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_pieces),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_forgotten),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_nobody_takes_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
