#include "transform/skim.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "core/buf.h"
#include "transform/raw.h"

enum {
	KNOWN = 64,		/* class names remembered of a page */
	NAME_MAX_LEN = 90	/* of a tag; the parser cuts at 100 */
};

struct skim {
	const char *p, *end;
	struct nq_buf *out, *linked;
	const char *inside;	/* right behind a start tag, or NULL */
	/* Something was written so oddly that the parser may be elsewhere
	 * than we: in a quote, in a declaration. */
	bool lost;
	struct names {
		const char *p;	/* NULL: free */
		size_t len;
		bool idle;
	} names[KNOWN];
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
	if ((p[1] | 0x20) != 's')
		return false;
	return (end - p > 7 && strncasecmp(p, "<script", 7) == 0 &&
	    !isalnum((unsigned char)p[7])) || (end - p > 6 &&
	    strncasecmp(p, "<style", 6) == 0 && !isalnum((unsigned char)p[6]));
}

/* Tags without text whose attributes nobody reads: a view state in an
 * input is a third of some pages. */
static bool
is_mute(const char *p, const char *end)
{
	char first = p[1] | 0x20;

	return (first == 'i' && end - p > 6 &&
	    strncasecmp(p, "<input", 6) == 0 &&
	    isspace((unsigned char)p[6])) || (first == 'l' && end - p > 5 &&
	    strncasecmp(p, "<link", 5) == 0 && isspace((unsigned char)p[5]));
}

/* An attribute of a tag, as the parser will read it. */
struct attribute {
	const char *from;	/* the blank before it */
	const char *name, *value, *end;
	size_t n, len;
	bool quoted;
	bool odd;		/* the parser would not take it whole */
};

/* What the parser takes for one; \v and \f are none. */
static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static const char *
skip_name(const char *p, const char *gt)
{
	while (p < gt && (isalnum((unsigned char)*p) || *p == '-' ||
	    *p == '_' || *p == ':'))
		p++;
	return p;
}

/* Up to the end of the value behind the '=' at p; NULL: not clear where. */
static const char *
read_value(const char *p, const char *gt, struct attribute *a)
{
	a->quoted = p + 1 < gt && (p[1] == '"' || p[1] == '\'');
	a->value = p + 1 + a->quoted;
	if (a->quoted) {
		p = memchr(a->value, p[1], (size_t)(gt - a->value));
		if (p == NULL)
			return NULL;
	} else {
		for (p = a->value; p < gt && !is_blank(*p); p++)
			if (strchr("\"'=<`", *p) != NULL)
				return NULL;
		if (p == a->value)
			return NULL;
	}
	a->len = (size_t)(p - a->value);
	return p + a->quoted;
}

/*
 * The attribute at p in the tag that ends at gt: 1; 0: the tag ends here;
 * -1: what stands here is written so that the parser may read it in another
 * way than we.
 */
static int
next_attribute(const char *p, const char *gt, struct attribute *a)
{
	*a = (struct attribute){ .from = p, .value = "" };
	while (p < gt && is_blank(*p))
		p++;
	if (p == gt || (*p == '/' && p + 1 == gt))
		return 0;
	a->name = p;
	p = skip_name(p, gt);
	a->n = (size_t)(p - a->name);
	if (a->n == 0 || a->name == a->from)
		return -1;
	a->odd = a->n > NAME_MAX_LEN || !isalpha((unsigned char)*a->name);
	if (p < gt && *p == '=')
		p = read_value(p, gt, a);
	a->end = p;
	return p != NULL ? 1 : -1;
}

static bool
is_named(const struct attribute *a, const char *name)
{
	return (a->name[0] | 0x20) == name[0] &&
	    strncasecmp(a->name, name, a->n) == 0 && name[a->n] == '\0';
}

/* Whether the tag goes on as clearly, without the name again: the first one
 * of two would count. */
static bool
is_last(const struct attribute *a, const char *gt)
{
	struct attribute b = { .end = a->end };
	int rc;

	while ((rc = next_attribute(b.end, gt, &b)) > 0)
		if (b.odd || (b.n == a->n &&
		    strncasecmp(b.name, a->name, b.n) == 0))
			return false;
	return rc == 0;
}

/*
 * A class, id or role in which html.c finds nothing: that of a menu's rows,
 * again and again, so that what was found is remembered.
 */
static bool
is_idle(struct skim *s, const struct attribute *a)
{
	struct names *k;
	size_t last = a->len > 0 ? (unsigned char)a->value[a->len - 1] : 0;

	if (!is_named(a, "class") && !is_named(a, "id") &&
	    !is_named(a, "role"))
		return false;
	k = &s->names[(a->len * 31 + last) % KNOWN];
	if (k->p == NULL || k->len != a->len ||
	    memcmp(k->p, a->value, a->len) != 0) {
		*k = (struct names){ .p = a->value, .len = a->len };
		k->idle = memchr(a->value, '&', a->len) == NULL &&
		    nq_hint_marks(a->value, a->len) == 0 &&
		    !nq_hint_hides(a->value, a->len);
	}
	return k->idle;
}

/* Whether html.c asks for the attribute; a style only where it may hide. */
static bool
is_asked(const struct attribute *a)
{
	static const char *const asked[] = { "class", "content", "colspan",
	    "datetime", "hidden", "id", "itemprop", "name", "property",
	    "role", "rowspan" };

	if (is_named(a, "style"))
		return memmem(a->value, a->len, "display", 7) != NULL;
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
		if (is_named(a, asked[i]))
			return true;
	return false;
}

/* Of the tag at lt, that the parser be handed it without. */
static bool
is_spare(struct skim *s, const char *lt, const char *gt,
    const struct attribute *a)
{
	if (!a->quoted)
		return false;
	if (!is_asked(a))
		return true;
	/* A time says with its class what it is the time of. */
	return !s->lost && strncasecmp(lt, "<time", 5) != 0 &&
	    is_idle(s, a) && is_last(a, gt);
}

/*
 * The tag from lt to gt without the quoted attributes that nobody asks for:
 * addresses and styles are most of a menu. keep is what was not put yet;
 * returns what is still to be put.
 */
static const char *
trim(struct skim *s, const char *keep, const char *lt, const char *gt)
{
	struct attribute a;
	const char *p = skip_name(lt + 1, gt);
	bool plain = true;
	int rc;

	s->lost |= p - lt > NAME_MAX_LEN;
	for (const char *q = lt + 1; q < p; q++)
		plain &= isalnum((unsigned char)*q) != 0;
	while ((rc = next_attribute(p, gt, &a)) > 0) {
		plain &= a.quoted;
		if (plain && is_spare(s, lt, gt, &a)) {
			nq_buf_put(s->out, keep, (size_t)(a.from - keep));
			keep = a.end;
		} else {
			s->lost |= a.odd;
		}
		p = a.end;
	}
	s->lost |= rc < 0;
	return keep;
}

static bool
is_in(const char *name, size_t n, const char *const *list)
{
	for (; *list != NULL; list++)
		if ((*name | 0x20) == **list &&
		    strncasecmp(*list, name, n) == 0 && (*list)[n] == '\0')
			return true;
	return false;
}

/* Whether the tag opens a box or a line whose text is text, and may hold
 * any inline tag. */
static bool
opens(const char *lt, const char *gt)
{
	static const char *const names[] = { "a", "p", "li", "td", "th",
	    "div", "h1", "h2", "h3", "h4", "h5", "h6", "em", "i", "b",
	    "strong", "span", "font", "u", NULL };

	return gt[-1] != '/' && is_in(lt + 1,
	    (size_t)(skip_name(lt + 1, gt) - lt - 1), names);
}

/*
 * The start tag at lt stands right behind the one of its parent and has
 * nothing in it that html.c asks for; behind it is text alone and its end
 * tag, and then another tag: "<a><span>text</span></a>". Returns where the
 * end tag begins, or NULL.
 */
static const char *
wrapped(struct skim *s, const char *lt, const char *gt)
{
	static const char *const names[] = { "span", "font", "b", "strong",
	    "u", NULL };
	const char *p = skip_name(lt + 1, gt), *end;
	size_t n = (size_t)(p - lt - 1);
	struct attribute a;
	int rc;

	if (s->lost || lt != s->inside || !is_in(lt + 1, n, names))
		return NULL;
	end = memchr(gt, '<', (size_t)(s->end - gt));
	if (end == NULL || (size_t)(s->end - end) < n + 4 ||
	    end[1] != '/' || strncasecmp(end + 2, lt + 1, n) != 0 ||
	    end[n + 2] != '>' || end[n + 3] != '<' || gt[-1] == '/')
		return NULL;
	while ((rc = next_attribute(p, gt, &a)) > 0 &&
	    is_spare(s, lt, gt, &a))
		p = a.end;
	return rc == 0 ? end : NULL;
}

/*
 * Tags that are no start tags, at lt. What is none of the usual ones the
 * parser may take to be longer or shorter than it looks: from there on we
 * do not know what it sees.
 */
static void
mind(struct skim *s, const char *lt)
{
	const char *gt = memchr(lt, '>', (size_t)(s->end - lt)), *p;

	if (gt == NULL) {
		s->lost = true;
	} else if (lt[1] == '/') {
		p = skip_name(lt + 2, gt);
		s->lost |= p == lt + 2 || !isalpha((unsigned char)lt[2]) ||
		    p - lt > NAME_MAX_LEN;
		while (p < gt && is_blank(*p))
			p++;
		s->lost |= p < gt;
	} else {
		s->lost |= gt - lt < 9 ||
		    strncasecmp(lt, "<!doctype", 9) != 0;
		for (p = lt + 1; p < gt; p++)
			s->lost |= *p == '<' || *p == '"' || *p == '\'';
	}
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

/* The start tag from lt to gt, or more where its contents go with it. */
static const char *
start_tag(struct skim *s, const char *keep, const char *lt, const char *gt,
    bool busy)
{
	const char *end;

	if ((end = wrapped(s, lt, gt)) != NULL) {
		nq_buf_put(s->out, keep, (size_t)(lt - keep));
		nq_buf_put(s->out, gt + 1, (size_t)(end - gt - 1));
		while (*end != '>')
			end++;
		return s->p = end + 1;
	}
	if (is_mute(lt, s->end)) {
		nq_buf_put(s->out, keep, (size_t)(lt - keep));
		return s->p;
	}
	if (is_raw(lt, s->end) && (end = skip_raw(s, lt, gt)) != NULL) {
		nq_buf_put(s->out, keep, (size_t)(lt - keep));
		while (end < s->end && *end != '>')
			end++;
		return s->p = end < s->end ? end + 1 : s->end;
	}
	s->lost |= is_raw(lt, s->end);
	if (busy) {
		nq_buf_put(s->out, keep, (size_t)(lt + 1 - keep));
		for (keep = lt + 1; isalnum((unsigned char)*keep); keep++)
			nq_buf_putc(s->out, *keep);
		return gt;
	}
	keep = trim(s, keep, lt, gt);
	s->inside = opens(lt, gt) ? gt + 1 : NULL;
	return keep;
}

void
nq_skim(const char *text, size_t len, struct nq_buf *out,
    struct nq_buf *linked)
{
	struct skim s = { .p = text, .end = text + len, .out = out,
	    .linked = linked };
	const char *lt, *to, *keep = text;
	bool busy;

	while (s.p < s.end &&
	    (lt = memchr(s.p, '<', (size_t)(s.end - s.p))) != NULL) {
		s.p = lt + 1;
		if (s.end - lt > 4 && memcmp(lt, "<!--", 4) == 0) {
			if ((to = skip_comment(&s, lt)) == NULL) {
				s.lost = true;
				continue;
			}
			nq_buf_put(out, keep, (size_t)(lt - keep));
			keep = s.p = to;
			continue;
		}
		if (s.end - lt < 3 || !isalpha((unsigned char)lt[1])) {
			mind(&s, lt);
			continue;
		}
		if ((to = tag_end(&s, lt + 1, &busy)) == NULL)
			break;
		s.p = to + 1;
		keep = start_tag(&s, keep, lt, to, busy);
	}
	nq_buf_put(out, keep, (size_t)(s.end - keep));
}
