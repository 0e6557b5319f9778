-- Plans of the years of a series, ?1 (indicator), ?2 (area), ?3 (part), that
-- rest on nothing but what was known after batch ?4 and stands: in plain
-- units, the layer published first before the others.
SELECT l.time_period, l.price_base, l.territory, l.unit_measure,
    l.stated_value, l.lower_value, l.upper_value, l.layer_kind
FROM plan AS l
WHERE l.indicator = ?1 AND l.ref_area = ?2 AND l.breakdown = ?3
    AND NOT EXISTS (SELECT 1 FROM plan_evidence AS x
	JOIN observation AS o ON o.id IN (x.observation_id, x.value_id)
	WHERE x.plan_id = l.id AND o.first_seen > ?4)
ORDER BY l.time_period, l.price_base, l.territory, l.layer
