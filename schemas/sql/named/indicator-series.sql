-- title vi: Chuỗi số liệu của một chỉ tiêu, mỗi kỳ một dòng
-- title en: The series of an indicator, a row a period
-- param indicator text IND_OUTPUT
--   vi: mã chỉ tiêu
--   en: code of the indicator
-- param area text VN-06
--   vi: mã địa bàn
--   en: code of the area
-- param breakdown text _T
--   vi: phần của chỉ tiêu, _T là toàn bộ
--   en: part of the indicator, _T is the whole
SELECT time_period, territory, level_constant, level_current, level_unnamed,
    unit_measure, yoy, yoy_real, pop, avg, share, of_year_plan,
    of_period_plan, plan_level, obs_status, price_base_inferred, statements
FROM series
WHERE indicator = :indicator AND ref_area = :area AND breakdown = :breakdown
ORDER BY period_first, period_months, territory
