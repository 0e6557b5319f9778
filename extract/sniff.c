#include "extract/sniff.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum {
	WINDOW = 4096,		/* bytes looked at for tags */
	PDF_WINDOW = 1024	/* where readers accept the header of a PDF */
};

static const struct magic {
	const char *bytes;
	size_t len;
	const char *name;
} magics[] = {
	{ "PK\3\4", 4, "zip" }, { "PK\5\6", 4, "zip" },
	{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "ole2" },
	{ "\x1f\x8b", 2, "gzip" }, { "%PDF-", 5, "pdf" },
	{ "\x89PNG", 4, "image" }, { "\xff\xd8\xff", 3, "image" },
	{ "GIF8", 4, "image" }, { "II*\0", 4, "image" },
	{ "MM\0*", 4, "image" }, { "BM", 2, "image" },
	{ "\0\0\1\0", 4, "image" },
};

static bool
is_magic(const struct magic *m, const char *p, size_t len)
{
	/* Two letters alone are too little for a picture. */
	if (m->len == 2 && m->bytes[0] == 'B' &&
	    (len < 10 || memcmp(p + 6, "\0\0\0\0", 4) != 0))
		return false;
	return len >= m->len && memcmp(p, m->bytes, m->len) == 0;
}

/* The name of the first element of an XML text, or "". */
static bool
has_tag(const char *p, size_t len, const char *const *names)
{
	for (size_t i = 0; i + 1 < len; i++)
		for (const char *const *n = names; p[i] == '<' && *n != NULL;
		    n++) {
			size_t k = strlen(*n);

			if (i + 1 + k < len && strncasecmp(p + i + 1, *n,
			    k) == 0 && !isalnum((unsigned char)p[i + 1 + k]))
				return true;
		}
	return false;
}

static const char *
sniff_text(const char *p, size_t len)
{
	static const char *const html[] = { "!doctype html", "html", "head",
	    "body", "title", "meta", "div", "table", "h1", "h2", "h3", "p",
	    "span", "a", "script", "center", "font", "br", "ul", "form",
	    NULL };
	static const char *const xhtml[] = { "!doctype html", "html", NULL };

	if (len > 4 && strncasecmp(p, "<?xml", 5) == 0)
		return has_tag(p, len, xhtml) ? "html" : "xml";
	if (*p == '<' && has_tag(p, len, (const char *const[]){ "rss", "feed",
	    "urlset", "sitemapindex", "rdf:RDF", "svg", NULL }))
		return "xml";
	if (has_tag(p, len, html))
		return "html";
	if (*p == '{' || (*p == '[' && len > 1 && p[1] != '\0' &&
	    strchr("{[\"] \r\n\t-0123456789", p[1]) != NULL))
		return "json";
	return *p == '<' ? "xml" : "text";
}

const char *
nq_body_sniff(const char *p, size_t len)
{
	size_t nul = 0, head;

	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (is_magic(&magics[i], p, len))
			return magics[i].name;
	if (len >= 12 && memcmp(p, "RIFF", 4) == 0 &&
	    memcmp(p + 8, "WEBP", 4) == 0)
		return "image";
	/* Text in UTF-16 is text, and nothing here reads it. */
	if (len >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 ||
	    memcmp(p, "\xfe\xff", 2) == 0))
		return "text";
	if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		p += 3;
		len -= 3;
	}
	while (len > 0 && isspace((unsigned char)*p)) {
		p++;
		len--;
	}
	if (len == 0)
		return "empty";
	head = len < WINDOW ? len : WINDOW;
	for (size_t i = 0; i < head; i++)
		nul += p[i] == '\0';
	if (nul * 8 > head)
		return "binary";
	if (*p != '<' && memmem(p, head < PDF_WINDOW ? head : PDF_WINDOW,
	    "%PDF-", 5) != NULL)
		return "pdf";
	return nul > 0 && *p != '<' ? "binary" : sniff_text(p, head);
}

/* Several rows may speak for one type; the first that begins it counts. */
static const struct fit {
	const char *type, *kinds;
} fits[] = {
	{ "text/html", "html text" }, { "application/xhtml", "html xml" },
	{ "application/pdf", "pdf" }, { "application/x-pdf", "pdf" },
	{ "application/vnd.openxmlformats", "zip" },
	{ "application/vnd.oasis", "zip" },
	{ "application/vnd.ms-", "ole2 zip" },
	{ "application/msword", "ole2 zip" },
	{ "application/zip", "zip" }, { "application/x-zip", "zip" },
	{ "application/json", "json" }, { "text/json", "json" },
	{ "application/rss+xml", "xml" }, { "application/atom+xml", "xml" },
	{ "application/rdf+xml", "xml" }, { "application/xml", "xml html" },
	{ "text/xml", "xml html" }, { "image/svg", "xml" },
	{ "image/", "image" }, { "text/csv", "text" },
	{ "application/gzip", "gzip" }, { "application/x-gzip", "gzip" },
	{ "text/", "text json xml" },
};

bool
nq_body_fits(const char *type, const char *sniffed)
{
	const char *kinds = NULL, *at;
	size_t n = strlen(sniffed);

	if (type == NULL || strcmp(sniffed, "empty") == 0)
		return true;
	type += strspn(type, " \t");
	for (size_t i = 0; i < sizeof(fits) / sizeof(*fits) && kinds == NULL;
	    i++)
		if (strncasecmp(type, fits[i].type, strlen(fits[i].type)) ==
		    0)
			kinds = fits[i].kinds;
	if (kinds == NULL)
		return true;
	at = strstr(kinds, sniffed);
	return at != NULL && (at[n] == ' ' || at[n] == '\0') &&
	    (at == kinds || at[-1] == ' ');
}
