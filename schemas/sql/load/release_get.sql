-- A release by its code.
SELECT id, source FROM release WHERE code = ?1
