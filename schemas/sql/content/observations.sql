-- Every figure that ever stood, with its evidence and its vintage.
SELECT d.archive, d.archive_offset, o.ordinal, o.indicator, o.ref_area,
    o.breakdown, o.time_period, o.role, o.transformation, o.price_base,
    o.obs_mantissa, o.obs_scale, o.unit_measure, o.unit_mult, o.obs_status,
    o.bound, f.name, f.loaded_at, f.digest, w.name, w.loaded_at, w.digest,
    o.obs_value, o.period_first, o.period_months, o.evidence_start,
    o.evidence_end, o.evidence_text, o.evidence_row, o.evidence_column,
    o.evidence_cell, o.rule, o.flags
FROM observation AS o JOIN document AS d ON d.id = o.document_id
JOIN batch AS f ON f.id = o.first_seen
LEFT JOIN batch AS w ON w.id = o.withdrawn
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
    20, 21, 22
