-- What the releases say of the cell of observation ?1, as known after batch
-- ?2, in plain units: the lowest, the highest, how many releases, and whether
-- no number rounds to all of them (as in query/track.sql).
SELECT min(o.obs_value * p.factor), max(o.obs_value * p.factor),
    count(DISTINCT o.release_id), coalesce(
	max(iif(o.bound IN ('max', 'approx'), NULL,
	    (o.obs_value - u.factor / 2) * p.factor)) >
	min(iif(o.bound IN ('min', 'approx'), NULL,
	    (o.obs_value + u.factor / 2) * p.factor)), 0)
FROM figure AS a
JOIN figure AS o ON o.indicator = a.indicator AND o.ref_area = a.ref_area
    AND o.breakdown = a.breakdown AND o.transformation = a.transformation
    AND o.role = a.role AND o.time_period = a.time_period
    AND o.price_base = a.price_base AND o.unit_measure = a.unit_measure
    AND o.territory = a.territory
JOIN power AS p ON p.exponent = o.unit_mult
JOIN power AS u ON u.exponent = -o.obs_scale
WHERE a.id = ?1 AND o.first_seen <= ?2
    AND (o.withdrawn IS NULL OR o.withdrawn > ?2)
