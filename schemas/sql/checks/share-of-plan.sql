-- vi: Tỷ lệ so với kế hoạch, kịch bản không khớp với mức và kế hoạch
-- en: Share of the plan against value and plan
-- severity: error
-- compares: "bằng 90,8 % kế hoạch" with the value that the same release
--   prints, over the plan (of the year or of the period; or the scenario)
--   that any release prints. Raised only when no printed plan agrees; not
--   where a release gives several shares, for it then has several plans
--   (ministry, council, scenario). An error when the release prints the plan
--   itself, else a warning.
-- tolerance: half a unit of the last digit of the share, and what half a
--   unit of value and plan make of their quotient. Information where
--   cut-off digits or a round number explain it (the column loose).
-- example: 15.337 tỷ, 90,8 % of a plan of 16.900 tỷ: the quotient is
--   90,75 %, within 0,05 of it. With a plan of 17.900 it would be 85,68 %.
WITH
share AS (
	SELECT *, count(*) OVER (PARTITION BY release_id, indicator, ref_area,
	    breakdown, period_first, period_months, transformation) AS layers,
	    CASE WHEN transformation IN ('of_year_plan', 'of_period_plan')
	    THEN 'plan' ELSE 'scenario' END AS other,
	    transformation IN ('of_year_plan', 'of_year_scenario') AS is_year
	FROM standing
	WHERE transformation IN ('of_year_plan', 'of_period_plan',
	    'of_scenario', 'of_year_scenario') AND role = 'actual'
	    AND bound <> 'approx'),
pair AS (
	SELECT s.id AS share_id, s.value AS found, s.half, s.lower, s.upper,
	    s.indicator, s.ref_area, s.breakdown, s.time_period,
	    v.id AS value_id, p.id AS plan_id,
	    p.release_id = s.release_id AS is_same,
	    100 * v.value / p.value AS expected,
	    100 * (v.half + v.value / p.value * p.half) / p.value AS slack,
	    s.loose + 100 * (v.loose + v.value / p.value * p.loose) / p.value
	    AS loose,
	    CASE WHEN v.lower > 0 THEN 100 * v.lower / p.upper ELSE 0 END
	    AS least,
	    CASE WHEN p.lower > 0 THEN 100 * v.upper / p.lower ELSE 9e999 END
	    AS most
	FROM share AS s
	JOIN standing AS v ON v.release_id = s.release_id
	    AND v.indicator = s.indicator AND v.transformation = 'level'
	    AND v.ref_area = s.ref_area AND v.breakdown = s.breakdown
	    AND v.period_first = s.period_first
	    AND v.period_months = s.period_months AND v.role = 'actual'
	JOIN standing AS p ON p.series = v.series
	    AND p.transformation = 'level'
	    AND p.period_first = iif(s.is_year, v.period_first -
	    v.period_first % 12, v.period_first)
	    AND p.period_months = iif(s.is_year, 12, v.period_months)
	    AND p.role = s.other
	WHERE s.layers = 1 AND v.base <> '_U' AND v.bound <> 'approx'
	    AND p.bound <> 'approx' AND p.value > 0),
best AS (
	SELECT *, row_number() OVER (PARTITION BY share_id ORDER BY
	    is_same DESC, abs(found - expected), plan_id) AS place,
	    max(lower <= most AND upper >= least)
	    OVER (PARTITION BY share_id) AS is_settled
	FROM pair)
SELECT json_array(share_id) AS found_ids,
    json_array(value_id, plan_id) AS expected_ids, found, expected,
    half + slack AS tolerance, 'PT' AS unit_measure, indicator, ref_area,
    breakdown, time_period,
    CASE WHEN abs(found - expected) <= loose THEN 'info'
    WHEN is_same THEN 'error' ELSE 'warning' END AS severity
FROM best
WHERE place = 1 AND NOT is_settled
