#include "core/worker.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * Between the processes go frames: four bytes of length, as this machine
 * has them, then the bytes. A worker first sends one frame that says what
 * holds it, then one answer for each request.
 */
enum {
	HEAD = 4,
	SOCKET = 3,		/* the worker's one descriptor */
	CHUNK = 64 << 10,	/* bytes read at a time */
	HELLO_MAX = 1024,	/* bytes */
	HELLO_MS = 10000,	/* for a fork on a busy machine */
	/* Answers that may wait for an earlier one, for each worker: one
	 * page that takes its whole time stops the others only after that,
	 * and memory stays bounded. */
	WINDOW = 8,
	EXIT_LOST = 70		/* the worker's own, where it cannot begin */
};

/* Instead of a length: the answer did not fit. */
static const uint32_t TOO_LONG = UINT32_MAX;

struct worker {
	pid_t pid;		/* 0: there is none */
	int fd;			/* ours, does not block */
	bool busy;
	uint64_t seq;		/* of its request */
	int64_t due;		/* ms of the monotonic clock */
	struct nq_buf req, in;
	char head[HEAD];
	size_t sent;		/* bytes of head and req */
};

/* An answer waiting for its turn. */
struct slot {
	bool ready, lost;
	struct nq_buf reply;
	struct nq_err why;
};

struct nq_pool {
	struct worker *w;
	struct slot *slot;
	struct pollfd *pfd;
	size_t n, window;
	uint64_t head, tail;	/* next to deliver, next to take */
	enum nq_sandbox sandbox;
	unsigned held;
	int ms;			/* for one request */
	nq_serve_fn *serve;
	void *ctx;
};

enum nq_sandbox
nq_sandbox_of(const char *s)
{
	return s != NULL && strcmp(s, "require") == 0 ? NQ_SANDBOX_REQUIRE :
	    s != NULL && strcmp(s, "off") == 0 ? NQ_SANDBOX_OFF :
	    NQ_SANDBOX_AUTO;
}

const char *
nq_pool_mode(const struct nq_pool *p)
{
	static const char *const name[] = {
		"none", "landlock", "seccomp", "landlock+seccomp",
	};

	return name[p->held & NQ_HELD_ALL];
}

void
nq_pool_deadline(struct nq_pool *p, int ms)
{
	p->ms = ms;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- in the worker ---- */

/*
 * What the parent registered to run at its end is not the worker's business.
 * Not even _exit: LeakSanitizer listens there, and would need ptrace.
 */
__attribute__((noreturn)) static void
leave(int status)
{
	for (;;)
		syscall(SYS_exit_group, status);
}

static int
read_all(void *to, size_t n)
{
	char *p = to;
	ssize_t r;

	while (n > 0) {
		r = read(SOCKET, p, n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return -1;
		p += r;
		n -= (size_t)r;
	}
	return 0;
}

/* Head and body in one call, so that the parent wakes once. */
static int
write_frame(const struct nq_buf *b)
{
	uint32_t n = b->over ? TOO_LONG : (uint32_t)b->len;
	size_t done = 0, all = HEAD + (b->over ? 0 : b->len);
	ssize_t r;

	while (done < all) {
		size_t head = done < HEAD ? HEAD - done : 0;
		size_t body = done < HEAD ? 0 : done - HEAD;
		struct iovec v[] = {
			{ (char *)&n + HEAD - head, head },
			{ b->p != NULL ? b->p + body : NULL,
			    all - HEAD - body },
		};

		r = writev(SOCKET, v, 2);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -1;
		done += (size_t)r;
	}
	return 0;
}

/*
 * The worker keeps its socket and nothing else: neither the lock of the
 * run, nor the sockets of its siblings, whose deaths would go unseen, nor
 * standard error, on which a parser under attack could forge log lines.
 */
static void
keep_only(int fd)
{
	int null = open("/dev/null", O_RDWR);
	int last = NQ_SANITIZED ? STDOUT_FILENO : STDERR_FILENO;
	long max = sysconf(_SC_OPEN_MAX);

	if (null < 0 || (fd = fcntl(fd, F_DUPFD, SOCKET + 1)) < 0)
		leave(EXIT_LOST);
	for (int i = 0; i <= last; i++)
		if (null != i && dup2(null, i) < 0)
			leave(EXIT_LOST);
	if (dup2(fd, SOCKET) < 0)
		leave(EXIT_LOST);
	if (close_range(SOCKET + 1, ~0U, 0) != 0)
		for (int i = SOCKET + 1; i < max; i++)
			close(i);
}

static void
say_hello(const struct nq_pool *p, long parent)
{
	struct nq_err e = { 0 };
	struct nq_buf b = NQ_BUF(HELLO_MAX);
	unsigned held = 0;
	int rc;

	rc = nq_sandbox_limit(parent, &e);
	if (rc == 0 && p->sandbox != NQ_SANDBOX_OFF)
		rc = nq_sandbox_enter(&held, &e);
	nq_buf_putc(&b, (char)held);
	nq_buf_puts(&b, e.msg);
	if (write_frame(&b) != 0 ||
	    (rc != 0 && p->sandbox != NQ_SANDBOX_AUTO))
		leave(EXIT_LOST);
	nq_buf_release(&b);
}

__attribute__((noreturn)) static void
work(const struct nq_pool *p, int fd, long parent)
{
	struct nq_buf reply = NQ_BUF(NQ_WORKER_REPLY), req = NQ_BUF(0);
	uint32_t n;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_IGN);	/* the parent's to answer */
	keep_only(fd);
	say_hello(p, parent);
	while (read_all(&n, HEAD) == 0) {
		struct nq_err e = { 0 };
		char chunk[CHUNK];

		nq_buf_reset(&req);
		for (size_t k; n > 0; n -= (uint32_t)k) {
			k = n < CHUNK ? n : CHUNK;
			if (read_all(chunk, k) != 0 ||
			    nq_buf_add(&req, chunk, k, &e) != 0)
				leave(EXIT_LOST);
		}
		p->serve(p->ctx, req.p != NULL ? req.p : "", req.len, &reply);
		if (write_frame(&reply) != 0)
			break;
		/* A large answer shall not stay in memory for good. */
		nq_buf_release(&reply);
	}
	leave(0);
}

/* ---- in the parent ---- */

/*
 * A worker whose socket is closed is dying, and its status is settled
 * before the signal sent here can change it; one that closed its socket to
 * play dead is killed.
 */
static int
worker_end(struct worker *w)
{
	int status = 0;

	if (w->pid == 0)
		return 0;
	kill(w->pid, SIGKILL);
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(w->fd);
	w->pid = 0;
	w->fd = -1;
	w->busy = false;
	nq_buf_release(&w->req);
	nq_buf_release(&w->in);
	return status;
}

/* 1: a whole frame is in w->in, behind its head; 0: not yet; -1: the
 * worker is gone or e says what is wrong with its answer. */
static int
worker_read(struct worker *w, size_t max, struct nq_err *e)
{
	char chunk[CHUNK];
	uint32_t n = 0;
	size_t want;
	ssize_t r;

	for (;;) {
		want = HEAD;
		if (w->in.len >= HEAD) {
			memcpy(&n, w->in.p, HEAD);
			if (n == TOO_LONG || n > max)
				return nq_fail(e, NQ_ELIMIT, "the parser's "
				    "answer is over %zu bytes", max);
			want += n;
		}
		if (want == w->in.len)
			return 1;
		want -= w->in.len;
		r = recv(w->fd, chunk, want < CHUNK ? want : CHUNK, 0);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (r <= 0)
			return -1;
		if (nq_buf_add(&w->in, chunk, (size_t)r, e) != 0)
			return -1;
	}
}

/* Sends what the socket takes; -1: the worker is gone. */
static int
worker_send(struct worker *w)
{
	size_t all = HEAD + w->req.len;
	ssize_t r;

	while (w->sent < all) {
		size_t head = w->sent < HEAD ? HEAD - w->sent : 0;
		size_t body = w->sent < HEAD ? 0 : w->sent - HEAD;
		/* Together, so that the worker wakes once. */
		struct iovec v[] = {
			{ (char *)w->head + HEAD - head, head },
			{ w->req.p != NULL ? w->req.p + body : NULL,
			    w->req.len - body },
		};
		struct msghdr m = { .msg_iov = v, .msg_iovlen = 2 };

		r = sendmsg(w->fd, &m, MSG_NOSIGNAL);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK ? 0 :
			    -1;
		w->sent += (size_t)r;
	}
	return 0;
}

/* Waits for what the new worker says about its lock. */
static int
worker_greet(struct nq_pool *p, struct worker *w, struct nq_err *e)
{
	struct pollfd f = { .fd = w->fd, .events = POLLIN };
	int64_t due = now_ms() + HELLO_MS, left;
	int rc = 0;

	while (rc == 0 && (left = due - now_ms()) > 0)
		if (poll(&f, 1, (int)left) > 0)
			rc = worker_read(w, HELLO_MAX, e);
	if (rc != 1 || w->in.len <= HEAD)
		return nq_fail(e, NQ_EIO, "a worker process did not start");
	p->held = (unsigned char)w->in.p[HEAD];
	if (p->sandbox == NQ_SANDBOX_REQUIRE && p->held != NQ_HELD_ALL)
		return nq_fail(e, NQ_EIO, "the parser cannot be locked in "
		    "(%s); --sandbox auto goes on without",
		    w->in.p + HEAD + 1);
	nq_buf_reset(&w->in);
	return 0;
}

static int
worker_start(struct nq_pool *p, struct worker *w, struct nq_err *e)
{
	long parent = (long)getpid();
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) != 0)
		return nq_fail(e, NQ_EIO, "cannot make a socket pair: %s",
		    strerror(errno));
	if ((w->pid = fork()) == 0)
		work(p, fd[1], parent);
	close(fd[1]);
	if (w->pid < 0 || fcntl(fd[0], F_SETFL, O_NONBLOCK) != 0) {
		nq_fail(e, NQ_EIO, "cannot start a worker process: %s",
		    strerror(errno));
		if (w->pid > 0) {
			w->fd = fd[0];
			worker_end(w);
		} else {
			w->pid = 0;
			close(fd[0]);
		}
		return -1;
	}
	w->fd = fd[0];
	if (worker_greet(p, w, e) != 0) {
		worker_end(w);
		return -1;
	}
	return 0;
}

struct nq_pool *
nq_pool_new(int workers, enum nq_sandbox sandbox, nq_serve_fn *serve,
    void *ctx, struct nq_err *e)
{
	struct nq_pool *p = nq_alloc(1, sizeof(*p));

	p->n = workers > 0 ? (size_t)workers : 1;
	p->window = p->n * WINDOW;
	p->w = nq_alloc(p->n, sizeof(*p->w));
	p->pfd = nq_alloc(p->n, sizeof(*p->pfd));
	p->slot = nq_alloc(p->window, sizeof(*p->slot));
	p->sandbox = sandbox;
	p->serve = serve;
	p->ctx = ctx;
	p->ms = NQ_WORKER_SECONDS * 1000;
	for (size_t i = 0; i < p->n; i++) {
		p->w[i].fd = -1;
		/* The head comes on top of the answer. */
		p->w[i].in.max = HEAD + (size_t)NQ_WORKER_REPLY;
	}
	/* One now, to learn whether the lock can be had; the others when
	 * there is work for them. */
	if (worker_start(p, &p->w[0], e) != 0) {
		nq_pool_free(p);
		return NULL;
	}
	return p;
}

void
nq_pool_free(struct nq_pool *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++) {
		worker_end(&p->w[i]);
		nq_buf_release(&p->w[i].req);
	}
	for (size_t i = 0; i < p->window; i++)
		nq_buf_release(&p->slot[i].reply);
	free(p->slot);
	free(p->pfd);
	free(p->w);
	free(p);
}

/* The request of w is lost; e says why unless the worker simply died. */
static void
pool_lose(struct nq_pool *p, struct worker *w, const struct nq_err *e)
{
	struct slot *s = &p->slot[w->seq % p->window];
	int status = worker_end(w);

	s->ready = s->lost = true;
	s->why = (struct nq_err){ 0 };
	if (e->code != NQ_OK)
		s->why = *e;
	else if (WIFSIGNALED(status))
		nq_fail(&s->why, NQ_EPARSE, "the parser died: signal %d",
		    WTERMSIG(status));
	else
		nq_fail(&s->why, NQ_EPARSE, "the parser died: exit status %d",
		    WEXITSTATUS(status));
}

/* Moves the answer from behind its head into its slot. */
static void
pool_keep(struct nq_pool *p, struct worker *w)
{
	struct slot *s = &p->slot[w->seq % p->window];

	s->ready = true;
	s->lost = false;
	w->in.len -= HEAD;
	memmove(w->in.p, w->in.p + HEAD, w->in.len + 1);
	s->reply = w->in;
	w->in = NQ_BUF(s->reply.max);
	w->busy = false;
	nq_buf_release(&w->req);
}

/* One step of a busy worker, as far as its socket goes. */
static void
pool_step(struct nq_pool *p, struct worker *w, int events)
{
	struct nq_err e = { 0 };
	int rc = 0;

	if (events == 0 && now_ms() >= w->due) {
		nq_fail(&e, NQ_ELIMIT, "the parser ran over %g s",
		    p->ms / 1000.0);
		rc = -1;
	} else if (events != 0) {
		/* What was answered counts, though the worker died since. */
		rc = worker_read(w, NQ_WORKER_REPLY, &e);
		if (rc == 0 && (events & POLLOUT) != 0)
			rc = worker_send(w);
		if (rc > 0 && w->sent < HEAD + w->req.len) {
			nq_fail(&e, NQ_EPARSE, "the parser answered before "
			    "it had heard the question");
			rc = -1;
		}
	}
	if (rc < 0)
		pool_lose(p, w, &e);
	else if (rc > 0)
		pool_keep(p, w);
}

static void
pool_wait(struct nq_pool *p)
{
	int64_t now = now_ms(), left = p->ms;
	int rc;

	for (size_t i = 0; i < p->n; i++) {
		struct worker *w = &p->w[i];
		bool sends = w->sent < HEAD + w->req.len;

		p->pfd[i] = (struct pollfd){ .fd = w->busy ? w->fd : -1,
			.events = (short)(sends ? POLLIN | POLLOUT : POLLIN) };
		if (w->busy && w->due - now < left)
			left = w->due - now;
	}
	rc = poll(p->pfd, p->n, left > 0 ? (int)left : 0);
	for (size_t i = 0; i < p->n; i++)
		if (p->w[i].busy)
			pool_step(p, &p->w[i],
			    rc > 0 ? p->pfd[i].revents : 0);
}

/* A worker that died, or spoke unasked, while it had no request costs
 * none. */
static int
pool_ready(struct nq_pool *p, struct worker *w, struct nq_err *e)
{
	struct pollfd f = { .fd = w->fd, .events = POLLIN };

	if (w->pid != 0 && poll(&f, 1, 0) == 0)
		return 0;
	worker_end(w);
	return worker_start(p, w, e);
}

/* Hands requests to idle workers; *more turns false at the last one. */
static int
pool_fill(struct nq_pool *p, const struct nq_pool_job *job, bool *more,
    struct nq_err *e)
{
	for (size_t i = 0; i < p->n && *more; i++) {
		struct worker *w = &p->w[i];
		uint32_t n;
		int rc;

		if (w->busy || p->tail - p->head >= p->window)
			continue;
		nq_buf_reset(&w->req);
		if ((rc = job->next(job->arg, &w->req, e)) < 0)
			return -1;
		if (rc == 0) {
			*more = false;
			break;
		}
		if (pool_ready(p, w, e) != 0)
			return -1;
		n = (uint32_t)w->req.len;
		memcpy(w->head, &n, HEAD);
		w->sent = 0;
		w->seq = p->tail++;
		w->due = now_ms() + p->ms;
		w->busy = true;
		p->slot[w->seq % p->window].ready = false;
	}
	return 0;
}

static int
pool_deliver(struct nq_pool *p, const struct nq_pool_job *job,
    struct nq_err *e)
{
	while (p->head < p->tail) {
		struct slot *s = &p->slot[p->head % p->window];
		int rc;

		if (!s->ready)
			break;
		rc = job->done(job->arg, s->lost ? NULL : &s->reply,
		    s->lost ? &s->why : NULL, e);
		nq_buf_release(&s->reply);
		s->ready = false;
		p->head++;
		if (rc != 0)
			return -1;
	}
	return 0;
}

int
nq_pool_run(struct nq_pool *p, const struct nq_pool_job *job,
    struct nq_err *e)
{
	bool more = true;
	int rc;

	p->head = p->tail = 0;
	while ((rc = pool_fill(p, job, &more, e)) == 0 && p->head < p->tail) {
		pool_wait(p);
		if ((rc = pool_deliver(p, job, e)) != 0)
			break;
	}
	/* Stopped half-way: whatever is under way belongs to nobody. */
	for (size_t i = 0; rc != 0 && i < p->n; i++)
		if (p->w[i].busy)
			worker_end(&p->w[i]);
	for (size_t i = 0; rc != 0 && i < p->window; i++)
		nq_buf_release(&p->slot[i].reply);
	return rc;
}

struct call {
	const char *req;
	size_t len;
	struct nq_buf *reply;
	bool asked;
};

static int
call_next(void *arg, struct nq_buf *req, struct nq_err *e)
{
	struct call *c = arg;

	if (c->asked)
		return 0;
	c->asked = true;
	return nq_buf_add(req, c->req, c->len, e) != 0 ? -1 : 1;
}

static int
call_done(void *arg, const struct nq_buf *reply, const struct nq_err *why,
    struct nq_err *e)
{
	struct call *c = arg;

	if (reply == NULL) {
		nq_fail(e, why->code, "%s", why->msg);
		return -1;
	}
	return nq_buf_add(c->reply, reply->p, reply->len, e);
}

int
nq_pool_call(struct nq_pool *p, const char *req, size_t len,
    struct nq_buf *reply, struct nq_err *e)
{
	struct call c = { .req = req, .len = len, .reply = reply };
	struct nq_pool_job job = { call_next, call_done, &c };

	return nq_pool_run(p, &job, e);
}
