#include "transform/norm.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/limits.h"
#include "core/mem.h"
#include "transform/decode.h"

enum what {
	KEEP,			/* as it is, and NFC by itself */
	BLANK,
	DROP,
	ODD,			/* may combine, decompose or reorder */
	SOFT,
	SUSPECT
};

/* Signs of Latin-1 that TCVN3 draws as letters. */
static bool
is_tcvn_sign(uint32_t cp)
{
	return (cp > 0xa0 && cp < 0xc0 && cp != 0xb0 && cp != 0xb2 &&
	    cp != 0xb3 && cp != 0xb4) || cp == 0xd7 || cp == 0xf7;
}

static enum what
classify(uint32_t cp)
{
	if (cp < 0xa0)
		return cp < 0x80 || cp != 0x85 ? KEEP : BLANK;
	if (cp == 0xa0 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 ||
	    cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x3000 ||
	    cp == 0x1680)
		return BLANK;
	if (cp == 0xad)
		return SOFT;
	if (cp < 0x250)
		return is_tcvn_sign(cp) ? SUSPECT : KEEP;
	if ((cp >= 0x200b && cp <= 0x200f) || cp == 0xfeff || cp == 0x2060 ||
	    (cp >= 0x202a && cp <= 0x202e) || cp == 0x180e)
		return DROP;
	if ((cp >= 0x1e00 && cp <= 0x1eff) || (cp >= 0x2010 && cp < 0x2070))
		return KEEP;
	return ODD;
}

static void
add_one(struct nq_line *l, const char *p, size_t n, uint32_t cp)
{
	switch (classify(cp)) {
	case BLANK:
		l->gap = true;
		return;
	case DROP:
		return;
	case ODD:
		l->odd = true;
		break;
	case SOFT:
		l->soft = true;
		break;
	case SUSPECT:
		l->suspect = true;
		break;
	case KEEP:
		break;
	}
	if (l->gap && l->buf.len > 0)
		nq_buf_putc(&l->buf, ' ');
	l->gap = false;
	nq_buf_put(&l->buf, p, n);
}

void
nq_line_add(struct nq_line *l, const char *p, size_t len)
{
	size_t i = 0, from;
	uint32_t cp;
	size_t n;

	while (i < len) {
		if ((unsigned char)p[i] <= ' ' || p[i] == 0x7f) {
			l->gap = true;
			i++;
			continue;
		}
		for (from = i; i < len && p[i] > ' ' && p[i] < 0x7f; i++)
			;
		if (i > from) {
			if (l->gap && l->buf.len > 0)
				nq_buf_putc(&l->buf, ' ');
			l->gap = false;
			nq_buf_put(&l->buf, p + from, i - from);
			continue;
		}
		n = nq_utf8_get(p + i, len - i, &cp);
		if (cp == NQ_UTF8_BAD)
			add_one(l, "\xef\xbf\xbd", 3, 0xfffd);
		else
			add_one(l, p + i, n, cp);
		i += n;
	}
}

static void
compose(struct nq_buf *b)
{
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t n;

	n = utf8proc_map((const utf8proc_uint8_t *)b->p,
	    (utf8proc_ssize_t)b->len, &out,
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (n == UTF8PROC_ERROR_NOMEM)
		nq_mem_gone();
	if (n >= 0) {
		nq_buf_reset(b);
		nq_buf_put(b, out, (size_t)n);
	}
	free(out);
}

void
nq_line_finish(struct nq_line *l)
{
	if (l->buf.p == NULL)
		nq_buf_puts(&l->buf, "");
	if (l->odd)
		compose(&l->buf);
}

void
nq_line_reset(struct nq_line *l)
{
	nq_buf_reset(&l->buf);
	l->gap = l->odd = l->soft = l->suspect = false;
}

void
nq_line_release(struct nq_line *l)
{
	nq_buf_release(&l->buf);
}
