-- The sources, with what was held of each after batch ?1; ?3 alone where it
-- is given.
SELECT s.code AS source, s.title, s.publisher, s.licence, s.ref_area,
    s.source_rank, s.enabled, count(DISTINCT d.release_id) AS releases,
    min(d.published) AS first_published, max(d.published) AS last_published,
    (SELECT l.url FROM document AS l
	JOIN release AS lr ON lr.id = l.release_id
	WHERE lr.source = s.code AND EXISTS (SELECT 1 FROM extraction AS x
	    WHERE x.document_id = l.id AND x.batch_id <= ?1)
	ORDER BY l.published DESC, l.id DESC LIMIT 1) AS last_url
FROM source AS s
LEFT JOIN release AS r ON r.source = s.code
LEFT JOIN document AS d ON d.release_id = r.id
    AND EXISTS (SELECT 1 FROM extraction AS x
	WHERE x.document_id = d.id AND x.batch_id <= ?1)
WHERE ?3 IS NULL OR s.code = ?3
GROUP BY s.code
ORDER BY s.source_rank, s.code
