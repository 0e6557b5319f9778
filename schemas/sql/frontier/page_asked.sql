-- This run asks for it.
UPDATE page SET run = ?4 WHERE source = ?1 AND kind = ?2 AND key = ?3
