#include "query/report/chart.h"

#include "progress/words.h"
#include "query/report/sheet.h"
#include "query/report/say.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* In the drawing's own units, which the style sheet scales. */
enum { WIDTH = 640, HEIGHT = 300, TOP = 34, BOTTOM = 30, GAP = 12,
	TICKS = 4 };
/* Width of a digit, in a wide font. */
#define DIGIT 7.6

struct chart {
	struct nq_sheet *p;
	const struct nq_goal *g;
	const struct nq_years *y;
	double low, high;	/* of the axis */
	double step;		/* between its ticks */
	double left, right;	/* of the years: beside them the numbers of
				 * the axis and of the goal */
	double slot;		/* width of a year */
};

static void
at(struct chart *c, const char *name, double v)
{
	nq_tag_attrf(c->p, name, "%.1f", v);
}

static void
put_line(struct chart *c, const char *class, double x1, double y1, double x2,
    double y2)
{
	nq_tag_open(c->p, "line", class);
	at(c, "x1", x1);
	at(c, "y1", y1);
	at(c, "x2", x2);
	at(c, "y2", y2);
	nq_tag_close(c->p);
}

static void
put_text(struct chart *c, const char *class, double x, double y,
    const char *text)
{
	nq_tag_open(c->p, "text", class);
	at(c, "x", x);
	at(c, "y", y);
	nq_tag_text(c->p, text);
	nq_tag_close(c->p);
}

static double
down(const struct chart *c, double v)
{
	return TOP + (HEIGHT - TOP - BOTTOM) * (c->high - v) /
	    (c->high - c->low);
}

/* The left edge of a year; of one past the last, the end. */
static double
across(const struct chart *c, size_t i)
{
	return c->left + c->slot * (double)i;
}

/* 1, 2 or 5 times a power of ten, so that some TICKS fit. */
static double
nice_step(double range)
{
	double power = pow(10, floor(log10(range / TICKS)));
	double part = range / TICKS / power;

	return power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
}

static void
stretch(struct chart *c, bool has, double v)
{
	if (!has || !isfinite(v))
		return;
	c->low = v < c->low ? v : c->low;
	c->high = v > c->high ? v : c->high;
}

static double
width_of(const struct chart *c, double v)
{
	char number[NQ_NUMBER_TEXT];

	return DIGIT * (double)strlen(nq_number_text(v, c->p->en, number));
}

static void
set_margins(struct chart *c)
{
	double a = width_of(c, c->low), b = width_of(c, c->high);
	double step = width_of(c, c->step);

	a = a > b ? a : b;
	c->left = GAP + (a > step ? a : step);
	c->right = WIDTH - GAP - (c->g->has_value ?
	    width_of(c, c->g->value) : 0);
	/* Numbers of forty digits leave no room; the drawing is of no use
	 * then, and the table has them. */
	c->slot = fmax((c->right - c->left) / (double)c->y->n, 1);
}

/* From zero, so that the length of a bar says what its number says. */
static void
set_scale(struct chart *c)
{
	for (size_t i = 0; i < c->y->n; i++) {
		const struct nq_year *one = &c->y->v[i];

		stretch(c, one->actual != NULL, one->value);
		stretch(c, one->has_plan, one->plan);
		stretch(c, one->has_target, c->g->value);
		stretch(c, one->has_path, one->path);
	}
	if (!(c->high > c->low))
		c->high = c->low + 1;
	c->step = nice_step(c->high - c->low);
	c->high = ceil(c->high * 1.06 / c->step) * c->step;
	c->low = floor(c->low / c->step) * c->step;
	set_margins(c);
}

static void
put_axis(struct chart *c)
{
	int n = (int)((c->high - c->low) / c->step + 0.5);
	char number[NQ_NUMBER_TEXT], unit[NQ_UNIT_TEXT];
	double v;

	for (int i = 0; i <= n; i++) {
		v = c->low + c->step * i;
		v = fabs(v) < c->step / 1000 ? 0 : v;
		put_line(c, v == 0 ? "axis" : "grid", c->left, down(c, v),
		    c->right, down(c, v));
		put_text(c, "tick end", c->left - 8, down(c, v) + 4,
		    nq_number_text(v, c->p->en, number));
	}
	put_text(c, "tick", 4, 15, nq_unit_text(c->y->unit, c->y->mult,
	    c->p->en, unit));
}

static void
put_years(struct chart *c)
{
	int every = (int)ceil(38 / c->slot);
	char year[16];

	for (size_t i = 0; i < c->y->n; i++) {
		/* The last one always stands there. */
		if ((c->y->n - 1 - i) % (size_t)every != 0)
			continue;
		snprintf(year, sizeof(year), "%d", c->y->v[i].year);
		put_text(c, "tick mid", across(c, i) + c->slot / 2,
		    HEIGHT - 10, year);
	}
}

/* Hollow: an estimate, or a part of the year. */
static bool
is_hollow(const struct chart *c, const struct nq_year *one)
{
	return one->actual->status != 'A' || (one->actual->period.months <
	    12 && one->actual->period.months != c->g->period.months);
}

static void
put_bar(struct chart *c, size_t i)
{
	const struct nq_year *one = &c->y->v[i];
	double a = down(c, one->value), b = down(c, 0);
	double top = a < b ? a : b, wide = c->slot * 0.62;

	wide = wide > 54 ? 54 : wide;
	nq_tag_open(c->p, "rect", !one->compared ? "bar other" :
	    is_hollow(c, one) ? "bar hollow" : "bar");
	at(c, "x", across(c, i) + (c->slot - wide) / 2);
	at(c, "y", top);
	at(c, "width", wide);
	at(c, "height", fabs(a - b));
	nq_tag_close(c->p);
}

/* Above the bar, and above a line of a plan that would cross it. Where there
 * is no room for all numbers the last one has to do. */
static void
put_number(struct chart *c, size_t i)
{
	const struct nq_year *one = &c->y->v[i];
	double a = down(c, one->value), b = down(c, 0);
	double h = (a < b ? a : b) - 6, plan = down(c, one->plan);
	char number[NQ_NUMBER_TEXT];
	const char *text = nq_number_text(round(one->value * 100) / 100,
	    c->p->en, number);
	bool wide = (double)strlen(text) * DIGIT > c->slot;

	if (wide && i + 1 < c->y->n)
		return;
	if (one->has_plan && plan > h - 14 && plan < h + 4)
		h = plan - 6;
	nq_sheet_cite(c->p, one->actual->id);
	nq_tag_open(c->p, "a", NULL);
	nq_tag_attrf(c->p, "href", "#o%lld", (long long)one->actual->id);
	/* Beside the last one stands the number of the goal. */
	put_text(c, wide ? "value end" : "value mid", across(c, i) +
	    (wide ? c->slot - 2 : c->slot / 2), one->value < 0 ? a + 15 : h,
	    text);
	nq_tag_close(c->p);
}

static void
put_plans(struct chart *c)
{
	for (size_t i = 0; i < c->y->n; i++)
		if (c->y->v[i].has_plan)
			put_line(c, "plan", across(c, i) + c->slot * 0.1,
			    down(c, c->y->v[i].plan),
			    across(c, i) + c->slot * 0.9,
			    down(c, c->y->v[i].plan));
}

/* Over the term of an average; else up to the year that it is about. */
static void
put_goal(struct chart *c)
{
	size_t first = c->y->n, last = 0;
	char number[NQ_NUMBER_TEXT];
	double h;

	for (size_t i = 0; i < c->y->n; i++)
		if (c->y->v[i].has_target) {
			first = i < first ? i : first;
			last = i;
		}
	if (first == c->y->n)
		return;
	first = first == last ? 0 : first;
	h = down(c, c->g->value);
	put_line(c, "goal", across(c, first), h, across(c, last + 1), h);
	put_text(c, "goal-text", across(c, last + 1) + 5, h + 4,
	    nq_number_text(c->g->value, c->p->en, number));
}

static void
put_path(struct chart *c)
{
	const struct nq_year *one, *before = NULL;
	double x, h;

	for (size_t i = 0; i < c->y->n; i++) {
		one = &c->y->v[i];
		if (!one->has_path) {
			before = NULL;
			continue;
		}
		x = across(c, i) + c->slot / 2;
		h = down(c, one->path);
		if (c->y->steps)
			put_line(c, "path", x - c->slot * 0.4, h,
			    x + c->slot * 0.4, h);
		else if (before != NULL)
			put_line(c, "path", x - c->slot,
			    down(c, before->path), x, h);
		before = one;
	}
}

static void
put_breaks(struct chart *c)
{
	for (size_t i = 0; i < c->y->n; i++) {
		int what = nq_years_break(c->y, i);

		if (what == 0)
			continue;
		put_line(c, "break", across(c, i), TOP - 8, across(c, i),
		    HEIGHT - BOTTOM);
		put_text(c, "tick mid", across(c, i), TOP - 12,
		    what & NQ_BREAK_TERRITORY ? nq_in(c->p, "≠ địa giới",
		    "≠ territory") : nq_in(c->p, "≠ giá", "≠ prices"));
	}
}

static const char *
what_is_drawn(const struct chart *c)
{
	return strcmp(c->y->as, "yoy") == 0 ? nq_in(c->p,
	    "mức tăng so cùng kỳ năm trước", "growth on the year before") :
	    strcmp(c->y->as, "share") == 0 ? nq_in(c->p, "tỷ trọng",
	    "share of the whole") : nq_in(c->p, "giá trị từng năm",
	    "value of each year");
}

static void
put_title(struct chart *c)
{
	const struct nq_years *y = c->y;
	size_t n = 0;

	for (size_t i = 0; i < y->n; i++)
		n += y->v[i].actual != NULL;
	nq_tag_open(c->p, "title", NULL);
	nq_tag_attr(c->p, "id", "chart-title");
	nq_tag_textf(c->p, "%s: %s, %d–%d", c->g->name[c->p->en],
	    what_is_drawn(c), y->v[0].year, y->v[y->n - 1].year);
	nq_tag_close(c->p);
	nq_tag_open(c->p, "desc", NULL);
	nq_tag_attr(c->p, "id", "chart-desc");
	nq_tag_textf(c->p, c->p->en ? "Figures of %zu of %zu years; all "
	    "numbers are in the table below the drawing." :
	    "Có số của %zu trong %zu năm; mọi con số có trong bảng ngay "
	    "dưới hình.", n, y->n);
	nq_tag_close(c->p);
}

void
nq_chart_put(struct nq_sheet *p, const struct nq_goal *g,
    const struct nq_years *y)
{
	struct chart c = { .p = p, .g = g, .y = y };

	if (y->n == 0)
		return;
	set_scale(&c);
	nq_tag_open(p, "svg", "chart");
	nq_tag_attr(p, "xmlns", "http://www.w3.org/2000/svg");
	nq_tag_attrf(p, "viewBox", "0 0 %d %d", WIDTH, HEIGHT);
	nq_tag_attr(p, "role", "group");
	nq_tag_attr(p, "aria-labelledby", "chart-title");
	nq_tag_attr(p, "aria-describedby", "chart-desc");
	put_title(&c);
	put_axis(&c);
	put_breaks(&c);
	for (size_t i = 0; i < y->n; i++)
		if (y->v[i].actual != NULL)
			put_bar(&c, i);
	put_plans(&c);
	put_path(&c);
	put_goal(&c);
	for (size_t i = 0; i < y->n; i++)
		if (y->v[i].actual != NULL)
			put_number(&c, i);
	put_years(&c);
	nq_tag_close(p);
}

static void
put_sign(struct nq_sheet *p, const char *class, const char *text)
{
	nq_tag_open(p, "li", NULL);
	nq_tag_open(p, "span", class);
	nq_tag_attr(p, "aria-hidden", "true");
	nq_tag_close(p);
	nq_tag_text(p, text);
	nq_tag_close(p);
}

void
nq_legend_put(struct nq_sheet *p, const struct nq_years *y)
{
	bool plan = false, goal = false, path = false, other = false;

	for (size_t i = 0; i < y->n; i++) {
		plan |= y->v[i].has_plan;
		goal |= y->v[i].has_target;
		path |= y->v[i].has_path;
		other |= y->v[i].actual != NULL && !y->v[i].compared;
	}
	nq_tag_open(p, "ul", "legend");
	put_sign(p, "key bar", nq_in(p, "chính thức", "final"));
	put_sign(p, "key bar hollow", nq_in(p, "ước tính hoặc một phần năm",
	    "estimate, or a part of the year"));
	if (other)
		put_sign(p, "key bar other", nq_in(p, "giá hoặc địa giới "
		    "khác, không đem so", "other prices or territory, not "
		    "compared"));
	if (plan)
		put_sign(p, "key plan", nq_in(p, "kế hoạch", "plan"));
	if (goal)
		put_sign(p, "key goal", nq_in(p, "mục tiêu", "goal"));
	if (path)
		put_sign(p, "key path", nq_in(p, "mức cần để đạt mục tiêu",
		    "what it takes to the goal"));
	nq_tag_close(p);
}
