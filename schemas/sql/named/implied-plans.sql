-- title vi: Kế hoạch suy ra từ số thực hiện và tỷ lệ hoàn thành
-- title en: Plans that follow from values and their shares of plan
-- param indicator text ""
--   vi: mã chỉ tiêu, để trống là mọi chỉ tiêu
--   en: code of the indicator, empty for all
-- param area text VN-06
--   vi: mã địa bàn
--   en: code of the area
SELECT p.indicator, p.breakdown, p.time_period, p.price_base,
    p.unit_measure, p.layer, p.layers, p.layer_kind, k.name_vi, k.name_en,
    p.lower_value, p.upper_value, p.stated_value, p.stated_inside, p.shares,
    p.releases, p.first_published, p.last_published, p.reservation
FROM plan AS p
LEFT JOIN plan_layer AS k ON k.code = p.layer_kind
WHERE p.ref_area = :area
    AND (:indicator = '' OR p.indicator = :indicator)
ORDER BY p.indicator, p.breakdown, p.time_period, p.price_base, p.layer
