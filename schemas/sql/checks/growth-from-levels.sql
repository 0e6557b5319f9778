-- vi: Tốc độ tăng in ra khác với tốc độ tính từ hai mức
-- en: Growth as printed against growth from the levels
-- severity: error
-- compares: the printed growth (yoy, pop) with the growth from the level
--   that the same release prints beside it to the level of the period that
--   it is compared with. Levels have one price base; at current prices they
--   are left out where the indicator is printed at constant prices too,
--   because growth is then real. Raised only when no standing level of the
--   earlier period agrees. An error when the release prints all three, a
--   warning when the earlier level is another release's, and information
--   when that was an estimate: offices restate the base.
-- tolerance: half a unit of the last digit of the growth, and what half a
--   unit of the last digit of both levels makes of their quotient.
--   Information where cut-off digits or a round number explain it (the
--   column loose).
-- example: 15.337 tỷ in 11 months of 2023, tăng 8,5 %; 14.150 tỷ a year
--   before. 15.337 / 14.150 is +8,39 %, rounding allows 8,38 to 8,40, and
--   8,5 means 8,45 to 8,55: the base was restated.
WITH
pair AS MATERIALIZED (
	SELECT r.id AS rate_id, r.value AS found, r.half, r.lower, r.upper,
	    n.id AS level_id, b.id AS base_id,
	    b.release_id = r.release_id AS is_same, b.status_rank,
	    100 * (n.value / b.value - 1) AS expected,
	    100 * (n.half + n.value / b.value * b.half) / b.value AS slack,
	    r.loose + 100 * (n.loose + n.value / b.value * b.loose) / b.value
	    AS loose,
	    CASE WHEN n.lower > 0 THEN 100 * (n.lower / b.upper - 1)
	    ELSE -100 END AS least,
	    CASE WHEN b.lower > 0 THEN 100 * (n.upper / b.lower - 1)
	    ELSE 9e999 END AS most
	FROM standing AS r
	CROSS JOIN standing AS n ON n.release_id = r.release_id
	    AND n.indicator = r.indicator AND n.transformation = 'level'
	    AND n.ref_area = r.ref_area AND n.breakdown = r.breakdown
	    AND n.period_first = r.period_first
	    AND n.period_months = r.period_months AND n.role = 'actual'
	CROSS JOIN standing AS b ON b.series = n.series
	    AND b.transformation = 'level'
	    AND b.period_first = n.period_first -
	    CASE r.transformation WHEN 'yoy' THEN 12 ELSE n.period_months END
	    AND b.period_months = n.period_months AND b.role = 'actual'
	WHERE r.transformation IN ('yoy', 'pop') AND r.role = 'actual'
	    AND r.bound <> 'approx' AND n.bound <> 'approx'
	    AND b.bound <> 'approx' AND n.base NOT IN ('_U', 'current')
	    AND n.value > 0 AND b.value > 0),
-- What agrees is most of it, and goes before anything is sorted.
apart AS (
	SELECT * FROM pair
	WHERE rate_id NOT IN (SELECT rate_id FROM pair
	    WHERE lower <= most AND upper >= least)),
best AS (
	SELECT *, row_number() OVER (PARTITION BY rate_id ORDER BY
	    is_same DESC, status_rank, abs(found - expected), base_id DESC)
	    AS place
	FROM apart)
SELECT json_array(rate_id) AS found_ids,
    json_array(level_id, base_id) AS expected_ids,
    found, expected, b.half + slack AS tolerance, 'PT' AS unit_measure,
    s.indicator, s.ref_area, s.breakdown, s.time_period,
    CASE WHEN abs(found - expected) <= b.loose THEN 'info'
    WHEN is_same THEN 'error' WHEN b.status_rank < 2 THEN 'warning'
    ELSE 'info' END AS severity
FROM best AS b JOIN standing AS s ON s.id = b.rate_id
WHERE place = 1
