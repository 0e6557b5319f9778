-- vi: Số lũy kế từ đầu năm giảm đi
-- en: A figure from January on falls as the year goes on
-- severity: error
-- compares: the figures from January on (January, two months, a quarter …,
--   the year) of one source, each with the one before it in the year. Only
--   what adds up: money, numbers, tonnes; no areas, no rates. A warning when
--   an estimate stands against a final figure.
-- tolerance: half a unit of the last digit of both. Information where cut-off
--   digits or a round number explain it (the column loose).
-- example: 10.695,5 tỷ in 11 months, 10.452 tỷ in the year: below by 243,5,
--   rounding allows 0,55
WITH
best AS (
	SELECT id, series, source, period_first, period_months, status_rank,
	    value, half, loose, lower, upper, row_number() OVER (PARTITION BY
	    series, period_first, source, period_months
	    ORDER BY status_rank, published DESC, id DESC) AS place
	FROM standing
	WHERE transformation = 'level' AND role = 'actual' AND is_flow
	    AND period_first % 12 = 0 AND period_months <= 12
	    AND base <> '_U' AND bound <> 'approx'),
step AS (
	SELECT *, lag(id) OVER year AS before_id,
	    lag(value) OVER year AS before_value,
	    lag(half) OVER year AS before_half,
	    lag(loose) OVER year AS before_loose,
	    lag(lower) OVER year AS before_lower,
	    lag(status_rank) OVER year AS before_rank
	FROM best
	WHERE place = 1
	WINDOW year AS (PARTITION BY series, period_first, source
	    ORDER BY period_months))
SELECT json_array(f.id) AS found_ids, json_array(before_id) AS expected_ids,
    f.value AS found, before_value AS expected,
    f.half + before_half AS tolerance, unit_measure, indicator, ref_area,
    breakdown, time_period,
    CASE WHEN before_value - f.value <= f.loose + before_loose THEN 'info'
    WHEN f.status_rank = before_rank THEN 'error' ELSE 'warning' END
    AS severity
FROM step AS f JOIN standing AS s ON s.id = f.id
WHERE f.upper < before_lower
