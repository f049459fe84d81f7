/*
 * The row sink: which parts it makes, that it leaves nothing behind when it fails or dies, and what
 * a part says.
 */
#include "archive_help.h"

#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

static const struct field mixed[] = { { "id", FIELD_NUMBER, false },
	{ "email", FIELD_TEXT, true } };
static const struct field given[] = { { "email", FIELD_TEXT, true } };
static const struct field derived[] = { { "score", FIELD_NUMBER, false } };

static void
put(struct row_sink *rows, const char *category, const char *name, const struct field *fields,
    size_t n)
{
	struct err err = { 0 };
	const struct collection c = { category, name, fields, n };
	const struct value values[] = { V("1"), V("a@b.nl") };
	assert_true(
	    rows->begin(rows, &c, &err) && rows->row(rows, values, &err) && rows->end(rows, &err));
}

/* Art. 20: only what was provided, in categories that qualify. */
static void
portable(void **state)
{
	const struct rig *r = *state;
	static const char *const categories[] = { "X-C01", NULL };
	size_t n;
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, categories);
	struct row_sink *rows = part_sink_rows(s);
	put(rows, "X-C01", "mixed", mixed, 2);
	put(rows, "X-C01", "given", given, 1);
	put(rows, "X-C01", "derived", derived, 1);
	put(rows, "X-C02", "other", given, 1);
	(void)part_sink_parts(s, &n);
	assert_int_equal(n, 2 + 2 + 2 + 2 + 2);
	assert_false(rig_part(s, "mixed", "json", false)->portable);
	assert_true(rig_part(s, "mixed", "csv", true)->portable);
	assert_true(rig_part(s, "given", "json", false)->portable);
	assert_false(rig_part(s, "derived", "json", false)->portable);
	assert_false(rig_part(s, "other", "json", false)->portable);
	auto_drop(buf) struct buf text = { 0 };
	rig_read(r, rig_part(s, "mixed", "json", true), &text);
	assert_string_equal(text.data, "[\n{\"email\":\"a@b.nl\"}\n]\n");
	assert_string_equal(rig_part(s, "mixed", "json", true)->schema,
	    "[{\"name\":\"email\",\"type\":\"string\"}]");
}

/* What reads like text is noted as it passes, but for what the person gave; addresses once each. */
static void
noted(void **state)
{
	const struct rig *r = *state;
	static const struct field fields[] = { { "id", FIELD_NUMBER, false },
		{ "name", FIELD_TEXT, false }, { "note", FIELD_TEXT, false },
		{ "own", FIELD_TEXT, true }, { "mail", FIELD_TEXT, false },
		{ "tree", FIELD_JSON, false }, { "many", FIELD_TEXT, false } };
	static const char long_text[] =
	    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234"
	    "567890123456789012345678901234567890123456789012345678901234567890123456789";
	const struct collection c = { "X-C01", "mixed", fields, array_len(fields) };
	const struct value first[] = { V("1"), V("Jan"), V("short"), V(long_text),
		V("Anna@X.example"), V("{\"to\":\"bob@y.example\"}"), V("a@b.c") },
			   second[] = { V("2"), V("@ home"), V("a\nb"), V("x\ny"),
				   V("<anna@x.example>, anna@x.example."), { NULL, 0 },
				   V("1@a.b 2@a.b 3@a.b 4@a.b 5@a.b 6@a.b 7@a.b 8@a.b 9@a.b") };
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, NULL);
	struct row_sink *rows = part_sink_rows(s);
	assert_true(rows->begin(rows, &c, &err) && rows->row(rows, first, &err) &&
	    rows->row(rows, second, &err) && rows->end(rows, &err));
	const struct part *p = rig_part(s, "mixed", "json", false);
	auto_drop(json) json_t *n = json_loads(p->noted, 0, NULL);
	assert_int_equal(json_object_size(n), 4);
	assert_true(json_flag(json_get(n, "note"), "lines"));
	const json_t *mail = json_get(json_get(n, "mail"), "addresses");
	assert_int_equal(json_array_size(mail), 1);
	assert_true(json_has(mail, "anna@x.example"));
	assert_true(json_has(json_get(json_get(n, "tree"), "addresses"), "bob@y.example"));
	assert_true(json_flag(json_get(n, "many"), "many"));
	assert_null(strstr(p->schema, "example")); /* which leaves with the archive */
}

static void
parts_travel(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	struct part back;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, NULL);
	put(part_sink_rows(s), "X-C01", "mixed", mixed, 2);
	const struct part *p = rig_part(s, "mixed", "csv", false);
	auto_drop(json) json_t *j = part_json(p);
	auto_drop(json) json_t *copy = json_deep_copy(j);
	assert_true(part_from_json(copy, a, &back, &err));
	auto_drop(json) json_t *again = part_json(&back);
	assert_true(json_equal(j, again));
	static const char *const needed[] = { "category", "name", "format", "blob", "crc32",
		"sha256", "rows", "plain_bytes", "packed_bytes" };
	for (size_t i = 0; i < array_len(needed); i++) {
		auto_drop(json) json_t *less = json_deep_copy(j);
		assert_int_equal(json_object_del(less, needed[i]), 0);
		err_clear(&err);
		assert_false(part_from_json(less, a, &back, &err));
		assert_int_equal(err.kind, ERR_INPUT);
	}
	json_object_set_new(copy, "name", json_string("../up"));
	err_clear(&err);
	assert_false(part_from_json(copy, a, &back, &err));
}

static void
keep_or_not(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	struct part_sink *s = part_sink_new(r->dir, r->keys->content_public, NULL);
	put(part_sink_rows(s), "X-C01", "t", mixed, 2);
	assert_int_equal(rig_blobs(r->dir), 2);
	part_sink_free(s);
	assert_int_equal(rig_blobs(r->dir), 0);
	s = part_sink_new(r->dir, r->keys->content_public, NULL);
	put(part_sink_rows(s), "X-C01", "t", mixed, 2);
	part_sink_keep(s);
	const struct collection unfinished = { "X-C01", "u", mixed, 2 };
	assert_true(part_sink_rows(s)->begin(part_sink_rows(s), &unfinished, &err));
	part_sink_free(s);
	assert_int_equal(rig_blobs(r->dir), 2);
}

static void
no_fields(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, NULL);
	const struct collection none = { "X-C01", "t", NULL, 0 };
	assert_false(part_sink_rows(s)->begin(part_sink_rows(s), &none, &err));
	assert_int_equal(err.kind, ERR_INPUT);
}

static bool
noise_row(struct row_sink *rows, struct err *err)
{
	static uint64_t x = 88172645463325252ull;
	char text[4096];
	for (size_t i = 0; i < sizeof(text); i++) {
		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		text[i] = (char)(33 + x % 90);
	}
	const struct value values[] = { V("1"), { text, sizeof(text) } };
	return rows->row(rows, values, err);
}

static void
disk_full(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	char dir[80];
	(void)snprintf(dir, sizeof(dir), "%s/small", r->dir);
	assert_int_equal(mkdir(dir, 0700), 0);
	if (geteuid() != 0 || mount("none", dir, "tmpfs", 0, "size=1m") != 0) {
		print_message("# a small file system can not be mounted here\n");
		return;
	}
	struct part_sink *s = part_sink_new(dir, r->keys->content_public, NULL);
	struct row_sink *rows = part_sink_rows(s);
	const struct collection c = { "X-C01", "t", mixed, 2 };
	put(rows, "X-C01", "before", mixed, 2);
	bool ok = rows->begin(rows, &c, &err);
	for (int i = 0; ok && i < 2000; i++)
		ok = noise_row(rows, &err);
	part_sink_free(s);
	int left = rig_blobs(dir);
	assert_int_equal(umount(dir), 0);
	assert_false(ok);
	assert_int_equal(err.kind, ERR_TEMPORARY);
	assert_int_equal(left, 0);
}

static bool
keep_none(const char *name, void *arg)
{
	(void)name, (void)arg;
	return false;
}

static void
killed_midway(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	int ready[2];
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	if (child == 0) {
		struct part_sink *s = part_sink_new(r->dir, r->keys->content_public, NULL);
		struct row_sink *rows = part_sink_rows(s);
		const struct collection c = { "X-C01", "t", mixed, 2 };
		bool ok = rows->begin(rows, &c, &err);
		for (int i = 0; ok && i < 500; i++)
			ok = noise_row(rows, &err);
		(void)!write(ready[1], ok ? "y" : "n", 1);
		for (;;)
			(void)pause();
	}
	char told = 0;
	assert_int_equal(read(ready[0], &told, 1), 1);
	assert_int_equal(told, 'y');
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(rig_blobs(r->dir), 2); /* unfinished, none under its name */
	assert_true(blob_sweep(r->dir, keep_none, NULL, 0, &err));
	assert_int_equal(rig_blobs(r->dir), 0);
}

/* A value too large for its row is a file between rows, and no find of its own. */
static void
values_as_files(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	size_t n;
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, NULL);
	struct row_sink *rows = part_sink_rows(s);
	const struct collection c = { "X-C01", "t", mixed, 2 };
	static const char *const names[] = { "t-email-1.txt", "t-email-2.txt", "t-email-3.txt" };
	assert_true(rows->begin(rows, &c, &err));
	for (size_t i = 0; i < array_len(names); i++) {
		const struct value values[] = { V("1"), V("[file t-email-1.txt]") };
		assert_true(rows->value_open(rows, "X-C01", names[i], &err) &&
		    rows->file_write(rows, "abc", 3, &err) &&
		    rows->file_write(rows, "def", 3, &err) && rows->file_close(rows, &err) &&
		    rows->row(rows, values, &err));
	}
	assert_true(rows->file_forget(rows, names[1], &err));
	assert_true(rows->end(rows, &err));
	const struct part *parts = part_sink_parts(s, &n);
	assert_int_equal(n, 2 + 2);
	assert_string_equal(parts[0].name, names[0]);
	assert_string_equal(parts[1].name, names[2]);
	assert_string_equal(parts[1].format, "file");
	assert_int_equal(parts[1].rows, 0);
	assert_int_equal(parts[2].rows, 3);
	assert_int_equal(rig_blobs(r->dir), 4);
	auto_drop(buf) struct buf text = { 0 };
	rig_read(r, &parts[1], &text);
	assert_string_equal(text.data, "abcdef");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values_as_files, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(noted, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(portable, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(parts_travel, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(keep_or_not, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(no_fields, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(disk_full, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(killed_midway, rig_setup, rig_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
