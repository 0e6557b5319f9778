-- Releases that the archive does not hold.
SELECT key, url FROM page
WHERE source = ?1 AND kind = 'release' AND key > ?2 AND run < ?3
    AND state = 'new'
ORDER BY key LIMIT ?6
