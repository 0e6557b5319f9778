-- A walk begins.
DELETE FROM temp.met WHERE walk = ?1
