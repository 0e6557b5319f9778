-- vi: Các tháng, quý cộng lại không bằng số lũy kế
-- en: Months or quarters do not add up to the figure from January on
-- severity: error
-- compares: a figure from January on with the sum of its stretches, of one
--   source: eight months and September with nine, the first and the second
--   quarter with the half-year, the four quarters or twelve months with the
--   year. An error when one release prints all of them; otherwise a warning.
-- tolerance: half a unit of the last digit of each; of several releases one
--   per cent of the sum more, because each report restates the months before
--   (measured in one province: 0,04 to 0,06 per cent a month). Of one
--   release, information where cut-off digits or round numbers explain it
--   (the column loose).
-- example: 137.780 tỷ in 8 months and 18.994 in September make 156.774,
--   156.706 was printed: 68 apart, allowed 1.569,2 of two releases, 1,5 of one
WITH
best AS MATERIALIZED (
	SELECT * FROM (SELECT id, series, source, period_first,
		period_months, period_past, release_id, value, half, loose,
		lower, upper, row_number() OVER (PARTITION BY series, source,
		period_first, period_months
		ORDER BY status_rank, published DESC, id DESC) AS place
	    FROM standing
	    WHERE transformation = 'level' AND role = 'actual' AND is_flow
		AND period_first % 12 + period_months <= 12
		AND base <> '_U' AND bound <> 'approx')
	WHERE place = 1),
piece AS (
	SELECT series, source, period_first, period_months, period_past,
	    sum(value) OVER run AS total, sum(half) OVER run AS slack,
	    sum(loose) OVER run AS pieces_loose, sum(lower) OVER run AS
	    least, sum(upper) OVER run AS most, count(*) OVER run AS n,
	    min(release_id) OVER run AS first_release,
	    max(release_id) OVER run AS last_release
	FROM best
	WHERE period_months IN (1, 3) AND period_first % period_months = 0
	WINDOW run AS (PARTITION BY series, source, period_first / 12,
	    period_months ORDER BY period_first)),
stretch AS (
	-- What came before, and the rest.
	SELECT b.series, b.source, a.period_first, b.period_past,
	    a.value + b.value AS total, a.half + b.half AS slack,
	    a.loose + b.loose AS pieces_loose,
	    a.lower + b.lower AS least, a.upper + b.upper AS most,
	    a.id AS one, b.id AS other, 0 AS step,
	    min(a.release_id, b.release_id) AS first_release,
	    max(a.release_id, b.release_id) AS last_release
	FROM best AS b
	JOIN best AS a ON a.series = b.series AND a.source = b.source
	    AND a.period_first = b.period_first - b.period_first % 12
	    AND a.period_past = b.period_first
	WHERE b.period_first % 12 > 0
	UNION ALL
	-- Months or quarters without a gap; two of them are there above.
	SELECT series, source, period_first - period_first % 12, period_past,
	    total, slack, pieces_loose, least, most, NULL, NULL,
	    period_months, first_release, last_release
	FROM piece
	WHERE n > 2 AND n * period_months = period_first % 12 + period_months),
whole AS (
	SELECT w.*, s.total, s.slack, s.pieces_loose, s.least, s.most, s.one,
	    s.other, s.step, s.first_release = w.release_id
	    AND s.last_release = w.release_id AS is_same,
	    iif(s.first_release = w.release_id AND
	    s.last_release = w.release_id, 0, w.value / 100) AS restated
	FROM stretch AS s
	JOIN best AS w ON w.series = s.series AND w.source = s.source
	    AND w.period_first = s.period_first
	    AND w.period_past = s.period_past)
SELECT json_array(w.id) AS found_ids, iif(one IS NOT NULL,
    json_array(one, other), (SELECT json_group_array(p.id) FROM best AS p
	WHERE p.series = w.series AND p.source = w.source
	AND p.period_first / 12 = w.period_first / 12
	AND p.period_months = w.step AND p.period_first % w.step = 0
	AND p.period_past <= w.period_past)) AS expected_ids,
    w.value AS found, total AS expected,
    w.half + slack + restated AS tolerance, unit_measure, indicator,
    ref_area, breakdown, time_period,
    CASE WHEN NOT is_same THEN 'warning' WHEN abs(w.value - total) <=
    w.loose + pieces_loose THEN 'info' ELSE 'error' END AS severity
FROM whole AS w JOIN standing AS s ON s.id = w.id
WHERE w.upper + restated < least OR w.lower - restated > most
