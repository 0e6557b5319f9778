-- An archive file whose captures these rows know.
INSERT INTO archive (name) VALUES (?1) ON CONFLICT DO NOTHING
