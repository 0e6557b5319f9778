-- An area; one that left the list stays.
INSERT INTO area (code, name_vi, name_en, kind, parent, position)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (code) DO UPDATE SET name_vi = excluded.name_vi,
    name_en = excluded.name_en, kind = excluded.kind,
    parent = excluded.parent, position = excluded.position
