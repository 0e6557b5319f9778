-- vi: Số nhảy vọt gấp 10 hay 1000 lần: nghi lệch đơn vị, dấu phẩy
-- en: Jumps of 10 or 1000 times: a lost digit or a wrong unit
-- severity: error
-- compares: each level, a month's worth of it, with the one before it in the
--   series, at most three years back; and levels of one period with each
--   other. A return to what was before is not told again. Where the release
--   itself prints such a growth (above 300 or below minus 70 per cent), it is
--   believed. Registered projects and their capital jump by nature and are
--   left out. An error from 65 times on (a wrong unit), a warning below.
-- tolerance: a factor of 8 either way; seasons and growth stay below it
-- example: 1.731 tỷ in June (1.731 a month), 8.967 in six months (1.494 a
--   month): no jump. 8.967 triệu would be one of 1.000 times.
WITH
level AS (
	SELECT id, series, release_id, period_past, period_months, is_flow,
	    value, value / iif(is_flow, period_months, 1) AS monthly,
	    row_number() OVER same AS place,
	    first_value(id) OVER same AS best_id,
	    first_value(value) OVER same AS best_value
	FROM standing
	WHERE transformation = 'level' AND role = 'actual' AND value > 0
	    AND base <> '_U' AND unit_measure <> 'PT' AND indicator NOT IN
	    ('IND_PROJECTS', 'IND_PROJECT_CAPITAL')
	WINDOW same AS (PARTITION BY series, period_past, period_months
	    ORDER BY status_rank, source_rank, published DESC, id DESC)),
step AS (
	SELECT *, lag(id) OVER line AS before_id,
	    lag(monthly) OVER line AS before,
	    lag(monthly, 2) OVER line AS before_that,
	    period_past - lag(period_past) OVER line AS months
	FROM level
	WHERE place = 1
	WINDOW line AS (PARTITION BY series
	    ORDER BY period_past, period_months)),
jump AS (
	SELECT id, before_id AS other_id, value AS found,
	    before * iif(is_flow, period_months, 1) AS expected
	FROM step
	WHERE months <= 36 AND max(monthly / before, before / monthly) >= 8
	    AND (before_that IS NULL OR NOT (
	    max(before_that / before, before / before_that) >= 8
	    AND max(monthly / before_that, before_that / monthly) < 8))
	UNION ALL
	SELECT id, best_id, value, best_value
	FROM level
	WHERE place > 1 AND max(value / best_value, best_value / value) >= 8)
SELECT json_array(j.id) AS found_ids, json_array(other_id) AS expected_ids,
    found, expected, 7 * min(found, expected) AS tolerance, unit_measure,
    indicator, ref_area, breakdown, time_period,
    iif(max(found / expected, expected / found) >= 65, 'error', 'warning')
    AS severity
FROM jump AS j JOIN standing AS s ON s.id = j.id
WHERE NOT EXISTS (SELECT 1 FROM standing AS r
    WHERE r.release_id = s.release_id AND r.indicator = s.indicator
	AND r.transformation = 'yoy' AND r.ref_area = s.ref_area
	AND r.breakdown = s.breakdown AND r.period_first = s.period_first
	AND r.period_months = s.period_months
	AND (r.value > 300 OR r.value < -70))
