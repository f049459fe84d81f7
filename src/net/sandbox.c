/*
 * The sandbox: what Linux offers for it. Sanitizers trace and map more than it allows: built with
 * them, a slot has none.
 */
#include <errno.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
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

bool
sandbox_slot(struct err *err)
{
	(void)err;
	return true;
}

bool
sandbox_write_below(int dir, struct err *err)
{
	(void)dir;
	(void)err;
	return true;
}

#else

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
	SCMP_SYS(tkill),
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

/* abort() signals its own process; nobody signals another. */
static int
allow_own_signals(scmp_filter_ctx filter)
{
	static const int calls[] = { SCMP_SYS(kill), SCMP_SYS(tgkill) };
	int bad = 0;
	for (size_t i = 0; !bad && i < array_len(calls); i++)
		bad = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, calls[i], 1,
		    SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)getpid()));
	return bad;
}

static bool
filter_calls(struct err *err)
{
	auto_drop(filter) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return failed("seccomp", ENOMEM, err);
	int bad = allow_own_signals(filter);
	for (size_t i = 0; !bad && i < array_len(deadly); i++)
		bad = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
	/* calls of other architectures have other numbers: none of them */
	if (!bad)
		bad = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (!bad)
		bad = seccomp_load(filter);
	return !bad || failed("seccomp", -bad, err);
}

bool
sandbox_slot(struct err *err)
{
	const struct rlimit addresses = { ADDRESSES, ADDRESSES };
	sandbox_process();
	if (setrlimit(RLIMIT_AS, &addresses) != 0)
		return failed("limits", errno, err);
	return drop_privileges(err) && (!sandbox_offers().seccomp || filter_calls(err));
}

static bool
confine(int ruleset, const struct landlock_path_beneath_attr *below, struct err *err)
{
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, below, 0) != 0 ||
	    syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
		return failed("Landlock", errno, err);
	return true;
}

bool
sandbox_write_below(int dir, struct err *err)
{
	static const uint64_t changing = LANDLOCK_ACCESS_FS_WRITE_FILE |
	    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
	    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
	    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
	    LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER;
	static const uint64_t ours = LANDLOCK_ACCESS_FS_WRITE_FILE |
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
	    LANDLOCK_ACCESS_FS_MAKE_REG;
	const struct landlock_ruleset_attr all = {
		.handled_access_fs = changing | LANDLOCK_ACCESS_FS_EXECUTE,
	};
	const struct landlock_path_beneath_attr below = {
		.allowed_access = ours,
		.parent_fd = dir,
	};
	if (sandbox_offers().landlock == 0)
		return true;
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (ruleset < 0)
		return failed("Landlock", errno, err);
	bool ok = confine(ruleset, &below, err);
	(void)close(ruleset);
	return ok;
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
