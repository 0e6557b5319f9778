-- The last ?2 runs that began at ?1 (UTC) or later, the newest first.
SELECT id, command, began_at, ended_at, state, exit_status, seconds,
    (SELECT seconds FROM stage WHERE run = id AND stage = 'extract')
    AS extract_seconds,
    (SELECT seconds FROM stage WHERE run = id AND stage = 'transform')
    AS transform_seconds,
    (SELECT seconds FROM stage WHERE run = id AND stage = 'load')
    AS load_seconds,
    (SELECT seconds FROM stage WHERE run = id AND stage = 'check')
    AS check_seconds,
    fetched, fresh, changed, unchanged, failed, documents, unread, added,
    withdrawn, quarantined, opened, closed, warnings, errors, sandbox,
    process, program, libraries
FROM run
WHERE began_at >= ?1
ORDER BY id DESC
LIMIT ?2
