/*
 * The sandbox: what Linux offers for it. Sanitizers trace and map more than it allows: built with
 * them, a slot and its broker have none.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dossier/mem.h"
#include "dossier/sandbox.h"

#define ADDRESSES (UINT64_C(1) << 30)
#define LANDLOCK_OLDEST 2 /* that of Debian 12 */

void
sandbox_process(void)
{
#ifndef __SANITIZE_ADDRESS__ /* its leak check traces the process */
	const struct rlimit none = { 0, 0 };
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0);
#endif
}

#ifdef __SANITIZE_ADDRESS__

void
sandbox_prepare(void)
{
}

bool
sandbox_slot(struct err *err)
{
	(void)err;
	return true;
}

bool
sandbox_reader(struct err *err)
{
	(void)err;
	return true;
}

bool
sandbox_broker(int write, const int *read, size_t nread, struct err *err)
{
	(void)write;
	(void)read;
	(void)nread;
	(void)err;
	return true;
}

#else

enum who {
	BROKER,
	SLOT,
	READER,
	WHO__MAX,
};

/* Whoever calls one of these is not our code: the process ends. */
static const int deadly[] = {
	/* another program, another process */
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(process_madvise),
	SCMP_SYS(kcmp),
	SCMP_SYS(pidfd_open),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(pidfd_send_signal),
	SCMP_SYS(kill),
	SCMP_SYS(tkill),
	SCMP_SYS(tgkill), /* of abort() too: it ends the process in either way */
	SCMP_SYS(rt_sigqueueinfo),
	SCMP_SYS(rt_tgsigqueueinfo),
	/* another view of the machine */
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	SCMP_SYS(chroot),
	SCMP_SYS(pivot_root),
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(fsopen),
	SCMP_SYS(fsmount),
	SCMP_SYS(move_mount),
	SCMP_SYS(open_tree),
	SCMP_SYS(open_by_handle_at),
	/* Landlock sees it from Linux 6.2 on */
	SCMP_SYS(truncate),
	/* more of the kernel than we need */
	SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(io_uring_enter),
	SCMP_SYS(io_uring_register),
	SCMP_SYS(keyctl),
	SCMP_SYS(add_key),
	SCMP_SYS(request_key),
	SCMP_SYS(modify_ldt),
	SCMP_SYS(personality),
	SCMP_SYS(init_module),
	SCMP_SYS(finit_module),
	SCMP_SYS(delete_module),
	SCMP_SYS(kexec_load),
	SCMP_SYS(kexec_file_load),
	SCMP_SYS(reboot),
	SCMP_SYS(swapon),
	SCMP_SYS(swapoff),
	SCMP_SYS(syslog),
	SCMP_SYS(acct),
	SCMP_SYS(quotactl),
	SCMP_SYS(settimeofday),
	SCMP_SYS(clock_settime),
	SCMP_SYS(adjtimex),
	SCMP_SYS(clock_adjtime),
	SCMP_SYS(iopl),
	SCMP_SYS(ioperm),
};

/* And in a slot, whose sockets come from its broker, and which is one process. */
static const int deadly_in_slot[] = {
	SCMP_SYS(socket),
	SCMP_SYS(connect),
	SCMP_SYS(bind),
	SCMP_SYS(listen),
	SCMP_SYS(accept),
	SCMP_SYS(accept4),
	SCMP_SYS(sendmsg),
	SCMP_SYS(sendmmsg),
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(clone),
	SCMP_SYS(clone3),
};

/*
 * All a slot may do: memory, what its descriptors are good for, the clock. Nothing here takes a
 * path, a process or an address; whatever is not here is refused. Those with conditions follow.
 */
static const int allowed_in_slot[] = {
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(read),
	SCMP_SYS(readv),
	SCMP_SYS(pread64),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(pwrite64),
	SCMP_SYS(lseek),
	SCMP_SYS(fstat),
	SCMP_SYS(getdents64),
	SCMP_SYS(close),
	SCMP_SYS(dup),
	SCMP_SYS(dup2),
	SCMP_SYS(dup3),
	SCMP_SYS(pipe2),
	SCMP_SYS(eventfd2),
	SCMP_SYS(socketpair),
	SCMP_SYS(recvfrom),
	SCMP_SYS(recvmsg),
	SCMP_SYS(shutdown),
	SCMP_SYS(getsockopt),
	SCMP_SYS(getsockname),
	SCMP_SYS(getpeername),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(select),
	SCMP_SYS(pselect6),
	SCMP_SYS(nanosleep),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(getrandom),
	SCMP_SYS(futex),
	SCMP_SYS(sched_yield),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(sysinfo),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

/* And a reader, which looks for files of the system. */
static const int allowed_in_reader[] = {
	SCMP_SYS(newfstatat),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(statfs),
	SCMP_SYS(fstatfs),
	SCMP_SYS(uname),
};

/* Of setsockopt, what libpq and curl set: whether a connection waits, and how long it lives. */
static const struct {
	int level, name;
} allowed_options[] = {
	{ SOL_SOCKET, SO_KEEPALIVE },
	{ IPPROTO_TCP, TCP_NODELAY },
	{ IPPROTO_TCP, TCP_KEEPIDLE },
	{ IPPROTO_TCP, TCP_KEEPINTVL },
	{ IPPROTO_TCP, TCP_KEEPCNT },
	{ IPPROTO_TCP, TCP_USER_TIMEOUT },
};

/* Of fcntl, what names no other process. */
static const int allowed_fcntl[] = { F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD, F_DUPFD_CLOEXEC };

static inline void
filter_drop(scmp_filter_ctx *f)
{
	if (*f)
		seccomp_release(*f);
}

static bool
failed(const char *what, int bad, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "the sandbox cannot be made: %s: %s", what, strerror(bad));
}

static bool
drop_privileges(struct err *err)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { 0 };
	if (syscall(SYS_capset, &head, none) != 0)
		return failed("capabilities", errno, err);
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 || failed("privileges", errno, err);
}

static int
add_calls(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n)
{
	int bad = 0;
	for (size_t i = 0; !bad && i < n; i++)
		bad = seccomp_rule_add(filter, action, calls[i], 0);
	return bad;
}

/* What may be called in one way and not in another. */
static int
add_conditions(scmp_filter_ctx filter)
{
	static const int memory[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };
	int bad = 0;
	/* no address: to whom the socket is connected */
	bad =
	    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 1, SCMP_A4(SCMP_CMP_EQ, 0));
	for (size_t i = 0; !bad && i < array_len(memory); i++)
		bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, memory[i], 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	for (size_t i = 0; !bad && i < array_len(allowed_fcntl); i++)
		bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
		    SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)allowed_fcntl[i]));
	for (size_t i = 0; !bad && i < array_len(allowed_options); i++)
		bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(setsockopt), 2,
		    SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)allowed_options[i].level),
		    SCMP_A2(SCMP_CMP_EQ, (scmp_datum_t)allowed_options[i].name));
	return bad;
}

static int
add_reading(scmp_filter_ctx filter)
{
	int bad =
	    add_calls(filter, SCMP_ACT_ALLOW, allowed_in_reader, array_len(allowed_in_reader));
	return bad ? bad
		   : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
			 SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY));
}

/* Whoever is not named is refused in a slot and a reader, and let through in a broker. */
static int
fill_filter(scmp_filter_ctx filter, enum who who)
{
	/* calls of other architectures have other numbers: none of them */
	int bad = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (!bad)
		bad = add_calls(filter, SCMP_ACT_KILL_PROCESS, deadly, array_len(deadly));
	if (bad || who == BROKER)
		return bad;
	bad = add_calls(filter, SCMP_ACT_KILL_PROCESS, deadly_in_slot, array_len(deadly_in_slot));
	if (!bad)
		bad =
		    add_calls(filter, SCMP_ACT_ALLOW, allowed_in_slot, array_len(allowed_in_slot));
	if (!bad)
		bad = add_conditions(filter);
	return bad || who == SLOT ? bad : add_reading(filter);
}

/* As the kernel takes it, kept: making one takes longer than all else that makes a slot. */
struct program {
	struct sock_fprog code;
	struct sock_filter room[1024];
};
static struct program programs[WHO__MAX];

static bool
read_program(scmp_filter_ctx filter, struct program *ret, struct err *err)
{
	auto_drop(fd) int fd = memfd_create("filter", MFD_CLOEXEC);
	int bad = fd < 0 ? -errno : seccomp_export_bpf(filter, fd);
	ssize_t n = bad ? -1 : pread(fd, ret->room, sizeof(ret->room), 0);
	if (bad || n <= 0 || n == (ssize_t)sizeof(ret->room))
		return failed("seccomp", bad ? -bad : ENOMEM, err);
	ret->code =
	    (struct sock_fprog){ (unsigned short)((size_t)n / sizeof(ret->room[0])), ret->room };
	return true;
}

static bool
make_program(enum who who, struct err *err)
{
	if (programs[who].code.len > 0)
		return true;
	auto_drop(filter) scmp_filter_ctx filter =
	    seccomp_init(who == BROKER ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EACCES));
	int bad = filter ? fill_filter(filter, who) : -ENOMEM;
	return bad ? failed("seccomp", -bad, err) : read_program(filter, &programs[who], err);
}

static bool
filter_calls(enum who who, struct err *err)
{
	return !sandbox_offers().seccomp ||
	    (make_program(who, err) &&
		(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &programs[who].code) == 0 ||
		    failed("seccomp", errno, err)));
}

void
sandbox_prepare(void)
{
	struct err ignored = { 0 }; /* who needs it says so */
	for (enum who who = 0; who < WHO__MAX; who++)
		if (!make_program(who, &ignored))
			err_clear(&ignored);
}

static bool
begin(struct err *err)
{
	const struct rlimit addresses = { ADDRESSES, ADDRESSES };
	sandbox_process();
	if (setrlimit(RLIMIT_AS, &addresses) != 0)
		return failed("limits", errno, err);
	return drop_privileges(err);
}

bool
sandbox_slot(struct err *err)
{
	return begin(err) && filter_calls(SLOT, err);
}

/* ---- the files of a broker and a reader ---- */

#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define CHANGE                                                                                     \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                           \
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |                        \
	    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |                            \
	    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |                          \
	    LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM |                          \
	    LANDLOCK_ACCESS_FS_REFER)
#define BLOBS                                                                                      \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |                          \
	    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG)

static bool
add_rule(int ruleset, int fd, uint64_t access, struct err *err)
{
	struct stat st;
	/* of what is no directory the kernel takes no rights of directories */
	bool dir = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
	const struct landlock_path_beneath_attr rule = {
		.allowed_access = dir ? access : access & LANDLOCK_ACCESS_FS_READ_FILE,
		.parent_fd = fd,
	};
	return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 ||
	    failed("Landlock", errno, err);
}

/* Where names are looked up, the libraries that do it, and fonts. */
static bool
add_system(int ruleset, struct err *err)
{
	static const char *const paths[] = { "/etc", "/usr", "/lib", "/lib64", "/run/systemd",
		"/run/resolvconf", "/run/NetworkManager", "/var/cache/fontconfig" };
	for (size_t i = 0; i < array_len(paths); i++) {
		auto_drop(fd) int fd = open(paths[i], O_PATH | O_CLOEXEC);
		if (fd >= 0 && !add_rule(ruleset, fd, READ, err))
			return false;
	}
	return true;
}

static bool
confine(int ruleset, int write, const int *read, size_t nread, struct err *err)
{
	if (!add_system(ruleset, err) || (write >= 0 && !add_rule(ruleset, write, BLOBS, err)))
		return false;
	for (size_t i = 0; i < nread; i++)
		if (!add_rule(ruleset, read[i], READ, err))
			return false;
	return syscall(SYS_landlock_restrict_self, ruleset, 0) == 0 ||
	    failed("Landlock", errno, err);
}

static bool
keep_files(int write, const int *read, size_t nread, struct err *err)
{
	const struct landlock_ruleset_attr all = {
		.handled_access_fs = READ | CHANGE | LANDLOCK_ACCESS_FS_EXECUTE,
	};
	if (sandbox_offers().landlock == 0)
		return true;
	auto_drop(fd) int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	return ruleset >= 0 ? confine(ruleset, write, read, nread, err)
			    : failed("Landlock", errno, err);
}

bool
sandbox_reader(struct err *err)
{
	return begin(err) && keep_files(-1, NULL, 0, err) && filter_calls(READER, err);
}

bool
sandbox_broker(int write, const int *read, size_t nread, struct err *err)
{
	return begin(err) && filter_calls(BROKER, err) && keep_files(write, read, nread, err);
}

#endif

struct sandbox_offer
sandbox_offers(void)
{
	long version =
	    syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	return (struct sandbox_offer){
		.seccomp = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0,
		.landlock = version >= LANDLOCK_OLDEST ? (int)version : 0,
	};
}
