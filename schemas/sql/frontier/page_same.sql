-- The portal was asked again and still says the same.
UPDATE page SET state = 'done', tried_at = ?4, tries = 0, next_at = NULL,
    error = NULL, fetched_at = ?4, etag = coalesce(?5, etag),
    modified = coalesce(?6, modified)
WHERE source = ?1 AND kind = ?2 AND key = ?3
