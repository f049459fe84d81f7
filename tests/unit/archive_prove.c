/*
 * What was left out stands nowhere in an archive, or there is none: texts in other tables, in
 * files, in what files hold; values of columns; and what cannot be searched.
 */
#include "archive_help.h"

#include <fcntl.h>

#include "dossier/edit.h"

static struct json_doc *facts;

static int
setup(void **state)
{
	struct err err = { 0 };
	facts = json_doc_load("tests/data/archive-facts.json", 1 << 20, &err);
	return facts ? rig_setup(state) : -1;
}

static int
teardown(void **state)
{
	json_doc_free(facts);
	return rig_teardown(state);
}

static void
put_table(struct row_sink *to, const char *name, const char *const (*rows)[3], size_t n)
{
	static const struct field fields[] = { { "id", FIELD_NUMBER, true },
		{ "who", FIELD_TEXT, false }, { "note", FIELD_TEXT, true } };
	const struct collection c = { "JBS-C01", name, fields, 3 };
	struct err err = { 0 };
	assert_true(to->begin(to, &c, &err));
	for (size_t i = 0; i < n; i++) {
		struct value v[3];
		for (size_t k = 0; k < 3; k++)
			v[k] = (struct value){ rows[i][k], rows[i][k] ? strlen(rows[i][k]) : 0 };
		assert_true(to->row(to, v, &err));
	}
	assert_true(to->end(to, &err));
}

static void
put_file(struct row_sink *to, const char *name, const char *text)
{
	struct err err = { 0 };
	assert_true(to->file_open(to, "JBS-C05", name, &err) &&
	    to->file_write(to, text, strlen(text), &err) && to->file_close(to, &err));
}

static struct part_sink *
collect(const struct rig *r)
{
	static const char *const portable[] = { "JBS-C01", NULL };
	static const char *const cases[][3] = {
		{ "1", "Willem Zwart", "Klager is Gerda Blauwbroek" },
		{ "2", "Jannes Wit", "geen bijzonderheden" },
	};
	static const char *const visits[][3] = {
		{ "1", "balie zuid", "gesproken,\nafgehandeld" },
		{ "2", "balie zuid", NULL },
		{ "3", "Jannes Wit", "gesproken" },
	};
	struct part_sink *s = part_sink_new(r->dir, r->keys->content_public, portable);
	put_table(part_sink_rows(s), "cases", cases, array_len(cases));
	put_table(part_sink_rows(s), "visits", visits, array_len(visits));
	return s;
}

struct attempt {
	struct edit *edits;
	size_t n;
	const char *const *seen;
	size_t nseen;
};

/* Edited and built; the whole ZIP's bytes are not looked at here, the proof does. */
static bool
build(const struct rig *r, struct part_sink *s, struct attempt t, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct edit_job job = {
		.dir = r->dir, .keys = r->keys, .lang = "nl", .edits = t.edits, .nedits = t.n
	};
	int before = rig_blobs(r->dir);
	job.parts = part_sink_parts(s, &job.nparts);
	auto_drop(edited) struct edited *e = edit_parts(&job, err);
	if (!e)
		return false;
	struct archive_spec spec = { .dir = r->dir,
		.keys = r->keys,
		.vault = r->vault,
		.reference = "JBS-2026-K7Q4M2",
		.facts = facts->root,
		.edited = e,
		.seen = t.seen,
		.nseen = t.nseen };
	spec.parts = edited_parts(e, &spec.nparts);
	struct archive_result made = { 0 };
	bool ok = archive_build(&spec, a, &made, err);
	json_decref(made.contents);
	edited_free(take(e));
	assert_int_equal(rig_blobs(r->dir), before + ok);
	return ok;
}

static void
assert_made(const struct rig *r, struct part_sink *s, struct edit e)
{
	struct err err = { 0 };
	if (!build(r, s, (struct attempt){ &e, 1, NULL, 0 }, &err))
		fail_msg("%s", err.text);
	assert_true(e.count > 0);
}

/* ${said}: what the refusal says; ${never}: what it does not. */
static void
assert_denied(
    const struct rig *r, struct part_sink *s, struct edit e, const char *said, const char *never)
{
	struct err err = { 0 };
	assert_false(build(r, s, (struct attempt){ &e, 1, NULL, 0 }, &err));
	assert_int_equal(err.kind, ERR_DENIED);
	if (!strstr(err.text, said))
		fail_msg("%s", err.text);
	assert_null(strstr(err.text, never));
}

static const char *
item(struct part_sink *s, const char *name)
{
	return rig_part(s, name, "json", false)->blob;
}

static void
test_elsewhere(void **state)
{
	const struct rig *r = *state;
	auto_drop(part_sink) struct part_sink *s = collect(r);
	struct edit e = {
		.kind = EDIT_REDACT, .blob = item(s, "cases"), .text = "gerda blauwbroek"
	};
	assert_made(r, s, e);
	put_file(part_sink_rows(s), "brief.txt", "Geachte mevrouw Gerda  Blauwbroek,");
	assert_denied(r, s, e, "files/JBS-C05 (SHA-256 ", "Gerda");
	assert_denied(r, s, e, "redacted in JBS-C01/cases", "brief");
	e.blob = NULL;
	assert_made(r, s, e);
	e.blob = item(s, "cases");
	e.elsewhere_known = true;
	assert_made(r, s, e);
}

/* In the same table, in a row that the edit is not about: the row is named. */
static void
test_other_row(void **state)
{
	const struct rig *r = *state;
	auto_drop(part_sink) struct part_sink *s = collect(r);
	const struct edit e = { .kind = EDIT_REDACT,
		.blob = item(s, "visits"),
		.text = "balie",
		.first_row = 1,
		.last_row = 1 };
	assert_denied(r, s, e, "data/JBS-C01/visits.csv (row 2)", "balie");
}

static void
test_values(void **state)
{
	const struct rig *r = *state;
	auto_drop(part_sink) struct part_sink *s = collect(r);
	/* "Jannes Wit" stands in a column of its own elsewhere: that is for its review to say */
	const struct edit e = { .kind = EDIT_WITHHOLD, .blob = item(s, "cases"), .column = "who" };
	assert_made(r, s, e);
	put_file(part_sink_rows(s), "notitie.txt", "besproken met WILLEM-ZWART op 3 mei");
	assert_denied(
	    r, s, e, "a value of column who, which was left out of JBS-C01/cases", "ZWART");
	/* who lets it stand elsewhere is heard, whatever rule leaves the column out */
	struct err err = { 0 };
	struct edit both[] = { e, e };
	both[1].elsewhere_known = true;
	assert_true(build(r, s, (struct attempt){ both, 2, NULL, 0 }, &err));
}

/* Of rows as of columns; what leaves portability/ alone stands in data/, and may stand anywhere. */
static void
test_rows(void **state)
{
	const struct rig *r = *state;
	auto_drop(part_sink) struct part_sink *s = collect(r);
	struct edit e = { .kind = EDIT_WITHHOLD, .first_row = 1, .last_row = 1 };
	e.blob = item(s, "cases");
	assert_made(r, s, e);
	put_file(part_sink_rows(s), "notitie.txt", "besproken met WILLEM-ZWART op 3 mei");
	assert_denied(r, s, e, "a value of a row, which was left out of JBS-C01/cases", "ZWART");
	e.elsewhere_known = true;
	assert_made(r, s, e);
	e.elsewhere_known = false;
	e.only_portable = true;
	assert_made(r, s, e);
	/* who lets it stand elsewhere is heard, whatever else leaves the row out */
	struct err err = { 0 };
	struct edit both[] = { { .kind = EDIT_WITHHOLD, .blob = e.blob, .where = "id", .is = "1" },
		{ .kind = EDIT_WITHHOLD,
		    .blob = e.blob,
		    .first_row = 1,
		    .last_row = 1,
		    .elsewhere_known = true } };
	assert_true(build(r, s, (struct attempt){ both, 2, NULL, 0 }, &err));
}

/* "Jannes Wit" stands in a row that leaves, and the organisation on every page. */
static void
test_rows_known(void **state)
{
	const struct rig *r = *state;
	auto_drop(part_sink) struct part_sink *s = collect(r);
	const char *name = json_str(json_get(facts->root, "organisation"), "name");
	const char *const rows[][3] = { { "1", name, "Jannes Wit" }, { "2", "iemand", NULL } };
	put_table(part_sink_rows(s), "others", rows, 2);
	put_file(part_sink_rows(s), "notitie.txt", "besproken met Jannes Wit");
	assert_made(r, s,
	    (struct edit){
		.kind = EDIT_WITHHOLD, .blob = item(s, "others"), .where = "id", .is = "1" });
}

static void
test_matches(void **state)
{
	const struct rig *r = *state;
	auto_drop(part_sink) struct part_sink *s = collect(r);
	const struct edit e = {
		.kind = EDIT_REDACT, .blob = item(s, "cases"), .pattern = "Klager is [A-Za-z ]+"
	};
	assert_made(r, s, e);
	put_file(part_sink_rows(s), "a.csv", "x;y\nzie;klager is Gerda Blauwbroek\n");
	assert_denied(r, s, e, "redacted in JBS-C01/cases", "Gerda");
}

/* The same of a file. */
static void
test_matches_in_file(void **state)
{
	const struct rig *r = *state;
	auto_drop(part_sink) struct part_sink *s = collect(r);
	put_file(part_sink_rows(s), "a.eml",
	    "From: a@example.org\r\nContent-Type: text/plain\r\n\r\nZaak 55-1234-x is van u.\r\n");
	const struct edit e = { .kind = EDIT_REDACT,
		.blob = rig_part(s, "a.eml", "file", false)->blob,
		.pattern = "[0-9]{2}-[0-9]{4}-[a-z]" };
	assert_made(r, s, e);
	put_file(part_sink_rows(s), "b.txt", "zie ook zaak 55 1234 X");
	assert_denied(r, s, e, "redacted in files/JBS-C05 (SHA-256 ", "1234 X");
}

/* A page of the archive itself says it: the organisation's name. */
static void
test_pages(void **state)
{
	const struct rig *r = *state;
	auto_drop(part_sink) struct part_sink *s = collect(r);
	const char *name = json_str(json_get(facts->root, "organisation"), "name");
	const char *const rows[][3] = { { "1", name, NULL } };
	put_table(part_sink_rows(s), "others", rows, 1);
	const struct edit e = { .kind = EDIT_REDACT, .text = name };
	assert_denied(r, s, e, ".html", name);
}

static void
test_blind(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s = collect(r);
	put_file(part_sink_rows(s), "foto.png", "\x89PNG\r\n\x1a\n");
	put_file(part_sink_rows(s), "scan.pdf", "%PDF-1.7 broken");
	struct edit e = { .kind = EDIT_REDACT, .blob = item(s, "cases"), .text = "blauwbroek" };
	assert_denied(r, s, e, "can not be searched", "foto");
	const char *const seen[] = { rig_part(s, "foto.png", "file", false)->blob,
		rig_part(s, "scan.pdf", "file", false)->blob };
	for (int everywhere = 0; everywhere < 2; everywhere++) {
		e.blob = everywhere ? NULL : e.blob;
		assert_false(build(r, s, (struct attempt){ &e, 1, seen, 1 }, &err));
		assert_int_equal(err.kind, ERR_DENIED);
		err_clear(&err);
		if (!build(r, s, (struct attempt){ &e, 1, seen, 2 }, &err))
			fail_msg("%s", err.text);
	}
}

/* Seen by others: unzip and grep, in every entry. */
static void
test_others(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(part_sink) struct part_sink *s = collect(r);
	put_file(part_sink_rows(s), "brief Gerda Blauwbroek.txt", "Van: gerda blauwbroek\n");
	struct edit edits[] = {
		{ .kind = EDIT_REDACT, .text = "Gerda Blauwbroek" },
		{ .kind = EDIT_WITHHOLD, .blob = item(s, "cases"), .column = "who" },
	};
	struct edit_job job = {
		.dir = r->dir, .keys = r->keys, .lang = "nl", .edits = edits, .nedits = 2
	};
	job.parts = part_sink_parts(s, &job.nparts);
	for (int with = 0; with < 2; with++) {
		struct archive_spec spec = { .dir = r->dir,
			.keys = r->keys,
			.vault = r->vault,
			.reference = "JBS-2026-K7Q4M2",
			.facts = facts->root,
			.parts = job.parts,
			.nparts = job.nparts };
		struct archive_result made = { 0 };
		auto_drop(edited) struct edited *e = edit_parts(&job, &err);
		assert_non_null(e);
		if (with) {
			spec.edited = e;
			spec.parts = edited_parts(e, &spec.nparts);
		}
		if (!archive_build(&spec, a, &made, &err))
			fail_msg("%s", err.text);
		char *zip = arena_printf(a, "%s/a.zip", r->dir);
		auto_drop(fd) int to = open(zip, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		assert_true(archive_extract(r->dir, made.blob, r->keys, to, &err));
		const char *look = arena_printf(a,
		    "{ unzip -p %s; unzip -l %s; } | grep -aqiE 'blauwbroek|willem zwart'", zip,
		    zip);
		assert_int_equal(system(look) == 0, !with);
		json_decref(made.contents);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_elsewhere, setup, teardown),
		cmocka_unit_test_setup_teardown(test_other_row, setup, teardown),
		cmocka_unit_test_setup_teardown(test_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rows, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rows_known, setup, teardown),
		cmocka_unit_test_setup_teardown(test_matches, setup, teardown),
		cmocka_unit_test_setup_teardown(test_matches_in_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pages, setup, teardown),
		cmocka_unit_test_setup_teardown(test_others, setup, teardown),
		cmocka_unit_test_setup_teardown(test_blind, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
