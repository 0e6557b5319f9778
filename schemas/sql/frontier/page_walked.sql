-- An entry was walked to its end, or failed on the way.
INSERT INTO page (source, kind, key, url, state, found_at, tried_at, error)
VALUES (?1, 'entry', ?2, ?3, ?4, ?5, ?5, ?6)
ON CONFLICT (source, kind, key) DO UPDATE SET url = ?3, state = ?4,
    tried_at = ?5, error = ?6
