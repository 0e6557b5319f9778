-- How many releases the first page of a listing shows, by and by.
UPDATE page SET usual = ?4 WHERE source = ?1 AND kind = ?2 AND key = ?3
