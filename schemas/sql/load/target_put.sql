-- A target.
INSERT INTO target (code, resolution, clause, name_vi, name_en, indicator,
    ref_area, breakdown, price_base, kind, bound, direction, base,
    time_period, obs_value, obs_mantissa, obs_scale, lower_value,
    upper_value, limit_value, unit_measure, unit_mult, certainty, layer,
    office_vi, office_en, source, source_url, wording_vi, wording_en,
    position)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
    ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29,
    ?30, ?31)
