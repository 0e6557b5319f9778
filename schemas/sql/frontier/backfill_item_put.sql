-- The index names a capture. One that is known stays as it is, unless it is
-- still to be had: then it may belong to another release by now.
INSERT INTO backfill_item (service, source, key, captured_at, url, state,
    digest, filename, truncated, at, length)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (service, source, captured_at, url) DO UPDATE SET key = ?3,
    state = ?6
WHERE state IN ('wanted', 'file')
