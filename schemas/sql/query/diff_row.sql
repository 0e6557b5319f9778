-- A change in full: from the row ?1 to the row ?2, one of which may be NULL.
-- The difference is in the unit and multiple of the new value; per cent of
-- what is no rate.
SELECT CASE WHEN a.id IS NULL THEN 'new' WHEN b.id IS NULL THEN 'withdrawn'
    ELSE 'revised' END AS change, f.indicator, f.ref_area, f.territory,
    f.breakdown, f.time_period, f.role, f.transformation, f.price_base,
    a.obs_value, a.unit_measure, a.unit_mult, a.obs_status, a.bound, a.id,
    (SELECT code FROM release WHERE id = a.release_id), b.obs_value,
    b.unit_measure, b.unit_mult, b.obs_status, b.bound, b.id,
    (SELECT code FROM release WHERE id = b.release_id),
    -- Where the multiples are the same, digits as printed.
    CASE WHEN a.unit_measure <> b.unit_measure THEN NULL
    WHEN a.unit_mult = b.unit_mult
    THEN round(b.obs_value - a.obs_value, max(a.obs_scale, b.obs_scale))
    ELSE b.obs_value - a.obs_value * p.factor / q.factor END,
    CASE WHEN a.unit_measure = b.unit_measure
	AND b.unit_measure NOT IN ('PT', 'PP') AND a.obs_value <> 0
    THEN 100 * (b.obs_value * q.factor - a.obs_value * p.factor) /
	abs(a.obs_value * p.factor) END,
    r.source, d.title, d.published, d.url, f.evidence_text,
    i.name_vi, i.name_en, g.name_vi, g.name_en, w.name_vi, w.name_en
FROM figure AS f
JOIN release AS r ON r.id = f.release_id
JOIN document AS d ON d.id = f.document_id
JOIN indicator AS i ON i.code = f.indicator
JOIN area AS g ON g.code = f.ref_area
LEFT JOIN breakdown AS w ON w.indicator = f.indicator
    AND w.code = f.breakdown AND w.code <> '_T'
LEFT JOIN observation AS a ON a.id = ?1
LEFT JOIN power AS p ON p.exponent = a.unit_mult
LEFT JOIN observation AS b ON b.id = ?2
LEFT JOIN power AS q ON q.exponent = b.unit_mult
WHERE f.id = coalesce(?2, ?1)
