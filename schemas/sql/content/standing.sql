-- What the releases state, without where and when it was read: the same for
-- a warehouse and for one made anew of the same archive.
SELECT r.code, r.source, o.indicator, o.ref_area, o.breakdown, o.time_period,
    o.role, o.transformation, o.price_base, o.obs_mantissa, o.obs_scale,
    o.unit_measure, o.unit_mult, o.obs_status, o.bound
FROM observation AS o JOIN release AS r ON r.id = o.release_id
WHERE o.withdrawn IS NULL
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
