-- A payload that the archive holds.
INSERT INTO capture (source, key, captured_at, payload)
VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING
