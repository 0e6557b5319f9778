-- A walk meets a link.
INSERT INTO temp.met (walk, key) VALUES (?1, ?2) ON CONFLICT DO NOTHING
