/*
 * Tasks as people name them, by system and action, and how one is really done.
 */
#include <fcntl.h>
#include <unistd.h>

#include "unit/dossier_help.h"

#include "dossier/search.h"

static struct request req;

static void
add(const char *system, enum action action, int change, const char *task_state)
{
	struct task t = { .org_id = fix.org,
		.request_id = req.id,
		.system = system,
		.action = action,
		.change = change,
		.connector = "manual",
		.state = task_state,
		.needs = json_array(),
		.categories = json_pack("[s]", "JBS-C01"),
		.due = { 2026, 4, 7 } };
	ok(db_begin(in->db, &err));
	ok(task_insert(in->db, &t, 1, &err));
	event_none(in->db);
	ok(db_commit(in->db, &err));
	json_decref(t.needs);
	json_decref(t.categories);
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
	const struct task_answer nothing = { .nothing = true, .count = -1 };
	int64_t unsent;
	denied(ERR_USAGE, "say which with --action: vps (collect), vps (erase)",
	    search_task_done(in, &root, req.reference, &either, &nothing, &unsent, &err));
	denied(ERR_NOTFOUND,
	    "has no task at vps to lift; it has: vps (collect), vps (erase), applicants (collect)",
	    search_task_skip(in, &root, req.reference, &lift, "no", &err));
	denied(ERR_NOTFOUND, "has no task at moon; it has",
	    search_task_retry(in, &root, req.reference, &nowhere, &err));
	ok(search_task_done(in, &root, req.reference, &alone, &nothing, &unsent, &err));
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
	const struct task_answer nothing = { .nothing = true, .count = -1 };
	int64_t unsent;
	ok(search_task_done(in, &root, req.reference, &collect, &nothing, &unsent, &err));
	auto_drop(json) json_t *done = NULL, *other = NULL;
	ok(done = view_one_task(in, &root, req.reference, &collect, &err));
	ok(other = view_one_task(in, &root, req.reference, &erase, &err));
	assert_int_equal(json_array_size(json_get(done, "outcomes")), 1);
	assert_int_equal(json_array_size(json_get(other, "outcomes")), 0);
}

/* Whoever names a file may hold it too: where they read or write in it changes nothing. */
static void
test_file(void **state)
{
	(void)state;
	const struct task_name name = { "applicants", NULL };
	struct task_file file = { open("/proc/self/maps", O_RDONLY | O_CLOEXEC), "maps" };
	const struct task_answer found = { .file = &file, .count = -1 };
	char piece[4096];
	int64_t unsent;
	/* it has more than its size tells, as one that grows */
	denied(ERR_TEMPORARY, "maps: it changed while it was read",
	    search_task_done(in, &root, req.reference, &name, &found, &unsent, &err));
	fixture_shell(arena_printf(fix.arena, "test -z \"$(find '%s/blobs' -type f)\"", home));
	fd_drop(&file.fd);

	auto_drop(fd) int random = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	file.fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(read(random, piece, sizeof(piece)), sizeof(piece));
		assert_int_equal(write(file.fd, piece, sizeof(piece)), sizeof(piece));
	}
	ok(search_task_done(in, &root, req.reference, &name, &found, &unsent, &err));
	fixture_shell(
	    arena_printf(fix.arena, "test -n \"$(find '%s/blobs' -type f -size +79k)\"", home));
	fd_drop(&file.fd);
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
	    "mkdir -p '%s/secrets/jbsync' && echo x >'%s/secrets/jbsync/app-dsn'", home, home));
	assert_string_equal(
	    search_connector(in, &d->org, d->reg, "app", ACTION_COLLECT, d->a), "postgresql");
	assert_string_equal(
	    search_connector(in, &d->org, d->reg, "app", ACTION_ERASE, d->a), "written");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_named, with_tasks),
		cmocka_unit_test_setup(test_outcomes_apart, with_tasks),
		cmocka_unit_test_setup(test_file, with_tasks),
		cmocka_unit_test_setup(test_connector, with_tasks),
	};
	return cmocka_run_group_tests(tests, installation_start, installation_stop);
}
