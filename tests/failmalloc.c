/*
 * LD_PRELOAD of the tests: of all that a process and its children take from
 * the allocator once main() has begun, the n-th fails. The C library's own
 * calls (strdup, fopen, qsort …) come through here, too. Environment:
 *   FAIL_N      which one, from 1; 0 or none: only count
 *   FAIL_HOW    once  it alone fails (so it is without the variable)
 *               on    it and all after it fail
 *               trap  SIGTRAP instead, to look at the place in a debugger
 *   FAIL_COUNT  a file of 8 bytes or more, which gets the number of
 *               allocations as it grows, in this machine's bytes: a child
 *               that is killed has counted, too
 *   FAIL_LIST   a file of zeros; its n-th byte becomes 1 when the n-th
 *               allocation is asked for by a new chain of callers
 *   FAIL_WHO    a file that gets the name of the shared object that asked for
 *               what failed
 *   FAIL_MOST   the process leaves with status 120 when it has made so many
 *               allocations, or so many after the one that failed
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t),
    *__libc_realloc(void *, size_t), *__libc_memalign(size_t, size_t);

enum {
	SEEN = 1 << 20,		/* chains of callers, at most */
	DEEP = 16,		/* callers that tell one from another */
	ENOUGH = 120		/* exit status */
};

static long alone, *count;
static long want, most;
static char *list;		/* of so many bytes */
static off_t listed;
static int armed, persists, traps, who = -1;
static uint64_t *seen;

/* Whether these callers have not asked before. */
static int
is_new(void)
{
	uint64_t h = 14695981039346656037u, none;
	void *pc[DEEP];
	int n = backtrace(pc, DEEP);

	for (int i = 0; i < n; i++)
		h = (h ^ (uint64_t)(uintptr_t)pc[i]) * 1099511628211u;
	h |= 1;
	for (uint64_t i = h >> 20;; i++) {
		none = 0;
		if (__atomic_compare_exchange_n(&seen[i % SEEN], &none, h, 0,
		    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
			return 1;
		if (none == h)
			return 0;
	}
}

static void
tell_who(int fd)
{
	void *pc[DEEP], *own = (void *)(uintptr_t)is_new;
	int n = backtrace(pc, DEEP);
	Dl_info at, us, libc;

	if (dladdr(own, &us) == 0 || dladdr((void *)(uintptr_t)__libc_malloc,
	    &libc) == 0)
		return;
	for (int i = 0; i < n; i++) {
		if (dladdr(pc[i], &at) == 0 || at.dli_fbase == us.dli_fbase ||
		    at.dli_fbase == libc.dli_fbase)
			continue;
		if (write(fd, at.dli_fname, strlen(at.dli_fname)) < 0)
			abort();
		return;
	}
}

static int
fails(void)
{
	static __thread int inside;
	long n;

	if (!armed || inside)
		return 0;
	n = __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
	if (most != 0 && n > want + most)
		_exit(ENOUGH);
	if (n < listed) {
		inside = 1;
		list[n] = (char)is_new();
		inside = 0;
	}
	if (want == 0 || n < want || (n > want && !persists))
		return 0;
	if (traps)
		raise(SIGTRAP);
	if (who >= 0) {
		inside = 1;
		tell_who(who);
		close(who);
		who = -1;
		inside = 0;
	}
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t n)
{
	return fails() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t count_of, size_t n)
{
	return fails() ? NULL : __libc_calloc(count_of, n);
}

void *
realloc(void *p, size_t n)
{
	/* realloc(p, 0) frees. */
	return (n != 0 || p == NULL) && fails() ? NULL : __libc_realloc(p, n);
}

void *
memalign(size_t align, size_t n)
{
	return fails() ? NULL : __libc_memalign(align, n);
}

void *
aligned_alloc(size_t align, size_t n)
{
	return memalign(align, n);
}

int
posix_memalign(void **p, size_t align, size_t n)
{
	void *got = memalign(align, n);

	if (got == NULL)
		return ENOMEM;
	*p = got;
	return 0;
}

static void *
common(size_t n, int fd)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE,
	    fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED, fd, 0);

	if (p == MAP_FAILED)
		abort();
	return p;
}

static long
number(const char *name)
{
	const char *s = getenv(name);

	return s != NULL ? strtol(s, NULL, 10) : 0;
}

/* A file, as memory that forked processes have in common. */
static void *
file(const char *name, off_t *size)
{
	const char *path = getenv(name);
	int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
	struct stat st;
	void *p;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) != 0)
		abort();
	*size = st.st_size;
	p = common((size_t)st.st_size, fd);
	close(fd);
	return p;
}

static void
begin(void)
{
	const char *how = getenv("FAIL_HOW");
	off_t size;
	void *one[1];

	if ((list = file("FAIL_LIST", &listed)) != NULL)
		seen = common(SEEN * sizeof(*seen), -1);
	if (getenv("FAIL_WHO") != NULL)
		who = open(getenv("FAIL_WHO"), O_WRONLY | O_CREAT | O_CLOEXEC,
		    0600);
	/* The first time, it loads a library. */
	backtrace(one, 1);
	if ((count = file("FAIL_COUNT", &size)) == NULL)
		count = &alone;
	want = number("FAIL_N");
	most = number("FAIL_MOST");
	persists = how != NULL && strcmp(how, "on") == 0;
	traps = how != NULL && strcmp(how, "trap") == 0;
	armed = 1;
}

static int (*real_main)(int, char **, char **);

static int
first(int argc, char **argv, char **env)
{
	begin();
	return real_main(argc, argv, env);
}

/* What the libraries take before main() is none of the program's. */
int __libc_start_main(int (*)(int, char **, char **), int, char **,
    void (*)(void), void (*)(void), void (*)(void), void *);

int
__libc_start_main(int (*start)(int, char **, char **), int argc, char **argv,
    void (*init)(void), void (*fini)(void), void (*ld_fini)(void), void *end)
{
	__typeof__(&__libc_start_main) next =
	    (__typeof__(next))(uintptr_t)dlsym(RTLD_NEXT, "__libc_start_main");

	real_main = start;
	return next(first, argc, argv, init, fini, ld_fini, end);
}
