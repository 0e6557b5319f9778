-- A verdict.
INSERT INTO verdict (target, verdict, provisional, method, target_value,
    unit_measure, unit_mult, pace_ratio, score, progress_percent, required,
    required_kind, verdict_lowest, verdict_highest, reason_vi, reason_en,
    batch_id, judged_at, digest)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
    ?16, ?17, ?18, ?19)
