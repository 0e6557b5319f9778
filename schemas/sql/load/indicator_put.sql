-- An indicator of the catalogue; one that left the catalogue stays.
INSERT INTO indicator (code, name_vi, name_en, unit_measure, position)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (code) DO UPDATE SET name_vi = excluded.name_vi,
    name_en = excluded.name_en, unit_measure = excluded.unit_measure,
    position = excluded.position
