-- What the releases say of the cell of observation ?1, as known after batch
-- ?2, in plain units: the lowest, the highest, and how many releases.
SELECT min(o.obs_value * p.factor), max(o.obs_value * p.factor),
    count(DISTINCT o.release_id)
FROM figure AS a
JOIN figure AS o ON o.indicator = a.indicator AND o.ref_area = a.ref_area
    AND o.breakdown = a.breakdown AND o.transformation = a.transformation
    AND o.role = a.role AND o.time_period = a.time_period
    AND o.price_base = a.price_base AND o.unit_measure = a.unit_measure
    AND o.territory = a.territory
JOIN power AS p ON p.exponent = o.unit_mult
WHERE a.id = ?1 AND o.first_seen <= ?2
    AND (o.withdrawn IS NULL OR o.withdrawn > ?2)
