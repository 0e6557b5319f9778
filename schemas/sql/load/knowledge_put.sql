-- A knowledge file was taken over.
INSERT INTO knowledge (name, digest) VALUES (?1, ?2)
ON CONFLICT (name) DO UPDATE SET digest = excluded.digest
