-- Is this release known, and has it changed since it was fetched?
SELECT coalesce(?3 > fetched_at, 0)
FROM page WHERE source = ?1 AND kind = 'release' AND key = ?2
