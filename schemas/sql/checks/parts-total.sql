-- vi: Các phần không khớp với tổng số
-- en: Parts against the total
-- severity: error
-- compares: within one release, for one period: the sum of all parts with
--   the total, and of some parts with what they may be at most; the shares
--   of the parts with 100 per cent; a part's share with its level over the
--   total's; contributions in points with the growth of the total; and the
--   growth of the total with the lowest and the highest of its parts. The
--   parts that make a whole are listed below.
-- tolerance: half a unit of the last digit of the total and of each part.
--   Information where cut-off digits or round numbers explain it (the column
--   loose).
-- example: mining 120,7, manufacturing 1.039,8, power 152 and water 14,2 tỷ
--   make 1.326,7; the total is printed as 1.326,8. Rounding allows 0,7 (152
--   is printed without a digit behind the comma): no finding.
WITH
whole (indicator, kind, size, part) AS (VALUES
	('IND_OUTPUT', 1, 4, 'B'), ('IND_OUTPUT', 1, 4, 'C'),
	('IND_OUTPUT', 1, 4, 'D'), ('IND_OUTPUT', 1, 4, 'E'),
	('IIP', 1, 4, 'B'), ('IIP', 1, 4, 'C'), ('IIP', 1, 4, 'D'),
	('IIP', 1, 4, 'E'),
	('GRDP', 1, 4, 'agriculture'), ('GRDP', 1, 4, 'industry_construction'),
	('GRDP', 1, 4, 'services'), ('GRDP', 1, 4, 'taxes'),
	('RETAIL', 1, 4, 'goods'), ('RETAIL', 1, 4, 'accommodation_food'),
	('RETAIL', 1, 4, 'travel'), ('RETAIL', 1, 4, 'other_services'),
	('RETAIL', 2, 3, 'goods'), ('RETAIL', 2, 3,
	'accommodation_food_travel'), ('RETAIL', 2, 3, 'other_services'),
	('TOURISTS', 1, 2, 'international'), ('TOURISTS', 1, 2, 'domestic')),
part AS MATERIALIZED (
	SELECT s.id, s.release_id, s.indicator, s.transformation, s.ref_area,
	    s.breakdown, s.period_first, s.period_months, s.base,
	    s.unit_measure, s.bound, s.value, s.half, s.loose, s.lower,
	    s.upper, w.kind, w.size
	FROM standing AS s
	CROSS JOIN whole AS w ON w.indicator = s.indicator
	    AND w.part = s.breakdown
	WHERE s.breakdown <> '_T' AND s.role = 'actual'
	    AND s.transformation IN
	    ('level', 'share', 'contribution', 'yoy')),
-- A part that a release gives twice with two values says nothing here.
parts AS MATERIALIZED (
	SELECT release_id, indicator, transformation, ref_area,
	    period_first, period_months, base, unit_measure, kind, size,
	    count(*) AS n, sum(value) AS total, sum(half) AS slack,
	    sum(loose) AS loose, sum(lower) AS least, sum(upper) AS most,
	    min(value) AS smallest, max(value) AS largest,
	    min(lower) AS lowest, max(upper) AS highest, min(id) AS id
	FROM part
	GROUP BY release_id, indicator, transformation, period_first,
	    period_months, kind, ref_area, base, unit_measure
	HAVING count(*) = count(DISTINCT breakdown)),
-- "industry" is a part of "industry_construction" only.
summed AS (
	-- Levels, and contributions with the growth.
	SELECT t.id AS total_id, p.id AS part_id, p.kind, p.n, t.value AS found,
	    p.total AS expected, t.half + p.slack AS tolerance,
	    t.loose + p.loose AS loose
	FROM parts AS p
	JOIN standing AS t ON t.release_id = p.release_id
	    AND t.indicator = p.indicator AND t.transformation =
	    iif(p.transformation = 'level', 'level', 'yoy')
	    AND t.ref_area = p.ref_area AND t.period_first = p.period_first
	    AND t.period_months = p.period_months
	    AND (t.base = p.base AND t.unit_measure = p.unit_measure
	    OR p.transformation = 'contribution')
	    AND t.breakdown = '_T' AND t.role = 'actual'
	WHERE p.transformation IN ('level', 'contribution')
	    AND (t.upper < p.least AND (p.n = p.size OR
	    p.transformation = 'level') OR p.n = p.size AND t.lower > p.most)
	UNION ALL
	-- Shares with 100.
	SELECT NULL, id, kind, n, total, 100, slack, loose
	FROM parts
	WHERE transformation = 'share' AND (least > 100 OR
	    (n = size AND most < 100))
	UNION ALL
	-- Growth of the total with the growth of its parts.
	SELECT t.id, p.id, p.kind, p.n, t.value, iif(t.upper < p.lowest,
	    p.smallest, p.largest), t.half + p.slack / p.n,
	    t.loose + p.loose / p.n
	FROM parts AS p
	JOIN standing AS t ON t.release_id = p.release_id
	    AND t.indicator = p.indicator AND t.transformation = 'yoy'
	    AND t.ref_area = p.ref_area AND t.period_first = p.period_first
	    AND t.period_months = p.period_months AND t.breakdown = '_T'
	    AND t.role = 'actual'
	WHERE p.transformation = 'yoy' AND p.n = p.size
	    AND (t.upper < p.lowest OR t.lower > p.highest)),
shared AS (
	-- A share with its part over the total.
	SELECT s.id, s.value AS found, 100 * l.value / t.value AS expected,
	    s.half + 100 * (l.half + l.value / t.value * t.half) / t.value
	    AS tolerance, s.loose + 100 * (l.loose + l.value / t.value *
	    t.loose) / t.value AS loose, s.lower, s.upper, l.id AS part_id,
	    t.id AS total_id, iif(l.lower > 0, 100 * l.lower / t.upper, 0)
	    AS least, iif(t.lower > 0, 100 * l.upper / t.lower, 9e999)
	    AS most
	FROM part AS s
	JOIN standing AS l ON l.release_id = s.release_id
	    AND l.indicator = s.indicator AND l.transformation = 'level'
	    AND l.ref_area = s.ref_area AND l.breakdown = s.breakdown
	    AND l.period_first = s.period_first
	    AND l.period_months = s.period_months AND l.role = 'actual'
	JOIN standing AS t ON t.release_id = s.release_id
	    AND t.indicator = s.indicator AND t.transformation = 'level'
	    AND t.ref_area = s.ref_area AND t.breakdown = '_T'
	    AND t.period_first = s.period_first
	    AND t.period_months = s.period_months AND t.role = 'actual'
	    AND t.base = l.base AND t.unit_measure = l.unit_measure
	-- Shares are of current prices where both are printed.
	WHERE s.transformation = 'share' AND s.kind = 1 + (s.breakdown =
	    'accommodation_food_travel') AND l.base IN ('_Z', 'current')
	    AND s.bound <> 'approx' AND t.value > 0),
-- The parts again, of what was found only.
told AS (
	SELECT t.*, (SELECT json_group_array(q.id) FROM standing AS p
		JOIN standing AS q ON q.release_id = p.release_id
		    AND q.indicator = p.indicator
		    AND q.transformation = p.transformation
		    AND q.ref_area = p.ref_area
		    AND q.period_first = p.period_first
		    AND q.period_months = p.period_months AND q.base = p.base
		    AND q.unit_measure = p.unit_measure AND q.role = p.role
		JOIN whole AS w ON w.indicator = q.indicator
		    AND w.part = q.breakdown AND w.kind = t.kind
		WHERE p.id = t.part_id) AS part_ids
	-- Two ways to make the whole are one finding.
	FROM (SELECT *, row_number() OVER (PARTITION BY total_id,
		iif(total_id IS NULL, part_id, 0) ORDER BY n DESC, kind) AS place
	    FROM summed) AS t
	WHERE place = 1)
SELECT iif(total_id IS NULL, part_ids, json_array(total_id)) AS found_ids,
    iif(total_id IS NULL, '[]', part_ids) AS expected_ids, found, expected,
    tolerance, unit_measure, indicator, ref_area, '_T' AS breakdown,
    time_period,
    iif(abs(found - expected) <= t.loose, 'info', 'error') AS severity
FROM told AS t JOIN standing AS s ON s.id = coalesce(total_id, part_id)
UNION ALL
SELECT json_array(t.id), json_array(part_id, total_id), found, expected,
    tolerance, unit_measure, indicator, ref_area, breakdown, time_period,
    iif(abs(found - expected) <= t.loose, 'info', 'error')
FROM (SELECT *, max(lower <= most AND upper >= least)
	OVER (PARTITION BY id) AS is_settled, row_number()
	OVER (PARTITION BY id ORDER BY abs(found - expected), part_id,
	total_id) AS place
    FROM shared) AS t
JOIN standing AS s ON s.id = t.id
WHERE place = 1 AND NOT is_settled
