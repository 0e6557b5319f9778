#include "query/report/sheet.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"

#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

enum {
	/* Bytes of one text: a table row of a workbook can be long. */
	MAX_TEXT = 1 << 20,
	/* Bytes of a page; the largest is that of findings. */
	MAX_PAGE = 32 << 20
};

int
nq_sheet_init(struct nq_sheet *p, bool en, const char *up, struct nq_err *e)
{
	*p = (struct nq_sheet){ .en = en, .up = up };
	p->out = xmlBufferCreate();
	p->w = p->out != NULL ? xmlNewTextWriterMemory(p->out, 0) : NULL;
	if (p->w == NULL)
		return nq_fail(e, NQ_EIO, "libxml2 gives no writer");
	/* The document has to know its encoding, else letters of attributes
	 * are written as numbers; the declaration is not for HTML. */
	p->bad = xmlTextWriterStartDocument(p->w, NULL, "UTF-8", NULL) < 0 ||
	    xmlTextWriterFlush(p->w) < 0;
	xmlBufferEmpty(p->out);
	p->bad |= xmlTextWriterWriteDTD(p->w, BAD_CAST "html", NULL, NULL,
	    NULL) < 0 || xmlTextWriterWriteRaw(p->w, BAD_CAST "\n") < 0;
	return 0;
}

void
nq_sheet_release(struct nq_sheet *p)
{
	xmlFreeTextWriter(p->w);
	xmlBufferFree(p->out);
	free(p->cited);
	*p = (struct nq_sheet){ 0 };
}

int
nq_sheet_bytes(struct nq_sheet *p, const char **bytes, size_t *len,
    struct nq_err *e)
{
	if (xmlTextWriterEndDocument(p->w) < 0 || p->bad)
		return nq_fail(e, NQ_EIO, "libxml2 could not write the page");
	if (p->full)
		return nq_fail(e, NQ_ELIMIT, "a page with more than %d "
		    "figures", NQ_MAX_CITED);
	*bytes = (const char *)xmlBufferContent(p->out);
	*len = (size_t)xmlBufferLength(p->out);
	if (*len > MAX_PAGE)
		return nq_fail(e, NQ_ELIMIT, "a page of more than %d MiB",
		    MAX_PAGE >> 20);
	return 0;
}

/* What XML 1.0 (section 2.2) and HTML allow, without the characters that
 * turn the direction of the text behind them. */
static bool
is_shown(utf8proc_int32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n';
	return (c < 0x7f || c > 0x9f) && c != 0xfffe && c != 0xffff &&
	    !(c >= 0xd800 && c <= 0xdfff) && !(c >= 0x202a && c <= 0x202e) &&
	    !(c >= 0x2066 && c <= 0x2069) && (c & 0xfffe) != 0xfffe;
}

static void
clean(struct nq_buf *b, const char *s, size_t len)
{
	const utf8proc_uint8_t *in = (const utf8proc_uint8_t *)s;
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	for (size_t i = 0; i < len; i += (size_t)n) {
		n = utf8proc_iterate(in + i, (utf8proc_ssize_t)(len - i), &c);
		if (n <= 0) {
			c = -1;
			n = 1;
		}
		if (c == '\r')
			nq_buf_putc(b, ' ');
		else if (c < 0 || !is_shown(c))
			nq_buf_puts(b, "\xef\xbf\xbd");
		else
			nq_buf_put(b, in + i, (size_t)n);
	}
	nq_buf_putc(b, '\0');
}

void
nq_tag_open(struct nq_sheet *p, const char *name, const char *class)
{
	p->bad |= xmlTextWriterStartElement(p->w, BAD_CAST name) < 0;
	if (class != NULL)
		nq_tag_attr(p, "class", class);
}

void
nq_tag_attr(struct nq_sheet *p, const char *name, const char *value)
{
	struct nq_buf b = NQ_BUF(MAX_TEXT);

	clean(&b, value, strlen(value));
	p->bad |= b.over || xmlTextWriterWriteAttribute(p->w, BAD_CAST name,
	    BAD_CAST b.p) < 0;
	nq_buf_release(&b);
}

void
nq_tag_attrf(struct nq_sheet *p, const char *name, const char *fmt, ...)
{
	char value[512];
	va_list ap;

	va_start(ap, fmt);
	p->bad |= vsnprintf(value, sizeof(value), fmt, ap) >=
	    (int)sizeof(value);
	va_end(ap);
	nq_tag_attr(p, name, value);
}

void
nq_tag_textn(struct nq_sheet *p, const char *s, size_t len)
{
	struct nq_buf b = NQ_BUF(MAX_TEXT);

	clean(&b, s, len);
	p->bad |= b.over ||
	    xmlTextWriterWriteString(p->w, BAD_CAST b.p) < 0;
	nq_buf_release(&b);
}

void
nq_tag_text(struct nq_sheet *p, const char *s)
{
	if (s != NULL)
		nq_tag_textn(p, s, strlen(s));
}

void
nq_tag_textf(struct nq_sheet *p, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	nq_tag_text(p, text);
}

/* An end tag is written even where nothing is inside: HTML takes <td/> for a
 * cell that goes on. */
void
nq_tag_close(struct nq_sheet *p)
{
	p->bad |= xmlTextWriterFullEndElement(p->w) < 0;
}

void
nq_tag_close_void(struct nq_sheet *p)
{
	p->bad |= xmlTextWriterEndElement(p->w) < 0;
}

void
nq_tag_put(struct nq_sheet *p, const char *name, const char *class,
    const char *text)
{
	nq_tag_open(p, name, class);
	nq_tag_text(p, text);
	nq_tag_close(p);
}

void
nq_tag_head(struct nq_sheet *p, const char *scope, const char *class,
    const char *text)
{
	nq_tag_open(p, "th", class);
	nq_tag_attr(p, "scope", scope);
	nq_tag_text(p, text);
	nq_tag_close(p);
}

void
nq_tag_link(struct nq_sheet *p, const char *class, const char *path,
    const char *text)
{
	nq_tag_open(p, "a", class);
	nq_tag_attrf(p, "href", "%s%s", p->up, path);
	nq_tag_text(p, text);
	nq_tag_close(p);
}

void
nq_tag_url(struct nq_sheet *p, const char *url, const char *text)
{
	if (url == NULL)
		return;
	if (strncasecmp(url, "http://", 7) != 0 &&
	    strncasecmp(url, "https://", 8) != 0) {
		nq_tag_put(p, "span", "url", text != NULL ? text : url);
		return;
	}
	nq_tag_open(p, "a", text != NULL ? "out" : "url");
	nq_tag_attr(p, "href", url);
	nq_tag_attr(p, "rel", "noreferrer");
	nq_tag_text(p, text != NULL ? text : url);
	nq_tag_close(p);
}

void
nq_tag_raw(struct nq_sheet *p, const char *s)
{
	p->bad |= xmlTextWriterWriteRaw(p->w, BAD_CAST s) < 0;
}

void
nq_sheet_cite(struct nq_sheet *p, int64_t id)
{
	for (size_t i = 0; i < p->cites; i++)
		if (p->cited[i] == id)
			return;
	if (p->cites == NQ_MAX_CITED) {
		p->full = true;
		return;
	}
	p->cited = nq_grow(p->cited, p->cites, &p->cap, sizeof(*p->cited));
	p->cited[p->cites++] = id;
}

void
nq_tag_cite(struct nq_sheet *p, int64_t id, const char *text)
{
	nq_sheet_cite(p, id);
	nq_tag_open(p, "a", "cite");
	nq_tag_attrf(p, "href", "#o%lld", (long long)id);
	nq_tag_text(p, text);
	nq_tag_close(p);
}

void
nq_term_open(struct nq_sheet *p, const char *vi, const char *en)
{
	nq_tag_put(p, "dt", NULL, p->en ? en : vi);
	nq_tag_open(p, "dd", NULL);
}

void
nq_term_put(struct nq_sheet *p, const char *vi, const char *en, const char *s)
{
	if (s == NULL || s[0] == '\0')
		return;
	nq_term_open(p, vi, en);
	nq_tag_text(p, s);
	nq_tag_close(p);
}
