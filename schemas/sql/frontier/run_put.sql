-- What this run did at a source.
INSERT INTO run (id, source, started_at, ended_at, fetched, fresh, changed,
    unchanged, failed, alarms, bytes, error)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (id, source) DO UPDATE SET ended_at = ?4, fetched = ?5,
    fresh = ?6, changed = ?7, unchanged = ?8, failed = ?9, alarms = ?10,
    bytes = ?11, error = ?12
