/*
 * What planted code tries in a slot, in its broker and in who reads files: each escape in a process
 * of its own, which ends there or is refused; and what they need still works.
 */
#include "unit/unit.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "dossier/mem.h"
#include "dossier/sandbox.h"

#ifndef __SANITIZE_ADDRESS__

static char home[] = "/tmp/dossier-sandbox.XXXXXX";
static pid_t parent;
static long word = 42;

/* ---- escapes: 0, or what a call gives when it worked ---- */

static long
run_program(void)
{
	static char name[] = "/bin/true", *const argv[] = { name, NULL };
	return execv(argv[0], argv);
}

static long
run_by_descriptor(void)
{
	static char name[] = "true", *const argv[] = { name, NULL };
	return fexecve(open("/bin/true", O_RDONLY), argv, argv + 1);
}

static long
trace(void)
{
	return ptrace(PTRACE_ATTACH, parent, NULL, NULL);
}

static struct iovec
iov(void)
{
	return (struct iovec){ &word, sizeof(word) };
}

static long
read_memory(void)
{
	struct iovec v = iov();
	return process_vm_readv(parent, &v, 1, &v, 1, 0);
}

static long
write_memory(void)
{
	struct iovec v = iov();
	return process_vm_writev(parent, &v, 1, &v, 1, 0);
}

static long
open_memory(void)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "/proc/%d/mem", (int)parent);
	return open(path, O_RDWR);
}

static long
open_environment(void)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "/proc/%d/environ", (int)parent);
	return open(path, O_RDONLY);
}

static long
take_descriptor(void)
{
	return syscall(SYS_pidfd_open, parent, 0);
}

static long
signal_parent(void)
{
	return kill(parent, SIGKILL);
}

static long
signal_everybody(void)
{
	return kill(-1, SIGKILL);
}

static long
signal_thread(void)
{
	return syscall(SYS_tgkill, parent, parent, SIGKILL);
}

static long
queue_signal(void)
{
	return sigqueue(parent, SIGKILL, (union sigval){ 0 });
}

static long
new_namespace(void)
{
	return unshare(CLONE_NEWUSER);
}

static long
other_namespace(void)
{
	return setns(open("/proc/1/ns/mnt", O_RDONLY), 0);
}

static long
change_root(void)
{
	return chroot(home);
}

static long
mount_something(void)
{
	return mount("none", home, "tmpfs", 0, NULL);
}

static long
load_bpf(void)
{
	union bpf_attr a = {
		.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1
	};
	return syscall(SYS_bpf, BPF_MAP_CREATE, &a, sizeof(a));
}

static long
watch_events(void)
{
	struct perf_event_attr a = { .type = PERF_TYPE_SOFTWARE, .size = sizeof(a) };
	return syscall(SYS_perf_event_open, &a, 0, -1, -1, 0);
}

static long
use_rings(void)
{
	char params[120] = { 0 };
	return syscall(SYS_io_uring_setup, 4, params);
}

static long
read_keys(void)
{
	return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING, 1);
}

static long
load_module(void)
{
	return syscall(SYS_init_module, &word, sizeof(word), "");
}

static long
set_time(void)
{
	static const struct timespec t = { 1000, 0 };
	return clock_settime(CLOCK_REALTIME, &t);
}

static long
become_another(void)
{
	return setuid(1);
}

static long
own_another(void)
{
	return chown(home, 1, 1);
}

static void
refused(int sig)
{
	(void)sig;
	_exit(1);
}

static long
call_as_32_bit(void)
{
	long result;
	(void)signal(SIGSEGV, refused); /* of a kernel that has no such calls */
	/* 20: getpid of i386 */
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory");
	return result > 0 ? 0 : -1;
}

static long
write_beside(void)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/key", home);
	return open(path, O_WRONLY);
}

static long
cut_beside(void)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/key", home);
	return truncate(path, 0);
}

static long
make_beside(void)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/new", home);
	return open(path, O_WRONLY | O_CREAT, 0600);
}

static long
remove_beside(void)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/key", home);
	return unlink(path);
}

static long
rename_out(void)
{
	char from[64], to[64];
	(void)snprintf(from, sizeof(from), "%s/blobs/mine", home);
	(void)snprintf(to, sizeof(to), "%s/key", home);
	(void)close(open(from, O_WRONLY | O_CREAT, 0600));
	return rename(from, to);
}

static long
read_blob(void)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/blobs/mine", home);
	(void)close(open(path, O_WRONLY | O_CREAT, 0600));
	return open(path, O_RDONLY);
}

static long
link_in(void)
{
	char from[64], to[64];
	(void)snprintf(from, sizeof(from), "%s/blobs/way", home);
	(void)snprintf(to, sizeof(to), "%s/key", home);
	return symlink(to, from);
}

static long
write_tmp(void)
{
	return open("/tmp/dossier-sandbox-escape", O_WRONLY | O_CREAT, 0600);
}

static long
write_cron(void)
{
	return open("/etc/cron.d/dossier", O_WRONLY | O_CREAT, 0600);
}

static long
take_memory(void)
{
	void *p = mmap(NULL, UINT64_C(2) << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return p == MAP_FAILED ? -1 : 0;
}

static long
leave_core(void)
{
	static const struct rlimit much = { RLIM_INFINITY, RLIM_INFINITY };
	return setrlimit(RLIMIT_CORE, &much);
}

static long
lower_nice(void)
{
	return setpriority(PRIO_PROCESS, 0, -5);
}

/* ---- and of a slot, which has no sockets, paths or children of its own ---- */

static long
raw_socket(int family, int type)
{
	return syscall(SYS_socket, family, type, 0); /* socket() would ask the broker */
}

static long
socket_tcp(void)
{
	return raw_socket(AF_INET, SOCK_STREAM);
}

static long
socket_udp(void)
{
	return raw_socket(AF_INET, SOCK_DGRAM);
}

static long
socket_ipv6(void)
{
	return raw_socket(AF_INET6, SOCK_STREAM);
}

static long
socket_unix(void)
{
	return raw_socket(AF_UNIX, SOCK_STREAM);
}

static long
socket_netlink(void)
{
	return raw_socket(AF_NETLINK, SOCK_RAW);
}

static long
socket_packet(void)
{
	return raw_socket(AF_PACKET, SOCK_RAW);
}

/* Over what it has: a pair of its own. */
static int
a_socket(int type)
{
	int pair[2];
	return socketpair(AF_UNIX, type, 0, pair) == 0 ? pair[0] : -1;
}

static long
connect_abstract(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "\0dossier-escape" };
	return syscall(SYS_connect, a_socket(SOCK_STREAM), &a, sizeof(a));
}

static long
send_to_address(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "\0dossier-escape" };
	return sendto(a_socket(SOCK_DGRAM), "x", 1, 0, (struct sockaddr *)&a, sizeof(a));
}

static long
send_descriptor(void)
{
	int fd = a_socket(SOCK_STREAM);
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec v = iov();
	struct msghdr m = { .msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = sizeof(control.space) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	return sendmsg(fd, &m, 0);
}

static long
bind_abstract(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "\0dossier-escape" };
	return bind(a_socket(SOCK_STREAM), (struct sockaddr *)&a, sizeof(a));
}

static long
listen_here(void)
{
	return listen(a_socket(SOCK_STREAM), 1);
}

static long
second_process(void)
{
	return syscall(SYS_fork);
}

static long
second_thread(void)
{
	return syscall(SYS_clone, CLONE_VM | CLONE_FILES, NULL, NULL, NULL, NULL);
}

static long
read_passwords(void)
{
	return syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static long
read_old_way(void)
{
	return syscall(SYS_open, "/etc/passwd", O_RDONLY);
}

static long
read_key(void)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/key", home);
	return open(path, O_RDONLY);
}

static long
list_directory(void)
{
	return opendir("/") ? 0 : -1;
}

static long
look_at_file(void)
{
	struct stat st;
	return syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", &st, AT_EMPTY_PATH);
}

static long
look_with_statx(void)
{
	struct statx st;
	return statx(AT_FDCWD, "/etc/passwd", 0, STATX_BASIC_STATS, &st);
}

static long
ask_access(void)
{
	return access("/etc/passwd", R_OK);
}

static long
read_link(void)
{
	char to[64];
	return readlink("/proc/self/exe", to, sizeof(to));
}

static long
look_at_processes(void)
{
	return open("/proc/self/maps", O_RDONLY);
}

static long
go_elsewhere(void)
{
	return chdir("/");
}

static long
write_blob(void)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/blobs/x", home);
	return open(path, O_WRONLY | O_CREAT, 0600);
}

static long
signal_by_socket(void)
{
	return fcntl(a_socket(SOCK_STREAM), F_SETOWN, (int)parent);
}

static long
type_on_terminal(void)
{
	return ioctl(0, TIOCSTI, "x");
}

static long
be_dumpable(void)
{
	return prctl(PR_SET_DUMPABLE, 1);
}

static long
new_code(void)
{
	void *p = mmap(
	    NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return p == MAP_FAILED ? -1 : 0;
}

static long
old_data_as_code(void)
{
	static _Alignas(4096) char page[4096];
	return mprotect(page, sizeof(page), PROT_READ | PROT_EXEC);
}

static long
file_in_memory(void)
{
	return memfd_create("x", 0);
}

static long
watch_files(void)
{
	return inotify_init1(0);
}

#define TRY(call)                                                                                  \
	{                                                                                          \
#call, call                                                                        \
	}
struct escape {
	const char *name;
	long (*call)(void);
};
static const struct escape of_both[] = {
	TRY(run_program),
	TRY(run_by_descriptor),
	TRY(trace),
	TRY(read_memory),
	TRY(write_memory),
	TRY(open_memory),
	TRY(open_environment),
	TRY(take_descriptor),
	TRY(signal_parent),
	TRY(signal_everybody),
	TRY(signal_thread),
	TRY(queue_signal),
	TRY(new_namespace),
	TRY(other_namespace),
	TRY(change_root),
	TRY(mount_something),
	TRY(load_bpf),
	TRY(watch_events),
	TRY(use_rings),
	TRY(read_keys),
	TRY(load_module),
	TRY(set_time),
	TRY(become_another),
	TRY(own_another),
	TRY(call_as_32_bit),
	TRY(write_beside),
	TRY(cut_beside),
	TRY(make_beside),
	TRY(remove_beside),
	TRY(rename_out),
	TRY(read_blob),
	TRY(link_in),
	TRY(read_key),
	TRY(look_at_processes),
	TRY(write_tmp),
	TRY(write_cron),
	TRY(take_memory),
	TRY(leave_core),
	TRY(lower_nice),
};
static const struct escape of_slot_and_reader[] = {
	TRY(socket_tcp),
	TRY(socket_udp),
	TRY(socket_ipv6),
	TRY(socket_unix),
	TRY(socket_netlink),
	TRY(socket_packet),
	TRY(connect_abstract),
	TRY(send_to_address),
	TRY(send_descriptor),
	TRY(bind_abstract),
	TRY(listen_here),
	TRY(second_process),
	TRY(second_thread),
	TRY(read_old_way),
	TRY(list_directory),
	TRY(look_with_statx),
	TRY(go_elsewhere),
	TRY(write_blob),
	TRY(signal_by_socket),
	TRY(type_on_terminal),
	TRY(be_dumpable),
	TRY(new_code),
	TRY(old_data_as_code),
	TRY(file_in_memory),
	TRY(watch_files),
};
static const struct escape of_slot[] = {
	TRY(read_passwords),
	TRY(look_at_file),
	TRY(ask_access),
	TRY(read_link),
};

static bool
confine_slot(struct err *err)
{
	return sandbox_slot(err);
}

static bool
confine_reader(struct err *err)
{
	return sandbox_reader(err);
}

static bool
confine_broker(struct err *err)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/blobs", home);
	int blobs = open(path, O_RDONLY | O_DIRECTORY);
	(void)snprintf(path, sizeof(path), "%s/drop", home);
	int drop = open(path, O_PATH);
	return sandbox_broker(blobs, &drop, 1, err);
}

typedef bool confine(struct err *err);

/* In a child that is confined: 1 refused, 2 it worked, else how it ended. */
static int
confined(confine *by, long (*call)(void))
{
	pid_t pid = fork();
	if (pid == 0) {
		struct err err = { 0 };
		if (!by(&err)) {
			(void)fprintf(stderr, "# %s\n", err.text);
			_exit(3);
		}
		_exit(call() < 0 ? 1 : 2);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void
try_all(confine *by, const struct escape *list, size_t n)
{
	sandbox_process(); /* as the supervisor is */
	for (size_t i = 0; i < n; i++) {
		int came = confined(by, list[i].call);
		if (came != 1 && came != -SIGSYS)
			fail_msg("%s: %d", list[i].name, came);
	}
}

static void
test_escapes(void **state)
{
	(void)state;
	try_all(confine_slot, of_both, array_len(of_both));
	try_all(confine_slot, of_slot_and_reader, array_len(of_slot_and_reader));
	try_all(confine_slot, of_slot, array_len(of_slot));
}

static void
test_reader(void **state)
{
	(void)state;
	try_all(confine_reader, of_both, array_len(of_both));
	try_all(confine_reader, of_slot_and_reader, array_len(of_slot_and_reader));
}

static void
test_broker(void **state)
{
	(void)state;
	try_all(confine_broker, of_both, array_len(of_both));
}

/* ---- what they need ---- */

static long
keep_a_blob(void)
{
	char path[64], sub[64];
	(void)snprintf(sub, sizeof(sub), "%s/blobs/ab", home);
	(void)snprintf(path, sizeof(path), "%s/blobs/ab/x", home);
	if (mkdir(sub, 0700) != 0)
		return -1;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	return fd >= 0 && write(fd, "x", 1) == 1 ? unlink(path) : -1;
}

static long
make_sockets(void)
{
	return raw_socket(AF_INET, SOCK_STREAM) >= 0 && raw_socket(AF_UNIX, SOCK_STREAM) >= 0 ? 0
											      : -1;
}

static long
read_drop(void)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/drop/leads.csv", home);
	return open("/etc/hosts", O_RDONLY) >= 0 && open(path, O_RDONLY) >= 0 ? 0 : -1;
}

static long
speak(void)
{
	int pair[2];
	char c;
	return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && send(pair[0], "x", 1, 0) == 1 &&
		recv(pair[1], &c, 1, 0) == 1
	    ? 0
	    : -1;
}

static long
grow(void)
{
	char *p = malloc(64u << 20);
	struct timespec now;
	if (!p || clock_gettime(CLOCK_REALTIME, &now) != 0)
		return -1;
	memset(p, 1, 64u << 20);
	free(p);
	return 0;
}

static long
abort_itself(void)
{
	abort();
}

static void
test_needs(void **state)
{
	(void)state;
	assert_int_equal(confined(confine_broker, keep_a_blob), 2);
	assert_int_equal(confined(confine_broker, make_sockets), 2);
	assert_int_equal(confined(confine_broker, read_drop), 2);
	assert_int_equal(confined(confine_reader, read_passwords), 2);
	assert_int_equal(confined(confine_slot, speak), 2);
	assert_int_equal(confined(confine_slot, grow), 2);
	assert_int_equal(confined(confine_slot, abort_itself), -SIGSYS);
}

static int
setup(void **state)
{
	char path[64];
	(void)state;
	parent = getpid();
	if (!mkdtemp(home))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/blobs", home);
	if (mkdir(path, 0700) != 0)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/drop", home);
	if (mkdir(path, 0700) != 0)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/drop/leads.csv", home);
	(void)close(open(path, O_WRONLY | O_CREAT, 0600));
	(void)snprintf(path, sizeof(path), "%s/key", home);
	return close(open(path, O_WRONLY | O_CREAT, 0600));
}

static int
teardown(void **state)
{
	char command[64];
	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", home);
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_reader), cmocka_unit_test(test_broker),
		cmocka_unit_test(test_needs) };
	struct sandbox_offer o = sandbox_offers();
	if (!o.seccomp || !o.landlock) {
		printf("1..0 # SKIP this kernel has no seccomp, or no Landlock\n");
		return 0;
	}
	return cmocka_run_group_tests(tests, setup, teardown);
}

#else

int
main(void)
{
	printf("1..0 # SKIP a slot that is built with sanitizers has no sandbox\n");
	return 0;
}

#endif
