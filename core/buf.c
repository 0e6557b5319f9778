#include "core/buf.h"

#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
reserve(struct nq_buf *b, size_t n)
{
	size_t max = b->max != 0 ? b->max : NQ_MAX_BUF;
	size_t need, cap;

	if (__builtin_add_overflow(b->len, n, &need) || need > max)
		return -1;
	if (need < b->cap)
		return 0;
	cap = b->cap != 0 ? b->cap : 256;
	while (cap <= need)
		cap *= 2;
	if (cap > max)
		cap = max + 1;
	b->p = nq_realloc(b->p, cap, 1);
	b->cap = cap;
	return 0;
}

static void
append(struct nq_buf *b, const void *src, size_t n)
{
	if (n > 0)
		memcpy(b->p + b->len, src, n);
	b->len += n;
	b->p[b->len] = '\0';
}

int
nq_buf_add(struct nq_buf *b, const void *src, size_t n, struct nq_err *e)
{
	if (reserve(b, n) != 0)
		return nq_fail(e, NQ_ELIMIT, "more than %zu bytes",
		    b->max != 0 ? b->max : (size_t)NQ_MAX_BUF);
	append(b, src, n);
	return 0;
}

void
nq_buf_put_slow(struct nq_buf *b, const void *src, size_t n)
{
	if (b->over || reserve(b, n) != 0)
		b->over = 1;
	else
		append(b, src, n);
}

void
nq_buf_puts(struct nq_buf *b, const char *s)
{
	nq_buf_put(b, s, strlen(s));
}

void
nq_buf_printf(struct nq_buf *b, const char *fmt, ...)
{
	char small[512], *big = NULL;
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(small)) {
		nq_buf_put(b, small, (size_t)n);
	} else {
		if (vasprintf(&big, fmt, again) < 0)
			nq_mem_gone();
		nq_buf_puts(b, big);
		free(big);
	}
	va_end(again);
}

void
nq_buf_reset(struct nq_buf *b)
{
	b->len = 0;
	b->over = 0;
	if (b->p != NULL)
		b->p[0] = '\0';
}

void
nq_buf_release(struct nq_buf *b)
{
	free(b->p);
	*b = (struct nq_buf){ .max = b->max };
}

char *
nq_buf_steal(struct nq_buf *b)
{
	char *p = b->p != NULL ? b->p : nq_strdup("");

	*b = (struct nq_buf){ .max = b->max };
	return p;
}

int
nq_buf_read_file(struct nq_buf *b, const char *path, struct nq_err *e)
{
	char chunk[16384];
	ssize_t n;
	int fd, rc = -1;

	fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	if (fd < 0) {
		nq_fail(e, NQ_EIO, "cannot open: %s", strerror(errno));
		goto out;
	}
	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			nq_fail(e, NQ_EIO, "cannot read: %s", strerror(errno));
			goto out;
		}
		if (nq_buf_add(b, chunk, (size_t)n, e) != 0)
			goto out;
	}
	rc = 0;
out:
	if (rc != 0)
		nq_err_at(e, "%s", path != NULL ? path : "standard input");
	if (path != NULL && fd >= 0)
		close(fd);
	return rc;
}
