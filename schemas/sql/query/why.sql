-- All that the figure ?1 hangs together with, as known after batch ?2 and at
-- the time ?3: a row a connection.
--   statement  a release that states the same cell, the figure itself among
--              them, in order of belief (place), with the rank of its source
--   earlier, later  what the same release said of it before and after
--   price      a figure that its inferred price base rests on, and how
--   finding    of the checks, with the side it stands on; in plain units
--   verdict    of a target that rests on it, and as what
WITH me AS MATERIALIZED (
	SELECT f.*, coalesce(i.price_base, f.price_base) AS base
	FROM figure AS f
	LEFT JOIN price_inference AS i ON i.observation_id = f.id
	    AND i.first_seen <= ?2
	WHERE f.id = ?1),
said AS (
	SELECT o.id, s.source_rank, row_number() OVER (ORDER BY
	    i.price_base IS NOT NULL, instr('APE', o.obs_status),
	    s.source_rank, coalesce(o.published, '') DESC, o.id DESC) AS place
	FROM me
	CROSS JOIN figure AS o ON o.indicator = me.indicator
	    AND o.ref_area = me.ref_area AND o.breakdown = me.breakdown
	    AND o.transformation = me.transformation AND o.role = me.role
	    AND o.time_period = me.time_period AND o.territory = me.territory
	    AND o.unit_measure = me.unit_measure
	JOIN release AS r ON r.id = o.release_id
	JOIN source AS s ON s.code = r.source
	LEFT JOIN price_inference AS i ON i.observation_id = o.id
	    AND i.first_seen <= ?2
	WHERE coalesce(i.price_base, o.price_base) = me.base
	    AND o.first_seen <= ?2
	    AND (o.withdrawn IS NULL OR o.withdrawn > ?2)),
line AS (
	SELECT earlier_observation, later_observation FROM lineage
	WHERE observation_id = ?1)
SELECT 'statement' AS relation, id AS observation, place, source_rank AS rank,
    NULL AS code, NULL AS state, NULL AS use, NULL AS word_vi,
    NULL AS word_en, NULL AS finding, NULL AS found, NULL AS expected,
    NULL AS unit, 1 AS sequence
FROM said
UNION ALL
SELECT 'earlier', earlier_observation, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, 2
FROM line WHERE earlier_observation IS NOT NULL
UNION ALL
SELECT 'later', o.id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, 3
FROM line JOIN observation AS o ON o.id = later_observation
WHERE o.first_seen <= ?2
UNION ALL
SELECT 'price', x.rests_on, NULL, NULL, NULL, NULL, x.method, NULL, NULL,
    NULL, NULL, NULL, NULL, 4
FROM price_evidence AS x
JOIN price_inference AS i ON i.observation_id = x.observation_id
WHERE x.observation_id = ?1 AND i.first_seen <= ?2
UNION ALL
SELECT 'finding', NULL, NULL, NULL, f.check_code, f.severity, s.side,
    c.title_vi, c.title_en, f.id, f.found, f.expected, f.unit_measure, 5
FROM finding_observation AS s
JOIN finding AS f ON f.id = s.finding_id
JOIN check_rule AS c ON c.code = f.check_code
WHERE s.observation_id = ?1 AND f.opened_at <= ?3
    AND (f.closed_at IS NULL OR f.closed_at > ?3)
UNION ALL
SELECT 'verdict', NULL, NULL, NULL, v.target, v.verdict, i.use, t.name_vi,
    t.name_en, NULL, NULL, NULL, NULL, 6
FROM verdict_input AS i
JOIN verdict AS v ON v.id = i.verdict_id
LEFT JOIN target AS t ON t.code = v.target
WHERE i.observation_id = ?1 AND v.judged_at <= ?3
    AND (v.superseded_at IS NULL OR v.superseded_at > ?3)
ORDER BY sequence, place, observation, finding, code, use
