-- The standing row of a figure that was stated again.
SELECT id FROM observation
WHERE release_id = ?1 AND indicator = ?2 AND time_period = ?3
    AND transformation = ?4 AND ref_area = ?5 AND breakdown = ?6
    AND role = ?7 AND price_base = ?8 AND obs_mantissa = ?9
    AND obs_scale = ?10 AND unit_measure = ?11 AND unit_mult = ?12
    AND obs_status = ?13 AND bound = ?14 AND withdrawn IS NULL
