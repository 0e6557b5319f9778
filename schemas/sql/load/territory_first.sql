-- The first version of each area bears its code.
INSERT INTO territory (code, ref_area, name_vi, name_en)
SELECT code, code, name_vi, name_en FROM area
