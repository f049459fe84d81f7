/*
 * Messages between the supervisor and a slot: a length in network order and that much JSON.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "worker_private.h"

static bool
send_all(int fd, const void *p, size_t n, struct err *err)
{
	const char *at = p;
	while (n > 0) {
		ssize_t k = send(fd, at, n, MSG_NOSIGNAL);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return err_set(err, ERR_TEMPORARY, "the other process is gone: %m");
		at += k;
		n -= (size_t)k;
	}
	return true;
}

/* 1: all there; 0: the end before the first byte; -1: the end in the middle, or an error. */
static int
receive_all(int fd, void *p, size_t n)
{
	char *at = p;
	size_t want = n;
	while (n > 0) {
		ssize_t k = recv(fd, at, n, 0);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return k == 0 && n == want ? 0 : -1;
		at += k;
		n -= (size_t)k;
	}
	return 1;
}

bool
message_send(int fd, const json_t *message, struct err *err)
{
	char *text = json_dumps(message, JSON_COMPACT);
	if (!text)
		return err_set(err, ERR_SYSTEM, "cannot write a message between processes");
	size_t len = strlen(text);
	uint32_t head = htonl((uint32_t)len);
	bool ok = len <= MESSAGE_MAX ||
	    err_set(err, ERR_INPUT, "a message between processes is too large");
	ok = ok && send_all(fd, &head, sizeof(head), err) && send_all(fd, text, len, err);
	explicit_bzero(text, len);
	free(text);
	return ok;
}

json_t *
message_receive(int fd, struct err *err)
{
	uint32_t head;
	int got = receive_all(fd, &head, sizeof(head));
	if (got <= 0) {
		if (got < 0)
			err_set(err, ERR_TEMPORARY, "the other process died");
		return NULL;
	}
	size_t len = ntohl(head);
	if (len > MESSAGE_MAX) {
		err_set(err, ERR_INPUT, "a message between processes is too large");
		return NULL;
	}
	char *text = xmalloc(len + 1);
	json_t *message = NULL;
	if (receive_all(fd, text, len) == 1)
		message = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	if (!message)
		err_set(err, ERR_TEMPORARY, "the other process died in the middle of a message");
	explicit_bzero(text, len);
	free(text);
	return message;
}
