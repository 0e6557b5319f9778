-- The names of an area ?2, of a part ?3 of the indicator ?1, and of the
-- indicator; a NULL where there is none.
SELECT (SELECT name_vi FROM area WHERE code = ?2),
    (SELECT name_en FROM area WHERE code = ?2),
    (SELECT name_vi FROM breakdown WHERE indicator = ?1 AND code = ?3),
    (SELECT name_en FROM breakdown WHERE indicator = ?1 AND code = ?3),
    (SELECT name_vi FROM indicator WHERE code = ?1),
    (SELECT name_en FROM indicator WHERE code = ?1)
