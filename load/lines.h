/* Lines of a file of any size, none longer than NQ_MAX_LINE. */
#ifndef NQ_LOAD_LINES_H
#define NQ_LOAD_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nq_err;

struct nq_lines {
	int fd;			/* borrowed */
	char *buf;		/* owned */
	char head[4097];	/* of a line that is too long */
	size_t from, to, cap;
	int64_t number;		/* of the line given last, from 1 */
	bool end;
};

void nq_lines_init(struct nq_lines *, int fd);
void nq_lines_release(struct nq_lines *);

/*
 * 1: a line, without its newline, NUL-terminated, borrowed until the next
 * call; one that is too long comes as its beginning with *whole false, and
 * the rest of it is skipped. A last line without its newline is a line.
 * 0: the end. -1: the file cannot be read.
 */
int nq_lines_next(struct nq_lines *, char **line, size_t *len, bool *whole,
    struct nq_err *);

#endif
