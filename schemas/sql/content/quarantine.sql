-- Lines that were refused.
SELECT b.name, b.loaded_at, b.digest, q.line, q.reason, q.content
FROM quarantine AS q JOIN batch AS b ON b.id = q.batch_id
ORDER BY 1, 2, 3, 4
