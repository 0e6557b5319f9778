-- What the figures of a finding say and who says it, in an order of their
-- own: the same in a warehouse made anew. ?1 and ?2 are arrays of row ids.
SELECT printf('%s|%s|%s|%s|%s|%s|%s|%s|%s|%d|%d|%s|%d|%s|%s', side, r.code,
    o.indicator, o.ref_area, o.breakdown, o.time_period, o.role,
    o.transformation, o.price_base, o.obs_mantissa, o.obs_scale,
    o.unit_measure, o.unit_mult, o.obs_status, o.bound) AS figure
FROM (SELECT 'found' AS side, value AS id FROM json_each(?1)
	UNION ALL
	SELECT 'expected', value FROM json_each(?2)) AS f
JOIN observation AS o ON o.id = f.id
JOIN release AS r ON r.id = o.release_id
ORDER BY figure
