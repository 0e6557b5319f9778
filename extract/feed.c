#include "extract/find.h"

#include "core/buf.h"
#include "core/mem.h"
#include "extract/dom.h"
#include "extract/text.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>
#include <zlib.h>

/*
 * Feeds and sitemaps have one shape: items below a root, and in each item
 * texts by name. They are read as events, so that a sitemap of 32 MiB costs
 * no tree.
 */
enum {
	CHUNK = 64 << 10,	/* bytes given to the parser at a time */
	PROLOG = 256		/* bytes that hold an XML declaration */
};

enum field { NONE, URL, GUID, DATE, MODIFIED, BOTH };

struct feed {
	struct nq_found *found;
	bool sitemap;
	xmlParserCtxtPtr parser;
	int depth;
	int item;		/* depth of the open item, or 0 */
	bool atom, index;	/* what the open item is */
	enum field field;	/* being read, at depth item + 1 */
	struct nq_buf text;
	struct nq_buf url, guid;
	char date[NQ_DAY_TEXT], modified[NQ_TIME_TEXT];
};

static void
stop(struct feed *f, bool limit, const char *why)
{
	nq_found_fail(f->found, limit, why);
	xmlStopParser(f->parser);
}

static bool
is(const xmlChar *name, const char *want)
{
	return strcmp((const char *)name, want) == 0;
}

static void
set(struct nq_buf *to, const char *s, size_t len)
{
	nq_buf_reset(to);
	to->over = 0;
	nq_buf_put(to, s, len);
}

/* The value of an attribute without a namespace. */
static const xmlChar *
attribute(const xmlChar **atts, int n, const char *name, size_t *len)
{
	for (int i = 0; i < n; i++, atts += 5)
		if (atts[1] == NULL && is(atts[0], name)) {
			*len = (size_t)(atts[4] - atts[3]);
			return atts[3];
		}
	return NULL;
}

static bool
has_value(const xmlChar **atts, int n, const char *name, const char *want)
{
	size_t len;
	const xmlChar *v = attribute(atts, n, name, &len);

	return v != NULL && len == strlen(want) && memcmp(v, want, len) == 0;
}

static void
open_item(struct feed *f, const xmlChar *name)
{
	f->item = f->depth;
	f->atom = is(name, "entry");
	f->index = is(name, "sitemap");
	f->date[0] = f->modified[0] = '\0';
	set(&f->url, "", 0);
	set(&f->guid, "", 0);
}

static bool
is_item(const struct feed *f, const xmlChar *name)
{
	if (f->sitemap)
		return f->depth == 2 && (is(name, "url") ||
		    is(name, "sitemap"));
	return f->depth > 1 && (is(name, "item") || is(name, "entry"));
}

/* Atom's link is an attribute; the first that leads to the page counts. */
static enum field
open_link(struct feed *f, const xmlChar **atts, int natts)
{
	size_t len;
	const xmlChar *href = attribute(atts, natts, "href", &len);
	size_t rel;

	if (href == NULL)
		return f->atom ? NONE : URL;
	if (f->atom && f->url.len == 0 && (attribute(atts, natts, "rel",
	    &rel) == NULL || has_value(atts, natts, "rel", "alternate")))
		set(&f->url, (const char *)href, len);
	return NONE;
}

static enum field
field_of(struct feed *f, const xmlChar *name, const xmlChar **atts, int natts)
{
	if (f->sitemap)
		return is(name, "loc") ? URL : is(name, "lastmod") ? BOTH :
		    NONE;
	if (is(name, "link"))
		return open_link(f, atts, natts);
	if (is(name, "guid"))
		return has_value(atts, natts, "isPermaLink", "false") ?
		    NONE : GUID;
	if (is(name, "pubDate") || is(name, "date") ||
	    is(name, "published") || is(name, "issued"))
		return DATE;
	return is(name, "updated") || is(name, "modified") ? MODIFIED : NONE;
}

static bool
is_root(const struct feed *f, const xmlChar *name)
{
	return f->sitemap ? is(name, "urlset") || is(name, "sitemapindex") :
	    is(name, "rss") || is(name, "RDF") || is(name, "feed");
}

static void
on_start(void *p, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nns, const xmlChar **ns, int natts, int ndefault,
    const xmlChar **atts)
{
	struct feed *f = ((xmlParserCtxtPtr)p)->_private;

	(void)prefix;
	(void)uri;
	(void)nns;
	(void)ns;
	(void)ndefault;
	if (++f->depth > NQ_MAX_NESTED)
		stop(f, true, "the feed is nested too deep");
	else if (f->depth == 1 && !is_root(f, name))
		stop(f, false, f->sitemap ? "no sitemap: its root is neither "
		    "urlset nor sitemapindex" : "no feed: its root is none of "
		    "rss, RDF and feed");
	else if (f->item == 0 && is_item(f, name))
		open_item(f, name);
	else if (f->item != 0 && f->depth == f->item + 1) {
		f->field = field_of(f, name, atts, natts);
		set(&f->text, "", 0);
	}
}

/* The text of an element of the item. The first of two counts. */
static void
close_field(struct feed *f)
{
	const char *s = f->text.p != NULL ? f->text.p : "";
	size_t len = f->text.over ? 0 : f->text.len;
	enum field field = f->field;
	char day[NQ_DAY_TEXT], midnight[NQ_TIME_TEXT];

	f->field = NONE;
	if (field == URL && f->url.len == 0)
		set(&f->url, s, len);
	if (field == GUID && len > 8 && strncasecmp(s +
	    strspn(s, " \t\r\n"), "http", 4) == 0)
		set(&f->guid, s, len);
	if ((field == DATE || field == BOTH) && f->date[0] == '\0')
		nq_date_day_there(s, len, f->date);
	if ((field == MODIFIED || field == BOTH) && f->modified[0] == '\0' &&
	    !nq_date_instant(s, len, NQ_ZONE_HANOI, f->modified) &&
	    nq_date_day(s, len, day)) {
		snprintf(midnight, sizeof(midnight), "%sT00:00:00", day);
		nq_date_instant(midnight, strlen(midnight), NQ_ZONE_HANOI,
		    f->modified);
	}
}

static void
on_end(void *p, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri)
{
	struct feed *f = ((xmlParserCtxtPtr)p)->_private;
	const struct nq_buf *url = f->url.len > 0 || f->url.over ? &f->url :
	    &f->guid;

	(void)name;
	(void)prefix;
	(void)uri;
	if (f->item != 0 && f->depth == f->item + 1 && f->field != NONE)
		close_field(f);
	if (f->item != 0 && f->depth == f->item) {
		f->item = 0;
		if (!url->over)
			nq_found_put(f->found, url->p, url->len, f->date,
			    f->modified, f->index);
		if (f->found->failed)
			xmlStopParser(f->parser);
	}
	f->depth--;
}

/* A field holds text alone; what is nested in it counts as its text. */
static void
on_text(void *p, const xmlChar *s, int len)
{
	struct feed *f = ((xmlParserCtxtPtr)p)->_private;

	if (f->field != NONE)
		nq_buf_put(&f->text, s, (size_t)len);
}

static void
on_doctype(void *p, const xmlChar *name, const xmlChar *id,
    const xmlChar *sys)
{
	(void)name;
	(void)id;
	(void)sys;
	stop(((xmlParserCtxtPtr)p)->_private, false, "the feed has a DOCTYPE, "
	    "which feeds do not need and attacks do");
}

static void
on_error(void *p, NQ_XML_ERROR_ARG *err)
{
	if (nq_dom_is_cut(err))
		stop(((xmlParserCtxtPtr)p)->_private, false,
		    "the feed is not well-formed XML");
}

static void
push(struct feed *f, struct nq_buf *chunk)
{
	if (!f->found->failed && chunk->len > 0)
		xmlParseChunk(f->parser, chunk->p, (int)chunk->len, 0);
	nq_buf_reset(chunk);
}

/* What XML forbids is pasted into feeds from Word; it is as a blank. */
static void
put_char(struct nq_buf *b, int c)
{
	utf8proc_uint8_t u[4];

	if (c < ' ' && c != '\n' && c != '\t' && c != '\r')
		c = ' ';
	if (c < 0x80)
		nq_buf_putc(b, (char)c);
	else
		nq_buf_put(b, u, (size_t)utf8proc_encode_char(c, u));
}

enum charset { UTF8, LATIN1, UTF16LE, UTF16BE };

static enum charset
charset_of(const char *s, size_t len)
{
	static const char *const latin[] = { "iso-8859-1", "iso_8859-1",
	    "latin1", "windows-1252" };
	char head[PROLOG] = "";
	const char *p;

	if (len >= 2 && (memcmp(s, "\xff\xfe", 2) == 0 ||
	    memcmp(s, "<\0", 2) == 0))
		return UTF16LE;
	if (len >= 2 && (memcmp(s, "\xfe\xff", 2) == 0 ||
	    memcmp(s, "\0<", 2) == 0))
		return UTF16BE;
	memcpy(head, s, len < PROLOG ? len : PROLOG - 1);
	p = strcasestr(head, "encoding");
	p = p != NULL ? p + strcspn(p, "'\"") : "";
	for (size_t i = 0; i < sizeof(latin) / sizeof(*latin); i++)
		if (*p != '\0' && strncasecmp(p + 1, latin[i],
		    strlen(latin[i])) == 0)
			return LATIN1;
	return UTF8;
}

/* The code point at s, 0 < *n <= left; what is none is "?". */
static int
next_char(enum charset set, const char *s, size_t left, size_t *n)
{
	const unsigned char *u = (const unsigned char *)s;
	int hi = set == UTF16BE ? 0 : 1, c, d;

	*n = 1;
	if (set == LATIN1)
		return u[0];
	if (set == UTF8) {
		*n = nq_text_at(s, left, &c);
		return c < 0 || c == 0xfffe || c == 0xffff ? '?' : c;
	}
	if (left < 2)
		return ' ';
	*n = 2;
	c = u[hi] << 8 | u[1 - hi];
	if (c < 0xd800 || (c > 0xdfff && c < 0xfffe))
		return c;
	d = left >= 4 ? u[2 + hi] << 8 | u[3 - hi] : 0;
	if (c >= 0xdc00 || d < 0xdc00 || d > 0xdfff)
		return '?';
	*n = 4;
	return 0x10000 + ((c - 0xd800) << 10 | (d - 0xdc00));
}

static void
read_all(struct feed *f, const char *s, size_t len)
{
	struct nq_buf chunk = NQ_BUF(0);
	enum charset set = charset_of(s, len);
	bool begun = false;
	size_t n;

	for (size_t i = 0; i < len && !f->found->failed; i += n) {
		int c = next_char(set, s + i, len - i, &n);

		/* Nothing may stand before the XML declaration. */
		begun |= c > ' ' && c != 0xfeff;
		if (begun)
			put_char(&chunk, c);
		if (chunk.len >= CHUNK)
			push(f, &chunk);
	}
	push(f, &chunk);
	if (!f->found->failed)
		xmlParseChunk(f->parser, "", 0, 1);
	if (!f->found->failed && (!begun || !f->parser->wellFormed))
		nq_found_fail(f->found, false,
		    "the feed is not well-formed XML");
	nq_buf_release(&chunk);
}

static void
read_xml(struct nq_found *found, bool sitemap, const char *s, size_t len)
{
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
		.internalSubset = on_doctype, .startElementNs = on_start,
		.endElementNs = on_end, .characters = on_text,
		.ignorableWhitespace = on_text, .cdataBlock = on_text,
		.serror = on_error };
	struct feed f = { .found = found, .sitemap = sitemap,
		.text = NQ_BUF(NQ_MAX_LINK + 64), .url = NQ_BUF(NQ_MAX_LINK +
		64), .guid = NQ_BUF(NQ_MAX_LINK + 64) };

	f.parser = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
	if (f.parser == NULL)
		nq_mem_gone();
	f.parser->_private = &f;
	/* NOENT: else "&amp;" in an attribute comes as "&#38;". Entities of
	 * its own a feed cannot have, since it has no DOCTYPE. */
	xmlCtxtUseOptions(f.parser, XML_PARSE_NONET | XML_PARSE_NOENT |
	    XML_PARSE_IGNORE_ENC);
	xmlSwitchEncoding(f.parser, XML_CHAR_ENCODING_UTF8);
	nq_found_begin(found, NULL, false);
	read_all(&f, s, len);
	xmlFreeParserCtxt(f.parser);
	nq_buf_release(&f.text);
	nq_buf_release(&f.url);
	nq_buf_release(&f.guid);
}

void
nq_find_feed(struct nq_found *found, const struct nq_ask *ask)
{
	read_xml(found, false, ask->body, ask->len);
}

/* ---- sitemaps that are no XML, or packed ---- */

/* One address a line; the first must be one. */
static void
read_lines(struct nq_found *found, const char *s, size_t len)
{
	const char *end = s + len;
	bool first = true;

	nq_found_begin(found, NULL, false);
	while (s < end && !found->failed) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));
		const char *to = nl != NULL ? nl : end;

		while (s < to && strchr(" \t\r", *s) != NULL && *s != '\0')
			s++;
		while (to > s && strchr(" \t\r", to[-1]) != NULL &&
		    to[-1] != '\0')
			to--;
		if (to - s > 8 && (strncasecmp(s, "http://", 7) == 0 ||
		    strncasecmp(s, "https://", 8) == 0) &&
		    memchr(s, '\0', (size_t)(to - s)) == NULL)
			nq_found_put(found, s, (size_t)(to - s), "", "",
			    false);
		else if (first && to > s)
			nq_found_fail(found, false, "no sitemap: neither XML "
			    "nor lines of addresses");
		first &= to == s;
		s = nl != NULL ? nl + 1 : end;
	}
	if (first)
		nq_found_fail(found, false, "no sitemap: it is empty");
}

/* All members of the gzip data; false, and found failed, where it is cut,
 * damaged, or unpacks to more than NQ_MAX_BODY. */
static bool
unpack(struct nq_found *found, const char *s, size_t len, struct nq_buf *out)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)s,
		.avail_in = (uInt)len };
	char chunk[CHUNK];
	int rc;

	if (inflateInit2(&z, 15 + 16) != Z_OK)
		nq_mem_gone();
	do {
		z.next_out = (Bytef *)chunk;
		z.avail_out = sizeof(chunk);
		rc = inflate(&z, Z_NO_FLUSH);
		if (rc == Z_MEM_ERROR)
			nq_mem_gone();
		nq_buf_put(out, chunk, sizeof(chunk) - z.avail_out);
		/* Another member may follow; padding of zeros may too. */
		if (rc == Z_STREAM_END && z.avail_in > 0 && *z.next_in ==
		    0x1f)
			rc = inflateReset(&z);
	} while (rc == Z_OK && !out->over);
	inflateEnd(&z);
	if (out->over)
		nq_found_fail(found, true, "the sitemap unpacks to more than "
		    "a body may have");
	else if (rc != Z_STREAM_END)
		nq_found_fail(found, false, "the gzip data of the sitemap "
		    "is cut short or damaged");
	return !found->failed;
}

void
nq_find_sitemap(struct nq_found *found, const struct nq_ask *ask)
{
	struct nq_buf plain = NQ_BUF(NQ_MAX_BODY);
	const char *s = ask->body;
	size_t len = ask->len, at = 0;

	if (len > 2 && memcmp(s, "\x1f\x8b", 2) == 0) {
		if (!unpack(found, s, len, &plain))
			goto out;
		s = plain.p != NULL ? plain.p : "";
		len = plain.len;
	}
	if (len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	while (at < len && strchr(" \t\r\n", s[at]) != NULL && s[at] != '\0')
		at++;
	if ((at < len && s[at] == '<') || charset_of(s, len) == UTF16LE ||
	    charset_of(s, len) == UTF16BE)
		read_xml(found, true, s, len);
	else
		read_lines(found, s + at, len - at);
out:
	nq_buf_release(&plain);
}
