-- Is this archive file known?
SELECT 1 FROM archive WHERE name = ?1
