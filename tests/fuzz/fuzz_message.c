/*
 * Input: what whoever took a slot over may send. To its broker: a question, whose texts must all
 * end within it. To the supervisor: a message, in pieces as the first bytes say.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "dossier/dial.h"
#include "fuzz/fuzz.h"

#include "../src/worker/worker_private.h"

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
	if (r.head.kind == DIAL_CONNECT)
		MUST(r.head.len <= sizeof(struct sockaddr_storage));
	else if (r.head.len > 0) {
		const char *one = dial_request_text(&r, 0),
			   *last = r.head.kind == DIAL_LOOK_UP ? dial_request_text(&r, 1) : one;
		MUST(last + strlen(last) < r.data + r.head.len);
	}
}

static void
tell(const uint8_t *data, size_t size)
{
	struct inbox in = { 0 };
	int pair[2];
	size_t piece = size ? data[0] + 1u : 1;
	bool alive = socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0;
	while (alive && size > 0) {
		struct err err = { 0 };
		json_t *message = NULL;
		size_t n = piece < size ? piece : size;
		MUST(send(pair[0], data, n, MSG_NOSIGNAL) == (ssize_t)n);
		data += n;
		size -= n;
		alive = inbox_take(&in, pair[1], MSG_DONTWAIT, &message, &err);
		MUST(alive || err.kind != ERR_NONE);
		json_decref(message);
	}
	inbox_clear(&in);
	(void)close(pair[0]);
	(void)close(pair[1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ask(data, size);
	tell(data, size);
	return 0;
}
