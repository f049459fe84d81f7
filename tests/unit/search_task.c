/*
 * Tasks as people name them, by system and action, and how one is really done.
 */
#include <fcntl.h>
#include <unistd.h>

#include "unit/dossier_help.h"

#include "dossier/search.h"

static struct request req;
static const struct task_said is_nothing = { .nothing = true, .count = -1 };
static const struct task_answer nothing = { .said = &is_nothing, .n = 1 };

static void
add_of(
    const char *system, enum action action, int change, const char *task_state, json_t *categories)
{
	struct task t = { .org_id = fix.org,
		.request_id = req.id,
		.system = system,
		.action = action,
		.change = change,
		.connector = "manual",
		.state = task_state,
		.needs = json_array(),
		.categories = categories,
		.due = { 2026, 4, 7 } };
	ok(db_begin(in->db, &err));
	ok(task_insert(in->db, &t, 1, &err));
	event_none(in->db);
	ok(db_commit(in->db, &err));
	json_decref(t.needs);
	json_decref(t.categories);
}

static void
add(const char *system, enum action action, int change, const char *task_state)
{
	add_of(system, action, change, task_state, json_pack("[s]", "JBS-C01"));
}

static int
with_tasks(void **state)
{
	(void)state;
	req = request_put(access_and_erasure, "searching");
	add("vps", ACTION_COLLECT, 0, "asked");
	add("vps", ACTION_ERASE, 0, "done");
	add("vps", ACTION_ERASE, 1, "asked");
	add("vps", ACTION_ERASE, 1, "failed"); /* the same again: left as it is */
	add("applicants", ACTION_COLLECT, 0, "asked");
	return 0;
}

static const char *
state_of(const char *system, const char *action)
{
	const struct task_name name = { system, action };
	auto_drop(json) json_t *v = NULL;
	ok(v = view_one_task(in, &root, req.reference, &name, &err));
	return arena_strdup(fix.arena, json_str(v, "state"));
}

#define denied(kind_, part, call)                                                                  \
	do {                                                                                       \
		struct err err = { 0 };                                                            \
		assert_false(call);                                                                \
		if (err.kind != (kind_) || !strstr(err.text, (part)))                              \
			fail_msg("%s: kind %d: %s", #call, err.kind, err.text);                    \
	} while (0)

static void
test_named(void **state)
{
	(void)state;
	const struct task_name alone = { "applicants", NULL }, either = { "vps", NULL },
			       lift = { "vps", "lift" }, erase = { "vps", "erase" },
			       nowhere = { "moon", NULL };
	struct task_told told;
	denied(ERR_USAGE, "say which with --action: vps (collect), vps (erase)",
	    search_task_done(in, &root, req.reference, &either, &nothing, fix.arena, &told, &err));
	denied(ERR_NOTFOUND,
	    "has no task at vps to lift; it has: vps (collect), vps (erase), applicants (collect)",
	    search_task_skip(in, &root, req.reference, &lift, "no", &err));
	denied(ERR_NOTFOUND, "has no task at moon; it has",
	    search_task_retry(in, &root, req.reference, &nowhere, &err));
	ok(search_task_done(in, &root, req.reference, &alone, &nothing, fix.arena, &told, &err));
	assert_string_equal(state_of("applicants", NULL), "done");

	/* of what was done there before, the last time */
	assert_string_equal(state_of("vps", "erase"), "asked");
	ok(search_task_skip(in, &root, req.reference, &erase, "nothing left", &err));
	assert_string_equal(state_of("vps", "erase"), "skipped");
	assert_string_equal(state_of("vps", "collect"), "asked");
	assert_int_equal(fixture_count(arena_printf(fix.arena,
			     "SELECT count(*) FROM task WHERE request_id = %lld AND action = "
			     "'erase' AND change = 0 AND state = 'done'",
			     (long long)req.id)),
	    1);
}

/* What one task came to is not told of another at the same system. */
static void
test_outcomes_apart(void **state)
{
	(void)state;
	const struct task_name collect = { "vps", "collect" }, erase = { "vps", "erase" };
	struct task_told told;
	ok(search_task_done(in, &root, req.reference, &collect, &nothing, fix.arena, &told, &err));
	auto_drop(json) json_t *done = NULL, *other = NULL;
	ok(done = view_one_task(in, &root, req.reference, &collect, &err));
	ok(other = view_one_task(in, &root, req.reference, &erase, &err));
	assert_int_equal(json_array_size(json_get(done, "outcomes")), 1);
	assert_int_equal(json_array_size(json_get(other, "outcomes")), 0);
}

/* ---- category by category ---- */

static const struct task_name box = { "vps", "collect" };

static int
with_box(void **state)
{
	(void)state;
	req = request_put(access_and_erasure, "searching");
	add_of("vps", ACTION_COLLECT, 0, "asked",
	    json_pack("[s, s, s]", "JBS-C01", "JBS-C03", "JBS-C04"));
	return 0;
}

static struct task_file
file_of(const char *name, const char *text)
{
	struct task_file f = { open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), name };
	assert_int_equal(write(f.fd, text, strlen(text)), strlen(text));
	return f;
}

/* What is said of one category; "" when it was taken, else why not. */
static const char *
say(const char *category, struct task_file *files, size_t n, int64_t count)
{
	struct err no = { 0 };
	struct task_told told;
	const struct task_said one = { category, !files && count < 0, files, n, count };
	const struct task_answer w = { .said = &one, .n = 1 };
	return search_task_done(in, &root, req.reference, &box, &w, fix.arena, &told, &no)
	    ? told.open ? told.open : ""
	    : arena_strdup(fix.arena, no.text);
}

/* "JBS-C01 found 2, JBS-C04 asked" and the state. */
static const char *
came_to(void)
{
	auto_drop(json) json_t *v = NULL;
	const char *text = NULL;
	size_t i;
	json_t *o;
	ok(v = view_one_task(in, &root, req.reference, &box, &err));
	text = arena_strdup(fix.arena, json_str(v, "state"));
	json_array_foreach(json_get(v, "outcomes"), i, o)
		text = arena_printf(fix.arena, "%s, %s %s %lld", text, json_str(o, "category"),
		    json_str(o, "code"), (long long)json_int_or(o, "count", -1));
	return text;
}

static int64_t
parts_of(const char *format)
{
	return fixture_count(arena_printf(fix.arena,
	    "SELECT count(*) FROM part WHERE request_id = %lld AND format = '%s'",
	    (long long)req.id, format));
}

static void
test_piece_by_piece(void **state)
{
	(void)state;
	struct task_file two[] = { file_of("a.txt", "een"), file_of("b.txt", "twee") },
			 third = file_of("c.txt", "drie");
	assert_string_equal(say("JBS-C04", two, 2, -1), "JBS-C01, JBS-C03");
	assert_string_equal(
	    came_to(), "asked, JBS-C01 asked -1, JBS-C03 asked -1, JBS-C04 found 2");
	assert_string_equal(say("JBS-C01", NULL, 0, 3), "JBS-C03");
	assert_string_equal(say("JBS-C04", &third, 1, 4), "JBS-C03");
	assert_true(strstr(say("JBS-C04", NULL, 0, 4), "4 were handed over another way already"));
	assert_true(strstr(say("JBS-C04", NULL, 0, -1), "something was found of JBS-C04 already"));
	assert_true(strstr(say("JBS-C99", NULL, 0, -1), "one of JBS-C01, JBS-C03, JBS-C04"));
	denied(ERR_CONFLICT, "part of what vps holds was handed in",
	    search_task_retry(in, &root, req.reference, &box, &err));
	assert_string_equal(say(NULL, NULL, 0, -1), ""); /* nothing, in what is left */
	assert_string_equal(came_to(),
	    "done, JBS-C01 handed-over 3, JBS-C03 nothing -1, JBS-C04 found 3, "
	    "JBS-C04 handed-over 4");
	assert_int_equal(parts_of("file"), 3);
	assert_true(strstr(say("JBS-C03", NULL, 0, 1), "task reopen"));
	for (size_t i = 0; i < array_len(two); i++)
		fd_drop(&two[i].fd);
	fd_drop(&third.fd);
}

/* What was handed in stays until what is handed in next replaces it, of that category alone. */
static void
test_reopened(void **state)
{
	(void)state;
	struct task_file one = file_of("a.txt", "een"), other = file_of("b.txt", "twee");
	denied(ERR_CONFLICT, "nothing was said of the task at vps yet",
	    search_task_reopen(in, &root, req.reference, &box, NULL, &err));
	assert_string_equal(say("JBS-C04", &one, 1, -1), "JBS-C01, JBS-C03");
	assert_string_equal(say("JBS-C01", &one, 1, -1), "JBS-C03");
	assert_string_equal(say(NULL, NULL, 0, -1), "");
	denied(ERR_NOTFOUND, "has no category X",
	    search_task_reopen(in, &root, req.reference, &box, "X", &err));
	ok(search_task_reopen(in, &root, req.reference, &box, "JBS-C04", &err));
	assert_string_equal(
	    came_to(), "asked, JBS-C01 found 1, JBS-C03 nothing -1, JBS-C04 asked -1");
	assert_int_equal(parts_of("file"), 2);
	assert_string_equal(say("JBS-C04", &other, 1, -1), "");
	assert_int_equal(parts_of("file"), 2);
	ok(search_task_reopen(in, &root, req.reference, &box, NULL, &err));
	assert_string_equal(say(NULL, NULL, 0, -1), "");
	assert_string_equal(
	    came_to(), "done, JBS-C01 nothing -1, JBS-C03 nothing -1, JBS-C04 nothing -1");
	assert_int_equal(parts_of("file"), 0);
	/* what nobody looks for any more keeps what was found before */
	ok(search_task_reopen(in, &root, req.reference, &box, NULL, &err));
	assert_string_equal(say("JBS-C04", &one, 1, -1), "JBS-C01, JBS-C03");
	ok(search_task_skip(in, &root, req.reference, &box, "the rest is gone", &err));
	assert_string_equal(came_to(),
	    "skipped, JBS-C01 not-searched -1, JBS-C03 not-searched -1, JBS-C04 found 1");
	denied(ERR_CONFLICT, "part of what vps holds",
	    search_task_retry(in, &root, req.reference, &box, &err));
	fd_drop(&one.fd);
	fd_drop(&other.fd);
}

/* What can be taken back is offered where its command would be taken, and nowhere else. */
static void
test_undo(void **state)
{
	(void)state;
	auto_drop(json) json_t *before = NULL, *after = NULL;
	ok(before = view_undo(in, &root, req.reference, &err));
	assert_string_equal(say(NULL, NULL, 0, -1), "");
	ok(after = view_undo(in, &root, req.reference, &err));
	assert_int_equal(json_array_size(after), json_array_size(before) + 1);
	assert_string_equal(json_str(json_array_get(after, 0), "command"),
	    arena_printf(fix.arena, "dossier task reopen %s vps", req.reference));
}

/* A CSV becomes rows, one that is none is told with its row, and nothing of it is kept. */
static void
test_table(void **state)
{
	(void)state;
	static const struct {
		const char *text, *why;
	} wrong[] = {
		{ "a;b\n1\n", "x.CSV: row 1: it has more or fewer cells" },
		{ "a;b\n1;\xff\n", "x.CSV: it is not UTF-8 text" },
		{ "a;b\n", "x.CSV: it has a heading and no row" },
		{ "", "x.CSV: the file has no heading" },
		{ "a;password_hash\n1;2\n", "which category JBS-C03 never exports" },
	};
	fixture_shell(arena_printf(fix.arena, "touch '%s/before'", home));
	for (size_t i = 0; i < array_len(wrong); i++) {
		struct task_file f = file_of("x.CSV", wrong[i].text);
		const char *got = say("JBS-C03", &f, 1, -1);
		if (!strstr(got, wrong[i].why))
			fail_msg("%zu: %s", i, got);
		fd_drop(&f.fd);
	}
	fixture_shell(arena_printf(
	    fix.arena, "test -z \"$(find '%s/blobs' -type f -newer '%s/before')\"", home, home));
	struct task_file f = file_of("Lijst 2026.csv", "naam;plaats\nSanne;Delft\nSanne;Gouda\n");
	assert_string_equal(say("JBS-C01", &f, 1, -1), "JBS-C03, JBS-C04");
	assert_string_equal(
	    came_to(), "asked, JBS-C01 found 2, JBS-C03 asked -1, JBS-C04 asked -1");
	assert_int_equal(parts_of("file"), 0);
	assert_int_equal(parts_of("csv"), 1);
	assert_int_equal(fixture_count(arena_printf(fix.arena,
			     "SELECT count(*) FROM part WHERE request_id = %lld AND name = "
			     "'lijst_2026' AND format = 'json'",
			     (long long)req.id)),
	    1);
	fd_drop(&f.fd);
}

/* Whoever names a file may hold it too: where they read or write in it changes nothing. */
static void
test_file(void **state)
{
	(void)state;
	const struct task_name name = { "applicants", NULL };
	struct task_file file = { open("/proc/self/maps", O_RDONLY | O_CLOEXEC), "maps" };
	const struct task_said said = { .files = &file, .nfiles = 1, .count = -1 };
	const struct task_answer found = { .said = &said, .n = 1 };
	struct task_told told;
	char piece[4096];
	/* it has more than its size tells, as one that grows */
	denied(ERR_TEMPORARY, "maps: it changed while it was read",
	    search_task_done(in, &root, req.reference, &name, &found, fix.arena, &told, &err));
	fixture_shell(arena_printf(fix.arena, "test -z \"$(find '%s/blobs' -type f)\"", home));
	fd_drop(&file.fd);

	auto_drop(fd) int random = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	file.fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(read(random, piece, sizeof(piece)), sizeof(piece));
		assert_int_equal(write(file.fd, piece, sizeof(piece)), sizeof(piece));
	}
	ok(search_task_done(in, &root, req.reference, &name, &found, fix.arena, &told, &err));
	fixture_shell(
	    arena_printf(fix.arena, "test -n \"$(find '%s/blobs' -type f -size +79k)\"", home));
	fd_drop(&file.fd);
}

/* ---- asked to erase ---- */

static int
with_shredder(void **state)
{
	(void)state;
	req = request_put(access_and_erasure, "searching");
	add_of("vps", ACTION_ERASE, 0, "asked", json_pack("[s, s]", "JBS-C01", "JBS-C03"));
	return 0;
}

static int confirmed;

static bool
settle(struct dossier *d, const struct task *t, const json_t *said, struct err *no)
{
	(void)d, (void)t, (void)said, (void)no;
	confirmed++;
	return true;
}

/* "" when it was taken, else why not; *ret_kind as it is an exit status. */
static const char *
say_erased(const struct task_said *one, enum err_kind *ret_kind)
{
	static const struct task_name shredder = { "vps", "erase" };
	struct err no = { 0 };
	struct task_told told;
	const struct task_answer w = { .said = one, .n = 1, .then = settle };
	bool taken =
	    search_task_done(in, &root, req.reference, &shredder, &w, fix.arena, &told, &no);
	*ret_kind = no.kind;
	return taken ? told.open ? told.open : "" : arena_strdup(fix.arena, no.text);
}

/* Nothing stays there without an article and a last day, and what nobody confirmed is not gone. */
static void
test_erased(void **state)
{
	(void)state;
	static const struct task_said keeps = { .category = "JBS-C01", .count = 12, .held = 3 };
	const struct {
		const char *law;
		struct date until;
		const char *why;
	} refused[] = {
		{ NULL, { 2033, 12, 31 }, "the article that demand" },
		{ "je weet maar nooit", { 2033, 12, 31 }, "the article that demand" },
		{ "AWR 52(4)", { 0 }, "has a last day" },
		{ "AWR 52(4)", { 2020, 12, 31 }, "is over" },
		{ "NL-SOLL", { 2033, 12, 31 }, "is a norm and no statute" },
	};
	enum err_kind kind;
	struct task_said said = keeps;
	confirmed = 0;
	for (size_t i = 0; i < array_len(refused); i++) {
		said.law = refused[i].law;
		said.until = refused[i].until;
		const char *got = say_erased(&said, &kind);
		if (!strstr(got, refused[i].why))
			fail_msg("%s: not %s", got, refused[i].why);
		assert_int_equal(kind, ERR_DENIED);
	}
	assert_int_equal(confirmed, 0);
	said.law = "AWR 52(4)";
	said.until = (struct date){ 2033, 12, 31 };
	assert_string_equal(say_erased(&said, &kind), "JBS-C03");
	assert_int_equal(confirmed, 1);
	/* more is said of it later: another law, and more that is gone */
	const struct task_said more = { .category = "JBS-C01",
		.count = 1,
		.held = 2,
		.law = "Wwft 33(3)",
		.until = { 2031, 3, 4 } };
	assert_string_equal(say_erased(&more, &kind), "JBS-C03");
	const struct task_said nothing_of = { .category = "JBS-C01", .nothing = true, .count = -1 };
	assert_non_null(strstr(say_erased(&nothing_of, &kind), "something was said of JBS-C01"));
	const struct task_said rest = { .nothing = true, .count = -1 };
	assert_string_equal(say_erased(&rest, &kind), "");
	auto_drop(dossier) struct dossier *d = opened(&req);
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome *o = &d->outcomes.items[i].o;
		buf_addf(&b, "%s %s %lld %d %s %s\n", o->category, outcome_name(o->code),
		    (long long)o->count, o->until.year, o->why.article ? o->why.article : "-",
		    o->why.basis ? o->why.basis : "-");
	}
	assert_string_equal(b.data,
	    "JBS-C01 erased 13 0 - -\n"
	    "JBS-C01 held 3 2033 AWR 52(4) -\n"
	    "JBS-C01 held 2 2031 Wwft 33(3) -\n"
	    "JBS-C03 nothing -1 0 - -\n");
}

static void
test_connector(void **state)
{
	(void)state;
	static const struct {
		const char *system;
		enum action action;
		const char *how;
	} cases[] = {
		{ "app", ACTION_COLLECT, "written" }, /* its dsn is not there */
		{ "app", ACTION_ERASE, "written" },
		{ "stripe", ACTION_COLLECT, "written" },
		{ "google", ACTION_COLLECT, "written" },
		{ "vps", ACTION_COLLECT, "manual" },
		{ "applicants", ACTION_RECTIFY, "manual" },
		{ "forward", ACTION_FORWARD, "manual" },
	};
	auto_drop(dossier) struct dossier *d = opened(&req);
	for (size_t i = 0; i < array_len(cases); i++)
		assert_string_equal(
		    search_connector(in, &d->org, d->reg, cases[i].system, cases[i].action, d->a),
		    cases[i].how);
	fixture_shell(arena_printf(fix.arena,
	    "umask 077 && mkdir -p '%s/secrets/jbsync' && "
	    "echo postgresql://db.example/x >'%s/secrets/jbsync/app-dsn'",
	    home, home));
	assert_string_equal(
	    search_connector(in, &d->org, d->reg, "app", ACTION_COLLECT, d->a), "postgresql");
	assert_string_equal(
	    search_connector(in, &d->org, d->reg, "app", ACTION_ERASE, d->a), "written");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_file, with_tasks),
		cmocka_unit_test_setup(test_named, with_tasks),
		cmocka_unit_test_setup(test_outcomes_apart, with_tasks),
		cmocka_unit_test_setup(test_table, with_box),
		cmocka_unit_test_setup(test_piece_by_piece, with_box),
		cmocka_unit_test_setup(test_reopened, with_box),
		cmocka_unit_test_setup(test_undo, with_box),
		cmocka_unit_test_setup(test_erased, with_shredder),
		cmocka_unit_test_setup(test_connector, with_tasks),
	};
	return cmocka_run_group_tests(tests, installation_start, installation_stop);
}
