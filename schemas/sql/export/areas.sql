-- The code list of areas.
SELECT code AS ref_area, name_vi, name_en, kind, parent
FROM area
ORDER BY position, code
