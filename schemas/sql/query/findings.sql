-- What the checks found, a row a figure on either side: open at the end of
-- ?1 (UTC), or now where it is NULL; of source ?2 alone, on either side, or
-- of all; closed ones too where ?3.
SELECT f.id, f.check_code, c.title_vi, c.title_en, f.severity, f.indicator,
    f.ref_area, f.breakdown, f.time_period, f.unit_measure, f.found,
    f.expected, f.tolerance, abs(f.found - f.expected) AS apart,
    f.opened_batch, f.opened_at, iif(is_open, NULL, f.closed_batch),
    iif(is_open, NULL, f.closed_at), iif(is_open, NULL, f.closed_why),
    s.side, o.id AS observation, o.time_period AS stated_period,
    o.transformation, o.obs_value, o.unit_measure AS stated_unit,
    o.unit_mult, o.obs_status, o.bound, o.evidence_text, r.source,
    r.code AS release, d.published, d.url,
    i.name_vi, i.name_en, a.name_vi, a.name_en, b.name_vi, b.name_en
FROM (SELECT *, closed_at IS NULL OR closed_at > ?1 AS is_open
	FROM finding) AS f
JOIN check_rule AS c ON c.code = f.check_code
JOIN finding_observation AS s ON s.finding_id = f.id
JOIN observation AS o ON o.id = s.observation_id
JOIN release AS r ON r.id = o.release_id
JOIN document AS d ON d.id = o.document_id
JOIN indicator AS i ON i.code = f.indicator
JOIN area AS a ON a.code = f.ref_area
LEFT JOIN breakdown AS b ON b.indicator = f.indicator AND b.code = f.breakdown
    AND b.code <> '_T'
WHERE (?1 IS NULL OR f.opened_at <= ?1) AND (?3 OR coalesce(is_open, 0))
    AND (?2 IS NULL OR EXISTS (SELECT 1 FROM finding_observation AS one
	JOIN observation AS oo ON oo.id = one.observation_id
	JOIN release AS rr ON rr.id = oo.release_id
	WHERE one.finding_id = f.id AND rr.source = ?2))
ORDER BY CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2
    END, f.check_code, i.position, f.ref_area, b.code IS NOT NULL, b.code,
    f.time_period DESC, f.id, s.side DESC,
    o.period_first + o.period_months DESC, o.breakdown, o.id
