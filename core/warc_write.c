/*
 * The writing side: captures wait in a list in their order; a thread makes
 * the bytes of the first that nobody has taken, and whoever finds the head
 * of the list made writes it. So any number of threads keeps the order.
 */
#include "core/warc.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/warc_make.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	/* One makes 165 MB of pages a second and two make 310 on two cores
	 * that are otherwise idle; beside a caller that keeps one of them
	 * busy the second gains nothing and costs nothing (measured). */
	THREADS = 2,
	/* What a waiting capture holds besides its bytes, about. */
	OVERHEAD = 4096
};

struct job {
	struct job *next;
	struct nq_arena text;	/* the strings of c */
	struct nq_warc_capture c;
	struct nq_buf body;
	uint64_t ticket;
	size_t cost;		/* bytes it holds in the queue */
	bool made;
	struct nq_warc_made out;
};

struct nq_warc_writer {
	struct nq_file out;
	int fd;			/* of out */
	char info[NQ_WARC_ID];	/* Record-ID of the warcinfo record */
	pthread_t thread[THREADS];
	int threads;
	pthread_mutex_t lock;	/* holds all that follows */
	pthread_cond_t work;	/* for the threads: todo, stop */
	pthread_cond_t news;	/* for the caller: held, done, err */
	struct job *first, *last;	/* not yet written */
	struct job *todo;	/* of those, the first that nobody makes */
	size_t held;		/* bytes of them */
	bool writing, stop;
	struct nq_err err;	/* stays */
	uint64_t size;
	size_t captures;	/* written */
	struct nq_warc_written *done;	/* not yet told: from, count */
	size_t done_from, done_count, done_cap;
};

static void
job_free(struct job *j)
{
	nq_arena_release(&j->text);
	nq_buf_release(&j->body);
	nq_warc_made_release(&j->out);
	free(j);
}

static int
write_all(struct nq_warc_writer *w, const unsigned char *p, size_t n,
    struct nq_err *e)
{
	while (n > 0) {
		ssize_t got = write(w->fd, p, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			nq_fail(e, NQ_EIO, "cannot write: %s",
			    strerror(got < 0 ? errno : ENOSPC));
			return nq_err_at(e, "%s", w->out.path);
		}
		p += got;
		n -= (size_t)got;
	}
	return 0;
}

static void
note_done(struct nq_warc_writer *w, const struct job *j)
{
	struct nq_warc_written *d;

	if (w->done_count == 0)
		w->done_from = 0;
	if (w->done_from > w->done_count) {
		memmove(w->done, w->done + w->done_from,
		    w->done_count * sizeof(*w->done));
		w->done_from = 0;
	}
	w->done = nq_grow(w->done, w->done_from + w->done_count,
	    &w->done_cap, sizeof(*w->done));
	d = &w->done[w->done_from + w->done_count++];
	*d = (struct nq_warc_written){ .ticket = j->ticket,
		.offset = w->size + j->out.last,
		.length = j->out.len - j->out.last };
	memcpy(d->payload_sha1, j->out.payload_sha1, sizeof(d->payload_sha1));
	w->captures++;
	w->size += j->out.len;
}

/* Writes what stands at the head of the list. Called and left locked. */
static void
write_made(struct nq_warc_writer *w)
{
	while (!w->writing && w->first != NULL && w->first->made) {
		struct job *j = w->first;
		struct nq_err e = { 0 };

		w->first = j->next;
		if (w->first == NULL)
			w->last = NULL;
		w->writing = true;
		if (w->err.code == NQ_OK) {
			pthread_mutex_unlock(&w->lock);
			write_all(w, j->out.p, j->out.len, &e);
			pthread_mutex_lock(&w->lock);
			if (e.code == NQ_OK)
				note_done(w, j);
			else
				w->err = e;
		}
		w->writing = false;
		w->held -= j->cost;
		pthread_cond_signal(&w->news);
		job_free(j);
	}
}

static void *
work(void *arg)
{
	struct nq_warc_writer *w = arg;
	struct nq_warc_maker *m = nq_warc_maker_new();
	struct job *j;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		while (w->todo == NULL && !w->stop)
			pthread_cond_wait(&w->work, &w->lock);
		if ((j = w->todo) == NULL)
			break;
		w->todo = j->next;
		if (w->err.code == NQ_OK) {
			pthread_mutex_unlock(&w->lock);
			nq_warc_make(m, &j->c, w->info, &j->out);
			nq_buf_release(&j->body);
			pthread_mutex_lock(&w->lock);
		}
		j->made = true;
		write_made(w);
	}
	pthread_mutex_unlock(&w->lock);
	nq_warc_maker_free(m);
	return NULL;
}

/* Signals are the main thread's. */
static int
start(struct nq_warc_writer *w, struct nq_err *e)
{
	sigset_t all, old;
	int rc = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (rc == 0 && w->threads < THREADS) {
		rc = pthread_create(&w->thread[w->threads], NULL, work, w);
		w->threads += rc == 0;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc == 0 ? 0 : nq_fail(e, NQ_EIO, "cannot start a thread: %s",
	    strerror(rc));
}

int
nq_warc_absent(const char *path, struct nq_err *e)
{
	if (access(path, F_OK) != 0)
		return 0;
	nq_fail(e, NQ_EIO, "exists already, and an archive is never "
	    "overwritten");
	return nq_err_at(e, "%s", path);
}

static int
put_info(struct nq_warc_writer *w, const char *date, struct nq_err *e)
{
	struct nq_warc_maker *m = nq_warc_maker_new();
	struct nq_warc_made out = { 0 };
	const char *slash = strrchr(w->out.path, '/');
	int rc;

	nq_warc_make_info(m, slash != NULL ? slash + 1 : w->out.path, date,
	    w->info, &out);
	rc = write_all(w, out.p, out.len, e);
	w->size = out.len;
	nq_warc_made_release(&out);
	nq_warc_maker_free(m);
	return rc;
}

struct nq_warc_writer *
nq_warc_create(const char *path, const char *date, struct nq_err *e)
{
	struct nq_warc_writer *w;

	if (nq_warc_absent(path, e) != 0)
		return NULL;
	w = nq_alloc(1, sizeof(*w));
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->work, NULL);
	pthread_cond_init(&w->news, NULL);
	if (nq_file_create(&w->out, path, e) != 0)
		goto fail;
	w->fd = fileno(w->out.f);
	if (put_info(w, date, e) != 0 || start(w, e) != 0)
		goto fail;
	return w;
fail:
	nq_warc_discard(w);
	return NULL;
}

static const char *
copy(struct job *j, const char *s)
{
	return s != NULL ? nq_arena_strdup(&j->text, s) : NULL;
}

static const struct nq_warc_field *
copy_metadata(struct job *j, const struct nq_warc_field *f)
{
	struct nq_warc_field *out;
	size_t n = 0;

	while (f != NULL && f[n].name != NULL)
		n++;
	out = nq_arena_get(&j->text, n + 1, sizeof(*out));
	for (size_t i = 0; i < n; i++)
		out[i] = (struct nq_warc_field){ copy(j, f[i].name),
			copy(j, f[i].value) };
	return out;
}

static size_t
cost_of(const struct nq_warc_capture *c)
{
	return OVERHEAD + c->request_len + c->headers_len +
	    (c->body != NULL ? c->body->cap : 0);
}

/* A capture of its own, which takes the body over. */
static struct job *
job_new(const struct nq_warc_capture *c, size_t cost, uint64_t ticket)
{
	struct job *j = nq_alloc(1, sizeof(*j));

	j->cost = cost;
	j->ticket = ticket;
	j->c = *c;
	j->c.url = copy(j, c->url);
	j->c.date = copy(j, c->date);
	j->c.ip = copy(j, c->ip);
	j->c.protocol = copy(j, c->protocol);
	j->c.truncated = copy(j, c->truncated);
	j->c.refers_url = copy(j, c->refers_url);
	j->c.refers_date = copy(j, c->refers_date);
	j->c.payload_sha1 = copy(j, c->payload_sha1);
	j->c.media_type = copy(j, c->media_type);
	j->c.request = nq_arena_strndup(&j->text, c->request,
	    c->request_len);
	j->c.headers = nq_arena_strndup(&j->text, c->headers,
	    c->headers_len);
	j->c.metadata = copy_metadata(j, c->metadata);
	j->c.body = &j->body;
	if (c->body != NULL) {
		j->body = *c->body;
		*c->body = (struct nq_buf){ .max = j->body.max };
	}
	return j;
}

/* e becomes what the threads ran into. Called locked. */
static int
failed(const struct nq_warc_writer *w, struct nq_err *e)
{
	if (w->err.code == NQ_OK)
		return 0;
	nq_fail(e, w->err.code, "%s", w->err.msg);
	return nq_err_at(e, "%s", w->err.where);
}

static void
append(struct nq_warc_writer *w, struct job *j)
{
	pthread_mutex_lock(&w->lock);
	w->held += j->cost;
	if (w->last != NULL)
		w->last->next = j;
	else
		w->first = j;
	w->last = j;
	if (w->todo == NULL)
		w->todo = j;
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
}

int
nq_warc_write(struct nq_warc_writer *w, const struct nq_warc_capture *c,
    uint64_t ticket, struct nq_err *e)
{
	size_t cost = cost_of(c);
	int rc;

	if (nq_warc_check(c, e) != 0)
		return -1;
	pthread_mutex_lock(&w->lock);
	/* One that is larger than the queue waits until it is alone. */
	while (w->err.code == NQ_OK && w->held > 0 &&
	    w->held + cost > NQ_WARC_QUEUE)
		pthread_cond_wait(&w->news, &w->lock);
	rc = failed(w, e);
	pthread_mutex_unlock(&w->lock);
	if (rc == 0)
		append(w, job_new(c, cost, ticket));
	return rc;
}

int
nq_warc_written(struct nq_warc_writer *w, struct nq_warc_written *out,
    bool wait, struct nq_err *e)
{
	int rc;

	pthread_mutex_lock(&w->lock);
	while (wait && w->err.code == NQ_OK && w->done_count == 0 &&
	    w->held > 0)
		pthread_cond_wait(&w->news, &w->lock);
	rc = failed(w, e);
	if (rc == 0 && w->done_count > 0) {
		*out = w->done[w->done_from++];
		w->done_count--;
		rc = 1;
	}
	pthread_mutex_unlock(&w->lock);
	return rc;
}

uint64_t
nq_warc_size(struct nq_warc_writer *w)
{
	uint64_t size;

	pthread_mutex_lock(&w->lock);
	size = w->size;
	pthread_mutex_unlock(&w->lock);
	return size;
}

/* Lets the threads finish what is under way. */
static void
join(struct nq_warc_writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_broadcast(&w->work);
	pthread_mutex_unlock(&w->lock);
	while (w->threads > 0)
		pthread_join(w->thread[--w->threads], NULL);
}

static void
writer_free(struct nq_warc_writer *w)
{
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->work);
	pthread_cond_destroy(&w->news);
	free(w->done);
	free(w);
}

int
nq_warc_close(struct nq_warc_writer *w, struct nq_err *e)
{
	int rc;

	join(w);
	rc = failed(w, e);
	if (rc == 0 && w->captures > 0)
		rc = nq_warc_absent(w->out.path, e);
	if (rc != 0 || w->captures == 0) {
		nq_warc_discard(w);
		return rc;
	}
	rc = nq_file_publish(&w->out, e);
	writer_free(w);
	return rc;
}

void
nq_warc_discard(struct nq_warc_writer *w)
{
	if (w == NULL)
		return;
	/* What waits need not be made any more. */
	pthread_mutex_lock(&w->lock);
	nq_fail(&w->err, NQ_EIO, "discarded");
	pthread_mutex_unlock(&w->lock);
	join(w);
	nq_file_discard(&w->out);
	writer_free(w);
}

void
nq_warc_leave(struct nq_warc_writer *w)
{
	if (w == NULL)
		return;
	join(w);
	nq_file_leave(&w->out);
	writer_free(w);
}
