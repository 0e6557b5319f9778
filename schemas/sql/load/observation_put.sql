-- A figure, unless the release states it already.
INSERT INTO observation (release_id, document_id, ordinal, indicator,
    ref_area, breakdown, time_period, role, transformation, price_base,
    obs_value, obs_mantissa, obs_scale, unit_measure, unit_mult, obs_status,
    bound, period_first, period_months, evidence_text, evidence_start,
    evidence_end, rule, flags, first_seen, evidence_row, evidence_column,
    evidence_cell)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
    ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)
ON CONFLICT DO NOTHING
