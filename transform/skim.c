#include "transform/skim.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "core/buf.h"

struct skim {
	const char *p, *end;
	struct nq_buf *out, *linked;
	/* Searched for once and not there: never search again. */
	bool no_script, no_style, no_comment, no_double, no_single;
};

/* The end tag of a raw text element, or NULL. */
static const char *
find_end(const char *p, const char *end, const char *name, size_t n)
{
	while (p < end && (p = memmem(p, (size_t)(end - p), "</", 2)) != NULL) {
		if ((size_t)(end - p) > n + 2 &&
		    strncasecmp(p + 2, name, n) == 0)
			return p;
		p += 2;
	}
	return NULL;
}

/*
 * The '>' that ends the tag at p, quotes minded. Sets busy when it has more
 * attributes than a parser can bear.
 */
static const char *
tag_end(struct skim *s, const char *p, bool *busy)
{
	size_t parts = 0;
	const char *q;
	bool *none;

	for (; p < s->end && *p != '>'; p++) {
		none = *p == '"' ? &s->no_double : &s->no_single;
		if ((*p == '"' || *p == '\'') && p[-1] == '=' && !*none) {
			q = memchr(p + 1, *p, (size_t)(s->end - p - 1));
			if (q != NULL)
				p = q;
			else
				*none = true;
			parts++;
		} else
			parts += isspace((unsigned char)*p) || *p == '/' ||
			    *p == '"' || *p == '\'' || *p == '=';
	}
	*busy = parts > 2 * NQ_MAX_ATTRIBUTES;
	return p < s->end ? p : NULL;
}

/* Past a script or style whose start tag ends at gt; NULL: it never ends. */
static const char *
skip_raw(struct skim *s, const char *tag, const char *gt)
{
	bool script = (tag[2] | 0x20) == 'c';
	bool *none = script ? &s->no_script : &s->no_style;
	const char *close = NULL;

	if (!*none)
		close = find_end(gt + 1, s->end, tag + 1,
		    script ? 6 : 5);
	*none |= close == NULL;
	if (close != NULL && script && memmem(tag, (size_t)(gt - tag),
	    "ld+json", 7) != NULL) {
		nq_buf_put(s->linked, gt + 1, (size_t)(close - gt - 1));
		nq_buf_putc(s->linked, '\n');
	}
	return close;
}

static bool
is_raw(const char *p, const char *end)
{
	return (end - p > 7 && strncasecmp(p, "<script", 7) == 0 &&
	    !isalnum((unsigned char)p[7])) || (end - p > 6 &&
	    strncasecmp(p, "<style", 6) == 0 && !isalnum((unsigned char)p[6]));
}

/* Tags without text whose attributes nobody reads: a view state in an
 * input is a third of some pages. */
static bool
is_mute(const char *p, const char *end)
{
	return (end - p > 6 && strncasecmp(p, "<input", 6) == 0 &&
	    isspace((unsigned char)p[6])) || (end - p > 5 &&
	    strncasecmp(p, "<link", 5) == 0 && isspace((unsigned char)p[5]));
}

/* Whether html.c asks for the attribute; a style only where it may hide. */
static bool
is_asked(const char *name, size_t n, const char *value, size_t len)
{
	static const char *const asked[] = { "class", "content", "colspan",
	    "datetime", "hidden", "id", "itemprop", "name", "property",
	    "role", "rowspan" };

	if (n == 5 && strncasecmp(name, "style", n) == 0)
		return memmem(value, len, "display", 7) != NULL;
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
		if ((asked[i][0] | 0x20) == (name[0] | 0x20) &&
		    strncasecmp(name, asked[i], n) == 0 &&
		    asked[i][n] == '\0')
			return true;
	return false;
}

/*
 * The tag from lt to gt without the quoted attributes that nobody asks for:
 * addresses and styles are most of a menu. keep is what was not put yet;
 * returns what is still to be put.
 */
static const char *
trim(struct skim *s, const char *keep, const char *lt, const char *gt)
{
	const char *p = lt + 1, *name, *value, *close;

	while (p < gt && isalnum((unsigned char)*p))
		p++;
	while (p < gt && isspace((unsigned char)*p)) {
		const char *from = p;

		while (p < gt && isspace((unsigned char)*p))
			p++;
		name = p;
		while (p < gt && (isalnum((unsigned char)*p) || *p == '-' ||
		    *p == '_' || *p == ':'))
			p++;
		if (gt - p < 3 || p == name || *p != '=' ||
		    (p[1] != '"' && p[1] != '\''))
			break;
		value = p + 2;
		close = memchr(value, p[1], (size_t)(gt - value));
		if (close == NULL)
			break;
		if (!is_asked(name, (size_t)(p - name), value,
		    (size_t)(close - value))) {
			nq_buf_put(s->out, keep, (size_t)(from - keep));
			keep = close + 1;
		}
		p = close + 1;
	}
	return keep;
}

static const char *
skip_comment(struct skim *s, const char *p)
{
	const char *close = NULL;

	if (!s->no_comment)
		close = memmem(p + 4, (size_t)(s->end - p - 4), "-->", 3);
	s->no_comment |= close == NULL;
	return close != NULL ? close + 3 : NULL;
}

void
nq_skim(const char *text, size_t len, struct nq_buf *out,
    struct nq_buf *linked)
{
	struct skim s = { .p = text, .end = text + len, .out = out,
	    .linked = linked };
	const char *lt, *to, *end, *keep = text;
	bool busy;

	while (s.p < s.end &&
	    (lt = memchr(s.p, '<', (size_t)(s.end - s.p))) != NULL) {
		s.p = lt + 1;
		if (s.end - lt > 4 && memcmp(lt, "<!--", 4) == 0) {
			if ((to = skip_comment(&s, lt)) == NULL)
				continue;
			nq_buf_put(out, keep, (size_t)(lt - keep));
			keep = s.p = to;
			continue;
		}
		if (s.end - lt < 3 || !isalpha((unsigned char)lt[1]))
			continue;
		if ((to = tag_end(&s, lt + 1, &busy)) == NULL)
			break;
		s.p = to + 1;
		if (is_mute(lt, s.end)) {
			nq_buf_put(out, keep, (size_t)(lt - keep));
			keep = s.p;
			continue;
		}
		if (is_raw(lt, s.end) &&
		    (end = skip_raw(&s, lt, to)) != NULL) {
			nq_buf_put(out, keep, (size_t)(lt - keep));
			while (end < s.end && *end != '>')
				end++;
			keep = s.p = end < s.end ? end + 1 : s.end;
		} else if (busy) {
			nq_buf_put(out, keep, (size_t)(lt + 1 - keep));
			for (keep = lt + 1; isalnum((unsigned char)*keep);
			    keep++)
				nq_buf_putc(out, *keep);
			keep = to;
		} else {
			keep = trim(&s, keep, lt, to);
		}
	}
	nq_buf_put(out, keep, (size_t)(s.end - keep));
}
