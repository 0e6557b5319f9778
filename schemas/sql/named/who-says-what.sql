-- title vi: Ai công bố con số nào cho cùng một ô, ai được tin trước
-- title en: Who says which number for one cell, and who is believed
-- param indicator text IND_OUTPUT
--   vi: mã chỉ tiêu
--   en: code of the indicator
-- param period text 2021
--   vi: kỳ, viết theo SDMX (2022, 2022-Q1, 2022-01-01/P11M)
--   en: period as SDMX writes it (2022, 2022-Q1, 2022-01-01/P11M)
-- param area text VN-06
--   vi: mã địa bàn
--   en: code of the area
-- param breakdown text _T
--   vi: phần của chỉ tiêu, _T là toàn bộ
--   en: part of the indicator, _T is the whole
-- param transformation text level
--   vi: cách tính: level, yoy, share, of_year_plan…
--   en: what was done to it: level, yoy, share, of_year_plan…
-- param role text actual
--   vi: loại số: actual, plan, scenario, target, forecast
--   en: whose number: actual, plan, scenario, target, forecast
SELECT s.place, s.obs_value, s.unit_measure, s.unit_mult, s.price_base,
    s.territory, s.obs_status, s.bound, s.source, s.published, d.title,
    d.url, o.evidence_text, s.observation_id
FROM statement AS s
JOIN observation AS o ON o.id = s.observation_id
JOIN document AS d ON d.id = o.document_id
WHERE s.indicator = :indicator AND s.ref_area = :area
    AND s.breakdown = :breakdown AND s.transformation = :transformation
    AND s.role = :role AND s.time_period = :period
ORDER BY s.territory, s.price_base, s.place
