/* Periods: one text a period, and what is no period is refused. */
#include "core/err.h"
#include "core/period.h"
#include "tests/tap.h"

static bool
is_period(const char *text)
{
	struct nq_err e = { 0 };
	struct nq_period p;

	return nq_period_parse(text, &p, &e) == 0;
}

static int
round_trips(void)
{
	int bad = 0;

	for (int y = 1990; y <= 2060; y += 7)
		for (int m = 1; m <= 12; m++)
			for (int n = 1; n <= 72; n++) {
				struct nq_period p = { (short)y, (short)m,
					(short)n }, q;
				struct nq_err e = { 0 };
				char text[NQ_PERIOD_TEXT];

				nq_period_emit(p, text);
				bad += nq_period_parse(text, &q, &e) != 0 ||
				    !nq_period_is_same(p, q);
			}
	return bad;
}

int
main(void)
{
	static const char *const good[] = { "2021", "2022-S2", "2022-Q4",
		"2022-12", "2022-01-01/P11M", "2021-01-01/P5Y" };
	static const char *const bad[] = { "", "21", "2022-13", "2022-S3",
		"2022-Q5", "2022-00", "2022-01-01/P12M", "2022-01-01/P3M",
		"2022-1", " 2022", "2022x", "2022-01-01/P1M",
		"2022-01-01/P99999M" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		OK(is_period(good[i]), "%s is a period", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		OK(!is_period(bad[i]), "\"%s\" is none", bad[i]);
	OK(round_trips() == 0, "every period comes back from its text");
	return tap_done();
}
