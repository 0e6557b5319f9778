/* Cell formats of an XLSX workbook: what a number shows, bold, indent. */
#include "transform/office.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "transform/raw.h"
#include "transform/sheet.h"
#include "transform/zip.h"

enum {
	MAX_STYLES = 65536,	/* Excel's own limit for cell formats */
	MAX_INDENT = 250	/* steps; Excel's own limit */
};

struct font {
	bool bold, old;
};

struct format {
	unsigned long id;
	enum nq_shown shown;
};

struct reader {
	struct font *fonts;		/* owned */
	struct format *formats;		/* owned */
	struct nq_style *styles;	/* owned */
	size_t nfonts, font_cap, nformats, format_cap, n, cap;
	bool in_fonts, in_formats;	/* <fonts>, <cellXfs> */
	bool full;
};

bool
nq_font_is_old(const char *name, size_t len)
{
	return len > 3 && strncasecmp(name, ".vn", 3) == 0;
}

static enum nq_shown
shown(const struct reader *r, unsigned long id)
{
	size_t i;

	for (i = 0; i < r->nformats; i++)
		if (r->formats[i].id == id)
			return r->formats[i].shown;
	return nq_shown_builtin((unsigned)id);
}

static void
add_style(struct reader *r, const struct nq_xml_atts *a)
{
	unsigned long font = nq_xml_att_num(a, "fontId", 0);
	struct nq_style *s;

	r->styles = nq_grow(r->styles, r->n, &r->cap, sizeof(*r->styles));
	s = &r->styles[r->n++];
	*s = (struct nq_style){ .shown = shown(r,
	    nq_xml_att_num(a, "numFmtId", 0)) };
	if (font < r->nfonts) {
		s->bold = r->fonts[font].bold;
		s->old_font = r->fonts[font].old;
	}
	r->full |= r->n >= MAX_STYLES;
}

static void
add_format(struct reader *r, const struct nq_xml_atts *a)
{
	const char *code;
	size_t len;

	code = nq_xml_att(a, "formatCode", &len);
	if (code == NULL || r->nformats >= MAX_STYLES)
		return;
	r->formats = nq_grow(r->formats, r->nformats, &r->format_cap,
	    sizeof(*r->formats));
	r->formats[r->nformats++] = (struct format){
		nq_xml_att_num(a, "numFmtId", 0), nq_shown_of(code, len) };
}

static void
in_font(struct font *f, const char *name, const struct nq_xml_atts *a)
{
	const char *value;
	size_t len;

	value = nq_xml_att(a, "val", &len);
	if (strcmp(name, "b") == 0)
		f->bold = value == NULL || nq_xml_att_true(a, "val");
	else if (strcmp(name, "name") == 0 && value != NULL)
		f->old = nq_font_is_old(value, len);
}

static void
on_start(void *ctx, const char *name, const struct nq_xml_atts *a)
{
	struct reader *r = ctx;

	if (strcmp(name, "fonts") == 0)
		r->in_fonts = true;
	else if (strcmp(name, "cellXfs") == 0)
		r->in_formats = true;
	else if (strcmp(name, "numFmt") == 0)
		add_format(r, a);
	else if (r->in_fonts && strcmp(name, "font") == 0) {
		if (r->nfonts < MAX_STYLES) {
			r->fonts = nq_grow(r->fonts, r->nfonts, &r->font_cap,
			    sizeof(*r->fonts));
			r->fonts[r->nfonts++] = (struct font){ false, false };
		}
	} else if (r->in_fonts && r->nfonts > 0)
		in_font(&r->fonts[r->nfonts - 1], name, a);
	else if (r->in_formats && strcmp(name, "xf") == 0 && !r->full)
		add_style(r, a);
	else if (r->in_formats && r->n > 0 && strcmp(name, "alignment") == 0) {
		unsigned long steps = nq_xml_att_num(a, "indent", 0);

		r->styles[r->n - 1].indent = (short)(NQ_INDENT_BLANKS *
		    (steps < MAX_INDENT ? steps : MAX_INDENT));
	}
}

static void
on_end(void *ctx, const char *name)
{
	struct reader *r = ctx;

	if (strcmp(name, "fonts") == 0)
		r->in_fonts = false;
	else if (strcmp(name, "cellXfs") == 0)
		r->in_formats = false;
}

bool
nq_styles_read(struct nq_zip *z, const char *part, struct nq_raw *raw,
    struct nq_styles *out)
{
	static const struct nq_xml_events events = { on_start, on_end, NULL };
	struct reader r = { .n = 0 };
	struct nq_xml *now;
	bool ok = nq_zip_read(z, part, &events, &r, &now);

	*out = (struct nq_styles){ 0 };
	if (ok) {
		out->v = nq_arena_get(raw->arena, r.n + 1, sizeof(*out->v));
		if (r.n > 0)
			memcpy(out->v, r.styles, r.n * sizeof(*out->v));
		out->n = r.n;
	}
	free(r.fonts);
	free(r.formats);
	free(r.styles);
	return ok;
}
