-- title vi: Những lần sửa số lớn nhất
-- title en: The largest revisions
-- param rows integer 20
--   vi: số dòng
--   en: number of rows
SELECT abs(100 * (n.obs_value * np.factor / (o.obs_value * p.factor) - 1))
    AS change_percent, o.indicator, o.ref_area, o.breakdown, o.time_period,
    o.role, o.transformation, o.obs_value AS old_value,
    n.obs_value AS new_value, o.unit_measure, o.unit_mult AS old_mult,
    n.unit_mult AS new_mult, o.seen_until AS revised, o.source, o.url,
    o.observation_id AS old_observation, n.id AS new_observation
FROM lineage AS o
JOIN observation AS n ON n.id = o.later_observation
JOIN power AS p ON p.exponent = o.unit_mult
JOIN power AS np ON np.exponent = n.unit_mult
WHERE o.obs_value <> 0
    AND o.obs_value * p.factor <> n.obs_value * np.factor
ORDER BY change_percent DESC, o.observation_id
LIMIT :rows
