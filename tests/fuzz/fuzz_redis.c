/*
 * Input: a byte that chooses a type, then what a server sends before it hangs up. Whatever it says,
 * the task ends: with rows, or with an error in one line.
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
static sem_t served; /* the server is done with the input */
static const char *input;
static size_t left;

#define FOUND "*2\r\n$1\r\n0\r\n*2\r\n$4\r\na:17\r\n$5\r\na:17x\r\n"
static const char *const types[] = { NULL, "+string\r\n", "+hash\r\n", "+list\r\n", "+set\r\n",
	"+zset\r\n", "+stream\r\n" };

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
		const char *type = types[left ? (unsigned char)*input % array_len(types) : 0];
		const char *good[] = { FOUND, type, ":-1\r\n" };
		size_t i = type ? 0 : array_len(good), skip = left > 0;
		while (recv(fd, command, sizeof(command), 0) > 0) {
			if (i < array_len(good) && reply(fd, good[i], strlen(good[i])))
				i++;
			else if (i++ == array_len(good)) {
				(void)reply(fd, input + skip, left - skip);
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
	input = (const char *)data;
	left = size;
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
