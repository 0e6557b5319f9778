-- title vi: Các ô mà nguồn công bố khác nhau, kèm câu văn hai bên
-- title en: Cells for which releases differ, with both sentences
-- param area text ""
--   vi: mã địa bàn, để trống là mọi địa bàn
--   en: code of the area, empty for all
-- param rounding integer 0
--   vi: 1: kể cả khác nhau chỉ do làm tròn
--   en: 1: also those that differ by rounding alone
SELECT d.indicator, d.ref_area, d.breakdown, d.time_period, d.role,
    d.transformation, d.price_base, d.unit_measure, d.releases, d.lowest,
    d.highest, d.beyond_rounding, l.evidence_text AS lowest_text,
    h.evidence_text AS highest_text, d.lowest_observation,
    d.highest_observation
FROM disagreement AS d
JOIN observation AS l ON l.id = d.lowest_observation
JOIN observation AS h ON h.id = d.highest_observation
WHERE (:area = '' OR d.ref_area = :area)
    AND (d.beyond_rounding = 1 OR CAST(:rounding AS INTEGER) = 1)
ORDER BY d.indicator, d.ref_area, d.breakdown, d.time_period,
    d.transformation, d.role, d.price_base, d.territory
