-- title vi: Các mâu thuẫn còn mở giữa số liệu
-- title en: Contradictions between figures that are open
-- param severity text ""
--   vi: mức: error, warning, info; để trống là mọi mức
--   en: error, warning or info; empty for all
SELECT f.severity, f.check_code, c.title_vi, c.title_en, f.indicator,
    f.ref_area, f.breakdown, f.time_period, f.found, f.expected,
    f.tolerance, f.unit_measure, f.opened_at,
    (SELECT group_concat(side || ':' || observation_id, ' ')
	FROM (SELECT * FROM finding_observation AS s
	    WHERE s.finding_id = f.id ORDER BY s.side, s.observation_id))
    AS observations
FROM finding AS f
JOIN check_rule AS c ON c.code = f.check_code
WHERE f.closed_at IS NULL AND (:severity = '' OR f.severity = :severity)
ORDER BY CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2
    END, f.check_code, f.indicator, f.time_period, f.id
