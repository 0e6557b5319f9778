-- The check judges it otherwise now.
UPDATE finding SET closed_at = ?2, closed_why = 'rule',
    closed_batch = (SELECT max(id) FROM batch)
WHERE id = ?1
