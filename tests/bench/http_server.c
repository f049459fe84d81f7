/*
 * A vendor that is no bottleneck: answers every GET /...?email=X on 127.0.0.1 with the same small
 * row of X, from one process. Prints its port, then serves until it is killed. Used by
 * tests/bench/worker.sh.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENTS_MAX 256

static int
answer(int fd, const char *name, int len)
{
	char body[512], text[1024];
	(void)snprintf(body, sizeof(body),
	    "{\"data\":[{\"id\":\"c1\",\"email\":\"%.*s@bench.example\",\"city\":\"Utrecht\"}]}",
	    len, name);
	(void)snprintf(text, sizeof(text),
	    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
	    strlen(body), body);
	return send(fd, text, strlen(text), MSG_NOSIGNAL) > 0;
}

/* One read is one request: the client waits for each answer. 0: it is gone. */
static int
serve(int fd)
{
	char request[65536];
	ssize_t n = read(fd, request, sizeof(request) - 1);
	if (n <= 0)
		return 0;
	request[n] = '\0';
	const char *name = strstr(request, "email=");
	name = name ? name + strlen("email=") : "";
	return answer(fd, name, (int)strcspn(name, "%@ "));
}

int
main(void)
{
	struct pollfd fds[CLIENTS_MAX] = { { .fd = socket(AF_INET, SOCK_STREAM, 0),
	    .events = POLLIN } };
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	nfds_t n = 1;

	if (bind(fds[0].fd, (struct sockaddr *)&at, len) != 0 || listen(fds[0].fd, 512) != 0 ||
	    getsockname(fds[0].fd, (struct sockaddr *)&at, &len) != 0)
		return 1;
	printf("%d\n", ntohs(at.sin_port));
	(void)fflush(stdout);
	while (poll(fds, n, -1) >= 0) {
		for (nfds_t i = n; i-- > 1;)
			if (fds[i].revents && !serve(fds[i].fd)) {
				(void)close(fds[i].fd);
				fds[i] = fds[--n];
			}
		if (fds[0].revents && n < CLIENTS_MAX) {
			int fd = accept(fds[0].fd, NULL, NULL);
			if (fd >= 0)
				fds[n++] = (struct pollfd){ .fd = fd, .events = POLLIN };
		}
	}
	return 1;
}
