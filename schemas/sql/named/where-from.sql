-- title vi: Một con số lấy từ đâu: câu văn, trang, tệp lưu trữ
-- title en: Where a figure comes from: sentence, page, archive
-- param observation integer
--   vi: số hiệu của số liệu (observation_id)
--   en: number of the figure (observation_id)
SELECT *
FROM lineage
WHERE observation_id = :observation
