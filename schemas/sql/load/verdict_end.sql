-- Another verdict follows.
UPDATE verdict SET superseded_at = ?2
WHERE target = ?1 AND superseded_at IS NULL
