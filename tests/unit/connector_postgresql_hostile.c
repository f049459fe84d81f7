/*
 * Servers that say they are PostgreSQL: silent at each point, endless, dripping, without TLS. Each
 * ends in an error of ours, soon and in little memory.
 */
#include <arpa/inet.h>

#include "hostile.h"

static char dir[] = "/tmp/connector_hostile.XXXXXX";
static struct arena *texts;

/* What a server does when it comes to this statement; before, it answers well. */
enum point { AT_STARTUP, AT_BEGIN, AT_COLUMNS, AT_COPY };
struct script {
	enum point point;
	struct bytes last;  /* it says, and is silent */
	struct bytes again; /* or this, without end */
	int pause_us;
	bool close;
};
#define BYTES(s)                                                                                   \
	{                                                                                          \
		s, sizeof(s) - 1                                                                   \
	}

#define PUT(fd, s) hostile_send(fd, s, sizeof(s) - 1)

static void
misbehave(int fd, const struct script *s)
{
	if (s->last.n)
		hostile_send(fd, s->last.p, s->last.n);
	while (s->again.n) {
		hostile_send(fd, s->again.p, s->again.n);
		usleep((useconds_t)s->pause_us);
	}
	if (s->close)
		_exit(0);
	pause();
}

#define READY "Z\0\0\0\5T"
#define BOUND                                                                                      \
	"1\0\0\0\4"                                                                                \
	"2\0\0\0\4"
#define DONE "C\0\0\0\5\0"
/* rows of catalogue: a column email of type text, readable */
#define COLUMNS                                                                                    \
	BOUND "T\0\0\0\x56\0\4" FIELD_ FIELD_ FIELD_ FIELD_ "D\0\0\0\x1f\0\4\0\0\0\5email\0\0\0\2" \
	      "25\0\0\0\1S\0\0\0\1t" DONE READY
#define FIELD_ "a\0\0\0\0\0\0\0\0\0\0\x19\xff\xff\xff\xff\xff\xff\0\0"

static void
answer(int fd, const char *text, size_t n, const struct script *s)
{
	if (memmem(text, n, "BEGIN", 5) && s->point == AT_BEGIN)
		misbehave(fd, s);
	else if (memmem(text, n, "COPY (", 6) && s->point == AT_COPY)
		misbehave(fd, s);
	else if (memmem(text, n, "pg_class", 8)) {
		if (s->point == AT_COLUMNS)
			misbehave(fd, s);
		PUT(fd, COLUMNS);
	} else
		PUT(fd, BOUND "n\0\0\0\4" DONE READY);
}

static void
serve_one(int fd, const struct script *s)
{
	char text[65536];
	(void)alarm(30); /* whatever becomes of the test */
	if (s->point == AT_STARTUP)
		misbehave(fd, s);
	if (recv(fd, text, sizeof(text), 0) <= 0)
		_exit(0);
	PUT(fd,
	    "R\0\0\0\x08\0\0\0\0S\0\0\0\x18server_version\0"
	    "15.1\0" READY);
	for (ssize_t n; (n = recv(fd, text, sizeof(text), 0)) > 0;)
		if (text[0] == 'P')
			answer(fd, text, (size_t)n, s);
	_exit(0);
}

static const struct identifier_value person = { "email", "a@b.nl" };
static const char system_json[] =
    "{\"id\":\"app\",\"needs\":[\"email\"],\"collections\":[{\"name\":\"people\","
    "\"category\":\"C1\",\"table\":\"people\","
    "\"match\":[{\"column\":\"email\",\"identifier\":\"email\"}]}]}";

static void
collects(const char *dsn, const struct budget_limits *limits, enum err_kind kind, const char *text)
{
	hostile_collect(&connector_postgresql, system_json,
	    arena_printf(texts, "{\"dsn\":\"%s\"}", dsn), &person, limits, kind, text);
}

static void
meets(const struct script *s, const struct budget_limits *limits, enum err_kind kind,
    const char *text)
{
	pid_t pid = hostile_serve(arena_printf(texts, "%s/.s.PGSQL.5432", dir), serve_one, s);
	collects(arena_printf(texts, "host=%s user=u", dir), limits, kind, text);
	hostile_end(pid);
}

static const struct budget_limits soon = {
	.run_ms = 60000, .silence_ms = 200, .most = { 1000, 1000, 1 << 20 }
};
static const struct budget_limits brief = {
	.run_ms = 300, .silence_ms = 60000, .most = { 1000, 1000, 1 << 20 }
};
#define COPYING                                                                                    \
	BOUND "n\0\0\0\4"                                                                          \
	      "H\0\0\0\x09\0\0\1\0\0"

static void
silent(void **state)
{
	(void)state;
	static const struct script startup = { .point = AT_STARTUP }, gone = { .close = true };
	meets(&startup, &brief, ERR_TEMPORARY, "the database goes on");
	meets(&gone, &soon, ERR_TEMPORARY, "");
	static const struct script points[] = {
		{ .point = AT_BEGIN },
		{ .point = AT_COLUMNS },
		{ .point = AT_COLUMNS, .last = BYTES(BOUND "T\0\0") },
		{ .point = AT_COPY },
		{ .point = AT_COPY,
		    .last = BYTES(COPYING "d\0\0\0\x0e"
					  "a@b.nl\t\\N\n"
					  "d\0\0\0") },
		{ .point = AT_COPY, .last = BYTES(COPYING "c\0\0\0\4") },
		{ .point = AT_COPY, .last = BYTES(COPYING "c\0\0\0\4" DONE) },
	};
	for (size_t i = 0; i < array_len(points); i++) {
		meets(&points[i], &soon, ERR_TEMPORARY, "the database did not answer in time");
		struct script closes = points[i];
		closes.close = true;
		meets(&closes, &soon, ERR_TEMPORARY, "lost");
	}
}

/* It answers each statement, and none with a row: nothing is found there, or erased. */
static void
empty(void **state)
{
	(void)state;
	static const struct script answers = { .point = AT_COPY };
	static const enum action actions[] = { ACTION_FIND, ACTION_ERASE };
	for (size_t i = 0; i < array_len(actions); i++) {
		pid_t pid = hostile_serve(
		    arena_printf(texts, "%s/.s.PGSQL.5432", dir), serve_one, &answers);
		auto_drop(json) json_t *change = json_pack("{s:s, s:[], s:{}, s:{}, s:[]}", "today",
		    "2026-12-01", "holds", "links", "keys", "sets");
		struct connector_call call;
		struct sink sink;
		struct err err = { 0 };
		sink_init(&sink);
		call_init(&call, &sink, system_json,
		    arena_printf(texts,
			"{\"dsn\":\"host=%s user=u\",\"dsn_change\":\"host=%s user=u\"}", dir,
			dir));
		call.action = actions[i];
		call.ids = &person;
		call.nids = 1;
		call.change = change;
		call.budget.limits = &soon;
		bool ok = connector_postgresql.act[actions[i]](&call, &err);
		assert_null(call.found);
		assert_true(!ok || json_get(call.erased, "stopped"));
		json_decref(call.erased);
		call_release(&call);
		sink_release(&sink);
		hostile_end(pid);
	}
}

/* Never silent, and never done. */
static void
endless(void **state)
{
	(void)state;
	static const struct script notices = { .point = AT_BEGIN,
		.again = BYTES("N\0\0\0\x0cMhello\0\0"),
		.pause_us = 10000 },
				   rows = { .point = AT_COPY,
					   .last = BYTES(COPYING),
					   .again = BYTES("d\0\0\0\x0e"
							  "a@b.nl\t\\N\n") },
				   results = { .point = AT_COLUMNS,
					   .last = BYTES(COLUMNS),
					   .again = BYTES("E\0\0\0\x0c"
							  "C22000\0\0" READY) };
	static const struct budget_limits few = {
		.run_ms = 60000, .silence_ms = 60000, .most = { 3, 50, 1 << 20 }
	};
	static const struct budget_limits rows_only = {
		.run_ms = 60000, .silence_ms = 60000, .most = { 1000, 50, 1 << 20 }
	};
	static const struct budget_limits bytes_only = {
		.run_ms = 60000, .silence_ms = 60000, .most = { 1000, 1000000, 1 << 14 }
	};
	meets(&notices, &brief, ERR_TEMPORARY, "goes on for more than");
	meets(&rows, &few, ERR_INPUT, "goes on after 3 round trips");
	meets(&rows, &rows_only, ERR_INPUT, "goes on after 50 rows");
	meets(&rows, &bytes_only, ERR_INPUT, "bytes");
	meets(&results, &brief, ERR_INPUT, "the database refuses");
}

/* Its length alone tells that it would be held whole. */
static void
one_row(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	return; /* its heap is counted by nobody */
#endif
	static char much[65536];
	static const struct script said = { .point = AT_COPY,
		.last = BYTES(COPYING "d\x3f\xff\xff\xff"
				      "a@b.nl") },
				   sent = { .point = AT_COPY,
					   .last = BYTES(COPYING "d\x1f\xff\xff\xff"),
					   .again = { much, sizeof(much) } };
	static const struct budget_limits wide = {
		.run_ms = 60000, .silence_ms = 5000, .most = { 1000, 1000, INT64_C(1) << 40 }
	};
	meets(&said, &wide, ERR_INPUT, "a row of more than 128 MiB");
	meets(&sent, &wide, ERR_INPUT, "a row of more than 128 MiB");
}

/* Nothing is sent to whom it must not be; nobody listens there. */
static void
in_clear(void **state)
{
	(void)state;
	collects("host=192.0.2.1 password=hush", &brief, ERR_INPUT, "add sslmode=verify-full");
	collects("host=192.0.2.1 sslmode=prefer", &brief, ERR_INPUT, "add sslmode=verify-full");
	collects("service=x", &brief, ERR_INPUT, "names a service");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silent),
		cmocka_unit_test(empty),
		cmocka_unit_test(endless),
		cmocka_unit_test(one_row),
		cmocka_unit_test(in_clear),
	};
	texts = arena_new();
	if (!mkdtemp(dir))
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)!system(arena_printf(texts, "rm -r %s", dir));
	arena_free(texts);
	return failed;
}
