-- vi: Kỳ ghi trong bài không hợp với ngày đăng
-- en: The period of a figure against the day of its release
-- severity: error
-- compares: the last month of an actual figure with the month in which its
--   release was published (ten days allowed: reports come out before the
--   month is over). A figure of a period still running is a warning, one a
--   year ahead an error. And the other way: a release with figures of parts
--   of a year, all of which end 11 to 13 months before, probably names the
--   year before (a warning, told once a release).
-- tolerance: one month; estimates of the year come out in December
-- example: the workbook of December 2024 heads its table "các quý năm 2023":
--   its last quarter ended 12 months before it was published
WITH
dated AS (
	SELECT id, release_id, period_first, period_months, period_past,
	    CAST(strftime('%Y', published, '+11 days') AS INTEGER) * 12
	    + CAST(strftime('%m', published, '+11 days') AS INTEGER) - 1
	    AS ended
	FROM standing
	WHERE role = 'actual' AND published IS NOT NULL
	    AND period_months <= 12),
early AS (
	SELECT release_id, min(id) AS id, period_past - ended AS months
	FROM dated
	WHERE period_past > ended + 1
	GROUP BY release_id, period_first, period_months),
late AS (
	SELECT release_id, max(period_past) AS past, max(ended) AS ended,
	    max(iif(period_months < 12, period_past, 0)) AS part_past
	FROM dated
	GROUP BY release_id
	HAVING count(*) > 2),
told AS (
	SELECT id, months FROM early
	UNION ALL
	SELECT (SELECT min(d.id) FROM standing AS d
		WHERE d.release_id = l.release_id AND d.role = 'actual'
		AND d.period_past = l.past), past - ended
	FROM late AS l
	WHERE part_past = past AND ended - past BETWEEN 11 AND 13)
SELECT json_array(s.id) AS found_ids, '[]' AS expected_ids,
    t.months AS found, 0 AS expected, 1 AS tolerance,
    'MONTH' AS unit_measure, s.indicator, s.ref_area, s.breakdown,
    s.time_period, iif(t.months >= 12, 'error', 'warning') AS severity
FROM told AS t
JOIN standing AS s ON s.id = t.id
