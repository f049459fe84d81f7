/*
 * Answers that come in pieces: however one is cut, it is the same JSON once its long strings
 * are put back where their tokens stand; what no row named is forgotten, and a call that is
 * made again begins afresh.
 */
#include "unit/unit.h"

#include "../src/connector/http/http.h"
#include "sink.h"

#define LONG 6 /* bytes; a megabyte would take long */

struct lab {
	struct sink sink;
	struct connector_call call;
	struct http_run run;
	struct http_into into;
	struct buf body;
	struct http_spill *spill;
	json_t *coll;
};

static void
open_lab(struct lab *l)
{
	*l = (struct lab){ .coll = json_object(), .spill = xmalloc(sizeof(*l->spill)) };
	sink_init(&l->sink);
	l->call.sink = &l->sink.rows;
	l->run.call = &l->call;
	l->into.coll = l->coll;
	l->into.columns = (struct collection){ .category = "C1", .name = "Mail box" };
	http_spill_init(l->spill, &l->run, &l->into, &l->body);
	l->spill->most = LONG;
}

static void
close_lab(struct lab *l)
{
	http_spill_release(l->spill);
	free(l->spill);
	buf_release(&l->body);
	sink_release(&l->sink);
	json_decref(l->coll);
}

static bool
feed(struct lab *l, const char *text, size_t len, size_t piece, struct err *err)
{
	for (size_t at = 0; at < len; at += piece)
		if (!http_spill_take(l->spill, text + at, len - at < piece ? len - at : piece, err))
			return false;
	return true;
}

/* ${v} with the texts of the files where their tokens stand; names of members are strings too. */
static json_t *
restored(struct lab *l, const char *s)
{
	size_t n;
	if (large_token_find(&l->run.tokens_of_large, (struct value){ s, strlen(s) }, &n) != s)
		return json_string(s);
	return json_string(json_str(json_array_get(l->sink.files, n), "text"));
}

static json_t *
restore(struct lab *l, const json_t *v)
{
	const char *key;
	json_t *member;
	size_t i;
	if (json_is_string(v))
		return restored(l, json_string_value(v));
	if (!json_is_object(v) && !json_is_array(v))
		return json_deep_copy(v);
	json_t *out = json_is_object(v) ? json_object() : json_array();
	json_object_foreach((json_t *)(uintptr_t)v, key, member) {
		auto_drop(json) json_t *name = restored(l, key);
		json_object_set_new(out, json_string_value(name), restore(l, member));
	}
	json_array_foreach((json_t *)(uintptr_t)v, i, member)
		json_array_append_new(out, restore(l, member));
	return out;
}

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
