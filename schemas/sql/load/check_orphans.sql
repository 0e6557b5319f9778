-- Rows that point at nothing; foreign keys forbid each of them. A release
-- without a capture and a capture that no batch speaks of are among them.
SELECT
    (SELECT count(*) FROM observation AS o
	WHERE NOT EXISTS (SELECT 1 FROM document AS d
		WHERE d.id = o.document_id AND d.release_id = o.release_id)
	    OR NOT EXISTS (SELECT 1 FROM batch AS b WHERE b.id = o.first_seen)
	    OR (o.withdrawn IS NOT NULL AND NOT EXISTS (
		SELECT 1 FROM batch AS b WHERE b.id = o.withdrawn))) +
    (SELECT count(*) FROM release AS r WHERE NOT EXISTS (
	SELECT 1 FROM document AS d WHERE d.release_id = r.id)) +
    (SELECT count(*) FROM document AS d WHERE NOT EXISTS (
	SELECT 1 FROM extraction AS x WHERE x.document_id = d.id)) +
    (SELECT count(*) FROM quarantine AS q WHERE NOT EXISTS (
	SELECT 1 FROM batch AS b WHERE b.id = q.batch_id))
