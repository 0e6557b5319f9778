-- An attempt that gave nothing.
INSERT INTO page (source, kind, key, url, state, found_at, run, tried_at,
    tries, next_at, error)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6, 1, ?8, ?9)
ON CONFLICT (source, kind, key) DO UPDATE SET
    state = iif(page.state = 'done' AND ?5 <> 'gone', 'done', ?5),
    tried_at = ?6, tries = tries + 1, next_at = ?8, error = ?9
