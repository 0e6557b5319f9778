-- How many releases the first page of a listing shows, by and by. The first
-- time its row is not there yet: the archive is still being written.
INSERT INTO page (source, kind, key, url, state, found_at, usual)
VALUES (?1, ?2, ?3, ?4, 'new', ?5, ?6)
ON CONFLICT (source, kind, key) DO UPDATE SET usual = ?6
