-- title vi: Tốc độ tăng tính lại từ hai mức, bên cạnh số đã in
-- title en: Growth computed from two levels beside growth as printed
-- param indicator text IND_OUTPUT
--   vi: mã chỉ tiêu
--   en: code of the indicator
-- param area text VN-06
--   vi: mã địa bàn
--   en: code of the area
-- param breakdown text _T
--   vi: phần của chỉ tiêu, _T là toàn bộ
--   en: part of the indicator, _T is the whole
SELECT n.time_period, n.territory, b.time_period AS period_before,
    b.level_constant AS constant_before, n.level_constant,
    100 * (n.level_constant / b.level_constant - 1) AS growth_constant,
    b.level_current AS current_before, n.level_current,
    100 * (n.level_current / b.level_current - 1) AS growth_current,
    b.level_unnamed AS unnamed_before, n.level_unnamed,
    100 * (n.level_unnamed / b.level_unnamed - 1) AS growth_unnamed,
    n.yoy AS growth_printed, n.yoy_real AS real_growth_printed
FROM series AS n
JOIN series AS b ON b.period_first = n.period_first - 12
    AND b.period_months = n.period_months AND b.territory = n.territory
WHERE n.indicator = :indicator AND n.ref_area = :area
    AND n.breakdown = :breakdown AND b.indicator = :indicator
    AND b.ref_area = :area AND b.breakdown = :breakdown
ORDER BY n.period_first, n.period_months, n.territory
