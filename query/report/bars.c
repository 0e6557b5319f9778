/* Small drawings: how much of the way, and how much of it there should be. */
#include "query/report/chart.h"

#include "progress/words.h"
#include "query/report/sheet.h"
#include "query/report/say.h"

#include <math.h>
#include <stdio.h>

/* The drawing's own units; 100 is the goal, and there is room beyond. */
enum { WIDTH = 120, FULL = 100, HEIGHT = 8, PACE = 320, PACE_HEIGHT = 22 };

static void
put_rect(struct nq_sheet *p, const char *class, double x, double width,
    double height)
{
	nq_tag_open(p, "rect", class);
	nq_tag_attrf(p, "x", "%.1f", x);
	nq_tag_attr(p, "y", "0");
	nq_tag_attrf(p, "width", "%.1f", width);
	nq_tag_attrf(p, "height", "%.1f", height);
	nq_tag_close(p);
}

static void
open_drawing(struct nq_sheet *p, const char *class, int width, int height)
{
	nq_tag_open(p, "svg", class);
	nq_tag_attr(p, "xmlns", "http://www.w3.org/2000/svg");
	nq_tag_attrf(p, "viewBox", "0 0 %d %d", width, height);
	nq_tag_attr(p, "preserveAspectRatio", "none");
	nq_tag_attr(p, "aria-hidden", "true");
}

static double
within(double v, double most)
{
	return v < 0 ? 0 : v > most ? most : v;
}

void
nq_bar_put(struct nq_sheet *p, const struct nq_progress *progress)
{
	char number[NQ_NUMBER_TEXT];

	if (!progress->has_share || !(fabs(progress->share) < 100000)) {
		nq_tag_put(p, "span", "soft", "—");
		return;
	}
	nq_tag_open(p, "span", "way");
	open_drawing(p, "progress", WIDTH, HEIGHT);
	put_rect(p, "track", 0, FULL, HEIGHT);
	put_rect(p, "done", 0, within(progress->share, WIDTH), HEIGHT);
	put_rect(p, "mark", FULL - 1, 2, HEIGHT);
	nq_tag_close(p);
	nq_tag_open(p, "span", "share");
	nq_tag_textf(p, "%s\u00a0%%", nq_number_text(round(progress->share),
	    p->en, number));
	nq_tag_close(p);
	nq_tag_close(p);
}

static void
put_pace(struct nq_sheet *p, const struct nq_pace *pace, double share,
    const char *name)
{
	char a[NQ_NUMBER_TEXT], b[NQ_NUMBER_TEXT];

	nq_tag_open(p, "tr", NULL);
	nq_tag_head(p, "row", NULL, name);
	nq_tag_open(p, "td", "num");
	nq_tag_textf(p, "%s\u00a0%%", nq_number_text(
	    round(pace->expected * 10) / 10, p->en, a));
	nq_tag_close(p);
	nq_tag_open(p, "td", "num");
	nq_tag_textf(p, "%s", nq_number_text(round(pace->ratio * 100) / 100,
	    p->en, b));
	nq_tag_close(p);
	nq_tag_open(p, "td", "draw");
	open_drawing(p, "pace", PACE, PACE_HEIGHT);
	put_rect(p, "track", 0, PACE * 100 / 120.0, PACE_HEIGHT);
	put_rect(p, "done", 0, within(share, 120) * PACE / 120,
	    PACE_HEIGHT);
	put_rect(p, "mark", within(pace->expected, 119) * PACE / 120 - 1, 3,
	    PACE_HEIGHT);
	nq_tag_close(p);
	nq_tag_close(p);
	nq_tag_close(p);
}

static void
open_table(struct nq_sheet *p)
{
	nq_tag_open(p, "div", "scroll");
	nq_tag_attr(p, "tabindex", "0");
	nq_tag_attr(p, "role", "region");
	nq_tag_attr(p, "aria-labelledby", "paces");
	nq_tag_open(p, "table", NULL);
	nq_tag_put(p, "caption", NULL, nq_in(p, "Phần kế hoạch lẽ ra phải "
	    "đạt đến nay (vạch) và phần đã đạt (thanh)", "Share of the plan "
	    "that should be there by now (line) and that is (bar)"));
	nq_tag_open(p, "thead", NULL);
	nq_tag_open(p, "tr", NULL);
	nq_tag_head(p, "col", NULL, nq_in(p, "So với", "Against"));
	nq_tag_head(p, "col", "num", nq_in(p, "Lẽ ra", "Should be"));
	nq_tag_head(p, "col", "num", nq_in(p, "Tỷ số", "Ratio"));
	nq_tag_head(p, "col", NULL, nq_in(p, "Hình", "Drawing"));
	nq_tag_close(p);
	nq_tag_close(p);
	nq_tag_open(p, "tbody", NULL);
}

void
nq_paces_put(struct nq_sheet *p, const struct nq_assessment *a)
{
	const char *const names[NQ_PACES] = {
		[NQ_PACE_TIME] = nq_in(p, "Thời gian đã qua",
		    "Time elapsed"),
		[NQ_PACE_SEASON] = nq_in(p, "Cùng kỳ năm trước",
		    "The same months last year"),
		[NQ_PACE_SCENARIO] = nq_in(p, "Kịch bản tăng trưởng",
		    "The scenario"),
	};
	bool any = false;

	for (int k = 0; k < NQ_PACES; k++)
		any |= a->pace[k].has;
	if (!any || !a->progress.has_share)
		return;
	nq_tag_open(p, "section", NULL);
	nq_tag_open(p, "h2", NULL);
	nq_tag_attr(p, "id", "paces");
	nq_tag_text(p, nq_in(p, "Nhịp độ trong kỳ", "Pace within the period"));
	nq_tag_close(p);
	open_table(p);
	for (int k = 0; k < NQ_PACES; k++)
		if (a->pace[k].has)
			put_pace(p, &a->pace[k], a->progress.share, names[k]);
	for (int k = 0; k < 3; k++)	/* tbody, table, div */
		nq_tag_close(p);
	nq_tag_close(p);
}
