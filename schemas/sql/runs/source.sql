INSERT INTO source (run, source, fetched, fresh, changed, unchanged, failed,
    alarms, bytes, error)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
