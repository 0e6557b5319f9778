-- The digest of a knowledge file as it was last taken over.
SELECT digest FROM knowledge WHERE name = ?1
