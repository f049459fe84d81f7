/*
 * A row sink that remembers, and a connector call to try a connector with. What came is read as
 * JSON: sink.collections = [{"category","name","fields":[{"name","type","provided"}],"rows":[{NAME:
 * TEXT|null}],"ended"}], sink.files = [{"category","name","text","closed"}]. Every value stands
 * there as the text that was handed over. Calls out of order, text that is not UTF-8 and values
 * that do not fit their type fail the test.
 */
#ifndef TESTS_SINK_H
#define TESTS_SINK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "dossier/connector.h"

struct sink {
	struct row_sink rows; /* first: a connector gets &sink.rows */
	json_t *collections, *files;
	long fail_after; /* rows until the sink refuses with TEMPORARY; -1: never */
	bool count_only; /* keep no rows, only nrows: for large runs */
	long nrows;
	int64_t nbytes;   /* of files, when only counting */
	struct buf bytes; /* of the open file */
	const struct collection *now;
	json_t *into, *file; /* borrowed: the open collection, the open file */
};

static const char *const sink_types[] = { "text", "number", "bool", "json", "date", "time",
	"binary" };

static inline bool
sink_begin(struct row_sink *rows, const struct collection *c, struct err *err)
{
	struct sink *s = (struct sink *)rows;
	(void)err;
	assert_null(s->now);
	assert_null(s->file);
	assert_true(c->nfields > 0);
	json_t *fields = json_array();
	for (size_t i = 0; i < c->nfields; i++)
		assert_int_equal(
		    json_array_append_new(fields,
			json_pack("{s:s, s:s, s:b}", "name", c->fields[i].name, "type",
			    sink_types[c->fields[i].type], "provided", c->fields[i].provided)),
		    0);
	s->into = json_pack("{s:s, s:s, s:o, s:[], s:b}", "category", c->category, "name", c->name,
	    "fields", fields, "rows", "ended", 0);
	assert_non_null(s->into);
	assert_int_equal(json_array_append_new(s->collections, s->into), 0);
	s->now = c;
	return true;
}

static inline void
sink_check(enum field_type type, json_t *text)
{
	const char *p = json_string_value(text);
	json_t *json =
	    json_loads(p, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL, NULL);
	if (type == FIELD_NUMBER)
		assert_true(json_is_number(json));
	if (type == FIELD_JSON)
		assert_non_null(json);
	if (type == FIELD_BOOL)
		assert_true(json_is_boolean(json));
	if (type == FIELD_BINARY && *p != '[') /* the mark of what left as a file */
		assert_int_equal(
		    strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="),
		    strlen(p));
	json_decref(json);
}

static inline bool
sink_row(struct row_sink *rows, const struct value *values, struct err *err)
{
	struct sink *s = (struct sink *)rows;
	assert_non_null(s->now);
	if (s->fail_after >= 0 && s->nrows >= s->fail_after)
		return err_set(err, ERR_TEMPORARY, "no space left, says the test");
	s->nrows++;
	if (s->count_only)
		return true;
	json_t *row = json_object();
	for (size_t i = 0; i < s->now->nfields; i++) {
		json_t *text =
		    values[i].data ? json_stringn(values[i].data, values[i].len) : json_null();
		if (!text)
			fail_msg(
			    "field %s of %s is not UTF-8", s->now->fields[i].name, s->now->name);
		if (values[i].data)
			sink_check(s->now->fields[i].type, text);
		assert_int_equal(json_object_set_new(row, s->now->fields[i].name, text), 0);
	}
	return json_array_append_new(json_object_get(s->into, "rows"), row) == 0;
}

static inline bool
sink_end(struct row_sink *rows, struct err *err)
{
	struct sink *s = (struct sink *)rows;
	(void)err;
	assert_non_null(s->now);
	s->now = NULL;
	return json_object_set_new(s->into, "ended", json_true()) == 0;
}

static inline bool
sink_value_open(struct row_sink *rows, const char *category, const char *name, struct err *err)
{
	struct sink *s = (struct sink *)rows;
	(void)err;
	assert_null(s->file);
	s->file = json_pack(
	    "{s:s, s:s, s:s, s:b}", "category", category, "name", name, "text", "", "closed", 0);
	assert_non_null(s->file);
	return json_array_append_new(s->files, s->file) == 0;
}

static inline bool
sink_file_open(struct row_sink *rows, const char *category, const char *name, struct err *err)
{
	assert_null(((struct sink *)rows)->now);
	return sink_value_open(rows, category, name, err);
}

static inline bool
sink_file_write(struct row_sink *rows, const void *p, size_t n, struct err *err)
{
	struct sink *s = (struct sink *)rows;
	(void)err;
	assert_non_null(s->file);
	if (s->count_only) {
		s->nbytes += (int64_t)n;
		return true;
	}
	buf_add(&s->bytes, p, n); /* a piece may end inside a character */
	return true;
}

static inline bool
sink_file_close(struct row_sink *rows, struct err *err)
{
	struct sink *s = (struct sink *)rows;
	(void)err;
	assert_non_null(s->file);
	json_t *text = json_stringn(s->bytes.data ? s->bytes.data : "", s->bytes.len);
	if (!text)
		fail_msg("a file that is no UTF-8");
	assert_int_equal(json_object_set_new(s->file, "text", text), 0);
	assert_int_equal(json_object_set_new(s->file, "closed", json_true()), 0);
	buf_reset(&s->bytes);
	s->file = NULL;
	return true;
}

static inline bool
sink_file_forget(struct row_sink *rows, const char *name, struct err *err)
{
	struct sink *s = (struct sink *)rows;
	(void)err;
	for (size_t i = json_array_size(s->files); i > 0; i--) {
		const json_t *file = json_array_get(s->files, i - 1);
		if (strcmp(json_string_value(json_object_get(file, "name")), name) == 0)
			return json_array_remove(s->files, i - 1) == 0;
	}
	fail_msg("no file to forget");
	return false;
}

static inline void
sink_init(struct sink *s)
{
	*s = (struct sink){ .rows = { sink_begin, sink_row, sink_end, sink_file_open,
				sink_file_write, sink_file_close, sink_value_open,
				sink_file_forget },
		.collections = json_array(),
		.files = json_array(),
		.fail_after = -1 };
}

static inline void
sink_release(struct sink *s)
{
	json_decref(s->collections);
	json_decref(s->files);
	buf_release(&s->bytes);
}

/* The collection of that name, borrowed; NULL when it was never begun. */
static inline json_t *
sink_collection(const struct sink *s, const char *name)
{
	size_t i;
	json_t *c;
	json_array_foreach(s->collections, i, c)
		if (strcmp(json_string_value(json_object_get(c, "name")), name) == 0)
			return c;
	return NULL;
}

/*
 * The text of a field of row ${i}; NULL for null. Fails when there is no such collection, row or
 * field.
 */
static inline const char *
sink_text(const struct sink *s, const char *name, size_t i, const char *field)
{
	json_t *row = json_array_get(json_object_get(sink_collection(s, name), "rows"), i);
	json_t *text = json_object_get(row, field);
	if (!text)
		fail_msg("no field %s in row %zu of %s", field, i, name);
	return json_string_value(text);
}

static inline size_t
sink_count(const struct sink *s, const char *name)
{
	return json_array_size(json_object_get(sink_collection(s, name), "rows"));
}

/*
 * A call with empty answers. The texts are JSON; NULL stands for an empty object. ids may be NULL.
 */
static inline void
call_init(struct connector_call *call, struct sink *sink, const char *system, const char *settings)
{
	json_error_t at;
	*call = (struct connector_call){ .system = json_loads(system, 0, &at),
		.settings = json_loads(settings ? settings : "{}", 0, NULL),
		.request = json_object(),
		.sink = &sink->rows,
		.outcomes = json_array(),
		.yields = json_array(),
		.state = json_object() };
	if (!call->system)
		fail_msg("the system of the test is no JSON: line %d: %s", at.line, at.text);
	assert_non_null(call->settings);
}

/* The ${n}th outcome of this code, as JSON; NULL when there are fewer. */
static inline json_t *
call_outcome(const struct connector_call *call, const char *code, size_t n)
{
	size_t i;
	json_t *o;
	json_array_foreach(call->outcomes, i, o)
		if (strcmp(json_str_or(o, "code", ""), code) == 0 && n-- == 0)
			return o;
	return NULL;
}

static inline size_t
call_outcomes(const struct connector_call *call, const char *code)
{
	size_t n = 0;
	while (call_outcome(call, code, n))
		n++;
	return n;
}

/* "phone email": the kinds of identifier that an outcome misses. */
static inline void
assert_missing(const json_t *outcome, const char *kinds)
{
	auto_drop(buf) struct buf b = { 0 };
	size_t i;
	json_t *kind;
	json_array_foreach(json_get(outcome, "missing"), i, kind)
		buf_addf(&b, "%s%s", i ? " " : "", json_string_value(kind));
	assert_string_equal(json_str_or(outcome, "code", ""), "not-searched");
	assert_string_equal(json_str_or(outcome, "why", ""), "no-identifier");
	assert_string_equal(b.data ? b.data : "", kinds);
}

static inline void
call_release(struct connector_call *call)
{
	const json_t *borrowed[] = { call->system, call->settings, call->request };
	json_t *owned[] = { call->outcomes, call->yields, call->state };
	for (size_t i = 0; i < array_len(borrowed); i++) {
		union {
			const json_t *in;
			json_t *out;
		} u = { borrowed[i] };
		json_decref(u.out);
	}
	for (size_t i = 0; i < array_len(owned); i++)
		json_decref(owned[i]);
}

#endif
