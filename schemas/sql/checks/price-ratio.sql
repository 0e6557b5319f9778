-- vi: Giá hiện hành so với giá so sánh thay đổi bất thường
-- en: The ratio of current to constant prices
-- severity: error
-- compares: where a release prints one quantity at current and at constant
--   prices, their ratio with the ratio of the period printed before it in
--   time (a warning); and with 1: prices have risen every year since the
--   base year, so a ratio below 1 means labels that were swapped (an error)
-- tolerance: what half a unit of the last digit of both makes of the ratio,
--   and ten per cent of it for each year begun between the two; prices of
--   output have not moved faster
-- example: 19.357 tỷ at current prices, 14.150 tỷ at constant ones: 1,368.
--   13.668 and 9.991 three months before: 1,368. Had 9.357 been printed, the
--   ratio would be 0,661.
WITH
pair AS (
	SELECT c.indicator, c.ref_area, c.breakdown, c.time_period,
	    c.period_first, c.period_months, c.period_past, c.territory,
	    c.id AS current_id, k.id AS constant_id, k.base,
	    c.value / k.value AS ratio, c.lower / k.upper AS least,
	    c.upper / k.lower AS most, count(*) OVER (PARTITION BY
	    c.release_id, c.series, c.period_first, c.period_months) AS times
	FROM standing AS c
	JOIN standing AS k ON k.release_id = c.release_id
	    AND k.indicator = c.indicator AND k.transformation = 'level'
	    AND k.ref_area = c.ref_area AND k.breakdown = c.breakdown
	    AND k.period_first = c.period_first
	    AND k.period_months = c.period_months AND k.role = c.role
	    AND k.unit_measure = c.unit_measure
	    AND k.base LIKE 'constant%' AND k.bound = '_Z'
	WHERE c.transformation = 'level' AND c.base = 'current'
	    AND c.role = 'actual' AND c.bound = '_Z' AND c.lower > 0
	    AND k.lower > 0),
step AS (
	SELECT *, lag(ratio) OVER line AS before,
	    lag(least) OVER line AS before_least,
	    lag(most) OVER line AS before_most,
	    lag(current_id) OVER line AS before_current,
	    lag(constant_id) OVER line AS before_constant,
	    (period_past - lag(period_past) OVER line + 11) / 12 AS years
	FROM pair
	-- Of two values in one release disagreement.sql tells.
	WHERE times = 1
	WINDOW line AS (PARTITION BY indicator, ref_area, breakdown, base,
	    territory ORDER BY period_past, period_months, current_id)),
judged AS (
	SELECT *, most < 1 AND base = 'constant-2010' AND
	    period_first >= 12 * 2011 AS is_swapped,
	    0.1 * max(years, 1) * before AS drift
	FROM step)
SELECT json_array(current_id, constant_id) AS found_ids,
    iif(is_swapped, '[]', json_array(before_current, before_constant))
    AS expected_ids, ratio AS found, iif(is_swapped, 1, before) AS expected,
    (most - least) / 2 + iif(is_swapped, 0, drift + (before_most -
    before_least) / 2) AS tolerance, 'RATIO' AS unit_measure, indicator,
    ref_area, breakdown, time_period,
    iif(is_swapped, 'error', 'warning') AS severity
FROM judged
WHERE is_swapped OR most < before_least - drift OR least > before_most + drift
