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
	const int64_t until = clock_boot_ms() + MESSAGE_S * 1000;
	while (n > 0) {
		ssize_t k = send(fd, at, n, MSG_NOSIGNAL);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return err_set(err, ERR_TEMPORARY, "the other process is gone: %m");
		if (clock_boot_ms() > until) /* a byte at a time, each within the socket's own */
			return err_set(err, ERR_TEMPORARY, "the other process reads too slowly");
		at += k;
		n -= (size_t)k;
	}
	return true;
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

void
inbox_clear(struct inbox *in)
{
	if (in->text)
		explicit_bzero(in->text, in->got - sizeof(in->head));
	free(in->text);
	*in = (struct inbox){ 0 };
}

/* How much of it is still to come; there is room for that. 0: it is whole. SIZE_MAX: too much. */
static size_t
missing(struct inbox *in, char **ret_to)
{
	const size_t head = sizeof(in->head);
	if (in->got < head) {
		*ret_to = (char *)&in->head + in->got;
		return head - in->got;
	}
	size_t len = ntohl(in->head);
	if (len > MESSAGE_MAX)
		return SIZE_MAX;
	if (!in->text)
		in->text = xmalloc(len + 1);
	*ret_to = in->text + (in->got - head);
	return head + len - in->got;
}

static bool
read_whole(struct inbox *in, json_t **ret, struct err *err)
{
	*ret = json_loadb(in->text, ntohl(in->head), JSON_REJECT_DUPLICATES, NULL);
	inbox_clear(in);
	return *ret ||
	    err_set(err, ERR_TEMPORARY, "the other process died in the middle of a message");
}

bool
inbox_take(struct inbox *in, int fd, int flags, json_t **ret, struct err *err)
{
	char *to = NULL;
	size_t n;
	*ret = NULL;
	while ((n = missing(in, &to)) > 0) {
		if (n == SIZE_MAX)
			return err_set(err, ERR_INPUT, "a message between processes is too large");
		ssize_t k = recv(fd, to, n, flags);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0 && errno == EAGAIN && flags & MSG_DONTWAIT)
			return true;
		if (k == 0 && in->got == 0)
			return false; /* between two messages it is no error */
		if (k <= 0)
			return err_set(err, ERR_TEMPORARY, "the other process died");
		if (in->got == 0)
			in->since_ms = clock_boot_ms();
		in->got += (size_t)k;
	}
	return read_whole(in, ret, err);
}

json_t *
message_receive(int fd, struct err *err)
{
	struct inbox in = { 0 };
	json_t *message;
	bool ok = inbox_take(&in, fd, 0, &message, err);
	inbox_clear(&in);
	return ok ? message : NULL;
}
