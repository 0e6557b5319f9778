-- vi: Các nguồn cho số khác nhau về cùng một chỉ tiêu, cùng kỳ
-- en: Statements of one figure that disagree
-- severity: warning
-- compares: each value that is stated of one cell (indicator, area, part,
--   period, transformation, price base) with the best one: final before
--   preliminary before estimate, then the source believed first, then the
--   latest. A warning between sources, or within one release; information
--   when an estimate gave way to a final figure, when one source restates
--   its own, or when a price base is not named. Plans, targets and shares of
--   them are left out: they have layers.
-- tolerance: half a unit of the last digit of both. Information where cut-off
--   digits or a round number explain it (the column loose).
-- example: IIP +11,89 % in the first quarter of 2025 at the statistics
--   office, +9,8 % in a paper: 2,09 points apart, rounding allows 0,055
WITH
-- Cells with one statement have nothing to say.
cell AS MATERIALIZED (
	SELECT series, transformation, period_first, period_months
	FROM standing
	WHERE role = 'actual' AND transformation IN ('level', 'yoy',
	    'yoy_real', 'pop', 'avg', 'share', 'contribution')
	GROUP BY series, transformation, period_first, period_months
	HAVING min(value) < max(value)),
stated AS (
	SELECT s.*, row_number() OVER (PARTITION BY c.series,
	    c.transformation, c.period_first, c.period_months, s.value,
	    s.half, s.bound ORDER BY s.status_rank, s.source_rank, s.id)
	    AS place,
	    first_value(s.id) OVER best AS best_id,
	    first_value(s.value) OVER best AS best_value,
	    first_value(s.half) OVER best AS best_half,
	    first_value(s.loose) OVER best AS best_loose,
	    first_value(s.lower) OVER best AS best_lower,
	    first_value(s.upper) OVER best AS best_upper,
	    first_value(s.status_rank) OVER best AS best_rank,
	    first_value(s.source) OVER best AS best_source,
	    first_value(s.release_id) OVER best AS best_release
	FROM cell AS c
	JOIN standing AS s ON s.series = c.series
	    AND s.transformation = c.transformation
	    AND s.period_first = c.period_first
	    AND s.period_months = c.period_months AND s.role = 'actual'
	WINDOW best AS (PARTITION BY c.series, c.transformation,
	    c.period_first, c.period_months
	    ORDER BY s.status_rank, s.source_rank, s.published DESC,
	    s.id DESC))
SELECT json_array(id) AS found_ids, json_array(best_id) AS expected_ids,
    value AS found, best_value AS expected, half + best_half AS tolerance,
    unit_measure, indicator, ref_area, breakdown, time_period,
    CASE WHEN base = '_U' OR abs(value - best_value) <= loose + best_loose
    THEN 'info' WHEN release_id = best_release
    THEN 'warning' WHEN status_rank <> best_rank OR source = best_source
    THEN 'info' ELSE 'warning' END AS severity
FROM stated
WHERE place = 1 AND (upper < best_lower OR lower > best_upper)
    -- Of ten times and more magnitude.sql tells.
    AND (transformation <> 'level' OR base = '_U' OR unit_measure = 'PT' OR
	value < 8 * best_value AND best_value < 8 * value)
