/*
 * What holds a worker: resource limits, Landlock (no file, no TCP) and
 * seccomp (a list of system calls; the rest kills). None can be undone.
 * To be called once, by a child with one thread, before the first foreign
 * byte; whatever it needs from files is loaded by then.
 */
#ifndef NQ_CORE_SANDBOX_H
#define NQ_CORE_SANDBOX_H

struct nq_err;

/* Sanitizers map terabytes of shadow memory and ask the kernel for things
 * that a parser has no business with. */
#if defined(__SANITIZE_ADDRESS__)
#define NQ_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NQ_SANITIZED 1
#endif
#endif
#ifndef NQ_SANITIZED
#define NQ_SANITIZED 0
#endif

enum {
	/* MiB of address space: libxml2 needs 340 for the worst page that
	 * NQ_MAX_HTML lets through, the rest of the program under 100. Not
	 * set under AddressSanitizer. */
	NQ_WORKER_MEMORY = 1024,
	/* Descriptors: three standard ones, the socket, and room for the
	 * rule set of Landlock. */
	NQ_WORKER_FILES = 16
};

enum {
	NQ_HELD_LANDLOCK = 1,
	NQ_HELD_SECCOMP = 2,
	NQ_HELD_ALL = NQ_HELD_LANDLOCK | NQ_HELD_SECCOMP
};

/* No core file, no debugger, no new privileges, NQ_WORKER_MEMORY, no file
 * grows; dies with its parent, whose process id is given. */
int nq_sandbox_limit(long parent, struct nq_err *);

/*
 * Locks as much as this kernel can: *held says what (NQ_HELD_*). Fails,
 * naming the first part that could not be had, unless all could.
 */
int nq_sandbox_enter(unsigned *held, struct nq_err *);

#endif
