#include "load/lines.h"

#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
nq_lines_init(struct nq_lines *l, int fd)
{
	*l = (struct nq_lines){ .fd = fd, .cap = NQ_MAX_LINE + 2 };
	l->buf = nq_alloc(l->cap, 1);
}

void
nq_lines_release(struct nq_lines *l)
{
	free(l->buf);
	*l = (struct nq_lines){ 0 };
}

/* Moves what is left to the front and reads behind it. */
static int
refill(struct nq_lines *l, struct nq_err *e)
{
	ssize_t n;

	memmove(l->buf, l->buf + l->from, l->to - l->from);
	l->to -= l->from;
	l->from = 0;
	do
		n = read(l->fd, l->buf + l->to, l->cap - 1 - l->to);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return nq_fail(e, NQ_EIO, "cannot read: %s", strerror(errno));
	l->end = n == 0;
	l->to += (size_t)n;
	return 0;
}

/* Drops everything up to and with the next newline. */
static int
skip_rest(struct nq_lines *l, struct nq_err *e)
{
	char *nl;

	for (;;) {
		nl = memchr(l->buf + l->from, '\n', l->to - l->from);
		if (nl != NULL) {
			l->from = (size_t)(nl - l->buf) + 1;
			return 0;
		}
		l->from = l->to;
		if (l->end)
			return 0;
		if (refill(l, e) != 0)
			return -1;
	}
}

int
nq_lines_next(struct nq_lines *l, char **line, size_t *len, bool *whole,
    struct nq_err *e)
{
	char *nl = NULL;

	for (;;) {
		if (l->to > l->from)
			nl = memchr(l->buf + l->from, '\n', l->to - l->from);
		if (nl != NULL || l->end || l->to - l->from > NQ_MAX_LINE)
			break;
		if (refill(l, e) != 0)
			return -1;
	}
	if (nl == NULL && l->end && l->to == l->from)
		return 0;
	l->number++;
	*len = nl != NULL ? (size_t)(nl - l->buf) - l->from :
	    l->to - l->from;
	*whole = *len <= NQ_MAX_LINE;
	if (!*whole) {
		*len = sizeof(l->head) - 1;
		memcpy(l->head, l->buf + l->from, *len);
		if (skip_rest(l, e) != 0)
			return -1;
		*line = l->head;
		return 1;
	}
	*line = l->buf + l->from;
	(*line)[*len] = '\0';
	l->from += *len + (nl != NULL);
	return 1;
}
