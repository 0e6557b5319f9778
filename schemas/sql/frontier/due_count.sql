-- How much is left to do, for people who watch.
SELECT count(*) FROM page
WHERE source = ?1 AND kind = 'release' AND run < ?2
    AND (state = 'new' OR ((state <> 'done' OR tries > 0)
	AND (next_at IS NULL OR next_at <= ?3))
    OR (state = 'done'
	AND (coalesce(published, found_at) >= ?4 OR stated_at > fetched_at)))
