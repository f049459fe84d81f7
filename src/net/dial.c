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
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "dossier/dial.h"
#include "dossier/mem.h"
#include "dossier/net.h"
#include "dossier/pass.h"

/* a name server that does not answer costs this much; an answer of another kind comes at once */
#define ANSWER_S 20

static int broker = -1;
static bool slot, lost, stale;

void
dial_by(int fd)
{
	const struct timeval patience = { .tv_sec = ANSWER_S };
	broker = fd;
	slot = true;
	lost = setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) != 0;
}

bool
dial_is_lost(void)
{
	return lost;
}

bool
dial_is_stale(void)
{
	return stale;
}

/* ---- a question and its answer ---- */

static bool
lose(void)
{
	lost = true;
	errno = EPIPE;
	return false;
}

struct question {
	struct dial_head head;
	struct iovec data[2];
};

static struct iovec
text_of(const char *s)
{
	return (struct iovec){ (char *)(uintptr_t)s, strlen(s) + 1 };
}

/* Nothing we may reach has a longer name. */
static bool
too_long(const struct question *q)
{
	return q->data[0].iov_len + q->data[1].iov_len > DIAL_TEXT;
}

/* False with errno: he does not hear it. */
static bool
tell(struct question *q)
{
	struct iovec message[] = { { &q->head, sizeof(q->head) }, q->data[0], q->data[1] };
	q->head.len = q->data[0].iov_len + q->data[1].iov_len;
	return (!lost &&
		   writev(broker, message, array_len(message)) ==
		       (ssize_t)(sizeof(q->head) + q->head.len)) ||
	    lose();
}

/*
 * False with errno: no answer. *ret_fd: the descriptor that came with it, or -1; NULL: none may.
 */
static bool
ask(struct question *q, struct dial_answer *ret, int *ret_fd)
{
	size_t nfds = ret_fd ? 1 : 0;
	memset(ret, 0, offsetof(struct dial_answer, addresses));
	if (!tell(q))
		return false;
	ssize_t n = pass_receive(broker, ret, sizeof(*ret), ret_fd, &nfds);
	if (n >= (ssize_t)offsetof(struct dial_answer, addresses) && ret->n <= DIAL_ADDRESSES)
		return true;
	pass_close(ret_fd, nfds);
	return lose();
}

/* A question that a descriptor answers. */
static int
ask_descriptor(struct question *q)
{
	struct dial_answer answer;
	int fd = -1;
	if (!ask(q, &answer, &fd))
		return -1;
	if ((answer.bad == 0) != (fd >= 0))
		lose();
	else if (answer.bad)
		errno = answer.bad;
	return fd;
}

static int
ask_open(enum dial_kind kind, const char *path)
{
	struct question q = { { .kind = kind }, { text_of(path) } };
	errno = EACCES;
	return too_long(&q) ? -1 : ask_descriptor(&q);
}

/* A question that is done or not. */
static bool
ask_done(struct question *q, struct dial_answer *ret)
{
	if (!ask(q, ret, NULL))
		return false;
	errno = ret->bad;
	return ret->bad == 0;
}

/* ---- files ---- */

int
dial_directory(const char *path)
{
	int fd = slot ? ask_open(DIAL_DIRECTORY, path)
		      : open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	stale = slot && fd < 0;
	return fd;
}

int
dial_file(int dir, const char *name)
{
	/* not to hang on a pipe */
	return slot ? ask_open(DIAL_FILE, name)
		    : openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

/* ---- blobs ---- */

bool
dial_blob(int *at, char name[static DIAL_NAME], const void *p, size_t n, bool last)
{
	struct question q = { { .kind = last ? DIAL_BLOB_LAST : DIAL_BLOB, .number = *at },
		{ { (void *)(uintptr_t)p, n } } };
	struct dial_answer answer;
	if (!dial_is_answered(&q.head))
		return tell(&q);
	if (!ask_done(&q, &answer))
		return false;
	*at = last ? -1 : answer.number;
	memcpy(name, answer.name, DIAL_NAME);
	return true;
}

bool
dial_blobs_keep(void)
{
	return tell(&(struct question){ { .kind = DIAL_BLOBS_KEEP } });
}

bool
dial_blob_drop(const char *name)
{
	struct question q = { { .kind = DIAL_BLOB_DROP }, { text_of(name ? name : "") } };
	struct dial_answer answer;
	return ask_done(&q, &answer);
}

/* ---- rate limits ---- */

/* Without a broker there is nobody to call either. */
int64_t
dial_limit(struct limiter *l, const char *key, double per_s, unsigned burst)
{
	struct question q = { { .kind = DIAL_LIMIT,
				  .number = (int32_t)(burst < INT32_MAX ? burst : INT32_MAX),
				  .per_s = per_s },
		{ text_of(key) } };
	struct dial_answer answer;
	if (!slot)
		return limiter_take(l, "", key, per_s, burst);
	if (too_long(&q)) /* to tell apart: one limit */
		q.data[0] = text_of("");
	return ask(&q, &answer, NULL) && answer.wait_us > 0 ? answer.wait_us : 0;
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
	struct question q = { { .kind = DIAL_SOCKET, .number = domain } };
	if ((type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) != SOCK_STREAM) {
		errno = EACCES; /* curl looks in this way whether there is IPv6 */
		return -1;
	}
	int fd = ask_descriptor(&q);
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
	struct question q = { { .kind = DIAL_CONNECT }, { { (void *)(uintptr_t)address, len } } };
	struct dial_answer answer;
	socklen_t size = sizeof(q.head.cookie);
	if (len > sizeof(struct sockaddr_storage)) {
		errno = EINVAL;
		return -1;
	}
	return getsockopt(fd, SOL_SOCKET, SO_COOKIE, &q.head.cookie, &size) == 0 &&
		ask_done(&q, &answer)
	    ? 0
	    : -1;
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
	struct question q = { { .kind = DIAL_LOOK_UP },
		{ text_of(host ? host : ""), text_of(port ? port : "") } };
	struct dial_answer answer = { 0 };
	*ret = NULL;
	if (!host || !port || too_long(&q))
		return EAI_NONAME;
	if (!ask(&q, &answer, NULL))
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
