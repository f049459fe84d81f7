/*
 * Input: what whoever took a slot over may send. To its broker: a question, whose texts must all
 * end within it. To the supervisor: messages, in pieces as the first byte says, of which each may
 * have 64 KiB: room for what is announced is taken at once, and 64 MiB of it take this target long.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "dossier/dial.h"
#include "fuzz/fuzz.h"

#include "../../src/worker/worker_private.h"
#undef MESSAGE_MAX
#define MESSAGE_MAX (64u << 10)
#include "../../src/worker/message.c"

static void
ask(const uint8_t *data, size_t size)
{
	static struct dial_request r;
	if (size > sizeof(r))
		return;
	memset(&r, 'x', sizeof(r));
	memcpy(&r, data, size);
	if (!dial_request_ok(&r, size))
		return;
	MUST(r.head.kind < DIAL__MAX && r.head.len <= sizeof(r.data));
	if (r.head.kind == DIAL_CONNECT) {
		MUST(r.head.len <= sizeof(struct sockaddr_storage));
	} else if (r.head.kind != DIAL_BLOB && r.head.kind != DIAL_BLOB_LAST && r.head.len > 0) {
		const char *one = dial_request_text(&r, 0),
			   *last = r.head.kind == DIAL_LOOK_UP ? dial_request_text(&r, 1) : one;
		MUST(last + strlen(last) < r.data + r.head.len);
	}
}

/* A piece may hold the ends of more messages than one. */
static bool
take_all(struct inbox *in, int fd)
{
	for (;;) {
		struct err err = { 0 };
		json_t *message = NULL;
		const bool alive = inbox_take(in, fd, MSG_DONTWAIT, &message, &err),
			   got = message != NULL;
		MUST(alive ? err.kind == ERR_NONE : !got && err.kind != ERR_NONE);
		json_decref(message);
		if (!got)
			return alive;
	}
}

static void
tell(const uint8_t *data, size_t size, size_t piece)
{
	struct inbox in = { 0 };
	int pair[2];
	bool alive = true;
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	while (alive && size > 0) {
		size_t n = piece < size ? piece : size;
		MUST(send(pair[0], data, n, MSG_NOSIGNAL) == (ssize_t)n);
		data += n;
		size -= n;
		alive = take_all(&in, pair[1]);
	}
	inbox_clear(&in);
	(void)close(pair[0]);
	(void)close(pair[1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	ask(data + 1, size - 1);
	tell(data + 1, size - 1, (size_t)data[0] * 4 + 1);
	return 0;
}
