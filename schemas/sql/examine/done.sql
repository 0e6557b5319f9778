-- What became of it.
UPDATE examination SET digest = ?2, opened = ?3, closed = ?4,
    standing = (SELECT count(*) FROM finding WHERE closed_at IS NULL)
WHERE id = ?1
RETURNING standing
