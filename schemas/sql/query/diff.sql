-- Cells of which another value is believed after batch ?2 than after batch
-- ?1, by the rule of the view "statement": what it is (new, revised,
-- withdrawn), the row believed before and the one believed now. Where they
-- differ, either the one has come in between or the other has gone, so these
-- are looked at, by the indexes of batches, and nothing else; of the source
-- ?3, or all where it is NULL. A value that is stated again, in other units
-- even, is no revision. Revisions the greatest first, by per cent, of rates
-- by points; the others in order of display.
WITH came AS MATERIALIZED (
	SELECT n.id AS new, (SELECT b.id
	    FROM figure AS b
	    JOIN release AS br ON br.id = b.release_id
	    JOIN source AS bs ON bs.code = br.source
	    WHERE b.indicator = n.indicator AND b.ref_area = n.ref_area
		AND b.breakdown = n.breakdown
		AND b.transformation = n.transformation AND b.role = n.role
		AND b.time_period = n.time_period
		AND b.price_base = n.price_base AND b.first_seen <= ?1
		AND (b.withdrawn IS NULL OR b.withdrawn > ?1)
		AND b.territory = n.territory
	    ORDER BY instr('APE', b.obs_status), bs.source_rank,
		coalesce(b.published, '') DESC, b.id DESC LIMIT 1) AS old
	FROM figure AS n
	JOIN release AS r ON r.id = n.release_id
	JOIN source AS s ON s.code = r.source
	WHERE n.first_seen > ?1 AND n.first_seen <= ?2
	    AND (n.withdrawn IS NULL OR n.withdrawn > ?2)
	    AND NOT EXISTS (SELECT 1 FROM figure AS b
		JOIN release AS br ON br.id = b.release_id
		JOIN source AS bs ON bs.code = br.source
		WHERE b.indicator = n.indicator AND b.ref_area = n.ref_area
		    AND b.breakdown = n.breakdown
		    AND b.transformation = n.transformation
		    AND b.role = n.role AND b.time_period = n.time_period
		    AND b.price_base = n.price_base AND b.id <> n.id
		    AND b.first_seen <= ?2
		    AND (b.withdrawn IS NULL OR b.withdrawn > ?2)
		    AND (instr('APE', b.obs_status), bs.source_rank,
			coalesce(n.published, ''), n.id) <
			(instr('APE', n.obs_status), s.source_rank,
			coalesce(b.published, ''), b.id)
		    AND b.territory = n.territory)),
went AS (
	SELECT o.id AS old, (SELECT b.id
	    FROM figure AS b
	    JOIN release AS br ON br.id = b.release_id
	    JOIN source AS bs ON bs.code = br.source
	    WHERE b.indicator = o.indicator AND b.ref_area = o.ref_area
		AND b.breakdown = o.breakdown
		AND b.transformation = o.transformation AND b.role = o.role
		AND b.time_period = o.time_period
		AND b.price_base = o.price_base AND b.first_seen <= ?2
		AND (b.withdrawn IS NULL OR b.withdrawn > ?2)
		AND b.territory = o.territory
	    ORDER BY instr('APE', b.obs_status), bs.source_rank,
		coalesce(b.published, '') DESC, b.id DESC LIMIT 1) AS new
	FROM figure AS o
	JOIN release AS r ON r.id = o.release_id
	JOIN source AS s ON s.code = r.source
	WHERE o.withdrawn > ?1 AND o.withdrawn <= ?2 AND o.first_seen <= ?1
	    AND NOT EXISTS (SELECT 1 FROM figure AS b
		JOIN release AS br ON br.id = b.release_id
		JOIN source AS bs ON bs.code = br.source
		WHERE b.indicator = o.indicator AND b.ref_area = o.ref_area
		    AND b.breakdown = o.breakdown
		    AND b.transformation = o.transformation
		    AND b.role = o.role AND b.time_period = o.time_period
		    AND b.price_base = o.price_base AND b.id <> o.id
		    AND b.first_seen <= ?1
		    AND (b.withdrawn IS NULL OR b.withdrawn > ?1)
		    AND (instr('APE', b.obs_status), bs.source_rank,
			coalesce(o.published, ''), o.id) <
			(instr('APE', o.obs_status), s.source_rank,
			coalesce(b.published, ''), b.id)
		    AND b.territory = o.territory)),
-- What went because something came is among what came.
pair AS (
	SELECT old, new FROM came
	UNION ALL
	SELECT w.old, w.new FROM went AS w
	LEFT JOIN observation AS n ON n.id = w.new
	WHERE n.id IS NULL OR n.first_seen <= ?1),
sized AS (
	SELECT k.old, k.new, coalesce(b.indicator, a.indicator) AS indicator,
	    coalesce(b.ref_area, a.ref_area) AS ref_area,
	    coalesce(b.breakdown, a.breakdown) AS breakdown,
	    coalesce(b.transformation, a.transformation) AS transformation,
	    coalesce(b.role, a.role) AS role,
	    coalesce(b.price_base, a.price_base) AS price_base,
	    coalesce(b.period_first, a.period_first) AS first,
	    coalesce(b.period_months, a.period_months) AS months,
	    a.unit_measure <> b.unit_measure AS other_unit,
	    b.unit_measure IN ('PT', 'PP') AS is_rate,
	    a.obs_value * p.factor AS x, b.obs_value * q.factor AS y,
	    (SELECT source FROM release WHERE id = a.release_id) AS old_source,
	    a.withdrawn <= ?2 AS is_gone, b.first_seen > ?1 AS is_here,
	    (SELECT source FROM release WHERE id = b.release_id) AS new_source
	FROM pair AS k
	LEFT JOIN observation AS a ON a.id = k.old
	LEFT JOIN power AS p ON p.exponent = a.unit_mult
	LEFT JOIN observation AS b ON b.id = k.new
	LEFT JOIN power AS q ON q.exponent = b.unit_mult)
SELECT CASE WHEN z.old IS NULL THEN 'new' WHEN z.new IS NULL THEN 'withdrawn'
    ELSE 'revised' END AS change, z.old, z.new
FROM sized AS z
JOIN indicator AS i ON i.code = z.indicator
WHERE (z.x IS NULL OR z.y IS NULL OR z.other_unit
	OR abs(z.x - z.y) > 1e-12 * (abs(z.x) + abs(z.y)))
    AND (?3 IS NULL OR (z.is_here AND z.new_source = ?3)
	OR (z.is_gone AND z.old_source = ?3))
ORDER BY instr('rnw', substr(change, 1, 1)),
    CASE WHEN z.x IS NULL OR z.y IS NULL THEN 0
    WHEN z.other_unit OR (z.x = 0 AND NOT z.is_rate) THEN -1e300
    WHEN z.is_rate THEN -abs(z.y - z.x)
    ELSE -abs((z.y - z.x) / z.x) * 100 END,
    i.position, z.ref_area, z.breakdown <> '_T', z.breakdown,
    z.transformation, z.role, z.first, z.months, z.price_base, z.new, z.old
