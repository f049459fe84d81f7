/* Files that edits are about, those of values too large for their rows, and what nobody touches. */
#include "archive_help.h"

#include "dossier/edit.h"

static void
put_file(struct row_sink *to, const char *name, const char *text)
{
	struct err err = { 0 };
	assert_true(to->file_open(to, "C1", name, &err) &&
	    to->file_write(to, text, strlen(text), &err) && to->file_close(to, &err));
}

static void
put_value(struct row_sink *to, const char *name)
{
	struct err err = { 0 };
	assert_true(to->value_open(to, "C1", name, &err) && to->file_write(to, "large", 5, &err) &&
	    to->file_close(to, &err));
}

static struct part_sink *
collect(const struct rig *r)
{
	static const char *const portable[] = { "C1", NULL };
	static const struct field fields[] = { { "id", FIELD_NUMBER, true },
		{ "body", FIELD_TEXT, true }, { "other", FIELD_JSON, true } };
	static const struct value rows[][3] = {
		{ V("1"), V("[file notes-body-1.txt]"), VNULL },
		{ V("2"), V("[file notes-body-2.txt]"), V("[\"[file notes-body-2.txt]\"]") },
		{ V("3"), V("short"), V("{\"a\":\"Gerda Blauwbroek\"}") },
	};
	static const struct collection notes = { "C1", "notes", fields, 3 },
				       quiet = { "C1", "quiet", fields, 3 };
	struct part_sink *s = part_sink_new(r->dir, r->keys->content_public, portable);
	struct row_sink *to = part_sink_rows(s);
	struct err err = { 0 };
	assert_true(to->begin(to, &quiet, &err) && to->row(to, rows[0], &err) && to->end(to, &err));
	assert_true(to->begin(to, &notes, &err));
	for (size_t i = 0; i < array_len(rows); i++)
		assert_true(to->row(to, rows[i], &err));
	put_value(to, "notes-body-1.txt");
	put_value(to, "notes-body-2.txt");
	assert_true(to->end(to, &err));
	put_file(to, "a.txt", "Beste Gerda Blauwbroek, tot ziens\n");
	put_file(to, "b.txt", "niets\n");
	return s;
}

static struct edited *
edit(const struct rig *r, const struct part_sink *s, struct edit *edits, size_t n, struct err *err)
{
	struct edit_job job = {
		.dir = r->dir, .keys = r->keys, .lang = "nl", .edits = edits, .nedits = n
	};
	job.parts = part_sink_parts(s, &job.nparts);
	return edit_parts(&job, err);
}

static const struct part *
find(const struct edited *e, const char *name, const char *format, bool only_portable)
{
	size_t n;
	const struct part *parts = edited_parts(e, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(parts[i].name, name) == 0 && strcmp(parts[i].format, format) == 0 &&
		    parts[i].only_portable == only_portable)
			return &parts[i];
	return NULL;
}

static void
assert_text(const struct rig *r, const struct part *p, const char *expected)
{
	auto_drop(buf) struct buf text = { 0 };
	assert_non_null(p);
	rig_read(r, p, &text);
	assert_string_equal(text.data, expected);
}

/* What is said of everything makes anew what holds it; the rest is the very part it was. */
static void
test_untouched(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s = collect(r);
	struct edit e = { .kind = EDIT_REDACT, .text = "gerda blauwbroek" };
	auto_drop(edited) struct edited *made = edit(r, s, &e, 1, &err);
	if (!made)
		fail_msg("%s", err.text);
	assert_int_equal(e.count, 2);
	assert_text(r, find(made, "a.txt", "file", false), "Beste [weggelaten], tot ziens\n");
	size_t n, same = 0;
	const struct part *parts = part_sink_parts(s, &n);
	for (size_t i = 0; i < n; i++) {
		const struct part *p =
		    find(made, parts[i].name, parts[i].format, parts[i].only_portable);
		assert_non_null(p);
		same += strcmp(p->blob, parts[i].blob) == 0;
	}
	assert_int_equal(same, n - 3);
}

/* A value's file goes with the last row that names it. */
static void
test_values(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s = collect(r);
	struct edit e = { .kind = EDIT_WITHHOLD,
		.blob = rig_part(s, "notes", "json", false)->blob,
		.column = "body" };
	auto_drop(edited) struct edited *made = edit(r, s, &e, 1, &err);
	assert_non_null(made);
	assert_null(find(made, "notes-body-1.txt", "file", false));
	assert_non_null(find(made, "notes-body-2.txt", "file", false));
	edited_free(take(made));
	e = (struct edit){ .kind = EDIT_WITHHOLD, .blob = e.blob, .first_row = 1, .last_row = 2 };
	made = edit(r, s, &e, 1, &err);
	assert_non_null(made);
	assert_null(find(made, "notes-body-1.txt", "file", false));
	assert_null(find(made, "notes-body-2.txt", "file", false));
}

/* What does not leave in portability/ alone stays as it is in files/. */
static void
test_portability(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s = collect(r);
	struct edit e = { .kind = EDIT_REDACT, .text = "Blauwbroek", .only_portable = true };
	auto_drop(edited) struct edited *made = edit(r, s, &e, 1, &err);
	assert_non_null(made);
	assert_int_equal(e.count, 2);
	const struct part *p = find(made, "a.txt", "file", false);
	assert_text(r, p, "Beste Gerda Blauwbroek, tot ziens\n");
	assert_false(p->portable);
	assert_text(r, find(made, "a.txt", "file", true), "Beste Gerda [weggelaten], tot ziens\n");
	assert_true(find(made, "b.txt", "file", false)->portable);
	assert_false(find(made, "notes", "json", false)->portable);
	assert_text(r, find(made, "notes", "csv", true),
	    "id,body,other\r\n1,[file notes-body-1.txt],\r\n"
	    "2,[file notes-body-2.txt],\"[\"\"[file notes-body-2.txt]\"\"]\"\r\n"
	    "3,short,\"{\"\"a\"\":\"\"Gerda [weggelaten]\"\"}\"\r\n");
}

/* Nothing is made when only the count is asked for. */
static void
test_count(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s = collect(r);
	struct edit e = { .kind = EDIT_REDACT, .text = "Blauwbroek" };
	struct edit_job job = { .dir = r->dir,
		.keys = r->keys,
		.lang = "nl",
		.edits = &e,
		.nedits = 1,
		.count_only = true };
	int before = rig_blobs(r->dir);
	job.parts = part_sink_parts(s, &job.nparts);
	auto_drop(edited) struct edited *made = edit_parts(&job, &err);
	assert_non_null(made);
	assert_int_equal(e.count, 2);
	assert_int_equal(rig_blobs(r->dir), before);
}

/* A file has no rows; what cannot be taken out of one is refused, and nothing is left behind. */
static void
test_refused(void **state)
{
	const struct rig *r = *state;
	auto_drop(part_sink) struct part_sink *s = collect(r);
	put_file(part_sink_rows(s), "foto.png", "\x89PNG\r\n\x1a\n Gerda Blauwbroek");
	const struct edit wrong[] = {
		{ .kind = EDIT_WITHHOLD,
		    .blob = rig_part(s, "a.txt", "file", false)->blob,
		    .first_row = 1,
		    .last_row = 1 },
		{ .kind = EDIT_REDACT, .text = "Gerda Blauwbroek" },
	};
	const enum err_kind kinds[] = { ERR_INPUT, ERR_DENIED };
	int before = rig_blobs(r->dir);
	for (size_t i = 0; i < array_len(wrong); i++) {
		struct err err = { 0 };
		struct edit one = wrong[i];
		assert_null(edit(r, s, &one, 1, &err));
		assert_int_equal(err.kind, kinds[i]);
		assert_non_null(strstr(err.text, "files/C1 (SHA-256 "));
		assert_null(strstr(err.text, "foto"));
		assert_int_equal(rig_blobs(r->dir), before);
	}
}

/* A part that is gone or altered: an error, what was made before it is removed, nothing else is. */
static void
test_damaged(void **state)
{
	const struct rig *r = *state;
	static const char *const formats[] = { "json", "csv" };
	for (size_t i = 0; i < array_len(formats); i++) {
		struct err err = { 0 };
		auto_drop(arena) struct arena *a = arena_new();
		auto_drop(part_sink) struct part_sink *s = collect(r);
		struct edit e = { .kind = EDIT_REDACT, .pattern = "[a-z]+\\.txt" };
		const char *blob = rig_part(s, "notes", formats[i], false)->blob;
		const char *path = arena_printf(a, "%s/blobs/%.2s/%s", r->dir, blob, blob);
		int before = rig_blobs(r->dir);
		FILE *f = fopen(path, "r+");
		assert_non_null(f);
		assert_int_equal(fseek(f, -1, SEEK_END), 0);
		int c = fgetc(f);
		assert_int_equal(fseek(f, -1, SEEK_END), 0);
		assert_int_equal(fputc(c ^ 1, f), c ^ 1);
		assert_int_equal(fclose(f), 0);
		assert_null(edit(r, s, &e, 1, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		assert_int_equal(rig_blobs(r->dir), before);
		assert_int_equal(unlink(path), 0);
		err_clear(&err);
		assert_null(edit(r, s, &e, 1, &err));
		assert_int_equal(err.kind, ERR_NOTFOUND);
		assert_int_equal(rig_blobs(r->dir), before - 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_untouched, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_values, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_portability, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_count, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_damaged, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_refused, rig_setup, rig_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
