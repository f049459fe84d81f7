/*
 * evaluate: what evaluate.py makes of what is to be read, at a fraction of the start of a Python.
 *
 *	evaluate SOCKET eval|exec|rows|mail CODE
 *
 * It is handed our standard streams, and says how it went.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define WAIT_S 20

/* The socket appears when it is listened to: one that refuses is nobody's any more. */
static int
reach(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	if (snprintf(to.sun_path, sizeof(to.sun_path), "%s", path) >= (int)sizeof(to.sun_path))
		return -1;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	for (int left = WAIT_S * 500; left > 0; left--) {
		if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
			return fd;
		if (errno != ENOENT)
			return -1;
		(void)nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	}
	return -1;
}

/* The word, with our streams, then the code to its end. */
static int
hand_over(int fd, const char *word, const char *code)
{
	static const int streams[] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(streams))];
	} with = { 0 };
	struct iovec part = { (void *)(size_t)word, strlen(word) };
	struct msghdr m = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &with,
		.msg_controllen = sizeof(with) };
	with.head.cmsg_level = SOL_SOCKET;
	with.head.cmsg_type = SCM_RIGHTS;
	with.head.cmsg_len = CMSG_LEN(sizeof(streams));
	memcpy(CMSG_DATA(&with.head), streams, sizeof(streams));
	if (sendmsg(fd, &m, MSG_NOSIGNAL) != (ssize_t)part.iov_len)
		return -1;
	for (size_t n = strlen(code); n > 0;) {
		ssize_t sent = send(fd, code, n, MSG_NOSIGNAL);
		if (sent < 0)
			return -1;
		code += sent;
		n -= (size_t)sent;
	}
	return shutdown(fd, SHUT_WR);
}

int
main(int argc, char **argv)
{
	char status;
	if (argc != 4 || strlen(argv[2]) != 4)
		return fputs("evaluate SOCKET eval|exec|rows|mail CODE\n", stderr), 2;
	int fd = reach(argv[1]);
	if (fd < 0 || hand_over(fd, argv[2], argv[3]) != 0 || read(fd, &status, 1) != 1)
		return fprintf(stderr, "evaluate: nobody answers at %s\n", argv[1]), 70;
	return status == '0' ? 0 : 1;
}
