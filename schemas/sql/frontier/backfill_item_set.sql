-- What became of a capture.
UPDATE backfill_item SET state = ?1, error = ?2 WHERE id = ?3
