/* Spans of printed numbers, words beside them, and layers of plans. */
#include "load/figure.h"
#include "load/plan.h"
#include "load/price.h"
#include "load/wording.h"
#include "tests/tap.h"

#include <math.h>
#include <stdlib.h>

/* A value of 2023 and its share, both of one release. */
struct said { double value, share, half; char bound; const char *layer; };

enum { MOST = 16 };

static struct nq_figure
figure(enum nq_as as, double value, double half, int64_t release)
{
	struct nq_figure f = { .id = release * 2 + (as != NQ_LEVEL),
		.release = release, .first = 2023 * 12, .months = 1, .as = as,
		.value = value, .half = half, .factor = 1, .bound = '_',
		.base = "constant-2010", .unit = "VND", .territory = "VN-06",
		.layer = "", .word = "" };

	snprintf(f.published, sizeof(f.published), "2023-02-%02d",
	    (int)release);
	return f;
}

static void
plans_of(const struct said *s, size_t n, struct nq_plans *out)
{
	struct nq_figure v[2 * MOST];
	struct nq_prices *p;

	for (size_t i = 0; i < n; i++) {
		v[2 * i] = figure(NQ_LEVEL, s[i].value, 0.5,
		    (int64_t)i + 1);
		v[2 * i].bound = s[i].bound;
		v[2 * i + 1] = figure(NQ_OF_YEAR_PLAN, s[i].share,
		    s[i].half, (int64_t)i + 1);
		v[2 * i + 1].layer = s[i].layer;
	}
	p = nq_prices_new(v, 2 * n);
	nq_plans_make(v, 2 * n, p, out);
	nq_prices_free(p);
}

static int
near(double got, double want)
{
	return fabs(got - want) < 0.05;
}

static void
test_spans(void)
{
	struct nq_figure v = figure(NQ_LEVEL, 9991, 0.5, 1);
	struct nq_figure s = figure(NQ_OF_YEAR_PLAN, 64.5, 0.05, 1);
	struct nq_span a;

	OK(nq_span_whole(&v, &s, false, &a) && near(a.lo, 15477.15) &&
	    near(a.hi, 15502.7), "9,991 is 64.5 %% of 15,477 to 15,503");
	v.bound = 'i';
	OK(nq_span_whole(&v, &s, false, &a) && isinf(a.hi) &&
	    near(a.lo, 15477.15), "above 9,991: open upwards");
	OK(nq_span_whole(&v, &s, true, &a) && near(a.hi, 15812.74),
	    "and likely not 2 %% more");
	s.bound = 'i';
	v.bound = '_';
	OK(nq_span_whole(&v, &s, false, &a) && isinf(a.lo) && a.lo < 0,
	    "above 64.5 %%: open downwards");
	v.bound = 'a';
	OK(nq_span_whole(&v, &s, false, &a) && isinf(a.lo) && isinf(a.hi),
	    "about: both");
	s.bound = v.bound = '_';
	s.value = 0.05;
	OK(!nq_span_whole(&v, &s, false, &a), "a share that rounds to 0");
	s.value = 250;
	OK(nq_span_whole(&v, &s, false, &a) && near(a.lo, 3995.4),
	    "a share over 100");
	v.value = 0;
	OK(!nq_span_whole(&v, &s, false, &a), "a value of 0");
	v.value = -3;
	OK(!nq_span_whole(&v, &s, false, &a), "a value below 0");
}

static size_t
uses(const struct nq_plans *p, enum nq_plan_use use)
{
	size_t n = 0;

	for (size_t i = 0; i < p->links; i++)
		n += p->link[i].use == use;
	return n;
}

static void
test_layers(void)
{
	static const struct said one[] = { { 100, 10, 0.5, '_', "" },
		{ 205, 20, 0.5, '_', "" } };
	static const struct said two[] = { { 100, 10, 0.05, '_', "" },
		{ 100, 20, 0.05, '_', "" }, { 300, 30, 0.05, '_', "" } };
	/* 10 to 20, 19 to 30, 25 to 28: the middle one may be of both. */
	static const struct said chain[] = { { 15, 100, 33, '_', "" },
		{ 24.5, 100, 22, '_', "" }, { 26.5, 100, 5, '_', "" } };
	static const struct said named[] = {
		{ 100, 10, 0.05, '_', "ministry" },
		{ 100, 10, 0.05, '_', "council" },
		{ 100, 20, 0.05, '_', "council" },
		{ 500, 100, 0.05, '_', "" } };
	struct nq_plans p = { 0 };

	plans_of(one, 2, &p);
	OK(p.n == 1 && near(p.v[0].printed.lo, 997.56) &&
	    near(p.v[0].printed.hi, 1053.85) && p.v[0].shares == 2 &&
	    p.v[0].layers == 1, "two intervals cut each other");
	OK(p.v[0].first == 2023 * 12 && p.v[0].months == 12,
	    "shares of a month give the plan of its year");
	nq_plans_release(&p);
	plans_of(two, 3, &p);
	OK(p.n == 2 && p.v[0].layers == 2 && uses(&p, NQ_COUNTS) == 3,
	    "500 and 1,000 are no one number");
	OK(p.v[0].layer + p.v[1].layer == 3 &&
	    near((p.v[0].layer == 1 ? p.v[0] : p.v[1]).printed.lo, 996.67),
	    "the one published first is 1");
	nq_plans_release(&p);
	plans_of(chain, 3, &p);
	OK(p.n == 2 && uses(&p, NQ_FITS_SEVERAL) == 2 &&
	    uses(&p, NQ_COUNTS) == 2, "one that fits two layers cuts none");
	nq_plans_release(&p);
	plans_of(named, 4, &p);
	OK(p.n == 3 && uses(&p, NQ_COUNTS) == 4, "three layers");
	OK(strcmp(p.v[0].kind, "ministry") == 0 &&
	    p.v[0].rule == NQ_BY_WORDING &&
	    strcmp(p.v[1].kind, "council") == 0 &&
	    strcmp(p.v[2].kind, "council") == 0,
	    "other names are other layers, though the number be the same");
	nq_plans_release(&p);
	plans_of(NULL, 0, &p);
	OK(p.n == 0 && p.links == 0, "nothing of nothing");
	nq_plans_release(&p);
}

static const char *
layer(const char *text, const char *column, double value, int scale,
    bool stated)
{
	static struct nq_word v[] = { { "ministry", "trung ương giao" },
		{ "council", "hđnd" }, { "scenario", "kịch bản" } };
	const struct nq_words words = { v, 3, 3 };
	char digits[NQ_DIGITS];
	const struct nq_word *w = nq_words_find(&words, text, column,
	    nq_words_digits(value, scale, digits), stated);

	return w != NULL ? w->layer : "";
}

static void
test_words(void)
{
	static const char both[] = "tăng 33,6%, bằng 80,8% dự toán Trung ương "
	    "giao và bằng 45,40 % dự toán HĐND tỉnh giao";
	static const char stated[] = "Trung ương giao 3.738 tỷ, HĐND giao "
	    "5.500 tỷ, kịch bản 7.000 tỷ";

	STR(layer(both, NULL, 80.8, 1, false), "ministry");
	STR(layer(both, NULL, 45.4, 1, false), "council");
	STR(layer(both, NULL, 33.6, 1, false), "");
	STR(layer(both, NULL, 12, 0, false), "");
	STR(layer(stated, NULL, 3738, 0, true), "ministry");
	STR(layer(stated, NULL, 5500, 0, true), "council");
	STR(layer(stated, NULL, 7000, 0, true), "scenario");
	STR(layer("bằng 90,51% kịch bản 11 tháng, bằng 82,27% kế hoạch",
	    NULL, 82.27, 2, false), "");
	STR(layer("so với dự toán HĐND tỉnh giao đạt 82%", NULL, 82, 0,
	    false), "council");
	STR(layer("| 82 |", "% so KẾ HOẠCH HĐND", 82, 0, false), "council");
	STR(layer("", NULL, 0, 0, false), "");
	STR(layer("\xff\xfe 5%", NULL, 5, 0, false), "");
}

int
main(void)
{
	test_spans();
	test_layers();
	test_words();
	return tap_done();
}
