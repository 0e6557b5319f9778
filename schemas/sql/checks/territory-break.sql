-- vi: So sánh qua mốc sáp nhập 1/7/2025 do chính bài đăng in ra
-- en: Comparisons that releases print across the merger of 1 July 2025
-- severity: info
-- compares: nothing. A growth rate of a province or district whose period
--   ends after 30 June 2025, and whose base begins before, was computed by
--   the office on a base restated for the new territory, which the release
--   seldom says. Where levels of both sides are known, the growth that one
--   must not compute from them is shown beside it. Told once a release and
--   indicator. All other checks stay on one side.
-- tolerance: none
-- example: retail of the month +5 % on the month before, though the printed
--   levels of June and July are 87,5 % apart
WITH
crossing AS (
	SELECT *, CASE transformation WHEN 'pop' THEN period_months
	    WHEN 'avg' THEN 0 ELSE 12 END AS back
	FROM standing
	WHERE transformation IN ('yoy', 'yoy_real', 'pop', 'avg')
	    AND role = 'actual' AND is_broken AND period_past > 24306),
level AS (
	SELECT *, row_number() OVER (PARTITION BY indicator, ref_area,
	    breakdown, period_first, period_months, base, unit_measure,
	    territory ORDER BY status_rank, source_rank, published DESC,
	    id DESC) AS place
	FROM standing
	WHERE transformation = 'level' AND role = 'actual' AND is_broken
	    AND period_past > 24306 - 24 AND value > 0
	    AND base NOT IN ('_U', 'current')),
pair AS (
	SELECT c.*, n.id AS now_id, b.id AS base_id,
	    100 * (n.value / b.value - 1) AS computed, row_number() OVER
	    (PARTITION BY c.release_id, c.indicator, c.ref_area
	    ORDER BY b.id IS NULL, c.breakdown <> '_T', c.period_months
	    DESC, c.id, b.base, n.id) AS turn
	FROM crossing AS c
	LEFT JOIN level AS n ON n.indicator = c.indicator
	    AND n.ref_area = c.ref_area AND n.breakdown = c.breakdown
	    AND n.period_first = c.period_first
	    AND n.period_months = c.period_months AND n.territory = 1
	    AND n.place = 1 AND c.back > 0
	LEFT JOIN level AS b ON b.indicator = n.indicator
	    AND b.ref_area = n.ref_area AND b.breakdown = n.breakdown
	    AND b.period_first = n.period_first - c.back
	    AND b.period_months = n.period_months AND b.base = n.base
	    AND b.unit_measure = n.unit_measure AND b.territory = 0
	    AND b.place = 1
	WHERE c.period_first - c.back < 24306)
SELECT json_array(id) AS found_ids, iif(base_id IS NULL, '[]',
    json_array(now_id, base_id)) AS expected_ids, value AS found,
    computed AS expected, half AS tolerance, unit_measure, indicator,
    ref_area, breakdown, time_period, NULL AS severity
FROM pair
WHERE turn = 1
