-- Findings of a check whose file is gone. ?1: the checks that there are.
UPDATE finding SET closed_at = ?2, closed_why = 'rule',
    closed_batch = (SELECT max(id) FROM batch)
WHERE closed_at IS NULL
    AND check_code NOT IN (SELECT value FROM json_each(?1))
