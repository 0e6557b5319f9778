-- Where the figure ?1 comes from, as known after batch ?2, at the time ?3: a
-- price base that was inferred later and the end of a figure that still stood
-- then are not told.
SELECT l.indicator, l.ref_area, l.breakdown, l.territory, l.time_period,
    l.role, l.transformation, l.price_base, i.price_base,
    i.reason_vi, i.reason_en, l.obs_value, l.unit_measure, l.unit_mult,
    l.obs_status, l.bound, l.evidence_text, l.evidence_start, l.evidence_end,
    l.evidence_row, l.evidence_column, l.evidence_cell, l.rule, l.flags,
    l.release, l.title, l.published, l.url, l.source, l.source_title,
    l.publisher, l.licence, l.document, l.media_type, l.retrieved, l.archive,
    l.archive_offset, l.seen_from,
    iif(l.seen_until <= ?3, l.seen_until, NULL), l.program
FROM lineage AS l
LEFT JOIN price_inference AS i ON i.observation_id = l.observation_id
    AND i.first_seen <= ?2
WHERE l.observation_id = ?1
