-- The names of an area ?2 and of a part ?3 of the indicator ?1; a NULL where
-- there is none.
SELECT (SELECT name_vi FROM area WHERE code = ?2),
    (SELECT name_en FROM area WHERE code = ?2),
    (SELECT name_vi FROM breakdown WHERE indicator = ?1 AND code = ?3),
    (SELECT name_en FROM breakdown WHERE indicator = ?1 AND code = ?3)
