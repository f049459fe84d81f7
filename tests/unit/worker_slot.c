/*
 * A slot: what it answers when a connector fails, asks or finds, and that a process which dies or
 * is told to stop costs nothing but itself.
 */
#include "unit/unit.h"

#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/stat.h>

#include "dossier/vault.h"

#include "../src/worker/worker_private.h"

static char home[] = "/tmp/dossier-slot.XXXXXX";

static int
setup(void **state)
{
	(void)state;
	return mkdtemp(home) ? 0 : -1;
}

static int
teardown(void **state)
{
	char command[64];
	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", home);
	return system(command);
}

/* A job of one system, to collect by ${connector}; files are read from ${home}/in. */
static json_t *
job(const char *connector, struct arena *a)
{
	auto_drop(request_keys) struct request_keys *keys = request_keys_new();
	json_t *j = json_pack(
	    "{s:s, s:{s:s, s:[s], s:s, s:[{s:s, s:s, s:s, s:s, s:[{s:s}], s:[{s:s, s:s}]}]}, "
	    "s:{s:s}, s:[{s:s, s:s}], s:{s:s, s:[{s:s, s:s}], s:{s:[s]}}, s:s, s:[], s:s}",
	    "connector", connector, "system", "id", "drop", "categories", "C1", "instruction",
	    "Zoek", "collections", "name", "leads", "category", "C1", "file", "*.csv", "format",
	    "csv", "fields", "name", "email", "match", "field", "email", "identifier", "email",
	    "settings", "directory", arena_printf(a, "%s/in", home), "identifiers", "kind", "email",
	    "value", "a@b.nl", "request", "reference", "JBS-2026-K7Q4M2", "categories", "id", "C1",
	    "name", "Een", "organisation", "languages", "nl", "content_public",
	    age_recipient_text(keys->content_public, a), "portable", "action", "collect");
	assert_non_null(j);
	return j;
}

static json_t *
answer_to(const char *connector)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *j = job(connector, a);
	json_t *answer = slot_work(&(struct bench){ .store = blob_store_below(home) }, j);
	assert_non_null(answer);
	return answer;
}

static void
test_no_such_connector(void **state)
{
	(void)state;
	auto_drop(json) json_t *answer = answer_to("oracle");
	assert_false(json_flag(answer, "ok"));
	assert_false(json_flag(answer, "transient"));
	assert_non_null(strstr(json_str(answer, "text"), "connector"));
}

static void
test_no_job_at_all(void **state)
{
	(void)state;
	auto_drop(json) json_t *nothing = json_object(),
			       *half = json_pack("{s:s}", "connector", "manual");
	auto_drop(json)
	    json_t *one = slot_work(&(struct bench){ .store = blob_store_below(home) }, nothing),
		   *two = slot_work(&(struct bench){ .store = blob_store_below(home) }, half);
	assert_false(json_flag(one, "ok"));
	assert_false(json_flag(two, "ok"));
}

static void
test_failure(void **state)
{
	(void)state;
	auto_drop(json) json_t *answer = answer_to("files"); /* whose directory is not there */
	assert_false(json_flag(answer, "ok"));
	assert_true(json_is_string(json_get(answer, "text")));
	assert_null(json_get(answer, "outcomes"));
}

/* People are asked without a slot. */
static void
test_people(void **state)
{
	(void)state;
	static const char *const kinds[] = { "manual", "written" };
	for (size_t i = 0; i < array_len(kinds); i++) {
		auto_drop(json) json_t *answer = answer_to(kinds[i]);
		assert_false(json_flag(answer, "ok"));
		assert_string_equal(
		    json_str(answer, "text"), "no connector of this kind can collect");
	}
}

/* What is asked of it is not collected instead. */
static void
test_other_action(void **state)
{
	(void)state;
	static const struct {
		const char *action, *told;
	} cases[] = {
		{ "erase", "no connector of this kind can erase" },
		{ "forward", "no connector of this kind can forward" },
		{ "paint", "no connector of this kind can paint" },
		{ "", "no connector of this kind can " },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		auto_drop(json) json_t *j = job("files", a);
		json_object_set_new(j, "action", json_string(cases[i].action));
		auto_drop(json) json_t *answer =
		    slot_work(&(struct bench){ .store = blob_store_below(home) }, j);
		assert_false(json_flag(answer, "ok"));
		assert_string_equal(json_str(answer, "text"), cases[i].told);
		assert_null(json_get(answer, "parts"));
	}
}

static void
drop_file(const char *text)
{
	auto_drop(arena) struct arena *a = arena_new();
	assert_true(mkdir(arena_printf(a, "%s/in", home), 0700) == 0 || access(home, X_OK) == 0);
	FILE *f = fopen(arena_printf(a, "%s/in/leads.csv", home), "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void
check_count(const char *code, int count)
{
	auto_drop(json) json_t *answer = answer_to("files");
	if (!json_flag(answer, "ok"))
		fail_msg("%s", json_str_or(answer, "text", "?"));
	json_t *outcome = json_array_get(json_get(answer, "outcomes"), 0);
	assert_string_equal(json_str(outcome, "code"), code);
	assert_int_equal(json_int_or(outcome, "count", -1), count);
	assert_int_equal(
	    json_array_size(json_get(answer, "parts")), 2); /* JSON and CSV, empty ones too */
}

static void
test_nothing_and_found(void **state)
{
	(void)state;
	drop_file("email\nc@d.nl\n");
	check_count("nothing", 0);
	drop_file("email\nA@b.nl\nc@d.nl\na@b.nl\n");
	check_count("found", 2);
}

/* What is only looked for is counted, by collection, and nothing of it is sealed anywhere. */
static void
test_count(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *j = job("files", a);
	const char *none = arena_printf(a, "%s/none", home);
	drop_file("email\nA@b.nl\nc@d.nl\na@b.nl\n");
	json_object_set_new(j, "action", json_string("count"));
	auto_drop(json) json_t *answer =
	    slot_work(&(struct bench){ .store = blob_store_below(none) }, j);
	if (!json_flag(answer, "ok"))
		fail_msg("%s", json_str_or(answer, "text", "?"));
	auto_drop(json) json_t *expected =
	    json_pack("[{s:s, s:s, s:i}]", "category", "C1", "collection", "leads", "rows", 2);
	assert_true(json_equal(json_get(answer, "found"), expected));
	assert_null(json_get(answer, "parts"));
	assert_int_not_equal(access(none, F_OK), 0);
	drop_file("email\nc@d.nl\n");
	auto_drop(json) json_t *nothing =
	    slot_work(&(struct bench){ .store = blob_store_below(none) }, j);
	json_object_set_new(json_array_get(expected, 0), "rows", json_integer(0));
	assert_true(json_equal(json_get(nothing, "found"), expected));
	json_object_set_new(j, "connector", json_string("manual"));
	auto_drop(json) json_t *people =
	    slot_work(&(struct bench){ .store = blob_store_below(none) }, j);
	assert_string_equal(json_str(people, "text"), "no connector of this kind can count");
}

/* ---- real processes ---- */

static const struct peer here = { .system = "drop" };

static json_t *
through(struct slots *s, int i)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *j = job("manual", a);
	struct err err = { 0 };
	auto_drop(json) json_t *reach = json_pack("{s:s}", "blobs", home);
	assert_ok(slots_bind(s, i, &here, reach, &err), &err);
	assert_ok(message_send(s->items[i].fd[PAIR_WORK], j, &err), &err);
	json_t *answer = message_receive(s->items[i].fd[PAIR_WORK], &err);
	assert_ok(answer != NULL, &err);
	return answer;
}

static void
test_processes(void **state)
{
	(void)state;
	struct slots s = { 0 };
	struct err err = { 0 }, dead = { 0 };
	assert_ok(slots_start(&s, 2, &err), &err);
	for (int k = 0; k < 3; k++)
		for (int i = 0; i < 2; i++)
			json_decref(through(&s, i));
	/* how services are stopped reaches the group: the supervisor decides when a slot ends */
	assert_int_equal(pidfd_send_signal(s.items[0].fd[PAIR_SLOT], SIGTERM, NULL, 0), 0);
	assert_int_equal(pidfd_send_signal(s.items[0].fd[PAIR_SLOT], SIGINT, NULL, 0), 0);
	json_decref(through(&s, 0));
	assert_int_equal(pidfd_send_signal(s.items[0].fd[PAIR_SLOT], SIGKILL, NULL, 0), 0);
	assert_null(message_receive(s.items[0].fd[PAIR_WORK], &dead));
	json_decref(through(&s, 1));
	assert_ok(slots_restart(&s, 0, &err), &err);
	json_decref(through(&s, 0));
	slots_stop(&s); /* waits for both */
}

static int
pid_of(int pidfd)
{
	char path[64], line[128];
	int pid = -1;
	(void)snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, "Pid:", 4) == 0)
			pid = (int)strtol(line + 4, NULL, 10);
	(void)fclose(f);
	return pid;
}

/* Mappings it writes and others see; -1: we may not look. */
static int
shared_mappings(int pidfd)
{
	char path[64], line[512], way[8];
	int found = 0;
	(void)snprintf(path, sizeof(path), "/proc/%d/maps", pid_of(pidfd));
	FILE *f = fopen(path, "r");
	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f))
		found += sscanf(line, "%*s %7s", way) == 1 && strcmp(way, "rw-s") == 0;
	(void)fclose(f);
	return found;
}

/* No slot writes where others read: the rate limits are its broker's. */
static void
test_nothing_shared(void **state)
{
	(void)state;
	struct slots s = { 0 };
	struct err err = { 0 };
	assert_ok(slots_start(&s, 1, &err), &err);
	json_decref(through(&s, 0));
	int slot = shared_mappings(s.items[0].fd[PAIR_SLOT]),
	    broker = shared_mappings(s.items[0].fd[PAIR_BROKER]);
	slots_stop(&s);
	if (broker < 0) {
		print_message("# not looked at: only root reads the mappings of a slot\n");
		return;
	}
	assert_int_equal(slot, 0);
	assert_int_equal(broker, 1);
}

/* Slots come from a process that never saw a key; without it there are no more, and it is said. */
static void
test_zygote(void **state)
{
	(void)state;
	struct slots s = { 0 };
	struct err err = { 0 }, dead = { 0 };
	assert_ok(slots_start(&s, 1, &err), &err);
	assert_int_equal(kill(s.zygote.pid, SIGKILL), 0);
	assert_null(message_receive(s.items[0].fd[PAIR_WORK], &dead)); /* nor do slots outlive it */
	assert_false(slots_restart(&s, 0, &err));
	assert_int_equal(err.kind, ERR_SYSTEM);
	slots_stop(&s);
}

/* The process number of slot ${i}. */
static int
process_of(const struct slots *s, int i)
{
	char path[64], line[128];
	int pid = -1;
	(void)snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", s->items[i].fd[PAIR_SLOT]);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, "Pid:", 4) == 0)
			pid = (int)strtol(line + 4, NULL, 10);
	(void)fclose(f);
	assert_true(pid > 0);
	return pid;
}

/* That slot 0 gets a fresh process for this, or keeps its own. */
static void
binds(struct slots *s, const struct peer *peer, json_t *reach, bool fresh)
{
	struct err err = { 0 };
	int was = process_of(s, 0);
	assert_ok(slots_bind(s, 0, peer, reach, &err), &err);
	assert_int_equal(process_of(s, 0) != was, fresh);
	assert_int_equal(s->items[0].served == 0, fresh);
}

/* One serves one system that reaches one thing, and so many tasks of it. */
static void
test_replaced(void **state)
{
	(void)state;
	const struct peer one = { .system = "one" }, two = { .system = "two" };
	auto_drop(json) json_t *near = json_pack("{s:[]}", "closed"),
			       *far = json_pack("{s:[], s:[]}", "closed", "sockets");
	struct slots s = { 0 };
	struct err err = { 0 };
	assert_ok(slots_start(&s, 1, &err), &err);
	assert_ok(slots_bind(&s, 0, &one, near, &err), &err);
	s.items[0].served = SERVED_MAX - 1;
	binds(&s, &one, near, false);
	s.items[0].served = SERVED_MAX;
	binds(&s, &one, near, true);
	s.items[0].served = 1;
	binds(&s, &one, far, true);
	s.items[0].served = 1;
	binds(&s, &two, far, true);
	slots_stop(&s);
}

/* Its own; one of nobody; then that which got work longest ago. None that is at work. */
static void
test_chosen(void **state)
{
	(void)state;
	const struct peer a = { .system = "a" }, b = { .system = "b" }, c = { .system = "c" };
	struct work work = { 0 };
	struct slot items[] = { { .peer = &a, .since_ms = 3 }, { .peer = &b, .since_ms = 1 },
		{ .since_ms = 9 } };
	const struct slots s = { .items = items, .n = 1, .pool = 3 };
	assert_int_equal(slots_choose(&s, &a), 0);
	assert_int_equal(slots_choose(&s, &c), 2);
	items[2].peer = &c;
	assert_int_equal(slots_choose(&s, &c), 2);
	items[2].work = &work;
	assert_int_equal(slots_choose(&s, &c), 1);
	items[1].work = &work;
	assert_int_equal(slots_choose(&s, &b), 0);
	items[0].work = &work;
	assert_int_equal(slots_choose(&s, &a), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_no_such_connector),
		cmocka_unit_test(test_no_job_at_all), cmocka_unit_test(test_failure),
		cmocka_unit_test(test_people), cmocka_unit_test(test_other_action),
		cmocka_unit_test(test_nothing_and_found), cmocka_unit_test(test_count),
		cmocka_unit_test(test_processes), cmocka_unit_test(test_nothing_shared),
		cmocka_unit_test(test_zygote), cmocka_unit_test(test_replaced),
		cmocka_unit_test(test_chosen) };
	return cmocka_run_group_tests(tests, setup, teardown);
}
