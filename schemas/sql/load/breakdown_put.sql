-- A part of an indicator, of the catalogue (?5 is 1) or met in a release.
INSERT INTO breakdown (indicator, code, name_vi, name_en, catalogued)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (indicator, code) DO UPDATE SET name_vi = excluded.name_vi,
    name_en = excluded.name_en, catalogued = excluded.catalogued
WHERE excluded.catalogued = 1
