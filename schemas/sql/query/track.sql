-- The series ?1 (indicator), ?2 (area), ?3 (part), ?4 (transformation) as
-- known after batch ?5: of each period the statement that is believed, as in
-- query/series.sql, but a printed price base and an inferred one are one
-- column of figures, the printed one first; beside it how many releases
-- state the cell, from what to what in plain units, and whether no number
-- rounds to all of them. One block a price base and unit, in it the old
-- territory before the new.
WITH said AS MATERIALIZED (
	SELECT o.id, o.time_period, o.period_first, o.period_months,
	    o.territory, o.price_base AS printed, i.price_base AS inferred,
	    coalesce(i.price_base, o.price_base) AS base, o.obs_value,
	    o.unit_measure, o.unit_mult, o.obs_status, o.bound, o.release_id,
	    r.code AS release, r.source, s.source_rank, o.published, o.url,
	    o.obs_value * p.factor AS v,
	    iif(o.bound IN ('max', 'approx'), NULL,
		(o.obs_value - u.factor / 2) * p.factor) AS low,
	    iif(o.bound IN ('min', 'approx'), NULL,
		(o.obs_value + u.factor / 2) * p.factor) AS high
	FROM figure AS o
	JOIN power AS p ON p.exponent = o.unit_mult
	JOIN power AS u ON u.exponent = -o.obs_scale
	JOIN release AS r ON r.id = o.release_id
	JOIN source AS s ON s.code = r.source
	LEFT JOIN price_inference AS i ON i.observation_id = o.id
	    AND i.first_seen <= ?5
	WHERE o.indicator = ?1 AND o.ref_area = ?2 AND o.breakdown = ?3
	    AND o.transformation = ?4 AND o.role = 'actual'
	    AND o.first_seen <= ?5
	    AND (o.withdrawn IS NULL OR o.withdrawn > ?5)),
cell AS (
	SELECT period_first AS first, period_months AS months, territory AS t,
	    base AS b, unit_measure AS u, count(DISTINCT release_id) AS
	    releases, min(v) AS lowest, max(v) AS highest,
	    coalesce(max(low) > min(high), 0) AS apart
	FROM said GROUP BY 1, 2, 3, 4, 5),
best AS (
	SELECT *, row_number() OVER (PARTITION BY period_first, period_months,
	    territory, base, unit_measure ORDER BY inferred IS NOT NULL,
	    instr('APE', obs_status), source_rank,
	    coalesce(published, '') DESC, id DESC) AS place
	FROM said)
SELECT k.id, k.period_first, k.period_months, k.obs_value, k.unit_measure,
    k.unit_mult, k.printed, k.inferred, k.base, k.obs_status, k.bound,
    k.territory, t.name_vi, t.name_en, t.valid_from, c.releases, c.lowest,
    c.highest, c.apart, k.source, k.release, k.published, k.url
FROM best AS k
JOIN cell AS c ON c.first = k.period_first AND c.months = k.period_months
    AND c.t = k.territory AND c.b = k.base AND c.u = k.unit_measure
LEFT JOIN territory AS t ON t.code = k.territory
LEFT JOIN price_base AS b ON b.code = k.base
WHERE k.place = 1
ORDER BY coalesce(b.position, 99), k.base, k.unit_measure,
    coalesce(t.valid_from, ''), k.territory, k.period_first, k.period_months
