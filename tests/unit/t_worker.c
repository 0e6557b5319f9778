/*
 * Worker processes: order, loss, deadlines, ceilings, and a lock that holds.
 * The first byte of a request says what its worker is to do.
 */
#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/sandbox.h"
#include "core/worker.h"
#include "tests/tap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MANY = 2000, RESTARTS = 300, LARGE = 8 << 20 };

static int
by_byte(const void *a, const void *b)
{
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

static void
spin(long turns)
{
	for (volatile long i = 0; i < turns; i++)
		;
}

/* A parser's ordinary day: sorting, decimals, a formatted line. */
static void
ordinary(struct nq_buf *reply)
{
	size_t n = 1 << 20;
	unsigned char *p = nq_alloc(n, 1);

	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)(i * 37 + i / 255);
	qsort(p, n, 1, by_byte);
	nq_buf_printf(reply, "%02x %02x %.3f", p[0], p[n - 1], 2.0 / 3);
	free(p);
}

static void
bomb(void)
{
	/* Without the limit on memory there is no limit to wait for. */
	size_t step = NQ_SANITIZED ? SIZE_MAX / 4 : 16 << 20;

	for (;;)
		memset(nq_realloc(NULL, step, 1), 1, step);
}

static void
put_errno(struct nq_buf *reply, long rc)
{
	nq_buf_puts(reply, rc >= 0 ? "done" : errno == EACCES ? "EACCES" :
	    errno == EPERM ? "EPERM" : "another error");
}

static int
descriptors(void)
{
	char c;
	int n = 0;

	/* A read tells an open one, and none of ours has anything to read. */
	for (int fd = 4; fd < 64; fd++)
		n += read(fd, &c, 0) >= 0 || errno != EBADF;
	return n;
}

static void
serve(void *ctx, const char *req, size_t len, struct nq_buf *reply)
{
	switch (len > 0 ? req[0] : '\0') {
	case '\0':
		nq_buf_puts(reply, "nothing");
		break;
	case 'a':
		abort();
	case 's':
		/* A sanitizer would write a report for each of many. */
		if (NQ_SANITIZED)
			signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
		break;
	case 'h':
		for (;;)
			spin(1000);
	case 'm':
		bomb();
		break;
	case 'x':
		syscall(SYS_exit_group, 3);
		break;
	case 'c':
		close(3);
		for (;;)
			spin(1000);
	case 'f':
		put_errno(reply, open("/etc/passwd", O_RDONLY));
		break;
	case 'w':
		put_errno(reply, open("/tmp/t_worker", O_WRONLY | O_CREAT,
		    0600));
		break;
	case 'n':
		put_errno(reply, socket(AF_INET, SOCK_STREAM, 0));
		break;
	case 'k':
		put_errno(reply, (long)fork());
		break;
	case 'i':
		put_errno(reply, kill(getppid(), 0));
		break;
	case 'p':
		put_errno(reply, (long)(intptr_t)mmap(NULL, 4096, PROT_READ |
		    PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
		break;
	case 'd':
		nq_buf_printf(reply, "%d", descriptors());
		break;
	case 'o':
		ordinary(reply);
		break;
	case 'b':
		while (reply->len < LARGE)
			nq_buf_puts(reply, "0123456789abcdef");
		break;
	case 'v':
		while (!reply->over)
			nq_buf_printf(reply, "%4096d", 1);
		break;
	default:
		if (req[0] == 'e')
			spin(strtol(req + 1, NULL, 10) % 7 * 20000);
		nq_buf_puts(reply, ctx);
		nq_buf_put(reply, req, len);
	}
}

static char prefix[] = "<";

static const char *
ask_len(struct nq_pool *p, const char *req, size_t len)
{
	static char out[640];
	struct nq_buf reply = NQ_BUF(0);
	struct nq_err e = { 0 };

	if (nq_pool_call(p, req, len, &reply, &e) != 0)
		snprintf(out, sizeof(out), "lost: %s", e.msg);
	else
		snprintf(out, sizeof(out), "%.600s",
		    reply.p != NULL ? reply.p : "");
	nq_buf_release(&reply);
	return out;
}

static const char *
ask(struct nq_pool *p, const char *req)
{
	return ask_len(p, req, strlen(req));
}

/* A row of requests: number i asks what kind of it says. */
struct row {
	int n, asked, got, lost, wrong;
	size_t filler;		/* bytes behind each request */
	const char *(*kind)(int);
	const char *why;	/* of those that may be lost */
	int stop_at;		/* next fails there; 0: never */
};

static const char *
plain(int i)
{
	(void)i;
	return "e";
}

static const char *
some_die(int i)
{
	return i % 100 == 50 ? "a" : i % 100 == 51 ? "s" : "e";
}

static const char *
all_die(int i)
{
	(void)i;
	return "s";
}

static const char *
big_answers(int i)
{
	(void)i;
	return "b";
}

static int
row_next(void *arg, struct nq_buf *req, struct nq_err *e)
{
	struct row *r = arg;

	if (r->stop_at != 0 && r->asked == r->stop_at)
		return nq_fail(e, NQ_EIO, "the archive ends here");
	if (r->asked == r->n)
		return 0;
	nq_buf_printf(req, "%s%d ", r->kind(r->asked), r->asked);
	for (size_t i = 0; i < r->filler; i++)
		nq_buf_putc(req, 'x');
	r->asked++;
	return 1;
}

static int
row_done(void *arg, const struct nq_buf *reply, const struct nq_err *why,
    struct nq_err *e)
{
	struct row *r = arg;
	const char *kind = r->kind(r->got);
	char want[32];
	int n;

	(void)e;
	n = snprintf(want, sizeof(want), "<%s%d ", kind, r->got++);
	if (reply == NULL) {
		r->lost++;
		r->wrong += kind[0] == 'e' || kind[0] == 'b' ||
		    strncmp(why->msg, "the parser died: ", 17) != 0;
	} else if (kind[0] == 'b') {
		r->wrong += reply->len != LARGE;
	} else {
		r->wrong += reply->len != (size_t)n + r->filler ||
		    memcmp(reply->p, want, (size_t)n) != 0;
	}
	return 0;
}

static struct row
run_row(struct nq_pool *p, int n, size_t filler, const char *(*kind)(int))
{
	struct row r = { .n = n, .filler = filler, .kind = kind };
	struct nq_pool_job job = { row_next, row_done, &r };
	struct nq_err e = { 0 };

	if (nq_pool_run(p, &job, &e) != 0)
		printf("# %s\n", e.msg);
	return r;
}

static int
open_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (d != NULL && readdir(d) != NULL)
		n++;
	if (d != NULL)
		closedir(d);
	return n;
}

static void
test_order(void)
{
	static const int workers[] = { 1, 2, 5, 16 };
	struct nq_err e = { 0 };
	struct nq_pool *p;
	struct row r;

	for (size_t i = 0; i < 4; i++) {
		p = nq_pool_new(workers[i], NQ_SANDBOX_AUTO, serve, prefix,
		    &e);
		tap_have(p, e.msg);
		r = run_row(p, MANY, 0, plain);
		OK(r.got == MANY && r.wrong == 0 && r.lost == 0,
		    "%d answers in order from %d workers", MANY, workers[i]);
		r = run_row(p, 0, 0, plain);
		OK(r.got == 0, "no request, no answer");
		nq_pool_free(p);
	}
	p = nq_pool_new(3, NQ_SANDBOX_AUTO, serve, prefix, &e);
	tap_have(p, e.msg);
	r = run_row(p, 12, 3 << 20, plain);
	OK(r.got == 12 && r.wrong == 0 && r.lost == 0,
	    "requests of 3 MiB come back whole");
	r = run_row(p, 12, 0, big_answers);
	OK(r.got == 12 && r.wrong == 0 && r.lost == 0,
	    "answers of 8 MiB come back whole");
	STR(ask_len(p, "", 0), "nothing");
	nq_pool_free(p);
}

static void
test_loss(void)
{
	struct nq_err e = { 0 };
	struct nq_pool *p = nq_pool_new(4, NQ_SANDBOX_AUTO, serve, prefix,
	    &e);
	struct row r;
	int before;

	tap_have(p, e.msg);
	r = run_row(p, MANY, 0, some_die);

	OK(r.got == MANY && r.lost == MANY / 50 && r.wrong == 0,
	    "forty deaths cost forty requests");
	before = open_files();
	r = run_row(p, RESTARTS, 0, all_die);
	OK(r.got == RESTARTS && r.lost == RESTARTS && r.wrong == 0,
	    "every request kills its worker");
	OK(open_files() <= before, "%d restarts leak no descriptor",
	    RESTARTS);
	STR(ask(p, "e1"), "<e1");
	STR(ask(p, "a"), "lost: the parser died: signal 6");
	STR(ask(p, "s"), "lost: the parser died: signal 11");
	if (!NQ_SANITIZED)
		STR(ask(p, "m"), "lost: the parser died: signal 6");
	OK(strncmp(ask(p, "m"), "lost: the parser died: ", 23) == 0,
	    "a memory bomb costs itself");
	STR(ask(p, "x"), "lost: the parser died: exit status 3");
	STR(ask(p, "c"), "lost: the parser died: signal 9");
	STR(ask(p, "v"), "lost: the parser's answer is over 67108864 bytes");
	STR(ask(p, "d"), "0");
	nq_pool_free(p);
}

static void
test_deadline(void)
{
	struct nq_err e = { 0 };
	struct nq_pool *p = nq_pool_new(2, NQ_SANDBOX_AUTO, serve, prefix,
	    &e);
	struct timespec a, b;

	tap_have(p, e.msg);
	nq_pool_deadline(p, 200);
	clock_gettime(CLOCK_MONOTONIC, &a);
	STR(ask(p, "h"), "lost: the parser ran over 0.2 s");
	clock_gettime(CLOCK_MONOTONIC, &b);
	OK((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 >=
	    200, "not before its time");
	STR(ask(p, "e5"), "<e5");
	nq_pool_free(p);
}

static void
test_stop(void)
{
	struct nq_err e = { 0 };
	struct nq_pool *p = nq_pool_new(3, NQ_SANDBOX_AUTO, serve, prefix,
	    &e);
	struct row r = { .n = 50, .kind = plain, .stop_at = 20 };
	struct nq_pool_job job = { row_next, row_done, &r };

	tap_have(p, e.msg);
	OK(nq_pool_run(p, &job, &e) == -1, "next stops the run");
	STR(e.msg, "the archive ends here");
	OK(r.wrong == 0 && r.got <= 20, "what came before was in order");
	STR(ask(p, "e7"), "<e7");
	nq_pool_free(p);
}

/* The same question, in and out of the lock. */
static void
test_same(struct nq_pool *in)
{
	struct nq_err e = { 0 };
	struct nq_pool *out = nq_pool_new(1, NQ_SANDBOX_OFF, serve, prefix,
	    &e);
	char *free_answer;

	tap_have(out, e.msg);
	free_answer = nq_strdup(ask(out, "o"));
	STR(nq_pool_mode(out), "none");
	STR(ask(in, "o"), free_answer);
	STR(ask(out, "f"), "done");
	free(free_answer);
	nq_pool_free(out);
}

static void
test_lock(void)
{
	/* Under a sanitizer what is not on the list fails, and goes on. */
	const char *killed = NQ_SANITIZED ? "EPERM" :
	    "lost: the parser died: signal 31";
	struct nq_err e = { 0 };
	struct nq_pool *p = nq_pool_new(1, NQ_SANDBOX_AUTO, serve, prefix,
	    &e);

	tap_have(p, e.msg);
	printf("# the lock here is %s\n", nq_pool_mode(p));
	if (strstr(nq_pool_mode(p), "seccomp") == NULL) {
		OK(1, "the lock # skip this kernel has no seccomp");
		nq_pool_free(p);
		return;
	}
	STR(ask(p, "f"), "EACCES");
	STR(ask(p, "w"), "EACCES");
	STR(ask(p, "p"), "EACCES");
	STR(ask(p, "n"), killed);
	STR(ask(p, "k"), killed);
	STR(ask(p, "i"), killed);
	test_same(p);
	nq_pool_free(p);
	if ((p = nq_pool_new(1, NQ_SANDBOX_REQUIRE, serve, prefix, &e)) !=
	    NULL)
		STR(nq_pool_mode(p), "landlock+seccomp");
	else
		OK(strstr(e.msg, "--sandbox auto") != NULL, "%s", e.msg);
	nq_pool_free(p);
}

/* kill -9 of the parent while its worker is deep in a page. The orphan is
 * handed to us, so that we see it end. */
static void
test_orphan(void)
{
	struct timespec t = { .tv_nsec = 200000000 };
	struct nq_err e = { 0 };
	int status = 0;
	pid_t parent;

	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if ((parent = fork()) == 0) {
		ask(nq_pool_new(1, NQ_SANDBOX_AUTO, serve, prefix, &e), "h");
		_exit(0);
	}
	nanosleep(&t, NULL);
	kill(parent, SIGKILL);
	OK(waitpid(parent, &status, 0) == parent && WIFSIGNALED(status),
	    "the parent is killed");
	OK(waitpid(-1, &status, 0) > 0 && WIFSIGNALED(status) &&
	    WTERMSIG(status) == SIGKILL, "its worker dies with it");
}

int
main(void)
{
	int before = open_files();

	alarm(240);	/* a deadlock is a failure, not a hang */
	OK(nq_sandbox_of("require") == NQ_SANDBOX_REQUIRE &&
	    nq_sandbox_of("off") == NQ_SANDBOX_OFF &&
	    nq_sandbox_of("auto") == NQ_SANDBOX_AUTO &&
	    nq_sandbox_of(NULL) == NQ_SANDBOX_AUTO, "--sandbox");
	test_order();
	test_loss();
	test_deadline();
	test_stop();
	test_lock();
	test_orphan();
	OK(open_files() == before, "no descriptor is left");
	return tap_done();
}
