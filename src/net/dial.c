/*
 * The slot's side: what libraries call goes to the broker, one question at a time. Decides nothing
 * about who may be reached: that is the broker's.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pwd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dossier/date.h"
#include "dossier/dial.h"
#include "dossier/mem.h"
#include "dossier/net.h"

/* a name server that does not answer costs this much; an answer of another kind comes at once */
#define ANSWER_MS 20000

static int broker = -1;
static bool slot, lost;

void
dial_by(int fd)
{
	broker = fd;
	slot = true;
}

bool
dial_is_lost(void)
{
	return lost;
}

/* ---- a question and its answer ---- */

static bool
lose(void)
{
	lost = true;
	errno = EPIPE;
	return false;
}

static bool
wait_for_answer(void)
{
	struct pollfd p = { .fd = broker, .events = POLLIN };
	const int64_t until = clock_boot_ms() + ANSWER_MS;
	for (;;) {
		int64_t left = until - clock_boot_ms();
		int n = left > 0 ? poll(&p, 1, (int)left) : 0;
		if (n > 0)
			return true;
		if (n == 0 || errno != EINTR)
			return false;
	}
}

static int
descriptor_in(struct msghdr *m)
{
	int fd = -1;
	const struct cmsghdr *c = CMSG_FIRSTHDR(m);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
	    c->cmsg_len == CMSG_LEN(sizeof(fd)))
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	return fd;
}

/* False with errno: no answer. *ret_fd: the descriptor that came with it, or -1. */
static bool
ask(struct dial_request *r, struct dial_answer *ret, int *ret_fd)
{
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { ret, sizeof(*ret) };
	struct msghdr m = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = sizeof(control.space) };
	size_t len = offsetof(struct dial_request, data) + r->len;
	*ret_fd = -1;
	if (lost || send(broker, r, len, MSG_NOSIGNAL) != (ssize_t)len || !wait_for_answer())
		return lose();
	ssize_t n = recvmsg(broker, &m, MSG_CMSG_CLOEXEC);
	if (n < (ssize_t)offsetof(struct dial_answer, addresses) || ret->n > DIAL_ADDRESSES)
		return lose();
	*ret_fd = descriptor_in(&m);
	return true;
}

/* One or two texts; false when there is no room: nothing we may reach has such a name. */
static bool
put_texts(struct dial_request *r, const char *one, const char *two)
{
	size_t n = strlen(one) + 1, more = two ? strlen(two) + 1 : 0;
	if (n + more > sizeof(r->data))
		return false;
	memcpy(r->data, one, n);
	if (two)
		memcpy(r->data + n, two, more);
	r->len = (uint32_t)(n + more);
	return true;
}

/* A question that a descriptor answers. */
static int
ask_descriptor(struct dial_request *r, struct dial_answer *ret)
{
	int fd;
	if (!ask(r, ret, &fd))
		return -1;
	if ((ret->bad == 0) != (fd >= 0))
		lose();
	else if (ret->bad)
		errno = ret->bad;
	return fd;
}

static int
ask_open(enum dial_kind kind, const char *path)
{
	struct dial_request r = { .kind = kind };
	struct dial_answer answer;
	errno = EACCES;
	return put_texts(&r, path, NULL) ? ask_descriptor(&r, &answer) : -1;
}

static bool
ask_blob(enum dial_kind kind, const char *name)
{
	struct dial_request r = { .kind = kind };
	struct dial_answer answer;
	int fd;
	if ((name && !put_texts(&r, name, NULL)) || !ask(&r, &answer, &fd))
		return false;
	errno = answer.bad;
	return answer.bad == 0;
}

/* ---- files ---- */

int
dial_directory(const char *path)
{
	return slot ? ask_open(DIAL_DIRECTORY, path)
		    : open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int
dial_file(int dir, const char *name)
{
	/* not to hang on a pipe */
	return slot ? ask_open(DIAL_FILE, name)
		    : openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

int
dial_blob(char *ret_name, size_t room)
{
	struct dial_request r = { .kind = DIAL_BLOB };
	struct dial_answer answer;
	int fd = ask_descriptor(&r, &answer);
	if (fd >= 0)
		(void)snprintf(ret_name, room, "%.*s", (int)sizeof(answer.name) - 1, answer.name);
	return fd;
}

bool
dial_blobs_keep(void)
{
	return ask_blob(DIAL_BLOBS_KEEP, NULL);
}

bool
dial_blob_drop(const char *name)
{
	return ask_blob(DIAL_BLOB_DROP, name ? name : "");
}

/* ---- rate limits ---- */

/* Without a broker there is nobody to call either. */
int64_t
dial_limit(struct limiter *l, const char *key, double per_s, unsigned burst)
{
	struct dial_request r = { .kind = DIAL_LIMIT,
		.number = (int32_t)(burst < INT32_MAX ? burst : INT32_MAX),
		.per_s = per_s };
	struct dial_answer answer;
	int none;
	if (!slot)
		return limiter_take(l, "", key, per_s, burst);
	/* what is too long to tell apart is one limit */
	if (!put_texts(&r, key, NULL) && !put_texts(&r, "", NULL))
		return 0;
	return ask(&r, &answer, &none) && answer.wait_us > 0 ? answer.wait_us : 0;
}

/* ---- over the C library's ---- */

/* The C library's own, where there is no broker to ask. */
static void *
next_of(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);
	if (!found)
		BUG("the C library has no %s", name);
	return found;
}

int
socket(int domain, int type, int protocol)
{
	if (!slot)
		return (int)syscall(SYS_socket, domain, type, protocol);
	struct dial_request r = { .kind = DIAL_SOCKET, .number = domain };
	struct dial_answer answer;
	if ((type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) != SOCK_STREAM) {
		errno = EACCES; /* curl looks in this way whether there is IPv6 */
		return -1;
	}
	int fd = ask_descriptor(&r, &answer);
	if (fd >= 0 && type & SOCK_NONBLOCK)
		(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

/* He finds it by its number in the kernel, so that no descriptor ever leaves a slot. */
int
connect(int fd, const struct sockaddr *address, socklen_t len)
{
	if (!slot)
		return (int)syscall(SYS_connect, fd, address, len);
	struct dial_request r = { .kind = DIAL_CONNECT, .len = len };
	struct dial_answer answer;
	socklen_t size = sizeof(r.cookie);
	int none;
	if (len > sizeof(struct sockaddr_storage)) {
		errno = EINVAL;
		return -1;
	}
	memcpy(r.data, address, len);
	if (getsockopt(fd, SOL_SOCKET, SO_COOKIE, &r.cookie, &size) != 0 ||
	    !ask(&r, &answer, &none))
		return -1;
	errno = answer.bad;
	return answer.bad ? -1 : 0;
}

static socklen_t
address_len(const struct sockaddr_storage *a)
{
	return a->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
}

/* As the C library lays it out: one piece, so that either's freeaddrinfo() will do. */
static struct addrinfo *
new_address(const struct sockaddr_storage *a, const struct addrinfo *hints)
{
	struct addrinfo *ai = xcalloc(1, sizeof(*ai) + sizeof(*a));
	*ai = (struct addrinfo){ .ai_family = a->ss_family,
		.ai_socktype = SOCK_STREAM,
		.ai_protocol = IPPROTO_TCP,
		.ai_flags = hints ? hints->ai_flags : 0,
		.ai_addrlen = address_len(a),
		.ai_addr = (struct sockaddr *)(ai + 1) };
	memcpy(ai + 1, a, sizeof(*a));
	return ai;
}

static int
look_up(const char *host, const char *port, const struct addrinfo *hints, struct addrinfo **ret)
{
	struct dial_request r = { .kind = DIAL_LOOK_UP };
	struct dial_answer answer;
	int none;
	*ret = NULL;
	if (!host || !port || !put_texts(&r, host, port))
		return EAI_NONAME;
	if (!ask(&r, &answer, &none))
		return EAI_AGAIN;
	if (answer.bad)
		return answer.bad;
	for (uint32_t i = 0; i < answer.n; i++) {
		const struct sockaddr_storage *a = &answer.addresses[i];
		if (hints && hints->ai_family && hints->ai_family != a->ss_family)
			continue;
		*ret = new_address(a, hints);
		ret = &(*ret)->ai_next;
	}
	return answer.n ? 0 : EAI_NONAME;
}

int
getaddrinfo(const char *restrict host, const char *restrict port,
    const struct addrinfo *restrict hints, struct addrinfo **restrict ret)
{
	if (slot)
		return look_up(host, port, hints, ret);
	int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
	    (__typeof__(next))next_of("getaddrinfo");
	return next(host, port, hints, ret);
}

/*
 * libpq looks in this way for a home directory, of which a slot has none. The C library would ask
 * nscd, by a socket of its own: the first time, and again after every hundred.
 */
int
getpwuid_r(uid_t uid, struct passwd *pw, char *text, size_t room, struct passwd **ret)
{
	*ret = NULL;
	if (slot)
		return 0;
	int (*next)(uid_t, struct passwd *, char *, size_t, struct passwd **) =
	    (__typeof__(next))next_of("getpwuid_r");
	return next(uid, pw, text, room, ret);
}

/* Each under both names the C library has for it, whichever of them a library was built with. */
#define ALSO_64(name, type, ...)                                                                   \
	type dial_##name(__VA_ARGS__) __asm__(#name);                                              \
	type dial_##name##64(__VA_ARGS__) __asm__(#name "64")

ALSO_64(fopen, FILE *, const char *path, const char *mode);
ALSO_64(stat, int, const char *path, struct stat *ret);
ALSO_64(fstat, int, int fd, struct stat *ret);

FILE *
dial_fopen(const char *path, const char *mode)
{
	if (!slot) {
		FILE *(*next)(const char *, const char *) = (__typeof__(next))next_of("fopen");
		return next(path, mode);
	}
	int fd = mode[0] == 'r' && !strchr(mode, '+') ? ask_open(DIAL_OPEN, path) : -1;
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
	if (!f && fd >= 0)
		(void)close(fd);
	return f;
}

FILE *
dial_fopen64(const char *path, const char *mode)
{
	return dial_fopen(path, mode);
}

/* The C library's takes a path, if an empty one, and a slot has no call that does. */
int
dial_fstat(int fd, struct stat *ret)
{
	return (int)syscall(SYS_fstat, fd, ret);
}

int
dial_fstat64(int fd, struct stat *ret)
{
	return dial_fstat(fd, ret);
}

/* Whether a file of certificates is there, and who may read it. */
int
dial_stat(const char *path, struct stat *ret)
{
	if (!slot)
		return (int)syscall(SYS_newfstatat, AT_FDCWD, path, ret, 0);
	auto_drop(fd) int fd = ask_open(DIAL_OPEN, path);
	return fd < 0 ? -1 : dial_fstat(fd, ret);
}

int
dial_stat64(const char *path, struct stat *ret)
{
	return dial_stat(path, ret);
}
