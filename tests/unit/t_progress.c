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
	static const double falls[] = { -4, -4, -1 };
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
	nq_progress_average(&p, falls, 2, 5, -3, false, &mean);
	OK(p.verdict == NQ_ON_TRACK && near(p.ratio, 4 / 3.0, 1e-9),
	    "a fall of 4 %% where 3 is asked for: on track");
	nq_progress_average(&p, falls + 2, 1, 5, -3, false, &mean);
	OK(p.verdict == NQ_FAR_BEHIND && near(p.ratio, 1 / 3.0, 1e-9),
	    "of 1 %%: far behind");
	nq_progress_average(&p, falls + 2, 1, 5, -2, true, &mean);
	OK(p.verdict == NQ_NO_DATA && !p.has_ratio,
	    "a fall that is allowed is no pace");
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
	level(&p, 24, 2020, 20, 2022, 10, 2030, false);
	OK(near(p.share, 50, 1e-9), "twice what is asked for is half the way");
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

static void
trend(struct nq_progress *p, double base, double latest, int years,
    double limit, bool up)
{
	const struct nq_path path = { .base = base, .latest = latest,
		.b = 2020, .t = 2020 + years, .g = 2025, .up = up };

	nq_progress_trend(p, &path, limit);
}

/* Open SDG's scores, with and without a number. */
static void
test_scores(void)
{
	struct nq_progress p;

	level(&p, 3600, 2020, 5000, 2022, 7000, 2025, true);
	OK(p.has_score && near(p.score, 4.678, 0.001), "R 1.255 scores 4.678");
	level(&p, 40, 2020, 50.8, 2023, 60, 2025, true);
	OK(near(p.score, 2.727, 0.001), "R 0.9818 scores 2.727");
	level(&p, 793.7, 2021, 2088, 2023, 1500, 2025, true);
	OK(p.score == 5, "reached scores 5");
	OK(near(nq_score_of_ratio(1.3), 5, 0.0001) &&
	    near(nq_score_of_ratio(0.95), 2.5, 0.0001) &&
	    near(nq_score_of_ratio(0.6), 0, 0.0001) &&
	    near(nq_score_of_ratio(0), -2.5, 0.0001) &&
	    near(nq_score_of_ratio(-0.6), -5, 0.0001) &&
	    nq_score_of_ratio(9) == 5 && nq_score_of_ratio(-9) == -5,
	    "the corners of the score");
	trend(&p, 100, 101, 1, 0, true);
	OK(near(p.score, 1.25, 1e-9) && p.verdict == NQ_BEHIND,
	    "no number, +1 %% a year: 1.25, moderate");
	trend(&p, 100, 99, 1, 0, true);
	OK(near(p.score, -3.75, 1e-9) && p.verdict == NQ_MOVING_AWAY,
	    "-1 %% a year: -3.75");
	trend(&p, 100, 99, 1, 0, false);
	OK(near(p.score, 1.25, 1e-9), "which is what \"less\" asks for");
	trend(&p, 100, 101.6, 1, 0, true);
	OK(p.verdict == NQ_ON_TRACK, "1.6 %% a year is on track");
	trend(&p, 100, 100.4, 1, 0, true);
	OK(p.verdict == NQ_FAR_BEHIND, "0.4 %% is little");
	OK(near(nq_limit_factor(50, 100), 0.9539, 0.00005) &&
	    near(nq_limit_factor(80, 100), 0.6287, 0.00005) &&
	    near(nq_limit_factor(120, 100), 0.6287, 0.00005) &&
	    near(nq_limit_factor(95, 100), 0.2037, 0.00005) &&
	    nq_limit_factor(100, 100) == 0 &&
	    nq_limit_factor(200, 100) == 1 && nq_limit_factor(9, 0) == 1,
	    "near a limit less is asked for");
	trend(&p, 100, 100, 3, 100, true);
	OK(p.verdict == NQ_ON_TRACK && p.score == 5,
	    "at the limit holding is on track");
	trend(&p, 95, 95.4, 1, 100, true);
	OK(p.verdict == NQ_ON_TRACK, "0.42 %% at 95 of 100 is on track");
	trend(&p, 0, 5, 1, 0, true);
	OK(p.verdict == NQ_NO_DATA && p.why == NQ_NO_RATE && !p.has_ratio,
	    "from zero there is no rate");
	trend(&p, 5, 5, 0, 0, true);
	OK(p.why == NQ_ONE_POINT, "nor from one point");
}

static void
test_kinds_of_levels(void)
{
	struct nq_path path = { .base = 20, .latest = 21, .goal = 25,
		.b = 2020, .t = 2022, .g = 2025, .up = true, .linear = true };
	struct nq_progress p;

	nq_progress_level(&p, &path);
	OK(strcmp(p.method, "linear-path/1") == 0 && near(p.ratio, 0.5, 1e-9)
	    && p.verdict == NQ_FAR_BEHIND && p.required_kind ==
	    NQ_POINTS_A_YEAR && near(p.required, 4 / 3.0, 1e-9),
	    "a share goes along a straight line, in points");
	path = (struct nq_path){ .base = 9, .latest = 8, .goal = 7,
		.b = 2020, .t = 2022, .g = 2025, .up = true };
	nq_progress_level(&p, &path);
	OK(p.verdict == NQ_NO_DATA && p.why == NQ_WRONG_WAY,
	    "more is asked for, and less is the goal: no verdict");
	path.keep = true;
	nq_progress_level(&p, &path);
	OK(p.verdict == NQ_REACHED && strcmp(p.method, "maintain/1") == 0,
	    "unless it is to be kept above");
	path.latest = 6;
	nq_progress_level(&p, &path);
	OK(p.verdict == NQ_MOVING_AWAY && !p.has_ratio, "and is not");
	path.t = 2025;
	nq_progress_level(&p, &path);
	OK(p.verdict == NQ_MISSED, "when the term is over: missed");
	path = (struct nq_path){ .base = 9, .latest = 8, .goal = 7,
		.b = 2020, .t = 2022, .g = 2025, .up = true, .soft = true };
	nq_progress_level(&p, &path);
	OK(p.verdict == NQ_REACHED && !p.has_ratio,
	    "a base of our choice does not make it wrong");
	path = (struct nq_path){ .base = 10, .latest = 98, .goal = 100,
		.b = 2020, .t = 2025, .g = 2025, .up = true, .slack = 5 };
	nq_progress_level(&p, &path);
	OK(p.verdict == NQ_REACHED, "khoảng 100 is reached at 98");
	path = (struct nq_path){ .base = 10, .latest = 20, .goal = 100,
		.b = 2025, .t = 2026, .g = 2025, .up = true };
	nq_progress_level(&p, &path);
	OK(p.verdict == NQ_NO_DATA && p.why == NQ_BAD_TERM,
	    "a goal that is not after its base");
	path = (struct nq_path){ .base = 10, .latest = -5, .goal = 20,
		.b = 2020, .t = 2022, .g = 2025, .up = true };
	nq_progress_level(&p, &path);
	OK(near(p.ratio, -3.75, 1e-9) && p.verdict == NQ_MOVING_AWAY &&
	    strcmp(p.method, "linear-path/1") == 0,
	    "below zero: a straight line, no complex root");
}

/* Nothing that is shown may be infinite or not a number, whatever comes. */
static void
test_always_finite(void)
{
	static const double v[] = { -1e15, -100, -1, -1e-9, 0, 1e-9, 1, 7.5,
		100, 1e15 };
	enum { N = sizeof(v) / sizeof(v[0]) };
	struct nq_progress p;
	int bad = 0, all = 0;
	double mean;

	for (int i = 0; i < N * N * N * 8; i++) {
		const double a = v[i % N], b = v[i / N % N],
		    c = v[i / N / N % N];
		const int bits = i / N / N / N;
		const bool up = (bits & 1) != 0;
		const struct nq_path path = { .base = a, .latest = b,
			.goal = c, .b = 2020, .t = 2020 + (bits & 6),
			.g = 2024, .up = up, .linear = bits == 3,
			.keep = bits == 5 };

		for (int kind = 0; kind < 6; kind++) {
			if (kind == 0)
				nq_progress_level(&p, &path);
			else if (kind == 1)
				nq_progress_trend(&p, &path, c);
			else if (kind == 2)
				nq_progress_average(&p, &v[i % N], 1,
				    (size_t)(bits % 3 + 1), c, up, &mean);
			else if (kind == 3)
				nq_progress_share(&p, a, b, up);
			else if (kind == 4)
				nq_progress_rate(&p, a, b, up, bits > 3);
			else
				nq_progress_band(&p, a, b, c, bits > 3);
			bad += (p.has_ratio && !isfinite(p.ratio)) ||
			    (p.has_share && !isfinite(p.share)) ||
			    (p.has_required && !isfinite(p.required)) ||
			    (p.has_score && !(fabs(p.score) <= 5));
			all++;
		}
	}
	OK(bad == 0, "%d of %d cases give a number that is none", bad, all);
}

static void
test_ceilings(void)
{
	struct nq_progress p;

	nq_progress_share(&p, 120, 0.75, false);
	OK(p.verdict == NQ_MISSED, "a ceiling is broken when it is broken");
	nq_progress_share(&p, 60, 0.75, false);
	OK(p.verdict == NQ_ON_TRACK && near(p.ratio, 1.25, 1e-9),
	    "under it so far");
	nq_progress_share(&p, 95, 1, false);
	OK(p.verdict == NQ_REACHED, "kept to the end");
	nq_progress_rate(&p, 3, 4, false, true);
	OK(p.verdict == NQ_REACHED, "a rate under its ceiling");
	nq_progress_band(&p, 5, 4, 6, false);
	OK(p.verdict == NQ_REACHED, "within a band");
	nq_progress_band(&p, 7, 4, 6, false);
	OK(p.verdict == NQ_MOVING_AWAY, "out of it");
	nq_progress_band(&p, 7, 4, 6, true);
	OK(p.verdict == NQ_MISSED, "when it counts");
}

int
main(void)
{
	test_scores();
	test_kinds_of_levels();
	test_always_finite();
	test_ceilings();
	test_average();
	test_level();
	test_no_answer();
	test_share();
	return tap_done();
}
