-- title vi: Các nguồn và bài công bố gần nhất của mỗi nguồn
-- title en: The sources, and the last release of each
SELECT s.code AS source, s.title, s.publisher, s.licence, s.source_rank,
    s.enabled, count(DISTINCT r.id) AS releases,
    max(d.published) AS last_published, max(d.retrieved) AS last_retrieved,
    (SELECT l.url FROM document AS l
	JOIN release AS lr ON lr.id = l.release_id
	WHERE lr.source = s.code
	ORDER BY l.published DESC, l.id DESC LIMIT 1) AS last_url
FROM source AS s
LEFT JOIN release AS r ON r.source = s.code
LEFT JOIN document AS d ON d.release_id = r.id
GROUP BY s.code
ORDER BY s.source_rank, s.code
