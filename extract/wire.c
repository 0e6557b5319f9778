#include "extract/wire.h"

#include "core/buf.h"
#include "core/mem.h"

#include <stdint.h>
#include <string.h>

void
nq_wire_put(struct nq_buf *b, const void *s, size_t len)
{
	uint32_t n = (uint32_t)len;

	if (len > UINT32_MAX)
		b->over = 1;
	nq_buf_put(b, &n, sizeof(n));
	nq_buf_put(b, s, len);
}

void
nq_wire_puts(struct nq_buf *b, const char *s)
{
	nq_wire_put(b, s != NULL ? s : "", s != NULL ? strlen(s) : 0);
}

bool
nq_wire_get(struct nq_wire *w, const char **s, size_t *len)
{
	uint32_t n;

	if ((size_t)(w->end - w->p) < sizeof(n))
		return false;
	memcpy(&n, w->p, sizeof(n));
	if ((size_t)(w->end - w->p) - sizeof(n) < n)
		return false;
	*s = w->p + sizeof(n);
	*len = n;
	w->p = *s + n;
	return true;
}

bool
nq_wire_text(struct nq_wire *w, size_t max, const char **s, size_t *len)
{
	return nq_wire_get(w, s, len) && *len <= max &&
	    memchr(*s, '\0', *len) == NULL;
}

char *
nq_wire_string(struct nq_wire *w, size_t max)
{
	const char *s;
	size_t len;

	return nq_wire_text(w, max, &s, &len) ? nq_strndup(s, len) : NULL;
}
