-- Targets of which another verdict stood at the time ?2 than at ?1, in order
-- of display; where ?3 is a source, those whose verdict rests or rested on a
-- figure of it. A verdict that became provisional, or is it no more, is
-- another one.
WITH told AS (
	SELECT v.*, v.judged_at <= ?1 AND (v.superseded_at IS NULL
	    OR v.superseded_at > ?1) AS is_old
	FROM verdict AS v
	WHERE v.judged_at <= ?2 AND (v.superseded_at IS NULL
	    OR v.superseded_at > ?1)),
old AS (SELECT * FROM told WHERE is_old),
new AS (
	SELECT * FROM told WHERE superseded_at IS NULL OR superseded_at > ?2),
every AS (SELECT target FROM old UNION SELECT target FROM new)
SELECT e.target, t.name_vi, t.name_en, t.indicator, t.ref_area,
    t.breakdown, t.time_period, o.verdict, o.provisional, n.verdict,
    n.provisional, n.method, nullif(n.reason_vi, ''),
    nullif(n.reason_en, ''), n.judged_at
FROM every AS e
LEFT JOIN old AS o ON o.target = e.target
LEFT JOIN new AS n ON n.target = e.target
LEFT JOIN target AS t ON t.code = e.target
LEFT JOIN resolution AS r ON r.code = t.resolution
WHERE (o.verdict, o.provisional) IS NOT (n.verdict, n.provisional)
    AND (?3 IS NULL OR EXISTS (SELECT 1 FROM verdict_input AS i
	JOIN observation AS f ON f.id = i.observation_id
	JOIN release AS s ON s.id = f.release_id
	WHERE i.verdict_id IN (o.id, n.id) AND s.source = ?3))
ORDER BY r.position IS NULL, r.position, t.position, e.target
