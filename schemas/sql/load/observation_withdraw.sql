-- No longer stated, from this batch on.
UPDATE observation SET withdrawn = ?2 WHERE id = ?1 AND withdrawn IS NULL
