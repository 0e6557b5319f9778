-- The digest under which a records file was last loaded.
SELECT digest FROM batch WHERE name = ?1 ORDER BY id DESC LIMIT 1
