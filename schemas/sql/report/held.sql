-- What the warehouse held after batch ?1: standing figures, captures, sources
-- with a release, batches, and when the last of these was loaded.
SELECT (SELECT count(*) FROM observation
	WHERE first_seen <= ?1 AND (withdrawn IS NULL OR withdrawn > ?1)),
    (SELECT count(DISTINCT document_id) FROM extraction WHERE batch_id <= ?1),
    (SELECT count(DISTINCT r.source) FROM extraction AS x
	JOIN document AS d ON d.id = x.document_id
	JOIN release AS r ON r.id = d.release_id WHERE x.batch_id <= ?1),
    (SELECT count(*) FROM batch WHERE id <= ?1),
    (SELECT loaded_at FROM batch WHERE id = ?1)
