-- How many are to be had, for people who watch.
SELECT count(*) FROM backfill_item
WHERE service = ?1 AND source = ?2 AND state = 'wanted'
    AND captured_at BETWEEN ?3 AND ?4
