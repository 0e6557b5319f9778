-- What source ?3 gave in the last ?2 runs that asked it and began at ?1
-- (UTC) or later, the newest first.
SELECT r.id, r.command, r.began_at, r.state, s.source, s.fetched, s.fresh,
    s.changed, s.unchanged, s.failed, s.alarms, s.bytes, s.error
FROM source AS s JOIN run AS r ON r.id = s.run
WHERE s.source = ?3 AND r.began_at >= ?1
ORDER BY r.id DESC
LIMIT ?2
