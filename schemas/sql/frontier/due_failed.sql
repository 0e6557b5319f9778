-- Releases that failed before and may be tried again: they come first.
SELECT key, url FROM page
WHERE source = ?1 AND kind = 'release' AND key > ?2 AND run < ?3
    AND (state IN ('failed', 'gone', 'forbidden')
	OR (state = 'done' AND tries > 0))
    AND (next_at IS NULL OR next_at <= ?4)
ORDER BY key LIMIT ?6
