#include "transform/sniff.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum {
	WINDOW = 4096,		/* bytes looked at for tags */
	PDF_WINDOW = 1024,	/* where readers accept the PDF header */
	CSV_LINES = 5		/* lines that agree on their separators */
};

static const struct magic {
	const char *bytes;
	size_t len;
	enum nq_type type;
} magics[] = {
	{ "PK\3\4", 4, NQ_TYPE_ZIP }, { "PK\5\6", 4, NQ_TYPE_ZIP },
	{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, NQ_TYPE_OLE2 },
	{ "Rar!\x1a\x07", 6, NQ_TYPE_RAR }, { "\x1f\x8b", 2, NQ_TYPE_GZIP },
	{ "\x89PNG", 4, NQ_TYPE_IMAGE }, { "\xff\xd8\xff", 3, NQ_TYPE_IMAGE },
	{ "GIF8", 4, NQ_TYPE_IMAGE }, { "II*", 4, NQ_TYPE_IMAGE },
	{ "{\\rtf", 5, NQ_TYPE_RTF }
};

const char *
nq_type_name(enum nq_type t)
{
	static const char *const names[] = { "an empty body",
	    "an HTML page", "plain text", "a PDF document",
	    "a ZIP archive or office document", "an OLE2 office document",
	    "a RAR archive", "gzip data", "a picture", "an XML document",
	    "JSON", "a table of separated values", "an RTF document",
	    "binary data" };

	return names[t];
}

static bool
has_tags(const char *p, size_t len)
{
	static const char *const tags[] = { "!doctype html", "html", "head",
	    "body", "p", "div", "table", "title", "meta", "h1", "br", "span",
	    "section", "article", "td", "ul", "font", "center", "script",
	    "b", "a", "i", "strong", "h2", "h3", "li", "em", "tr", "main" };
	size_t i, k, n;

	for (i = 0; i + 2 < len; i++)
		for (k = 0; p[i] == '<' &&
		    k < sizeof(tags) / sizeof(*tags); k++) {
			n = strlen(tags[k]);
			if (i + n + 1 < len && strncasecmp(p + i + 1, tags[k],
			    n) == 0 && !isalnum((unsigned char)p[i + n + 1]))
				return true;
		}
	return false;
}

/* The same number of ';', tabs or commas, two at least, line after line. */
static bool
is_csv(const char *p, size_t len)
{
	static const char signs[] = ";\t,";
	size_t s, i, n, lines, agree, want;

	for (s = 0; signs[s] != '\0'; s++) {
		want = lines = agree = n = 0;
		for (i = 0; i < len && lines < 4 * CSV_LINES; i++) {
			n += p[i] == signs[s];
			if (p[i] != '\n')
				continue;
			lines++;
			if (n >= 2 && n == want)
				agree++;
			want = n;
			n = 0;
		}
		if (agree + 1 >= CSV_LINES && agree * 3 >= lines * 2)
			return true;
	}
	return false;
}

enum nq_type
nq_sniff(const char *p, size_t len)
{
	bool wide = len > 1 && ((p[0] == '\xff' && p[1] == '\xfe') ||
	    (p[0] == '\xfe' && p[1] == '\xff'));
	size_t i, head, nul = 0;

	for (i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (len >= magics[i].len &&
		    memcmp(p, magics[i].bytes, magics[i].len) == 0)
			return magics[i].type;
	head = len < PDF_WINDOW ? len : PDF_WINDOW;
	if (memmem(p, head, "%PDF-", 5) != NULL && !has_tags(p, head))
		return NQ_TYPE_PDF;
	for (i = 0; i < len && isspace((unsigned char)p[i]); i++)
		;
	if (i == len)
		return NQ_TYPE_EMPTY;
	head = len < WINDOW ? len : WINDOW;
	if (!wide) {
		for (i = 0; i < head; i++)
			nul += p[i] == '\0';
		if (nul * 4 > head)
			return NQ_TYPE_BINARY;
	}
	return NQ_TYPE_TEXT;
}

enum nq_type
nq_sniff_text(const char *p, size_t len)
{
	size_t head = len < WINDOW ? len : WINDOW;

	while (head > 0 && isspace((unsigned char)*p)) {
		p++;
		head--;
		len--;
	}
	if (head == 0)
		return NQ_TYPE_EMPTY;
	if (has_tags(p, head))
		return NQ_TYPE_HTML;
	if (head > 5 && (memcmp(p, "<?xml", 5) == 0 ||
	    memcmp(p, "<rss", 4) == 0 || memcmp(p, "<feed", 5) == 0))
		return NQ_TYPE_XML;
	if (*p == '{' || (*p == '[' && head > 1 &&
	    strchr("{[\"", p[1]) != NULL && p[1] != '\0'))
		return NQ_TYPE_JSON;
	return is_csv(p, len < 64 * WINDOW ? len : 64 * WINDOW) ?
	    NQ_TYPE_CSV : NQ_TYPE_TEXT;
}
