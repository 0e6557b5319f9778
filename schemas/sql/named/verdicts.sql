-- title vi: Các lần đánh giá mục tiêu và lý do, mới nhất trước
-- title en: Verdicts as they were given, and why; the newest first
-- param target text ""
--   vi: mã mục tiêu (nq29-iip), để trống là mọi mục tiêu
--   en: code of the target (nq29-iip), empty for all
SELECT v.judged_at, v.superseded_at, v.target, v.verdict, v.provisional,
    v.method, v.target_value, v.unit_measure, v.unit_mult, v.pace_ratio,
    v.progress_percent, v.required, v.required_kind, v.reason_vi,
    v.reason_en, (SELECT group_concat(use || ':' || observation_id, ' ')
	FROM (SELECT * FROM verdict_input AS i WHERE i.verdict_id = v.id
	    ORDER BY i.place)) AS inputs
FROM verdict AS v
WHERE :target = '' OR v.target = :target
ORDER BY v.judged_at DESC, v.id DESC
