-- What is demanded.
SELECT code, resolution, clause, indicator, ref_area, breakdown, price_base,
    kind, bound, direction, base, time_period, obs_mantissa, obs_scale,
    lower_value, upper_value, unit_measure, unit_mult, certainty, source
FROM target ORDER BY 1
