-- Contradictions that were open at ?2 (UTC), of source ?3 alone where it is
-- given.
SELECT f.id AS finding_id, f.check_code, c.title_vi, c.title_en, f.severity,
    f.indicator, f.ref_area, f.breakdown, f.time_period, f.found, f.expected,
    f.tolerance, f.unit_measure, f.opened_at,
    (SELECT group_concat(s.side || ':' || s.observation_id, ' ')
	FROM (SELECT side, observation_id FROM finding_observation
	    WHERE finding_id = f.id ORDER BY side DESC, observation_id) AS s)
    AS observations
FROM finding AS f
JOIN check_rule AS c ON c.code = f.check_code
WHERE f.opened_at <= ?2 AND (f.closed_at IS NULL OR f.closed_at > ?2)
    AND (?3 IS NULL OR EXISTS (SELECT 1 FROM finding_observation AS s
	JOIN observation AS o ON o.id = s.observation_id
	JOIN release AS r ON r.id = o.release_id
	WHERE s.finding_id = f.id AND r.source = ?3))
ORDER BY CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2
    END, f.check_code, f.indicator, f.time_period, f.id
