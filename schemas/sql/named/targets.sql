-- title vi: Các mục tiêu, số mới nhất và phần đã đạt
-- title en: Targets, the latest figure and how much is done
-- param resolution text ""
--   vi: số văn bản (29-NQ/TU), để trống là mọi văn bản
--   en: document (29-NQ/TU), empty for all
SELECT p.target, p.resolution, p.clause, p.name_vi, p.name_en, p.kind,
    p.certainty, p.time_period, p.target_value, p.unit_measure, p.unit_mult,
    p.latest_value, p.latest_period, p.share_printed, p.share_computed,
    p.growth_so_far, p.growth_needed, p.needed_per_month,
    v.verdict, v.reason_vi, v.reason_en, p.latest_observation
FROM progress AS p
JOIN target AS t ON t.code = p.target
JOIN resolution AS r ON r.code = t.resolution
LEFT JOIN verdict AS v ON v.target = p.target AND v.superseded_at IS NULL
WHERE :resolution = '' OR p.resolution = :resolution
ORDER BY r.position, t.position
