-- The names of area ?1.
SELECT name_vi, name_en FROM area WHERE code = ?1
