/*
 * A planted slot: code that took over the slot of system A, whose broker believes nothing it says.
 * It gets no other system's address, directory, secret or blob, not our own database, and no way
 * to ask for what was not named to the broker; whatever it sends.
 */
#include "unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/filter.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "dossier/dial.h"
#include "dossier/net.h"
#include "dossier/sandbox.h"
#include "dossier/vault.h"

#include "../src/worker/worker_private.h"

static char home[] = "/tmp/dossier-planted.XXXXXX";
static char foreign[BLOB_NAME_LEN]; /* a blob of another task */
static char port_a[8], port_b[8];
static pid_t broker;
static int to_broker = -1;
static struct limiter *limits;

static const char *
below(const char *name)
{
	static char path[4][256];
	static size_t next;
	next = (next + 1) % array_len(path);
	(void)snprintf(path[next], sizeof(path[next]), "%s/%s", home, name);
	return path[next];
}

/* ---- the world around it ---- */

static void
listen_tcp(char ret_port[static 8])
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 64), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	(void)snprintf(ret_port, 8, "%d", ntohs(a.sin_port));
}

static struct sockaddr_un
unix_address(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	return a;
}

static void
listen_unix(const char *path)
{
	const struct sockaddr_un a = unix_address(path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 64), 0);
}

static void
put_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "email\na@b.nl\n", 13), 13);
	assert_int_equal(close(fd), 0);
}

static int
setup(void **state)
{
	static const char *const dirs[] = { "a", "b", "secrets", "secrets/b", "database" };
	static const char *const files[] = { "a/leads.csv", "b/leads.csv", "secrets/b/key",
		"a.pem" };
	struct err err = { 0 };
	(void)state;
	if (!mkdtemp(home))
		return -1;
	for (size_t i = 0; i < array_len(dirs); i++)
		assert_int_equal(mkdir(below(dirs[i]), 0700), 0);
	for (size_t i = 0; i < array_len(files); i++)
		put_file(below(files[i]));
	assert_int_equal(symlink(below("secrets/b/key"), below("a/way.csv")), 0);
	/* exchanged after somebody looked where they lead, and before the broker does */
	assert_int_equal(symlink(below("secrets"), below("way")), 0);
	assert_int_equal(symlink(below("database/.s.PGSQL.5432"), below("way.sock")), 0);
	limits = limiter_new();
	listen_tcp(port_a);
	listen_tcp(port_b);
	listen_unix(below("a.sock"));
	listen_unix(below("database/.s.PGSQL.5432"));
	auto_drop(fd) int store = blob_store_open(home, &err);
	struct blob_file f = { .at = -1 };
	assert_ok(blob_file_put(store, &f, (struct blob_piece){ "x", 1, true }, &err), &err);
	memcpy(foreign, f.name, sizeof(foreign));
	return 0;
}

static int
teardown(void **state)
{
	char command[64];
	(void)state;
	limiter_free(limits);
	(void)snprintf(command, sizeof(command), "rm -rf %s", home);
	return system(command);
}

static json_t *
reach_of_a(void)
{
	json_t *j = json_pack("{s:[[s, s]], s:[s], s:[s], s:[s]}", "places", "127.0.0.1", port_a,
	    "sockets", below("a.sock"), "directories", below("a"), "files", below("a.pem"));
	json_array_append_new(json_get(j, "sockets"), json_string(below("way.sock")));
	json_array_append_new(json_get(j, "directories"), json_string(below("way/b")));
	json_array_append_new(json_get(j, "files"), json_string(below("way/b/key")));
	json_object_set_new(j, "blobs", json_string(home));
	json_object_set_new(j, "closed", json_pack("[s, s]", below("secrets"), below("database")));
	json_object_set_new(j, "owner", json_string("1/a"));
	return j;
}

/* The broker of A; ${to_broker} is the slot's end. */
static void
begin_broker(void)
{
	int slot[2], reach[2];
	struct err err = { 0 };
	auto_drop(json) json_t *told = reach_of_a();
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, slot), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, reach), 0);
	broker = fork();
	if (broker == 0) {
		(void)close(slot[1]);
		(void)close(reach[1]);
		broker_main(slot[0], reach[0], limits);
	}
	(void)close(slot[0]);
	(void)close(reach[0]);
	assert_ok(message_send(reach[1], told, &err), &err);
	(void)close(reach[1]);
	to_broker = slot[1];
}

static int
end_broker(void)
{
	int status;
	(void)close(to_broker);
	assert_int_equal(waitpid(broker, &status, 0), broker);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* ---- what it tries: true, it worked ---- */

static bool
dial_tcp(const char *address, const char *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(port, NULL, 10)) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	(void)inet_pton(AF_INET, address, &a.sin_addr);
	return connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0 || errno == EINPROGRESS;
}

static bool
dial_unix(const char *path)
{
	const struct sockaddr_un a = unix_address(path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	return connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0;
}

static bool
own_address(void)
{
	return dial_tcp("127.0.0.1", port_a);
}

static bool
own_socket(void)
{
	return dial_unix(below("a.sock"));
}

/* A socket it may set, as libpq does; ${level} and ${name} of it. */
static bool
sets(int level, int option, const void *value, socklen_t len)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(port_a, NULL, 10)) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	(void)inet_pton(AF_INET, "127.0.0.1", &a.sin_addr);
	(void)connect(fd, (struct sockaddr *)&a, sizeof(a));
	errno = 0;
	return setsockopt(fd, level, option, value, len) == 0 || errno != EACCES;
}

static bool
own_options(void)
{
	static const int one = 1;
	return sets(IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) &&
	    sets(SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one)) &&
	    sets(IPPROTO_TCP, TCP_KEEPIDLE, &one, sizeof(one)) &&
	    sets(IPPROTO_TCP, TCP_KEEPINTVL, &one, sizeof(one)) &&
	    sets(IPPROTO_TCP, TCP_KEEPCNT, &one, sizeof(one)) &&
	    sets(IPPROTO_TCP, TCP_USER_TIMEOUT, &one, sizeof(one));
}

#ifndef __SANITIZE_ADDRESS__ /* built with which a slot has no sandbox */
static bool
other_options(void)
{
	static const int one = 1;
	struct sock_filter all = BPF_STMT(BPF_RET | BPF_K, 0xffff);
	const struct sock_fprog program = { 1, &all };
	return sets(SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) ||
	    sets(SOL_SOCKET, SO_RCVBUF, &one, sizeof(one)) ||
	    sets(IPPROTO_TCP, TCP_CONGESTION, "reno", 4) || sets(IPPROTO_TCP, TCP_ULP, "tls", 3) ||
	    sets(IPPROTO_IP, IP_TOS, &one, sizeof(one)) ||
	    sets(IPPROTO_TCP, SO_KEEPALIVE, &one, sizeof(one));
}
#endif

static bool
other_system(void)
{
	return dial_tcp("127.0.0.1", port_b);
}

static bool
other_address(void)
{
	return dial_tcp("127.0.0.2", port_a);
}

static bool
any_address(void)
{
	return dial_tcp("0.0.0.0", port_a);
}

static bool
mapped_address(void)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)strtoul(port_b, NULL, 10)) };
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	(void)inet_pton(AF_INET6, "::ffff:127.0.0.1", &a.sin6_addr);
	return connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0 || errno == EINPROGRESS;
}

static bool
name_server(void)
{
	return dial_tcp("127.0.0.53", "53");
}

static bool
our_database(void)
{
	return dial_unix(below("database/.s.PGSQL.5432"));
}

static bool
way_round(void)
{
	return dial_unix(below("a/../database/.s.PGSQL.5432"));
}

static bool
abstract_socket(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "\0dossier" };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	return connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0 || errno == ECONNREFUSED;
}

/* A path that goes on behind its end: the kernel reads no further, nor may the broker. */
static bool
path_without_end(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	memset(a.sun_path, 'a', sizeof(a.sun_path));
	return connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0 || errno != EACCES;
}

static bool
half_address(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	return connect(fd, (struct sockaddr *)&a, 2) == 0 || errno != EACCES;
}

static bool
datagrams(void)
{
	return socket(AF_INET, SOCK_DGRAM, 0) >= 0;
}

static bool
netlink(void)
{
	return socket(AF_NETLINK, SOCK_STREAM, 0) >= 0;
}

static bool
virtual_machine(void)
{
	return socket(AF_VSOCK, SOCK_STREAM, 0) >= 0;
}

/* A socket he did not make, or made for a connection that came about. */
static bool
second_use(void)
{
	int pair[2];
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(port_a, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0 ||
	    connect(pair[0], (struct sockaddr *)&a, sizeof(a)) == 0 || errno != EACCES;
}

static bool
looks_up(const char *host, const char *port)
{
	struct addrinfo *list = NULL;
	return getaddrinfo(host, port, NULL, &list) == 0;
}

static bool
another_name(void)
{
	return looks_up("localhost", port_a);
}

static bool
another_port(void)
{
	return looks_up("127.0.0.1", port_b);
}

static bool
secret_as_name(void)
{
	return looks_up("c2VjcmV0.example.org", "443");
}

static bool
own_directory(void)
{
	int dir = dial_directory(below("a")), fd = dial_file(dir, "leads.csv");
	char text[32];
	return dir >= 0 && fd >= 0 && read(fd, text, sizeof(text)) == 13;
}

static bool
other_directory(void)
{
	return dial_directory(below("b")) >= 0;
}

static bool
exchanged_directory(void)
{
	int dir = dial_directory(below("way/b"));
	return dir >= 0 || dial_file(dir, "key") >= 0;
}

static bool
exchanged_file(void)
{
	struct stat st;
	return fopen(below("way/b/key"), "r") || stat(below("way/b/key"), &st) == 0;
}

static bool
exchanged_socket(void)
{
	return dial_unix(below("way.sock"));
}

static bool
root_directory(void)
{
	return dial_directory("/") >= 0 || dial_directory("") >= 0 || dial_directory(".") >= 0;
}

static bool
directory_above(void)
{
	return dial_directory(below("a/..")) >= 0 || dial_directory(below("a/")) >= 0;
}

static bool
in_own(const char *name)
{
	return dial_directory(below("a")) < 0 || dial_file(0, name) >= 0;
}

static bool
file_above(void)
{
	return in_own("../secrets/b/key") || in_own("..") || in_own("./leads.csv");
}

static bool
file_by_path(void)
{
	return in_own(below("secrets/b/key")) || in_own("/etc/passwd");
}

static bool
file_by_link(void)
{
	return in_own("way.csv") || errno != ELOOP;
}

static bool
file_without_directory(void)
{
	return dial_file(0, "leads.csv") >= 0;
}

static bool
own_certificates(void)
{
	FILE *f = fopen(below("a.pem"), "r");
	struct stat st;
	return f && fclose(f) == 0 && stat(below("a.pem"), &st) == 0;
}

static bool
other_secret(void)
{
	struct stat st;
	return fopen(below("secrets/b/key"), "r") || stat(below("secrets/b/key"), &st) == 0;
}

static bool
passwords(void)
{
	return fopen("/etc/passwd", "r") || fopen("/proc/self/environ", "r");
}

static bool
write_certificates(void)
{
	return fopen(below("a.pem"), "w") || fopen(below("a.pem"), "r+") ||
	    fopen(below("a.pem"), "a");
}

/* ---- blobs ---- */

static char name[DIAL_NAME]; /* of the blob asked for last */

/* A new one; its number, -1: it is whole, -2: there is none. */
static int
make_blob(bool whole)
{
	int at = -1;
	return dial_blob(&at, name, "mine", 4, whole) ? at : -2;
}

static bool
add_to(int number, bool last)
{
	return dial_blob(&number, name, "more", 4, last);
}

static bool
own_blob(void)
{
	return add_to(make_blob(false), true) && make_blob(true) == -1 && dial_blob_drop(name) &&
	    dial_blobs_keep() && make_blob(true) == -1 && dial_blobs_keep();
}

/* The pieces in between are not answered, and all of them are there. */
static bool
large_blob(void)
{
	int at = make_blob(false);
	for (int i = 0; i < 30; i++)
		if (!add_to(at, false))
			return false;
	return add_to(at, true) && dial_blobs_keep();
}

static bool
drop_foreign_blob(void)
{
	return dial_blob_drop(foreign);
}

static bool
drop_kept_blob(void)
{
	return !add_to(make_blob(false), true) || !dial_blobs_keep() || dial_blob_drop(name);
}

/* What is whole stays as it is: in its own task, and in a later one. */
static bool
change_whole_blob(void)
{
	if (make_blob(false) != 0 || make_blob(false) != 1 || !add_to(0, true))
		return true;
	/* those without an answer: test_escapes looks at what is there */
	if (!add_to(0, false) || add_to(0, true) || !dial_blobs_keep())
		return true;
	return !add_to(0, false) || add_to(0, true) || !add_to(1, false) || add_to(1, true) ||
	    make_blob(false) != 0 || !add_to(1, false) || add_to(1, true);
}

static bool
blobs_of_nobody(void)
{
	return !add_to(0, false) || !add_to(-2, false) || add_to(0, true) ||
	    add_to(INT32_MAX, true) || add_to(INT32_MIN, true);
}

static bool
many_blobs(void)
{
	for (int i = 0; i < 8; i++)
		if (make_blob(false) != i)
			return true;
	return make_blob(false) >= 0 || errno != EACCES;
}

/* No answer brings a descriptor of the blob store: nothing can be read or written there. */
static bool
hold_blob(void)
{
	int before = dup(0);
	(void)close(before);
	if (make_blob(false) != 0)
		return true;
	return dup(0) != before;
}

static bool
drop_by_path(void)
{
	return dial_blob_drop("../../secrets/b/key") || dial_blob_drop(below("secrets/b/key"));
}

static bool
own_limit(void)
{
	return dial_limit(NULL, "own", 1, 1) == 0 && dial_limit(NULL, "own", 1, 1) > 0;
}

/* What it asks is counted, and counts for nobody else. */
static bool
other_limit(void)
{
	static const char *const keys[] = { "k", "1/b", "1/bk", "" };
	static struct dial_request r = {
		.head = { .kind = DIAL_LIMIT, .number = -1, .per_s = 1e-300, .len = 2 }
	};
	char answer[sizeof(struct dial_answer)];
	r.data[0] = 'k';
	for (int i = 0; i < 2000; i++)
		(void)dial_limit(NULL, keys[i % 4], 1e-9, UINT32_MAX);
	(void)send(to_broker, &r, offsetof(struct dial_request, data) + 2, 0);
	(void)recv(to_broker, answer, sizeof(answer), 0);
	return dial_limit(NULL, "k", 1e-300, 1) == 0;
}

/* The C library asks nscd the first time, and again after every hundred. */
static bool
own_home(void)
{
	struct passwd pw, *found;
	char text[1024];
	for (int i = 0; i < 300; i++)
		if (getpwuid_r(geteuid(), &pw, text, sizeof(text), &found) != 0 || found)
			return false;
	return true;
}

#define TRY(call)                                                                                  \
	{                                                                                          \
#call, call                                                                        \
	}
struct attempt {
	const char *name;
	bool (*call)(void);
};
static const struct attempt own[] = {
	TRY(own_address),
	TRY(own_socket),
	TRY(own_directory),
	TRY(own_certificates),
	TRY(own_options),
	TRY(own_blob),
	TRY(large_blob),
	TRY(own_limit),
	TRY(own_home),
};
static const struct attempt escapes[] = {
#ifndef __SANITIZE_ADDRESS__
	TRY(other_options),
#endif
	TRY(other_system),
	TRY(other_address),
	TRY(any_address),
	TRY(mapped_address),
	TRY(name_server),
	TRY(our_database),
	TRY(way_round),
	TRY(abstract_socket),
	TRY(path_without_end),
	TRY(half_address),
	TRY(datagrams),
	TRY(netlink),
	TRY(virtual_machine),
	TRY(second_use),
	TRY(another_name),
	TRY(another_port),
	TRY(secret_as_name),
	TRY(other_directory),
	TRY(exchanged_directory),
	TRY(exchanged_file),
	TRY(exchanged_socket),
	TRY(root_directory),
	TRY(directory_above),
	TRY(file_above),
	TRY(file_by_path),
	TRY(file_by_link),
	TRY(file_without_directory),
	TRY(other_secret),
	TRY(passwords),
	TRY(write_certificates),
	TRY(drop_foreign_blob),
	TRY(drop_kept_blob),
	TRY(drop_by_path),
	TRY(change_whole_blob),
	TRY(blobs_of_nobody),
	TRY(many_blobs),
	TRY(hold_blob),
	TRY(other_limit),
};

/* In a slot of A's: what it says of itself, 1 refused, 2 it worked; else how it ended. */
static int
planted(bool (*call)(void))
{
	int status;
	begin_broker();
	pid_t pid = fork();
	if (pid == 0) {
		struct err err = { 0 };
		dial_by(to_broker);
		_exit(!sandbox_slot(&err) ? 3 : call() ? 2 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	int came = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	int ended = end_broker();
	if (ended != 0)
		fail_msg("the broker ended with %d", ended);
	return came;
}

static void
test_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_len(own); i++) {
		int came = planted(own[i].call);
		if (came != 2)
			fail_msg("%s: %d", own[i].name, came);
	}
	auto_drop(arena) struct arena *a = arena_new();
	assert_int_equal(system(arena_printf(a,
			     "cd %s/blobs && test \"$(find . -type f -size +8c -printf %%s "
			     "-delete)\" = 128",
			     home)),
	    0);
}

static void
test_escapes(void **state)
{
	(void)state;
	struct stat st;
	for (size_t i = 0; i < array_len(escapes); i++) {
		int came = planted(escapes[i].call);
		if (came != 1 && came != -SIGSYS)
			fail_msg("%s: %d", escapes[i].name, came);
	}
	assert_int_equal(limiter_take(limits, "1/b", "k", 1, 1), 0);
	assert_int_equal(limiter_take(limits, "1/", "bk", 1, 1), 0);
	auto_drop(arena) struct arena *a = arena_new();
	assert_int_equal(stat(arena_printf(a, "%s/blobs/%.2s/%s", home, foreign, foreign), &st), 0);
	assert_int_equal(stat(below("secrets/b/key"), &st), 0);
	/* two pieces are the most that any of them got */
	assert_int_equal(
	    system(arena_printf(a, "test -z \"$(find %s/blobs -type f -size +8c)\"", home)), 0);
}

/* What could not be written in between is told with the last piece, and nothing of it is left. */
static bool
blob_too_large(void)
{
	int at = make_blob(false);
	for (int i = 0; i < 4; i++)
		if (!add_to(at, false))
			return false;
	if (add_to(at, true) || errno != EIO)
		return false;
	return !dial_blob_drop(name) && make_blob(true) == -1 && dial_blob_drop(name);
}

static size_t
count_blobs(void)
{
	glob_t g = { 0 };
	size_t n = glob(below("blobs/*/*"), 0, NULL, &g) == 0 ? g.gl_pathc : 0;
	globfree(&g);
	return n;
}

static void
test_failing_disk(void **state)
{
	struct rlimit was, eight;
	const size_t before = count_blobs();
	(void)state;
	sandbox_prepare(); /* which writes a file too, in memory */
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	eight = (struct rlimit){ 8, was.rlim_max };
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &eight), 0);
	int came = planted(blob_too_large);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	(void)signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(came, 2);
	assert_int_equal(count_blobs(), before);
}

/* ---- whatever it sends ---- */

static uint64_t seed = 88172645463325252u;

static uint32_t
dice(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) % n;
}

static size_t
a_question(struct dial_request *r)
{
	const char *const texts[] = { below("a"), "leads.csv", below("a.pem"), "127.0.0.1",
		below("b"), "..", "", foreign };
	r->head = (struct dial_head){ 0 };
	r->head.kind = dice(DIAL__MAX);
	r->head.number = (int32_t)dice(12) - 1;
	r->head.cookie = dice(1000);
	const char *text = texts[dice(array_len(texts))];
	r->head.len = strlen(text) + 1;
	memcpy(r->data, text, r->head.len);
	size_t n = offsetof(struct dial_request, data) + r->head.len;
	for (uint32_t i = dice(4); i > 0; i--)
		((unsigned char *)r)[dice((uint32_t)n)] ^= (unsigned char)(1u << dice(8));
	return dice(8) ? n : dice((uint32_t)n + 1);
}

/* Only A's directory and files, and sockets. */
static void
check_descriptor(int fd)
{
	char link[64], to[512];
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, to, sizeof(to) - 1);
	assert_true(n > 0);
	to[n] = '\0';
	if (strncmp(to, "socket:", 7) == 0 || strcmp(to, below("a")) == 0 ||
	    strncmp(to, below("a/"), strlen(below("a/"))) == 0 || strcmp(to, below("a.pem")) == 0)
		return;
	fail_msg("it was given %s", to);
}

/* False: the broker is gone. */
static bool
one_answer(void)
{
	struct dial_answer answer;
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec v = { &answer, sizeof(answer) };
	struct msghdr m = { .msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = sizeof(control.space) };
	if (recvmsg(to_broker, &m, 0) <= 0)
		return false;
	const struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	int fd;
	if (c) {
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
		check_descriptor(fd);
		(void)close(fd);
	}
	return true;
}

static void
test_garbage(void **state)
{
	const char *many = getenv("QUESTIONS"); /* each that ends a broker takes a new one */
	int questions = many ? (int)strtol(many, NULL, 10) : 500;
	static struct dial_request r;
	int gone = 0;
	(void)state;
	begin_broker();
	for (int i = 0; i < questions; i++) {
		size_t n = a_question(&r);
		bool silent = dial_request_ok(&r, n) && !dial_is_answered(&r.head);
		if (send(to_broker, &r, n, MSG_NOSIGNAL) == (ssize_t)n && (silent || one_answer()))
			continue;
		gone++;
		int ended = end_broker();
		if (ended != 0)
			fail_msg("question %d: the broker ended with %d", i, ended);
		begin_broker();
	}
	assert_int_equal(end_broker(), 0);
	/* questions of both kinds were there */
	assert_in_range(gone, questions / 100, questions - questions / 100);
}

static void
test_oversized(void **state)
{
	static char much[2 * sizeof(struct dial_request)];
	(void)state;
	begin_broker();
	assert_int_equal(send(to_broker, much, sizeof(much), 0), sizeof(much));
	assert_false(one_answer());
	assert_int_equal(end_broker(), 0);
}

/* Who ends leaves nothing of a task that did not end, whole or not. */
static void
test_left_behind(void **state)
{
	static struct dial_request r = { .head = { .number = -1, .len = 4 }, .data = "mine" };
	size_t before = count_blobs();
	(void)state;
	begin_broker();
	for (size_t i = 1; i <= 5; i++) {
		r.head.kind = i == 3 ? DIAL_BLOB_LAST : DIAL_BLOB;
		assert_true(send(to_broker, &r, sizeof(r.head) + r.head.len, 0) > 0);
		assert_true(one_answer());
		assert_int_equal(count_blobs(), before + i);
	}
	assert_int_equal(end_broker(), 0);
	assert_int_equal(count_blobs(), before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_own),
		cmocka_unit_test(test_escapes), cmocka_unit_test(test_failing_disk),
		cmocka_unit_test(test_garbage), cmocka_unit_test(test_oversized),
		cmocka_unit_test(test_left_behind) };
	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, setup, teardown);
}
