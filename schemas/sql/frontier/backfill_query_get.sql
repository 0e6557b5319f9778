-- How far was this query answered? One begun before ?4 is asked anew.
SELECT resume, done_at IS NOT NULL, error FROM backfill_query
WHERE service = ?1 AND source = ?2 AND query = ?3 AND begun_at >= ?4
