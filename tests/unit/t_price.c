/* The price base that numbers leave, and where they leave none. */
#include "load/price.h"
#include "tests/tap.h"

#include <math.h>
#include <stdlib.h>

enum { MOST = 24 };

struct family { struct nq_figure v[MOST]; size_t n; };

static void
add(struct family *f, enum nq_as as, const char *base, int year, int months,
    double value, double half, int64_t release)
{
	struct nq_figure *g = &f->v[f->n++];

	*g = (struct nq_figure){ .id = (int64_t)f->n, .release = release,
		.batch = release, .first = year * 12, .months = months,
		.as = as, .value = value, .half = half, .factor = 1,
		.bound = '_', .unit = "VND", .territory = "VN-06",
		.period = "P", .layer = "", .word = "" };
	snprintf(g->base, sizeof(g->base), "%s", base);
}

static int
by_first(const void *pa, const void *pb)
{
	const struct nq_figure *a = pa, *b = pb;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* What is inferred for the figure of this value. */
static struct nq_inference
infer(struct family f, double value)
{
	struct nq_inference r = { 0 };
	struct nq_prices *p;

	qsort(f.v, f.n, sizeof(f.v[0]), by_first);
	p = nq_prices_new(f.v, f.n);
	for (size_t i = 0; i < f.n; i++)
		if (f.v[i].value == value && f.v[i].as == NQ_LEVEL &&
		    !nq_prices_infer(p, i, &r))
			r.base[0] = '\0';
	nq_prices_free(p);
	return r;
}

/* Both bases of eleven months of 2022: a ratio of 1.368. */
static struct family
pair(void)
{
	struct family f = { .n = 0 };

	add(&f, NQ_LEVEL, "current", 2022, 11, 19357, 0.5, 1);
	add(&f, NQ_LEVEL, "constant-2010", 2022, 11, 14150, 0.5, 1);
	add(&f, NQ_OF_YEAR_PLAN, "_Z", 2022, 11, 91.3, 0.05, 1);
	return f;
}

static void
test_ratio(void)
{
	struct family f = pair();
	struct nq_prices *p = nq_prices_new(f.v, f.n);
	struct nq_span k;
	size_t at[2];

	OK(nq_prices_ratio(p, "VN-06", 2024, "constant-2010", &k, at) &&
	    k.lo < 1.368 && 1.368 < k.hi && k.hi - k.lo < 0.02,
	    "the ratio of a pair counts for two years");
	OK(!nq_prices_ratio(p, "VN-06", 2025, "constant-2010", &k, at),
	    "and not for three");
	OK(!nq_prices_ratio(p, "VN-02", 2022, "constant-2010", &k, at) &&
	    !nq_prices_ratio(p, "VN-06", 2022, "constant-1994", &k, at),
	    "nor for another territory or base");
	nq_prices_free(p);
	add(&f, NQ_LEVEL, "current", 2022, 8, 15000, 0.5, 2);
	add(&f, NQ_LEVEL, "constant-2010", 2022, 8, 9991, 0.5, 2);
	p = nq_prices_new(f.v, f.n);
	OK(!nq_prices_ratio(p, "VN-06", 2022, "constant-2010", &k, at),
	    "pairs that differ by a tenth give none");
	nq_prices_free(p);
}

static void
test_methods(void)
{
	struct family f = pair();
	struct nq_inference r;

	add(&f, NQ_LEVEL, "_U", 2023, 2, 3192, 0.5, 2);
	add(&f, NQ_OF_YEAR_PLAN, "_Z", 2023, 2, 13.8, 0.05, 2);
	r = infer(f, 3192);
	STR(r.base, "current");
	OK(r.by[NQ_PLAN_BEFORE] && r.n[NQ_PLAN_BEFORE] == 4,
	    "by the plan before it, with its evidence");
	OK(r.batch == 2, "known from the last of them on");
	add(&f, NQ_LEVEL, "constant-2010", 2023, 11, 15337, 0.5, 3);
	add(&f, NQ_OF_YEAR_PLAN, "_Z", 2023, 11, 90.8, 0.05, 3);
	r = infer(f, 3192);
	OK(strcmp(r.base, "current") == 0 && r.by[NQ_BY_PLAN] &&
	    !r.by[NQ_PLAN_BEFORE], "by the year's own plan, once it is known");
	OK(strstr(r.en, "13.8 %") != NULL && strstr(r.en, "1.368") != NULL &&
	    strstr(r.vi, "13,8 %") != NULL && strstr(r.vi, "1.368") == NULL,
	    "the reason has the numbers, with points or commas");
	add(&f, NQ_LEVEL, "_U", 2023, 11, 20981, 0.5, 4);
	r = infer(f, 20981);
	OK(strcmp(r.base, "current") == 0 && r.by[NQ_BESIDE],
	    "1.368 times what is told for the period");
	add(&f, NQ_LEVEL, "_U", 2024, 11, 16700, 0.5, 5);
	add(&f, NQ_YOY, "_Z", 2024, 11, 8.9, 0.05, 5);
	r = infer(f, 16700);
	OK(strcmp(r.base, "constant-2010") == 0 && r.by[NQ_LAST_YEAR],
	    "8.9 %% above last year's");
}

static void
test_none(void)
{
	struct family f = { .n = 0 };

	add(&f, NQ_LEVEL, "constant-2010", 2022, 8, 9991, 0.5, 1);
	add(&f, NQ_OF_YEAR_PLAN, "_Z", 2022, 8, 64.5, 0.05, 1);
	add(&f, NQ_LEVEL, "_U", 2022, 11, 19357, 0.5, 2);
	add(&f, NQ_OF_YEAR_PLAN, "_Z", 2022, 11, 91.3, 0.05, 2);
	STR(infer(f, 19357).base, "");
	/* 2 % is 1.5 to 2.5 %: of a plan that both bases fit. */
	f = pair();
	add(&f, NQ_LEVEL, "_U", 2022, 1, 400, 0.5, 2);
	add(&f, NQ_OF_YEAR_PLAN, "_Z", 2022, 1, 2, 0.5, 2);
	STR(infer(f, 400).base, "");
	/* Two growths, two answers. */
	f = pair();
	add(&f, NQ_LEVEL, "_U", 2023, 11, 15337, 0.5, 2);
	add(&f, NQ_YOY, "_Z", 2023, 11, 8.4, 0.05, 2);
	STR(infer(f, 15337).base, "constant-2010");
	add(&f, NQ_YOY, "_Z", 2023, 11, 21, 0.5, 2);
	STR(infer(f, 15337).base, "");
	/* The same amount is told at both bases. */
	f = pair();
	add(&f, NQ_LEVEL, "constant-2010", 2022, 6, 7000, 0.5, 2);
	add(&f, NQ_LEVEL, "current", 2022, 6, 7000, 0.5, 3);
	add(&f, NQ_LEVEL, "_U", 2022, 6, 7000, 0.5, 4);
	f.v[f.n - 1].value = 7000.25;
	STR(infer(f, 7000.25).base, "");
	/* A merged province's year before is another thing. */
	f = pair();
	add(&f, NQ_LEVEL, "_U", 2023, 11, 15337, 0.5, 2);
	add(&f, NQ_YOY, "_Z", 2023, 11, 8.4, 0.05, 2);
	for (size_t i = f.n - 2; i < f.n; i++)
		snprintf(f.v[i].territory, sizeof(f.v[i].territory),
		    "VN-06@2025-07");
	STR(infer(f, 15337).base, "");
}

int
main(void)
{
	test_ratio();
	test_methods();
	test_none();
	return tap_done();
}
