-- The code list of indicators.
SELECT code AS indicator, name_vi, name_en, unit_measure
FROM indicator
ORDER BY position, code
