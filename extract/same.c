#include "extract/same.h"

#include "core/buf.h"
#include "core/limits.h"
#include "core/mem.h"
#include "extract/date.h"
#include "extract/dom.h"
#include "extract/sniff.h"
#include "extract/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Stand for what was left out; no text in NFC has control characters. */
enum { DATE = 1, TIME = 2, COUNT = 3 };

/* A date where the text has DATE. */
struct date {
	size_t from, len;	/* in text */
	bool today;
};

/* A page, brought to what can be compared. */
struct said {
	struct nq_buf text;	/* visible, normalised, with its noise */
	struct nq_buf bare;	/* without */
	struct nq_buf files;	/* links to files, each ended by NUL */
	struct date *dates;
	size_t n, cap;
	struct nq_day day;	/* of the capture; year 0: not known */
};

/* ---- what is visible ---- */

static bool
is_one_of(const char *name, const char *const *names)
{
	while (*names != NULL && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

static bool
is_hidden(const char *name)
{
	static const char *const names[] = { "script", "style", "noscript",
	    "template", NULL };

	return is_one_of(name, names);
}

/* Elements whose text runs on in that around them; all others begin and
 * end a line, so that 1 and 2 in two cells are not 12. */
static bool
is_inline(const char *name)
{
	static const char *const names[] = { "a", "abbr", "acronym", "b",
	    "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font",
	    "i", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp",
	    "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
	    "u", "var", "wbr", NULL };

	return is_one_of(name, names);
}

/* Does the path of a link, or a value of its query, end as files do? */
static bool
leads_to_file(const char *s)
{
	static const char *const ends[] = { "pdf", "doc", "docx", "xls",
	    "xlsx", "csv", "ppt", "pptx", "zip", "rar", "7z", "ods", "odt" };

	for (s = strchr(s, '.'); s != NULL; s = strchr(s + 1, '.'))
		for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
			size_t n = strlen(ends[i]);

			if (strncasecmp(s + 1, ends[i], n) == 0 &&
			    strchr("?#&", s[1 + n]) != NULL)
				return true;
		}
	return false;
}

static void
take_files(struct said *to, xmlNodePtr n)
{
	static const char *const names[] = { "href", "src", "data" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)names[i]);

		if (v != NULL && leads_to_file((const char *)v))
			nq_buf_put(&to->files, v, strlen((const char *)v) +
			    1);
		xmlFree(v);
	}
}

static void
take_visible(struct said *to, xmlDocPtr doc)
{
	struct nq_buf raw = NQ_BUF(0);
	xmlNodePtr root = (xmlNodePtr)doc;
	bool into = true;

	for (xmlNodePtr n = root, next; n != NULL; n = next) {
		into = true;
		if (n->type == XML_TEXT_NODE && n->content != NULL) {
			/* A line of the source is no line of the page. */
			for (xmlChar *c = n->content; *c != '\0'; c++)
				if (*c == '\n')
					*c = ' ';
			nq_buf_puts(&raw, (const char *)n->content);
		} else if (n->type == XML_ELEMENT_NODE) {
			into = !is_hidden((const char *)n->name);
			if (into && n->properties != NULL)
				take_files(to, n);
			if (!is_inline((const char *)n->name))
				nq_buf_putc(&raw, '\n');
		}
		next = nq_dom_next(n, root, into);
		/* What ends between the two ends a line. */
		if (next != NULL && next->parent != n)
			for (xmlNodePtr up = n; up != next->parent &&
			    up != NULL; up = up->parent)
				if (up->type == XML_ELEMENT_NODE &&
				    !is_inline((const char *)up->name))
					nq_buf_putc(&raw, '\n');
	}
	nq_text_norm(&to->text, raw.p != NULL ? raw.p : "", raw.len);
	to->text.over |= raw.over;
	nq_buf_release(&raw);
}

/* ---- what is noise ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "Thứ hai", "Thứ 2", "CN", "Monday", before a date. */
static size_t
weekday(const char *s, size_t left)
{
	static const char *const names[] = { "thứ hai", "thứ ba", "thứ tư",
	    "thứ năm", "thứ sáu", "thứ bảy", "thứ bẩy", "thứ 2", "thứ 3",
	    "thứ 4", "thứ 5", "thứ 6", "thứ 7", "chủ nhật", "chúa nhật",
	    "monday", "tuesday", "wednesday", "thursday", "friday",
	    "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat",
	    "sun", "cn", "t2", "t3", "t4", "t5", "t6", "t7" };

	if (left == 0 || *s == '\0' || strchr("tTcCmMwWfFsS", *s) == NULL)
		return 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *want = names[i];
		size_t k = 0, w = 0, len = strlen(want);

		while (w < len && k < left) {
			int a, b;
			size_t m = nq_text_at(s + k, left - k, &a);

			w += nq_text_at(want + w, len - w, &b);
			if (a < 0 || nq_text_lower(a) != b)
				break;
			k += m;
			if (w == len && !nq_text_is_letter(s + k, left - k))
				return k;
		}
	}
	return 0;
}

/* Bytes of the date at s, with the day of the week before it. */
static size_t
date_at(const char *s, size_t left, struct nq_day *d)
{
	size_t n = nq_date_at(s, left, d), k, m;

	if (n > 0)
		return n;
	k = weekday(s, left);
	if (k == 0)
		return 0;
	while (k < left && strchr(" ,.-()", s[k]) != NULL && s[k] != '\0')
		k++;
	m = nq_date_at(s + k, left - k, d);
	return m > 0 ? k + m : 0;
}

/* Bytes of " AM", "PM", " SA", " CH" at s. */
static size_t
half_of_day(const char *s, size_t left)
{
	size_t k = left > 0 && *s == ' ' ? 1 : 0;

	if (left < k + 2 || nq_text_is_letter(s + k + 2, left - k - 2))
		return 0;
	if (strncasecmp(s + k, "am", 2) == 0 ||
	    strncasecmp(s + k, "pm", 2) == 0 ||
	    memcmp(s + k, "SA", 2) == 0 || memcmp(s + k, "CH", 2) == 0)
		return k + 2;
	return 0;
}

/* Bytes of a time of day at s; *loose: it may be a ratio as well. */
static size_t
time_at(const char *s, size_t left, bool *loose)
{
	size_t h = 0, n, half;

	while (h < left && h < 3 && is_digit(s[h]))
		h++;
	if (h < 1 || h > 2 || left < h + 3 || s[h] != ':' ||
	    atoi(s) > 23 || s[h + 1] > '5' || !is_digit(s[h + 1]) ||
	    !is_digit(s[h + 2]))
		return 0;
	n = h + 3;
	*loose = h == 1;
	if (left >= n + 3 && s[n] == ':' && is_digit(s[n + 1]) &&
	    s[n + 1] < '6' && is_digit(s[n + 2])) {
		n += 3;
		*loose = false;
	}
	half = half_of_day(s + n, left - n);
	*loose &= half == 0;
	n += half;
	if (n < left && (is_digit(s[n]) || strchr(":%", s[n]) != NULL ||
	    (strchr(".,/", s[n]) != NULL && n + 1 < left &&
	    is_digit(s[n + 1]))))
		return 0;
	return n;
}

/* Signs between a date and its time. */
static size_t
gap(const char *s, size_t left)
{
	size_t n = 0;

	while (n < left && n < 4 && s[n] != '\0' &&
	    strchr(" ,|-()", s[n]) != NULL)
		n++;
	return n;
}

static bool
is_beside_date(const struct said *p, size_t at, size_t len)
{
	const char *s = p->text.p;
	const struct date *last = p->n > 0 ? &p->dates[p->n - 1] : NULL;
	size_t end = at + len, n;
	struct nq_day d;

	if (last != NULL) {
		n = last->from + last->len;
		if (n <= at && at - n <= 4 && gap(s + n, at - n) == at - n)
			return true;
	}
	n = gap(s + end, p->text.len - end);
	return n > 0 && date_at(s + end + n, p->text.len - end - n, &d) > 0;
}

static void
put_date(struct said *p, size_t at, size_t len, struct nq_day d)
{
	long apart = p->day.year != 0 ? nq_date_number(d) -
	    nq_date_number(p->day) : 9;

	p->dates = nq_grow(p->dates, p->n, &p->cap, sizeof(*p->dates));
	p->dates[p->n++] = (struct date){ at, len, apart >= -1 &&
	    apart <= 1 };
	nq_buf_putc(&p->bare, DATE);
}

/* A piece that is no counter: its dates and times are marked. */
static void
put_piece(struct said *p, size_t from, size_t end)
{
	const char *s = p->text.p;
	size_t n;

	for (size_t i = from; i < end; i += n) {
		struct nq_day d;
		bool loose = false;

		n = 0;
		if (nq_date_may_begin(s, i))
			n = date_at(s + i, end - i, &d);
		if (n > 0) {
			put_date(p, i, n, d);
			continue;
		}
		if (is_digit(s[i]) && nq_date_may_begin(s, i))
			n = time_at(s + i, end - i, &loose);
		if (n > 0 && (!loose || is_beside_date(p, i, n))) {
			nq_buf_putc(&p->bare, TIME);
			continue;
		}
		nq_buf_putc(&p->bare, s[i]);
		n = 1;
	}
}

/* A counter: of its numbers it only counts that they are there. */
static void
put_counter(struct said *p, size_t from, size_t end)
{
	const char *s = p->text.p;
	bool in = false;

	for (size_t i = from; i < end; i++) {
		bool part = is_digit(s[i]) || (in && i + 1 < end &&
		    strchr("., ", s[i]) != NULL && is_digit(s[i + 1]));

		if (part && !in)
			nq_buf_putc(&p->bare, COUNT);
		else if (!part)
			nq_buf_putc(&p->bare, s[i]);
		in = part;
	}
}

/* Bytes of what ends a piece at i: a line, a sentence, a bar. */
static size_t
border(const char *s, size_t i, size_t len)
{
	static const char *const signs[] = { "•", "·", "»", "«", "●" };

	if (s[i] == '\n' || s[i] == '|' || s[i] == ';')
		return 1;
	if (s[i] == '.' && (i + 1 == len || s[i + 1] == ' ' ||
	    s[i + 1] == '\n'))
		return 1;
	for (size_t k = 0; (signed char)s[i] < 0 && k < sizeof(signs) /
	    sizeof(*signs); k++) {
		size_t n = strlen(signs[k]);

		if (n <= len - i && memcmp(s + i, signs[k], n) == 0)
			return n;
	}
	return 0;
}

static void
leave_out_noise(struct said *p, const struct nq_pages *pages)
{
	const char *s = p->text.p;
	size_t len = p->text.len, from = 0, n;
	struct nq_box box = { 0 };

	for (size_t i = 0; i <= len; i += n > 0 ? n : 1) {
		size_t a = from, b = i;

		n = i < len ? border(s, i, len) : 0;
		if (n == 0 && i < len)
			continue;
		while (a < b && s[a] == ' ')
			a++;
		while (a < b && s[b - 1] == ' ')
			b--;
		nq_buf_put(&p->bare, s + from, a - from);
		if (nq_counter_is(pages, &box, s + a, b - a))
			put_counter(p, a, b);
		else
			put_piece(p, a, b);
		nq_buf_put(&p->bare, s + b, i - b + n);
		from = i + n;
	}
}

/* ---- two pages ---- */

static bool
read_capture(const struct nq_pages *pages, const struct nq_capture *c,
    struct said *out)
{
	xmlDocPtr doc;

	*out = (struct said){ .text = NQ_BUF(4 * (size_t)NQ_MAX_HTML),
		.bare = NQ_BUF(4 * (size_t)NQ_MAX_HTML),
		.files = NQ_BUF(4 * (size_t)NQ_MAX_HTML) };
	if (c->len > NQ_MAX_HTML ||
	    strcmp(nq_body_sniff(c->body, c->len), "html") != 0)
		return false;
	if (c->day != NULL && strlen(c->day) >= NQ_DAY_TEXT - 1 &&
	    !nq_date_is_day(c->day, NQ_DAY_TEXT - 1, &out->day))
		out->day.year = 0;
	doc = nq_dom_html(c->body, c->len, true);
	if (doc == NULL)
		return false;
	take_visible(out, doc);
	xmlFreeDoc(doc);
	nq_buf_puts(&out->text, "");
	leave_out_noise(out, pages);
	return !out->text.over && !out->bare.over && !out->files.over;
}

static void
release(struct said *s)
{
	nq_buf_release(&s->text);
	nq_buf_release(&s->bare);
	nq_buf_release(&s->files);
	free(s->dates);
}

static bool
is_equal(const struct nq_buf *a, const struct nq_buf *b)
{
	return a->len == b->len && (a->len == 0 ||
	    memcmp(a->p, b->p, a->len) == 0);
}

static bool
compare(const struct said *a, const struct said *b)
{
	if (!is_equal(&a->bare, &b->bare) || !is_equal(&a->files, &b->files)
	    || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct date *x = &a->dates[i], *y = &b->dates[i];

		if ((!x->today || !y->today) && (x->len != y->len ||
		    memcmp(a->text.p + x->from, b->text.p + y->from,
		    x->len) != 0))
			return false;
	}
	return true;
}

/* Does the page have its end? */
static bool
has_end(const struct nq_capture *c)
{
	const char *p = c->body, *end = c->body + c->len;

	for (; p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL;
	    p++)
		if (end - p >= 6 && strncasecmp(p, "</html", 6) == 0)
			return true;
	return false;
}

bool
nq_same(const struct nq_pages *pages, const struct nq_capture *old,
    const struct nq_capture *new)
{
	struct said a, b;
	bool same;

	if (old->len == new->len && (old->len == 0 ||
	    memcmp(old->body, new->body, old->len) == 0))
		return true;
	if (has_end(old) != has_end(new))
		return false;
	if (!read_capture(pages, old, &a)) {
		release(&a);
		return false;
	}
	same = read_capture(pages, new, &b) && compare(&a, &b);
	release(&a);
	release(&b);
	return same;
}
