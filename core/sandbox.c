#include "core/sandbox.h"

#include "core/err.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Landlock as the kernel's include/uapi/linux/landlock.h has it at ABI 7.
 * Our own constants, because the headers of Debian 12 end at ABI 2 while
 * its users run newer kernels.
 */
enum {
	LL_CREATE_RULESET = 444,	/* the same number on every machine */
	LL_RESTRICT_SELF = 446,
	LL_VERSION = 1
};

struct ll_ruleset {
	uint64_t fs;		/* ABI 1 */
	uint64_t net;		/* ABI 4 */
	uint64_t scoped;	/* ABI 6 */
};

static int
set_limit(__rlimit_resource_t what, rlim_t n, const char *name, struct nq_err *e)
{
	struct rlimit old, r = { n, n };

	/* An administrator's tighter limit stays. */
	if (getrlimit(what, &old) == 0 &&
	    old.rlim_max < n)
		r = (struct rlimit){ old.rlim_max, old.rlim_max };
	if (setrlimit(what, &r) != 0)
		return nq_fail(e, NQ_EIO, "cannot limit %s: %s", name,
		    strerror(errno));
	return 0;
}

int
nq_sandbox_limit(long parent, struct nq_err *e)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return nq_fail(e, NQ_EIO, "prctl: %s", strerror(errno));
	/* The parent may have died before we asked to follow it. */
	if ((long)getppid() != parent)
		return nq_fail(e, NQ_EIO, "the parent is gone");
	if (set_limit(RLIMIT_CORE, 0, "core files", e) != 0 ||
	    set_limit(RLIMIT_NOFILE, NQ_WORKER_FILES, "descriptors", e) != 0)
		return -1;
	/* A sanitizer reports to standard error, which may be a file, and
	 * FSIZE 0 would kill it there by SIGXFSZ. */
	if (NQ_SANITIZED)
		return 0;
	if (set_limit(RLIMIT_FSIZE, 0, "file size", e) != 0)
		return -1;
	return set_limit(RLIMIT_AS, (rlim_t)NQ_WORKER_MEMORY << 20, "memory",
	    e);
}

static int
enter_landlock(struct nq_err *e)
{
	struct ll_ruleset all = { 0 };
	long abi, fd, rc;
	size_t size;

	abi = syscall(LL_CREATE_RULESET, NULL, 0, LL_VERSION);
	if (abi < 1)
		return nq_fail(e, NQ_EIO, "this kernel has no Landlock");
	/* Thirteen rights to begin with, then refer (2), truncate (3) and
	 * ioctl on devices (5). Handled and not granted is forbidden. */
	all.fs = abi >= 5 ? 0xffff : abi >= 3 ? 0x7fff :
	    abi >= 2 ? 0x3fff : 0x1fff;
	all.net = abi >= 4 ? 3 : 0;	/* bind, connect */
	all.scoped = abi >= 6 ? 3 : 0;	/* abstract sockets, signals */
	size = abi >= 6 ? sizeof(all) :
	    abi >= 4 ? offsetof(struct ll_ruleset, scoped) :
	    offsetof(struct ll_ruleset, net);
	fd = syscall(LL_CREATE_RULESET, &all, size, 0);
	if (fd < 0)
		return nq_fail(e, NQ_EIO, "Landlock: %s", strerror(errno));
	rc = syscall(LL_RESTRICT_SELF, fd, 0);
	if (rc != 0)
		nq_fail(e, NQ_EIO, "Landlock: %s", strerror(errno));
	close((int)fd);
	return rc != 0 ? -1 : 0;
}

#if defined(__x86_64__)
#define NQ_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NQ_ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef NQ_ARCH
/*
 * What parsing, memory and an orderly death need. writev: the C library's
 * last words; sysinfo: its qsort of Debian 12 asks how much memory there
 * is; gettid: abort.
 */
static const int allowed[] = {
	__NR_read, __NR_write, __NR_writev, __NR_close, __NR_fstat,
	__NR_lseek, __NR_brk, __NR_munmap, __NR_mremap, __NR_madvise,
	__NR_futex, __NR_rt_sigreturn, __NR_rt_sigprocmask,
	__NR_restart_syscall, __NR_exit, __NR_exit_group, __NR_getrandom,
	__NR_clock_gettime, __NR_gettimeofday, __NR_getpid, __NR_gettid,
	__NR_sysinfo,
#if NQ_SANITIZED	/* to print its report */
	__NR_sigaltstack, __NR_rt_sigaction, __NR_sched_yield,
	__NR_prlimit64,
#endif
};

/* C libraries probe files and go on when that fails. */
static const int refused[] = {
	__NR_openat, __NR_newfstatat, __NR_faccessat, __NR_readlinkat,
	__NR_ioctl, __NR_fcntl, __NR_statx, __NR_getcwd, __NR_prctl,
#ifdef __NR_open
	__NR_open, __NR_stat, __NR_lstat, __NR_access, __NR_readlink,
#endif
#ifdef __NR_faccessat2
	__NR_faccessat2,
#endif
};

enum {
	ALLOWED = sizeof(allowed) / sizeof(allowed[0]),
	REFUSED = sizeof(refused) / sizeof(refused[0]),
	OTHER = 20		/* instructions beside the two lists */
};

struct prog {
	struct sock_filter v[2 * (ALLOWED + REFUSED) + OTHER];
	unsigned short n;
};

static void
emit(struct prog *p, unsigned code, uint32_t k, unsigned jt, unsigned jf)
{
	p->v[p->n++] = (struct sock_filter){ (uint16_t)code, (uint8_t)jt,
		(uint8_t)jf, k };
}

static void
emit_load(struct prog *p, size_t offset)
{
	emit(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void
emit_when(struct prog *p, int call, uint32_t action)
{
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1);
	emit(p, BPF_RET | BPF_K, action, 0, 0);
}

/* Memory, but none to execute: the third argument of both calls. Leaves
 * the accumulator spoilt only where it returns. */
static void
emit_unless_exec(struct prog *p, int call)
{
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 4);
	emit_load(p, offsetof(struct seccomp_data, args[2]));
	emit(p, BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1);
	emit(p, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES, 0, 0);
	emit(p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
}

/* A signal to itself, so that abort() is seen as what it is. Both machines
 * are little-endian: the low half of an argument comes first. */
static void
emit_own_signal(struct prog *p, uint32_t otherwise)
{
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, __NR_tgkill, 0, 4);
	emit_load(p, offsetof(struct seccomp_data, args[0]));
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 0, 1);
	emit(p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
	emit(p, BPF_RET | BPF_K, otherwise, 0, 0);
}

static int
enter_seccomp(struct nq_err *e)
{
	/* A sanitizer's surprises shall not hide its report. */
	const uint32_t otherwise = NQ_SANITIZED ? SECCOMP_RET_ERRNO | EPERM :
	    SECCOMP_RET_KILL_PROCESS;
	struct prog p = { .n = 0 };
	struct sock_fprog f;

	emit_load(&p, offsetof(struct seccomp_data, arch));
	emit(&p, BPF_JMP | BPF_JEQ | BPF_K, NQ_ARCH, 1, 0);
	emit(&p, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
	emit_load(&p, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < ALLOWED; i++)
		emit_when(&p, allowed[i], SECCOMP_RET_ALLOW);
	for (size_t i = 0; i < REFUSED; i++)
		emit_when(&p, refused[i], SECCOMP_RET_ERRNO | EACCES);
	emit_unless_exec(&p, __NR_mmap);
	emit_unless_exec(&p, __NR_mprotect);
	emit_own_signal(&p, otherwise);
	emit(&p, BPF_RET | BPF_K, otherwise, 0, 0);
	f = (struct sock_fprog){ p.n, p.v };
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &f, 0, 0) != 0)
		return nq_fail(e, NQ_EIO, "seccomp: %s", strerror(errno));
	return 0;
}
#else
static int
enter_seccomp(struct nq_err *e)
{
	return nq_fail(e, NQ_EIO, "no list of system calls for this machine; "
	    "there is one for x86_64 and arm64");
}
#endif

int
nq_sandbox_enter(unsigned *held, struct nq_err *e)
{
	*held = 0;
	if (enter_landlock(e) == 0)
		*held |= NQ_HELD_LANDLOCK;
	if (enter_seccomp(e) == 0)
		*held |= NQ_HELD_SECCOMP;
	return *held == NQ_HELD_ALL ? 0 : -1;
}
