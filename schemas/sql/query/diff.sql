-- Cells of which another value is believed after batch ?2 than after batch
-- ?1: new, revised, withdrawn; of those that the source ?3 touched between
-- the two, or all where it is NULL. Belief is that of the view "statement",
-- a text that sorts as it does, its last 13 characters the row. A value that
-- is stated again, in other units even, is no revision. Revisions the
-- greatest first, by per cent, of rates by points; the others in order of
-- display.
WITH touched AS MATERIALIZED (
	SELECT o.indicator, o.ref_area, o.breakdown, o.transformation, o.role,
	    o.time_period, o.price_base
	FROM observation AS o
	WHERE o.first_seen > ?1 AND o.first_seen <= ?2
	    AND (?3 IS NULL OR o.release_id IN
		(SELECT id FROM release WHERE source = ?3))
	UNION
	SELECT o.indicator, o.ref_area, o.breakdown, o.transformation, o.role,
	    o.time_period, o.price_base
	FROM observation AS o
	WHERE o.withdrawn > ?1 AND o.withdrawn <= ?2
	    AND (?3 IS NULL OR o.release_id IN
		(SELECT id FROM release WHERE source = ?3))),
ranked AS (
	SELECT o.indicator, o.ref_area, o.breakdown, o.transformation, o.role,
	    o.time_period, o.price_base, o.territory,
	    o.first_seen <= ?1 AS was, o.withdrawn IS NULL OR
	    o.withdrawn > ?2 AS is_there,
	    printf('%d%04d%-10s%013d', instr('EPA', o.obs_status),
		1000 - s.source_rank, coalesce(o.published, ''), o.id) AS belief
	FROM touched AS t
	CROSS JOIN figure AS o ON o.indicator = t.indicator
	    AND o.ref_area = t.ref_area AND o.breakdown = t.breakdown
	    AND o.transformation = t.transformation AND o.role = t.role
	    AND o.time_period = t.time_period AND o.price_base = t.price_base
	JOIN release AS r ON r.id = o.release_id
	JOIN source AS s ON s.code = r.source
	WHERE o.first_seen <= ?2
	    AND (o.withdrawn IS NULL OR o.withdrawn > ?1)),
pair AS (
	SELECT indicator, ref_area, breakdown, transformation, role,
	    time_period, price_base, territory,
	    CAST(substr(max(iif(was, belief, NULL)), -13) AS INTEGER) AS old,
	    CAST(substr(max(iif(is_there, belief, NULL)), -13) AS INTEGER) AS
	    new
	FROM ranked
	GROUP BY indicator, ref_area, breakdown, transformation, role,
	    time_period, price_base, territory),
apart AS (
	SELECT k.*, a.obs_value AS old_value, a.unit_measure AS old_unit,
	    a.unit_mult AS old_mult, b.obs_value AS new_value,
	    b.unit_measure AS new_unit, b.unit_mult AS new_mult,
	    a.obs_value * p.factor AS x, b.obs_value * q.factor AS y,
	    coalesce(b.period_first, a.period_first) AS first,
	    coalesce(b.period_months, a.period_months) AS months
	FROM pair AS k
	LEFT JOIN observation AS a ON a.id = k.old
	LEFT JOIN power AS p ON p.exponent = a.unit_mult
	LEFT JOIN observation AS b ON b.id = k.new
	LEFT JOIN power AS q ON q.exponent = b.unit_mult
	WHERE (k.old IS NULL) <> (k.new IS NULL) OR (k.old <> k.new
	    AND (a.unit_measure <> b.unit_measure OR abs(a.obs_value *
		p.factor - b.obs_value * q.factor) > 1e-12 * (abs(a.obs_value
		* p.factor) + abs(b.obs_value * q.factor))))),
sized AS (
	SELECT *, CASE WHEN old IS NULL THEN 'new' WHEN new IS NULL THEN
	    'withdrawn' ELSE 'revised' END AS change,
	    -- in the multiple of the new value
	    iif(old_unit = new_unit, new_value - x / q.factor, NULL) AS
	    difference,
	    iif(old_unit = new_unit AND new_unit NOT IN ('PT', 'PP') AND
		x <> 0, 100 * (y - x) / abs(x), NULL) AS percent
	FROM apart LEFT JOIN power AS q ON q.exponent = new_mult)
SELECT z.change, z.indicator, z.ref_area, z.territory, z.breakdown,
    z.time_period, z.role, z.transformation, z.price_base,
    z.old_value, z.old_unit, z.old_mult, oa.obs_status, oa.bound, z.old,
    ra.code, z.new_value, z.new_unit, z.new_mult, ob.obs_status, ob.bound,
    z.new, rb.code, z.difference, z.percent, coalesce(rb.source, ra.source),
    coalesce(db.title, da.title), coalesce(db.published, da.published),
    coalesce(db.url, da.url), coalesce(ob.evidence_text, oa.evidence_text),
    i.name_vi, i.name_en, g.name_vi, g.name_en, b.name_vi, b.name_en
FROM sized AS z
JOIN indicator AS i ON i.code = z.indicator
JOIN area AS g ON g.code = z.ref_area
LEFT JOIN breakdown AS b ON b.indicator = z.indicator
    AND b.code = z.breakdown AND b.code <> '_T'
LEFT JOIN observation AS oa ON oa.id = z.old
LEFT JOIN release AS ra ON ra.id = oa.release_id
LEFT JOIN document AS da ON da.id = oa.document_id
LEFT JOIN observation AS ob ON ob.id = z.new
LEFT JOIN release AS rb ON rb.id = ob.release_id
LEFT JOIN document AS db ON db.id = ob.document_id
ORDER BY instr('rnw', substr(z.change, 1, 1)),
    iif(z.change = 'revised', -abs(coalesce(z.percent, z.difference, 1e300)),
	0), i.position, z.ref_area, z.breakdown <> '_T', z.breakdown,
    z.transformation, z.role, z.first, z.months, z.price_base, z.territory
