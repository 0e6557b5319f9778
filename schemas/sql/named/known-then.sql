-- title vi: Chuỗi số liệu như đã biết đến cuối một ngày
-- title en: A series as it was known at the end of a day
-- param day day 2026-06-30
--   vi: ngày (UTC)
--   en: day (UTC)
-- param indicator text IND_OUTPUT
--   vi: mã chỉ tiêu
--   en: code of the indicator
-- param area text VN-06
--   vi: mã địa bàn
--   en: code of the area
-- param transformation text level
--   vi: cách tính: level, yoy, share, of_year_plan…
--   en: what was done to it: level, yoy, share, of_year_plan…
SELECT time_period, breakdown, territory, role, price_base, obs_value,
    unit_measure, unit_mult, obs_status, bound, source, published, seen_from,
    observation_id
FROM as_of
WHERE as_of = :day AND indicator = :indicator AND ref_area = :area
    AND transformation = :transformation
ORDER BY breakdown, period_first, period_months, role, price_base, territory
