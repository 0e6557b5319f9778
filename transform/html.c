#include "transform/html.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "transform/decode.h"
#include "transform/raw.h"
#include "transform/skim.h"
#include "transform/grid.h"

enum role {
	INLINE, SKIP, BOX, BLOCK, ITEM, HEADING, BREAK, IMAGE, LINK, LEAN,
	TABLE, ROW, CELL, META, TITLE, TIME, CAPTION
};

/* Sorted by name; what is not here is inline. */
static const struct tag {
	const char *name;
	enum role role;
	uint32_t marks;
} tags[] = {
	{ "a", LINK, 0 }, { "address", BOX, 0 }, { "article", BOX,
	NQ_MARK_ARTICLE }, { "aside", BOX, NQ_MARK_NOISE },
	{ "audio", SKIP, 0 }, { "blockquote", BOX, 0 }, { "body", BOX, 0 },
	{ "br", BREAK, 0 }, { "button", SKIP, 0 }, { "canvas", SKIP, 0 },
	{ "caption", BLOCK, 0 }, { "center", BOX, 0 }, { "cite", LEAN, 0 },
	{ "datalist", SKIP, 0 }, { "dd", ITEM, 0 }, { "details", BOX, 0 },
	{ "div", BOX, 0 }, { "dl", BOX, 0 }, { "dt", BLOCK, 0 },
	{ "em", LEAN, 0 }, { "fieldset", BOX, 0 },
	{ "figcaption", CAPTION, NQ_MARK_CAPTION }, { "figure", BOX, 0 },
	{ "footer", BOX, NQ_MARK_NOISE }, { "form", BOX, 0 },
	{ "h1", HEADING, 0 }, { "h2", HEADING, 0 }, { "h3", HEADING, 0 },
	{ "h4", HEADING, 0 }, { "h5", HEADING, 0 }, { "h6", HEADING, 0 },
	{ "header", BOX, 0 }, { "hr", BREAK, 0 }, { "i", LEAN, 0 },
	{ "iframe", SKIP, 0 }, { "img", IMAGE, 0 }, { "legend", BLOCK, 0 },
	{ "li", ITEM, 0 }, { "main", BOX, NQ_MARK_ARTICLE },
	{ "map", SKIP, 0 }, { "menu", BOX, NQ_MARK_NOISE },
	{ "meta", META, 0 }, { "nav", BOX, NQ_MARK_NOISE },
	{ "noscript", SKIP, 0 }, { "object", SKIP, 0 }, { "ol", BOX, 0 },
	{ "option", SKIP, 0 }, { "p", BLOCK, 0 }, { "pre", BLOCK, 0 },
	{ "script", SKIP, 0 }, { "section", BOX, 0 }, { "select", SKIP, 0 },
	{ "style", SKIP, 0 }, { "summary", BLOCK, 0 }, { "svg", SKIP, 0 },
	{ "table", TABLE, NQ_MARK_TABLE }, { "tbody", BLOCK, 0 },
	{ "td", CELL, 0 }, { "template", SKIP, 0 }, { "textarea", SKIP, 0 },
	{ "tfoot", BLOCK, 0 }, { "th", CELL, 0 }, { "thead", BLOCK, 0 },
	{ "time", TIME, NQ_MARK_DATE }, { "title", TITLE, 0 },
	{ "tr", ROW, 0 }, { "ul", BOX, 0 }, { "video", SKIP, 0 }
};

enum { CACHE = 128 };		/* tag names by the address libxml2 gave */

struct frame {
	enum role role;
	enum nq_block_kind kind;
	int level;
	uint32_t box, marks;	/* marks of tags since the box */
	unsigned skip, link, lean;
};

struct reader {
	struct nq_raw *raw;
	htmlParserCtxtPtr ctxt;
	struct nq_line line, title;
	struct frame stack[NQ_MAX_DEPTH + 1];
	size_t depth;
	struct nq_grid_maker *table;	/* innermost open one; owned */
	uint32_t line_marks, line_linked, line_leant;
	enum nq_block_kind line_kind;
	int line_level;
	uint32_t line_box;
	bool after_image, line_image;
	struct {
		const xmlChar *name;
		const struct tag *tag;
	} cache[CACHE];
};

static int
by_name(const void *key, const void *row)
{
	return strcmp(key, ((const struct tag *)row)->name);
}

static const struct tag *
tag_of(struct reader *h, const xmlChar *name)
{
	static const struct tag other = { "", INLINE, 0 };
	size_t slot = ((uintptr_t)name >> 3 ^ (uintptr_t)name >> 10) % CACHE;
	const struct tag *t;

	if (h->cache[slot].name == name)
		return h->cache[slot].tag;
	t = bsearch(name, tags, sizeof(tags) / sizeof(*tags), sizeof(*tags),
	    by_name);
	if (t == NULL)
		t = &other;
	h->cache[slot].name = name;
	h->cache[slot].tag = t;
	return t;
}

static const char *
attr(const xmlChar **atts, const char *name)
{
	for (; atts != NULL && atts[0] != NULL; atts += 2)
		if (strcmp((const char *)atts[0], name) == 0)
			return atts[1] != NULL ? (const char *)atts[1] : "";
	return NULL;
}

/* A finished line becomes a block. */
static void
flush(struct reader *h)
{
	struct nq_raw_block *b;

	if (h->line.buf.len > 0 && nq_raw_block(h->raw, &h->line,
	    h->line_kind, h->line_box, &b)) {
		b->b.level = h->line_level;
		b->marks = h->line_marks;
		b->linked = h->line_linked;
		b->leant = h->line_leant;
		b->after_image = h->line_image;
		h->after_image = false;
	}
	nq_line_reset(&h->line);
	h->line_marks = h->line_linked = h->line_leant = 0;
}

static char *
clean(struct reader *h, const char *s, size_t len)
{
	struct nq_line l = { .buf = NQ_BUF(0) };
	char *out;

	nq_line_add(&l, s, len);
	nq_line_finish(&l);
	out = nq_arena_strndup(h->raw->arena, l.buf.p, l.buf.len);
	nq_line_release(&l);
	return out;
}

static void
keep_first(struct reader *h, const char **where, const char *value)
{
	if (*where == NULL && value != NULL && *value != '\0')
		*where = clean(h, value, strlen(value));
}

/* Title and day as the markup states them. */
static void
read_meta(struct reader *h, const xmlChar **atts)
{
	static const char *const days[] = { "article:published_time",
	    "datepublished", "pubdate", "dc.date.issued", "dc.date",
	    "dc:date", "dcterms.created", "publishdate", "publish-date" };
	const char *name = attr(atts, "property");
	const char *value = attr(atts, "content");
	size_t i, n;

	if (name == NULL)
		name = attr(atts, "name");
	if (name == NULL)
		name = attr(atts, "itemprop");
	if (name == NULL || value == NULL)
		return;
	if (strcasecmp(name, "og:title") == 0)
		keep_first(h, &h->raw->og_title, value);
	for (i = 0; i < sizeof(days) / sizeof(*days); i++) {
		n = strlen(days[i]);
		if (strncasecmp(name, days[i], n) == 0 &&
		    (name[n] == '\0' || name[n] == ' '))
			keep_first(h, &h->raw->published, value);
	}
}

static bool
has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (; list != NULL && (list = strstr(list, word)) != NULL; list++)
		if (list[n] == '\0' || isspace((unsigned char)list[n]))
			return true;
	return false;
}

/* The attributes that every tag is asked for, found in one pass. */
struct common {
	const char *class, *id, *itemprop, *role, *style;
	bool hidden, property;
};

static void
read_common(const xmlChar **atts, struct common *c)
{
	static const struct {
		const char *name;
		size_t at;
	} fields[] = {
		{ "class", offsetof(struct common, class) },
		{ "id", offsetof(struct common, id) },
		{ "itemprop", offsetof(struct common, itemprop) },
		{ "role", offsetof(struct common, role) },
		{ "style", offsetof(struct common, style) },
	};

	*c = (struct common){ 0 };
	for (; atts != NULL && atts[0] != NULL; atts += 2) {
		const char *name = (const char *)atts[0];

		c->hidden |= strcmp(name, "hidden") == 0;
		c->property |= strcmp(name, "property") == 0;
		for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
			if (name[0] == fields[i].name[0] &&
			    strcmp(name, fields[i].name) == 0)
				*(const char **)((char *)c + fields[i].at) =
				    atts[1] != NULL ?
				    (const char *)atts[1] : "";
	}
}

static bool
is_hidden(const struct common *c)
{
	static const char *const words[] = { "element-invisible",
	    "element-hidden", "sr-only", "screen-reader-text",
	    "visually-hidden", "screen-reader-only" };
	const char *style = c->style;
	size_t i;

	if (c->hidden)
		return true;
	if (style != NULL && (style = strstr(style, "display")) != NULL) {
		style += 7 + strspn(style + 7, " :");
		if (strncmp(style, "none", 4) == 0)
			return true;
	}
	if (c->class == NULL || strchr(c->class, '-') == NULL)
		return false;
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (has_word(c->class, words[i]))
			return true;
	return false;
}

static uint32_t
marks_of(const struct tag *t, const struct common *c, bool *hidden)
{
	const char *const from[] = { c->class, c->id, c->itemprop, c->role };
	uint32_t marks = t->marks;

	*hidden = false;
	if (t->role == META || strcmp(t->name, "body") == 0)
		return marks;
	*hidden = is_hidden(c);
	for (size_t i = 0; i < sizeof(from) / sizeof(*from); i++)
		if (from[i] != NULL)
			marks |= nq_hint_marks(from[i]);
	return marks;
}

static void
open_role(struct reader *h, struct frame *f, const struct tag *t,
    const xmlChar **atts)
{
	const char *v;

	switch (f->role) {
	case LINK:
		f->link++;
		break;
	case LEAN:
		f->lean++;
		break;
	case SKIP:
		f->skip++;
		break;
	case IMAGE:
		h->raw->images++;
		h->raw->boxes[f->box].picture = true;
		h->after_image = true;
		h->line_image |= h->line.buf.len == 0;
		break;
	case TIME:
		if ((v = attr(atts, "class")) != NULL && (strstr(v,
		    "publish") != NULL || has_word(v, "entry-date")))
			keep_first(h, &h->raw->published,
			    attr(atts, "datetime"));
		v = attr(atts, "itemprop");
		if (v != NULL && strcasecmp(v, "datePublished") == 0)
			keep_first(h, &h->raw->published,
			    attr(atts, "datetime"));
		break;
	case META:
		read_meta(h, atts);
		break;
	case HEADING:
		f->kind = NQ_BLOCK_HEADING;
		f->level = t->name[1] - '0';
		break;
	case ITEM:
		f->kind = NQ_BLOCK_ITEM;
		break;
	case CAPTION:
		f->kind = NQ_BLOCK_CAPTION;
		break;
	case TABLE:
		h->table = nq_grid_open(h->raw, h->table);
		break;
	case ROW:
		nq_grid_row(h->table);
		break;
	case CELL:
		nq_grid_cell(h->table, h->raw, t->name[1] == 'h',
		    attr(atts, "colspan"), attr(atts, "rowspan"));
		break;
	default:
		break;
	}
}

static bool
breaks(enum role r)
{
	return r != INLINE && r != LINK && r != LEAN && r != TIME &&
	    r != META && r != SKIP && r != IMAGE && r != TITLE;
}

static void
on_start(void *arg, const xmlChar *name, const xmlChar **atts)
{
	struct reader *h = arg;
	const struct frame *top = &h->stack[h->depth];
	const struct tag *t = tag_of(h, name);
	struct frame f = *top;
	struct common c;
	uint32_t marks;
	bool hidden;

	if (h->depth + 1 >= NQ_MAX_DEPTH)
		h->raw->cut = "elements nested deeper than NQ_MAX_DEPTH";
	if (h->raw->cut != NULL) {
		xmlStopParser(h->ctxt);
		return;
	}
	read_common(atts, &c);
	marks = marks_of(t, &c, &hidden);
	if (breaks(t->role)) {
		flush(h);
		f.kind = t->role == BOX || t->role == CELL ||
		    t->role == TABLE ? NQ_BLOCK_PARAGRAPH : f.kind;
		if (top->kind == NQ_BLOCK_ITEM && f.role != CELL)
			f.kind = NQ_BLOCK_ITEM;
	}
	if (t->role == BOX || t->role == TABLE || t->role == CELL ||
	    (breaks(t->role) && t->role != BREAK && (marks != 0 ||
	    t->role == BLOCK || t->role == ITEM || t->role == CAPTION))) {
		if (t->role == CELL)
			nq_grid_cell_end(h->table, h->raw);
		f.box = nq_raw_box(h->raw, top->box, marks);
		f.marks = 0;
	}
	f.marks |= marks;
	f.role = t->role;
	f.skip += hidden;
	h->stack[++h->depth] = f;
	open_role(h, &h->stack[h->depth], t, atts);
	if (c.property && t->role != META)
		read_meta(h, atts);
}

static void
on_end(void *arg, const xmlChar *name)
{
	struct reader *h = arg;
	struct frame *f = &h->stack[h->depth];

	(void)name;
	if (h->depth == 0)
		return;
	if (breaks(f->role))
		flush(h);
	if (f->role == CELL)
		nq_grid_cell_end(h->table, h->raw);
	if (f->role == TABLE)
		h->table = nq_grid_close(h->table, h->raw, f->box);
	if (f->role == TITLE && h->raw->html_title == NULL &&
	    h->title.buf.len > 0) {
		nq_line_finish(&h->title);
		h->raw->html_title = nq_arena_strndup(h->raw->arena,
		    h->title.buf.p, h->title.buf.len);
	}
	if (f->box != h->stack[h->depth - 1].box)
		h->raw->boxes[f->box].last = (uint32_t)h->raw->nblocks;
	h->depth--;
}

static void
on_text(void *arg, const xmlChar *text, int len)
{
	struct reader *h = arg;
	const struct frame *f = &h->stack[h->depth];
	size_t before = h->line.buf.len;
	uint32_t grown;

	if (f->role == TITLE) {
		nq_line_add(&h->title, (const char *)text, (size_t)len);
		return;
	}
	if (f->skip > 0)
		return;
	nq_line_add(&h->line, (const char *)text, (size_t)len);
	grown = (uint32_t)(h->line.buf.len - before);
	if (grown == 0)
		return;
	if (before == 0) {
		h->line_kind = f->kind;
		h->line_level = f->level;
		h->line_box = f->box;
		h->line_image = h->after_image;
	}
	h->line_marks |= f->marks;
	h->line_linked += f->link > 0 ? grown : 0;
	h->line_leant += f->lean > 0 ? grown : 0;
}

/* Sticky: libxml2 returns what it has as if it were all (c_practice 5.6). */
static void
on_error(void *arg, xmlErrorPtr e)
{
	struct reader *h = arg;

	if (h->raw->cut != NULL)
		return;
	if (e->code == XML_ERR_NO_MEMORY)
		h->raw->cut = "the HTML parser ran out of memory";
	else if (e->code == XML_ERR_INTERNAL_ERROR)
		h->raw->cut = "a limit of the HTML parser was reached";
	else if (e->level == XML_ERR_FATAL)
		h->raw->cut = "the HTML parser gave up";
}

/* The string value of a key somewhere in linked data, unescaped. */
static const char *
linked_value(struct reader *h, const char *json, const char *key)
{
	struct nq_buf b = NQ_BUF(8192);
	const char *p = strstr(json, key), *out = NULL;
	char utf8[4], hex[5];

	if (p == NULL)
		return NULL;
	p += strlen(key);
	p += strspn(p, " \t\r\n:");
	if (*p++ != '"')
		return NULL;
	for (; *p != '\0' && *p != '"'; p++) {
		if (*p != '\\') {
			nq_buf_putc(&b, *p);
		} else if (p[1] == 'u' && strspn(p + 2,
		    "0123456789abcdefABCDEF") >= 4) {
			memcpy(hex, p + 2, 4);
			hex[4] = '\0';
			nq_buf_put(&b, utf8, nq_utf8_put((uint32_t)strtoul(hex,
			    NULL, 16), utf8));
			p += 5;
		} else if (p[1] != '\0')
			nq_buf_putc(&b, *++p);
	}
	if (*p == '"' && b.len > 0 && !b.over)
		out = clean(h, b.p, b.len);
	nq_buf_release(&b);
	return out;
}

static void
parse(struct reader *h, const char *text, size_t len)
{
	htmlParserCtxtPtr c;

	if (len == 0)
		return;
	if ((c = htmlCreateMemoryParserCtxt(text, (int)len)) == NULL) {
		h->raw->cut = "the HTML parser could not start";
		return;
	}
	h->ctxt = c;
	htmlCtxtUseOptions(c, HTML_PARSE_NONET | HTML_PARSE_NOERROR |
	    HTML_PARSE_NOWARNING);
	memset(c->sax, 0, sizeof(*c->sax));
	c->sax->startElement = on_start;
	c->sax->endElement = on_end;
	c->sax->characters = on_text;
	c->sax->ignorableWhitespace = on_text;
	c->sax->cdataBlock = NULL;
	c->sax->serror = on_error;
	c->sax->initialized = XML_SAX2_MAGIC;
	c->userData = h;
	/* The text is UTF-8 by now; no meta tag may say otherwise. */
	c->charset = XML_CHAR_ENCODING_UTF8;
	if (c->input != NULL && c->input->encoding == NULL)
		c->input->encoding = xmlStrdup(BAD_CAST "UTF-8");
	htmlParseDocument(c);
	htmlFreeParserCtxt(c);
}

void
nq_html_init(void)
{
	xmlInitParser();
}

void
nq_html_read(const char *text, size_t len, struct nq_raw *raw)
{
	struct nq_buf out = NQ_BUF(len + 4096), linked = NQ_BUF(1 << 20);
	struct reader *h = nq_alloc(1, sizeof(*h));

	h->raw = raw;
	h->stack[0].kind = NQ_BLOCK_PARAGRAPH;
	h->line.buf = NQ_BUF(len * 4 + 4096);
	h->title.buf = NQ_BUF(1 << 16);
	nq_skim(text, len, &out, &linked);
	parse(h, out.p, out.len);
	flush(h);
	while (h->depth > 0)
		on_end(h, BAD_CAST "");
	while (h->table != NULL)
		h->table = nq_grid_close(h->table, raw, 0);
	if (linked.p != NULL) {
		if (raw->published == NULL)
			raw->published = linked_value(h, linked.p,
			    "\"datePublished\"");
		raw->headline = linked_value(h, linked.p, "\"headline\"");
	}
	raw->boxes[0].last = (uint32_t)raw->nblocks;
	nq_line_release(&h->line);
	nq_line_release(&h->title);
	nq_buf_release(&out);
	nq_buf_release(&linked);
	free(h);
}
