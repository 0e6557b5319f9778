/* Progress: fixed arithmetic, and every case that has no answer. */
#include "progress/progress.h"
#include "tests/tap.h"

#include <math.h>

static int
near(double got, double want, double within)
{
	return fabs(got - want) <= within;
}

static void
test_average(void)
{
	static const double four[] = { 9.12, 9.23, 6.3, 9.23 };
	static const double even[] = { 7.54, 7.54, 7.54, 7.54 };
	static const double nine[] = { 9, 9 }, lost[] = { -100 };
	struct nq_progress p;
	double mean;

	nq_progress_average(&p, four, 4, 5, 9, true, &mean);
	OK(near(mean, 8.46, 0.005) && near(p.required, 11.18, 0.005),
	    "four years against 9 %%: mean 8.46, 11.18 needed");
	OK(p.verdict == NQ_BEHIND && p.has_required, "behind");
	nq_progress_average(&p, even, 4, 5, 7.5, true, &mean);
	OK(near(p.required, 7.34, 0.005) && p.verdict == NQ_ON_TRACK,
	    "7.54 against 7.5: 7.34 needed, on track");
	nq_progress_average(&p, nine, 2, 2, 9, true, &mean);
	OK(p.verdict == NQ_REACHED && !p.has_required,
	    "all years at the goal: reached");
	nq_progress_average(&p, four, 4, 4, 9, true, &mean);
	OK(p.verdict == NQ_MISSED, "all years, under it: missed");
	nq_progress_average(&p, four, 0, 5, 9, true, &mean);
	OK(p.verdict == NQ_NO_DATA && !p.has_ratio && mean == 0,
	    "no year: no data, no number");
	nq_progress_average(&p, lost, 1, 5, 9, true, &mean);
	OK(p.verdict == NQ_NO_DATA, "a fall to nothing has no mean");
	nq_progress_average(&p, four, 4, 5, 0, true, &mean);
	OK(!p.has_ratio && p.has_required, "a goal of zero has no ratio");
}

static void
level(struct nq_progress *p, double base, int b, double latest, int t,
    double goal, int g, bool up)
{
	const struct nq_path path = { .base = base, .latest = latest,
		.goal = goal, .b = b, .t = t, .g = g, .up = up };

	nq_progress_level(p, &path);
}

static void
test_level(void)
{
	struct nq_progress p;

	level(&p, 3600, 2020, 5000, 2022, 7000, 2025, true);
	OK(near(p.ratio, 1.255, 0.0005) && p.verdict == NQ_ON_TRACK,
	    "3600, 5000, 7000: R 1.255");
	level(&p, 40, 2020, 50.8, 2023, 60, 2025, true);
	OK(near(p.ratio, 0.9818, 0.0001) && p.verdict == NQ_ON_TRACK,
	    "40, 50.8, 60: R 0.9818");
	level(&p, 793.7, 2021, 2088, 2023, 1500, 2025, true);
	OK(near(p.ratio, 3.606, 0.0005) && p.verdict == NQ_REACHED &&
	    !p.has_required, "met early, R 3.606");
	level(&p, 40, 2020, 59, 2025, 60, 2025, true);
	OK(p.verdict == NQ_MISSED, "the year is over: missed");
	level(&p, 40, 2020, 39, 2022, 60, 2025, true);
	OK(p.verdict == NQ_MOVING_AWAY, "the other way");
	level(&p, 40, 2020, 42, 2022, 60, 2025, true);
	OK(p.verdict == NQ_FAR_BEHIND, "far behind");
	level(&p, 24, 2020, 20, 2022, 15, 2030, false);
	OK(p.verdict == NQ_ON_TRACK, "down, and going down fast");
	level(&p, 24, 2020, 25, 2022, 15, 2030, false);
	OK(p.verdict == NQ_MOVING_AWAY, "down, and going up");
}

static void
test_no_answer(void)
{
	struct nq_progress p;

	level(&p, 60, 2020, 59, 2022, 60, 2025, true);
	OK(p.verdict == NQ_MOVING_AWAY && !p.has_ratio &&
	    strcmp(p.method, "maintain/1") == 0,
	    "base equals goal: to be held, and it is not");
	level(&p, 60, 2020, 60, 2022, 60, 2025, true);
	OK(p.verdict == NQ_REACHED && !p.has_ratio, "and it is");
	level(&p, 70, 2020, 59, 2022, 60, 2025, true);
	OK(p.verdict == NQ_NO_DATA && !p.has_ratio, "a goal under its base");
	level(&p, 40, 2022, 40, 2022, 60, 2025, true);
	OK(p.verdict == NQ_NO_DATA, "one point");
	level(&p, 0, 2020, 10, 2022, 50, 2030, true);
	OK(near(p.ratio, 1, 1e-12) && p.verdict == NQ_ON_TRACK,
	    "a zero base goes along a straight line");
	level(&p, -5, 2020, 0, 2022, 5, 2024, true);
	OK(near(p.ratio, 1, 1e-12), "so does a change of sign");
}

static void
test_share(void)
{
	struct nq_progress p;

	nq_progress_share(&p, 22.3, 0.25, true);
	OK(near(p.ratio, 0.892, 1e-9) && p.verdict == NQ_BEHIND,
	    "22.3 %% after a quarter");
	nq_progress_share(&p, 91.3, 11 / 12.0, true);
	OK(p.verdict == NQ_ON_TRACK, "91.3 %% after eleven months");
	nq_progress_share(&p, 100, 1, true);
	OK(p.verdict == NQ_REACHED, "all of it");
	nq_progress_share(&p, 99.9, 1, true);
	OK(p.verdict == NQ_MISSED, "the year is over");
	nq_progress_share(&p, 50, 0, true);
	OK(p.verdict == NQ_NO_DATA && !p.has_ratio, "before it began");
	OK(nq_verdict_of_ratio(0.95) == NQ_ON_TRACK &&
	    nq_verdict_of_ratio(0.9499) == NQ_BEHIND &&
	    nq_verdict_of_ratio(0.60) == NQ_BEHIND &&
	    nq_verdict_of_ratio(0.5999) == NQ_FAR_BEHIND &&
	    nq_verdict_of_ratio(-0.01) == NQ_MOVING_AWAY, "the cuts");
}

int
main(void)
{
	test_average();
	test_level();
	test_no_answer();
	test_share();
	return tap_done();
}
