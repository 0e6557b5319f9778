-- title vi: Số liệu đã sửa hoặc rút lại từ một ngày
-- title en: Figures revised or withdrawn since a day
-- param since day 2000-01-01
--   vi: từ ngày này (UTC)
--   en: from this day on (UTC)
-- param indicator text ""
--   vi: mã chỉ tiêu, để trống là mọi chỉ tiêu
--   en: code of the indicator, empty for all
SELECT o.seen_until AS revised, o.indicator, o.ref_area, o.breakdown,
    o.time_period, o.role, o.transformation, o.price_base,
    o.obs_value AS old_value, n.obs_value AS new_value, o.unit_measure,
    o.unit_mult AS old_mult, n.unit_mult AS new_mult, o.source, o.release,
    o.url, o.observation_id AS old_observation,
    o.later_observation AS new_observation
FROM lineage AS o
LEFT JOIN observation AS n ON n.id = o.later_observation
WHERE o.seen_until >= :since
    AND (:indicator = '' OR o.indicator = :indicator)
ORDER BY o.seen_until DESC, o.observation_id
