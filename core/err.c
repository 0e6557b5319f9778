#define NQ_ERR_DEFINED_HERE
#include "core/err.h"

#include <stdarg.h>
#include <stdio.h>

int
nq_fail(struct nq_err *e, enum nq_ecode code, const char *fmt, ...)
{
	va_list ap;

	if (e->code != NQ_OK)
		return -1;
	e->code = code;
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	return -1;
}

int
nq_err_at(struct nq_err *e, const char *fmt, ...)
{
	va_list ap;

	if (e->where[0] != '\0')
		return -1;
	va_start(ap, fmt);
	vsnprintf(e->where, sizeof(e->where), fmt, ap);
	va_end(ap);
	return -1;
}

void
nq_err_clear(struct nq_err *e)
{
	*e = (struct nq_err){ .code = NQ_OK };
}
