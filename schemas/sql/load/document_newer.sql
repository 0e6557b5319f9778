-- Is there a later capture of the release, one that could be read?
SELECT 1 FROM document AS d
WHERE d.release_id = ?1 AND d.id <> ?2 AND d.digest <> ?6
    AND (d.retrieved, d.archive, d.archive_offset) > (?3, ?4, ?5)
    AND EXISTS (SELECT 1 FROM extraction AS x WHERE x.document_id = d.id
	AND x.status = 'ok')
LIMIT 1
