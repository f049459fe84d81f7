/*
 * Servers that say they are Redis: silent, endless, lying about lengths, not UTF-8, nested, slow.
 * Each ends in an error of ours, soon and in little memory; and TLS with the name verified.
 */
#include <sys/mman.h>

#include "hostile.h"

static char dir[] = "/tmp/connector_hostile.XXXXXX";
static struct arena *texts;

/* What a server does: reply after reply, the last one again and again. */
struct script {
	const char *replies[8];
	const char *flood; /* after the last: this, without end */
	int pause_us;      /* between bytes */
};
static size_t *flooded; /* bytes that went out so, shared with the server */

static void
put_slowly(int fd, const char *p, size_t n, int pause_us)
{
	for (; n > 0 && pause_us; p++, n--) {
		hostile_send(fd, p, 1);
		usleep((useconds_t)pause_us);
	}
	if (n > 0)
		hostile_send(fd, p, n);
}

static void
play(int fd, const struct script *s)
{
	char command[4096];
	size_t i = 0;
	while (recv(fd, command, sizeof(command), 0) > 0) {
		if (s->replies[i])
			put_slowly(fd, s->replies[i], strlen(s->replies[i]), s->pause_us);
		if (i + 1 < array_len(s->replies) && s->replies[i + 1])
			i++;
		else if (s->flood)
			for (;;) {
				put_slowly(fd, s->flood, strlen(s->flood), s->pause_us);
				*flooded += strlen(s->flood);
			}
	}
	_exit(0);
}

static const struct identifier_value person = { "customer_id", "17" };

/* What becomes of a collect of a:{customer_id} at it. */
static void
meets(const struct script *s, const struct budget_limits *limits, enum err_kind kind,
    const char *text)
{
	*flooded = 0;
	pid_t pid = hostile_serve(arena_printf(texts, "%s/h", dir), play, s);
	hostile_collect(&connector_redis,
	    "{\"id\":\"cache\",\"needs\":[\"customer_id\"],\"collections\":[{\"name\":\"keys\","
	    "\"category\":\"C1\",\"key\":\"a:{customer_id}\"}]}",
	    arena_printf(texts, "{\"url\":\"unix://%s/h\"}", dir), &person, limits, kind, text);
	hostile_end(pid);
}

#define FOUND "*2\r\n$1\r\n0\r\n*1\r\n$4\r\na:17\r\n"
#define LASTS ":-1\r\n"

static void
shapes(void **state)
{
	(void)state;
	static const char *const ends[][2] = {
		/* a stream's id that is not UTF-8, is none, or comes again for ever */
		{ "+stream\r\n", "*1\r\n*2\r\n$3\r\n1-\xff\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n" },
		{ "+stream\r\n", "*1\r\n*2\r\n$3\r\n1-x\r\n*0\r\n" },
		{ "+stream\r\n", "*1\r\n*2\r\n$3\r\n1-1\r\n*0\r\n" },
		{ "+stream\r\n", "*1\r\n*2\r\n$22\r\n99999999999999999999-1\r\n*0\r\n" },
		{ "+stream\r\n", "*1\r\n*2\r\n$3\r\n1-1\r\n*1\r\n$1\r\na\r\n" },
		{ "+stream\r\n", "*1\r\n$3\r\n1-1\r\n" },
		/* scores and lengths that are none */
		{ "+zset\r\n", "*2\r\n$1\r\na\r\n$2\r\n\xff\xfe\r\n" },
		{ "+zset\r\n", "*1\r\n$1\r\na\r\n" },
		{ "+string\r\n", "$1\r\na\r\n" },
		{ "+string\r\n", ":-5\r\n" },
		{ "+list\r\n", ":5\r\n" },
		{ "+hash\r\n", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\na\r\n" },
		{ "+hash\r\n", "*2\r\n$40\r\n0000000000000000000000000000000000000000\r\n*0\r\n" },
		/* lists of more than there is, in each other, of no length */
		{ "+set\r\n", "*2147483647\r\n" },
		{ "+set\r\n", "*-7\r\n" },
		{ "+set\r\n",
		    "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n" },
		{ "+set\r\n", "$99999999999999999999\r\n" },
		{ "+set\r\n", "!what\r\n" },
	};
	for (size_t i = 0; i < array_len(ends); i++) {
		const struct script s = { .replies = { FOUND, ends[i][0], LASTS, ends[i][1] } };
		meets(&s, NULL, ERR_INPUT, "another shape than its protocol says");
	}
	const struct script ttl = { .replies = {
					FOUND, "+string\r\n", ":9223372036854775807\r\n" } };
	meets(&ttl, NULL, ERR_INPUT, "another shape");
}

/* Ten bytes are said, and then they never end. */
static void
floods(void **state)
{
	(void)state;
	static const char *const heads[] = { "$400000000\r\n", "*2\r\n$1\r\n0\r\n*200000\r\n", "+",
		":" };
	static char flood[32769];
	memset(flood, 'x', sizeof(flood) - 1);
	for (size_t i = 0; i < array_len(heads); i++) {
		const struct script s = {
			.replies = { FOUND, "+string\r\n", LASTS, ":10\r\n", heads[i] },
			.flood = i == 1 ? "$1\r\nx\r\n" : flood,
		};
		meets(&s, NULL, ERR_INPUT, i == 1 ? "shape" : "MiB at once");
		assert_true(*flooded < (16 << 20));
	}
}

static void
time_and_trips(void **state)
{
	(void)state;
	static const struct budget_limits soon = {
		.run_ms = 300, .silence_ms = 1000, .most = { 1000, 1000, 1 << 20 }
	};
	static const struct budget_limits few = {
		.run_ms = 60000, .silence_ms = 1000, .most = { 50, 1000, 1 << 20 }
	};
	static const struct budget_limits small = {
		.run_ms = 60000, .silence_ms = 1000, .most = { 50, 1000, 30 }
	};
	const struct script silent = { .replies = { NULL } },
			    slow = { .replies = { FOUND, LASTS }, .pause_us = 50000 },
			    endless = { .replies = { "*2\r\n$1\r\n7\r\n*0\r\n" } };
	meets(&silent, &soon, ERR_TEMPORARY, "redis");
	meets(&slow, &soon, ERR_TEMPORARY, "redis");
	meets(&endless, &few, ERR_INPUT, "goes on after 50 round trips");
	meets(&endless, &small, ERR_INPUT, "goes on after 30 bytes");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes),
		cmocka_unit_test(floods),
		cmocka_unit_test(time_and_trips),
	};
	texts = arena_new();
	flooded =
	    mmap(NULL, sizeof(*flooded), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!mkdtemp(dir) || flooded == MAP_FAILED)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)!system(arena_printf(texts, "rm -r %s", dir));
	arena_free(texts);
	return failed;
}
