-- An answer was taken. begun_at stays while the query goes on.
INSERT INTO backfill_query (service, source, query, begun_at, resume, done_at,
    error)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (service, source, query) DO UPDATE SET
    begun_at = iif(begun_at >= ?8, begun_at, ?4), resume = ?5, done_at = ?6,
    error = ?7
