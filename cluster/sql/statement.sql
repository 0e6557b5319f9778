-- Spark counts no rows in a subquery by "less than" of an outer row. The
-- place by windows is the same number: the order is one of all rows.
SELECT o.id AS observation_id, o.indicator, o.ref_area, o.territory,
    o.breakdown, o.time_period, o.role, o.transformation, o.price_base,
    o.obs_value, o.unit_measure, o.unit_mult, o.obs_status, o.bound,
    o.period_first, o.period_months, r.code AS release, r.source,
    s.source_rank, o.published, row_number() OVER (
	PARTITION BY o.indicator, o.ref_area, o.territory, o.breakdown,
	    o.time_period, o.role, o.transformation, o.price_base
	ORDER BY instr('APE', o.obs_status), s.source_rank,
	    coalesce(o.published, '') DESC, o.id DESC) AS place
FROM figure AS o
JOIN `release` AS r ON r.id = o.release_id
JOIN `source` AS s ON s.code = r.source
WHERE o.withdrawn IS NULL;
