-- Captures that are to be had, release by release, from the oldest on.
SELECT id, key, captured_at, url, digest, filename, truncated, at, length
FROM backfill_item
WHERE service = ?1 AND source = ?2 AND state = ?3
    AND (key, captured_at, id) > (?4, ?5, ?8)
    AND captured_at BETWEEN ?6 AND ?7
ORDER BY key, captured_at, id LIMIT ?9
