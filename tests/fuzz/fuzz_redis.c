/*
 * Input: a byte that chooses a type, then what a server sends before it hangs up: bytes, or a
 * recipe of replies, which are whole and get further. Whatever it says, the task ends: with rows,
 * or with an error in one line.
 */
#include <pthread.h>
#include <semaphore.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "sink.h"

static char dir[] = "/tmp/fuzz_redis.XXXXXX";
static int listener;
static sem_t served;               /* the server is done with the input */
static const char *input, *chosen; /* the type; NULL: the input is all */
static size_t left;

#define FOUND "*2\r\n$1\r\n0\r\n*2\r\n$4\r\na:17\r\n$5\r\na:17x\r\n"
static const char *const types[] = { NULL, "+string\r\n", "+hash\r\n", "+list\r\n", "+set\r\n",
	"+zset\r\n", "+stream\r\n" };

/* A reply a byte: which in its last three bits, how many or which in the rest. */
static void
cook(struct buf *to, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned n = data[i] >> 3;
		size_t rest = size - i - 1 < n ? size - i - 1 : n;
		switch (data[i] & 7) {
		case 0:
			buf_addf(to, ":%d\r\n", (int)n - 2);
			break;
		case 1:
			buf_addf(to, "$%zu\r\n", rest);
			buf_add(to, data + i + 1, rest);
			buf_adds(to, "\r\n");
			i += rest;
			break;
		case 2:
			buf_addf(to, "*%u\r\n", n);
			break;
		case 3:
			buf_adds(to, "$-1\r\n");
			break;
		case 4: /* of a scan, at its end or not */
			buf_addf(to, "*2\r\n$1\r\n%u\r\n*%u\r\n", n & 1, n >> 1);
			break;
		case 5:
			buf_adds(to, n & 1 ? "+OK\r\n" : "-ERR no\r\n");
			break;
		case 6: /* of a stream */
			buf_addf(to, "*2\r\n$3\r\n%u-1\r\n*%u\r\n", n % 10, n);
			break;
		default:
			buf_addf(to, "$3\r\n1.%u\r\n", n % 10);
			break;
		}
	}
}

static bool
reply(int fd, const char *p, size_t n)
{
	return send(fd, p, n, MSG_NOSIGNAL) == (ssize_t)n;
}

/* One connection after another: what the input says, once the key was found and its type told. */
static void *
serve(void *arg)
{
	char command[4096];
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		if (fd < 0) /* the timer of the fuzzer's */
			continue;
		const char *type = chosen;
		const char *good[] = { FOUND, type, ":-1\r\n" };
		size_t i = type ? 0 : array_len(good);
		while (recv(fd, command, sizeof(command), 0) > 0) {
			if (i < array_len(good) && reply(fd, good[i], strlen(good[i])))
				i++;
			else if (i++ == array_len(good)) {
				(void)reply(fd, input, left);
				(void)shutdown(fd, SHUT_WR);
			}
		}
		(void)close(fd);
		(void)sem_post(&served);
	}
	return arg;
}

static void
start(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	pthread_t thread;
	if (!mkdtemp(dir))
		BUG("no directory");
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s/s", dir);
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	if (sem_init(&served, 0, 0) != 0 || bind(listener, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(listener, 1) != 0 || pthread_create(&thread, NULL, serve, NULL) != 0)
		BUG("no server");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct budget_limits limits = {
		.run_ms = 20000, .silence_ms = 20000, .most = { 1000, 100000, 64 << 20 }
	};
	static const struct identifier_value person[] = { { "customer_id", "17" } };
	static bool started;
	if (!started)
		start();
	started = true;
	auto_drop(buf) struct buf cooked = { 0 };
	chosen = size > 0 ? types[data[0] % array_len(types)] : NULL;
	if (size > 0 && data[0] < 128)
		cook(&cooked, data + 1, size - 1);
	else if (size > 0)
		buf_add(&cooked, data + 1, size - 1);
	input = cooked.data ? cooked.data : "";
	left = cooked.len;
	auto_drop(arena) struct arena *a = arena_new();
	struct connector_call call;
	struct sink sink;
	struct err err = { 0 };
	sink_init(&sink);
	call_init(&call, &sink,
	    "{\"id\":\"c\",\"needs\":[\"customer_id\"],\"collections\":[{\"name\":\"k\","
	    "\"category\":\"C1\",\"key\":\"a:{customer_id}*\",\"never\":[\"x\"]}]}",
	    arena_printf(a, "{\"url\":\"unix://%s/s\"}", dir));
	call.ids = person;
	call.nids = 1;
	call.budget.limits = &limits;
	bool ok = connector_redis.act[ACTION_COLLECT](&call, &err);
	(void)sem_wait(&served);
	MUST(ok == (err.kind == ERR_NONE));
	MUST(ok || (*err.text && !strchr(err.text, '\n')));
	call_release(&call);
	sink_release(&sink);
	return 0;
}
