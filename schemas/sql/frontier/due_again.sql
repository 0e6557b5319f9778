-- Releases of the archive to be asked for again: those of the look-back
-- window, and those that a feed says have changed since.
SELECT key, url FROM page
WHERE source = ?1 AND kind = 'release' AND key > ?2 AND run < ?3
    AND state = 'done' AND tries = 0
    AND (coalesce(published, found_at) >= ?5 OR stated_at > fetched_at)
ORDER BY key LIMIT ?6
