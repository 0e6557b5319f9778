-- The batch by which the observation ?1 came, and when.
SELECT o.first_seen, b.loaded_at
FROM observation AS o JOIN batch AS b ON b.id = o.first_seen
WHERE o.id = ?1
