-- What is measured, in order of display.
SELECT code, name_vi, name_en, unit_measure FROM indicator ORDER BY position
