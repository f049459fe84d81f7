/*
 * Random tables and random edits: what is made is, byte for byte, what collecting the edited values
 * would have made. What is to be left out is worked out here by plain replacing, value by value.
 */
#include "archive_help.h"

#include "dossier/edit.h"

#define ROWS 12
#define COLUMNS 5
#define EDITS 4

static const struct field fields[COLUMNS] = {
	{ "id", FIELD_NUMBER, true },
	{ "name", FIELD_TEXT, true },
	{ "note", FIELD_TEXT, false },
	{ "doc", FIELD_JSON, false },
	{ "day", FIELD_DATE, true },
};
/* what may be left out: none is in another, or in any other word */
static const char *const secrets[] = { "Zorgvliet", "Quaestor", "9174", "Xanthe",
	"Wyb \xc3\xb6rg" };
static const char *const words[] = { "de", "=A1", "a;b", "\"zo\"", "caf\xc3\xa9", "\\", "regel\nom",
	",", "'s", "<b>", "&", "\xf0\x9f\x98\x80", "-", "@home", "\t", "[x]", "100%" };

static uint64_t seed;
static size_t
pick(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

struct model {
	char *v[ROWS][COLUMNS]; /* NULL: NULL */
	size_t rows, ncolumns, columns[COLUMNS];
	struct arena *a;
};

static char *
any_text(struct arena *a)
{
	char *s = arena_strdup(a, "");
	for (size_t n = pick(6); n > 0; n--) {
		const char *word =
		    pick(4) ? words[pick(array_len(words))] : secrets[pick(array_len(secrets))];
		s = arena_printf(a, "%s%s%s", s, *s ? " " : "", word);
	}
	return s;
}

static char *
json_of(const char *s, struct arena *a)
{
	json_t *j = json_string(s);
	char *text = json_dumps(j, JSON_ENCODE_ANY), *copy = arena_strdup(a, text);
	free(text);
	json_decref(j);
	return copy;
}

static char *
any_value(size_t column, struct arena *a)
{
	char *text = any_text(a);
	if (pick(8) == 0)
		return NULL;
	switch (fields[column].type) {
	case FIELD_NUMBER:
		return arena_printf(a, "%zu%s", pick(50), pick(5) ? "" : "9174");
	case FIELD_DATE:
		return pick(4) ? arena_printf(a, "2026-11-%02zu", 1 + pick(28)) : text;
	case FIELD_JSON:
		return pick(3) == 0 ? json_of(text, a)
		    : pick(2)       ? arena_printf(a, "[9174,null,%s,true]", json_of(text, a))
				    : arena_printf(a, "{\"k\":{%s:%s},\"n\":-1.5e3}",
					  json_of(any_text(a), a), json_of(text, a));
	default:
		return text;
	}
}

static void
fill(struct model *m)
{
	*m = (struct model){ .rows = pick(ROWS + 1), .ncolumns = COLUMNS, .a = arena_new() };
	for (size_t c = 0; c < COLUMNS; c++)
		m->columns[c] = c;
	for (size_t r = 0; r < m->rows; r++)
		for (size_t c = 0; c < COLUMNS; c++)
			m->v[r][c] = any_value(c, m->a);
}

/* ---- the model of an edit ---- */

static char *
replaced(const char *s, const char *text, const char *by, int64_t *count, struct arena *a)
{
	char *out = arena_strdup(a, "");
	for (const char *at; (at = strstr(s, text)); s = at + strlen(text), ++*count)
		out = arena_printf(a, "%s%.*s%s", out, (int)(at - s), s, by);
	return arena_printf(a, "%s%s", out, s);
}

static const char *const mark = "[weggelaten]";

/* In a JSON value a number that goes becomes a text. */
static char *
replaced_json(char *v, const char *text, int64_t *count, struct arena *a)
{
	char *as_text = arena_printf(a, "\"%s\"", mark), *out = v;
	if (*v != '[' && *v != '{') {
		json_t *j = json_loads(v, JSON_DECODE_ANY, NULL);
		out = json_of(replaced(json_string_value(j), text, mark, count, a), a);
		json_decref(j);
		return out;
	}
	if (strcmp(text, "9174") == 0 && strncmp(v, "[9174,", 6) == 0) {
		out = arena_printf(a, "[%s,%s", as_text, v + 6);
		++*count;
	}
	return replaced(out, text, mark, count, a);
}

static bool
row_is(const struct model *m, const struct edit *e, size_t row, size_t number)
{
	size_t c = 0;
	if (e->first_row && ((int64_t)number < e->first_row || (int64_t)number > e->last_row))
		return false;
	if (!e->where)
		return true;
	while (strcmp(fields[c].name, e->where) != 0)
		c++;
	return m->v[row][c] && strcmp(m->v[row][c], e->is) == 0;
}

static bool
column_is(const struct edit *e, size_t c)
{
	return !e->column || strcmp(fields[c].name, e->column) == 0;
}

/* All of them look at the rows as they were. */
static void
apply(const struct model *from, struct model *to, struct edit *edits, size_t n, int64_t *counts)
{
	*to = *from;
	to->rows = 0;
	for (size_t r = 0; r < from->rows; r++) {
		char **v = to->v[to->rows];
		bool gone = false, hidden[COLUMNS] = { false };
		for (size_t i = 0; i < n; i++)
			if (edits[i].kind == EDIT_WITHHOLD && !edits[i].column &&
			    row_is(from, &edits[i], r, r + 1)) {
				counts[i]++;
				gone = true;
			}
		if (gone)
			continue;
		memcpy(v, from->v[r], sizeof(to->v[0]));
		for (size_t i = 0; i < n; i++)
			for (size_t c = 0; c < COLUMNS; c++)
				if (edits[i].kind == EDIT_WITHHOLD && edits[i].column && v[c] &&
				    !hidden[c] && column_is(&edits[i], c) &&
				    row_is(from, &edits[i], r, r + 1)) {
					counts[i]++;
					hidden[c] = true;
				}
		for (size_t c = 0; c < COLUMNS; c++) {
			if (hidden[c])
				v[c] = arena_strdup(to->a, mark);
			for (size_t i = 0; i < n; i++)
				if (!hidden[c] && v[c] && edits[i].kind == EDIT_REDACT &&
				    column_is(&edits[i], c) && row_is(from, &edits[i], r, r + 1))
					v[c] = fields[c].type == FIELD_JSON
					    ? replaced_json(v[c], edits[i].text, &counts[i], to->a)
					    : replaced(
						  v[c], edits[i].text, mark, &counts[i], to->a);
		}
		to->rows++;
	}
	to->ncolumns = 0;
	for (size_t c = 0; c < COLUMNS; c++) {
		bool kept = true;
		for (size_t i = 0; i < n; i++)
			kept &= edits[i].kind != EDIT_WITHHOLD || !edits[i].column ||
			    edits[i].first_row || edits[i].where || !column_is(&edits[i], c);
		if (kept)
			to->columns[to->ncolumns++] = c;
	}
}

/* ---- both ways ---- */

static struct part_sink *
collect(const struct rig *r, const struct model *m)
{
	static const char *const portable[] = { "C1", NULL };
	struct field own[COLUMNS];
	struct err err = { 0 };
	struct part_sink *s = part_sink_new(r->dir, r->keys->content_public, portable);
	struct row_sink *to = part_sink_rows(s);
	for (size_t i = 0; i < m->ncolumns; i++)
		own[i] = fields[m->columns[i]];
	const struct collection c = { "C1", "orders", own, m->ncolumns };
	assert_true(to->begin(to, &c, &err));
	for (size_t i = 0; i < m->rows; i++) {
		struct value v[COLUMNS];
		for (size_t k = 0; k < m->ncolumns; k++) {
			const char *text = m->v[i][m->columns[k]];
			v[k] = (struct value){ text, text ? strlen(text) : 0 };
		}
		assert_true(to->row(to, v, &err));
	}
	assert_true(to->end(to, &err));
	return s;
}

static struct edit
any_edit(const struct model *m, const char *blob)
{
	struct edit e = { .kind = pick(2) ? EDIT_REDACT : EDIT_WITHHOLD, .blob = blob };
	if (pick(2))
		e.column = fields[pick(COLUMNS)].name;
	if (pick(3) == 0 || (e.kind == EDIT_WITHHOLD && !e.column)) {
		e.first_row = 1 + (int64_t)pick(ROWS);
		e.last_row = e.first_row + (int64_t)pick(3);
	}
	size_t r = pick(ROWS), c = pick(COLUMNS);
	if (pick(3) == 0 && r < m->rows && m->v[r][c] && fields[c].type != FIELD_JSON) {
		e.where = fields[c].name;
		e.is = m->v[r][c];
	}
	if (e.kind == EDIT_REDACT)
		e.text = secrets[pick(array_len(secrets))];
	if (e.kind == EDIT_REDACT && !e.column && !e.first_row && !e.where && pick(2))
		e.blob = NULL;
	return e;
}

static const struct part *
find(const struct part *parts, size_t n, const struct part *like)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(parts[i].format, like->format) == 0 &&
		    parts[i].only_portable == like->only_portable)
			return &parts[i];
	return NULL;
}

/* A column that lost something promises no more than it must. */
static void
assert_schema(const char *made, const char *wanted)
{
	auto_drop(json) json_t *one = json_loads(made, 0, NULL);
	auto_drop(json) json_t *other = json_loads(wanted, 0, NULL);
	assert_int_equal(json_array_size(one), json_array_size(other));
	for (size_t i = 0; i < json_array_size(one); i++) {
		const json_t *f = json_array_get(one, i), *g = json_array_get(other, i);
		assert_string_equal(json_str(f, "name"), json_str(g, "name"));
		if (strcmp(json_str(f, "type"), "any") != 0)
			assert_true(json_equal(f, g));
	}
}

static void
assert_same(const struct rig *r, const struct edited *e, const struct part_sink *expected, int run)
{
	size_t n, m;
	const struct part *made = edited_parts(e, &n), *wanted = part_sink_parts(expected, &m);
	for (size_t i = 0; i < m; i++) {
		const struct part *p = find(made, n, &wanted[i]);
		if (!p)
			fail_msg("run %d: no %s", run, wanted[i].format);
		auto_drop(buf) struct buf one = { 0 }, other = { 0 };
		rig_read(r, p, &one);
		rig_read(r, &wanted[i], &other);
		size_t same = 0;
		while (same < one.len && same < other.len && one.data[same] == other.data[same])
			same++;
		if (same < one.len || same < other.len)
			fail_msg("run %d, %s, byte %zu: %.60s\nexpected: %.60s", run, p->format,
			    same, one.data + (same < 20 ? 0 : same - 20),
			    other.data + (same < 20 ? 0 : same - 20));
		assert_schema(p->schema, wanted[i].schema);
		assert_int_equal(p->crc32, wanted[i].crc32);
		assert_memory_equal(p->sha256, wanted[i].sha256, sizeof(p->sha256));
		assert_int_equal(p->rows, wanted[i].rows);
	}
}

static void
test_random(void **state)
{
	const struct rig *r = *state;
	struct edit edits[EDITS];
	for (int run = 0; run < 600; run++) {
		struct model m, left;
		struct err err = { 0 };
		int64_t counts[EDITS] = { 0 };
		seed = (uint64_t)run * 7919 + 1;
		fill(&m);
		auto_drop(part_sink) struct part_sink *s = collect(r, &m);
		struct edit_job job = {
			.dir = r->dir, .keys = r->keys, .lang = "nl", .edits = edits
		};
		job.parts = part_sink_parts(s, &job.nparts);
		job.nedits = 1 + pick(EDITS);
		for (size_t i = 0; i < job.nedits; i++)
			edits[i] = any_edit(&m, job.parts[0].blob);
		apply(&m, &left, edits, job.nedits, counts);
		auto_drop(edited) struct edited *e = edit_parts(&job, &err);
		if (!e)
			fail_msg("run %d: %s", run, err.text);
		for (size_t i = 0; i < job.nedits; i++)
			if (edits[i].count != counts[i])
				fail_msg("run %d: edit %zu took away %d, expected %d", run, i,
				    (int)edits[i].count, (int)counts[i]);
		if (left.ncolumns > 0) {
			auto_drop(part_sink) struct part_sink *expected = collect(r, &left);
			assert_same(r, e, expected, run);
		}
		arena_free(m.a);
	}
	assert_int_equal(rig_blobs(r->dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_random, rig_setup, rig_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
