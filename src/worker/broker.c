/*
 * The broker of a slot: straight-line code that may block. The supervisor tells it what the slot's
 * one system may reach; then it does what the slot asks, when that is within it, and hands over
 * descriptors. It is as much confined as that allows, and believes nothing a slot says.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "dossier/conf.h"
#include "dossier/dial.h"
#include "dossier/net.h"
#include "dossier/sandbox.h"
#include "worker_private.h"

#define PLACES 64
#define MADE 8           /* sockets that are not connected yet */
#define BLOBS_OPEN 8     /* at once, of a task */
#define BLOBS_MAX 100000 /* of a task: more than its answer may name */

struct place {
	const char *host, *port;
	bool is_address; /* no name */
	struct sockaddr_storage at[DIAL_ADDRESSES];
	uint32_t n; /* known so far */
};
struct kept {
	struct blob_file file; /* without a name: dropped */
	int bad;               /* what became of its pieces, for the last; 0: well */
};
struct broker {
	int slot;
	json_t *reach;
	struct limiter *limiter;
	struct place places[PLACES];
	size_t nplaces;
	struct {
		int fd;
		uint64_t cookie;
	} made[MADE];
	size_t next;
	int directory;      /* the one asked for last; -1: none */
	int store;          /* -1: nothing is kept */
	struct kept *blobs; /* of the task at work */
	size_t nblobs, blobs_cap;
	size_t nopen; /* that are not whole yet */
};

/* ---- addresses ---- */

/* A name leads nowhere when all it leads to is what it may not. */
static void
resolve(struct place *p, int flags, int *ret_bad)
{
	const struct addrinfo want = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV | flags };
	struct addrinfo *list = NULL;
	*ret_bad = getaddrinfo(p->host, p->port, &want, &list);
	if (*ret_bad)
		return;
	p->is_address = p->is_address || flags & AI_NUMERICHOST;
	p->n = 0;
	for (const struct addrinfo *a = list; a && p->n < DIAL_ADDRESSES; a = a->ai_next) {
		struct sockaddr_storage *at = &p->at[p->n];
		*at = (struct sockaddr_storage){ 0 };
		memcpy(at, a->ai_addr, a->ai_addrlen < sizeof(*at) ? a->ai_addrlen : sizeof(*at));
		p->n += p->is_address || net_may_lead(p->host, at);
	}
	freeaddrinfo(list);
	*ret_bad = p->n ? 0 : EAI_NODATA;
}

/* Such as are addresses already need no look-up. */
static void
read_places(struct broker *b)
{
	size_t i;
	json_t *place;
	json_array_foreach(json_get(b->reach, "places"), i, place) {
		struct place *p = &b->places[b->nplaces];
		int ignored;
		p->host = json_string_value(json_array_get(place, 0));
		p->port = json_string_value(json_array_get(place, 1));
		if (!p->host || !p->port)
			continue;
		resolve(p, AI_NUMERICHOST, &ignored);
		if (++b->nplaces == PLACES)
			break;
	}
}

static bool
same_address(const struct sockaddr_storage *x, const struct sockaddr_storage *y)
{
	const struct sockaddr_in *a = (const void *)x, *b = (const void *)y;
	const struct sockaddr_in6 *a6 = (const void *)x, *b6 = (const void *)y;
	if (x->ss_family != y->ss_family)
		return false;
	if (x->ss_family == AF_INET)
		return a->sin_port == b->sin_port && a->sin_addr.s_addr == b->sin_addr.s_addr;
	return x->ss_family == AF_INET6 && a6->sin6_port == b6->sin6_port &&
	    memcmp(&a6->sin6_addr, &b6->sin6_addr, sizeof(a6->sin6_addr)) == 0;
}

static bool
is_named(const struct broker *b, const char *kind, const char *path)
{
	return path[0] == '/' && json_has(json_get(b->reach, kind), path);
}

static bool
may_connect(const struct broker *b, const struct sockaddr_storage *to)
{
	const struct sockaddr_un *un = (const void *)to;
	if (to->ss_family == AF_UNIX)
		return memchr(un->sun_path, '\0', sizeof(un->sun_path)) &&
		    is_named(b, "sockets", un->sun_path);
	for (size_t i = 0; i < b->nplaces; i++)
		for (uint32_t k = 0; k < b->places[i].n; k++)
			if (same_address(&b->places[i].at[k], to))
				return true;
	return false;
}

/* ---- paths ---- */

/* Ours are closed to every slot. Where a path leads is told by what was opened: a name is not. */
static bool
is_ours(const struct broker *b, int fd)
{
	char self[40], path[PATH_MAX];
	size_t i;
	json_t *closed;
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	ssize_t n = readlink(self, path, sizeof(path));
	if (n <= 0 || n == sizeof(path) || path[0] != '/' || !json_get(b->reach, "closed"))
		return true; /* who was told nothing, or can not tell, opens nothing */
	path[n] = '\0';
	json_array_foreach(json_get(b->reach, "closed"), i, closed)
		if (conf_paths_meet(path, json_string_value(closed)))
			return true;
	return false;
}

/* -1 with errno. */
static int
open_outside(const struct broker *b, const char *path, int flags)
{
	const struct open_how how = {
		.flags = (uint64_t)(flags | O_CLOEXEC),
		.resolve = RESOLVE_NO_MAGICLINKS,
	};
	auto_drop(fd) int fd = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
	if (fd >= 0 && is_ours(b, fd)) {
		errno = EACCES;
		return -1;
	}
	int outside = fd;
	fd = -1;
	return outside;
}

/* ---- what a slot asks ---- */

/* One question: *ret_fd is sent with the answer, and closed. */
typedef void do_ask(
    struct broker *b, const struct dial_request *r, struct dial_answer *ret, int *ret_fd);

static void
do_look_up(struct broker *b, const struct dial_request *r, struct dial_answer *ret, int *ret_fd)
{
	(void)ret_fd;
	ret->bad = EAI_NONAME;
	for (size_t i = 0; i < b->nplaces; i++) {
		struct place *p = &b->places[i];
		if (strcmp(p->host, dial_request_text(r, 0)) != 0 ||
		    strcmp(p->port, dial_request_text(r, 1)) != 0)
			continue;
		resolve(p, 0, &ret->bad);
		ret->n = ret->bad ? 0 : p->n;
		memcpy(ret->addresses, p->at, ret->n * sizeof(p->at[0]));
		return;
	}
}

/* We keep it too, until it is connected. */
static void
do_socket(struct broker *b, const struct dial_request *r, struct dial_answer *ret, int *ret_fd)
{
	uint64_t cookie;
	socklen_t size = sizeof(cookie);
	bool ours =
	    r->head.number == AF_INET || r->head.number == AF_INET6 || r->head.number == AF_UNIX;
	ret->bad = EACCES;
	if (!ours)
		return;
	auto_drop(fd) int fd = socket(r->head.number, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int copy = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
	ret->bad = errno;
	if (copy < 0 || getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &size) != 0) {
		fd_drop(&copy);
		return;
	}
	ret->bad = 0;
	*ret_fd = fd;
	fd = -1;
	fd_drop(&b->made[b->next].fd);
	b->made[b->next].fd = copy;
	b->made[b->next].cookie = cookie;
	b->next = (b->next + 1) % MADE;
}

/* To the socket that was looked at, whatever has its name by now. */
static bool
connect_outside(const struct broker *b, int fd, const struct sockaddr_un *to)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	auto_drop(fd) int at = open_outside(b, to->sun_path, O_PATH);
	(void)snprintf(un.sun_path, sizeof(un.sun_path), "/proc/self/fd/%d", at);
	return at >= 0 && connect(fd, (const struct sockaddr *)&un, sizeof(un)) == 0;
}

static void
do_connect(struct broker *b, const struct dial_request *r, struct dial_answer *ret, int *ret_fd)
{
	struct sockaddr_storage to = { 0 };
	(void)ret_fd;
	memcpy(&to, r->data, r->head.len); /* dial_request_ok: it is no longer */
	ret->bad = EACCES;
	if (!may_connect(b, &to))
		return;
	for (size_t i = 0; i < MADE; i++) {
		if (b->made[i].fd < 0 || b->made[i].cookie != r->head.cookie)
			continue;
		(void)fcntl(b->made[i].fd, F_SETFL, O_NONBLOCK);
		bool ok = to.ss_family == AF_UNIX
		    ? connect_outside(b, b->made[i].fd, (const struct sockaddr_un *)&to)
		    : connect(
			  b->made[i].fd, (const struct sockaddr *)&to, (socklen_t)r->head.len) == 0;
		ret->bad = ok ? 0 : errno;
		fd_drop(&b->made[i].fd);
		b->made[i].fd = -1;
		return;
	}
}

static void
do_directory(struct broker *b, const struct dial_request *r, struct dial_answer *ret, int *ret_fd)
{
	const char *path = dial_request_text(r, 0);
	ret->bad = EACCES;
	if (!is_named(b, "directories", path))
		return;
	fd_drop(&b->directory);
	b->directory = open_outside(b, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	*ret_fd = b->directory < 0 ? -1 : fcntl(b->directory, F_DUPFD_CLOEXEC, 0);
	ret->bad = *ret_fd < 0 ? errno : 0;
}

static void
do_file(struct broker *b, const struct dial_request *r, struct dial_answer *ret, int *ret_fd)
{
	const char *name = dial_request_text(r, 0);
	ret->bad = EACCES;
	if (b->directory < 0 || strchr(name, '/') || strcmp(name, "..") == 0)
		return;
	*ret_fd = openat(b->directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	ret->bad = *ret_fd < 0 ? errno : 0;
}

static void
do_open(struct broker *b, const struct dial_request *r, struct dial_answer *ret, int *ret_fd)
{
	const char *path = dial_request_text(r, 0);
	ret->bad = EACCES;
	if (!is_named(b, "files", path))
		return;
	*ret_fd = open_outside(b, path, O_RDONLY | O_NONBLOCK);
	ret->bad = *ret_fd < 0 ? errno : 0;
}

/* One that is not whole yet; -1: a new one. NULL: there is none such. */
static struct kept *
blob_at(struct broker *b, int32_t number)
{
	if (number != -1)
		return number >= 0 && (size_t)number < b->nblobs && b->blobs[number].file.at >= 0
		    ? &b->blobs[number]
		    : NULL;
	if (b->store < 0 || b->nopen == BLOBS_OPEN || b->nblobs == BLOBS_MAX)
		return NULL;
	if (b->nblobs == b->blobs_cap) {
		b->blobs_cap = b->blobs_cap ? 2 * b->blobs_cap : 16;
		b->blobs = xrealloc(b->blobs, b->blobs_cap * sizeof(*b->blobs));
	}
	b->blobs[b->nblobs] = (struct kept){ .file.at = -1 };
	return &b->blobs[b->nblobs++];
}

static void
drop_blob(struct broker *b, struct kept *k)
{
	b->nopen -= k->file.at >= 0;
	blob_file_drop(b->store, &k->file);
	while (b->nblobs > 0 && !b->blobs[b->nblobs - 1].file.name[0])
		b->nblobs--;
}

static void
do_blob(struct broker *b, const struct dial_request *r, struct dial_answer *ret, int *ret_fd)
{
	const bool last = r->head.kind == DIAL_BLOB_LAST;
	const struct blob_piece piece = { r->data, r->head.len, last };
	struct kept *k = blob_at(b, r->head.number);
	struct err err = { 0 };
	(void)ret_fd;
	ret->bad = EACCES;
	if (!k)
		return;
	b->nopen -= k->file.at >= 0;
	if (!k->bad && !blob_file_put(b->store, &k->file, piece, &err))
		k->bad = err.kind == ERR_TEMPORARY ? ENOSPC : EIO;
	b->nopen += k->file.at >= 0;
	ret->bad = k->bad;
	ret->number = (int32_t)(k - b->blobs);
	memcpy(ret->name, k->file.name, sizeof(ret->name));
	if (k->bad && dial_is_answered(&r->head))
		drop_blob(b, k);
}

/* What is whole is not the slot's any more. */
static void
do_keep(struct broker *b, const struct dial_request *r, struct dial_answer *ret, int *ret_fd)
{
	(void)r;
	(void)ret;
	(void)ret_fd;
	for (size_t i = b->nblobs; b->nopen > 0 && i-- > 0;)
		if (b->blobs[i].file.at >= 0)
			drop_blob(b, &b->blobs[i]);
	b->nblobs = 0;
}

static void
do_drop(struct broker *b, const struct dial_request *r, struct dial_answer *ret, int *ret_fd)
{
	const char *name = dial_request_text(r, 0);
	(void)ret_fd;
	ret->bad = *name ? EACCES : 0;
	for (size_t i = b->nblobs; i-- > 0;) {
		if (*name && strcmp(name, b->blobs[i].file.name) != 0)
			continue;
		drop_blob(b, &b->blobs[i]);
		ret->bad = 0;
	}
}

/* Whose limit it is he says, not the slot. */
static void
do_limit(struct broker *b, const struct dial_request *r, struct dial_answer *ret, int *ret_fd)
{
	(void)ret_fd;
	ret->wait_us =
	    limiter_take(b->limiter, json_str_or(b->reach, "owner", ""), dial_request_text(r, 0),
		r->head.per_s, r->head.number > 0 ? (unsigned)r->head.number : 0);
}

static do_ask *const asks[] = {
	[DIAL_LOOK_UP] = do_look_up,
	[DIAL_SOCKET] = do_socket,
	[DIAL_CONNECT] = do_connect,
	[DIAL_DIRECTORY] = do_directory,
	[DIAL_FILE] = do_file,
	[DIAL_OPEN] = do_open,
	[DIAL_BLOB] = do_blob,
	[DIAL_BLOB_LAST] = do_blob,
	[DIAL_BLOBS_KEEP] = do_keep,
	[DIAL_BLOB_DROP] = do_drop,
	[DIAL_LIMIT] = do_limit,
};
_Static_assert(array_len(asks) == DIAL__MAX, "one for each");
_Static_assert(DIAL_NAME == BLOB_NAME_LEN && DIAL_BYTES == AGE_PIECE_MAX, "dial.h knows no vault");

/* ---- its life ---- */

/* For sandbox_broker(): what it may read. Closed with the process. */
static size_t
open_paths(const struct broker *b, const char *kind, int *ret, size_t room)
{
	size_t i, n = 0;
	json_t *path;
	json_array_foreach(json_get(b->reach, kind), i, path) {
		int fd = n < room ? open_outside(b, json_string_value(path), O_PATH) : -1;
		if (fd >= 0)
			ret[n++] = fd;
	}
	return n;
}

static bool
confine(struct broker *b, struct err *err)
{
	int read[PLACES];
	const char *home = json_str(b->reach, "blobs");
	size_t n = open_paths(b, "directories", read, PLACES);
	n += open_paths(b, "files", read + n, PLACES - n);
	b->store = home ? blob_store_open(home, err) : -1;
	bool ok = (!home || b->store >= 0) && sandbox_broker(b->store, read, n, err);
	for (size_t i = 0; i < n; i++)
		(void)close(read[i]);
	return ok;
}

/* False: the slot is gone, or sends what is no question. */
static bool
serve_one(struct broker *b)
{
	static struct dial_request r;
	ssize_t n = recv(b->slot, &r, sizeof(r), MSG_TRUNC);
	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0 || !dial_request_ok(&r, (size_t)n))
		return false;
	struct dial_answer answer;
	int fd = -1;
	memset(&answer, 0, offsetof(struct dial_answer, addresses));
	asks[r.head.kind](b, &r, &answer, &fd);
	bool sent = !dial_is_answered(&r.head) || dial_answer_send(b->slot, &answer, fd);
	fd_drop(&fd);
	return sent;
}

void
broker_main(int slot, int supervisor, struct limiter *limiter)
{
	struct err err = { 0 };
	struct broker b = { .slot = slot, .limiter = limiter, .directory = -1, .store = -1 };
	for (size_t i = 0; i < MADE; i++)
		b.made[i].fd = -1;
	b.reach = message_receive(supervisor, &err);
	(void)close(supervisor);
	if (!b.reach || !confine(&b, &err))
		_exit(err.kind != ERR_NONE);
	read_places(&b);
	while (serve_one(&b))
		continue;
	for (size_t i = 0; i < b.nblobs; i++)
		blob_file_drop(b.store, &b.blobs[i].file);
	_exit(0);
}
