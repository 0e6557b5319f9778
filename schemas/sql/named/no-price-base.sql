-- title vi: Giá trị bằng tiền mà bài không ghi theo giá nào
-- title en: Amounts of money whose text names no price base
-- param indicator text ""
--   vi: mã chỉ tiêu, để trống là mọi chỉ tiêu
--   en: code of the indicator, empty for all
-- param area text VN-06
--   vi: mã địa bàn
--   en: code of the area
SELECT o.indicator, o.breakdown, o.time_period, o.role, o.obs_value,
    o.unit_measure, o.unit_mult, i.price_base AS inferred, i.methods,
    i.reason_vi, i.reason_en, r.source, d.url, o.evidence_text,
    o.id AS observation_id
FROM observation AS o
JOIN release AS r ON r.id = o.release_id
JOIN document AS d ON d.id = o.document_id
LEFT JOIN price_inference AS i ON i.observation_id = o.id
WHERE o.withdrawn IS NULL AND o.transformation = 'level'
    AND o.price_base = '_U' AND o.unit_measure = 'VND'
    AND o.ref_area = :area
    AND (:indicator = '' OR o.indicator = :indicator)
ORDER BY o.indicator, o.breakdown, o.period_first, o.period_months, o.id
